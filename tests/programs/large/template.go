// template: a text template language: a lexer of state functions that talks over a channel, a parser, and a tree that is evaluated by reflection.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	text    kind = iota
	open         // {{
	closing      // }}
	word
	field // .Name
	str
	number
	pipe
	failure
	end
)

var kindNames = map[kind]string{text: "text", open: "{{", closing: "}}", word: "word", field: "field", str: "string", number: "number", pipe: "|", failure: "error", end: "end"}

func (k kind) String() string { return kindNames[k] }

type token struct {
	kind kind
	text string
	line int
}

func (t token) String() string {
	if t.kind == end {
		return "end"
	}
	return fmt.Sprintf("%v(%.12q)", t.kind, t.text)
}

// A state scans, emits tokens and tells what comes next; nil ends the lexer.
type state func(*lexer) state

type lexer struct {
	input      string
	start, pos int
	line       int
	tokens     chan token
}

func lex(input string) *lexer {
	l := &lexer{input: input, line: 1, tokens: make(chan token)}
	go func() {
		defer close(l.tokens)
		for s := state(inText); s != nil; {
			s = s(l)
		}
	}()
	return l
}

func (l *lexer) emit(k kind) {
	t := l.input[l.start:l.pos]
	l.tokens <- token{k, t, l.line}
	l.line += strings.Count(t, "\n")
	l.start = l.pos
}

func (l *lexer) fail(format string, args ...any) state {
	l.tokens <- token{failure, fmt.Sprintf(format, args...), l.line}
	return nil
}

func (l *lexer) next() rune {
	r, size := utf8.DecodeRuneInString(l.input[l.pos:])
	l.pos += size
	if size == 0 {
		return -1
	}
	return r
}

func (l *lexer) accept(ok func(rune) bool) {
	for l.pos < len(l.input) {
		r, size := utf8.DecodeRuneInString(l.input[l.pos:])
		if !ok(r) {
			return
		}
		l.pos += size
	}
}

func inText(l *lexer) state {
	n := strings.Index(l.input[l.pos:], "{{")
	if n < 0 {
		l.pos = len(l.input)
		if l.pos > l.start {
			l.emit(text)
		}
		l.emit(end)
		return nil
	}
	l.pos += n
	if n > 0 {
		l.emit(text)
	}
	l.pos += 2
	l.emit(open)
	return inAction
}

func letter(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func inAction(l *lexer) state {
	l.accept(unicode.IsSpace)
	l.line += strings.Count(l.input[l.start:l.pos], "\n")
	l.start = l.pos
	if strings.HasPrefix(l.input[l.pos:], "}}") {
		l.pos += 2
		l.emit(closing)
		return inText
	}
	switch r := l.next(); {
	case r == -1:
		return l.fail("action is not closed")
	case r == '|':
		l.emit(pipe)
	case r == '"':
		return inString
	case r == '.':
		l.accept(func(r rune) bool { return letter(r) || r == '.' })
		l.emit(field)
	case r == '-' || unicode.IsDigit(r):
		l.accept(func(r rune) bool { return letter(r) || r == '.' })
		if _, err := strconv.ParseFloat(l.input[l.start:l.pos], 64); err != nil {
			return l.fail("bad number %q", l.input[l.start:l.pos])
		}
		l.emit(number)
	case letter(r):
		l.accept(letter)
		l.emit(word)
	default:
		return l.fail("unexpected %q", r)
	}
	return inAction
}

func inString(l *lexer) state {
	for {
		switch l.next() {
		case '\\':
			l.next()
		case '"':
			l.emit(str)
			return inAction
		case -1, '\n':
			return l.fail("string is not closed")
		}
	}
}

type node interface {
	run(*context) error
}

type (
	textNode  string
	printNode struct {
		line int
		pipe []command
	}
	command []token
	ifNode  struct {
		cond        printNode
		body, other []node
	}
	rangeNode struct {
		over        printNode
		body, other []node
	}
)

type syntaxError struct {
	line int
	text string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.text) }

type parser struct {
	l   *lexer
	tok token
}

func (p *parser) advance() token {
	t := p.tok
	if n, ok := <-p.l.tokens; ok {
		p.tok = n
	}
	if p.tok.kind == failure {
		panic(&syntaxError{p.tok.line, p.tok.text})
	}
	return t
}

func parse(source string) (list []node, err error) {
	p := &parser{l: lex(source)}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *syntaxError:
			err = e
			for range p.l.tokens { // let the lexer end
			}
		default:
			panic(e)
		}
	}()
	p.advance()
	list, stop := p.list()
	if stop != "" {
		panic(&syntaxError{p.tok.line, "unexpected " + stop})
	}
	return list, nil
}

