// Package blockhash has what MD5, SHA-1 and SHA-256 have in common: input cut
// into blocks of 64 bytes, the last ones filled up with the input's length.
package blockhash

import (
	"errors"
	"internal/endian"
)

// Size is the size of a block.
const Size = 64

// Input is what has not made a block yet, and how long all is.
type Input struct {
	rest [Size]byte
	n    int
	len  uint64
}

// Write gives whole blocks, several at a time, to block.
func (in *Input) Write(p []byte, block func([]byte)) int {
	n := len(p)
	in.len += uint64(n)
	if in.n > 0 {
		k := copy(in.rest[in.n:], p)
		p = p[k:]
		if in.n += k; in.n < Size {
			return n
		}
		block(in.rest[:])
		in.n = 0
	}
	if whole := len(p) / Size * Size; whole > 0 {
		block(p[:whole])
		p = p[whole:]
	}
	in.n = copy(in.rest[:], p)
	return n
}

// Finish gives the last blocks to block: a bit, zeroes, and the number of bits.
func (in *Input) Finish(bigEndian bool, block func([]byte)) {
	bits := in.len * 8
	var tail [2 * Size]byte
	n := copy(tail[:], in.rest[:in.n])
	tail[n] = 0x80
	end := Size
	if n+9 > Size {
		end = 2 * Size
	}
	if bigEndian {
		endian.PutBE64(tail[end-8:], bits)
	} else {
		endian.PutLE64(tail[end-8:], bits)
	}
	block(tail[:end])
}

// Marshal returns a state: its mark, the words of the hash, the rest, the
// length.
func (in *Input) Marshal(b []byte, mark string, words []uint32) []byte {
	b = append(b, mark...)
	for _, w := range words {
		b = endian.AppendBE32(b, w)
	}
	var rest [Size]byte
	copy(rest[:], in.rest[:in.n])
	return endian.AppendBE64(append(b, rest[:]...), in.len)
}

// Unmarshal sets the state; name is that of the package, for errors.
func (in *Input) Unmarshal(b []byte, name, mark string, words []uint32) error {
	if len(b) < len(mark) || string(b[:len(mark)]) != mark {
		return errors.New(name + ": invalid hash state identifier")
	}
	if len(b) != len(mark)+4*len(words)+Size+8 {
		return errors.New(name + ": invalid hash state size")
	}
	b = b[len(mark):]
	for i := range words {
		words[i] = endian.BE32(b)
		b = b[4:]
	}
	in.len = endian.BE64(b[Size:])
	in.n = int(in.len % Size)
	copy(in.rest[:], b[:in.n])
	return nil
}
