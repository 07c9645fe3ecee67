// vm: a small language compiled to the code of a stack machine: scanner, compiler, disassembler, machine with frames.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

type op byte

const (
	push op = iota
	load
	store
	add
	sub
	mul
	div
	less
	equal
	not
	jump
	jumpUnless
	call
	ret
	write
	pop
	halt
)

var names = [...]string{"push", "load", "store", "add", "sub", "mul", "div", "less", "equal", "not", "jump", "jumpUnless", "call", "ret", "print", "pop", "halt"}

type instruction struct {
	op  op
	arg int
}

func (i instruction) String() string {
	switch i.op {
	case push, load, store, jump, jumpUnless, call:
		return fmt.Sprintf("%-10s %d", names[i.op], i.arg)
	}
	return names[i.op]
}

type function struct {
	name           string
	params, locals int
	code           []instruction
}

type compiler struct {
	words []string
	funcs []*function
	index map[string]int
	cur   *function
	vars  map[string]int
}

func (c *compiler) peek() string {
	if len(c.words) == 0 {
		return ""
	}
	return c.words[0]
}

func (c *compiler) next() string {
	w := c.peek()
	if w == "" {
		panic("unexpected end")
	}
	c.words = c.words[1:]
	return w
}

func (c *compiler) expect(w string) {
	if got := c.next(); got != w {
		panic(fmt.Sprintf("expected %q, got %q", w, got))
	}
}

func (c *compiler) emit(o op, arg int) int {
	c.cur.code = append(c.cur.code, instruction{o, arg})
	return len(c.cur.code) - 1
}

func (c *compiler) variable(name string, define bool) int {
	v, ok := c.vars[name]
	if !ok {
		if !define {
			panic("undefined: " + name)
		}
		v = len(c.vars)
		c.vars[name] = v
		c.cur.locals = len(c.vars)
	}
	return v
}

func (c *compiler) function(name string) int {
	i, ok := c.index[name]
	if !ok {
		i = len(c.funcs)
		c.index[name] = i
		c.funcs = append(c.funcs, &function{name: name, params: -1})
	}
	return i
}

// program = { "func" name "(" names ")" block }.
func compile(text string) (funcs []*function, err error) {
	defer func() {
		if s, ok := recover().(string); ok {
			err = fmt.Errorf("compile: %s", s)
		}
	}()
	for _, s := range []string{"(", ")", "{", "}", ",", "+", "-", "*", "/", "<", "==", "!", ";"} {
		text = strings.ReplaceAll(text, s, " "+s+" ")
	}
	c := &compiler{words: strings.Fields(text), index: map[string]int{}}
	for c.peek() != "" {
		c.expect("func")
		f := c.funcs[c.function(c.next())]
		c.cur, c.vars = f, map[string]int{}
		c.expect("(")
		for c.peek() != ")" {
			if len(c.vars) > 0 {
				c.expect(",")
			}
			c.variable(c.next(), true)
		}
		c.next()
		f.params = len(c.vars)
		c.block()
		c.emit(push, 0)
		c.emit(ret, 0)
	}
	for _, f := range c.funcs {
		if f.params < 0 {
			panic("undefined function: " + f.name)
		}
	}
	return c.funcs, nil
}

func (c *compiler) block() {
	c.expect("{")
	for c.peek() != "}" {
		c.statement()
	}
	c.next()
}

func (c *compiler) statement() {
	switch w := c.next(); w {
	case "if":
		c.expr()
		unless := c.emit(jumpUnless, 0)
		c.block()
		if c.peek() == "else" {
			c.next()
			over := c.emit(jump, 0)
			c.cur.code[unless].arg = len(c.cur.code)
			c.block()
			c.cur.code[over].arg = len(c.cur.code)
			return
		}
		c.cur.code[unless].arg = len(c.cur.code)
	case "while":
		top := len(c.cur.code)
		c.expr()
		unless := c.emit(jumpUnless, 0)
		c.block()
		c.emit(jump, top)
		c.cur.code[unless].arg = len(c.cur.code)
	case "return":
		c.expr()
		c.emit(ret, 0)
		c.expect(";")
	case "print":
		c.expr()
		c.emit(write, 0)
		c.expect(";")
	default:
		if c.peek() == "=" {
			c.next()
			c.expr()
			c.emit(store, c.variable(w, true))
		} else {
			c.words = append([]string{w}, c.words...)
			c.expr()
			c.emit(pop, 0)
		}
		c.expect(";")
	}
}

var levels = [][]string{{"<", "=="}, {"+", "-"}, {"*", "/"}}
var binary = map[string]op{"<": less, "==": equal, "+": add, "-": sub, "*": mul, "/": div}

