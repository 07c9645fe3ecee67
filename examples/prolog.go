// prolog: logic programs: terms, unification with a trail, and proofs as iterators that go back when asked for more.
package main

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

type term any // *ref, atom, int, *compound

type atom string

type ref struct {
	name string
	to   term
}

type compound struct {
	functor string
	args    []term
}

func deref(t term) term {
	for {
		r, ok := t.(*ref)
		if !ok || r.to == nil {
			return t
		}
		t = r.to
	}
}

func format(t term) string {
	switch t := deref(t).(type) {
	case *ref:
		return t.name
	case *compound:
		if t.functor == "." && len(t.args) == 2 {
			return "[" + elements(t) + "]"
		}
		var args []string
		for _, a := range t.args {
			args = append(args, format(a))
		}
		if len(args) == 2 && !unicode.IsLetter(rune(t.functor[0])) {
			return args[0] + t.functor + args[1]
		}
		return t.functor + "(" + strings.Join(args, ",") + ")"
	default:
		return fmt.Sprint(t)
	}
}

func elements(c *compound) string {
	s := format(c.args[0])
	switch rest := deref(c.args[1]).(type) {
	case *compound:
		if rest.functor == "." {
			return s + "," + elements(rest)
		}
		return s + "|" + format(rest)
	case atom:
		if rest == "[]" {
			return s
		}
	}
	return s + "|" + format(c.args[1])
}

// ---- reading

type syntaxError struct{ text, near string }

func (e *syntaxError) Error() string { return e.text + " near " + strconv.Quote(e.near) }

type reader struct {
	tokens []string
	vars   map[string]*ref
}

func tokenize(s string) (tokens []string) {
	for i := 0; i < len(s); {
		c := rune(s[i])
		j := i + 1
		switch {
		case unicode.IsSpace(c):
			i++
			continue
		case c == '%':
			for i < len(s) && s[i] != '\n' {
				i++
			}
			continue
		case c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c):
			for j < len(s) && (s[j] == '_' || unicode.IsLetter(rune(s[j])) || unicode.IsDigit(rune(s[j]))) {
				j++
			}
		default:
			for _, op := range []string{":-", "=:=", "=\\=", "\\=", "=<", ">=", "\\+", "\\=="} {
				if strings.HasPrefix(s[i:], op) {
					j = i + len(op)
				}
			}
		}
		tokens = append(tokens, s[i:j])
		i = j
	}
	return tokens
}

func (r *reader) peek() string {
	if len(r.tokens) == 0 {
		return ""
	}
	return r.tokens[0]
}

func (r *reader) next() string {
	t := r.peek()
	if t != "" {
		r.tokens = r.tokens[1:]
	}
	return t
}

func (r *reader) expect(t string) {
	if got := r.next(); got != t {
		panic(&syntaxError{t + " is missing", strings.Join(append([]string{got}, r.tokens[:min(3, len(r.tokens))]...), " ")})
	}
}

var operators = [][]string{{"=", "\\=", "is", "<", ">", "=<", ">=", "=:=", "=\\="}, {"+", "-"}, {"*", "/", "mod"}}

func (r *reader) term(level int) term {
	if level == len(operators) {
		return r.primary()
	}
	left := r.term(level + 1)
	for slices.Contains(operators[level], r.peek()) {
		op := r.next()
		left = &compound{op, []term{left, r.term(level + 1)}}
	}
	return left
}

func (r *reader) list(end string) (items []term) {
	for r.peek() != end {
		items = append(items, r.term(0))
		if r.peek() != "," {
			break
		}
		r.next()
	}
	return items
}

