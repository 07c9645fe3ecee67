// Package base64 writes bytes as letters, digits and two further characters, six
// bits each.
package base64

import (
	"io"
	"slices"
	"strconv"
)

// Paddings of an Encoding.
const (
	StdPadding rune = '='
	NoPadding  rune = -1
)

const invalid = 0xff

// An Encoding is an alphabet of 64 characters with a padding.
type Encoding struct {
	encode [64]byte
	decode [256]byte // invalid for what is not in the alphabet
	pad    rune
	strict bool
}

// The encodings of RFC 4648, with and without padding; URLEncoding has - and _
// for + and /.
var (
	StdEncoding    = NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
	URLEncoding    = NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
	RawStdEncoding = StdEncoding.WithPadding(NoPadding)
	RawURLEncoding = URLEncoding.WithPadding(NoPadding)
)

// NewEncoding returns an Encoding of 64 different bytes, none a line end, with
// '=' for padding.
func NewEncoding(encoder string) *Encoding {
	if len(encoder) != 64 {
		panic("encoding alphabet is not 64-bytes long")
	}
	e := &Encoding{pad: StdPadding}
	for i := range e.decode {
		e.decode[i] = invalid
	}
	for i := 0; i < len(encoder); i++ {
		c := encoder[i]
		if c == '\n' || c == '\r' {
			panic("encoding alphabet contains newline character")
		}
		if e.decode[c] != invalid {
			panic("encoding alphabet includes duplicate symbols")
		}
		e.encode[i], e.decode[c] = c, byte(i)
	}
	return e
}

// WithPadding returns the Encoding with another padding, or NoPadding.
func (enc Encoding) WithPadding(padding rune) *Encoding {
	switch {
	case padding < NoPadding || padding == '\r' || padding == '\n' || padding > 0xff:
		panic("invalid padding")
	case padding != NoPadding && enc.decode[byte(padding)] != invalid:
		panic("padding contained in alphabet")
	}
	enc.pad = padding
	return &enc
}

// Strict returns the Encoding that refuses bits behind the last byte that are
// not zero.
func (enc Encoding) Strict() *Encoding {
	enc.strict = true
	return &enc
}

// EncodedLen returns how many characters n bytes take.
func (enc *Encoding) EncodedLen(n int) int {
	if enc.pad == NoPadding {
		return n/3*4 + (n%3*8+5)/6
	}
	return (n + 2) / 3 * 4
}

// DecodedLen returns how many bytes n characters make at most.
func (enc *Encoding) DecodedLen(n int) int {
	if enc.pad == NoPadding {
		return n/4*3 + n%4*6/8
	}
	return n / 4 * 3
}

// Encode writes the characters of src to dst, EncodedLen(len(src)) of them.
func (enc *Encoding) Encode(dst, src []byte) {
	for len(src) >= 3 {
		x := uint(src[0])<<16 | uint(src[1])<<8 | uint(src[2])
		_ = dst[3]
		dst[0], dst[1] = enc.encode[x>>18&63], enc.encode[x>>12&63]
		dst[2], dst[3] = enc.encode[x>>6&63], enc.encode[x&63]
		src, dst = src[3:], dst[4:]
	}
	if len(src) == 0 {
		return
	}
	x := uint(src[0]) << 16
	if len(src) == 2 {
		x |= uint(src[1]) << 8
	}
	dst[0], dst[1] = enc.encode[x>>18&63], enc.encode[x>>12&63]
	used := 2
	if len(src) == 2 {
		dst[2] = enc.encode[x>>6&63]
		used = 3
	}
	if enc.pad != NoPadding {
		for ; used < 4; used++ {
			dst[used] = byte(enc.pad)
		}
	}
}

// AppendEncode appends the characters of src.
func (enc *Encoding) AppendEncode(dst, src []byte) []byte {
	n := enc.EncodedLen(len(src))
	dst = slices.Grow(dst, n)
	enc.Encode(dst[len(dst):][:n], src)
	return dst[:len(dst)+n]
}

// EncodeToString returns the characters of src.
func (enc *Encoding) EncodeToString(src []byte) string { return string(enc.AppendEncode(nil, src)) }

// CorruptInputError says at which byte the input is wrong.
type CorruptInputError int64

func (e CorruptInputError) Error() string {
	return "illegal base64 data at input byte " + strconv.FormatInt(int64(e), 10)
}

