// Package sha256 computes SHA-256 and SHA-224 (FIPS 180-4).
package sha256

import (
	"crypto"
	"hash"
	"internal/blockhash"
	"internal/endian"
	"math/bits"
)

// Sizes in bytes.
const (
	Size      = 32
	Size224   = 28
	BlockSize = blockhash.Size
)

// k holds the fractions of the cube roots of the first 64 primes.
var k = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

// start256 holds the fractions of the square roots of the first 8 primes.
var start256 = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// start224 holds the lower halves of those of the next 8 primes.
var start224 = [8]uint32{
	0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
}

func init() {
	crypto.RegisterHash(crypto.SHA224, New224)
	crypto.RegisterHash(crypto.SHA256, New)
}

type digest struct {
	h     [8]uint32
	in    blockhash.Input
	is224 bool
}

// New returns SHA-256 as a hash.
func New() hash.Hash {
	d := new(digest)
	d.Reset()
	return d
}

// New224 returns SHA-224 as a hash.
func New224() hash.Hash {
	d := &digest{is224: true}
	d.Reset()
	return d
}

// Sum256 returns the SHA-256 of data.
func Sum256(data []byte) [Size]byte {
	d := New()
	d.Write(data)
	return [Size]byte(d.Sum(nil))
}

// Sum224 returns the SHA-224 of data.
func Sum224(data []byte) [Size224]byte {
	d := New224()
	d.Write(data)
	return [Size224]byte(d.Sum(nil))
}

func (d *digest) Reset() {
	d.h, d.in = start256, blockhash.Input{}
	if d.is224 {
		d.h = start224
	}
}

func (d *digest) mark() string {
	if d.is224 {
		return "sha\x02"
	}
	return "sha\x03"
}

func (d *digest) size() int {
	if d.is224 {
		return Size224
	}
	return Size
}

func (d *digest) Size() int      { return d.size() }
func (d *digest) BlockSize() int { return BlockSize }

func (d *digest) Write(p []byte) (n int, err error) { return d.in.Write(p, d.blocks), nil }

// Sum appends the hash of what was written, of which more may follow.
func (d *digest) Sum(b []byte) []byte {
	end := *d
	end.in.Finish(true, end.blocks)
	for _, w := range end.h[:d.size()/4] {
		b = endian.AppendBE32(b, w)
	}
	return b
}

func (d *digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

func (d *digest) AppendBinary(b []byte) ([]byte, error) {
	return d.in.Marshal(b, d.mark(), d.h[:]), nil
}
func (d *digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

func (d *digest) UnmarshalBinary(b []byte) error {
	return d.in.Unmarshal(b, "crypto/sha256", d.mark(), d.h[:])
}

// blocks mixes whole blocks in.
func (d *digest) blocks(p []byte) {
	var w [64]uint32
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i := 0; i < 16; i++ {
			w[i] = endian.BE32(p[4*i:])
		}
		for i := 16; i < 64; i++ {
			x, y := w[i-15], w[i-2]
			s0 := bits.RotateLeft32(x, -7) ^ bits.RotateLeft32(x, -18) ^ x>>3
			s1 := bits.RotateLeft32(y, -17) ^ bits.RotateLeft32(y, -19) ^ y>>10
			w[i] = w[i-16] + s0 + w[i-7] + s1
		}
		a, b, c, e, f, g, h := d.h[0], d.h[1], d.h[2], d.h[4], d.h[5], d.h[6], d.h[7]
		q := d.h[3]
		for i := range w {
			s1 := bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)
			t1 := h + s1 + (e&f ^ ^e&g) + k[i] + w[i]
			s0 := bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)
			t2 := s0 + (a&b ^ a&c ^ b&c)
			h, g, f, e, q, c, b, a = g, f, e, q+t1, c, b, a, t1+t2
		}
		for i, x := range [8]uint32{a, b, c, q, e, f, g, h} {
			d.h[i] += x
		}
	}
}