func (r *reader) primary() term {
	switch t := r.next(); {
	case t == "(":
		e := r.term(0)
		r.expect(")")
		return e
	case t == "\\+":
		return &compound{t, []term{r.term(0)}}
	case t == "[":
		items := r.list("]")
		var rest term = atom("[]")
		if r.peek() == "|" {
			r.next()
			rest = r.term(0)
		}
		r.expect("]")
		for _, item := range slices.Backward(items) {
			rest = &compound{".", []term{item, rest}}
		}
		return rest
	case t == "!":
		return atom(t)
	case t == "-" && r.peek() != "" && unicode.IsDigit(rune(r.peek()[0])):
		n, _ := strconv.Atoi(r.next())
		return -n
	case t != "" && unicode.IsDigit(rune(t[0])):
		n, _ := strconv.Atoi(t)
		return n
	case t == "_":
		return &ref{name: "_"}
	case t != "" && (t[0] == '_' || unicode.IsUpper(rune(t[0]))):
		if r.vars[t] == nil {
			r.vars[t] = &ref{name: t}
		}
		return r.vars[t]
	case t != "" && unicode.IsLetter(rune(t[0])):
		if r.peek() != "(" {
			return atom(t)
		}
		r.next()
		c := &compound{t, r.list(")")}
		r.expect(")")
		return c
	default:
		panic(&syntaxError{"a term is missing", strings.Join(append([]string{t}, r.tokens[:min(3, len(r.tokens))]...), " ")})
	}
}

type clause struct {
	head term
	body []term
}

func guarded(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(error)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	f()
	return nil
}

type machine struct {
	clauses map[string][]clause
	trail   []*ref
	steps   int
	fresh   int
	out     strings.Builder
}

func key(t term) string {
	switch t := deref(t).(type) {
	case atom:
		return string(t) + "/0"
	case *compound:
		return t.functor + "/" + strconv.Itoa(len(t.args))
	}
	panic(fmt.Errorf("%w: %s", errCallable, format(t)))
}

var (
	errCallable = errors.New("not callable")
	errUnbound  = errors.New("not sufficiently instantiated")
	errUnknown  = errors.New("unknown procedure")
)

func (m *machine) consult(source string) error {
	return guarded(func() {
		r := &reader{tokens: tokenize(source)}
		for r.peek() != "" {
			r.vars = map[string]*ref{}
			c := clause{head: r.term(0)}
			if r.peek() == ":-" {
				r.next()
				c.body = r.list(".")
			}
			r.expect(".")
			m.clauses[key(c.head)] = append(m.clauses[key(c.head)], c)
		}
	})
}

// ---- proving

func (m *machine) bind(r *ref, t term) bool {
	r.to = t
	m.trail = append(m.trail, r)
	return true
}

func (m *machine) undo(to int) {
	for _, r := range m.trail[to:] {
		r.to = nil
	}
	m.trail = m.trail[:to]
}

func (m *machine) unify(a, b term) bool {
	a, b = deref(a), deref(b)
	if a == b {
		return true
	}
	if r, ok := a.(*ref); ok {
		return m.bind(r, b)
	}
	if r, ok := b.(*ref); ok {
		return m.bind(r, a)
	}
	x, ok1 := a.(*compound)
	y, ok2 := b.(*compound)
	if !ok1 || !ok2 || x.functor != y.functor || len(x.args) != len(y.args) {
		return false
	}
	for i := range x.args {
		if !m.unify(x.args[i], y.args[i]) {
			return false
		}
	}
	return true
}

func (m *machine) rename(t term, with map[*ref]*ref) term {
	switch t := deref(t).(type) {
	case *ref:
		if with[t] == nil {
			m.fresh++
			with[t] = &ref{name: "_G" + strconv.Itoa(m.fresh)}
		}
		return with[t]
	case *compound:
		c := &compound{t.functor, make([]term, len(t.args))}
		for i, a := range t.args {
			c.args[i] = m.rename(a, with)
		}
		return c
	default:
		return t
	}
}

func eval(t term) int {
	switch t := deref(t).(type) {
	case int:
		return t
	case *compound:
		if len(t.args) != 2 {
			break
		}
		a, b := eval(t.args[0]), eval(t.args[1])
		switch t.functor {
		case "+":
			return a + b
		case "-":
			return a - b
		case "*":
			return a * b
		case "/":
			return a / b
		case "mod":
			return ((a % b) + b) % b
		}
	case *ref:
		panic(fmt.Errorf("%w: %s", errUnbound, "arithmetic"))
	}
	panic(fmt.Errorf("not a number: %s", format(t)))
}

