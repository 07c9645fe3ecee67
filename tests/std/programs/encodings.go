package main

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"hash/fnv"
	"hash/maphash"
	"io"
	"os"
	"strings"
	"text/tabwriter"
)

type header struct {
	Magic [4]byte
	Size  uint32
	Flag  bool
	_     byte
	X     float32
}

func main() {
	data := []byte("The quick brown fox jumps over the lazy dog, and once more: the quick brown fox jumps over the lazy dog.")
	h32, h64a := fnv.New32(), fnv.New64a()
	h32.Write(data)
	h64a.Write(data)
	fmt.Println(h32.Sum32(), h64a.Sum64(), crc32.ChecksumIEEE(data), adler32.Checksum(data))
	fmt.Println(crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)), crc64.Checksum(data, crc64.MakeTable(crc64.ECMA)))
	fmt.Print(hex.Dump(data[:40]))
	s := base64.StdEncoding.EncodeToString(data[:20])
	b, err := base64.StdEncoding.DecodeString(s)
	fmt.Println(s, string(b), err, base64.RawURLEncoding.EncodeToString([]byte{255, 254}))
	_, err = base64.StdEncoding.DecodeString("AA=A")
	_, err2 := hex.DecodeString("abx")
	fmt.Println(err, err2, base32.StdEncoding.EncodeToString([]byte("hello")))
	all, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, strings.NewReader("aGVs\nbG8=")))
	fmt.Println(string(all), err)
	var buf bytes.Buffer
	in := header{[4]byte{'R', 'T', '0', '!'}, 77, true, 0, 1.5}
	fmt.Println(binary.Write(&buf, binary.LittleEndian, in), buf.Len(), binary.Size(in))
	fmt.Printf("% x\n", buf.Bytes())
	var out header
	fmt.Println(binary.Read(&buf, binary.LittleEndian, &out), out == in, out)
	fmt.Println(binary.Write(&buf, binary.BigEndian, struct{ A int }{1}))
	v := binary.AppendUvarint(nil, 1<<40)
	x, n := binary.Uvarint(v)
	fmt.Println(v, x, n, binary.BigEndian.Uint32([]byte{1, 2, 3, 4}), binary.LittleEndian)
	seed := maphash.MakeSeed()
	var mh maphash.Hash
	mh.SetSeed(seed)
	mh.WriteString("abc")
	fmt.Println(mh.Sum64() == maphash.String(seed, "abc"), maphash.Comparable(seed, [2]string{"a", "b"}) == maphash.Comparable(seed, [2]string{"a", "b"}))
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(w, "name\tsize\tnote\t")
	fmt.Fprintln(w, "a\t1\tshort\t")
	fmt.Fprintln(w, "longer name\t12345\té\t")
	w.Flush()
	w = tabwriter.NewWriter(os.Stdout, 5, 0, 1, '.', 0)
	fmt.Fprintln(w, "x\ty\tz")
	fmt.Fprintln(w, "xxxxxxx\tyy\tz")
	w.Flush()
}