// Decode writes the bytes of src's characters to dst, and returns how many,
// also before an error. Line ends are passed over.
func (enc *Encoding) Decode(dst, src []byte) (n int, err error) {
	for at := 0; at < len(src); {
		if len(src)-at >= 4 {
			a, b, c, d := enc.decode[src[at]], enc.decode[src[at+1]], enc.decode[src[at+2]], enc.decode[src[at+3]]
			if a|b|c|d != invalid && len(dst)-n >= 3 {
				dst[n], dst[n+1], dst[n+2] = a<<2|b>>4, b<<4|c>>2, c<<6|d
				n += 3
				at += 4
				continue
			}
		}
		var k int
		at, k, err = enc.group(dst[n:], src, at)
		n += k
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// skipLines returns where the line ends from at on end.
func skipLines(src []byte, at int) int {
	for at < len(src) && lineEnd(src[at]) {
		at++
	}
	return at
}

func lineEnd(c byte) bool { return c == '\n' || c == '\r' }

// group decodes up to four characters from at on: those at the end, or with
// line ends or padding among them. It returns where they end, and how many
// bytes they make.
func (enc *Encoding) group(dst, src []byte, at int) (end, n int, err error) {
	var six [4]byte
	have := 0
	for have < 4 {
		if at == len(src) {
			if have == 0 {
				return at, 0, nil
			}
			if have == 1 || enc.pad != NoPadding {
				return at, 0, CorruptInputError(at - have)
			}
			break
		}
		c := src[at]
		at++
		switch {
		case enc.decode[c] != invalid:
			six[have] = enc.decode[c]
			have++
			continue
		case lineEnd(c):
			continue
		case rune(c) != enc.pad || have < 2:
			return at, 0, CorruptInputError(at - 1)
		}
		if have == 2 { // a second one belongs to it
			at = skipLines(src, at)
			if at == len(src) {
				return at, 0, CorruptInputError(at)
			}
			if rune(src[at]) != enc.pad {
				return at, 0, CorruptInputError(at - 1)
			}
			at++
		}
		if at = skipLines(src, at); at < len(src) {
			err = CorruptInputError(at) // what came before is good
		}
		break
	}
	bytes := [3]byte{six[0]<<2 | six[1]>>4, six[1]<<4 | six[2]>>2, six[2]<<6 | six[3]}
	n = have - 1
	if enc.strict && n < 3 && bytes[n] != 0 {
		return at, 0, CorruptInputError(at - (4 - have))
	}
	copy(dst, bytes[:n])
	return at, n, err
}

// AppendDecode appends the bytes of src's characters.
func (enc *Encoding) AppendDecode(dst, src []byte) ([]byte, error) {
	end := len(src)
	for end > 0 && rune(src[end-1]) == enc.pad {
		end--
	}
	n := end/4*3 + end%4*3/4
	dst = slices.Grow(dst, n)
	n, err := enc.Decode(dst[len(dst):][:n], src)
	return dst[:len(dst)+n], err
}

// DecodeString returns the bytes of s's characters, those before an error.
func (enc *Encoding) DecodeString(s string) ([]byte, error) {
	dst := make([]byte, len(s)/4*3+3)
	n, err := enc.Decode(dst, []byte(s))
	return dst[:n], err
}

const (
	groupIn    = 3 // bytes that make whole characters
	groupOut   = 4
	bufferSize = 1024
)

type encoder struct {
	enc  *Encoding
	w    io.Writer
	err  error
	rest [groupIn]byte // less than a group, of the last Write
	n    int
	out  [bufferSize]byte
}

// NewEncoder returns a writer that writes characters to w; Close writes what
// is left.
func NewEncoder(enc *Encoding, w io.Writer) io.WriteCloser { return &encoder{enc: enc, w: w} }

// put encodes and writes, up to a buffer's worth.
func (e *encoder) put(p []byte) error {
	e.enc.Encode(e.out[:], p)
	_, e.err = e.w.Write(e.out[:e.enc.EncodedLen(len(p))])
	return e.err
}

func (e *encoder) Write(p []byte) (n int, err error) {
	if e.err != nil {
		return 0, e.err
	}
	if e.n > 0 {
		n = copy(e.rest[e.n:], p)
		p = p[n:]
		if e.n += n; e.n < groupIn {
			return n, nil
		}
		e.n = 0
		if err := e.put(e.rest[:]); err != nil {
			return n, err
		}
	}
	for len(p) >= groupIn {
		k := min(len(p)/groupIn*groupIn, bufferSize/groupOut*groupIn)
		if err := e.put(p[:k]); err != nil {
			return n, err
		}
		n += k
		p = p[k:]
	}
	e.n = copy(e.rest[:], p)
	return n + e.n, nil
}

func (e *encoder) Close() error {
	if e.err == nil && e.n > 0 {
		e.put(e.rest[:e.n])
		e.n = 0
	}
	return e.err
}

type decoder struct {
	enc     *Encoding
	r       io.Reader
	err     error // after what is in out
	readErr error
	in      []byte // characters without line ends
	buf     [bufferSize]byte
	out     []byte // bytes that did not fit the last Read
	outBuf  [bufferSize / groupOut * groupIn]byte
}

// NewDecoder returns a reader of the bytes whose characters r gives.
func NewDecoder(enc *Encoding, r io.Reader) io.Reader { return &decoder{enc: enc, r: r} }

func (d *decoder) Read(p []byte) (n int, err error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		d.fill()
		whole := len(d.in) / groupOut * groupOut
		if d.readErr != nil && d.enc.pad == NoPadding {
			whole = len(d.in)
		}
		switch {
		case whole > 0:
			var k int
			k, d.err = d.enc.Decode(d.outBuf[:], d.in[:whole])
			d.out = d.outBuf[:k]
			d.in = d.in[whole:]
		case d.readErr == io.EOF && len(d.in) > 0:
			d.err = io.ErrUnexpectedEOF
		default:
			d.err = d.readErr
		}
	}
	n = copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// fill reads until there is a group, or an error.
func (d *decoder) fill() {
	have := copy(d.buf[:], d.in)
	for have < groupOut && d.readErr == nil {
		var k int
		k, d.readErr = d.r.Read(d.buf[have:])
		for _, c := range d.buf[have : have+k] {
			if !lineEnd(c) {
				d.buf[have] = c
				have++
			}
		}
	}
	d.in = d.buf[:have]
}
