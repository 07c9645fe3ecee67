// Package sha1 computes SHA-1 (FIPS 180-4), which is broken: not for secrets.
package sha1

import (
	"crypto"
	"hash"
	"internal/blockhash"
	"internal/endian"
	"math/bits"
)

// Sizes in bytes.
const (
	Size      = 20
	BlockSize = blockhash.Size
)

func init() {
	crypto.RegisterHash(crypto.SHA1, New)
}

type digest struct {
	h  [5]uint32
	in blockhash.Input
}

// New returns SHA-1 as a hash.
func New() hash.Hash {
	d := new(digest)
	d.Reset()
	return d
}

// Sum returns the SHA-1 of data.
func Sum(data []byte) [Size]byte {
	d := New()
	d.Write(data)
	return [Size]byte(d.Sum(nil))
}

func (d *digest) Reset() {
	*d = digest{h: [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}}
}

func (d *digest) Size() int      { return Size }
func (d *digest) BlockSize() int { return BlockSize }

func (d *digest) Write(p []byte) (n int, err error) { return d.in.Write(p, d.blocks), nil }

// Sum appends the hash of what was written, of which more may follow.
func (d *digest) Sum(b []byte) []byte {
	end := *d
	end.in.Finish(true, end.blocks)
	for _, w := range end.h[:] {
		b = endian.AppendBE32(b, w)
	}
	return b
}

func (d *digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

func (d *digest) AppendBinary(b []byte) ([]byte, error) {
	return d.in.Marshal(b, "sha\x01", d.h[:]), nil
}
func (d *digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

func (d *digest) UnmarshalBinary(b []byte) error {
	return d.in.Unmarshal(b, "crypto/sha1", "sha\x01", d.h[:])
}

// blocks mixes whole blocks in.
func (d *digest) blocks(p []byte) {
	var w [80]uint32
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i := 0; i < 16; i++ {
			w[i] = endian.BE32(p[4*i:])
		}
		for i := 16; i < 80; i++ {
			w[i] = bits.RotateLeft32(w[i-3]^w[i-8]^w[i-14]^w[i-16], 1)
		}
		a, b, c, e, f := d.h[0], d.h[1], d.h[2], d.h[3], d.h[4]
		for i := range w {
			var mix, key uint32
			switch i / 20 {
			case 0:
				mix, key = b&c|^b&e, 0x5a827999
			case 1:
				mix, key = b^c^e, 0x6ed9eba1
			case 2:
				mix, key = b&c|b&e|c&e, 0x8f1bbcdc
			default:
				mix, key = b^c^e, 0xca62c1d6
			}
			t := bits.RotateLeft32(a, 5) + mix + f + key + w[i]
			f, e, c, b, a = e, c, bits.RotateLeft32(b, 30), a, t
		}
		for i, x := range [5]uint32{a, b, c, e, f} {
			d.h[i] += x
		}
	}
}
