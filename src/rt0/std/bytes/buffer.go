package bytes

import (
	"errors"
	"io"
	"unicode/utf8"
)

// A Buffer is a queue of bytes: written at the end, read from the front. The
// zero value is empty.
type Buffer struct {
	buf  []byte // buf[off:] is what there is to read
	off  int
	last int // what UnreadRune and UnreadByte may take back: the size of the last rune read, -1 for a byte, 0 for nothing
}

// ErrTooLarge is what a Buffer panics with if it cannot grow.
var ErrTooLarge = errors.New("bytes.Buffer: too large")

var errNegativeRead = errors.New("bytes.Buffer: reader returned negative count from Read")

// NewBuffer returns a Buffer with the contents of buf, which it takes over.
func NewBuffer(buf []byte) *Buffer { return &Buffer{buf: buf} }

// NewBufferString is NewBuffer with a copy of s.
func NewBufferString(s string) *Buffer { return &Buffer{buf: []byte(s)} }

// Bytes returns what there is to read. It is valid until the next change.
func (b *Buffer) Bytes() []byte { return b.buf[b.off:] }

// AvailableBuffer returns an empty slice of the free room, to append to and then
// Write.
func (b *Buffer) AvailableBuffer() []byte { return b.buf[len(b.buf):] }

// String returns a copy of what there is to read; <nil> for a nil Buffer.
func (b *Buffer) String() string {
	if b == nil {
		return "<nil>"
	}
	return string(b.buf[b.off:])
}

// Peek returns the next n bytes without reading them; with fewer, io.EOF.
func (b *Buffer) Peek(n int) ([]byte, error) {
	if b.Len() < n {
		return b.buf[b.off:], io.EOF
	}
	return b.buf[b.off : b.off+n], nil
}

// Len returns how many bytes there are to read.
func (b *Buffer) Len() int { return len(b.buf) - b.off }

// Cap returns the size of the memory.
func (b *Buffer) Cap() int { return cap(b.buf) }

// Available returns how many bytes can be written without more memory.
func (b *Buffer) Available() int { return cap(b.buf) - len(b.buf) }

// Truncate drops all but the first n unread bytes. It panics if there are not
// so many.
func (b *Buffer) Truncate(n int) {
	if n == 0 {
		b.Reset()
		return
	}
	b.last = 0
	if n < 0 || n > b.Len() {
		panic("bytes.Buffer: truncation out of range")
	}
	b.buf = b.buf[:b.off+n]
}

// Reset empties the buffer and keeps its memory.
func (b *Buffer) Reset() {
	b.buf = b.buf[:0]
	b.off = 0
	b.last = 0
}

// room makes room for n more bytes: what was read goes first, then memory at
// least doubles.
func (b *Buffer) room(n int) {
	b.last = 0
	if b.off > 0 && b.off == len(b.buf) {
		b.Reset()
	}
	if n <= cap(b.buf)-len(b.buf) {
		return
	}
	unread := b.Len()
	if n <= cap(b.buf)/2-unread {
		b.buf = b.buf[:copy(b.buf, b.buf[b.off:])]
		b.off = 0
		return
	}
	if cap(b.buf) > 1<<62-n {
		panic(ErrTooLarge)
	}
	more := append([]byte(nil), make([]byte, max(unread+n, 2*cap(b.buf), 64))...)
	b.buf = more[:copy(more, b.buf[b.off:])]
	b.off = 0
}

// Grow makes room for n more bytes.
func (b *Buffer) Grow(n int) {
	if n < 0 {
		panic("bytes.Buffer.Grow: negative count")
	}
	b.room(n)
}

// Write appends p. The error is always nil, as for all that write.
func (b *Buffer) Write(p []byte) (n int, err error) {
	b.room(len(p))
	b.buf = append(b.buf, p...)
	return len(p), nil
}

// WriteString appends s.
func (b *Buffer) WriteString(s string) (n int, err error) {
	b.room(len(s))
	b.buf = append(b.buf, s...)
	return len(s), nil
}

