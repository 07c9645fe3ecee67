package strings

import (
	"internal/bytealg"
	"unicode"
	"unicode/utf8"
)

// Clone returns a copy of s, with memory of its own.
func Clone(s string) string { return string([]byte(s)) }

// Repeat returns s count times. It panics if count is negative or the result
// too long.
func Repeat(s string, count int) string {
	if count < 0 {
		panic("strings: negative Repeat count")
	}
	if count == 0 || s == "" {
		return ""
	}
	if len(s) > (1<<63-1)/count {
		panic("strings: Repeat output length overflow")
	}
	b := make([]byte, len(s)*count)
	n := copy(b, s)
	for n < len(b) { // what is there is copied behind itself
		n += copy(b[n:], b[:n])
	}
	return bytealg.String(b)
}

// Replace returns s with the first n olds replaced by new, all if n < 0. An
// empty old stands before and behind every rune.
func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	m := Count(s, old)
	if m == 0 {
		return s
	}
	if n < 0 || m < n {
		n = m
	}
	b := make([]byte, 0, len(s)+n*(len(new)-len(old)))
	start := 0
	for i := 0; i < n; i++ {
		at := start
		if old != "" {
			at += Index(s[start:], old)
		} else if i > 0 {
			_, size := utf8.DecodeRuneInString(s[start:])
			at += size
		}
		b = append(b, s[start:at]...)
		b = append(b, new...)
		start = at + len(old)
	}
	b = append(b, s[start:]...)
	return bytealg.String(b)
}

// ReplaceAll is Replace(s, old, new, -1).
func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }

// Map returns s with each rune replaced by what mapping says; negative ones are
// dropped.
func Map(mapping func(rune) rune, s string) string {
	// Nothing is copied as long as nothing changes.
	for i, r := range s {
		c := mapping(r)
		if c == r && (r != utf8.RuneError || HasPrefix(s[i:], "\uFFFD")) {
			continue
		}
		b := make([]byte, i, len(s)+utf8.UTFMax)
		copy(b, s)
		if c >= 0 {
			b = utf8.AppendRune(b, c)
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		for _, r := range s[i+size:] {
			if c := mapping(r); c >= 0 {
				b = utf8.AppendRune(b, c)
			}
		}
		return bytealg.String(b)
	}
	return s
}

// ToUpper returns s in upper case.
func ToUpper(s string) string { return changeCase(s, 'a', unicode.ToUpper) }

// ToLower returns s in lower case.
func ToLower(s string) string { return changeCase(s, 'A', unicode.ToLower) }

// changeCase changes 26 ASCII letters from first on to the other case, and all
// other runes by f.
func changeCase(s string, first byte, f func(rune) rune) string {
	changes := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return Map(f, s)
		}
		changes = changes || c-first < 26
	}
	if !changes {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if c-first < 26 {
			b[i] = c ^ 0x20
		}
	}
	return bytealg.String(b)
}

// ToTitle returns s with all letters in title case.
func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

// ToUpperSpecial returns s in upper case, by a language's own rules first.
func ToUpperSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToUpper, s) }

// ToLowerSpecial returns s in lower case, by a language's own rules first.
func ToLowerSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToLower, s) }

// ToTitleSpecial returns s in title case, by a language's own rules first.
func ToTitleSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToTitle, s) }

// ToValidUTF8 returns s with each run of broken bytes replaced.
func ToValidUTF8(s, replacement string) string {
	if utf8.ValidString(s) {
		return s
	}
	b := make([]byte, 0, len(s)+len(replacement))
	broken := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			if !broken {
				b = append(b, replacement...)
			}
			broken = true
		} else {
			b = append(b, s[i:i+size]...)
			broken = false
		}
		i += size
	}
	return bytealg.String(b)
}

// Title returns s with the first letter of each word in title case. What a word
// is follows no language's rules.
func Title(s string) string {
	prev := ' '
	return Map(func(r rune) rune {
		separated := isSeparator(prev)
		prev = r
		if separated {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// isSeparator reports whether a word can begin behind r.
func isSeparator(r rune) bool {
	if r < utf8.RuneSelf {
		return !(r-'0' < 10 && r >= '0' || r|0x20-'a' < 26 && r|0x20 >= 'a' || r == '_')
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && unicode.IsSpace(r)
}
