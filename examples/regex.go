// regex: regular expressions as Thompson's automata: parsed to a program of few instructions, run on all threads of it at once, in linear time.
package main

import (
	"fmt"
	"slices"
	"strings"
)

type opcode int

const (
	opChar  opcode = iota // one rune of set
	opSplit               // go on at x, rather than at y
	opJump
	opSave // note the position
	opBegin
	opEnd
	opMatch
)

type inst struct {
	op   opcode
	set  []span
	neg  bool
	x, y int
}

type span struct{ lo, hi rune }

func (i inst) matches(r rune) bool {
	in := slices.ContainsFunc(i.set, func(s span) bool { return s.lo <= r && r <= s.hi })
	return in != i.neg
}

type compiler struct {
	pattern []rune
	pos     int
	prog    []inst
	groups  int
}

type Regexp struct {
	prog   []inst
	groups int
}

func Compile(pattern string) (re *Regexp, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%q: %v", pattern, r)
		}
	}()
	c := &compiler{pattern: []rune(pattern)}
	c.emit(inst{op: opSave, x: 0})
	c.alternatives()
	if c.pos < len(c.pattern) {
		panic("unexpected )")
	}
	c.emit(inst{op: opSave, x: 1})
	c.emit(inst{op: opMatch})
	return &Regexp{c.prog, c.groups + 1}, nil
}

func (c *compiler) emit(i inst) int {
	c.prog = append(c.prog, i)
	return len(c.prog) - 1
}

func (c *compiler) more() bool { return c.pos < len(c.pattern) }

func (c *compiler) accept(r rune) bool {
	if c.more() && c.pattern[c.pos] == r {
		c.pos++
		return true
	}
	return false
}

// insert puts an instruction at a place before others, whose targets move.
func (c *compiler) insert(at int, i inst) {
	for k := at; k < len(c.prog); k++ {
		p := &c.prog[k]
		if p.op == opSplit || p.op == opJump {
			if p.x >= at {
				p.x++
			}
			if p.y >= at {
				p.y++
			}
		}
	}
	c.prog = slices.Insert(c.prog, at, i)
}

func (c *compiler) alternatives() {
	start := len(c.prog)
	c.sequence()
	var ends []int
	for c.accept('|') {
		c.insert(start, inst{op: opSplit, x: start + 1})
		ends = append(ends, c.emit(inst{op: opJump}))
		c.prog[start].y = len(c.prog)
		start = len(c.prog)
		c.sequence()
	}
	for n, e := range ends {
		// Splits inserted later stand behind: they begin where the jump before ends.
		_ = n
		c.prog[e].x = len(c.prog)
	}
}

func (c *compiler) sequence() {
	for c.more() && c.pattern[c.pos] != '|' && c.pattern[c.pos] != ')' {
		start := len(c.prog)
		c.atom()
		for c.more() {
			switch {
			case c.accept('*'):
				lazy := c.accept('?')
				c.insert(start, inst{op: opSplit, x: start + 1})
				c.emit(inst{op: opJump, x: start})
				c.prog[start].y = len(c.prog)
				c.swap(start, lazy)
			case c.accept('+'):
				lazy := c.accept('?')
				s := c.emit(inst{op: opSplit, x: start, y: len(c.prog) + 1})
				c.swap(s, lazy)
			case c.accept('?'):
				lazy := c.accept('?')
				c.insert(start, inst{op: opSplit, x: start + 1})
				c.prog[start].y = len(c.prog)
				c.swap(start, lazy)
			default:
				goto next
			}
		}
	next:
	}
}

func (c *compiler) swap(at int, lazy bool) {
	if lazy {
		c.prog[at].x, c.prog[at].y = c.prog[at].y, c.prog[at].x
	}
}

