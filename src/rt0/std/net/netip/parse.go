package netip

import "strconv"

// textError is an error that is only its text.
type textError string

func (e textError) Error() string { return string(e) }

const (
	errSize     = textError("unexpected slice size")
	errNegative = textError("negative Prefix bits")
)

// A parseError says what is wrong with the text of an address, and at what rest
// of it.
type parseError struct{ in, msg, at string }

func (e parseError) Error() string {
	text := "ParseAddr(" + strconv.Quote(e.in) + "): " + e.msg
	if e.at != "" {
		text += " (at " + strconv.Quote(e.at) + ")"
	}
	return text
}

// ParseAddr reads an address as String writes it.
func ParseAddr(s string) (Addr, error) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.':
			var b [4]byte
			if err := readFour(s, s, b[:]); err != nil {
				return Addr{}, err
			}
			return AddrFrom4(b), nil
		case ':':
			return readSix(s)
		case '%':
			return Addr{}, parseError{in: s, msg: "missing IPv6 address"}
		}
	}
	return Addr{}, parseError{in: s, msg: "unable to parse IP"}
}

// MustParseAddr is ParseAddr, and panics on errors.
func MustParseAddr(s string) Addr {
	ip, err := ParseAddr(s)
	if err != nil {
		panic(err)
	}
	return ip
}

// readFour reads four numbers with dots between them; in is the whole text, for
// errors.
func readFour(in, s string, to []byte) error {
	value, digits, field := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			if digits == 1 && value == 0 {
				return parseError{in: in, msg: "IPv4 field has octet with leading zero"}
			}
			digits++
			if value = value*10 + int(c-'0'); value > 255 {
				return parseError{in: in, msg: "IPv4 field has value >255"}
			}
		case c != '.':
			return parseError{in: in, msg: "unexpected character", at: s[i:]}
		case digits == 0 || i == len(s)-1:
			return parseError{in: in, msg: "IPv4 field must have at least one digit", at: s[i:]}
		case field == 3:
			return parseError{in: in, msg: "IPv4 address too long"}
		default:
			to[field] = byte(value)
			value, digits = 0, 0
			field++
		}
	}
	if field < 3 {
		return parseError{in: in, msg: "IPv4 address too short"}
	}
	to[3] = byte(value)
	return nil
}

// hexadecimal returns a digit's value, -1 for what is none.
func hexadecimal(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// readSix reads groups of hexadecimal digits, one "::" for a run of zeros, an
// IPv4 address as the last two groups, and a zone behind a percent sign.
func readSix(in string) (Addr, error) {
	fail := func(msg, at string) (Addr, error) { return Addr{}, parseError{in, msg, at} }
	s, zone := in, ""
	for i := 0; i < len(in); i++ {
		if in[i] == '%' {
			s, zone = in[:i], in[i+1:]
			if zone == "" {
				return fail("zone must be a non-empty string", "")
			}
			break
		}
	}
	var b [16]byte
	n := 0    // bytes that are filled
	gap := -1 // where the run of zeros goes
	end := len(s) == 0
	if len(s) >= 2 && s[:2] == "::" {
		gap, s = 0, s[2:]
		end = s == ""
	}
	for !end && n < 16 {
		value, digits := 0, 0
		for digits < len(s) && hexadecimal(s[digits]) >= 0 {
			value = value<<4 | hexadecimal(s[digits])
			if digits++; digits > 4 {
				return fail("each group must have 4 or less digits", s)
			}
		}
		if digits == 0 {
			return fail("each colon-separated field must have at least one digit", s)
		}
		if digits < len(s) && s[digits] == '.' {
			if gap < 0 && n != 12 {
				return fail("embedded IPv4 address must replace the final 2 fields of the address", s)
			}
			if n > 12 {
				return fail("too many hex fields to fit an embedded IPv4 at the end of the address", s)
			}
			if err := readFour(in, s, b[n:n+4]); err != nil {
				return Addr{}, err
			}
			n += 4
			s = ""
			break
		}
		b[n], b[n+1] = byte(value>>8), byte(value)
		n += 2
		if s = s[digits:]; s == "" {
			break
		}
		switch {
		case s[0] != ':':
			return fail("unexpected character, want colon", s)
		case len(s) == 1:
			return fail("colon must be followed by more characters", s)
		}
		if s = s[1:]; s[0] == ':' {
			if gap >= 0 {
				return fail("multiple :: in address", s)
			}
			gap, s = n, s[1:]
			end = s == ""
		}
	}
	switch {
	case s != "":
		return fail("trailing garbage after address", s)
	case n == 16 && gap >= 0:
		return fail("the :: must expand to at least one field of zeros", "")
	case n < 16 && gap < 0:
		return fail("address string too short", "")
	case n < 16:
		zeros := 16 - n
		copy(b[gap+zeros:], b[gap:n])
		clear(b[gap : gap+zeros])
	}
	return AddrFrom16(b).WithZone(zone), nil
}
