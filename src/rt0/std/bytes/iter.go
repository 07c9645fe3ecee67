package bytes

import (
	"iter"
	"unicode"
)

// Lines goes over the lines of s, each with its newline.
func Lines(s []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for rest := s; len(rest) > 0; {
			n := IndexByte(rest, '\n') + 1
			if n == 0 {
				n = len(rest)
			}
			if !yield(rest[:n:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// each goes over the elements of what parts returns.
func each(parts func() [][]byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, p := range parts() {
			if !yield(p[:len(p):len(p)]) {
				return
			}
		}
	}
}

// SplitSeq goes over what Split returns.
func SplitSeq(s, sep []byte) iter.Seq[[]byte] {
	return each(func() [][]byte { return Split(s, sep) })
}

// SplitAfterSeq goes over what SplitAfter returns.
func SplitAfterSeq(s, sep []byte) iter.Seq[[]byte] {
	return each(func() [][]byte { return SplitAfter(s, sep) })
}

// FieldsSeq goes over what Fields returns.
func FieldsSeq(s []byte) iter.Seq[[]byte] { return FieldsFuncSeq(s, unicode.IsSpace) }

// FieldsFuncSeq goes over what FieldsFunc returns.
func FieldsFuncSeq(s []byte, f func(rune) bool) iter.Seq[[]byte] {
	return each(func() [][]byte { return FieldsFunc(s, f) })
}
