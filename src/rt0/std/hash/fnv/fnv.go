// Package fnv computes the hashes of Fowler, Noll and Vo: a multiplication and an
// exclusive or for each byte, in either order (the variants with an a xor first).
package fnv

import (
	"errors"
	"hash"
	"internal/endian"
	"math/bits"
)

const (
	offset32, prime32 = 2166136261, 16777619
	offset64, prime64 = 14695981039346656037, 1099511628211

	offset128Hi, offset128Lo  = 0x6c62272e07bb0142, 0x62b821756295c58d
	prime128Lo, prime128Shift = 0x13b, 24 // the prime is 2**(64+24) + 0x13b
)

// restore checks a state that was marshalled and returns what stands behind
// its mark.
func restore(b []byte, mark string, size int) ([]byte, error) {
	if len(b) < len(mark) || string(b[:len(mark)]) != mark {
		return nil, errors.New("hash/fnv: invalid hash state identifier")
	}
	if len(b) != len(mark)+size {
		return nil, errors.New("hash/fnv: invalid hash state size")
	}
	return b[len(mark):], nil
}

type sum32 uint32

// New32 returns the FNV-1 hash of 32 bits.
func New32() hash.Hash32 {
	s := sum32(offset32)
	return &s
}

func (s *sum32) Reset()         { *s = offset32 }
func (s *sum32) Size() int      { return 4 }
func (s *sum32) BlockSize() int { return 1 }
func (s *sum32) Sum32() uint32  { return uint32(*s) }

func (s *sum32) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h = h*prime32 ^ sum32(c)
	}
	*s = h
	return len(data), nil
}

func (s *sum32) Sum(b []byte) []byte { return endian.AppendBE32(b, uint32(*s)) }

func (s *sum32) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

func (s *sum32) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x01"...)), nil }
func (s *sum32) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum32) UnmarshalBinary(b []byte) error {
	b, err := restore(b, "fnv\x01", 4)
	if err == nil {
		*s = sum32(endian.BE32(b))
	}
	return err
}

type sum32a uint32

// New32a returns the FNV-1a hash of 32 bits.
func New32a() hash.Hash32 {
	s := sum32a(offset32)
	return &s
}

func (s *sum32a) Reset()         { *s = offset32 }
func (s *sum32a) Size() int      { return 4 }
func (s *sum32a) BlockSize() int { return 1 }
func (s *sum32a) Sum32() uint32  { return uint32(*s) }

func (s *sum32a) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h = (h ^ sum32a(c)) * prime32
	}
	*s = h
	return len(data), nil
}

func (s *sum32a) Sum(b []byte) []byte { return endian.AppendBE32(b, uint32(*s)) }

func (s *sum32a) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

func (s *sum32a) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x02"...)), nil }
func (s *sum32a) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum32a) UnmarshalBinary(b []byte) error {
	b, err := restore(b, "fnv\x02", 4)
	if err == nil {
		*s = sum32a(endian.BE32(b))
	}
	return err
}

type sum64 uint64

// New64 returns the FNV-1 hash of 64 bits.
func New64() hash.Hash64 {
	s := sum64(offset64)
	return &s
}

func (s *sum64) Reset()         { *s = offset64 }
func (s *sum64) Size() int      { return 8 }
func (s *sum64) BlockSize() int { return 1 }
func (s *sum64) Sum64() uint64  { return uint64(*s) }

func (s *sum64) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h = h*prime64 ^ sum64(c)
	}
	*s = h
	return len(data), nil
}

func (s *sum64) Sum(b []byte) []byte { return endian.AppendBE64(b, uint64(*s)) }

func (s *sum64) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

func (s *sum64) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x03"...)), nil }
func (s *sum64) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum64) UnmarshalBinary(b []byte) error {
	b, err := restore(b, "fnv\x03", 8)
	if err == nil {
		*s = sum64(endian.BE64(b))
	}
	return err
}

type sum64a uint64

// New64a returns the FNV-1a hash of 64 bits.
func New64a() hash.Hash64 {
	s := sum64a(offset64)
	return &s
}

func (s *sum64a) Reset()         { *s = offset64 }
func (s *sum64a) Size() int      { return 8 }
func (s *sum64a) BlockSize() int { return 1 }
func (s *sum64a) Sum64() uint64  { return uint64(*s) }

func (s *sum64a) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h = (h ^ sum64a(c)) * prime64
	}
	*s = h
	return len(data), nil
}

func (s *sum64a) Sum(b []byte) []byte { return endian.AppendBE64(b, uint64(*s)) }

func (s *sum64a) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

func (s *sum64a) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x04"...)), nil }
func (s *sum64a) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum64a) UnmarshalBinary(b []byte) error {
	b, err := restore(b, "fnv\x04", 8)
	if err == nil {
		*s = sum64a(endian.BE64(b))
	}
	return err
}

type sum128 struct{ hi, lo uint64 }

// New128 returns the FNV-1 hash of 128 bits.
func New128() hash.Hash { return &sum128{offset128Hi, offset128Lo} }

func (s *sum128) Reset()         { *s = sum128{offset128Hi, offset128Lo} }
func (s *sum128) Size() int      { return 16 }
func (s *sum128) BlockSize() int { return 1 }

func (s *sum128) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h.hi, h.lo = multiply(h.hi, h.lo)
		h.lo ^= uint64(c)
	}
	*s = h
	return len(data), nil
}

func (s *sum128) Sum(b []byte) []byte {
	return endian.AppendBE64(endian.AppendBE64(b, s.hi), s.lo)
}

func (s *sum128) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

func (s *sum128) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x05"...)), nil }
func (s *sum128) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum128) UnmarshalBinary(b []byte) error {
	b, err := restore(b, "fnv\x05", 16)
	if err == nil {
		*s = sum128{endian.BE64(b), endian.BE64(b[8:])}
	}
	return err
}

type sum128a struct{ hi, lo uint64 }

// New128a returns the FNV-1a hash of 128 bits.
func New128a() hash.Hash { return &sum128a{offset128Hi, offset128Lo} }

func (s *sum128a) Reset()         { *s = sum128a{offset128Hi, offset128Lo} }
func (s *sum128a) Size() int      { return 16 }
func (s *sum128a) BlockSize() int { return 1 }

func (s *sum128a) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h.lo ^= uint64(c)
		h.hi, h.lo = multiply(h.hi, h.lo)
	}
	*s = h
	return len(data), nil
}

func (s *sum128a) Sum(b []byte) []byte {
	return endian.AppendBE64(endian.AppendBE64(b, s.hi), s.lo)
}

func (s *sum128a) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

func (s *sum128a) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x06"...)), nil }
func (s *sum128a) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum128a) UnmarshalBinary(b []byte) error {
	b, err := restore(b, "fnv\x06", 16)
	if err == nil {
		*s = sum128a{endian.BE64(b), endian.BE64(b[8:])}
	}
	return err
}

// multiply returns a number of 128 bits times the prime.
func multiply(hi, lo uint64) (uint64, uint64) {
	high, low := bits.Mul64(lo, prime128Lo)
	return high + lo<<prime128Shift + hi*prime128Lo, low
}
