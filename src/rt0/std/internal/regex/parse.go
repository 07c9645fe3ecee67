package regex

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Error says what is wrong with a pattern, and where.
type Error struct {
	Code string // what, in the words of package regexp
	Expr string // the part of the pattern that is wrong
}

func (e *Error) Error() string { return "error parsing regexp: " + e.Code + ": `" + e.Expr + "`" }

// The words of package regexp.
const (
	badClass   = "invalid character class"
	badRange   = "invalid character class range"
	badEscape  = "invalid escape sequence"
	badName    = "invalid named capture"
	badPerl    = "invalid or unsupported Perl syntax"
	badNested  = "invalid nested repetition operator"
	badCount   = "invalid repeat count"
	badUTF8    = "invalid UTF-8"
	noBracket  = "missing closing ]"
	noParen    = "missing closing )"
	noOperand  = "missing argument to repetition operator"
	badTail    = "trailing backslash at end of expression"
	strayParen = "unexpected )"
	tooLarge   = "expression too large"
	tooDeep    = "expression nests too deeply"
	maxCount   = 1000   // of x{n}
	maxSize    = 100000 // states of a program
	maxDepth   = 1000   // parentheses in each other
)

// Flags that (?…) sets.
const (
	foldCase   = 1 << iota // i: letters match in either case
	multiLine              // m: ^ and $ match at lines
	dotNewline             // s: . matches \n
	ungreedy               // U: of no meaning here
)

// A node is a part of a pattern.
type node struct {
	kind     byte // 'c' class, '.' concatenation, '|' alternation, '*' repetition, 'Q' quoted text (not in the end), or the letter of an assertion
	class    *class
	sub      []*node
	min, max int // of '*'; max -1 is without limit
}

type parser struct {
	whole string
	rest  string
	flags int
	depth int
}

// parse reads a pattern. It panics with *Error.
func parse(pattern string) *node {
	for i, r := range pattern {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(pattern[i:]); n == 1 {
				fail(badUTF8, pattern)
			}
		}
	}
	p := &parser{whole: pattern, rest: pattern}
	n := p.alternatives()
	if p.rest != "" {
		fail(strayParen, pattern)
	}
	return n
}

func fail(code, expr string) { panic(&Error{code, expr}) }

// alternatives reads up to the end or a closing parenthesis.
func (p *parser) alternatives() *node {
	if p.depth++; p.depth > maxDepth {
		fail(tooDeep, p.whole)
	}
	defer func() { p.depth-- }()
	out := &node{kind: '|'}
	for {
		out.sub = append(out.sub, p.sequence())
		if p.rest == "" || p.rest[0] != '|' {
			break
		}
		p.rest = p.rest[1:]
	}
	if len(out.sub) == 1 {
		return out.sub[0]
	}
	return out
}

func (p *parser) sequence() *node {
	out := &node{kind: '.'}
	for p.rest != "" && p.rest[0] != '|' && p.rest[0] != ')' {
		before := p.rest
		n := p.atom()
		if n == nil {
			// Flags, or quoted text of no length: an operator behind belongs to
			// what is before.
			if last := len(out.sub) - 1; last >= 0 {
				out.sub[last] = p.repeats(out.sub[last], p.rest)
			}
			continue
		}
		if n.kind == 'Q' {
			out.sub = append(out.sub, n.sub...)
			n, out.sub = out.sub[len(out.sub)-1], out.sub[:len(out.sub)-1]
		}
		out.sub = append(out.sub, p.repeats(n, before))
	}
	return out
}

// repeats reads the operators behind an operand, which began at before.
func (p *parser) repeats(n *node, before string) *node {
	last := ""
	for p.rest != "" {
		here := p.rest
		low, high, width := p.operator()
		if width == 0 {
			break
		}
		p.rest = p.rest[width:]
		if strings.HasPrefix(p.rest, "?") {
			p.rest = p.rest[1:]
		}
		if last != "" {
			fail(badNested, last[:len(last)-len(p.rest)])
		}
		last = here
		n = &node{kind: '*', sub: []*node{n}, min: low, max: high}
		if (low > 1 || high > 1) && counted(n) > maxCount {
			fail(badCount, before[:len(before)-len(p.rest)])
		}
	}
	return n
}

