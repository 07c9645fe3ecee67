package fmt

import (
	"internal/bytealg"
	"internal/reflectlite"
	"strconv"
	"unicode/utf8"
)

// A spec is what stands between % and the verb.
type spec struct {
	wid     int
	prec    int
	hasWid  bool
	hasPrec bool
	minus   bool // pad on the right
	plus    bool // always a sign; ASCII only for %q
	sharp   bool // the other form
	space   bool // a space where the sign would be; between the bytes of %x
	zero    bool // pad with zeros
	plusV   bool // %+v: field names
	sharpV  bool // %#v: Go syntax
}

func (s *spec) reset() { *s = spec{} }

// goSyntax turns the flags + and # into those of %+v and %#v.
func (s *spec) goSyntax() {
	s.plusV, s.plus = s.plus, false
	s.sharpV, s.sharp = s.sharp, false
}

// maxNumber bounds widths, precisions and argument indexes.
const maxNumber = 1000000

// A directive is the state of reading a format.
type directive struct {
	format string
	i      int // where to read on
	args   []any
	arg    int  // the next argument
	goodIx bool // all argument indexes so far made sense
	fresh  bool // an index was just read, and must be used by what follows
}

// number reads digits; ok is false if there are none. Too large a number makes
// the rest of the format part of it.
func (d *directive) number() (n int, ok bool) {
	for d.i < len(d.format) {
		c := d.format[d.i] - '0'
		if c > 9 {
			break
		}
		if n > maxNumber {
			d.i = len(d.format)
			return 0, false
		}
		n = n*10 + int(c)
		ok = true
		d.i++
	}
	return n, ok
}

// index reads an argument index like [3], if one follows.
func (d *directive) index(p *printer) {
	d.fresh = false
	if d.i >= len(d.format) || d.format[d.i] != '[' {
		return
	}
	p.reordered = true
	end := bytealg.IndexByteString(d.format[d.i:], ']')
	if end < 0 || len(d.format)-d.i < 3 {
		d.goodIx = false
		d.i++
		return
	}
	end += d.i
	d.i++
	n, ok := d.number()
	ok = ok && d.i == end
	d.i = end + 1
	if ok && 1 <= n && n <= len(d.args) {
		d.arg = n - 1
		d.fresh = true
		return
	}
	d.fresh = ok
	d.goodIx = false
}

// star returns the next argument, which must be an integer, for a width or
// precision.
func (d *directive) star() (n int, ok bool) {
	d.i++
	d.fresh = false
	if d.arg >= len(d.args) {
		return 0, false
	}
	arg := d.args[d.arg]
	d.arg++
	n, ok = arg.(int)
	if !ok {
		v := reflectlite.ValueOf(arg)
		switch v.Kind() {
		case reflectlite.Int, reflectlite.Int8, reflectlite.Int16, reflectlite.Int32, reflectlite.Int64:
			n, ok = int(v.Int()), true
		case reflectlite.Uint, reflectlite.Uint8, reflectlite.Uint16, reflectlite.Uint32, reflectlite.Uint64,
			reflectlite.Uintptr:
			n = int(v.Uint())
			ok = n >= 0
		}
	}
	if !ok || n > maxNumber || n < -maxNumber {
		return 0, false
	}
	return n, true
}

// flags reads flags. done is true if what follows is a plain verb, for which
// neither index, width nor precision need be looked for.
func (d *directive) flags(s *spec) (done bool) {
	for ; d.i < len(d.format); d.i++ {
		switch c := d.format[d.i]; c {
		case '#':
			s.sharp = true
		case '0':
			s.zero = true
		case '+':
			s.plus = true
		case '-':
			s.minus = true
		case ' ':
			s.space = true
		default:
			return 'a' <= c && c <= 'z' && d.arg < len(d.args)
		}
	}
	return false
}