// A goal list; cut says which call's alternatives a cut in it drops.
type goals struct {
	first term
	rest  *goals
	cut   *bool
}

// solve yields once for each proof. The loop's end, or a cut, ends the search.
func (m *machine) solve(g *goals) iter.Seq[struct{}] {
	return func(yield func(struct{}) bool) { m.prove(g, func() bool { return yield(struct{}{}) }) }
}

// prove calls found for each proof; it returns false when no more are wanted.
func (m *machine) prove(g *goals, found func() bool) bool {
	if g == nil {
		return found()
	}
	m.steps++
	mark := len(m.trail)
	proveIf := func(ok bool) bool {
		more := !ok || m.prove(g.rest, found)
		m.undo(mark)
		return more
	}
	goal := deref(g.first)
	c, _ := goal.(*compound)
	switch key(goal) {
	case "true/0":
		return m.prove(g.rest, found)
	case "fail/0":
		return true
	case "!/0":
		more := m.prove(g.rest, found)
		*g.cut = true
		return more
	case "=/2":
		return proveIf(m.unify(c.args[0], c.args[1]))
	case "\\=/2":
		same := m.unify(c.args[0], c.args[1])
		m.undo(mark)
		return proveIf(!same)
	case "is/2":
		return proveIf(m.unify(c.args[0], eval(c.args[1])))
	case "</2":
		return proveIf(eval(c.args[0]) < eval(c.args[1]))
	case ">/2":
		return proveIf(eval(c.args[0]) > eval(c.args[1]))
	case "=</2":
		return proveIf(eval(c.args[0]) <= eval(c.args[1]))
	case ">=/2":
		return proveIf(eval(c.args[0]) >= eval(c.args[1]))
	case "=:=/2":
		return proveIf(eval(c.args[0]) == eval(c.args[1]))
	case "=\\=/2":
		return proveIf(eval(c.args[0]) != eval(c.args[1]))
	case "write/1":
		m.out.WriteString(format(c.args[0]))
		return m.prove(g.rest, found)
	case "\\+/1":
		proved := false
		for range m.solve(&goals{c.args[0], nil, new(bool)}) {
			proved = true
			break
		}
		m.undo(mark)
		return proveIf(!proved)
	case "findall/3":
		var results []term
		for range m.solve(&goals{c.args[1], nil, new(bool)}) {
			results = append(results, m.rename(c.args[0], map[*ref]*ref{}))
		}
		var l term = atom("[]")
		for _, r := range slices.Backward(results) {
			l = &compound{".", []term{r, l}}
		}
		return proveIf(m.unify(c.args[2], l))
	}
	clauses, known := m.clauses[key(goal)]
	if !known {
		panic(fmt.Errorf("%w: %s", errUnknown, key(goal)))
	}
	cut := false
	for _, clause := range clauses {
		with := map[*ref]*ref{}
		if m.unify(goal, m.rename(clause.head, with)) {
			next := g.rest
			for _, b := range slices.Backward(clause.body) {
				next = &goals{m.rename(b, with), next, &cut}
			}
			if !m.prove(next, found) {
				return false
			}
		}
		m.undo(mark)
		if cut {
			break
		}
	}
	return true
}

func (m *machine) ask(query string, most int) (answers []string, err error) {
	err = guarded(func() {
		r := &reader{tokens: tokenize(query), vars: map[string]*ref{}}
		list := r.list(".")
		r.expect(".")
		var g *goals
		for _, t := range slices.Backward(list) {
			g = &goals{t, g, new(bool)}
		}
		for range m.solve(g) {
			var parts []string
			for name, v := range r.vars {
				parts = append(parts, name+"="+format(v))
			}
			slices.Sort(parts)
			answers = append(answers, strings.Join(parts, " "))
			if len(answers) == most {
				break
			}
		}
	})
	m.undo(0)
	return answers, err
}

