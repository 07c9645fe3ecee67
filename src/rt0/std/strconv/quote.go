package strconv

import "unicode/utf8"

const (
	lowerHex = "0123456789abcdef"
	upperHex = "0123456789ABCDEF"
)

// A charSet says which runes a quoted text may show as they are.
type charSet uint8

const (
	printSet   charSet = iota // what IsPrint admits
	asciiSet                  // printable ASCII only
	graphicSet                // what IsGraphic admits
)

func (set charSet) shows(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return ' ' <= r && r < 0x7F
	case set == asciiSet:
		return false
	case set == graphicSet:
		return IsGraphic(r)
	}
	return IsPrint(r)
}

// Quote returns s as a Go string literal in double quotes; what IsPrint does
// not admit is escaped.
func Quote(s string) string { return string(appendQuoted(nil, s, '"', printSet)) }

// AppendQuote appends Quote(s) to dst.
func AppendQuote(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', printSet) }

// QuoteToASCII is Quote with all but ASCII escaped.
func QuoteToASCII(s string) string { return string(appendQuoted(nil, s, '"', asciiSet)) }

// AppendQuoteToASCII appends QuoteToASCII(s) to dst.
func AppendQuoteToASCII(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', asciiSet) }

// QuoteToGraphic is Quote with all that IsGraphic admits left as it is.
func QuoteToGraphic(s string) string { return string(appendQuoted(nil, s, '"', graphicSet)) }

// AppendQuoteToGraphic appends QuoteToGraphic(s) to dst.
func AppendQuoteToGraphic(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', graphicSet) }

// QuoteRune returns r as a Go character literal.
func QuoteRune(r rune) string { return string(appendQuotedRune(nil, r, printSet)) }

// AppendQuoteRune appends QuoteRune(r) to dst.
func AppendQuoteRune(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, printSet) }

// QuoteRuneToASCII is QuoteRune with all but ASCII escaped.
func QuoteRuneToASCII(r rune) string { return string(appendQuotedRune(nil, r, asciiSet)) }

// AppendQuoteRuneToASCII appends QuoteRuneToASCII(r) to dst.
func AppendQuoteRuneToASCII(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, asciiSet) }

// QuoteRuneToGraphic is QuoteRune with all that IsGraphic admits left as it is.
func QuoteRuneToGraphic(r rune) string { return string(appendQuotedRune(nil, r, graphicSet)) }

// AppendQuoteRuneToGraphic appends QuoteRuneToGraphic(r) to dst.
func AppendQuoteRuneToGraphic(dst []byte, r rune) []byte {
	return appendQuotedRune(dst, r, graphicSet)
}

func appendQuoted(dst []byte, s string, quote byte, set charSet) []byte {
	dst = append(dst, quote)
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(dst, '\\', 'x', lowerHex[s[i]>>4], lowerHex[s[i]&15])
				i++
				continue
			}
		}
		dst = appendEscaped(dst, r, quote, set)
		i += size
	}
	return append(dst, quote)
}

func appendQuotedRune(dst []byte, r rune, set charSet) []byte {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	dst = append(dst, '\'')
	dst = appendEscaped(dst, r, '\'', set)
	return append(dst, '\'')
}

// appendEscaped appends r, escaped unless set shows it.
func appendEscaped(dst []byte, r rune, quote byte, set charSet) []byte {
	if r == rune(quote) || r == '\\' {
		return append(dst, '\\', byte(r))
	}
	if set.shows(r) {
		return utf8.AppendRune(dst, r)
	}
	switch r {
	case '\a':
		return append(dst, '\\', 'a')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\v':
		return append(dst, '\\', 'v')
	}
	letter, shift := byte('U'), 28
	switch {
	case r < ' ' || r == 0x7F:
		letter, shift = 'x', 4
	case r < 0x10000:
		letter, shift = 'u', 12
	}
	dst = append(dst, '\\', letter)
	for ; shift >= 0; shift -= 4 {
		dst = append(dst, lowerHex[r>>uint(shift)&15])
	}
	return dst
}

// CanBackquote reports whether s can stand unchanged in a raw string literal
// of one line.
func CanBackquote(s string) bool {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if size > 1 {
			if r == '\uFEFF' {
				return false
			}
			continue
		}
		if r == utf8.RuneError || r < ' ' && r != '\t' || r == '`' || r == 0x7F {
			return false
		}
	}
	return true
}

// UnquoteChar reads the first character or escape of the inside of a literal:
// its value, whether it takes more than one byte in UTF-8, and what follows.
// quote is the literal's delimiter, which must not stand unescaped and of
// which only the escaped form is admitted; 0 admits neither escaped.
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if s == "" {
		return 0, false, "", ErrSyntax
	}
	c := s[0]
	switch {
	case c == quote && (quote == '\'' || quote == '"'):
		return 0, false, "", ErrSyntax
	case c >= utf8.RuneSelf:
		r, size := utf8.DecodeRuneInString(s)
		return r, true, s[size:], nil
	case c != '\\':
		return rune(c), false, s[1:], nil
	}
	if len(s) < 2 {
		return 0, false, "", ErrSyntax
	}
	c = s[1]
	s = s[2:]
	switch c {
	case 'a':
		return '\a', false, s, nil
	case 'b':
		return '\b', false, s, nil
	case 'f':
		return '\f', false, s, nil
	case 'n':
		return '\n', false, s, nil
	case 'r':
		return '\r', false, s, nil
	case 't':
		return '\t', false, s, nil
	case 'v':
		return '\v', false, s, nil
	case '\\':
		return '\\', false, s, nil
	case '\'', '"':
		if c != quote {
			return 0, false, "", ErrSyntax
		}
		return rune(c), false, s, nil
	case 'x':
		return unquoteDigits(s, 2, 16, 255, false)
	case 'u':
		return unquoteDigits(s, 4, 16, utf8.MaxRune, true)
	case 'U':
		return unquoteDigits(s, 8, 16, utf8.MaxRune, true)
	case '0', '1', '2', '3', '4', '5', '6', '7':
		// The first of the three digits is c itself.
		if len(s) < 2 {
			return 0, false, "", ErrSyntax
		}
		v, _, tail, err := unquoteDigits(s, 2, 8, 255, false)
		v += rune(c-'0') << 6
		if err != nil || v > 255 {
			return 0, false, "", ErrSyntax
		}
		return v, false, tail, nil
	}
	return 0, false, "", ErrSyntax
}

