package fmt

import (
	"internal/reflectlite"
	"strconv"
	"unicode/utf8"
)

const (
	smallDigits = "0123456789abcdefx"
	largeDigits = "0123456789ABCDEFX"
)

// pad writes b to the width asked for.
func (p *printer) pad(b []byte) {
	if !p.spec.hasWid || p.spec.wid == 0 {
		p.buf = append(p.buf, b...)
		return
	}
	n := p.spec.wid - utf8.RuneCount(b)
	if p.spec.minus {
		p.buf = append(p.buf, b...)
		p.padding(n)
	} else {
		p.padding(n)
		p.buf = append(p.buf, b...)
	}
}

// padText is pad for a string.
func (p *printer) padText(s string) {
	if !p.spec.hasWid || p.spec.wid == 0 {
		p.buf = append(p.buf, s...)
		return
	}
	n := p.spec.wid - utf8.RuneCountInString(s)
	if p.spec.minus {
		p.buf = append(p.buf, s...)
		p.padding(n)
	} else {
		p.padding(n)
		p.buf = append(p.buf, s...)
	}
}

// padPlain is pad without zeros.
func (p *printer) padPlain(b []byte) {
	zero := p.spec.zero
	p.spec.zero = false
	p.pad(b)
	p.spec.zero = zero
}

// padding writes n spaces, or zeros if asked for and not on the right.
func (p *printer) padding(n int) {
	c := byte(' ')
	if p.spec.zero && !p.spec.minus {
		c = '0'
	}
	for ; n > 0; n-- {
		p.buf = append(p.buf, c)
	}
}

func (p *printer) boolean(b bool, verb rune) {
	if verb != 't' && verb != 'v' {
		p.badVerb(verb)
		return
	}
	if b {
		p.padText("true")
	} else {
		p.padText("false")
	}
}

// integer writes u, or int64(u) if signed.
func (p *printer) integer(u uint64, signed bool, verb rune) {
	switch verb {
	case 'v':
		if p.spec.sharpV && !signed {
			p.hex(u, true)
		} else {
			p.number(u, 10, signed, verb)
		}
	case 'd':
		p.number(u, 10, signed, verb)
	case 'b':
		p.number(u, 2, signed, verb)
	case 'o', 'O':
		p.number(u, 8, signed, verb)
	case 'x', 'X':
		p.number(u, 16, signed, verb)
	case 'c', 'q':
		r := rune(u)
		if u > utf8.MaxRune {
			r = utf8.RuneError
		}
		b := p.scratch[:0]
		switch {
		case verb == 'c':
			b = utf8.AppendRune(b, r)
		case p.spec.plus:
			b = strconv.AppendQuoteRuneToASCII(b, r)
		default:
			b = strconv.AppendQuoteRune(b, r)
		}
		p.pad(b)
	case 'U':
		p.unicode(u)
	default:
		p.badVerb(verb)
	}
}

// hex writes u in hexadecimal, with 0x if prefix is set, whatever the flag #
// says.
func (p *printer) hex(u uint64, prefix bool) {
	sharp := p.spec.sharp
	p.spec.sharp = prefix
	p.number(u, 16, false, 'v')
	p.spec.sharp = sharp
}

// number writes u in base 2, 8, 10 or 16 with all flags.
func (p *printer) number(u uint64, base uint64, signed bool, verb rune) {
	s := &p.spec
	negative := signed && int64(u) < 0
	if negative {
		u = -u
	}
	// Zeros come by precision, or by the flag 0 up to the width less the sign.
	digits := 0
	if s.hasPrec {
		digits = s.prec
		if digits == 0 && u == 0 {
			zero := s.zero
			s.zero = false
			p.padding(s.wid)
			s.zero = zero
			return
		}
	} else if s.zero && !s.minus && s.hasWid {
		digits = s.wid
		if negative || s.plus || s.space {
			digits--
		}
	}
	buf := p.scratch[:]
	if need := digits + 3; need > len(buf) {
		buf = make([]byte, need)
	}
	chars := smallDigits
	if verb == 'X' {
		chars = largeDigits
	}
	i := putDigits(buf, u, base, chars)
	for ; i > 0 && len(buf)-i < digits; i-- {
		buf[i-1] = '0'
	}
	if s.sharp {
		switch base {
		case 2:
			i -= 2
			buf[i], buf[i+1] = '0', 'b'
		case 8:
			if buf[i] != '0' {
				i--
				buf[i] = '0'
			}
		case 16:
			i -= 2
			buf[i], buf[i+1] = '0', chars[16]
		}
	}
	if verb == 'O' {
		i -= 2
		buf[i], buf[i+1] = '0', 'o'
	}
	switch {
	case negative:
		i--
		buf[i] = '-'
	case s.plus:
		i--
		buf[i] = '+'
	case s.space:
		i--
		buf[i] = ' '
	}
	p.padPlain(buf[i:])
}

