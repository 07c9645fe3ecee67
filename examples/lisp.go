// lisp: an interpreter of a small Lisp, with closures, recursion and lists.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

// A value is an int, a string for symbols, a bool, a *pair, nil for the empty list, or a function.
type value any

type pair struct{ first, rest value }

type builtin func(args []value) value

type closure struct {
	params []string
	body   []value
	env    *scope
}

type scope struct {
	names map[string]value
	outer *scope
}

func (s *scope) find(name string) *scope {
	for ; s != nil; s = s.outer {
		if _, ok := s.names[name]; ok {
			return s
		}
	}
	panic(fmt.Errorf("undefined: %s", name))
}

// read parses all expressions of a text.
func read(text string) []value {
	text = strings.NewReplacer("(", " ( ", ")", " ) ", "'", " ' ").Replace(text)
	words := strings.Fields(text)
	var one func() value
	one = func() value {
		if len(words) == 0 {
			panic(fmt.Errorf("unexpected end"))
		}
		w := words[0]
		words = words[1:]
		switch w {
		case "(":
			var list []value
			for len(words) > 0 && words[0] != ")" {
				list = append(list, one())
			}
			if len(words) == 0 {
				panic(fmt.Errorf("missing )"))
			}
			words = words[1:]
			return toList(list)
		case ")":
			panic(fmt.Errorf("unexpected )"))
		case "'":
			return toList([]value{"quote", one()})
		case "#t", "#f":
			return w == "#t"
		}
		if n, err := strconv.Atoi(w); err == nil {
			return n
		}
		return w
	}
	var out []value
	for len(words) > 0 {
		out = append(out, one())
	}
	return out
}

func toList(items []value) value {
	var list value
	for i := len(items) - 1; i >= 0; i-- {
		list = &pair{items[i], list}
	}
	return list
}

func toSlice(v value) (out []value) {
	for v != nil {
		p, ok := v.(*pair)
		if !ok {
			panic(fmt.Errorf("not a list: %s", show(v)))
		}
		out = append(out, p.first)
		v = p.rest
	}
	return out
}

func show(v value) string {
	switch x := v.(type) {
	case nil:
		return "()"
	case bool:
		return map[bool]string{true: "#t", false: "#f"}[x]
	case *pair:
		var b strings.Builder
		b.WriteByte('(')
		for {
			b.WriteString(show(x.first))
			next, ok := x.rest.(*pair)
			if !ok {
				if x.rest != nil {
					b.WriteString(" . " + show(x.rest))
				}
				break
			}
			b.WriteByte(' ')
			x = next
		}
		return b.String() + ")"
	case *closure:
		return "#(lambda " + strings.Join(x.params, " ") + ")"
	case builtin:
		return "#builtin"
	}
	return fmt.Sprint(v)
}

func eval(v value, env *scope) value {
	for {
		switch x := v.(type) {
		case string:
			return env.find(x).names[x]
		case *pair:
			args := toSlice(x.rest)
			if form, ok := x.first.(string); ok {
				switch form {
				case "quote":
					return args[0]
				case "if":
					if eval(args[0], env) != false {
						v = args[1]
					} else if len(args) > 2 {
						v = args[2]
					} else {
						return nil
					}
					continue
				case "define":
					if head, ok := args[0].(*pair); ok {
						name := head.first.(string)
						env.names[name] = lambda(head.rest, args[1:], env)
						return name
					}
					name := args[0].(string)
					env.names[name] = eval(args[1], env)
					return name
				case "set!":
					name := args[0].(string)
					env.find(name).names[name] = eval(args[1], env)
					return nil
				case "lambda":
					return lambda(args[0], args[1:], env)
				case "let":
					inner := &scope{map[string]value{}, env}
					for _, b := range toSlice(args[0]) {
						p := toSlice(b)
						inner.names[p[0].(string)] = eval(p[1], env)
					}
					env = inner
					for _, e := range args[1 : len(args)-1] {
						eval(e, env)
					}
					v = args[len(args)-1]
					continue
				}
			}
			f := eval(x.first, env)
			given := make([]value, len(args))
			for i, a := range args {
				given[i] = eval(a, env)
			}
			switch f := f.(type) {
			case builtin:
				return f(given)
			case *closure:
				if len(given) != len(f.params) {
					panic(fmt.Errorf("%s wants %d arguments, got %d", show(x.first), len(f.params), len(given)))
				}
				env = &scope{map[string]value{}, f.env}
				for i, p := range f.params {
					env.names[p] = given[i]
				}
				for _, e := range f.body[:len(f.body)-1] {
					eval(e, env)
				}
				v = f.body[len(f.body)-1] // a tail call takes no stack
				continue
			}
			panic(fmt.Errorf("not a function: %s", show(f)))
		default:
			return v
		}
	}
}

func lambda(params value, body []value, env *scope) *closure {
	c := &closure{body: body, env: env}
	for _, p := range toSlice(params) {
		c.params = append(c.params, p.(string))
	}
	return c
}

func fold(f func(a, b int) int) builtin {
	return func(args []value) value {
		n := args[0].(int)
		for _, a := range args[1:] {
			n = f(n, a.(int))
		}
		return n
	}
}

func globals() *scope {
	return &scope{map[string]value{
		"+": fold(func(a, b int) int { return a + b }), "-": fold(func(a, b int) int { return a - b }),
		"*": fold(func(a, b int) int { return a * b }), "mod": fold(func(a, b int) int { return a % b }),
		"<":     builtin(func(a []value) value { return a[0].(int) < a[1].(int) }),
		"=":     builtin(func(a []value) value { return a[0] == a[1] }),
		"cons":  builtin(func(a []value) value { return &pair{a[0], a[1]} }),
		"car":   builtin(func(a []value) value { return a[0].(*pair).first }),
		"cdr":   builtin(func(a []value) value { return a[0].(*pair).rest }),
		"null?": builtin(func(a []value) value { return a[0] == nil }),
		"list":  builtin(func(a []value) value { return toList(a) }),
	}, nil}
}

func run(text string, env *scope) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("error: %v", r)
		}
	}()
	for _, e := range read(text) {
		fmt.Println(show(eval(e, env)))
	}
	return nil
}

func main() {
	env := globals()
	for _, text := range []string{
		"(define (fact n) (if (< n 2) 1 (* n (fact (- n 1))))) (fact 10)",
		"(define (map f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l))))) (map fact '(1 2 3 4 5))",
		"(define (count n acc) (if (= n 0) acc (count (- n 1) (+ acc 1)))) (count 100000 0)",
		"(define (counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n))) (define c (counter)) (c) (c) (list (c) c)",
		"(define (filter p l) (if (null? l) '() (if (p (car l)) (cons (car l) (filter p (cdr l))) (filter p (cdr l)))))",
		"(define (range a b) (if (< a b) (cons a (range (+ a 1) b)) '()))",
		"(define (sieve l) (if (null? l) '() (cons (car l) (sieve (filter (lambda (x) (if (= (mod x (car l)) 0) #f #t)) (cdr l))))))",
		"(sieve (range 2 60))", "(cons 1 2)", "'(a (b c) . d)",
		"(undefined 1)", "(car 5)", "(fact 1 2)", "(1 2)", "((lambda (x) (* x x)) 12)", "(list 1 2", ")",
	} {
		if err := run(text, env); err != nil {
			fmt.Println(err)
		}
	}
}