// list parses up to the end, else or the end of the template, and says which it was.
func (p *parser) list() (list []node, stop string) {
	for {
		switch t := p.advance(); t.kind {
		case end:
			return list, ""
		case text:
			list = append(list, textNode(t.text))
		case open:
			if p.tok.kind != word {
				list = append(list, p.pipeline())
				continue
			}
			switch p.tok.text {
			case "end", "else":
				stop = p.advance().text
				p.expect(closing)
				return list, stop
			case "if":
				p.advance()
				n := &ifNode{cond: p.pipeline()}
				n.body, n.other = p.branches("if")
				list = append(list, n)
			case "range":
				p.advance()
				n := &rangeNode{over: p.pipeline()}
				n.body, n.other = p.branches("range")
				list = append(list, n)
			default:
				list = append(list, p.pipeline())
			}
		}
	}
}

func (p *parser) branches(of string) (body, other []node) {
	line := p.tok.line
	body, stop := p.list()
	if stop == "else" {
		other, stop = p.list()
	}
	if stop != "end" {
		panic(&syntaxError{line, of + " without end"})
	}
	return
}

func (p *parser) expect(k kind) token {
	if p.tok.kind != k {
		panic(&syntaxError{p.tok.line, fmt.Sprintf("%v where %v should be", p.tok, k)})
	}
	return p.advance()
}

func (p *parser) pipeline() printNode {
	n := printNode{line: p.tok.line, pipe: []command{nil}}
	for {
		t := p.advance()
		if (t.kind == closing || t.kind == pipe) && len(n.pipe[len(n.pipe)-1]) == 0 {
			panic(&syntaxError{t.line, "empty command"})
		}
		switch t.kind {
		case closing:
			return n
		case pipe:
			n.pipe = append(n.pipe, nil)
		case end:
			panic(&syntaxError{t.line, "action is not closed"})
		default:
			last := &n.pipe[len(n.pipe)-1]
			*last = append(*last, t)
		}
	}
}

type context struct {
	out   io.Writer
	dot   reflect.Value
	funcs map[string]any
}

func (n textNode) run(c *context) error {
	_, err := io.WriteString(c.out, string(n))
	return err
}

func (n printNode) run(c *context) error {
	v, err := n.eval(c)
	if err == nil {
		_, err = fmt.Fprint(c.out, v)
	}
	return err
}

func (n printNode) eval(c *context) (v reflect.Value, err error) {
	for i, command := range n.pipe {
		args := []reflect.Value{}
		for _, t := range command[1:] {
			a, err := operand(c, t)
			if err != nil {
				return v, err
			}
			args = append(args, a)
		}
		if i > 0 {
			args = append(args, v)
		}
		if command[0].kind == word {
			v, err = call(c, command[0], args)
		} else {
			v, err = operand(c, command[0])
		}
		if err != nil {
			return v, fmt.Errorf("line %d: %w", n.line, err)
		}
	}
	return v, nil
}

var errNoSuch = errors.New("no such name")

func operand(c *context, t token) (reflect.Value, error) {
	switch t.kind {
	case str:
		s, err := strconv.Unquote(t.text)
		return reflect.ValueOf(s), err
	case number:
		if n, err := strconv.Atoi(t.text); err == nil {
			return reflect.ValueOf(n), nil
		}
		f, err := strconv.ParseFloat(t.text, 64)
		return reflect.ValueOf(f), err
	case word:
		return call(c, t, nil)
	}
	v := c.dot
	for _, name := range strings.FieldsFunc(t.text, func(r rune) bool { return r == '.' }) {
		for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer && !v.MethodByName(name).IsValid() {
			v = v.Elem()
		}
		switch m := v.MethodByName(name); {
		case m.IsValid():
			v = m.Call(nil)[0]
		case v.Kind() == reflect.Struct && v.FieldByName(name).IsValid():
			v = v.FieldByName(name)
		case v.Kind() == reflect.Map && v.MapIndex(reflect.ValueOf(name)).IsValid():
			v = v.MapIndex(reflect.ValueOf(name))
		default:
			return v, fmt.Errorf("%w: .%s of %v", errNoSuch, name, v.Type())
		}
	}
	return v, nil
}

