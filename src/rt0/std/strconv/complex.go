package strconv

// ParseComplex reads N, Ni or N±Ni, with or without parentheses, where N is a
// float as for ParseFloat. bitSize is 64 or 128.
func ParseComplex(s string, bitSize int) (complex128, error) {
	info := &info64
	if bitSize == 64 {
		info = &info32
	}
	text := s
	if len(text) >= 2 && text[0] == '(' && text[len(text)-1] == ')' {
		text = text[1 : len(text)-1]
	}
	var rangeErr error
	fail := func(err error) (complex128, error) { return 0, numError("ParseComplex", s, err) }
	done := func(re, im float64) (complex128, error) {
		if rangeErr != nil {
			return complex(re, im), numError("ParseComplex", s, rangeErr)
		}
		return complex(re, im), nil
	}

	re, n, err := parsePrefix(text, info)
	if err != nil {
		if err != ErrRange {
			return fail(err)
		}
		rangeErr = err
	}
	text = text[n:]
	if text == "" {
		return done(re, 0)
	}
	switch text[0] {
	case '+':
		// A second sign would be eaten by the number: 1++2i is none.
		if len(text) > 1 && text[1] != '+' {
			text = text[1:]
		}
	case '-':
	case 'i':
		if len(text) == 1 {
			return done(0, re)
		}
		return fail(ErrSyntax)
	default:
		return fail(ErrSyntax)
	}
	im, n, err := parsePrefix(text, info)
	if err != nil {
		if err != ErrRange {
			return fail(err)
		}
		rangeErr = err
	}
	if text[n:] != "i" {
		return fail(ErrSyntax)
	}
	return done(re, im)
}

// FormatComplex writes c as (a+bi), both parts as FormatFloat does. bitSize is
// 64 or 128.
func FormatComplex(c complex128, fmt byte, prec, bitSize int) string {
	if bitSize != 64 && bitSize != 128 {
		panic("invalid bitSize")
	}
	bitSize >>= 1
	buf := append(make([]byte, 0, 64), '(')
	buf = AppendFloat(buf, real(c), fmt, prec, bitSize)
	at := len(buf)
	buf = AppendFloat(buf, imag(c), fmt, prec, bitSize)
	if buf[at] != '+' && buf[at] != '-' {
		buf = append(buf, 0)
		copy(buf[at+1:], buf[at:])
		buf[at] = '+'
	}
	return string(append(buf, 'i', ')'))
}
