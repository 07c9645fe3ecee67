// Package hex writes bytes as two hexadecimal digits each.
//
// Files: hex.go, dump.go (as hexdump -C shows them).
package hex

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

const digits = "0123456789abcdef"

// ErrLength says that there was an odd number of digits.
var ErrLength = errors.New("encoding/hex: odd length hex string")

// InvalidByteError says which byte is no digit.
type InvalidByteError byte

func (e InvalidByteError) Error() string {
	return fmt.Sprintf("encoding/hex: invalid byte: %#U", rune(e))
}

// EncodedLen returns how many digits n bytes take.
func EncodedLen(n int) int { return n * 2 }

// DecodedLen returns how many bytes n digits make.
func DecodedLen(x int) int { return x / 2 }

// Encode writes src to dst, and returns how many digits that were.
func Encode(dst, src []byte) int {
	for i, c := range src {
		dst[2*i], dst[2*i+1] = digits[c>>4], digits[c&15]
	}
	return 2 * len(src)
}

// AppendEncode appends the digits of src.
func AppendEncode(dst, src []byte) []byte {
	for _, c := range src {
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}

// EncodeToString returns the digits of src.
func EncodeToString(src []byte) string { return string(AppendEncode(nil, src)) }

// digit returns a digit's value, more than 15 for another byte.
func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 0xff
}

// Decode writes the bytes of src's digits to dst, and returns how many that
// were, also before an error.
func Decode(dst, src []byte) (int, error) {
	n := len(src) / 2
	for i := 0; i < n; i++ {
		hi, lo := digit(src[2*i]), digit(src[2*i+1])
		if hi > 15 {
			return i, InvalidByteError(src[2*i])
		}
		if lo > 15 {
			return i, InvalidByteError(src[2*i+1])
		}
		dst[i] = hi<<4 | lo
	}
	if len(src)%2 != 0 {
		if last := src[len(src)-1]; digit(last) > 15 {
			return n, InvalidByteError(last)
		}
		return n, ErrLength
	}
	return n, nil
}

// AppendDecode appends the bytes of src's digits.
func AppendDecode(dst, src []byte) ([]byte, error) {
	dst = slices.Grow(dst, len(src)/2)
	n, err := Decode(dst[len(dst):cap(dst)], src)
	return dst[:len(dst)+n], err
}

// DecodeString returns the bytes of s's digits, those before an error.
func DecodeString(s string) ([]byte, error) {
	dst := make([]byte, len(s)/2)
	n, err := Decode(dst, []byte(s))
	return dst[:n], err
}

const bufferSize = 1024

type encoder struct {
	w   io.Writer
	err error
}

// NewEncoder returns a writer that writes digits to w.
func NewEncoder(w io.Writer) io.Writer { return &encoder{w: w} }

func (e *encoder) Write(p []byte) (n int, err error) {
	var buf [bufferSize]byte
	for len(p) > 0 && e.err == nil {
		k := min(len(p), bufferSize/2)
		var wrote int
		wrote, e.err = e.w.Write(buf[:Encode(buf[:], p[:k])])
		n += wrote / 2
		p = p[k:]
	}
	return n, e.err
}

type decoder struct {
	r   io.Reader
	err error
	in  []byte // digits that have been read
	buf [bufferSize]byte
}

// NewDecoder returns a reader of the bytes whose digits r gives.
func NewDecoder(r io.Reader) io.Reader { return &decoder{r: r} }

func (d *decoder) Read(p []byte) (n int, err error) {
	if len(d.in) < 2 && d.err == nil {
		have := copy(d.buf[:], d.in)
		var k int
		k, d.err = d.r.Read(d.buf[have:])
		d.in = d.buf[:have+k]
		if d.err == io.EOF && len(d.in)%2 != 0 {
			if last := d.in[len(d.in)-1]; digit(last) > 15 {
				d.err = InvalidByteError(last)
			} else {
				d.err = io.ErrUnexpectedEOF
			}
		}
	}
	p = p[:min(len(p), len(d.in)/2)]
	n, err = Decode(p, d.in[:2*len(p)])
	d.in = d.in[2*n:]
	if err != nil {
		d.in, d.err = nil, err
	}
	if len(d.in) < 2 {
		return n, d.err
	}
	return n, nil
}
