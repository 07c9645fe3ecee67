// Package strings searches, cuts, joins and changes strings.
//
// Files: search.go, split.go, change.go, builder.go, reader.go, replacer.go,
// iter.go. Searching by bytes is internal/bytealg's. Only what goes by letters
// reaches the tables of unicode.
package strings

import (
	"internal/bytealg"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Contains reports whether substr stands in s.
func Contains(s, substr string) bool { return Index(s, substr) >= 0 }

// ContainsAny reports whether any rune of chars stands in s.
func ContainsAny(s, chars string) bool { return IndexAny(s, chars) >= 0 }

// ContainsRune reports whether r stands in s.
func ContainsRune(s string, r rune) bool { return IndexRune(s, r) >= 0 }

// ContainsFunc reports whether any rune of s satisfies f.
func ContainsFunc(s string, f func(rune) bool) bool { return IndexFunc(s, f) >= 0 }

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// HasSuffix reports whether s ends in suffix.
func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// Index returns where substr first stands in s, or -1.
func Index(s, substr string) int {
	if substr == "" {
		return 0
	}
	return bytealg.IndexString(s, substr)
}

// LastIndex returns where substr last stands in s, or -1.
func LastIndex(s, substr string) int {
	if substr == "" {
		return len(s)
	}
	return bytealg.LastIndexString(s, substr)
}

// IndexByte returns where c first stands in s, or -1.
func IndexByte(s string, c byte) int { return bytealg.IndexByteString(s, c) }

// LastIndexByte returns where c last stands in s, or -1.
func LastIndexByte(s string, c byte) int { return bytealg.LastIndexByteString(s, c) }

// IndexRune returns where r first stands in s, or -1. utf8.RuneError stands for
// the first broken sequence too; an invalid rune is nowhere.
func IndexRune(s string, r rune) int {
	switch {
	case 0 <= r && r < utf8.RuneSelf:
		return IndexByte(s, byte(r))
	case r == utf8.RuneError:
		for i, c := range s {
			if c == r {
				return i
			}
		}
		return -1
	case !utf8.ValidRune(r):
		return -1
	}
	var text [utf8.UTFMax]byte // not string(r), which would be made on the heap
	n := utf8.EncodeRune(text[:], r)
	return bytealg.IndexString(s, unsafe.String(&text[0], n))
}

// IndexFunc returns where the first rune that satisfies f stands, or -1.
func IndexFunc(s string, f func(rune) bool) int {
	for i, r := range s {
		if f(r) {
			return i
		}
	}
	return -1
}

// LastIndexFunc returns where the last rune that satisfies f stands, or -1.
func LastIndexFunc(s string, f func(rune) bool) int {
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
		if f(r) {
			return i
		}
	}
	return -1
}

// An asciiSet is a set of ASCII characters.
type asciiSet [4]uint32

// makeSet returns the set of chars, or false if not all are ASCII.
func makeSet(chars string) (set asciiSet, ok bool) {
	for i := 0; i < len(chars); i++ {
		c := chars[i]
		if c >= utf8.RuneSelf {
			return set, false
		}
		set[c>>5] |= 1 << (c & 31)
	}
	return set, true
}

func (set *asciiSet) has(c byte) bool { return c < utf8.RuneSelf && set[c>>5]>>(c&31)&1 != 0 }

// IndexAny returns where the first rune of s that is in chars stands, or -1.
func IndexAny(s, chars string) int {
	if set, ok := makeSet(chars); ok {
		for i := 0; i < len(s); i++ {
			if set.has(s[i]) {
				return i
			}
		}
		return -1
	}
	for i, r := range s {
		if IndexRune(chars, r) >= 0 {
			return i
		}
	}
	return -1
}

// LastIndexAny returns where the last rune of s that is in chars stands, or -1.
func LastIndexAny(s, chars string) int {
	if set, ok := makeSet(chars); ok {
		for i := len(s) - 1; i >= 0; i-- {
			if set.has(s[i]) {
				return i
			}
		}
		return -1
	}
	return LastIndexFunc(s, func(r rune) bool { return IndexRune(chars, r) >= 0 })
}

// Count returns how often substr stands in s without overlap; an empty one
// stands before and behind every rune.
func Count(s, substr string) int {
	switch len(substr) {
	case 0:
		return utf8.RuneCountInString(s) + 1
	case 1:
		return bytealg.CountString(s, substr[0])
	}
	n := 0
	for {
		i := bytealg.IndexString(s, substr)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(substr):]
	}
}

// Compare returns -1, 0 or 1 as a sorts before, with or behind b.
func Compare(a, b string) int { return bytealg.CompareString(a, b) }

// EqualFold reports whether s and t are equal but for case, by simple folding.
func EqualFold(s, t string) bool {
	for s != "" && t != "" {
		a, b := rune(s[0]), rune(t[0])
		n, m := 1, 1
		if a >= utf8.RuneSelf || b >= utf8.RuneSelf {
			a, n = utf8.DecodeRuneInString(s)
			b, m = utf8.DecodeRuneInString(t)
		}
		s, t = s[n:], t[m:]
		if a != b && !equalFoldRune(a, b) {
			return false
		}
	}
	return s == t
}

// equalFoldRune reports whether two different runes differ in case only.
func equalFoldRune(a, b rune) bool {
	if a > b {
		a, b = b, a
	}
	if b < utf8.RuneSelf {
		return 'A' <= a && a <= 'Z' && b == a+'a'-'A'
	}
	r := unicode.SimpleFold(a)
	for r != a && r < b {
		r = unicode.SimpleFold(r)
	}
	return r == b
}