var classes = map[rune][]span{
	'd': {{'0', '9'}}, 'w': {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, 's': {{' ', ' '}, {'\t', '\r'}},
}

func (c *compiler) escaped() ([]span, bool) {
	if !c.more() {
		panic("\\ at the end")
	}
	r := c.pattern[c.pos]
	c.pos++
	if set, ok := classes[r]; ok {
		return set, false
	}
	if set, ok := classes[r|0x20]; ok && r < 'a' {
		return set, true
	}
	return []span{{r, r}}, false
}

func (c *compiler) atom() {
	r := c.pattern[c.pos]
	c.pos++
	switch r {
	case '(':
		c.groups++
		n := c.groups
		c.emit(inst{op: opSave, x: 2 * n})
		c.alternatives()
		if !c.accept(')') {
			panic("missing )")
		}
		c.emit(inst{op: opSave, x: 2*n + 1})
	case '.':
		c.emit(inst{op: opChar, set: []span{{'\n', '\n'}}, neg: true})
	case '^':
		c.emit(inst{op: opBegin})
	case '$':
		c.emit(inst{op: opEnd})
	case '[':
		i := inst{op: opChar, neg: c.accept('^')}
		for first := true; first || !c.accept(']'); first = false {
			if !c.more() {
				panic("missing ]")
			}
			lo := c.pattern[c.pos]
			c.pos++
			if lo == '\\' {
				set, _ := c.escaped()
				i.set = append(i.set, set...)
				continue
			}
			hi := lo
			if c.pos+1 < len(c.pattern) && c.pattern[c.pos] == '-' && c.pattern[c.pos+1] != ']' {
				hi = c.pattern[c.pos+1]
				c.pos += 2
			}
			if hi < lo {
				panic("range is upside down")
			}
			i.set = append(i.set, span{lo, hi})
		}
		c.emit(i)
	case '*', '+', '?':
		panic("nothing to repeat")
	case '\\':
		set, neg := c.escaped()
		c.emit(inst{op: opChar, set: set, neg: neg})
	default:
		c.emit(inst{op: opChar, set: []span{{r, r}}})
	}
}

type thread struct {
	pc    int
	saved []int
}

// Find returns the places of the first match and its groups, nil for none.
func (re *Regexp) Find(text string) []int {
	runes := []rune(text)
	var best []int
	var now, next []thread
	for pos := 0; ; pos++ {
		seen := make([]bool, len(re.prog))
		var list []thread
		var add func(pc int, saved []int)
		add = func(pc int, saved []int) {
			if seen[pc] {
				return
			}
			seen[pc] = true
			switch i := re.prog[pc]; i.op {
			case opJump:
				add(i.x, saved)
			case opSplit:
				add(i.x, saved)
				add(i.y, saved)
			case opSave:
				s := slices.Clone(saved)
				s[i.x] = pos
				add(pc+1, s)
			case opBegin:
				if pos == 0 {
					add(pc+1, saved)
				}
			case opEnd:
				if pos == len(runes) {
					add(pc+1, saved)
				}
			default:
				list = append(list, thread{pc, saved})
			}
		}
		for _, t := range next {
			add(t.pc, t.saved)
		}
		if best == nil {
			add(0, slices.Repeat([]int{-1}, 2*re.groups))
		}
		now, next = list, nil
		for _, t := range now {
			if re.prog[t.pc].op == opMatch {
				best = t.saved
				break // threads behind have lower rank
			}
			if pos < len(runes) && re.prog[t.pc].matches(runes[pos]) {
				next = append(next, thread{t.pc + 1, t.saved})
			}
		}
		if pos == len(runes) || len(next) == 0 && best != nil {
			return best
		}
	}
}

func main() {
	for _, t := range []struct{ pattern, text string }{
		{"a+b", "xaaab"}, {"(a|b)*c", "ababc"}, {"^\\d+$", "12345"}, {"^\\d+$", "123x"}, {"(\\w+)@(\\w+)\\.com", "write to joe@example.com now"},
		{"a.*b", "aXbXb"}, {"a.*?b", "aXbXb"}, {"[^aeiou ]+", "ae rhythm"}, {"colou?r", "my color"}, {"(foo|bar|baz)+", "xbarbazfoo!"},
		{"x*", "yyy"}, {"(a*)*b", strings.Repeat("a", 200) + "c"}, {"[a-cx-z]+", "mmbcyyz"}, {"é.", "caféx"}, {"\\[\\]", "a[]"},
		{"(()|a)+?b", "aab"}, {"\\S+\\s\\W", "ab !"}, {"a|b|c|d", "d"},
	} {
		re, err := Compile(t.pattern)
		if err != nil {
			fmt.Println(err)
			continue
		}
		m := re.Find(t.text)
		if m == nil {
			fmt.Printf("%-20q %.20q no match\n", t.pattern, t.text)
			continue
		}
		var groups []string
		for i := 0; i < len(m); i += 2 {
			if m[i] < 0 {
				groups = append(groups, "-")
				continue
			}
			groups = append(groups, string([]rune(t.text)[m[i]:m[i+1]]))
		}
		fmt.Printf("%-20q %.20q %q %v\n", t.pattern, t.text, groups, m[:2])
	}
	for _, bad := range []string{"(a", "a)", "*a", "[a", "a\\", "[z-a]"} {
		_, err := Compile(bad)
		fmt.Println(err)
	}
}
