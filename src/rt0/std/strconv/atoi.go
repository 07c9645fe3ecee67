package strconv

// digitValue returns what c counts as a digit, up to 35 for z, or 255 if it is
// none.
func digitValue(c byte) byte {
	if d := c - '0'; d < 10 {
		return d
	}
	if d := c | 0x20 - 'a'; d < 26 {
		return d + 10
	}
	return 255
}

// Atoi is ParseInt(s, 10, 0), with a path of its own for short numbers.
func Atoi(s string) (int, error) {
	// 18 digits and a sign cannot overflow.
	if n := len(s); 0 < n && n < 19 {
		i := 0
		if s[0] == '-' || s[0] == '+' {
			i = 1
		}
		v := 0
		for ; i < n; i++ {
			d := s[i] - '0'
			if d > 9 {
				break
			}
			v = v*10 + int(d)
		}
		if i == n && s[n-1] >= '0' {
			if s[0] == '-' {
				v = -v
			}
			return v, nil
		}
	}
	v, err := ParseInt(s, 10, 0)
	if e, ok := err.(*NumError); ok {
		e.Func = "Atoi"
	}
	return int(v), err
}

// ParseInt reads a signed integer of base 2 to 36, or of the base that its
// prefix tells (0b, 0o or 0, 0x; underscores between digits allowed) if base is
// 0. bitSize (0 to 64, 0 for int) bounds the result: too large a number gives
// the bound and ErrRange.
func ParseInt(s string, base int, bitSize int) (i int64, err error) {
	const fn = "ParseInt"
	if s == "" {
		return 0, numError(fn, s, ErrSyntax)
	}
	digits := s
	negative := s[0] == '-'
	if negative || s[0] == '+' {
		digits = s[1:]
	}
	u, err := ParseUint(digits, base, bitSize)
	if err != nil {
		e := err.(*NumError)
		if e.Err != ErrRange {
			e.Func = fn
			e.Num = string([]byte(s))
			return 0, e
		}
	}
	if bitSize == 0 {
		bitSize = IntSize
	}
	limit := uint64(1) << uint(bitSize-1)
	if !negative && u >= limit {
		return int64(limit - 1), numError(fn, s, ErrRange)
	}
	if negative && u > limit {
		return -int64(limit), numError(fn, s, ErrRange)
	}
	if negative {
		return -int64(u), nil
	}
	return int64(u), nil
}

// ParseUint is ParseInt for unsigned integers; it takes no sign.
func ParseUint(s string, base int, bitSize int) (uint64, error) {
	const fn = "ParseUint"
	if s == "" {
		return 0, numError(fn, s, ErrSyntax)
	}
	prefixed := base == 0
	rest := s
	switch {
	case 2 <= base && base <= 36:
	case base == 0:
		base, rest = basePrefix(s)
	default:
		return 0, baseError(fn, s, base)
	}
	if bitSize == 0 {
		bitSize = IntSize
	} else if bitSize < 0 || bitSize > 64 {
		return 0, bitSizeError(fn, s, bitSize)
	}
	limit := uint64(1)<<uint(bitSize) - 1

	b := uint64(base)
	highest := (1<<64 - 1) / b // the largest number that b can multiply
	underscores := false
	n := uint64(0)
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		if c == '_' && prefixed {
			underscores = true
			continue
		}
		d := digitValue(c)
		if int(d) >= base {
			return 0, numError(fn, s, ErrSyntax)
		}
		next := n*b + uint64(d)
		if n > highest || next < n*b || next > limit {
			// What follows is not looked at, even where it is no digit.
			return limit, numError(fn, s, ErrRange)
		}
		n = next
	}
	if rest == "" || underscores && !underscoresOK(s) {
		return 0, numError(fn, s, ErrSyntax)
	}
	return n, nil
}

// basePrefix splits the prefix off a number of base 0. A lone 0 is decimal.
func basePrefix(s string) (base int, rest string) {
	if s[0] != '0' || len(s) == 1 {
		return 10, s
	}
	if len(s) >= 3 {
		switch s[1] | 0x20 {
		case 'b':
			return 2, s[2:]
		case 'o':
			return 8, s[2:]
		case 'x':
			return 16, s[2:]
		}
	}
	return 8, s[1:]
}

// underscoresOK reports whether each underscore of the number s stands between
// digits, or between a base prefix and a digit; the signs before and the
// letters of a float's exponent are no digits.
func underscoresOK(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	hex := false
	afterDigit := false // the last byte lets an underscore follow
	if len(s) >= 2 && s[0] == '0' {
		switch s[1] | 0x20 {
		case 'b', 'o', 'x':
			hex = s[1]|0x20 == 'x'
			afterDigit = true
			s = s[2:]
		}
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '_' {
			if !afterDigit || i+1 == len(s) {
				return false
			}
			d := digitValue(s[i+1])
			if d > 9 && !(hex && d < 16) {
				return false
			}
			afterDigit = false
			continue
		}
		d := digitValue(c)
		afterDigit = d <= 9 || hex && d < 16
	}
	return true
}
