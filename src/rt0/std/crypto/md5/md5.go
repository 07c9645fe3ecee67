// Package md5 computes MD5 (RFC 1321), which is broken: not for secrets.
package md5

import (
	"crypto"
	"hash"
	"internal/blockhash"
	"internal/endian"
	"math/bits"
)

// Sizes in bytes.
const (
	Size      = 16
	BlockSize = blockhash.Size
)

// table holds the integer parts of 2**32 * |sin(i+1)|.
var table = [64]uint32{
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
	0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
	0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
	0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
	0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
	0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
	0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
}

// shifts of each round, for steps 0 to 3 and again.
var shifts = [4][4]int{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}

func init() {
	crypto.RegisterHash(crypto.MD5, New)
}

type digest struct {
	h  [4]uint32
	in blockhash.Input
}

// New returns MD5 as a hash.
func New() hash.Hash {
	d := new(digest)
	d.Reset()
	return d
}

// Sum returns the MD5 of data.
func Sum(data []byte) [Size]byte {
	d := New()
	d.Write(data)
	return [Size]byte(d.Sum(nil))
}

func (d *digest) Reset() { *d = digest{h: [4]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}} }

func (d *digest) Size() int      { return Size }
func (d *digest) BlockSize() int { return BlockSize }

func (d *digest) Write(p []byte) (n int, err error) { return d.in.Write(p, d.blocks), nil }

// Sum appends the hash of what was written, of which more may follow.
func (d *digest) Sum(b []byte) []byte {
	end := *d
	end.in.Finish(false, end.blocks)
	var out [Size]byte
	for i, w := range end.h[:] {
		endian.PutLE32(out[4*i:], w)
	}
	return append(b, out[:]...)
}

func (d *digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

func (d *digest) AppendBinary(b []byte) ([]byte, error) {
	return d.in.Marshal(b, "md5\x01", d.h[:]), nil
}
func (d *digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

func (d *digest) UnmarshalBinary(b []byte) error {
	return d.in.Unmarshal(b, "crypto/md5", "md5\x01", d.h[:])
}

// blocks mixes whole blocks in.
func (d *digest) blocks(p []byte) {
	var x [16]uint32
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i := range x {
			x[i] = endian.LE32(p[4*i:])
		}
		a, b, c, e := d.h[0], d.h[1], d.h[2], d.h[3]
		for i := 0; i < 64; i++ {
			var mix uint32
			var at int
			switch i / 16 {
			case 0:
				mix, at = b&c|^b&e, i
			case 1:
				mix, at = e&b|^e&c, 5*i+1
			case 2:
				mix, at = b^c^e, 3*i+5
			default:
				mix, at = c^(b|^e), 7*i
			}
			t := a + mix + table[i] + x[at%16]
			a, e, c, b = e, c, b, b+bits.RotateLeft32(t, shifts[i/16][i%4])
		}
		for i, v := range [4]uint32{a, b, c, e} {
			d.h[i] += v
		}
	}
}