func call(c *context, t token, args []reflect.Value) (reflect.Value, error) {
	f := reflect.ValueOf(c.funcs[t.text])
	if !f.IsValid() {
		return f, fmt.Errorf("%w: function %s", errNoSuch, t.text)
	}
	ft := f.Type()
	if n := ft.NumIn(); len(args) != n && !(ft.IsVariadic() && len(args) >= n-1) {
		return f, fmt.Errorf("%s takes %d arguments, not %d", t.text, n, len(args))
	}
	for i := range args {
		in := ft.In(min(i, ft.NumIn()-1))
		if ft.IsVariadic() && i >= ft.NumIn()-1 {
			in = in.Elem()
		}
		if args[i].Kind() == reflect.Interface && !args[i].Type().AssignableTo(in) {
			args[i] = args[i].Elem()
		}
		if !args[i].Type().AssignableTo(in) {
			return f, fmt.Errorf("%s: argument %d is of type %v, not %v", t.text, i+1, args[i].Type(), in)
		}
	}
	out := f.Call(args)
	if len(out) == 2 && !out[1].IsNil() {
		return f, out[1].Interface().(error)
	}
	return out[0], nil
}

func runAll(c *context, list []node) error {
	for _, n := range list {
		if err := n.run(c); err != nil {
			return err
		}
	}
	return nil
}

func (n *ifNode) run(c *context) error {
	v, err := n.cond.eval(c)
	if err != nil {
		return err
	}
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.IsValid() && !v.IsZero() && !(v.Kind() == reflect.Slice && v.Len() == 0) {
		return runAll(c, n.body)
	}
	return runAll(c, n.other)
}

func (n *rangeNode) run(c *context) error {
	v, err := n.over.eval(c)
	if err != nil {
		return err
	}
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.Type().CanSeq2() {
		return fmt.Errorf("line %d: cannot range over %v", n.over.line, v.Type())
	}
	ran := false
	for _, item := range v.Seq2() {
		ran = true
		if err := runAll(&context{c.out, item, c.funcs}, n.body); err != nil {
			return err
		}
	}
	if !ran {
		return runAll(c, n.other)
	}
	return nil
}

type item struct {
	Name  string
	Price float64
	Tags  []string
	Stock map[string]int
}

func (i *item) Total() float64 { return i.Price * float64(i.Stock["north"]+i.Stock["south"]) }
func (i item) Slug() string    { return strings.ReplaceAll(strings.ToLower(i.Name), " ", "-") }

const page = `{{.Title | upper}} ({{len .Items}} items)
{{range .Items}}* {{.Name | pad 12}} {{printf "%8.2f" .Price}} {{.Slug}}{{if .Tags}} [{{range .Tags}}{{.|quote}} {{end}}]{{else}} no tags{{end}}
  {{.Stock.north}} in the north, {{
	printf "%.1f" .Total
}} in all
{{else}}nothing
{{end}}{{if .Note}}note: {{.Note}}{{end}}bye, {{"\tw\u00f6rld" | printf "%q %v" 3}}
`

func main() {
	funcs := map[string]any{
		"upper":  strings.ToUpper,
		"len":    func(v any) int { return reflect.ValueOf(v).Len() },
		"printf": fmt.Sprintf,
		"quote":  strconv.Quote,
		"pad":    func(n int, s string) string { return fmt.Sprintf("%-*s", n, s) },
		"fail":   func(s string) (string, error) { return "", errors.New(s) },
	}
	data := map[string]any{"Title": "stock", "Note": "", "Items": []*item{
		{"Blue Pen", 1.25, []string{"ink", "blue"}, map[string]int{"north": 3, "south": 10}},
		{"Paper", 0.015, nil, map[string]int{"north": 5000}},
	}}
	list, err := parse(page)
	fmt.Println(len(list), "nodes", err)
	if err := runAll(&context{os.Stdout, reflect.ValueOf(data), funcs}, list); err != nil {
		fmt.Println("error:", err)
	}
	for t := range lex("a{{ .B.C | f -1.5 \"x\" }}\n").tokens {
		fmt.Print(t, " ")
	}
	fmt.Println()
	for _, bad := range []string{
		"{{", "{{}}", "x\n{{if .A}}", "{{end}}", "{{\"abc\n\"}}", "{{3x}}", "{{ ? }}", "{{range .Title}}{{end}}", "{{.Nope}}", "\n\n{{.Items.X}}",
		"{{nope 1}}", "{{upper 1}}", "{{upper}}", "{{fail \"on purpose\"}}", "{{if .A}}{{else}}{{else}}{{end}}", "{{.Title | pad 3 | | upper}}",
	} {
		list, err := parse(bad)
		if err == nil {
			err = runAll(&context{io.Discard, reflect.ValueOf(data), funcs}, list)
		}
		var se *syntaxError
		fmt.Printf("%-38q %v (syntax %t, name %t)\n", bad, err, errors.As(err, &se), errors.Is(err, errNoSuch))
	}
}