// putDigits writes u to the end of buf and returns where it starts.
func putDigits(buf []byte, u, base uint64, chars string) int {
	i := len(buf) - 1
	switch base {
	case 10:
		for ; u >= 10; i-- {
			q := u / 10
			buf[i] = byte('0' + u - q*10)
			u = q
		}
	case 16:
		for ; u >= 16; i-- {
			buf[i] = chars[u&15]
			u >>= 4
		}
	case 8:
		for ; u >= 8; i-- {
			buf[i] = byte('0' + u&7)
			u >>= 3
		}
	default:
		for ; u >= 2; i-- {
			buf[i] = byte('0' + u&1)
			u >>= 1
		}
	}
	buf[i] = chars[u]
	return i
}

// unicode writes u as U+0078, or as U+0078 'x' with the flag #.
func (p *printer) unicode(u uint64) {
	digits := 4
	if p.spec.hasPrec && p.spec.prec > 4 {
		digits = p.spec.prec
	}
	buf := make([]byte, 0, 96)
	buf = append(buf, "U+"...)
	var tmp [16]byte
	i := putDigits(tmp[:], u, 16, largeDigits)
	for n := digits - (len(tmp) - i); n > 0; n-- {
		buf = append(buf, '0')
	}
	buf = append(buf, tmp[i:]...)
	if p.spec.sharp && u <= utf8.MaxRune && strconv.IsPrint(rune(u)) {
		buf = append(buf, " '"...)
		buf = utf8.AppendRune(buf, rune(u))
		buf = append(buf, '\'')
	}
	p.padPlain(buf)
}

// float writes f, a float of size bits.
func (p *printer) float(f float64, size int, verb rune) {
	switch verb {
	case 'v':
		p.decimal(f, size, 'g', -1)
	case 'b', 'g', 'G', 'x', 'X':
		p.decimal(f, size, byte(verb), -1)
	case 'f', 'e', 'E':
		p.decimal(f, size, byte(verb), 6)
	case 'F':
		p.decimal(f, size, 'f', 6)
	default:
		p.badVerb(verb)
	}
}

// complex writes c, whose parts are floats of size bits.
func (p *printer) complex(c complex128, size int, verb rune) {
	switch verb {
	case 'v', 'b', 'g', 'G', 'x', 'X', 'f', 'F', 'e', 'E':
	default:
		p.badVerb(verb)
		return
	}
	plus := p.spec.plus
	p.byte('(')
	p.float(real(c), size, verb)
	p.spec.plus = true
	p.float(imag(c), size, verb)
	p.text("i)")
	p.spec.plus = plus
}

// decimal writes a float in one of strconv's formats. prec holds where the
// format does not say.
func (p *printer) decimal(f float64, size int, format byte, prec int) {
	s := &p.spec
	if s.hasPrec {
		prec = s.prec
	}
	num := strconv.AppendFloat(p.scratch[:1], f, format, prec, size)
	if num[1] == '-' || num[1] == '+' {
		num = num[1:]
	} else {
		num[0] = '+'
	}
	if s.space && num[0] == '+' && !s.plus {
		num[0] = ' '
	}
	if num[1] == 'I' || num[1] == 'N' {
		if num[1] == 'N' && !s.space && !s.plus {
			num = num[1:]
		}
		p.padPlain(num)
		return
	}
	if s.sharp && format != 'b' {
		num = withPoint(num, format, prec)
	}
	if !s.plus && num[0] == '+' {
		p.pad(num[1:])
		return
	}
	if s.zero && !s.minus && s.hasWid && s.wid > len(num) {
		// The sign goes before the zeros.
		p.byte(num[0])
		p.padding(s.wid - len(num))
		p.buf = append(p.buf, num[1:]...)
		return
	}
	p.pad(num)
}

