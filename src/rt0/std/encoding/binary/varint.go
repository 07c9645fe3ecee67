package binary

import (
	"errors"
	"io"
)

// How many bytes a number takes at most: seven bits each, the last byte below
// 0x80.
const (
	MaxVarintLen16 = 3
	MaxVarintLen32 = 5
	MaxVarintLen64 = 10
)

var errOverflow = errors.New("binary: varint overflows a 64-bit integer")

// zigzag makes small numbers of either sign small: 0, -1, 1, -2 become 0, 1, 2,
// 3.
func zigzag(x int64) uint64 { return uint64(x<<1) ^ uint64(x>>63) }

func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

// AppendUvarint appends x.
func AppendUvarint(buf []byte, x uint64) []byte {
	for x >= 0x80 {
		buf = append(buf, byte(x)|0x80)
		x >>= 7
	}
	return append(buf, byte(x))
}

// PutUvarint writes x, and returns how many bytes it takes. It panics if buf is
// too short.
func PutUvarint(buf []byte, x uint64) int {
	i := 0
	for ; x >= 0x80; i++ {
		buf[i] = byte(x) | 0x80
		x >>= 7
	}
	buf[i] = byte(x)
	return i + 1
}

// Uvarint reads a number, and returns how many bytes it takes: 0 if buf is too
// short, -n if it is too large, as the n-th byte shows.
func Uvarint(buf []byte) (uint64, int) {
	var x uint64
	for i, c := range buf {
		if i == MaxVarintLen64 || i == MaxVarintLen64-1 && 1 < c && c < 0x80 {
			return 0, -(i + 1)
		}
		x |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			return x, i + 1
		}
	}
	return 0, 0
}

// AppendVarint appends x.
func AppendVarint(buf []byte, x int64) []byte { return AppendUvarint(buf, zigzag(x)) }

// PutVarint is PutUvarint for a number with a sign.
func PutVarint(buf []byte, x int64) int { return PutUvarint(buf, zigzag(x)) }

// Varint is Uvarint for a number with a sign.
func Varint(buf []byte) (int64, int) {
	u, n := Uvarint(buf)
	return unzigzag(u), n
}

// ReadUvarint reads a number from r: io.EOF if there is nothing,
// io.ErrUnexpectedEOF if it ends too early.
func ReadUvarint(r io.ByteReader) (uint64, error) {
	var x uint64
	for i := 0; i < MaxVarintLen64; i++ {
		c, err := r.ReadByte()
		if err != nil {
			if i > 0 && err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return x, err
		}
		if i == MaxVarintLen64-1 && 1 < c && c < 0x80 {
			return x, errOverflow
		}
		x |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			return x, nil
		}
	}
	return x, errOverflow
}

// ReadVarint is ReadUvarint for a number with a sign.
func ReadVarint(r io.ByteReader) (int64, error) {
	u, err := ReadUvarint(r)
	return unzigzag(u), err
}