// counted multiplies the counts of repetitions that lie in each other.
func counted(n *node) int {
	most := 1
	for _, s := range n.sub {
		most = max(most, counted(s))
	}
	if n.kind == '*' {
		if k := max(n.min, n.max); k > 1 {
			return min(k*most, maxCount+1)
		}
	}
	return most
}

// operator says what repetition stands at the start of the rest, width 0 if none.
func (p *parser) operator() (low, high, width int) {
	switch p.rest[0] {
	case '*':
		return 0, -1, 1
	case '+':
		return 1, -1, 1
	case '?':
		return 0, 1, 1
	case '{':
		return p.counts()
	}
	return 0, 0, 0
}

// counts reads {n}, {n,} or {n,m}; what does not look so is plain text.
func (p *parser) counts() (low, high, width int) {
	end := strings.IndexByte(p.rest, '}')
	if end < 0 {
		return 0, 0, 0
	}
	a, b, comma := strings.Cut(p.rest[1:end], ",")
	low, ok := number(a)
	if !ok {
		return 0, 0, 0
	}
	high = low
	if comma {
		high = -1
		if b != "" {
			if high, ok = number(b); !ok {
				return 0, 0, 0
			}
		}
	}
	if low > maxCount || high > maxCount || high >= 0 && low > high {
		fail(badCount, p.rest[:end+1])
	}
	return low, high, end + 1
}

func number(s string) (int, bool) {
	if s == "" || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = min(n*10+int(s[i]-'0'), maxCount+1)
	}
	return n, true
}

// assertion is a node that matches between characters: ^ and $ of a text (A, z)
// or of a line (^, $), or \b or \B.
func assertion(kind byte) *node { return &node{kind: kind} }

// one is the class of one character.
func (p *parser) one(r rune) *node {
	return &node{kind: 'c', class: &class{fold: p.flags&foldCase != 0, items: []item{{ranges: []rune{r, r}}}}}
}

// atom reads one operand; nil for flags.
func (p *parser) atom() *node {
	switch c := p.rest[0]; c {
	case '(':
		return p.group()
	case '[':
		return p.bracket()
	case '.':
		p.rest = p.rest[1:]
		k := &class{negated: true}
		if p.flags&dotNewline == 0 {
			k.items = []item{{ranges: []rune{'\n', '\n'}}}
		}
		return &node{kind: 'c', class: k}
	case '^':
		p.rest = p.rest[1:]
		if p.flags&multiLine != 0 {
			return assertion('^')
		}
		return assertion('A')
	case '$':
		p.rest = p.rest[1:]
		if p.flags&multiLine != 0 {
			return assertion('$')
		}
		return assertion('z')
	case '\\':
		return p.escaped()
	case '*', '+', '?':
		end := 1
		if len(p.rest) > 1 && p.rest[1] == '?' {
			end = 2
		}
		fail(noOperand, p.rest[:end])
	case '{':
		if _, _, width := p.counts(); width > 0 {
			if strings.HasPrefix(p.rest[width:], "?") {
				width++
			}
			fail(noOperand, p.rest[:width])
		}
	}
	r, n := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[n:]
	return p.one(r)
}

// group reads a parenthesis, or flags for the rest of the one around.
func (p *parser) group() *node {
	flags := p.flags
	start := p.rest
	p.rest = p.rest[1:]
	if strings.HasPrefix(p.rest, "?") {
		if !p.named(start) && !p.setFlags(start) {
			return nil
		}
	}
	n := p.alternatives()
	if p.rest == "" {
		fail(noParen, p.whole)
	}
	p.rest = p.rest[1:]
	p.flags = flags
	return &node{kind: '.', sub: []*node{n}}
}

// named reads (?P<name> or (?<name>.
func (p *parser) named(start string) bool {
	var skip int
	switch {
	case strings.HasPrefix(start, "(?P<"):
		skip = 4
	case strings.HasPrefix(start, "(?<"):
		skip = 3
	default:
		return false
	}
	end := strings.IndexByte(start, '>')
	if end < 0 {
		fail(badName, start)
	}
	name := start[skip:end]
	for _, r := range name {
		if r != '_' && (r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			fail(badName, start[:end+1])
		}
	}
	if name == "" {
		fail(badName, start[:end+1])
	}
	p.rest = start[end+1:]
	return true
}

