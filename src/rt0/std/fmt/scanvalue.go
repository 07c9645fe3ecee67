package fmt

import (
	"errors"
	"internal/reflectlite"
	"io"
	"math"
	"strconv"
	"strings"
)

// operand reads one operand.
func (s *scan) operand(verb rune, arg any) {
	s.buf = s.buf[:0]
	if v, ok := arg.(Scanner); ok {
		err := v.Scan(s, verb)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		check(err)
		return
	}
	switch v := arg.(type) {
	case *string:
		*v = s.text(verb)
	case *int:
		*v = int(s.integer(verb, 64))
	case *float64:
		*v = s.float(verb, 64)
	case *[]byte:
		*v = []byte(s.text(verb))
	default:
		s.kind(verb, arg)
	}
}

// kind reads an operand of any type, by its kind.
func (s *scan) kind(verb rune, arg any) {
	v := reflectlite.ValueOf(arg)
	if v.Kind() != reflectlite.Pointer {
		s.fail("type not a pointer: " + reflectlite.TypeOf(arg).String())
	}
	p := v.UnsafePointer()
	switch to := v.Elem(); to.Kind() {
	case reflectlite.Bool:
		*(*bool)(p) = s.boolean(verb)
	case reflectlite.Int, reflectlite.Int64:
		*(*int64)(p) = s.integer(verb, 64)
	case reflectlite.Int8:
		*(*int8)(p) = int8(s.integer(verb, 8))
	case reflectlite.Int16:
		*(*int16)(p) = int16(s.integer(verb, 16))
	case reflectlite.Int32:
		*(*int32)(p) = int32(s.integer(verb, 32))
	case reflectlite.Uint, reflectlite.Uint64, reflectlite.Uintptr:
		*(*uint64)(p) = s.unsigned(verb, 64)
	case reflectlite.Uint8:
		*(*uint8)(p) = uint8(s.unsigned(verb, 8))
	case reflectlite.Uint16:
		*(*uint16)(p) = uint16(s.unsigned(verb, 16))
	case reflectlite.Uint32:
		*(*uint32)(p) = uint32(s.unsigned(verb, 32))
	case reflectlite.Float32:
		*(*float32)(p) = float32(s.float(verb, 32))
	case reflectlite.Float64:
		*(*float64)(p) = s.float(verb, 64)
	case reflectlite.Complex64:
		*(*complex64)(p) = complex64(s.complex(verb, 32))
	case reflectlite.Complex128:
		*(*complex128)(p) = s.complex(verb, 64)
	case reflectlite.String:
		*(*string)(p) = s.text(verb)
	case reflectlite.Slice:
		if to.Type().Elem().Kind() != reflectlite.Uint8 {
			s.fail("can't scan type: " + reflectlite.TypeOf(arg).String())
		}
		*(*[]byte)(p) = []byte(s.text(verb))
	default:
		s.fail("can't scan type: " + reflectlite.TypeOf(arg).String())
	}
}

// verbOf panics unless verb is one of those for a type.
func (s *scan) verbOf(verb rune, verbs, typ string) {
	if !strings.ContainsRune(verbs, verb) {
		s.fail("bad verb '%" + string(verb) + "' for " + typ)
	}
}

var (
	errBool    = errors.New("syntax error scanning boolean")
	errComplex = errors.New("syntax error scanning complex number")
)

// boolean reads 0, 1, t, true, f or false, in any case.
func (s *scan) boolean(verb rune) bool {
	s.SkipSpace()
	s.more()
	s.verbOf(verb, "tv", "boolean")
	rest := ""
	switch s.next() {
	case '1':
		return true
	case 't', 'T':
		rest = "rue"
	case 'f', 'F':
		rest = "alse"
	}
	for i := 0; i < len(rest); i++ {
		if !s.take(rest[i:i+1] + strings.ToUpper(rest[i:i+1])) {
			if i > 0 {
				check(errBool)
			}
			break
		}
	}
	return rest == "rue"
}

const (
	binary  = "01"
	octal   = "01234567"
	decimal = "0123456789"
	hexa    = "0123456789aAbBcCdDeEfF"
)

// char reads a rune as a number of so many bits.
func (s *scan) char(bits int) int64 {
	s.more()
	r := int64(s.next())
	if shift := 64 - bits; r<<shift>>shift != r {
		s.fail("overflow on character value " + string(rune(r)))
	}
	return r
}

// digits reads the digits of a number, a sign if it may have one, and returns
// them with their base, 0 for one that they tell themselves.
func (s *scan) digits(verb rune, signed bool) (token string, base int) {
	s.SkipSpace()
	s.more()
	s.verbOf(verb, "bdoUxXv", "integer")
	of, base, some := decimal, 10, false
	switch verb {
	case 'b':
		of, base = binary, 2
	case 'o':
		of, base = octal, 8
	case 'x', 'X':
		of, base = hexa, 16
	case 'U':
		of, base = hexa, 16
		if !s.drop("U") || !s.drop("+") {
			s.fail("bad unicode format ")
		}
	}
	if signed && verb != 'U' {
		s.take("+-")
	}
	if verb == 'v' {
		of, base = decimal+"_", 0
		if s.take("0") {
			some = true
			switch {
			case s.take("bB"):
				of = binary + "_"
			case s.take("xX"):
				of = hexa + "_"
			default:
				s.take("oO")
				of = octal + "_"
			}
		}
	}
	if !some {
		s.more()
		if !s.take(of) {
			s.fail("expected integer")
		}
	}
	for s.take(of) {
	}
	return string(s.buf), base
}