// unquoteDigits reads an escape's n digits. A rune must be a valid one and
// takes several bytes; a byte does not.
func unquoteDigits(s string, n int, base, most uint32, isRune bool) (rune, bool, string, error) {
	if len(s) < n {
		return 0, false, "", ErrSyntax
	}
	v := uint32(0)
	for i := 0; i < n; i++ {
		d := uint32(digitValue(s[i]))
		if d >= base {
			return 0, false, "", ErrSyntax
		}
		v = v*base + d
	}
	if v > most || isRune && !utf8.ValidRune(rune(v)) {
		return 0, false, "", ErrSyntax
	}
	return rune(v), isRune, s[n:], nil
}

// QuotedPrefix returns the literal, quotes included, that s starts with.
func QuotedPrefix(s string) (string, error) {
	out, _, err := unquote(s, false)
	return out, err
}

// Unquote returns the value of s, a Go string literal in ", ' or `.
func Unquote(s string) (string, error) {
	out, rest, err := unquote(s, true)
	if err == nil && rest != "" {
		return "", ErrSyntax
	}
	return out, err
}

// unquote reads the literal that s starts with: it returns its value, or its
// own text if !decode, and what follows it.
func unquote(s string, decode bool) (out, rest string, err error) {
	if len(s) < 2 {
		return "", "", ErrSyntax
	}
	quote := s[0]
	switch quote {
	case '`':
		end := 1
		returns := false
		for end < len(s) && s[end] != '`' {
			returns = returns || s[end] == '\r'
			end++
		}
		if end == len(s) {
			return "", "", ErrSyntax
		}
		if !decode {
			return s[:end+1], s[end+1:], nil
		}
		out = s[1:end]
		if returns { // carriage returns do not count in raw strings
			buf := make([]byte, 0, len(out))
			for i := 0; i < len(out); i++ {
				if out[i] != '\r' {
					buf = append(buf, out[i])
				}
			}
			out = string(buf)
		}
		return out, s[end+1:], nil
	case '"', '\'':
	default:
		return "", "", ErrSyntax
	}
	if out, rest, ok := unquotePlain(s, quote); ok {
		if !decode {
			out = s[:len(s)-len(rest)]
		}
		return out, rest, nil
	}
	var buf []byte
	tail := s[1:]
	for n := 0; ; n++ {
		if tail == "" {
			return "", "", ErrSyntax
		}
		if tail[0] == quote {
			if quote == '\'' && n != 1 {
				return "", "", ErrSyntax
			}
			break
		}
		if tail[0] == '\n' {
			return "", "", ErrSyntax
		}
		r, multibyte, next, err := UnquoteChar(tail, quote)
		if err != nil {
			return "", "", err
		}
		tail = next
		if decode {
			if multibyte {
				buf = utf8.AppendRune(buf, r)
			} else {
				buf = append(buf, byte(r))
			}
		}
	}
	if !decode {
		return s[:len(s)-len(tail)+1], tail[1:], nil
	}
	return string(buf), tail[1:], nil
}

// unquotePlain reads a literal without escapes, whose value is a part of s.
func unquotePlain(s string, quote byte) (out, rest string, ok bool) {
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == quote:
			out = s[1:i]
			if quote == '"' {
				if !utf8.ValidString(out) {
					return "", "", false
				}
				return out, s[i+1:], true
			}
			r, size := utf8.DecodeRuneInString(out)
			return out, s[i+1:], size == len(out) && (r != utf8.RuneError || size != 1)
		case c == '\\' || c == '\n':
			return "", "", false
		}
	}
	return "", "", false
}

// IsPrint reports whether r is printable in Go's sense: letters, marks,
// numbers, punctuation, symbols and the ASCII space.
func IsPrint(r rune) bool {
	if r < 0x7F {
		return r >= ' '
	}
	return inRuns(printRuns, r)
}

// IsGraphic is IsPrint with all spaces of Unicode's category Zs.
func IsGraphic(r rune) bool {
	if IsPrint(r) {
		return true
	}
	switch r {
	case 0xA0, 0x1680, 0x202F, 0x205F, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}

// inRuns reports whether r lies in one of the runs: the boundaries where a
// property changes, ascending; runes below the first do not have the property.
// A boundary is four digits of 6 bits, of which # is 0.
func inRuns(runs string, r rune) bool {
	lo, hi := 0, len(runs)/4 // boundaries before lo are <= r, from hi on > r
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		d := runs[mid*4 : mid*4+4]
		if rune(d[0]-'#')<<18|rune(d[1]-'#')<<12|rune(d[2]-'#')<<6|rune(d[3]-'#') <= r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo&1 == 1
}