// width reads a width, by digits or *.
func (d *directive) width(p *printer) {
	s := &p.spec
	d.index(p)
	if d.i < len(d.format) && d.format[d.i] == '*' {
		s.wid, s.hasWid = d.star()
		if !s.hasWid {
			p.text("%!(BADWIDTH)")
		}
		if s.wid < 0 {
			s.wid = -s.wid
			s.minus = true
			s.zero = false
		}
		return
	}
	indexed := d.fresh
	s.wid, s.hasWid = d.number()
	if indexed && s.hasWid {
		d.goodIx = false // as in %[3]2d
	}
}

// precision reads a precision, by digits or *, if there is one.
func (d *directive) precision(p *printer) {
	// A point at the very end is taken for the verb.
	if d.i+1 >= len(d.format) || d.format[d.i] != '.' {
		return
	}
	s := &p.spec
	d.i++
	if d.fresh {
		d.goodIx = false // as in %[3].2d
	}
	d.index(p)
	if d.i < len(d.format) && d.format[d.i] == '*' {
		s.prec, s.hasPrec = d.star()
		if s.prec < 0 {
			s.prec = 0
			s.hasPrec = false
		}
		if !s.hasPrec {
			p.text("%!(BADPREC)")
		}
		return
	}
	s.prec, _ = d.number()
	s.hasPrec = true
}

// printf writes a by format.
func (p *printer) printf(format string, a []any) {
	d := directive{format: format, args: a, goodIx: true}
	p.reordered = false
	for d.i < len(format) {
		d.goodIx = true
		k := bytealg.IndexByteString(format[d.i:], '%')
		if k < 0 {
			p.text(format[d.i:])
			break
		}
		p.text(format[d.i : d.i+k])
		d.i += k + 1
		p.spec.reset()
		if !d.flags(&p.spec) {
			d.width(p)
			d.precision(p)
			if !d.fresh {
				d.index(p)
			}
		}
		if d.i >= len(format) {
			p.text("%!(NOVERB)")
			break
		}
		verb, size := rune(format[d.i]), 1
		if verb >= utf8.RuneSelf {
			verb, size = utf8.DecodeRuneInString(format[d.i:])
		}
		d.i += size
		p.directive(&d, verb)
	}
	if !p.reordered && d.arg < len(a) {
		p.extra(a[d.arg:])
	}
}

// directive writes the next argument by verb, or tells why it cannot.
func (p *printer) directive(d *directive, verb rune) {
	switch {
	case verb == '%':
		p.byte('%')
	case !d.goodIx:
		p.complain(verb, "(BADINDEX)")
	case d.arg >= len(d.args):
		p.complain(verb, "(MISSING)")
	default:
		if verb == 'w' {
			p.wrapped = append(p.wrapped, d.arg)
		}
		if verb == 'v' || verb == 'w' {
			p.spec.goSyntax()
		}
		p.printArg(d.args[d.arg], verb)
		d.arg++
	}
}

func (p *printer) complain(verb rune, what string) {
	p.text("%!")
	p.rune(verb)
	p.text(what)
}

// extra tells of arguments that the format did not use.
func (p *printer) extra(a []any) {
	p.spec.reset()
	p.text("%!(EXTRA ")
	for i, arg := range a {
		if i > 0 {
			p.text(", ")
		}
		if arg == nil {
			p.text("<nil>")
			continue
		}
		p.text(reflectlite.TypeOf(arg).String())
		p.byte('=')
		p.printArg(arg, 'v')
	}
	p.byte(')')
}

// FormatString returns the directive that state and verb stand for.
func FormatString(state State, verb rune) string {
	b := []byte{'%'}
	for _, c := range " +-#0" {
		if state.Flag(int(c)) {
			b = append(b, byte(c))
		}
	}
	if w, ok := state.Width(); ok {
		b = strconv.AppendInt(b, int64(w), 10)
	}
	if prec, ok := state.Precision(); ok {
		b = append(b, '.')
		b = strconv.AppendInt(b, int64(prec), 10)
	}
	return string(utf8.AppendRune(b, verb))
}
