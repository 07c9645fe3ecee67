// infer: a small functional language: Hindley-Milner types by unification, with let-polymorphism, and a lazy evaluator.
package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// ---- types

type typ interface{ String() string }

type variable struct {
	id    int
	level int
	bound typ // nil while it is free
}

type constructor struct {
	name string
	args []typ
}

type scheme struct {
	vars []*variable
	body typ
}

func arrow(from, to typ) typ { return &constructor{"->", []typ{from, to}} }

var (
	integer = &constructor{name: "int"}
	boolean = &constructor{name: "bool"}
	text    = &constructor{name: "string"}
)

func list(of typ) typ { return &constructor{"list", []typ{of}} }

func prune(t typ) typ {
	if v, ok := t.(*variable); ok && v.bound != nil {
		v.bound = prune(v.bound)
		return v.bound
	}
	return t
}

func (v *variable) String() string {
	if v.bound != nil {
		return v.bound.String()
	}
	return fmt.Sprintf("_%d", v.id)
}

func (c *constructor) String() string {
	switch {
	case c.name == "->":
		from := prune(c.args[0])
		if f, ok := from.(*constructor); ok && f.name == "->" {
			return fmt.Sprintf("(%v) -> %v", from, c.args[1])
		}
		return fmt.Sprintf("%v -> %v", from, c.args[1])
	case len(c.args) == 0:
		return c.name
	case c.name == ",":
		return fmt.Sprintf("(%v, %v)", c.args[0], c.args[1])
	}
	return fmt.Sprintf("[%v]", c.args[0])
}

// named shows a type with letters for its free variables, in the order in which they come.
func named(t typ) string {
	names := map[*variable]string{}
	var walk func(typ) typ
	walk = func(t typ) typ {
		switch t := prune(t).(type) {
		case *variable:
			if names[t] == "" {
				names[t] = "'" + string(rune('a'+len(names)))
			}
			return &constructor{name: names[t]}
		case *constructor:
			c := &constructor{name: t.name}
			for _, a := range t.args {
				c.args = append(c.args, walk(a))
			}
			return c
		}
		panic("no such type")
	}
	return walk(t).String()
}

type typeError struct {
	at       position
	got, not typ
	why      error
}

var errOccurs = errors.New("infinite type")

func (e *typeError) Error() string {
	s := fmt.Sprintf("%d:%d: ", e.at.Line, e.at.Column)
	if errors.Is(e.why, errOccurs) {
		s += "infinite type: "
	}
	return s + fmt.Sprintf("%s where %s is needed", named(e.got), named(e.not))
}

func (e *typeError) Unwrap() error { return e.why }

type inferer struct {
	next, level int
}

func (in *inferer) fresh() typ {
	in.next++
	return &variable{id: in.next, level: in.level}
}

// occurs looks for v in t, and lowers levels of what is there to v's.
func occurs(v *variable, t typ) bool {
	switch t := prune(t).(type) {
	case *variable:
		t.level = min(t.level, v.level)
		return t == v
	case *constructor:
		return slices.ContainsFunc(t.args, func(a typ) bool { return occurs(v, a) })
	}
	return false
}

