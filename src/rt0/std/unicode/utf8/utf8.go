// Package utf8 translates between runes and their UTF-8 byte sequences.
//
// Everything here is a pure function over bytes. Decoding is written as
// range checks on the lead byte and on the one second byte whose range
// depends on it (E0, ED, F0, F4), and not with the usual 256-entry table: the
// checks cost the same on the common paths and leave nothing to initialise.
package utf8

import "unsafe"

// The numbers that the encoding is made of.
const (
	RuneError = '\uFFFD'     // what a broken sequence decodes to
	RuneSelf  = 0x80         // bytes below it stand for themselves
	MaxRune   = '\U0010FFFF' // the largest code point
	UTFMax    = 4            // the longest sequence, in bytes
)

const (
	surrogateMin = 0xD800
	surrogateMax = 0xDFFF
	contMask     = 0x3F
)

// secondRange gives, for a lead byte, the length of its sequence and the
// bounds that its second byte must keep. A length of 0 means that no sequence
// starts with this byte. The bounds are what excludes overlong forms,
// surrogates and everything above MaxRune.
func secondRange(lead byte) (size int, lo, hi byte) {
	switch {
	case lead < 0xC2:
		return 0, 0, 0
	case lead < 0xE0:
		return 2, 0x80, 0xBF
	case lead < 0xF0:
		lo, hi = 0x80, 0xBF
		if lead == 0xE0 {
			lo = 0xA0
		} else if lead == 0xED {
			hi = 0x9F
		}
		return 3, lo, hi
	case lead < 0xF5:
		lo, hi = 0x80, 0xBF
		if lead == 0xF0 {
			lo = 0x90
		} else if lead == 0xF4 {
			hi = 0x8F
		}
		return 4, lo, hi
	}
	return 0, 0, 0
}

// text lets the functions over bytes be those over strings: the string shares
// p's memory and is dropped before anybody can write to it.
func text(p []byte) string { return unsafe.String(unsafe.SliceData(p), len(p)) }

// FullRune reports whether p starts with a whole rune. A broken sequence
// counts as whole, since it decodes to a RuneError of width 1.
func FullRune(p []byte) bool { return FullRuneInString(text(p)) }

// FullRuneInString is FullRune for a string.
func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	size, lo, hi := secondRange(s[0])
	if len(s) >= size {
		return true
	}
	if len(s) > 1 && (s[1] < lo || s[1] > hi) {
		return true
	}
	return len(s) > 2 && s[2]&0xC0 != 0x80
}

// DecodeRune returns the first rune of p and its width in bytes: (RuneError, 0)
// for an empty p, (RuneError, 1) for a broken sequence.
func DecodeRune(p []byte) (rune, int) { return DecodeRuneInString(text(p)) }

// DecodeRuneInString is DecodeRune for a string.
func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	c := s[0]
	if c < RuneSelf {
		return rune(c), 1
	}
	size, lo, hi := secondRange(c)
	if size == 0 || len(s) < size || s[1] < lo || s[1] > hi {
		return RuneError, 1
	}
	if size == 2 {
		return rune(c&0x1F)<<6 | rune(s[1]&contMask), 2
	}
	if s[2]&0xC0 != 0x80 {
		return RuneError, 1
	}
	if size == 3 {
		return rune(c&0x0F)<<12 | rune(s[1]&contMask)<<6 | rune(s[2]&contMask), 3
	}
	if s[3]&0xC0 != 0x80 {
		return RuneError, 1
	}
	return rune(c&0x07)<<18 | rune(s[1]&contMask)<<12 | rune(s[2]&contMask)<<6 | rune(s[3]&contMask), 4
}

// DecodeLastRune returns the last rune of p and its width, with the same
// answers as DecodeRune for what is empty or broken.
func DecodeLastRune(p []byte) (rune, int) { return DecodeLastRuneInString(text(p)) }