// withPoint gives num, a sign and a number, a decimal point, and for formats g
// and x the trailing zeros that they drop.
func withPoint(num []byte, format byte, prec int) []byte {
	want := 0 // significant digits
	switch format {
	case 'g', 'G', 'x':
		want = prec
		if want < 0 {
			want = 6
		}
	}
	isHex := format == 'x' || format == 'X'
	end := len(num) // where the exponent starts
	point := false
	have := 0
	for i := 1; i < len(num); i++ {
		c := num[i]
		if c == 'p' || c == 'P' || !isHex && (c == 'e' || c == 'E') {
			end = i
			break
		}
		if c == '.' {
			point = true
		} else if c != '0' || have > 0 {
			have++
		}
	}
	if !point && end == 2 && num[1] == '0' {
		have = 1 // the 0 before the point counts
	}
	out := append(make([]byte, 0, len(num)+8), num[:end]...)
	if !point {
		out = append(out, '.')
	}
	for ; have < want; have++ {
		out = append(out, '0')
	}
	return append(out, num[end:]...)
}

// cut returns s, cut to as many runes as the precision says.
func (p *printer) cut(s string) string {
	if !p.spec.hasPrec {
		return s
	}
	n := p.spec.prec
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// str writes a string.
func (p *printer) str(s string, verb rune) {
	switch verb {
	case 'v':
		if p.spec.sharpV {
			verb = 'q'
		}
		p.quoteOrText(s, verb)
	case 's', 'q':
		p.quoteOrText(s, verb)
	case 'x', 'X':
		p.hexBytes(s, verb)
	default:
		p.badVerb(verb)
	}
}

// quoteOrText writes s quoted for the verb q, else as it is.
func (p *printer) quoteOrText(s string, verb rune) {
	s = p.cut(s)
	if verb != 'q' {
		p.padText(s)
		return
	}
	switch {
	case p.spec.sharp && strconv.CanBackquote(s):
		p.padText("`" + s + "`")
	case p.spec.plus:
		p.pad(strconv.AppendQuoteToASCII(p.scratch[:0], s))
	default:
		p.pad(strconv.AppendQuote(p.scratch[:0], s))
	}
}

// bytes writes a slice of bytes of the type named typ.
func (p *printer) bytes(b []byte, verb rune, typ string) {
	switch verb {
	case 'v', 'd':
		if p.spec.sharpV {
			p.text(typ)
			if b == nil {
				p.text("(nil)")
				return
			}
			p.byte('{')
			for i, c := range b {
				p.between(i)
				p.hex(uint64(c), true)
			}
			p.byte('}')
			return
		}
		p.byte('[')
		for i, c := range b {
			p.between(i)
			p.number(uint64(c), 10, false, verb)
		}
		p.byte(']')
	case 's', 'q':
		p.quoteOrText(string(b), verb)
	case 'x', 'X':
		p.hexBytes(string(b), verb)
	default:
		p.printValue(reflectlite.ValueOf(b), verb, 0)
	}
}

// hexBytes writes the bytes of s in hexadecimal: with a space between them by
// the flag space, 0x before the first or before each by the flag #.
func (p *printer) hexBytes(s string, verb rune) {
	spec := &p.spec
	n := len(s)
	if spec.hasPrec && spec.prec < n {
		n = spec.prec
	}
	if n == 0 {
		if spec.hasWid {
			p.padding(spec.wid)
		}
		return
	}
	width := 2 * n
	if spec.space {
		if spec.sharp {
			width *= 2
		}
		width += n - 1
	} else if spec.sharp {
		width += 2
	}
	if spec.hasWid && !spec.minus {
		p.padding(spec.wid - width)
	}
	chars := smallDigits
	if verb == 'X' {
		chars = largeDigits
	}
	for i := 0; i < n; i++ {
		if spec.space && i > 0 {
			p.byte(' ')
		}
		if spec.sharp && (spec.space || i == 0) {
			p.buf = append(p.buf, '0', chars[16])
		}
		p.buf = append(p.buf, chars[s[i]>>4], chars[s[i]&15])
	}
	if spec.hasWid && spec.minus {
		p.padding(spec.wid - width)
	}
}
