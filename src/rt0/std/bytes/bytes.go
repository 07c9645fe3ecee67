// Package bytes is strings for []byte.
//
// What only looks at bytes is strings' work, over a string that shares the
// slice's memory; results are cut from the slice itself, with no capacity
// beyond their length where Go promises that. Files: bytes.go (searching,
// cutting), change.go (new slices), buffer.go, reader.go, iter.go.
package bytes

import (
	"internal/bytealg"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MinRead is how much room Buffer.ReadFrom makes for a Read, at least.
const MinRead = 512

// view returns a string of b's memory. It must not outlive the call that made
// it.
func view(b []byte) string { return bytealg.String(b) }

// Equal reports whether a and b hold the same bytes; nil is empty.
func Equal(a, b []byte) bool { return string(a) == string(b) }

// Compare returns -1, 0 or 1 as a sorts before, with or behind b.
func Compare(a, b []byte) int { return bytealg.CompareString(view(a), view(b)) }

// EqualFold reports whether s and t, as UTF-8, are equal but for case.
func EqualFold(s, t []byte) bool { return strings.EqualFold(view(s), view(t)) }

// Contains reports whether subslice stands in b.
func Contains(b, subslice []byte) bool { return Index(b, subslice) >= 0 }

// ContainsAny reports whether any rune of chars stands in b.
func ContainsAny(b []byte, chars string) bool { return IndexAny(b, chars) >= 0 }

// ContainsRune reports whether r stands in b.
func ContainsRune(b []byte, r rune) bool { return IndexRune(b, r) >= 0 }

// ContainsFunc reports whether any rune of b satisfies f.
func ContainsFunc(b []byte, f func(rune) bool) bool { return IndexFunc(b, f) >= 0 }

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix []byte) bool { return strings.HasPrefix(view(s), view(prefix)) }

// HasSuffix reports whether s ends in suffix.
func HasSuffix(s, suffix []byte) bool { return strings.HasSuffix(view(s), view(suffix)) }

// Count returns how often sep stands in s without overlap; an empty one stands
// before and behind every rune.
func Count(s, sep []byte) int { return strings.Count(view(s), view(sep)) }

// Index returns where sep first stands in s, or -1.
func Index(s, sep []byte) int { return strings.Index(view(s), view(sep)) }

// LastIndex returns where sep last stands in s, or -1.
func LastIndex(s, sep []byte) int { return strings.LastIndex(view(s), view(sep)) }

// IndexByte returns where c first stands in b, or -1.
func IndexByte(b []byte, c byte) int { return bytealg.IndexByte(b, c) }

// LastIndexByte returns where c last stands in s, or -1.
func LastIndexByte(s []byte, c byte) int { return bytealg.LastIndexByteString(view(s), c) }

// IndexRune returns where r first stands in s, or -1.
func IndexRune(s []byte, r rune) int { return strings.IndexRune(view(s), r) }

// IndexAny returns where the first rune of s that is in chars stands, or -1.
func IndexAny(s []byte, chars string) int { return strings.IndexAny(view(s), chars) }

// LastIndexAny returns where the last rune of s that is in chars stands, or -1.
func LastIndexAny(s []byte, chars string) int { return strings.LastIndexAny(view(s), chars) }

// IndexFunc returns where the first rune that satisfies f stands, or -1.
func IndexFunc(s []byte, f func(r rune) bool) int { return strings.IndexFunc(view(s), f) }

// LastIndexFunc returns where the last rune that satisfies f stands, or -1.
func LastIndexFunc(s []byte, f func(r rune) bool) int { return strings.LastIndexFunc(view(s), f) }