func (c *compiler) expr() { c.level(0) }

func (c *compiler) level(n int) {
	if n == len(levels) {
		c.operand()
		return
	}
	c.level(n + 1)
	for {
		found := false
		for _, o := range levels[n] {
			if c.peek() == o {
				c.next()
				c.level(n + 1)
				c.emit(binary[o], 0)
				found = true
			}
		}
		if !found {
			return
		}
	}
}

func (c *compiler) operand() {
	w := c.next()
	if n, err := strconv.Atoi(w); err == nil {
		c.emit(push, n)
		return
	}
	switch {
	case w == "(":
		c.expr()
		c.expect(")")
	case w == "-":
		c.emit(push, 0)
		c.operand()
		c.emit(sub, 0)
	case w == "!":
		c.operand()
		c.emit(not, 0)
	case c.peek() == "(":
		c.next()
		for n := 0; c.peek() != ")"; n++ {
			if n > 0 {
				c.expect(",")
			}
			c.expr()
		}
		c.next()
		c.emit(call, c.function(w))
	default:
		c.emit(load, c.variable(w, false))
	}
}

type frame struct {
	f    *function
	pc   int
	base int
}

// run executes the function main; steps bounds how long.
func run(funcs []*function, steps int, out *strings.Builder) (used int, err error) {
	var stack []int
	var frames []frame
	enter := func(f *function) {
		base := len(stack) - f.params
		stack = append(stack, make([]int, f.locals-f.params)...)
		frames = append(frames, frame{f, 0, base})
	}
	for _, f := range funcs {
		if f.name == "main" {
			enter(f)
		}
	}
	if len(frames) == 0 {
		return 0, fmt.Errorf("no function main")
	}
	defer func() {
		if r := recover(); r != nil {
			top := frames[len(frames)-1]
			err = fmt.Errorf("%v in %s at %d, depth %d", r, top.f.name, top.pc-1, len(frames))
		}
	}()
	take := func() int {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		return v
	}
	truth := map[bool]int{true: 1}
	for used < steps {
		fr := &frames[len(frames)-1]
		i := fr.f.code[fr.pc]
		fr.pc++
		used++
		switch i.op {
		case push:
			stack = append(stack, i.arg)
		case load:
			stack = append(stack, stack[fr.base+i.arg])
		case store:
			stack[fr.base+i.arg] = take()
		case add, sub, mul, div, less, equal:
			y, x := take(), take()
			var v int
			switch i.op {
			case add:
				v = x + y
			case sub:
				v = x - y
			case mul:
				v = x * y
			case div:
				v = x / y
			case less:
				v = truth[x < y]
			case equal:
				v = truth[x == y]
			}
			stack = append(stack, v)
		case not:
			stack = append(stack, truth[take() == 0])
		case jump:
			fr.pc = i.arg
		case jumpUnless:
			if take() == 0 {
				fr.pc = i.arg
			}
		case call:
			enter(funcs[i.arg])
		case ret:
			v := take()
			stack = append(stack[:fr.base], v)
			if frames = frames[:len(frames)-1]; len(frames) == 0 {
				return used, nil
			}
		case write:
			fmt.Fprintln(out, take())
		case pop:
			take()
		}
	}
	return used, fmt.Errorf("stopped after %d steps", used)
}

func main() {
	for _, p := range []string{
		"func fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); } func main() { print fib(20); }",
		"func main() { i = 1; s = 0; while i < 101 { s = s + i * i; i = i + 1; } print s; print -s / 3; }",
		"func even(n) { if n == 0 { return 1; } return odd(n - 1); } func odd(n) { if n == 0 { return 0; } return even(n - 1); } func main() { print even(1000); print !odd(7) == 0; }",
		"func gcd(a, b) { while !(b == 0) { t = a - a / b * b; a = b; b = t; } return a; } func main() { print gcd(1071, 462); }",
		"func main() { if 1 < 2 { print 1; } else { print 2; } print 1 / 0; }",
		"func main() { while 1 { } }", "func main() { print x; }", "func main() { f(1); }", "func main() { print (1 + ; }", "func f() { }",
	} {
		funcs, err := compile(p)
		if err != nil {
			fmt.Println(err)
			continue
		}
		if strings.Contains(p, "gcd") {
			for _, f := range funcs {
				fmt.Printf("%s/%d, %d locals\n", f.name, f.params, f.locals)
				for at, i := range f.code {
					fmt.Printf("%4d %v\n", at, i)
				}
			}
		}
		var out strings.Builder
		steps, err := run(funcs, 1000000, &out)
		fmt.Print(out.String())
		fmt.Println("steps", steps, "error", err)
	}
}
