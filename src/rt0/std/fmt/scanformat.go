package fmt

import "unicode/utf8"

// format reads operands as a format says.
func (s *scan) format(format string, a []any) (n int, err error) {
	defer catch(&err)
	for format != "" {
		k := s.literal(format)
		if k < 0 {
			if format[0] != '%' {
				s.fail("input does not match format")
			}
			k = 0 // %% also skips spaces, as a verb
		}
		if format = format[k:]; format == "" {
			break
		}
		// A verb.
		i := 1
		s.width = 0
		for i < len(format) && format[i]-'0' <= 9 {
			if s.width < noWidth/10 {
				s.width = s.width*10 + int(format[i]-'0')
			}
			i++
		}
		if i == 1 {
			s.width = noWidth
		}
		verb, size := utf8.DecodeRuneInString(format[i:])
		text := format[i:]
		format = format[i+size:]
		if verb != 'c' {
			s.SkipSpace()
		}
		if verb == '%' {
			s.more()
			if !s.drop("%") {
				s.fail("missing literal %")
			}
			continue
		}
		if n >= len(a) {
			s.fail("too few operands for format '%" + text + "'")
		}
		limit := s.limit
		s.limit = min(limit, s.count+s.width)
		s.operand(verb, a[n])
		s.limit = limit
		n++
	}
	if n < len(a) {
		s.fail("too many operands")
	}
	return n, nil
}

// literal reads what stands in the format before the next verb, and returns
// how much of the format that is; -1 if the input is another.
func (s *scan) literal(format string) int {
	i := 0
	for i < len(format) {
		c, size := utf8.DecodeRuneInString(format[i:])
		if isSpace(c) {
			i += s.spaces(format[i:])
			continue
		}
		if c == '%' {
			if i+size == len(format) {
				s.fail("missing verb: % at end of format string")
			}
			if format[i+size] != '%' {
				return i
			}
			i += size
		}
		if s.must() != c {
			s.UnreadRune()
			return -1
		}
		i += size
	}
	return i
}

// spaces reads the spaces that a run of them at the beginning of format stands
// for, and returns how long that is: for each line end spaces and a line end or
// the end of the input; for spaces behind the last line end, or without one,
// spaces, at least one in the latter case.
func (s *scan) spaces(format string) int {
	lines, trailing, n := 0, false, 0
	for n < len(format) {
		c, size := utf8.DecodeRuneInString(format[n:])
		if !isSpace(c) {
			break
		}
		if c == '\n' {
			lines++
		}
		trailing = c != '\n'
		n += size
	}
	for i := 0; i < lines; i++ {
		r := s.next()
		for isSpace(r) && r != '\n' {
			r = s.next()
		}
		if r != '\n' && r != ended {
			s.fail("newline in format does not match input")
		}
	}
	if !trailing {
		return n
	}
	r := s.next()
	if lines == 0 {
		if !isSpace(r) && r != ended {
			s.fail("expected space in input to match format")
		}
		if r == '\n' {
			s.fail("newline in input does not match format")
		}
	}
	for isSpace(r) && r != '\n' {
		r = s.next()
	}
	if r != ended {
		s.UnreadRune()
	}
	return n
}
