// Package hash says what hash functions have in common.
package hash

import "io"

// A Hash computes a hash of what is written to it; Write never fails.
type Hash interface {
	io.Writer
	// Sum appends the hash of all that was written, and changes nothing.
	Sum(b []byte) []byte
	Reset()
	Size() int      // of a hash in bytes
	BlockSize() int // of what Write takes best
}

// A Hash32 has hashes of 32 bits.
type Hash32 interface {
	Hash
	Sum32() uint32
}

// A Hash64 has hashes of 64 bits.
type Hash64 interface {
	Hash
	Sum64() uint64
}

// A Cloner is a Hash that can be copied.
type Cloner interface {
	Hash
	// Clone returns a Hash in the same state; errors.ErrUnsupported if it
	// cannot.
	Clone() (Cloner, error)
}

// An XOF is a hash function with as much output as is asked for: reading ends
// the writing.
type XOF interface {
	io.Writer
	io.Reader
	Reset()
	BlockSize() int
}
