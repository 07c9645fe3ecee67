// Package utf16 translates between runes and UTF-16 code units.
package utf16

const (
	replacement = '\uFFFD'
	highMin     = 0xD800 // first half of a pair
	lowMin      = 0xDC00 // second half of a pair
	pairEnd     = 0xE000
	pairBase    = 0x10000 // the first rune that needs a pair
	maxRune     = '\U0010FFFF'
)

// IsSurrogate reports whether r can stand in a surrogate pair.
func IsSurrogate(r rune) bool { return highMin <= r && r < pairEnd }

// RuneLen returns how many code units r takes, or -1 if it has no encoding.
func RuneLen(r rune) int {
	switch {
	case 0 <= r && r < highMin, pairEnd <= r && r < pairBase:
		return 1
	case pairBase <= r && r <= maxRune:
		return 2
	}
	return -1
}

// DecodeRune joins the halves of a pair; if they make none it returns U+FFFD.
func DecodeRune(r1, r2 rune) rune {
	if highMin <= r1 && r1 < lowMin && lowMin <= r2 && r2 < pairEnd {
		return (r1-highMin)<<10 | (r2 - lowMin) + pairBase
	}
	return replacement
}

// EncodeRune returns the halves of r's pair, or U+FFFD twice if r has none.
func EncodeRune(r rune) (r1, r2 rune) {
	if r < pairBase || r > maxRune {
		return replacement, replacement
	}
	r -= pairBase
	return highMin + r>>10, lowMin + r&0x3FF
}

// AppendRune appends the encoding of r to a; U+FFFD stands for what has none.
func AppendRune(a []uint16, r rune) []uint16 {
	switch RuneLen(r) {
	case 1:
		return append(a, uint16(r))
	case 2:
		r1, r2 := EncodeRune(r)
		return append(a, uint16(r1), uint16(r2))
	}
	return append(a, replacement)
}

// Encode returns the UTF-16 form of s.
func Encode(s []rune) []uint16 {
	n := len(s)
	for _, r := range s {
		if r >= pairBase {
			n++
		}
	}
	a := make([]uint16, 0, n)
	for _, r := range s {
		a = AppendRune(a, r)
	}
	return a
}

// Decode returns the runes of s; halves without partner become U+FFFD.
func Decode(s []uint16) []rune {
	out := make([]rune, 0, len(s))
	for i := 0; i < len(s); i++ {
		r := rune(s[i])
		if IsSurrogate(r) {
			next := rune(0)
			if i+1 < len(s) {
				next = rune(s[i+1])
			}
			if r = DecodeRune(r, next); r != replacement {
				i++
			}
		}
		out = append(out, r)
	}
	return out
}
