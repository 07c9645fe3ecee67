package regex

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A class is a set of characters: those that any of its items has, or none.
type class struct {
	items   []item
	negated bool
	fold    bool // a character's other cases count too
}

// An item is a set of characters, by ranges or by a function.
type item struct {
	ranges  []rune // pairs
	in      func(rune) bool
	negated bool
}

func (c *class) has(r rune) bool {
	for i := range c.items {
		if c.items[i].has(r, c.fold) {
			return !c.negated
		}
	}
	return c.negated
}

func (t *item) has(r rune, fold bool) bool {
	found := t.plain(r)
	if fold && !found {
		for f := unicode.SimpleFold(r); f != r && !found; f = unicode.SimpleFold(f) {
			found = t.plain(f)
		}
	}
	return found != t.negated
}

func (t *item) plain(r rune) bool {
	if t.in != nil {
		return t.in(r)
	}
	for i := 0; i < len(t.ranges); i += 2 {
		if t.ranges[i] <= r && r <= t.ranges[i+1] {
			return true
		}
	}
	return false
}

// posix are the classes that [:name:] names, and perl those of \d, \s and \w.
var posix = map[string][]rune{
	"alnum":  {'0', '9', 'A', 'Z', 'a', 'z'},
	"alpha":  {'A', 'Z', 'a', 'z'},
	"ascii":  {0, 0x7F},
	"blank":  {'\t', '\t', ' ', ' '},
	"cntrl":  {0, 0x1F, 0x7F, 0x7F},
	"digit":  {'0', '9'},
	"graph":  {'!', '~'},
	"lower":  {'a', 'z'},
	"print":  {' ', '~'},
	"punct":  {'!', '/', ':', '@', '[', '`', '{', '~'},
	"space":  {'\t', '\r', ' ', ' '},
	"upper":  {'A', 'Z'},
	"word":   {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'},
	"xdigit": {'0', '9', 'A', 'F', 'a', 'f'},
}

var perl = map[byte][]rune{
	'd': {'0', '9'},
	's': {'\t', '\n', '\f', '\r', ' ', ' '},
	'w': {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'},
}

// groups are the general categories that \p names.
var groups = map[string]func(rune) bool{
	"Any": func(rune) bool { return true },
	"L":   unicode.IsLetter,
	"Lu":  unicode.IsUpper,
	"Ll":  unicode.IsLower,
	"Lt":  unicode.IsTitle,
	"M":   unicode.IsMark,
	"N":   unicode.IsNumber,
	"Nd":  unicode.IsDigit,
	"P":   unicode.IsPunct,
	"S":   unicode.IsSymbol,
	"Cc":  unicode.IsControl,
}

// classEscape reads \d, \pL, \p{Lu} and the like.
func (p *parser) classEscape() (item, bool) {
	s := p.rest
	if len(s) < 2 {
		return item{}, false
	}
	c := s[1]
	if ranges, ok := perl[c|0x20]; ok {
		p.rest = s[2:]
		return item{ranges: ranges, negated: c&0x20 == 0}, true
	}
	if c|0x20 != 'p' {
		return item{}, false
	}
	name, after := "", ""
	if strings.HasPrefix(s[2:], "{") {
		end := strings.IndexByte(s, '}')
		if end < 0 {
			fail(badRange, s)
		}
		name, after = s[3:end], s[end+1:]
	} else if len(s) > 2 {
		_, n := utf8.DecodeRuneInString(s[2:])
		name, after = s[2:2+n], s[2+n:]
	}
	negated := c == 'P'
	if strings.HasPrefix(name, "^") {
		name, negated = name[1:], !negated
	}
	in, ok := groups[name]
	if !ok {
		fail(badRange, s[:len(s)-len(after)])
	}
	p.rest = after
	return item{in: in, negated: negated}, true
}

// bracket reads [...].
func (p *parser) bracket() *node {
	start := p.rest
	p.rest = p.rest[1:]
	k := &class{fold: p.flags&foldCase != 0}
	if strings.HasPrefix(p.rest, "^") {
		k.negated = true
		p.rest = p.rest[1:]
	}
	for first := true; ; first = false {
		if p.rest == "" {
			fail(noBracket, start)
		}
		if p.rest[0] == ']' && !first {
			break
		}
		p.element(k, first, start)
	}
	p.rest = p.rest[1:]
	return &node{kind: 'c', class: k}
}

// element reads what may stand between brackets: [:alpha:], an escaped class,
// a character or a range.
func (p *parser) element(k *class, first bool, start string) {
	s := p.rest
	if s[0] == '-' && !first && len(s) > 1 && s[1] != ']' {
		_, n := utf8.DecodeRuneInString(s[1:])
		fail(badRange, s[:1+n])
	}
	if strings.HasPrefix(s, "[:") {
		if end := strings.Index(s[2:], ":]"); end >= 0 {
			name := s[2 : 2+end]
			ranges, ok := posix[strings.TrimPrefix(name, "^")]
			if !ok {
				fail(badRange, s[:end+4])
			}
			k.items = append(k.items, item{ranges: ranges, negated: name[0] == '^'})
			p.rest = s[end+4:]
			return
		}
	}
	if s[0] == '\\' {
		if it, ok := p.classEscape(); ok {
			k.items = append(k.items, it)
			return
		}
	}
	low := p.member(start)
	high := low
	if len(p.rest) >= 2 && p.rest[0] == '-' && p.rest[1] != ']' {
		p.rest = p.rest[1:]
		high = p.member(start)
		if high < low {
			fail(badRange, s[:len(s)-len(p.rest)])
		}
	}
	k.items = append(k.items, item{ranges: []rune{low, high}})
}

// member reads one character between brackets.
func (p *parser) member(start string) rune {
	if p.rest == "" {
		fail(noBracket, start)
	}
	if p.rest[0] == '\\' {
		return p.character()
	}
	r, n := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[n:]
	return r
}