// Cut cuts s around the first sep: what is before, what is behind, and whether
// there is one.
func Cut(s, sep []byte) (before, after []byte, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// CutLast cuts s around the last sep.
func CutLast(s, sep []byte) (before, after []byte, found bool) {
	if i := LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// CutPrefix returns s without prefix, and whether it began with that.
func CutPrefix(s, prefix []byte) (after []byte, found bool) {
	if !HasPrefix(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// CutSuffix returns s without suffix, and whether it ended in that.
func CutSuffix(s, suffix []byte) (before []byte, found bool) {
	if !HasSuffix(s, suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

// TrimPrefix returns s without prefix, if it begins with that.
func TrimPrefix(s, prefix []byte) []byte {
	after, _ := CutPrefix(s, prefix)
	return after
}

// TrimSuffix returns s without suffix, if it ends in that.
func TrimSuffix(s, suffix []byte) []byte {
	before, _ := CutSuffix(s, suffix)
	return before
}

// explode returns the runes of s, at most n; the last takes the rest. n < 0
// means all.
func explode(s []byte, n int) [][]byte {
	if count := utf8.RuneCount(s); n < 0 || n > count {
		n = count
	}
	a := make([][]byte, 0, n)
	for len(a) < n-1 {
		_, size := utf8.DecodeRune(s)
		a = append(a, s[:size:size])
		s = s[size:]
	}
	if n > 0 {
		a = append(a, s)
	}
	return a
}

// split is all of the Split functions, as in strings.
func split(s, sep []byte, keep, n int) [][]byte {
	if n == 0 {
		return nil
	}
	if len(sep) == 0 {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	a := make([][]byte, 0, min(n, len(s)+1))
	for len(a) < n-1 {
		i := Index(s, sep)
		if i < 0 {
			break
		}
		a = append(a, s[:i+keep:i+keep])
		s = s[i+len(sep):]
	}
	return append(a, s)
}

// Split returns the parts of s between seps; with an empty sep, its runes.
func Split(s, sep []byte) [][]byte { return split(s, sep, 0, -1) }

// SplitN is Split with at most n parts, the last of which takes the rest; none
// if n is 0, all if it is negative.
func SplitN(s, sep []byte, n int) [][]byte { return split(s, sep, 0, n) }

// SplitAfter is Split with each sep at the end of the part before it.
func SplitAfter(s, sep []byte) [][]byte { return split(s, sep, len(sep), -1) }

// SplitAfterN is SplitN with each sep at the end of the part before it.
func SplitAfterN(s, sep []byte, n int) [][]byte { return split(s, sep, len(sep), n) }

// Fields returns the parts of s between runs of white space.
func Fields(s []byte) [][]byte { return FieldsFunc(s, unicode.IsSpace) }

// FieldsFunc returns the parts of s between runs of runes that satisfy f.
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	a := [][]byte{}
	start := -1
	for i, r := range view(s) {
		if f(r) {
			if start >= 0 {
				a = append(a, s[start:i:i])
				start = -1
			}
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		a = append(a, s[start:len(s):len(s)])
	}
	return a
}

// part returns that part of s which trimmed, a string cut from it, shows.
// Nothing left is nil.
func part(s []byte, left string, trimmed string) []byte {
	if trimmed == "" {
		return nil
	}
	start := len(s) - len(left)
	return s[start : start+len(trimmed)]
}

// Trim returns s without leading and trailing runes that are in cutset.
func Trim(s []byte, cutset string) []byte {
	if len(s) == 0 {
		return nil
	}
	if cutset == "" {
		return s
	}
	left := strings.TrimLeft(view(s), cutset)
	return part(s, left, strings.TrimRight(left, cutset))
}

// TrimLeft returns s without leading runes that are in cutset.
func TrimLeft(s []byte, cutset string) []byte {
	if len(s) == 0 {
		return nil
	}
	if cutset == "" {
		return s
	}
	left := strings.TrimLeft(view(s), cutset)
	return part(s, left, left)
}

// TrimRight returns s without trailing runes that are in cutset.
func TrimRight(s []byte, cutset string) []byte {
	return s[:len(strings.TrimRight(view(s), cutset))]
}

// TrimFunc returns s without leading and trailing runes that satisfy f.
func TrimFunc(s []byte, f func(r rune) bool) []byte { return TrimRightFunc(TrimLeftFunc(s, f), f) }

// TrimLeftFunc returns s without leading runes that satisfy f.
func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	left := strings.TrimLeftFunc(view(s), f)
	return part(s, left, left)
}

// TrimRightFunc returns s without trailing runes that satisfy f.
func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	return s[:len(strings.TrimRightFunc(view(s), f))]
}

// TrimSpace returns s without leading and trailing white space.
func TrimSpace(s []byte) []byte {
	left := strings.TrimLeftFunc(view(s), unicode.IsSpace)
	return part(s, left, strings.TrimSpace(left))
}
