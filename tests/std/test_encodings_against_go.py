"""Our hash, encoding/hex, base64, base32, binary and text/tabwriter against Go's, on random inputs, wrong ones included."""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

MAIN = r"""
package main

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"hash/fnv"
	"io"
	"math/rand"
	"os"
	omd5 "rt0std/crypto/md5"
	osha1 "rt0std/crypto/sha1"
	osha256 "rt0std/crypto/sha256"
	o32 "rt0std/encoding/base32"
	o64 "rt0std/encoding/base64"
	obin "rt0std/encoding/binary"
	ohex "rt0std/encoding/hex"
	oadler "rt0std/hash/adler32"
	oc32 "rt0std/hash/crc32"
	oc64 "rt0std/hash/crc64"
	ofnv "rt0std/hash/fnv"
	otab "rt0std/text/tabwriter"
	"strings"
	"testing/iotest"
	"text/tabwriter"
)

func same(what string, a, b any) {
	if x, y := fmt.Sprintf("%#v", a), fmt.Sprintf("%#v", b); x != y {
		fmt.Println("differs:", what, x, y)
		os.Exit(1)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

var r = rand.New(rand.NewSource(7))

func some(n int, from string) []byte {
	b := make([]byte, r.Intn(n+1))
	for i := range b {
		if from == "" {
			b[i] = byte(r.Intn(256))
		} else {
			b[i] = from[r.Intn(len(from))]
		}
	}
	return b
}

type marshaler interface {
	MarshalBinary() ([]byte, error)
	UnmarshalBinary([]byte) error
}

func hashes(name string, a, b hash.Hash) {
	for i := 0; i < 30; i++ {
		p := some(300, "")
		a.Write(p)
		b.Write(p)
		same(name, a.Sum([]byte("x")), b.Sum([]byte("x")))
		x, _ := a.(marshaler).MarshalBinary()
		y, _ := b.(marshaler).MarshalBinary()
		same(name+" state", x, y)
		same(name+" restore", text(a.(marshaler).UnmarshalBinary(p)), text(b.(marshaler).UnmarshalBinary(p)))
		b.Reset()
		same(name+" restore", nil, b.(marshaler).UnmarshalBinary(x))
	}
	same(name, []int{a.Size(), a.BlockSize()}, []int{b.Size(), b.BlockSize()})
}

func read(r io.Reader) (string, string) {
	b, err := io.ReadAll(r)
	return string(b), text(err)
}

func hexes() {
	for i := 0; i < 2000; i++ {
		p := some(40, "")
		same("hex", hex.EncodeToString(p), ohex.EncodeToString(p))
		same("dump", hex.Dump(p), ohex.Dump(p))
		q := some(20, "0123456789abcdefABCDEF0123456789abcdef")
		if r.Intn(3) == 0 {
			q = some(20, "0123456789abcdefgG/: \xff")
		}
		x, e1 := hex.DecodeString(string(q))
		y, e2 := ohex.DecodeString(string(q))
		same("hex decode", x, y)
		same("hex decode", text(e1), text(e2))
		a, ae := read(hex.NewDecoder(iotest.OneByteReader(bytes.NewReader(q))))
		b, be := read(ohex.NewDecoder(iotest.OneByteReader(bytes.NewReader(q))))
		same("hex decoder", a+ae, b+be)
	}
}

func bases() {
	const abc = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	encs := []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding, base64.StdEncoding.Strict(), base64.RawStdEncoding.Strict(), base64.NewEncoding(abc).WithPadding('*')}
	ours := []*o64.Encoding{o64.StdEncoding, o64.RawURLEncoding, o64.StdEncoding.Strict(), o64.RawStdEncoding.Strict(), o64.NewEncoding(abc).WithPadding('*')}
	for i := 0; i < 6000; i++ {
		e, o := encs[i%len(encs)], ours[i%len(encs)]
		p := some(30, "")
		s := e.EncodeToString(p)
		same("base64", s, o.EncodeToString(p))
		same("base64 len", []int{e.EncodedLen(i), e.DecodedLen(i)}, []int{o.EncodedLen(i), o.DecodedLen(i)})
		q := []byte(s)
		switch r.Intn(3) {
		case 0:
			q = some(20, "AB=Cab+-_\n*")
		case 1:
			for k := r.Intn(3); k > 0 && len(q) > 0; k-- {
				q[r.Intn(len(q))] = "=\n*A?"[r.Intn(5)]
			}
		}
		x, e1 := e.DecodeString(string(q))
		y, e2 := o.DecodeString(string(q))
		same("base64 decode "+string(q), text(e1), text(e2))
		same("base64 decode "+string(q), x, y)
		if e1 == nil && !strings.Contains(string(q), "\n") {
			a, ae := read(base64.NewDecoder(e, iotest.HalfReader(bytes.NewReader(q))))
			b, be := read(o64.NewDecoder(o, iotest.HalfReader(bytes.NewReader(q))))
			same("base64 decoder", a+ae, b+be)
		}
		var w, v bytes.Buffer
		f, g := base64.NewEncoder(e, &w), o64.NewEncoder(o, &v)
		for rest := p; len(rest) > 0; {
			k := r.Intn(len(rest)) + 1
			f.Write(rest[:k])
			g.Write(rest[:k])
			rest = rest[k:]
		}
		f.Close()
		g.Close()
		same("base64 encoder", w.String(), v.String())
	}
	wide, mine := []*base32.Encoding{base32.StdEncoding, base32.HexEncoding.WithPadding(base32.NoPadding)}, []*o32.Encoding{o32.StdEncoding, o32.HexEncoding.WithPadding(o32.NoPadding)}
	for i := 0; i < 4000; i++ {
		e, o := wide[i%2], mine[i%2]
		p := some(30, "")
		s := e.EncodeToString(p)
		same("base32", s, o.EncodeToString(p))
		q := []byte(s)
		switch r.Intn(3) {
		case 0:
			q = some(24, "AB=27CDV=\n")
		case 1:
			for k := r.Intn(3); k > 0 && len(q) > 0; k-- {
				q[r.Intn(len(q))] = "=A?"[r.Intn(3)]
			}
		}
		x, e1 := e.DecodeString(string(q))
		y, e2 := o.DecodeString(string(q))
		same("base32 decode "+string(q), text(e1), text(e2))
		same("base32 decode "+string(q), x, y)
	}
}

type inner struct {
	A int8
	_ [3]byte
	B float32
}

type record struct {
	X uint16
	Y [3]int32
	I inner
	C complex64
	D complex128
	F bool
	G float64
	H uint64
	L []byte
}

type fixed struct {
	X uint16
	Y [3]int32
	I inner
	C complex64
	D complex128
	F bool
	G float64
	H uint64
}

func numbers() {
	for i := 0; i < 500; i++ {
		f := fixed{uint16(r.Int()), [3]int32{int32(r.Int()), -2, 3}, inner{A: -3, B: r.Float32()}, complex(1, r.Float32()), complex(r.Float64(), 2), r.Intn(2) == 0, r.NormFloat64(), r.Uint64()}
		for _, v := range []any{f, &f, []fixed{f, f}, r.Uint64(), int16(i), []float32{1, 2}, []bool{true, false}, record{}, "s", []inner{{A: 1}}, int8(-1), 1, &i, map[int]int{}, nil, []int{1}, [2]uint8{1, 2}} {
			if v == nil {
				continue
			}
			same("Size", binary.Size(v), obin.Size(v))
			var a, b bytes.Buffer
			e1, e2 := binary.Write(&a, binary.BigEndian, v), obin.Write(&b, obin.BigEndian, v)
			same("Write", text(e1)+a.String(), text(e2)+b.String())
			x, e1 := binary.Append([]byte("p"), binary.LittleEndian, v)
			y, e2 := obin.Append([]byte("p"), obin.LittleEndian, v)
			same("Append", string(x)+text(e1), string(y)+text(e2))
		}
		var g, h fixed
		raw := some(100, "")
		e1, e2 := binary.Read(bytes.NewReader(raw), binary.LittleEndian, &g), obin.Read(bytes.NewReader(raw), obin.LittleEndian, &h)
		same("Read", text(e1), text(e2))
		same("Read", g, h)
		u, w := make([]int16, 5), make([]int16, 5)
		n, e1 := binary.Decode(raw, binary.BigEndian, u)
		m, e2 := obin.Decode(raw, obin.BigEndian, w)
		same("Decode", text(e1), text(e2))
		same("Decode", n, m)
		same("Decode", u, w)
		same("Decode", text(binary.Read(bytes.NewReader(raw), binary.BigEndian, 3)), text(obin.Read(bytes.NewReader(raw), obin.BigEndian, 3)))
		x := r.Uint64() >> r.Intn(64)
		p := binary.AppendVarint(nil, int64(x))
		same("Varint", p, obin.AppendVarint(nil, int64(x)))
		q := append(some(12, "\xff\x80\x81\x01\x7f"), p...)
		a, c := binary.Varint(q)
		b, d := obin.Varint(q)
		same("Varint", []any{a, c}, []any{b, d})
		ru, e1 := binary.ReadUvarint(bytes.NewReader(q))
		ou, e2 := obin.ReadUvarint(bytes.NewReader(q))
		same("ReadUvarint", []any{ru, text(e1)}, []any{ou, text(e2)})
	}
	same("order", binary.BigEndian.String()+fmt.Sprintf("%#v", binary.LittleEndian), obin.BigEndian.String()+fmt.Sprintf("%#v", obin.LittleEndian))
}

func tables() {
	for i := 0; i < 4000; i++ {
		flags := uint(r.Intn(64))
		min, tab, pad := r.Intn(8), r.Intn(9), r.Intn(3)
		char := " .\t"[r.Intn(3)]
		var a, b bytes.Buffer
		w, o := tabwriter.NewWriter(&a, min, tab, pad, char, flags), otab.NewWriter(&b, min, tab, pad, char, flags)
		for k := r.Intn(3); k >= 0; k-- {
			p := some(60, "ab\t\t\n\tcd\v\n&;<>\f\xffé")
			n, e1 := w.Write(p)
			m, e2 := o.Write(p)
			same("tabwriter", []any{n, e1}, []any{m, e2})
			if r.Intn(3) == 0 {
				same("Flush", w.Flush(), o.Flush())
			}
		}
		same("Flush", w.Flush(), o.Flush())
		same("tabwriter", a.String(), b.String())
	}
}

func main() {
	hashes("fnv32", fnv.New32(), ofnv.New32())
	hashes("fnv32a", fnv.New32a(), ofnv.New32a())
	hashes("fnv64", fnv.New64(), ofnv.New64())
	hashes("fnv64a", fnv.New64a(), ofnv.New64a())
	hashes("fnv128", fnv.New128(), ofnv.New128())
	hashes("fnv128a", fnv.New128a(), ofnv.New128a())
	hashes("crc32", crc32.NewIEEE(), oc32.NewIEEE())
	hashes("crc32c", crc32.New(crc32.MakeTable(crc32.Castagnoli)), oc32.New(oc32.MakeTable(oc32.Castagnoli)))
	hashes("crc64", crc64.New(crc64.MakeTable(crc64.ISO)), oc64.New(oc64.MakeTable(oc64.ISO)))
	hashes("crc64e", crc64.New(crc64.MakeTable(crc64.ECMA)), oc64.New(oc64.MakeTable(oc64.ECMA)))
	hashes("adler", adler32.New(), oadler.New())
	hashes("md5", md5.New(), omd5.New())
	hashes("sha1", sha1.New(), osha1.New())
	hashes("sha256", sha256.New(), osha256.New())
	hashes("sha224", sha256.New224(), osha256.New224())
	big := make([]byte, 100000)
	r.Read(big)
	same("adler", adler32.Checksum(big), oadler.Checksum(big))
	same("sha256", sha256.Sum256(big), osha256.Sum256(big))
	same("crc", crc32.ChecksumIEEE(big), oc32.ChecksumIEEE(big))
	hexes()
	bases()
	numbers()
	tables()
	fmt.Println("same")
}
"""


# Not io: its errors would be others than those of the readers here.
PACKAGES = [
    "crypto", "crypto/md5", "crypto/sha1", "crypto/sha256", "internal/blockhash",
    "encoding/base32", "encoding/base64", "encoding/binary", "encoding/hex", "hash", "hash/adler32", "hash/crc32", "hash/crc64",
    "hash/fnv", "internal/endian", "text/tabwriter",
]  # fmt: skip


@needs_go
def test_encodings(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path, PACKAGES), MAIN.lstrip()) == "same\n"
