package path

import (
	"errors"
	"unicode/utf8"
)

// ErrBadPattern says that a pattern is not well formed.
var ErrBadPattern = errors.New("syntax error in pattern")

// Match reports whether name matches a shell pattern as a whole: * stands for
// anything without a slash, ? for one character but a slash, [a-z] and [^a-z] for
// one of these or none of these, \ takes the next character as it is. The only
// error is ErrBadPattern.
func Match(pattern, name string) (matched bool, err error) {
	if !wellFormed(pattern) {
		return false, ErrBadPattern
	}
	p, n := 0, 0
	star, from := -1, 0 // where pattern goes on behind the last star, and where that began in name
	for p < len(pattern) || n < len(name) {
		if p < len(pattern) {
			if pattern[p] == '*' {
				p++
				star, from = p, n
				continue
			}
			if n < len(name) {
				if pw, nw := matchOne(pattern[p:], name[n:]); pw > 0 {
					p += pw
					n += nw
					continue
				}
			}
		}
		// The last star takes one more byte.
		if star < 0 || from >= len(name) || name[from] == '/' {
			return false, nil
		}
		from++
		p, n = star, from
	}
	return true, nil
}

// matchOne matches the first element of pattern, no star, with the first
// character of name. It returns how long both are, 0 for no match.
func matchOne(pattern, name string) (pw, nw int) {
	switch pattern[0] {
	case '?':
		if name[0] == '/' {
			return 0, 0
		}
		_, nw = utf8.DecodeRuneInString(name)
		return 1, nw
	case '[':
		r, nw := utf8.DecodeRuneInString(name)
		i := 1
		negated := pattern[i] == '^'
		if negated {
			i++
		}
		in := false
		for first := true; first || pattern[i] != ']'; first = false {
			lo, w := classRune(pattern[i:])
			i += w
			hi := lo
			if pattern[i] == '-' {
				hi, w = classRune(pattern[i+1:])
				i += 1 + w
			}
			in = in || lo <= r && r <= hi
		}
		if in == negated {
			return 0, 0
		}
		return i + 1, nw
	case '\\':
		if pattern[1] != name[0] {
			return 0, 0
		}
		return 2, 1
	}
	if pattern[0] != name[0] {
		return 0, 0
	}
	return 1, 1
}

// classRune returns a character of a class and its width; 0 if there is none,
// or nothing follows it.
func classRune(s string) (rune, int) {
	if s == "" || s[0] == '-' || s[0] == ']' {
		return 0, 0
	}
	w := 0
	if s[0] == '\\' {
		if w = 1; len(s) == 1 {
			return 0, 0
		}
	}
	r, k := utf8.DecodeRuneInString(s[w:])
	if r == utf8.RuneError && k == 1 || w+k == len(s) {
		return 0, 0
	}
	return r, w + k
}

func wellFormed(p string) bool {
	for i := 0; i < len(p); i++ {
		switch p[i] {
		case '\\':
			if i++; i == len(p) {
				return false
			}
		case '[':
			i++
			if i < len(p) && p[i] == '^' {
				i++
			}
			for first := true; first || p[i] != ']'; first = false {
				_, w := classRune(p[i:])
				if w == 0 {
					return false
				}
				i += w
				if p[i] == '-' {
					if _, w = classRune(p[i+1:]); w == 0 {
						return false
					}
					i += 1 + w
				}
			}
		}
	}
	return true
}
