// forth: an interpreter of a small Forth with definitions, loops, conditions, variables and errors that tell the word.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

var (
	errUnderflow = errors.New("stack underflow")
	errUnknown   = errors.New("unknown word")
	errDivision  = errors.New("division by zero")
)

type word func(m *machine) error

type machine struct {
	stack  []int
	loops  []int
	dict   map[string]word
	memory []int
	out    strings.Builder
	steps  int
}

func (m *machine) pop() int {
	if len(m.stack) == 0 {
		panic(errUnderflow)
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v
}

func (m *machine) push(v ...int) { m.stack = append(m.stack, v...) }

func flag(b bool) int {
	if b {
		return -1
	}
	return 0
}

func two(f func(a, b int) int) word {
	return func(m *machine) error {
		b, a := m.pop(), m.pop()
		m.push(f(a, b))
		return nil
	}
}

func plain(f func(m *machine)) word {
	return func(m *machine) error { f(m); return nil }
}

func newMachine() *machine {
	return &machine{dict: map[string]word{
		"+": two(func(a, b int) int { return a + b }), "-": two(func(a, b int) int { return a - b }),
		"*": two(func(a, b int) int { return a * b }), "=": two(func(a, b int) int { return flag(a == b) }),
		"<": two(func(a, b int) int { return flag(a < b) }), "and": two(func(a, b int) int { return a & b }),
		"/mod": func(m *machine) error {
			b, a := m.pop(), m.pop()
			if b == 0 {
				return errDivision
			}
			m.push(a%b, a/b)
			return nil
		},
		"dup":  plain(func(m *machine) { v := m.pop(); m.push(v, v) }),
		"drop": plain(func(m *machine) { m.pop() }),
		"swap": plain(func(m *machine) { b, a := m.pop(), m.pop(); m.push(b, a) }),
		"over": plain(func(m *machine) { b, a := m.pop(), m.pop(); m.push(a, b, a) }),
		"rot":  plain(func(m *machine) { c, b, a := m.pop(), m.pop(), m.pop(); m.push(b, c, a) }),
		".":    plain(func(m *machine) { fmt.Fprint(&m.out, m.pop(), " ") }),
		"emit": plain(func(m *machine) { m.out.WriteRune(rune(m.pop())) }),
		"cr":   plain(func(m *machine) { m.out.WriteByte('\n') }),
		"i":    plain(func(m *machine) { m.push(m.loops[len(m.loops)-1]) }),
		"@":    plain(func(m *machine) { m.push(m.memory[m.pop()]) }),
		"!":    plain(func(m *machine) { at := m.pop(); m.memory[at] = m.pop() }),
	}}
}

// compile makes words of the text up to one of the given ends, and returns which end it was and what is left.
func (m *machine) compile(words []string, ends ...string) (code []word, end string, rest []string, err error) {
	for len(words) > 0 {
		w := words[0]
		words = words[1:]
		for _, e := range ends {
			if w == e {
				return code, w, words, nil
			}
		}
		switch w {
		case "if":
			var yes, no []word
			yes, end, words, err = m.compile(words, "else", "then")
			if err == nil && end == "else" {
				no, _, words, err = m.compile(words, "then")
			}
			code = append(code, func(m *machine) error {
				if m.pop() != 0 {
					return m.run(yes)
				}
				return m.run(no)
			})
		case "do":
			var body []word
			body, _, words, err = m.compile(words, "loop")
			code = append(code, func(m *machine) error {
				start, limit := m.pop(), m.pop()
				m.loops = append(m.loops, start)
				defer func() { m.loops = m.loops[:len(m.loops)-1] }()
				for ; m.loops[len(m.loops)-1] < limit; m.loops[len(m.loops)-1]++ {
					if err := m.run(body); err != nil {
						return err
					}
				}
				return nil
			})
		case "begin":
			var body []word
			body, _, words, err = m.compile(words, "until")
			code = append(code, func(m *machine) error {
				for {
					if err := m.run(body); err != nil {
						return err
					}
					if m.pop() != 0 {
						return nil
					}
				}
			})
		case ":":
			name := words[0]
			var body []word
			m.dict[name] = func(m *machine) error { return m.run(body) } // it may call itself
			body, _, words, err = m.compile(words[1:], ";")
		case "variable":
			at := len(m.memory)
			m.memory = append(m.memory, 0)
			m.dict[words[0]] = plain(func(m *machine) { m.push(at) })
			words = words[1:]
		default:
			if n, nerr := strconv.Atoi(w); nerr == nil {
				code = append(code, plain(func(m *machine) { m.push(n) }))
			} else if _, ok := m.dict[w]; ok {
				code = append(code, func(m *machine) error { return m.dict[w](m) })
			} else {
				err = fmt.Errorf("%w: %s", errUnknown, w)
			}
		}
		if err != nil {
			return nil, "", nil, err
		}
	}
	if len(ends) > 0 {
		return nil, "", nil, fmt.Errorf("missing %s", ends[len(ends)-1])
	}
	return code, "", nil, nil
}

func (m *machine) run(code []word) error {
	for _, w := range code {
		if m.steps++; m.steps > 1_000_000 {
			return errors.New("too many steps")
		}
		if err := w(m); err != nil {
			return err
		}
	}
	return nil
}

func (m *machine) eval(text string) (err error) {
	defer func() {
		if e, ok := recover().(error); ok {
			m.stack = nil
			err = e
		}
	}()
	code, _, _, err := m.compile(strings.Fields(text))
	if err != nil {
		return err
	}
	return m.run(code)
}

func main() {
	m := newMachine()
	for _, line := range []string{
		"1 2 + 3 * .", ": square dup * ; 7 square .", ": fact dup 2 < if drop 1 else dup 1 - fact * then ; 10 fact .",
		"10 0 do i square . loop cr", ": stars 0 do 42 emit loop cr ; 5 1 do i stars loop",
		": gcd begin dup rot swap /mod drop dup 0 = until drop ; 48 18 gcd .", "variable x 5 x ! x @ x @ + .",
		": fizz 16 1 do i 15 /mod drop 0 = if 1 . else i . then loop ; fizz cr", "17 5 /mod . .", "1 .  .", "nothing", "1 0 /mod", ": bad if ;", "begin 0 until", "1 2 swap over rot . . .",
	} {
		m.steps = 0
		err := m.eval(line)
		fmt.Printf("%s\n  %q %v %t\n", line, m.out.String(), err, errors.Is(err, errUnderflow))
		m.out.Reset()
	}
}