// WriteByte appends c.
func (b *Buffer) WriteByte(c byte) error {
	b.room(1)
	b.buf = append(b.buf, c)
	return nil
}

// WriteRune appends r in UTF-8.
func (b *Buffer) WriteRune(r rune) (n int, err error) {
	b.room(utf8.UTFMax)
	before := len(b.buf)
	b.buf = utf8.AppendRune(b.buf, r)
	return len(b.buf) - before, nil
}

// ReadFrom appends all of r.
func (b *Buffer) ReadFrom(r io.Reader) (n int64, err error) {
	for {
		b.room(MinRead)
		m, err := r.Read(b.buf[len(b.buf):cap(b.buf)])
		if m < 0 {
			panic(errNegativeRead)
		}
		b.buf = b.buf[:len(b.buf)+m]
		n += int64(m)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// WriteTo reads all that there is into w.
func (b *Buffer) WriteTo(w io.Writer) (n int64, err error) {
	b.last = 0
	if unread := b.Len(); unread > 0 {
		m, err := w.Write(b.buf[b.off:])
		if m > unread {
			panic("bytes.Buffer.WriteTo: invalid Write count")
		}
		b.off += m
		n = int64(m)
		if err != nil {
			return n, err
		}
		if m != unread {
			return n, io.ErrShortWrite
		}
	}
	b.Reset()
	return n, nil
}

// empty resets the buffer if there is nothing to read, and reports that.
func (b *Buffer) empty() bool {
	b.last = 0
	if b.off < len(b.buf) {
		return false
	}
	b.Reset()
	return true
}

// Read reads up to len(p) bytes; io.EOF if there are none.
func (b *Buffer) Read(p []byte) (n int, err error) {
	if b.empty() {
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	n = copy(p, b.buf[b.off:])
	b.off += n
	if n > 0 {
		b.last = -1
	}
	return n, nil
}

// Next reads up to n bytes and returns them; they are valid until the next
// change.
func (b *Buffer) Next(n int) []byte {
	b.last = 0
	n = min(n, b.Len())
	data := b.buf[b.off : b.off+n]
	b.off += n
	if n > 0 {
		b.last = -1
	}
	return data
}

// ReadByte reads one byte.
func (b *Buffer) ReadByte() (byte, error) {
	if b.empty() {
		return 0, io.EOF
	}
	c := b.buf[b.off]
	b.off++
	b.last = -1
	return c, nil
}

// ReadRune reads one rune.
func (b *Buffer) ReadRune() (r rune, size int, err error) {
	if b.empty() {
		return 0, 0, io.EOF
	}
	r, size = utf8.DecodeRune(b.buf[b.off:])
	b.off += size
	b.last = size
	return r, size, nil
}

// UnreadRune takes back a ReadRune, which must have been the last call.
func (b *Buffer) UnreadRune() error {
	if b.last <= 0 {
		return errors.New("bytes.Buffer: UnreadRune: previous operation was not a successful ReadRune")
	}
	b.off -= b.last
	b.last = 0
	return nil
}

// UnreadByte takes back the last byte of a read, which must have been the last
// call.
func (b *Buffer) UnreadByte() error {
	if b.last == 0 {
		return errors.New("bytes.Buffer: UnreadByte: previous operation was not a successful read")
	}
	b.last = 0
	b.off--
	return nil
}

// readSlice reads up to and including delim; without one, all and io.EOF.
func (b *Buffer) readSlice(delim byte) (line []byte, err error) {
	n := IndexByte(b.buf[b.off:], delim) + 1
	if n == 0 {
		n = b.Len()
		err = io.EOF
	}
	line = b.buf[b.off : b.off+n]
	b.off += n
	b.last = -1
	return line, err
}

// ReadBytes reads up to and including delim, into a slice of its own; without
// one, all and io.EOF.
func (b *Buffer) ReadBytes(delim byte) (line []byte, err error) {
	line, err = b.readSlice(delim)
	return append([]byte(nil), line...), err
}

// ReadString is ReadBytes with a string for result.
func (b *Buffer) ReadString(delim byte) (line string, err error) {
	s, err := b.readSlice(delim)
	return string(s), err
}