const program = `
parent(tom, bob). parent(tom, liz). parent(bob, ann). parent(bob, pat). parent(pat, jim).
ancestor(X, Y) :- parent(X, Y).
ancestor(X, Z) :- parent(X, Y), ancestor(Y, Z).
sibling(X, Y) :- parent(P, X), parent(P, Y), X \= Y.
append([], L, L).
append([H|T], L, [H|R]) :- append(T, L, R).
member(X, L) :- append(_, [X|_], L).
reverse(L, R) :- rev(L, [], R).
rev([], A, A).
rev([H|T], A, R) :- rev(T, [H|A], R).
length([], 0).
length([_|T], N) :- length(T, M), N is M + 1.
max(X, Y, X) :- X >= Y, !.
max(_, Y, Y).
fact(0, 1) :- !.
fact(N, F) :- M is N - 1, fact(M, G), F is N * G.
range(N, N, [N]) :- !.
range(A, B, [A|T]) :- C is A + 1, range(C, B, T).
select(X, [X|T], T).
select(X, [H|T], [H|R]) :- select(X, T, R).
queens(N, Q) :- range(1, N, L), place(L, [], Q).
place([], Q, Q).
place(L, Done, Q) :- select(X, L, Rest), safe(X, 1, Done), place(Rest, [X|Done], Q).
safe(_, _, []).
safe(X, D, [Y|T]) :- A is X - Y, A =\= D, B is Y - X, B =\= D, E is D + 1, safe(X, E, T).
prime(N) :- N > 1, \+ divisible(N, 2).
divisible(N, D) :- D * D =< N, 0 =:= N mod D, !.
divisible(N, D) :- D * D =< N, E is D + 1, divisible(N, E).
good(P, L) :- member(P, L), prime(P).
before(A, B, [A,B|_]).
before(A, B, [_|T]) :- before(A, B, T).
houses(H, Owner) :- H = [h(_, _, _), h(_, _, _), h(_, _, _)],
	member(h(red, english, _), H), member(h(_, spanish, jaguar), H),
	before(h(_, _, snail), h(_, japanese, _), H), before(h(_, _, snail), h(blue, _, _), H),
	member(h(_, Owner, zebra), H).
`

func main() {
	m := &machine{clauses: map[string][]clause{}}
	if err := m.consult(program); err != nil {
		fmt.Println(err)
		return
	}
	for _, query := range []string{
		"ancestor(tom, X).", "sibling(ann, S).", "append(X, Y, [1,2,3]).", "append([1|T], [9], [1,5,9]).", "member(X, [a, f(Y), c]), X = f(7).",
		"reverse([1,2,3,[4]], R).", "length([a,B], N).", "max(3, 7, M).", "max(7, 3, M).", "fact(10, F).", "queens(6, Q).", "queens(8, Q).", "queens(3, Q).",
		"range(1, 40, L), findall(P, good(P, L), X).", "findall(N, select(N, [3,1,2], _), L).", "range(1, 12, L), findall(X, member(X, L), Y).",
		"X = point(1, Y), Y is 2 * 3 - -4.", "\\+ member(x, [a, b]).", "\\+ member(a, [a, b]).", "houses(H, Who).", "X is foo + 1.", "X is Y + 1.", "nope(1).", "append(X, Y.", "f(X) = g(X).",
		"write(hello), write([1,2|T]), fail.", "X = 7, Y is X mod 4, Z is -7 mod 4.", "X = 3, X.", "X is 1 / 0.",
	} {
		answers, err := m.ask(query, 4)
		if len(answers) == 0 && err == nil {
			answers = []string{"no"}
		}
		fmt.Printf("?- %s\n", query)
		for _, a := range answers {
			if a == "" {
				a = "yes"
			}
			fmt.Println("  ", a)
		}
		if err != nil {
			fmt.Println("   error:", err, errors.Is(err, errUnknown), errors.Is(err, errUnbound))
		}
	}
	fmt.Println(m.out.String(), m.steps, "steps", len(m.trail), "left on the trail")
}
