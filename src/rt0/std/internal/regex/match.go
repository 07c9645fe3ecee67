// Package regex says whether a text matches a regular expression, and nothing
// else: no places, no submatches. It is what package testing needs for -run,
// without package regexp.
//
// The syntax is that of package regexp (RE2), but that \p knows only the
// general categories that package unicode has functions for. A text of n bytes
// takes time in proportion to n and to the length of the pattern: all states
// that the pattern may be in are followed at once.
package regex

import "unicode/utf8"

// A Regexp is a compiled pattern. It may be used by one goroutine at a time.
type Regexp struct {
	prog      []inst
	now, next list
}

// An inst is a state: it passes on a character (class), or goes on at once,
// to two places or where an assertion holds.
type inst struct {
	op    byte // 'c' a character, '|' a choice, 'm' a match, or the letter of an assertion
	class *class
	out   int
	other int // of '|'
}

// A list is a set of states, in which adding and asking take constant time.
type list struct {
	dense  []int
	sparse []int
}

func (l *list) has(at int) bool {
	i := l.sparse[at]
	return i < len(l.dense) && l.dense[i] == at
}

func (l *list) add(at int) {
	l.sparse[at] = len(l.dense)
	l.dense = append(l.dense, at)
}

// Compile reads a pattern. The error is an *Error.
func Compile(pattern string) (re *Regexp, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			wrong, ok := problem.(*Error)
			if !ok {
				panic(problem)
			}
			re, err = nil, wrong
		}
	}()
	c := compiler{pattern: pattern}
	match := c.emit(inst{op: 'm'})
	start := c.node(parse(pattern), match)
	// The last state is where all begins.
	c.emit(inst{op: '|', out: start, other: start})
	re = &Regexp{prog: c.prog}
	for _, l := range []*list{&re.now, &re.next} {
		l.sparse = make([]int, len(c.prog))
		l.dense = make([]int, 0, len(c.prog))
	}
	return re, nil
}

type compiler struct {
	pattern string
	prog    []inst
}

func (c *compiler) emit(i inst) int {
	if len(c.prog) >= maxSize {
		fail(tooLarge, c.pattern)
	}
	c.prog = append(c.prog, i)
	return len(c.prog) - 1
}

// node writes the states of n, back to front: they go on to next. It returns
// the first.
func (c *compiler) node(n *node, next int) int {
	switch n.kind {
	case 'c':
		return c.emit(inst{op: 'c', class: n.class, out: next})
	case '.':
		for i := len(n.sub) - 1; i >= 0; i-- {
			next = c.node(n.sub[i], next)
		}
		return next
	case '|':
		at := c.node(n.sub[len(n.sub)-1], next)
		for i := len(n.sub) - 2; i >= 0; i-- {
			at = c.emit(inst{op: '|', out: c.node(n.sub[i], next), other: at})
		}
		return at
	case '*':
		return c.repeat(n, next)
	}
	return c.emit(inst{op: n.kind, out: next})
}

func (c *compiler) repeat(n *node, next int) int {
	at := next
	if n.max < 0 {
		loop := c.emit(inst{op: '|', other: next})
		body := c.node(n.sub[0], loop)
		c.prog[loop].out = body
		at = loop
	}
	for i := n.min; i < n.max; i++ {
		at = c.emit(inst{op: '|', out: c.node(n.sub[0], at), other: next})
	}
	for i := 0; i < n.min; i++ {
		at = c.node(n.sub[0], at)
	}
	return at
}

// MatchString reports whether the pattern matches somewhere in s.
func (re *Regexp) MatchString(s string) bool {
	re.now.dense = re.now.dense[:0]
	before := rune(-1)
	for at := 0; ; {
		r, width := rune(-1), 0
		if at < len(s) {
			r, width = utf8.DecodeRuneInString(s[at:])
		}
		// A match may begin here too.
		if re.follow(len(re.prog)-1, before, r) {
			return true
		}
		if width == 0 {
			return false
		}
		re.next.dense = re.next.dense[:0]
		re.now, re.next = re.next, re.now
		after := rune(-1)
		if at+width < len(s) {
			after, _ = utf8.DecodeRuneInString(s[at+width:])
		}
		for _, state := range re.next.dense {
			if i := &re.prog[state]; i.op == 'c' && i.class.has(r) && re.follow(i.out, r, after) {
				return true
			}
		}
		before = r
		at += width
	}
}

// follow adds a state, and all that it leads to without a character, between
// the characters before and after (-1: none). True if a match is among them.
func (re *Regexp) follow(at int, before, after rune) bool {
	for !re.now.has(at) {
		re.now.add(at)
		i := &re.prog[at]
		switch i.op {
		case 'm':
			return true
		case 'c':
			return false
		case '|':
			if i.other != i.out && re.follow(i.out, before, after) {
				return true
			}
			at = i.other
		default:
			if !holds(i.op, before, after) {
				return false
			}
			at = i.out
		}
	}
	return false
}

func holds(op byte, before, after rune) bool {
	switch op {
	case 'A':
		return before < 0
	case 'z':
		return after < 0
	case '^':
		return before < 0 || before == '\n'
	case '$':
		return after < 0 || after == '\n'
	case 'b':
		return isWord(before) != isWord(after)
	}
	return isWord(before) == isWord(after)
}

func isWord(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}
