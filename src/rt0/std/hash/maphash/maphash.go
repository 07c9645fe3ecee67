// Package maphash computes the hashes that maps use: fast, of 64 bits, with a
// seed, without which nobody can foretell them. They are other ones in each
// run.
package maphash

import (
	"hash"
	"internal/chance"
	"internal/endian"
	"unsafe"
)

// A Seed chooses the hash function; zero is none.
type Seed struct{ s uint64 }

// MakeSeed returns a new random Seed.
func MakeSeed() Seed {
	for {
		if s := chance.Uint64(); s != 0 {
			return Seed{s}
		}
	}
}

//go:linkname memhash runtime.memhash
func memhash(p unsafe.Pointer, seed uint64, size uint64) uint64

const bufferSize = 128

func (s Seed) check() {
	if s.s == 0 {
		panic("maphash: use of uninitialized Seed")
	}
}

// sum returns the hash of data, after what state stands for.
func sum(data []byte, state uint64) uint64 {
	return memhash(unsafe.Pointer(unsafe.SliceData(data)), state, uint64(len(data)))
}

// Bytes returns the hash of b.
func Bytes(seed Seed, b []byte) uint64 {
	seed.check()
	state := seed.s
	for len(b) > bufferSize {
		state = sum(b[:bufferSize], state)
		b = b[bufferSize:]
	}
	return sum(b, state)
}

// String returns the hash of s.
func String(seed Seed, s string) uint64 {
	return Bytes(seed, unsafe.Slice(unsafe.StringData(s), len(s)))
}

// A Hash computes the hash of what is written to it. Its zero value has a
// random Seed. It is not for several goroutines at a time.
type Hash struct {
	_     [0]func() // not to be compared
	seed  Seed
	state uint64 // of all buffers before this one
	buf   [bufferSize]byte
	n     int
}

// start gives h a Seed if it has none.
func (h *Hash) start() {
	if h.seed.s == 0 {
		h.SetSeed(MakeSeed())
	}
}

// Write adds b; it never fails.
func (h *Hash) Write(b []byte) (int, error) {
	h.start()
	for rest := b; len(rest) > 0; {
		if h.n == bufferSize {
			h.state = sum(h.buf[:], h.state)
			h.n = 0
		}
		k := copy(h.buf[h.n:], rest)
		h.n += k
		rest = rest[k:]
	}
	return len(b), nil
}

// WriteString adds s; it never fails.
func (h *Hash) WriteString(s string) (int, error) {
	return h.Write(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// WriteByte adds b; it never fails.
func (h *Hash) WriteByte(b byte) error {
	h.Write([]byte{b})
	return nil
}

// Seed returns the Seed.
func (h *Hash) Seed() Seed {
	h.start()
	return h.seed
}

// SetSeed sets the Seed, and forgets what was written.
func (h *Hash) SetSeed(seed Seed) {
	seed.check()
	h.seed = seed
	h.Reset()
}

// Reset forgets what was written.
func (h *Hash) Reset() {
	if h.seed.s == 0 {
		h.seed = MakeSeed()
	}
	h.state, h.n = h.seed.s, 0
}

// Sum64 returns the hash of all that was written.
func (h *Hash) Sum64() uint64 {
	h.start()
	return sum(h.buf[:h.n], h.state)
}

// Sum appends the hash of all that was written.
func (h *Hash) Sum(b []byte) []byte { return endian.AppendBE64(b, h.Sum64()) }

// Size returns the size of a hash in bytes.
func (h *Hash) Size() int { return 8 }

// BlockSize returns the size of the buffer.
func (h *Hash) BlockSize() int { return bufferSize }

// Clone returns a Hash in the same state.
func (h *Hash) Clone() (hash.Cloner, error) {
	h.start()
	c := *h
	return &c, nil
}

//go:linkname nilinterhash runtime.nilinterhash
func nilinterhash(p unsafe.Pointer, seed uint64) uint64

// Comparable returns the hash of v; values that are equal have equal hashes.
func Comparable[T comparable](seed Seed, v T) uint64 {
	seed.check()
	var x any = v
	return nilinterhash(unsafe.Pointer(&x), seed.s)
}

// WriteComparable adds x.
func WriteComparable[T comparable](h *Hash, x T) {
	h.start()
	var b [8]byte
	endian.PutBE64(b[:], Comparable(h.seed, x))
	h.Write(b[:])
}

// A Hasher is a hash and an equality for values of a type.
type Hasher[T any] interface {
	Hash(*Hash, T)
	Equal(x, y T) bool
}

// ComparableHasher is the Hasher of ==.
type ComparableHasher[T comparable] struct {
	_ [0]func(T)
}

// Hash adds v.
func (ComparableHasher[T]) Hash(h *Hash, v T) { WriteComparable(h, v) }

// Equal reports whether x == y.
func (ComparableHasher[T]) Equal(x, y T) bool { return x == y }
