// Package adler32 computes the checksums of zlib: the sum of all bytes and the
// sum of these sums, modulo 65521.
package adler32

import (
	"errors"
	"hash"
	"internal/endian"
)

// Size is the size of a checksum in bytes.
const Size = 4

const (
	modulus = 65521
	// run is how many bytes can be added before the sums must be reduced, so
	// that they stay below 2**32.
	run  = 5552
	mark = "adl\x01"
)

// digest is the checksum: the sum of sums above the sum.
type digest uint32

// New returns the checksum as a hash.
func New() hash.Hash32 {
	d := digest(1)
	return &d
}

// Checksum returns the checksum of data.
func Checksum(data []byte) uint32 { return update(1, data) }

func update(sum uint32, p []byte) uint32 {
	a, b := sum&0xffff, sum>>16
	for len(p) > 0 {
		n := min(len(p), run)
		for _, c := range p[:n] {
			a += uint32(c)
			b += a
		}
		a %= modulus
		b %= modulus
		p = p[n:]
	}
	return b<<16 | a
}

func (d *digest) Reset()               { *d = 1 }
func (d *digest) Size() int            { return Size }
func (d *digest) BlockSize() int       { return 4 }
func (d *digest) Sum32() uint32        { return uint32(*d) }
func (d *digest) Sum(in []byte) []byte { return endian.AppendBE32(in, uint32(*d)) }

func (d *digest) Write(p []byte) (n int, err error) {
	*d = digest(update(uint32(*d), p))
	return len(p), nil
}

func (d *digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

func (d *digest) AppendBinary(b []byte) ([]byte, error) {
	return endian.AppendBE32(append(b, mark...), uint32(*d)), nil
}

func (d *digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

func (d *digest) UnmarshalBinary(b []byte) error {
	if len(b) < len(mark) || string(b[:len(mark)]) != mark {
		return errors.New("hash/adler32: invalid hash state identifier")
	}
	if len(b) != len(mark)+Size {
		return errors.New("hash/adler32: invalid hash state size")
	}
	*d = digest(endian.BE32(b[len(mark):]))
	return nil
}