// DecodeLastRuneInString is DecodeLastRune for a string.
func DecodeLastRuneInString(s string) (rune, int) {
	end := len(s)
	if end == 0 {
		return RuneError, 0
	}
	if c := s[end-1]; c < RuneSelf {
		return rune(c), 1
	}
	limit := end - UTFMax
	if limit < 0 {
		limit = 0
	}
	for start := end - 1; start >= limit; start-- {
		if RuneStart(s[start]) {
			r, size := DecodeRuneInString(s[start:end])
			if start+size == end {
				return r, size
			}
			break
		}
	}
	return RuneError, 1
}

// RuneLen returns the number of bytes that r takes, or -1 if r has no
// encoding.
func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 1<<7:
		return 1
	case r < 1<<11:
		return 2
	case r >= surrogateMin && r <= surrogateMax:
		return -1
	case r < 1<<16:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

// EncodeRune writes r to p, which must be long enough, and returns how many
// bytes it wrote. A rune without encoding is written as RuneError.
func EncodeRune(p []byte, r rune) int {
	if uint32(r) < RuneSelf {
		p[0] = byte(r)
		return 1
	}
	if uint32(r) < 1<<11 {
		_ = p[1]
		p[0] = 0xC0 | byte(r>>6)
		p[1] = 0x80 | byte(r)&contMask
		return 2
	}
	if uint32(r) > MaxRune || r >= surrogateMin && r <= surrogateMax {
		r = RuneError
	}
	if r < 1<<16 {
		_ = p[2]
		p[0] = 0xE0 | byte(r>>12)
		p[1] = 0x80 | byte(r>>6)&contMask
		p[2] = 0x80 | byte(r)&contMask
		return 3
	}
	_ = p[3]
	p[0] = 0xF0 | byte(r>>18)
	p[1] = 0x80 | byte(r>>12)&contMask
	p[2] = 0x80 | byte(r>>6)&contMask
	p[3] = 0x80 | byte(r)&contMask
	return 4
}

// AppendRune appends the encoding of r to p.
func AppendRune(p []byte, r rune) []byte {
	if uint32(r) < RuneSelf {
		return append(p, byte(r))
	}
	if uint32(r) < 1<<11 {
		return append(p, 0xC0|byte(r>>6), 0x80|byte(r)&contMask)
	}
	if uint32(r) > MaxRune || r >= surrogateMin && r <= surrogateMax {
		r = RuneError
	}
	if r < 1<<16 {
		return append(p, 0xE0|byte(r>>12), 0x80|byte(r>>6)&contMask, 0x80|byte(r)&contMask)
	}
	return append(p, 0xF0|byte(r>>18), 0x80|byte(r>>12)&contMask, 0x80|byte(r>>6)&contMask, 0x80|byte(r)&contMask)
}

// RuneCount returns the number of runes in p; each byte of a broken sequence
// counts as one.
func RuneCount(p []byte) int { return RuneCountInString(text(p)) }

// RuneCountInString is RuneCount for a string.
func RuneCountInString(s string) int {
	n := 0
	for i := 0; i < len(s); n++ {
		if s[i] < RuneSelf {
			i++
			continue
		}
		_, size := DecodeRuneInString(s[i:])
		i += size
	}
	return n
}

// RuneStart reports whether b can be the first byte of a sequence, that is
// whether it is no continuation byte.
func RuneStart(b byte) bool { return b&0xC0 != 0x80 }

// Valid reports whether p holds nothing but whole, correct sequences.
func Valid(p []byte) bool { return ValidString(text(p)) }

// ValidString is Valid for a string.
func ValidString(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < RuneSelf {
			i++
			continue
		}
		_, size := DecodeRuneInString(s[i:])
		if size == 1 {
			return false
		}
		i += size
	}
	return true
}

// ValidRune reports whether r has an encoding.
func ValidRune(r rune) bool {
	return 0 <= r && r < surrogateMin || surrogateMax < r && r <= MaxRune
}