func (s *scan) integer(verb rune, bits int) int64 {
	if verb == 'c' {
		return s.char(bits)
	}
	token, base := s.digits(verb, true)
	x, err := strconv.ParseInt(token, base, 64)
	check(err)
	if shift := 64 - bits; x<<shift>>shift != x {
		s.fail("integer overflow on token " + token)
	}
	return x
}

func (s *scan) unsigned(verb rune, bits int) uint64 {
	if verb == 'c' {
		return uint64(s.char(bits))
	}
	token, base := s.digits(verb, false)
	x, err := strconv.ParseUint(token, base, 64)
	check(err)
	if shift := 64 - bits; x<<shift>>shift != x {
		s.fail("unsigned integer overflow on token " + token)
	}
	return x
}

const floatVerbs = "beEfFgGv"

// floatToken reads a float as far as its form goes.
func (s *scan) floatToken() string {
	s.buf = s.buf[:0]
	if s.take("nN") && s.take("aA") && s.take("nN") {
		return string(s.buf)
	}
	s.take("+-")
	if s.take("iI") && s.take("nN") && s.take("fF") {
		return string(s.buf)
	}
	of, exponent := decimal+"_", "eEpP"
	if s.take("0") && s.take("xX") {
		of, exponent = hexa+"_", "pP"
	}
	for s.take(of) {
	}
	if s.take(".") {
		for s.take(of) {
		}
	}
	if s.take(exponent) {
		s.take("+-")
		for s.take(decimal + "_") {
		}
	}
	return string(s.buf)
}

// parseFloat also knows decimal floats with an exponent of two, as %b writes
// them.
func (s *scan) parseFloat(token string, bits int) float64 {
	i := strings.IndexByte(token, 'p')
	if i < 0 || strings.ContainsAny(token, "xX") {
		f, err := strconv.ParseFloat(token, bits)
		check(err)
		return f
	}
	f, err := strconv.ParseFloat(token[:i], bits)
	whole(err, token)
	n, err := strconv.Atoi(token[i+1:])
	whole(err, token)
	return math.Ldexp(f, n)
}

// whole panics with err, if it is one, naming the whole token.
func whole(err error, token string) {
	if e, ok := err.(*strconv.NumError); ok {
		e.Num = token
	}
	check(err)
}

func (s *scan) float(verb rune, bits int) float64 {
	s.verbOf(verb, floatVerbs, "float"+strconv.Itoa(bits))
	s.SkipSpace()
	s.more()
	return s.parseFloat(s.floatToken(), bits)
}

// complex reads a+bi, in parentheses or not; bits are those of each part.
func (s *scan) complex(verb rune, bits int) complex128 {
	s.verbOf(verb, floatVerbs, "complex")
	s.SkipSpace()
	s.more()
	open := s.drop("(")
	re := s.floatToken()
	s.buf = s.buf[:0]
	if !s.take("+-") {
		check(errComplex)
	}
	sign := string(s.buf)
	im := s.floatToken()
	if !s.drop("i") || open && !s.drop(")") {
		check(errComplex)
	}
	x := s.parseFloat(re, bits)
	return complex(x, s.parseFloat(sign+im, bits))
}

// text reads a string: a word, or quoted, or as hexadecimal digits.
func (s *scan) text(verb rune) string {
	s.verbOf(verb, "svqxX", "string")
	s.SkipSpace()
	s.more()
	switch verb {
	case 'q':
		return s.quoted()
	case 'x', 'X':
		return s.hexText()
	}
	s.takeWhile(notSpace)
	return string(s.buf)
}

func (s *scan) quoted() string {
	switch q := s.next(); q {
	case '`':
		for r := s.must(); r != q; r = s.must() {
			s.buf = append(s.buf, string(r)...)
		}
		return string(s.buf)
	case '"':
		s.buf = append(s.buf, '"')
		for {
			r := s.must()
			s.buf = append(s.buf, string(r)...)
			if r == '"' {
				break
			}
			if r == '\\' {
				s.buf = append(s.buf, string(s.must())...)
			}
		}
		text, err := strconv.Unquote(string(s.buf))
		check(err)
		return text
	}
	s.fail("expected quoted string")
	return ""
}

func (s *scan) hexText() string {
	var out []byte
	for s.peek(hexa) {
		hi := s.next()
		lo := s.must()
		if !strings.ContainsRune(hexa, lo) {
			s.fail("illegal hex digit")
		}
		b, err := strconv.ParseUint(string(hi)+string(lo), 16, 8)
		check(err)
		out = append(out, byte(b))
	}
	if len(out) == 0 {
		s.fail("no hex data for %x string")
	}
	return string(out)
}