// setFlags reads (?i-s: and (?i); false for the latter.
func (p *parser) setFlags(start string) bool {
	flags, off, any := p.flags, false, false
	for i := 2; i < len(start); i++ {
		bit := 0
		switch start[i] {
		case 'i':
			bit = foldCase
		case 'm':
			bit = multiLine
		case 's':
			bit = dotNewline
		case 'U':
			bit = ungreedy
		case '-':
			if off {
				fail(badPerl, start[:i+1])
			}
			off, any = true, false
			continue
		case ':', ')':
			if off && !any {
				fail(badPerl, start[:i+1])
			}
			p.flags = flags
			p.rest = start[i+1:]
			return start[i] == ':'
		default:
			_, n := utf8.DecodeRuneInString(start[i:])
			fail(badPerl, start[:i+n])
		}
		any = true
		if off {
			flags &^= bit
		} else {
			flags |= bit
		}
	}
	if start == "(?" {
		fail(badPerl, start)
	}
	fail(noParen, p.whole)
	return false
}

// escaped reads what begins with a backslash outside of brackets.
func (p *parser) escaped() *node {
	if len(p.rest) > 1 {
		switch c := p.rest[1]; c {
		case 'A', 'z', 'b', 'B':
			p.rest = p.rest[2:]
			return assertion(c)
		case 'Q':
			text, after, _ := strings.Cut(p.rest[2:], `\E`)
			p.rest = after
			if text == "" {
				return nil
			}
			out := &node{kind: 'Q'}
			for _, r := range text {
				out.sub = append(out.sub, p.one(r))
			}
			return out
		}
	}
	if it, ok := p.classEscape(); ok {
		return &node{kind: 'c', class: &class{fold: p.flags&foldCase != 0, items: []item{it}}}
	}
	return p.one(p.character())
}

// character reads an escaped character.
func (p *parser) character() rune {
	s := p.rest
	if len(s) < 2 {
		fail(badTail, "")
	}
	r, n := utf8.DecodeRuneInString(s[1:])
	p.rest = s[1+n:]
	switch r {
	case 'a':
		return '\a'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'v':
		return '\v'
	case 'x':
		return p.hex(s)
	case '1', '2', '3', '4', '5', '6', '7':
		if p.rest == "" || p.rest[0] < '0' || p.rest[0] > '7' {
			break // a back reference
		}
		return p.octal(r - '0')
	case '0':
		return p.octal(0)
	default:
		if r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return r
		}
	}
	fail(badEscape, s[:len(s)-len(p.rest)])
	return 0
}

func (p *parser) octal(r rune) rune {
	for i := 0; i < 2 && p.rest != "" && p.rest[0] >= '0' && p.rest[0] <= '7'; i++ {
		r = r*8 + rune(p.rest[0]-'0')
		p.rest = p.rest[1:]
	}
	return r
}

// hex reads the digits of \x41 or \x{10FFFF}; s begins with the backslash.
func (p *parser) hex(s string) rune {
	digits := ""
	if strings.HasPrefix(p.rest, "{") {
		end := strings.IndexByte(p.rest, '}')
		if end < 0 {
			fail(badEscape, s)
		}
		digits, p.rest = p.rest[1:end], p.rest[end+1:]
	} else {
		n := min(2, len(p.rest))
		digits, p.rest = p.rest[:n], p.rest[n:]
		if n < 2 {
			fail(badEscape, s[:len(s)-len(p.rest)])
		}
	}
	r := rune(0)
	for i := 0; i < len(digits); i++ {
		d := strings.IndexByte("0123456789abcdef", digits[i]|0x20)
		if digits[i] < '0' || digits[i] < 'A' && digits[i] > '9' || d < 0 || r > unicode.MaxRune {
			fail(badEscape, s[:len(s)-len(p.rest)])
		}
		r = r*16 + rune(d)
	}
	if digits == "" || r > unicode.MaxRune {
		fail(badEscape, s[:len(s)-len(p.rest)])
	}
	return r
}
