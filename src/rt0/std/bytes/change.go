package bytes

import (
	"internal/bytealg"
	"strings"
	"unicode"
	"unicode/utf8"
)

// own returns s as bytes that may be written to. It is a copy of src where s
// still shares src's memory.
func own(s string, src []byte) []byte {
	if len(s) == len(src) && len(s) > 0 && &bytealg.Bytes(s)[0] == &src[0] {
		return append([]byte(nil), src...)
	}
	return bytealg.Bytes(s)
}

// Clone returns a copy of b; nil for nil.
func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// Join returns the elements with sep between them.
func Join(s [][]byte, sep []byte) []byte {
	switch len(s) {
	case 0:
		return []byte{}
	case 1:
		return append([]byte(nil), s[0]...)
	}
	n := len(sep) * (len(s) - 1)
	for _, e := range s {
		n += len(e)
	}
	b := make([]byte, 0, n)
	for i, e := range s {
		if i > 0 {
			b = append(b, sep...)
		}
		b = append(b, e...)
	}
	return b
}

// Repeat returns b count times. It panics if count is negative or the result
// too long.
func Repeat(b []byte, count int) []byte {
	if count < 0 {
		panic("bytes: negative Repeat count")
	}
	if count > 0 && len(b) > (1<<63-1)/count {
		panic("bytes: Repeat output length overflow")
	}
	out := make([]byte, len(b)*count)
	n := copy(out, b)
	for n > 0 && n < len(out) {
		n += copy(out[n:], out[:n])
	}
	return out
}

// Replace returns a copy of s with the first n olds replaced by new, all if
// n < 0.
func Replace(s, old, new []byte, n int) []byte {
	if n == 0 || !Contains(s, old) {
		return append([]byte(nil), s...) // nil if there is nothing
	}
	return own(strings.Replace(view(s), view(old), view(new), n), s)
}

// ReplaceAll is Replace(s, old, new, -1).
func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }

// Map returns a copy of s with each rune replaced by what mapping says;
// negative ones are dropped.
func Map(mapping func(r rune) rune, s []byte) []byte {
	b := make([]byte, 0, len(s))
	for _, r := range view(s) {
		if c := mapping(r); c >= 0 {
			b = utf8.AppendRune(b, c)
		}
	}
	return b
}

// ToUpper returns a copy of s in upper case.
func ToUpper(s []byte) []byte { return own(strings.ToUpper(view(s)), s) }

// ToLower returns a copy of s in lower case.
func ToLower(s []byte) []byte { return own(strings.ToLower(view(s)), s) }

// ToTitle returns a copy of s with all letters in title case.
func ToTitle(s []byte) []byte { return Map(unicode.ToTitle, s) }

// ToUpperSpecial returns a copy in upper case, by a language's own rules first.
func ToUpperSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToUpper, s) }

// ToLowerSpecial returns a copy in lower case, by a language's own rules first.
func ToLowerSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToLower, s) }

// ToTitleSpecial returns a copy in title case, by a language's own rules first.
func ToTitleSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToTitle, s) }

// ToValidUTF8 returns a copy of s with each run of broken bytes replaced.
func ToValidUTF8(s, replacement []byte) []byte {
	return own(strings.ToValidUTF8(view(s), view(replacement)), s)
}

// Title returns a copy of s with the first letter of each word in title case.
func Title(s []byte) []byte { return own(strings.Title(view(s)), s) }

// Runes returns s as runes.
func Runes(s []byte) []rune { return []rune(view(s)) }
