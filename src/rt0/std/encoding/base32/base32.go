// Package base32 writes bytes as letters and digits, five bits each.
package base32

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

// An Encoding is an alphabet of 32 characters with a padding.
type Encoding struct {
	encode [32]byte
	decode [256]byte // invalid for what is not in the alphabet
	pad    rune
}

// The encodings of RFC 4648; HexEncoding keeps the order of bytes.
var (
	StdEncoding = NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
	HexEncoding = NewEncoding("0123456789ABCDEFGHIJKLMNOPQRSTUV")
)

// NewEncoding returns an Encoding of 32 different bytes, none a line end, with
// '=' for padding.
func NewEncoding(encoder string) *Encoding {
	if len(encoder) != 32 {
		panic("encoding alphabet is not 32-bytes long")
	}
	e := &Encoding{pad: StdPadding}
	for i := range e.decode {
		e.decode[i] = invalid
	}
	for i := 0; i < len(encoder); i++ {
		c := encoder[i]
		if lineEnd(c) {
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

// EncodedLen returns how many characters n bytes take.
func (enc *Encoding) EncodedLen(n int) int {
	if enc.pad == NoPadding {
		return n/5*8 + (n%5*8+4)/5
	}
	return (n + 4) / 5 * 8
}

// DecodedLen returns how many bytes n characters make at most.
func (enc *Encoding) DecodedLen(n int) int {
	if enc.pad == NoPadding {
		return n/8*5 + n%8*5/8
	}
	return n / 8 * 5
}

// Encode writes the characters of src to dst, EncodedLen(len(src)) of them.
func (enc *Encoding) Encode(dst, src []byte) {
	for len(src) > 0 {
		var x uint64
		n := min(len(src), 5)
		for _, c := range src[:n] {
			x = x<<8 | uint64(c)
		}
		x <<= 8 * (5 - n)
		used := (n*8 + 4) / 5
		for i := 0; i < used; i++ {
			dst[i] = enc.encode[x>>(35-5*i)&31]
		}
		if n < 5 {
			if enc.pad != NoPadding {
				for ; used < 8; used++ {
					dst[used] = byte(enc.pad)
				}
			}
			return
		}
		src, dst = src[5:], dst[8:]
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
	return "illegal base32 data at input byte " + strconv.FormatInt(int64(e), 10)
}

func lineEnd(c byte) bool { return c == '\n' || c == '\r' }

// Decode writes the bytes of src's characters to dst, and returns how many,
// also before an error. Line ends are passed over.
func (enc *Encoding) Decode(dst, src []byte) (n int, err error) {
	plain := make([]byte, 0, len(src))
	for _, c := range src {
		if !lineEnd(c) {
			plain = append(plain, c)
		}
	}
	return enc.groups(dst, plain)
}

// groups decodes characters without line ends, eight at a time.
func (enc *Encoding) groups(dst, src []byte) (n int, err error) {
	for at := 0; at < len(src); {
		var x uint64
		have := 0
		last := false
		for have < 8 && !last {
			if at+have == len(src) {
				if enc.pad != NoPadding {
					return n, CorruptInputError(at)
				}
				last = true
				break
			}
			c := src[at+have]
			if rune(c) == enc.pad && have >= 2 && len(src)-at-have <= 8 {
				if err := enc.padded(src, at, have); err != nil {
					return n, err
				}
				last = true
				break
			}
			if enc.decode[c] == invalid {
				return n, CorruptInputError(at + have)
			}
			x = x<<5 | uint64(enc.decode[c])
			have++
		}
		x <<= 5 * (8 - have)
		bytes := have * 5 / 8
		if have == 3 || have == 6 { // no bytes make so many characters
			bytes = 0
		}
		for i := 0; i < bytes; i++ {
			dst[n+i] = byte(x >> (32 - 8*i))
		}
		n += bytes
		at += 8
		if last {
			break
		}
	}
	return n, nil
}

// padded checks the padding of the last group, which begins at at and has so
// many characters.
func (enc *Encoding) padded(src []byte, at, have int) error {
	if len(src)-at < 8 {
		return CorruptInputError(len(src))
	}
	for i := have + 1; i < 8; i++ {
		if rune(src[at+i]) != enc.pad {
			return CorruptInputError(at + i - 1)
		}
	}
	switch have { // numbers of characters that bytes do not make
	case 3, 6:
		return CorruptInputError(at + have)
	}
	return nil
}

// AppendDecode appends the bytes of src's characters.
func (enc *Encoding) AppendDecode(dst, src []byte) ([]byte, error) {
	end := len(src)
	for end > 0 && rune(src[end-1]) == enc.pad {
		end--
	}
	n := end/8*5 + end%8*5/8
	dst = slices.Grow(dst, n)
	n, err := enc.Decode(dst[len(dst):][:n], src)
	return dst[:len(dst)+n], err
}

// DecodeString returns the bytes of s's characters, those before an error.
func (enc *Encoding) DecodeString(s string) ([]byte, error) {
	dst := make([]byte, len(s)/8*5+5)
	n, err := enc.Decode(dst, []byte(s))
	return dst[:n], err
}

const (
	groupIn    = 5 // bytes that make whole characters
	groupOut   = 8
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
	ended   bool   // there was padding
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
		case d.ended && whole > 0:
			d.err = CorruptInputError(0)
		case whole > 0:
			var k int
			k, d.err = d.enc.Decode(d.outBuf[:], d.in[:whole])
			d.out = d.outBuf[:k]
			d.ended = rune(d.in[whole-1]) == d.enc.pad
			d.in = d.in[whole:]
			if d.readErr != nil && d.readErr != io.EOF {
				d.err = d.readErr // more to the point than what is wrong with half the input
			}
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

// fill reads until there is a group, or an error; without padding until groups
// are whole, as the last one need not be.
func (d *decoder) fill() {
	have := copy(d.buf[:], d.in)
	for d.readErr == nil && (have < groupOut || d.enc.pad == NoPadding && have%groupOut != 0) {
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
