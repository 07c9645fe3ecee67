// Package bytealg holds the searches over bytes that strings, bytes and others
// share: find, count, compare. All are pure Go over slices; whatever the
// optimiser turns into vectors is written as a plain loop.
package bytealg

import (
	"math/bits"
	"unsafe"
)

// Bytes returns s's bytes without copying. The result must not be written to.
func Bytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// String returns a string of b's memory without copying. b must not be
// written to as long as the string lives.
func String(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// load8 reads the eight bytes at p, which need not be aligned.
func load8(p *byte) uint64 { return *(*uint64)(unsafe.Pointer(p)) }

// same16 has a bit for each of the 16 bytes from p on, the first one lowest, set
// where it equals c. rt0 makes vector instructions of it.
func same16(p *byte, c byte) uint32 {
	var m uint32
	for i, x := range (*[16]byte)(unsafe.Pointer(p)) {
		if x == c {
			m |= 1 << i
		}
	}
	return m
}

// IndexByteString returns where c first stands in s, or -1.
//
// Sixteen bytes are looked at a step, the last ones in a step that overlaps the
// one before: there c is known not to stand in what both see.
//
// A shorter s is looked at by eight: x has a zero byte where c stands, and
// (x-lowBits)&^x&highBits is not 0 just when x has a zero byte; the lowest bit
// set in it is always right, since borrows only run upwards.
func IndexByteString(s string, c byte) int {
	n := len(s)
	p := unsafe.Pointer(unsafe.StringData(s))
	if n >= 16 {
		for i := 0; i+16 <= n; i += 16 {
			if m := same16((*byte)(unsafe.Add(p, i)), c); m != 0 {
				return i + bits.TrailingZeros32(m)
			}
		}
		if m := same16((*byte)(unsafe.Add(p, n-16)), c); m != 0 {
			return n - 16 + bits.TrailingZeros32(m)
		}
		return -1
	}
	if n >= 8 {
		pattern := uint64(c) * lowBits
		for i := 0; ; i = n - 8 {
			x := load8((*byte)(unsafe.Add(p, i))) ^ pattern
			if m := (x - lowBits) &^ x & highBits; m != 0 {
				return i + bits.TrailingZeros64(m)/8
			}
			if i == n-8 {
				return -1
			}
		}
	}
	for i := 0; i < n; i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// IndexByte is IndexByteString for a slice.
func IndexByte(b []byte, c byte) int { return IndexByteString(String(b), c) }

// LastIndexByteString returns where c last stands in s, or -1.
func LastIndexByteString(s string, c byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// CountString returns how often c stands in s.
func CountString(s string, c byte) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			n++
		}
	}
	return n
}

// EqualFoldASCII reports whether a and b are equal but for the case of ASCII
// letters. They must be equally long.
func EqualFoldASCII(a, b string) bool {
	for i := 0; i < len(a); i++ {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		x |= 0x20
		if x != y|0x20 || x < 'a' || x > 'z' {
			return false
		}
	}
	return true
}

// CompareString returns -1, 0 or 1 as a sorts before, with or after b.
func CompareString(a, b string) int {
	if a == b {
		return 0
	}
	if a < b {
		return -1
	}
	return 1
}

// IndexString returns where sep first stands in s, or -1. sep must not be
// empty.
//
// First bytes are found by IndexByteString and the rest compared; once that
// has failed suspiciously often for the distance covered, the search goes on
// with a rolling hash, which is linear whatever the text.
func IndexString(s, sep string) int {
	n := len(sep)
	switch {
	case n == 1:
		return IndexByteString(s, sep[0])
	case n == len(s):
		if s == sep {
			return 0
		}
		return -1
	case n > len(s):
		return -1
	}
	c0, c1 := sep[0], sep[1]
	last := len(s) - n
	misses := 0
	for i := 0; i <= last; i++ {
		if s[i] != c0 {
			k := IndexByteString(s[i+1:last+1], c0)
			if k < 0 {
				return -1
			}
			i += k + 1
		}
		if s[i+1] == c1 && s[i:i+n] == sep {
			return i
		}
		misses++
		if misses > 4+i>>4 && i < last {
			k := indexRabinKarp(s[i+1:], sep)
			if k < 0 {
				return -1
			}
			return i + 1 + k
		}
	}
	return -1
}

// prime is the base of the rolling hash: the 32-bit FNV prime, whose multiples
// spread well over 32 bits.
const prime = 16777619

// indexRabinKarp returns where sep first stands in s, or -1, by the method of
// Rabin and Karp: hashes of all windows, each from the last one.
func indexRabinKarp(s, sep string) int {
	n := len(sep)
	if len(s) < n {
		return -1
	}
	var want, have, drop uint32
	drop = 1
	for i := 0; i < n; i++ {
		want = want*prime + uint32(sep[i])
		have = have*prime + uint32(s[i])
		drop *= prime
	}
	for i := 0; ; i++ {
		if have == want && s[i:i+n] == sep {
			return i
		}
		if i+n >= len(s) {
			return -1
		}
		have = have*prime + uint32(s[i+n]) - drop*uint32(s[i])
	}
}

// LastIndexString returns where sep last stands in s, or -1. sep must not be
// empty. The rolling hash runs from the end.
func LastIndexString(s, sep string) int {
	n := len(sep)
	if n == 1 {
		return LastIndexByteString(s, sep[0])
	}
	if n > len(s) {
		return -1
	}
	var want, have, drop uint32
	drop = 1
	start := len(s) - n
	for i := n - 1; i >= 0; i-- {
		want = want*prime + uint32(sep[i])
		have = have*prime + uint32(s[start+i])
		drop *= prime
	}
	for i := start; ; i-- {
		if have == want && s[i:i+n] == sep {
			return i
		}
		if i == 0 {
			return -1
		}
		have = have*prime + uint32(s[i-1]) - drop*uint32(s[i-1+n])
	}
}

// What follows is for packages of Go's source tree.

// MaxLen is the length up to which IndexString looks for a text in one go, and
// MaxBruteForce that of a text in which it does so: all of them.
const (
	MaxLen        = 1<<63 - 1
	MaxBruteForce = 64
)

// PrimeRK is the multiplier of Rabin and Karp's hash.
const PrimeRK = 16777619

// Cutover is how many false hits in n bytes are too many.
func Cutover(n int) int { return n/8 + 4 }

// Compare is CompareString for slices.
func Compare(a, b []byte) int { return CompareString(String(a), String(b)) }

// Equal reports whether a and b have the same bytes.
func Equal(a, b []byte) bool { return string(a) == string(b) }

// Count is CountString for a slice.
func Count(b []byte, c byte) int { return CountString(String(b), c) }

// Index is IndexString for slices.
func Index(a, b []byte) int { return IndexString(String(a), String(b)) }

// LastIndexByte is LastIndexByteString for a slice.
func LastIndexByte(b []byte, c byte) int { return LastIndexByteString(String(b), c) }

// IndexRabinKarp is IndexString, for strings and slices.
func IndexRabinKarp[T string | []byte](s, sep T) int { return IndexString(string(s), string(sep)) }

// LastIndexRabinKarp is LastIndexString, for strings and slices.
func LastIndexRabinKarp[T string | []byte](s, sep T) int {
	return LastIndexString(string(s), string(sep))
}

// MakeNoZero returns a slice of n bytes, which need not be zero.
func MakeNoZero(n int) []byte { return make([]byte, n) }
