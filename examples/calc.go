// calc: an expression language by recursive descent, with variables, functions, and errors that tell the place.
package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

type kind int

const (
	end kind = iota
	number
	name
	symbol
)

type token struct {
	kind kind
	text string
	at   int
}

// A syntaxError is what is wrong with a line, and where.
type syntaxError struct {
	at  int
	msg string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("column %d: %s", e.at+1, e.msg) }

var errDomain = errors.New("outside of the function's domain")

func scan(line string) ([]token, error) {
	var out []token
	for i := 0; i < len(line); {
		c := line[i]
		j := i
		switch {
		case c == ' ':
			i++
			continue
		case c >= '0' && c <= '9' || c == '.':
			for j < len(line) && (line[j] >= '0' && line[j] <= '9' || line[j] == '.') {
				j++
			}
			out = append(out, token{number, line[i:j], i})
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			for j < len(line) && (line[j]|0x20 >= 'a' && line[j]|0x20 <= 'z') {
				j++
			}
			out = append(out, token{name, line[i:j], i})
		case strings.IndexByte("+-*/%^(),=", c) >= 0:
			j++
			out = append(out, token{symbol, line[i:j], i})
		default:
			return nil, &syntaxError{i, fmt.Sprintf("unexpected %q", c)}
		}
		i = j
	}
	return append(out, token{end, "", len(line)}), nil
}

// A node is an expression that can be computed.
type node interface{ eval(env) (float64, error) }

type env map[string]float64

type (
	literal  float64
	variable token
	unary    struct{ x node }
	binary   struct {
		op   token
		x, y node
	}
	call struct {
		f    token
		args []node
	}
)

func (l literal) eval(env) (float64, error) { return float64(l), nil }

func (v variable) eval(e env) (float64, error) {
	if x, ok := e[v.text]; ok {
		return x, nil
	}
	return 0, &syntaxError{v.at, "unknown variable " + v.text}
}

func (u unary) eval(e env) (float64, error) {
	x, err := u.x.eval(e)
	return -x, err
}

func (b binary) eval(e env) (float64, error) {
	x, err := b.x.eval(e)
	if err != nil {
		return 0, err
	}
	y, err := b.y.eval(e)
	if err != nil {
		return 0, err
	}
	switch b.op.text {
	case "+":
		return x + y, nil
	case "-":
		return x - y, nil
	case "*":
		return x * y, nil
	case "^":
		return math.Pow(x, y), nil
	}
	if y == 0 {
		return 0, &syntaxError{b.op.at, "division by zero"}
	}
	if b.op.text == "%" {
		return math.Mod(x, y), nil
	}
	return x / y, nil
}

var functions = map[string]func(...float64) (float64, error){
	"sqrt": func(a ...float64) (float64, error) {
		if a[0] < 0 {
			return 0, errDomain
		}
		return math.Sqrt(a[0]), nil
	},
	"max": func(a ...float64) (float64, error) {
		m := math.Inf(-1)
		for _, x := range a {
			m = max(m, x)
		}
		return m, nil
	},
	"sum": func(a ...float64) (s float64, err error) {
		for _, x := range a {
			s += x
		}
		return s, nil
	},
}

func (c call) eval(e env) (float64, error) {
	f, ok := functions[c.f.text]
	if !ok {
		return 0, &syntaxError{c.f.at, "unknown function " + c.f.text}
	}
	args := make([]float64, len(c.args))
	for i, a := range c.args {
		x, err := a.eval(e)
		if err != nil {
			return 0, err
		}
		args[i] = x
	}
	x, err := f(args...)
	if err != nil {
		return 0, fmt.Errorf("%s(%v): %w", c.f.text, args, err)
	}
	return x, nil
}

type parser struct {
	tokens []token
	pos    int
}

func (p *parser) peek() token { return p.tokens[p.pos] }

func (p *parser) accept(text string) bool {
	if p.peek().kind == symbol && p.peek().text == text {
		p.pos++
		return true
	}
	return false
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		panic(&syntaxError{p.peek().at, fmt.Sprintf("expected %q", text)})
	}
}

var precedence = map[string]int{"+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "^": 3}

// expr parses operators that bind at least as tightly as least; ^ groups to the right.
func (p *parser) expr(least int) node {
	x := p.operand()
	for {
		op := p.peek()
		prec, ok := precedence[op.text]
		if op.kind != symbol || !ok || prec < least {
			return x
		}
		p.pos++
		next := prec + 1
		if op.text == "^" {
			next = prec
		}
		x = binary{op, x, p.expr(next)}
	}
}

func (p *parser) operand() node {
	t := p.peek()
	p.pos++
	switch {
	case t.kind == number:
		x, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			panic(&syntaxError{t.at, "bad number " + t.text})
		}
		return literal(x)
	case t.kind == name && p.accept("("):
		var args []node
		for !p.accept(")") {
			if len(args) > 0 {
				p.expect(",")
			}
			args = append(args, p.expr(1))
		}
		return call{t, args}
	case t.kind == name:
		return variable(t)
	case t.text == "-":
		return unary{p.expr(3)}
	case t.text == "(":
		x := p.expr(1)
		p.expect(")")
		return x
	}
	panic(&syntaxError{t.at, "expected an operand"})
}

// run computes a line, which may assign: "name = expression".
func run(line string, e env) (value float64, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *syntaxError:
			err = r
		default:
			panic(r)
		}
	}()
	tokens, err := scan(line)
	if err != nil {
		return 0, err
	}
	p := &parser{tokens: tokens}
	target := ""
	if tokens[0].kind == name && tokens[1].text == "=" {
		target = tokens[0].text
		p.pos = 2
	}
	tree := p.expr(1)
	if t := p.peek(); t.kind != end {
		return 0, &syntaxError{t.at, fmt.Sprintf("unexpected %q", t.text)}
	}
	value, err = tree.eval(e)
	if err == nil && target != "" {
		e[target] = value
	}
	return value, err
}

func main() {
	e := env{"pi": math.Pi}
	for _, line := range []string{
		"1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-2 ^ 2", "r = 2.5", "pi * r ^ 2", "10 % 4 - 7 / 2", "max(1, r, sqrt(16))", "sum()", "sum(1, 2, 3) / 4",
		"1 +", "2 * (3 + 4", "1 / (r - 2.5)", "sqrt(0 - 1)", "nothing + 1", "f(1)", "3 $ 4", "1.2.3", "4 5",
	} {
		value, err := run(line, e)
		var se *syntaxError
		switch {
		case errors.As(err, &se):
			fmt.Printf("%s\n%*s^ %s\n", line, se.at, "", se.msg)
		case err != nil:
			fmt.Printf("%s: %v (domain: %t)\n", line, err, errors.Is(err, errDomain))
		default:
			fmt.Printf("%s = %.6g\n", line, value)
		}
	}
}
