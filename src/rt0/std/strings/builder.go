package strings

import (
	"unicode/utf8"
	"unsafe"
)

// A Builder builds a string without copying it at the end. The zero value is
// empty; one that was used must not be copied.
type Builder struct {
	addr *Builder // itself, once it was used: tells copies
	buf  []byte   // what String returns shares this memory, so no byte of it changes again
}

// check panics if b is a copy of a Builder that was used.
func (b *Builder) check() {
	if b.addr == nil {
		// The detour by a variable, which escape analysis does not follow, keeps
		// it from taking this for a reason to put every Builder on the heap.
		self := uintptr(unsafe.Pointer(b))
		b.addr = (*Builder)(unsafe.Pointer(self))
	} else if b.addr != b {
		panic("strings: illegal use of non-zero Builder copied by value")
	}
}

// String returns what was written.
func (b *Builder) String() string { return unsafe.String(unsafe.SliceData(b.buf), len(b.buf)) }

// Len returns how many bytes were written.
func (b *Builder) Len() int { return len(b.buf) }

// Cap returns how many bytes there is room for.
func (b *Builder) Cap() int { return cap(b.buf) }

// Reset makes b empty; strings that it gave keep their memory.
func (b *Builder) Reset() {
	b.addr = nil
	b.buf = nil
}

// Grow makes room for n more bytes.
func (b *Builder) Grow(n int) {
	b.check()
	if n < 0 {
		panic("strings.Builder.Grow: negative count")
	}
	if cap(b.buf)-len(b.buf) < n {
		b.buf = append(append([]byte(nil), make([]byte, 2*cap(b.buf)+n)...)[:0], b.buf...)
	}
}

// Write appends p. The error is always nil, as below.
func (b *Builder) Write(p []byte) (int, error) {
	b.check()
	b.buf = append(b.buf, p...)
	return len(p), nil
}

// WriteByte appends c.
func (b *Builder) WriteByte(c byte) error {
	b.check()
	b.buf = append(b.buf, c)
	return nil
}

// WriteRune appends r in UTF-8.
func (b *Builder) WriteRune(r rune) (int, error) {
	b.check()
	n := len(b.buf)
	b.buf = utf8.AppendRune(b.buf, r)
	return len(b.buf) - n, nil
}

// WriteString appends s.
func (b *Builder) WriteString(s string) (int, error) {
	b.check()
	b.buf = append(b.buf, s...)
	return len(s), nil
}