func unify(a, b typ) error {
	a, b = prune(a), prune(b)
	v, isVar := a.(*variable)
	if !isVar {
		if _, ok := b.(*variable); ok {
			return unify(b, a)
		}
		x, y := a.(*constructor), b.(*constructor)
		if x.name != y.name || len(x.args) != len(y.args) {
			return fmt.Errorf("%v is not %v", x, y)
		}
		for i := range x.args {
			if err := unify(x.args[i], y.args[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if a == b {
		return nil
	}
	if occurs(v, b) {
		return errOccurs
	}
	v.bound = b
	return nil
}

func (in *inferer) generalize(t typ) scheme {
	free := map[*variable]bool{}
	var walk func(typ)
	walk = func(t typ) {
		switch t := prune(t).(type) {
		case *variable:
			if t.level > in.level {
				free[t] = true
			}
		case *constructor:
			for _, a := range t.args {
				walk(a)
			}
		}
	}
	walk(t)
	vars := slices.SortedFunc(maps.Keys(free), func(a, b *variable) int { return a.id - b.id })
	return scheme{vars, t}
}

func (in *inferer) instantiate(s scheme) typ {
	with := map[*variable]typ{}
	for _, v := range s.vars {
		with[v] = in.fresh()
	}
	var walk func(typ) typ
	walk = func(t typ) typ {
		switch t := prune(t).(type) {
		case *variable:
			if w := with[t]; w != nil {
				return w
			}
			return t
		case *constructor:
			if len(t.args) == 0 {
				return t
			}
			c := &constructor{t.name, make([]typ, len(t.args))}
			for i, a := range t.args {
				c.args[i] = walk(a)
			}
			return c
		}
		panic("no such type")
	}
	return walk(s.body)
}

// ---- expressions

type expr interface {
	infer(in *inferer, env *env[scheme]) (typ, error)
	eval(env *env[*thunk]) value
}

type env[T any] struct {
	name string
	held T
	up   *env[T]
}

func (e *env[T]) with(name string, held T) *env[T] { return &env[T]{name, held, e} }

func (e *env[T]) find(name string) (held T, ok bool) {
	for ; e != nil; e = e.up {
		if e.name == name {
			return e.held, true
		}
	}
	return held, false
}

type (
	literal struct {
		v value
		t typ
	}
	name struct {
		at   position
		name string
	}
	lambda struct {
		param string
		body  expr
	}
	apply struct {
		at     position
		fn, to expr
	}
	let struct {
		name      string
		rec       bool
		val, body expr
	}
	cond struct {
		at            position
		test, yes, no expr
	}
)

func need(at position, got, want typ) error {
	if err := unify(got, want); err != nil {
		return &typeError{at, got, want, err}
	}
	return nil
}

func (e literal) infer(*inferer, *env[scheme]) (typ, error) { return e.t, nil }

func (e name) infer(in *inferer, env *env[scheme]) (typ, error) {
	s, ok := env.find(e.name)
	if !ok {
		return nil, fmt.Errorf("%d:%d: %s is not defined", e.at.Line, e.at.Column, e.name)
	}
	return in.instantiate(s), nil
}

func (e lambda) infer(in *inferer, env *env[scheme]) (typ, error) {
	param := in.fresh()
	body, err := e.body.infer(in, env.with(e.param, scheme{body: param}))
	if err != nil {
		return nil, err
	}
	return arrow(param, body), nil
}

func (e apply) infer(in *inferer, env *env[scheme]) (typ, error) {
	fn, err := e.fn.infer(in, env)
	if err != nil {
		return nil, err
	}
	to, err := e.to.infer(in, env)
	if err != nil {
		return nil, err
	}
	result := in.fresh()
	return result, need(e.at, fn, arrow(to, result))
}

func (e let) infer(in *inferer, env *env[scheme]) (typ, error) {
	in.level++
	inner, self := env, in.fresh()
	if e.rec {
		inner = env.with(e.name, scheme{body: self})
	}
	val, err := e.val.infer(in, inner)
	if err == nil {
		err = need(position{}, self, val)
	}
	in.level--
	if err != nil {
		return nil, err
	}
	return e.body.infer(in, env.with(e.name, in.generalize(val)))
}

func (e cond) infer(in *inferer, env *env[scheme]) (typ, error) {
	var ts [3]typ
	for i, part := range []expr{e.test, e.yes, e.no} {
		t, err := part.infer(in, env)
		if err != nil {
			return nil, err
		}
		ts[i] = t
	}
	return ts[1], errors.Join(need(e.at, ts[0], boolean), need(e.at, ts[2], ts[1]))
}

// ---- values

type value any

type pair struct{ a, b *thunk } // a list's cell, or two values

type function func(*thunk) value

// A thunk is computed when it is looked at, once.
type thunk struct {
	make func() value
	v    value
}

var forced int

func (t *thunk) force() value {
	if t.make != nil {
		forced++
		f := t.make
		t.make = func() value { panic("value needs itself") }
		t.v, t.make = f(), nil
	}
	return t.v
}

func (e literal) eval(*env[*thunk]) value { return e.v }
func (e name) eval(env *env[*thunk]) value {
	t, _ := env.find(e.name)
	return t.force()
}
func (e lambda) eval(env *env[*thunk]) value {
	return function(func(t *thunk) value { return e.body.eval(env.with(e.param, t)) })
}
func (e apply) eval(env *env[*thunk]) value {
	return e.fn.eval(env).(function)(&thunk{make: func() value { return e.to.eval(env) }})
}
func (e let) eval(env *env[*thunk]) value {
	t := new(thunk)
	inner := env.with(e.name, t)
	if e.rec {
		env = inner
	}
	t.make = func() value { return e.val.eval(env) }
	return e.body.eval(inner)
}
func (e cond) eval(env *env[*thunk]) value {
	if e.test.eval(env).(bool) {
		return e.yes.eval(env)
	}
	return e.no.eval(env)
}

func show(v value, most int) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("%q", v)
	case function:
		return "<function>"
	case nil:
		return "[]"
	case *pair:
		var parts []string
		for p := v; p != nil; {
			if len(parts) == most {
				parts = append(parts, "...")
				break
			}
			parts = append(parts, show(p.a.force(), most))
			p, _ = p.b.force().(*pair)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case [2]*thunk:
		return "(" + show(v[0].force(), most) + ", " + show(v[1].force(), most) + ")"
	}
	return fmt.Sprint(v)
}

// ---- the parser

type position struct{ Line, Column int }

type kind int

const (
	end kind = iota
	word
	number
	quoted
	sign
)

type token struct {
	kind kind
	text string
	at   position
}

// tokens splits a source at blanks and where the kind of a character changes.
func tokens(source string, fail func(position, string)) (list []token) {
	at := position{1, 1}
	for source != "" {
		class := func(r rune) kind {
			switch {
			case unicode.IsLetter(r) || r == '_':
				return word
			case unicode.IsDigit(r):
				return number
			}
			return sign
		}
		first := rune(source[0])
		t := token{class(first), source[:1], at}
		switch {
		case unicode.IsSpace(first):
			t.kind = end
		case first == '"':
			n := strings.IndexByte(source[1:], '"')
			if n < 0 {
				fail(at, "literal not terminated")
				return list
			}
			t.kind, t.text = quoted, source[:n+2]
		case t.kind != sign:
			n := strings.IndexFunc(source, func(r rune) bool { return class(r) == sign || t.kind == number && class(r) != number })
			if n < 0 {
				n = len(source)
			}
			t.text = source[:n]
		}
		if t.kind != end {
			list = append(list, t)
		}
		source = source[len(t.text):]
		if at.Column += len(t.text); first == '\n' {
			at = position{at.Line + 1, 1}
		}
	}
	return append(list, token{at: at})
}

type parser struct {
	tokens []token
	err    error
}

func (p *parser) at() token {
	if len(p.tokens) == 0 {
		return token{}
	}
	return p.tokens[0]
}

func (p *parser) next() string {
	t := p.at()
	p.tokens = p.tokens[min(1, len(p.tokens)):]
	return t.text
}

func (p *parser) is(word string) bool { return p.at().kind != end && p.at().text == word }

func (p *parser) expect(word string) {
	if !p.is(word) && p.err == nil {
		p.err = fmt.Errorf("%d:%d: %q where %q is needed", p.at().at.Line, p.at().at.Column, p.at().text, word)
	}
	p.next()
}

func (p *parser) expr() expr {
	switch at := p.at().at; {
	case p.is("let"):
		p.next()
		rec := p.is("rec")
		if rec {
			p.next()
		}
		e := let{name: p.next(), rec: rec}
		var params []string
		for !p.is("=") && p.at().kind == word {
			params = append(params, p.next())
		}
		p.expect("=")
		e.val = p.expr()
		for _, param := range slices.Backward(params) {
			e.val = lambda{param, e.val}
		}
		p.expect("in")
		e.body = p.expr()
		return e
	case p.is("if"):
		p.next()
		e := cond{at: at, test: p.expr()}
		p.expect("then")
		e.yes = p.expr()
		p.expect("else")
		e.no = p.expr()
		return e
	case p.is("fun"):
		p.next()
		param := p.next()
		p.expect(".")
		return lambda{param, p.expr()}
	}
	return p.binary(0)
}

var levels = [][]string{{"<", "="}, {":"}, {"+", "-"}, {"*"}}

func (p *parser) binary(level int) expr {
	if level == len(levels) {
		return p.application()
	}
	left := p.binary(level + 1)
	for slices.ContainsFunc(levels[level], p.is) {
		at := p.at().at
		op := p.next()
		right := p.binary(level + 1)
		if op == ":" && p.is(":") { // to the right
			at2 := p.at().at
			p.next()
			right = apply{at2, apply{at2, name{at2, ":"}, right}, p.binary(level)}
		}
		left = apply{at, apply{at, name{at, op}, left}, right}
	}
	return left
}

func (p *parser) application() expr {
	e := p.atom()
	for p.at().kind == number || p.at().kind == quoted || p.is("(") || p.is("[") ||
		p.at().kind == word && !slices.Contains([]string{"in", "then", "else"}, p.at().text) {
		e = apply{p.at().at, e, p.atom()}
	}
	return e
}

func (p *parser) atom() expr {
	at := p.at().at
	switch {
	case p.at().kind == number:
		var n int
		fmt.Sscan(p.next(), &n)
		return literal{n, integer}
	case p.at().kind == quoted:
		return literal{strings.Trim(p.next(), `"`), text}
	case p.is("("):
		p.next()
		e := p.expr()
		if p.is(",") {
			p.next()
			e = apply{at, apply{at, name{at, "pair"}, e}, p.expr()}
		}
		p.expect(")")
		return e
	case p.is("["):
		p.next()
		p.expect("]")
		return name{at, "nil"}
	case p.at().kind == word:
		return name{at, p.next()}
	}
	if p.err == nil {
		p.err = fmt.Errorf("%d:%d: unexpected %q", at.Line, at.Column, p.at().text)
	}
	return literal{0, integer}
}

// ---- what is there from the start

func strict(f func(a, b value) value) value {
	return function(func(a *thunk) value {
		return function(func(b *thunk) value { return f(a.force(), b.force()) })
	})
}

func start() (types *env[scheme], values *env[*thunk]) {
	in := &inferer{level: 1}
	a, b := in.fresh(), in.fresh()
	in.level = 0
	tuple := &constructor{",", []typ{a, b}}
	for _, d := range []struct {
		name string
		t    typ
		v    value
	}{
		{"+", arrow(integer, arrow(integer, integer)), strict(func(a, b value) value { return a.(int) + b.(int) })},
		{"-", arrow(integer, arrow(integer, integer)), strict(func(a, b value) value { return a.(int) - b.(int) })},
		{"*", arrow(integer, arrow(integer, integer)), strict(func(a, b value) value { return a.(int) * b.(int) })},
		{"<", arrow(integer, arrow(integer, boolean)), strict(func(a, b value) value { return a.(int) < b.(int) })},
		{"=", arrow(a, arrow(a, boolean)), strict(func(a, b value) value { return a == b })},
		{"nil", list(a), nil},
		{":", arrow(a, arrow(list(a), list(a))), function(func(a *thunk) value {
			return function(func(b *thunk) value { return &pair{a, b} })
		})},
		{"head", arrow(list(a), a), function(func(t *thunk) value { return t.force().(*pair).a.force() })},
		{"tail", arrow(list(a), list(a)), function(func(t *thunk) value { return t.force().(*pair).b.force() })},
		{"empty", arrow(list(a), boolean), function(func(t *thunk) value { return t.force() == nil })},
		{"pair", arrow(a, arrow(b, tuple)), function(func(a *thunk) value {
			return function(func(b *thunk) value { return [2]*thunk{a, b} })
		})},
		{"fst", arrow(tuple, a), function(func(t *thunk) value { return t.force().([2]*thunk)[0].force() })},
		{"snd", arrow(tuple, b), function(func(t *thunk) value { return t.force().([2]*thunk)[1].force() })},
		{"true", boolean, true},
		{"false", boolean, false},
	} {
		types = types.with(d.name, in.generalize(d.t))
		values = values.with(d.name, &thunk{v: d.v})
	}
	return
}

func run(source string) (t string, v string, err error) {
	p := new(parser)
	p.tokens = tokens(source, func(at position, what string) { p.err = fmt.Errorf("%d:%d: %s", at.Line, at.Column, what) })
	e := p.expr()
	if p.at().kind != end && p.err == nil {
		p.err = fmt.Errorf("%d:%d: unexpected %q", p.at().at.Line, p.at().at.Column, p.at().text)
	}
	if p.err != nil {
		return "", "", p.err
	}
	types, values := start()
	in := new(inferer)
	in.level = 1
	got, err := e.infer(in, types)
	if err != nil {
		return "", "", err
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("run time: %v", r)
		}
	}()
	t = named(got)
	v = show(e.eval(values), 12)
	return
}

func main() {
	prelude := `
		let rec map f l = if empty l then [] else f (head l) : map f (tail l) in
		let rec fold f z l = if empty l then z else f (head l) (fold f z (tail l)) in
		let compose f g x = f (g x) in
		let rec take n l = if n = 0 then [] else head l : take (n - 1) (tail l) in
		let rec zip f a b = f (head a) (head b) : zip f (tail a) (tail b) in
		let rec filter p l = if p (head l) then head l : filter p (tail l) else filter p (tail l) in
		let rec from n = n : from (n + 1) in
	`
	for _, source := range []string{
		"fun x. x", "fun f. fun g. fun x. f x (g x)", "map", "fold", "compose", "zip", "filter",
		"let id x = x in (id 3, id \"three\")",
		"fold (fun a. fun b. a + b) 0 (map (fun x. x * x) (1 : 2 : 3 : 4 : []))",
		"let rec fibs = 0 : 1 : zip (fun a. fun b. a + b) fibs (tail fibs) in take 20 fibs",
		"let rec div a b = if a < b then false else if a = b then true else div (a - b) b in let rec sieve l = head l : sieve (filter (fun n. if div n (head l) then false else true) (tail l)) in take 10 (sieve (from 2))",
		"from 7", "let two f x = f (f x) in two (two two) (fun n. n + 1) 0",
		"let rec even n = if n = 0 then true else if n = 1 then false else even (n - 2) in map even (take 5 (from 10))",
		"fst (1, head [])", "pair", "fun p. (snd p, fst p)",
		"1 + true", "fun x. x x", "if 1 then 2 else 3", "if true then 2 else \"x\"", "nope 3", "head []", "let rec x = x + 1 in x",
		"let f = fun x. x in 1 2", "fun p. fst p + snd p : []", "(fun id. (id 1, id true)) (fun x. x)", "let x = in x", "(1", "\"abc", "1 : true : []",
	} {
		t, v, err := run(prelude + source)
		if err != nil {
			t = err.Error()
		}
		fmt.Printf("%-60.60s %s\n", source, t)
		if v != "" && v != "<function>" {
			fmt.Printf("    %s\n", v)
		}
	}
	fmt.Println(forced, "thunks")
}
