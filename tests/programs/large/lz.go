// lz: a compressor in the manner of LZ77, with hash chains and a bit stream, streams by io.Reader and io.Writer, and broken input refused.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/adler32"
	"io"
	"strings"
)

const (
	window   = 1 << 12
	minMatch = 3
	maxMatch = minMatch + 15
	block    = 1 << 13
)

type writer struct {
	w    io.Writer
	buf  []byte
	sum  uint32
	size int
}

func newWriter(w io.Writer) *writer { return &writer{w: w, sum: 1} }

func (z *writer) Write(p []byte) (int, error) {
	n := len(p)
	z.size += n
	for len(p) > 0 {
		k := min(len(p), block-len(z.buf))
		z.buf = append(z.buf, p[:k]...)
		p = p[k:]
		if len(z.buf) == block {
			if err := z.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

// flush writes a block: its length, its checksum, then groups of eight tokens with a byte of flags before them.
func (z *writer) flush() error {
	if len(z.buf) == 0 {
		return nil
	}
	out := binary.AppendUvarint(nil, uint64(len(z.buf)))
	out = binary.LittleEndian.AppendUint32(out, adler32.Checksum(z.buf))
	var body []byte
	var flags byte
	var group []byte
	n := 0
	put := func(match bool, token ...byte) {
		if match {
			flags |= 1 << n
		}
		group = append(group, token...)
		if n++; n == 8 {
			body = append(append(body, flags), group...)
			flags, group, n = 0, group[:0], 0
		}
	}
	chains := map[[minMatch]byte][]int{}
	data := z.buf
	for i := 0; i < len(data); {
		length, distance := 0, 0
		if i+minMatch <= len(data) {
			key := [minMatch]byte(data[i:])
			places := chains[key]
			for k := len(places) - 1; k >= 0 && k > len(places)-32 && i-places[k] < window; k-- {
				l := 0
				for l < maxMatch && i+l < len(data) && data[places[k]+l] == data[i+l] {
					l++
				}
				if l > length {
					length, distance = l, i-places[k]
				}
			}
		}
		step := 1
		if length >= minMatch {
			put(true, byte(distance), byte(distance>>8)<<4|byte(length-minMatch))
			step = length
		} else {
			put(false, data[i])
		}
		for ; step > 0; step-- {
			if i+minMatch <= len(data) {
				key := [minMatch]byte(data[i:])
				chains[key] = append(chains[key], i)
			}
			i++
		}
	}
	if n > 0 {
		body = append(append(body, flags), group...)
	}
	out = binary.AppendUvarint(out, uint64(len(body)))
	z.buf = z.buf[:0]
	if _, err := z.w.Write(out); err != nil {
		return err
	}
	_, err := z.w.Write(body)
	return err
}

func (z *writer) Close() error { return z.flush() }

var errCorrupt = errors.New("lz: corrupt input")

type reader struct {
	r    *bufio.Reader
	left []byte
	err  error
}

func newReader(r io.Reader) *reader { return &reader{r: bufio.NewReader(r)} }

func (z *reader) Read(p []byte) (int, error) {
	for len(z.left) == 0 {
		if z.err != nil {
			return 0, z.err
		}
		z.left, z.err = z.block()
	}
	n := copy(p, z.left)
	z.left = z.left[n:]
	return n, nil
}

func (z *reader) block() ([]byte, error) {
	size, err := binary.ReadUvarint(z.r)
	if err != nil {
		if err == io.EOF {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("%w: %v", errCorrupt, err)
	}
	var sum [4]byte
	if _, err := io.ReadFull(z.r, sum[:]); err != nil {
		return nil, fmt.Errorf("%w: checksum: %v", errCorrupt, err)
	}
	length, err := binary.ReadUvarint(z.r)
	if err != nil || size > block || length > 2*block {
		return nil, fmt.Errorf("%w: sizes", errCorrupt)
	}
	body := make([]byte, length)
	if n, err := io.ReadFull(z.r, body); err != nil {
		return nil, fmt.Errorf("%w: %d of %d bytes: %v", errCorrupt, n, length, err)
	}
	out := make([]byte, 0, size)
	for len(body) > 0 {
		flags := body[0]
		body = body[1:]
		for k := 0; k < 8 && len(body) > 0; k++ {
			if flags>>k&1 == 0 {
				out = append(out, body[0])
				body = body[1:]
				continue
			}
			if len(body) < 2 {
				return nil, fmt.Errorf("%w: half a match", errCorrupt)
			}
			distance := int(body[0]) | int(body[1]>>4)<<8
			n := int(body[1]&15) + minMatch
			body = body[2:]
			if distance == 0 || distance > len(out) {
				return nil, fmt.Errorf("%w: distance %d at %d", errCorrupt, distance, len(out))
			}
			for ; n > 0; n-- {
				out = append(out, out[len(out)-distance])
			}
		}
	}
	if uint64(len(out)) != size || adler32.Checksum(out) != binary.LittleEndian.Uint32(sum[:]) {
		return nil, fmt.Errorf("%w: content", errCorrupt)
	}
	return out, nil
}

func pack(data []byte) []byte {
	var b bytes.Buffer
	z := newWriter(&b)
	for len(data) > 0 { // in odd pieces
		n := min(len(data), 777)
		z.Write(data[:n])
		data = data[n:]
	}
	z.Close()
	return b.Bytes()
}

func main() {
	noise := make([]byte, 5000)
	x := uint32(1)
	for i := range noise {
		x = x*1103515245 + 12345
		noise[i] = byte(x >> 16)
	}
	for _, t := range []struct {
		name string
		data []byte
	}{
		{"empty", nil}, {"short", []byte("ab")}, {"zeros", make([]byte, 20000)}, {"noise", noise},
		{"text", []byte(strings.Repeat("How much wood would a woodchuck chuck if a woodchuck could chuck wood? ", 300))},
	} {
		packed := pack(t.data)
		back, err := io.ReadAll(newReader(bytes.NewReader(packed)))
		fmt.Println(t.name, len(t.data), "->", len(packed), bytes.Equal(back, t.data), err)
	}
	packed := pack([]byte(strings.Repeat("abcdefgh", 100)))
	failures := 0
	for i := range packed {
		broken := bytes.Clone(packed)
		broken[i] ^= 0x55
		if _, err := io.ReadAll(newReader(bytes.NewReader(broken))); errors.Is(err, errCorrupt) {
			failures++
		}
	}
	fmt.Println("broken bytes noticed:", failures, "of", len(packed))
	_, err := io.ReadAll(newReader(bytes.NewReader(packed[:len(packed)-3])))
	fmt.Println(err)
}
