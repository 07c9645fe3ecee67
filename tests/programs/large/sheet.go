// sheet: a spreadsheet: formulas over cells and ranges, values again when what they need has changed, cycles, errors that spread, CSV in and out.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

type ref struct{ col, row int }

func (r ref) String() string {
	name := ""
	for c := r.col; c >= 0; c = c/26 - 1 {
		name = string(rune('A'+c%26)) + name
	}
	return name + strconv.Itoa(r.row+1)
}

func (r ref) compare(o ref) int {
	if r.row != o.row {
		return r.row - o.row
	}
	return r.col - o.col
}

func parseRef(s string) (r ref, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z'; i++ {
		r.col = r.col*26 + int(s[i]-'A') + 1
	}
	n, err := strconv.Atoi(s[i:])
	r.col--
	r.row = n - 1
	return r, i > 0 && i < len(s) && err == nil && n > 0
}

// A value is a number, a text, a bool, an error or nothing.
type value interface{}

type cellError string

func (e cellError) Error() string { return string(e) }

const (
	errCycle  = cellError("#CYCLE!")
	errDiv    = cellError("#DIV/0!")
	errValue  = cellError("#VALUE!")
	errName   = cellError("#NAME?")
	errSyntax = cellError("#SYNTAX!")
)

func show(v value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return strconv.FormatFloat(v, 'g', 8, 64)
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	}
	return fmt.Sprint(v)
}

type formula interface {
	eval(*sheet) value
	needs(yield func(ref) bool) bool
}

type (
	constant struct{ v value }
	cellRef  ref
	area     struct{ from, to ref }
	binary   struct {
		op   string
		a, b formula
	}
	negation struct{ of formula }
	call     struct {
		name string
		args []formula
	}
)

func (c constant) eval(*sheet) value              { return c.v }
func (constant) needs(func(ref) bool) bool        { return true }
func (c cellRef) eval(s *sheet) value             { return s.value(ref(c)) }
func (c cellRef) needs(yield func(ref) bool) bool { return yield(ref(c)) }
func (a area) eval(*sheet) value                  { return errValue }
func (a area) needs(yield func(ref) bool) bool {
	for row := a.from.row; row <= a.to.row; row++ {
		for col := a.from.col; col <= a.to.col; col++ {
			if !yield(ref{col, row}) {
				return false
			}
		}
	}
	return true
}
func (n negation) needs(yield func(ref) bool) bool { return n.of.needs(yield) }
func (n negation) eval(s *sheet) value {
	return binary{"-", constant{0.0}, n.of}.eval(s)
}
func (b binary) needs(yield func(ref) bool) bool { return b.a.needs(yield) && b.b.needs(yield) }
func (c call) needs(yield func(ref) bool) bool {
	return !slices.ContainsFunc(c.args, func(f formula) bool { return !f.needs(yield) })
}

func number(v value) (float64, value) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case float64:
		return v, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case cellError:
		return 0, v
	}
	return 0, errValue
}

func (b binary) eval(s *sheet) value {
	x, y := b.a.eval(s), b.b.eval(s)
	for _, v := range []value{x, y} {
		if e, ok := v.(cellError); ok {
			return e
		}
	}
	switch b.op {
	case "&":
		return show(x) + show(y)
	case "=":
		return x == y
	case "<>":
		return x != y
	}
	n, e1 := number(x)
	m, e2 := number(y)
	if e1 != nil || e2 != nil {
		return errValue
	}
	switch b.op {
	case "+":
		return n + m
	case "-":
		return n - m
	case "*":
		return n * m
	case "/":
		if m == 0 {
			return errDiv
		}
		return n / m
	case "^":
		return math.Pow(n, m)
	case "<":
		return n < m
	case ">":
		return n > m
	case "<=":
		return n <= m
	}
	return n >= m
}

// folds are the functions over all numbers of their arguments.
var folds = map[string]func([]float64) value{
	"SUM":   func(ns []float64) value { return sum(ns) },
	"COUNT": func(ns []float64) value { return float64(len(ns)) },
	"AVG": func(ns []float64) value {
		if len(ns) == 0 {
			return errDiv
		}
		return sum(ns) / float64(len(ns))
	},
	"MAX": func(ns []float64) value { return slices.Max(append(ns, math.Inf(-1))) },
	"MIN": func(ns []float64) value { return slices.Min(append(ns, math.Inf(1))) },
	"STDEV": func(ns []float64) value {
		if len(ns) < 2 {
			return errDiv
		}
		mean, d := sum(ns)/float64(len(ns)), 0.0
		for _, n := range ns {
			d += (n - mean) * (n - mean)
		}
		return math.Sqrt(d / float64(len(ns)-1))
	},
}

func sum(ns []float64) (t float64) {
	for _, n := range ns {
		t += n
	}
	return t
}

func (c call) eval(s *sheet) value {
	if c.name == "IF" && len(c.args) == 3 {
		test, err := number(c.args[0].eval(s))
		switch {
		case err != nil:
			return err
		case test != 0:
			return c.args[1].eval(s)
		}
		return c.args[2].eval(s)
	}
	if c.name == "IFERROR" && len(c.args) == 2 {
		if v := c.args[0].eval(s); !isError(v) {
			return v
		}
		return c.args[1].eval(s)
	}
	if c.name == "UPPER" && len(c.args) == 1 {
		return strings.ToUpper(show(c.args[0].eval(s)))
	}
	fold, ok := folds[c.name]
	if !ok {
		return errName
	}
	var ns []float64
	for _, arg := range c.args {
		values := []value{nil}
		if a, ok := arg.(area); ok {
			values = values[:0]
			for r := range func(yield func(ref) bool) { a.needs(yield) } {
				values = append(values, s.value(r))
			}
		} else {
			values[0] = arg.eval(s)
		}
		for _, v := range values {
			switch v := v.(type) {
			case float64:
				ns = append(ns, v)
			case cellError:
				return v
			}
		}
	}
	return fold(ns)
}

func isError(v value) bool { _, ok := v.(cellError); return ok }

// ---- the parser: precedence climbing

type parser struct {
	text string
	pos  int
}

type syntaxError struct {
	pos  int
	what string
}

func (e *syntaxError) Error() string        { return fmt.Sprintf("%d: %s", e.pos, e.what) }
func (e *syntaxError) Is(target error) bool { return target == errSyntax }

func (p *parser) fail(format string, args ...any) {
	panic(&syntaxError{p.pos, fmt.Sprintf(format, args...)})
}

func (p *parser) skip() {
	for p.pos < len(p.text) && p.text[p.pos] == ' ' {
		p.pos++
	}
}

func (p *parser) take(s string) bool {
	p.skip()
	if strings.HasPrefix(p.text[p.pos:], s) {
		p.pos += len(s)
		return true
	}
	return false
}

var power = []struct {
	op    string
	level int
}{{"<>", 1}, {"<=", 1}, {">=", 1}, {"=", 1}, {"<", 1}, {">", 1}, {"&", 2}, {"+", 3}, {"-", 3}, {"*", 4}, {"/", 4}, {"^", 6}}

func (p *parser) binary(level int) formula {
	left := p.unary()
next:
	for {
		p.skip()
		for _, o := range power {
			if o.level >= level && strings.HasPrefix(p.text[p.pos:], o.op) {
				p.pos += len(o.op)
				above := o.level + 1
				if o.op == "^" {
					above = o.level
				}
				left = binary{o.op, left, p.binary(above)}
				continue next
			}
		}
		return left
	}
}

func (p *parser) unary() formula {
	if p.take("-") {
		return negation{p.binary(5)}
	}
	if p.take("(") {
		f := p.binary(1)
		if !p.take(")") {
			p.fail(") is missing")
		}
		return f
	}
	if p.take(`"`) {
		n := strings.IndexByte(p.text[p.pos:], '"')
		if n < 0 {
			p.fail("text is not closed")
		}
		p.pos += n + 1
		return constant{p.text[p.pos-n-1 : p.pos-1]}
	}
	start := p.pos
	for p.pos < len(p.text) && (p.text[p.pos] == '.' || p.text[p.pos] >= '0' && p.text[p.pos] <= '9' || p.text[p.pos] >= 'A' && p.text[p.pos] <= 'Z') {
		p.pos++
	}
	word := p.text[start:p.pos]
	if word == "" {
		p.fail("a value is missing")
	}
	if n, err := strconv.ParseFloat(word, 64); err == nil && word[0] < 'A' {
		return constant{n}
	}
	if p.take("(") {
		c := call{name: word}
		for !p.take(")") {
			if len(c.args) > 0 && !p.take(",") {
				p.fail(", or ) is missing in %s", word)
			}
			c.args = append(c.args, p.binary(1))
		}
		return c
	}
	r, ok := parseRef(word)
	if !ok {
		return constant{errName}
	}
	if p.take(":") {
		other, ok := p.unary().(cellRef)
		if !ok {
			p.fail("a range needs two cells")
		}
		return area{ref{min(r.col, other.col), min(r.row, other.row)}, ref{max(r.col, other.col), max(r.row, other.row)}}
	}
	return cellRef(r)
}

func parse(text string) (f formula, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*syntaxError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	p := &parser{text: text}
	f = p.binary(1)
	if p.skip(); p.pos < len(text) {
		p.fail("%q is left over", text[p.pos:])
	}
	return f, nil
}

// ---- the sheet

type cell struct {
	source string
	f      formula
	v      value
	fresh  bool
	busy   bool
	users  map[ref]bool
}

type sheet struct {
	cells map[ref]*cell
	evals int
}

func (s *sheet) cell(r ref) *cell {
	c := s.cells[r]
	if c == nil {
		c = &cell{fresh: true, users: map[ref]bool{}}
		s.cells[r] = c
	}
	return c
}

// set gives a cell its text, and makes stale what depends on it.
func (s *sheet) set(name, source string) error {
	r, ok := parseRef(name)
	if !ok {
		return fmt.Errorf("no such cell: %q", name)
	}
	c := s.cell(r)
	if c.f != nil {
		c.f.needs(func(need ref) bool { delete(s.cell(need).users, r); return true })
	}
	c.source, c.f = source, nil
	var err error
	switch n, e := strconv.ParseFloat(source, 64); {
	case strings.HasPrefix(source, "="):
		if c.f, err = parse(source[1:]); err != nil {
			c.f = constant{errSyntax}
			err = fmt.Errorf("%s: %w", name, err)
		}
		c.f.needs(func(need ref) bool { s.cell(need).users[r] = true; return true })
	case e == nil:
		c.f = constant{n}
	case source != "":
		c.f = constant{source}
	default:
		c.f = constant{}
	}
	s.spoil(r)
	return err
}

func (s *sheet) spoil(r ref) {
	c := s.cell(r)
	c.fresh = false
	for user := range c.users {
		if s.cells[user].fresh {
			s.spoil(user)
		}
	}
}

func (s *sheet) value(r ref) value {
	c := s.cells[r]
	if c == nil || c.f == nil || c.fresh {
		if c == nil {
			return nil
		}
		return c.v
	}
	if c.busy {
		return errCycle
	}
	c.busy = true
	s.evals++
	c.v = c.f.eval(s)
	c.busy, c.fresh = false, true
	return c.v
}

func load(r io.Reader) (*sheet, error) {
	s := &sheet{cells: map[ref]*cell{}}
	var errs []error
	lines := bufio.NewScanner(r)
	for y := 0; lines.Scan(); y++ {
		row, err := split(lines.Text())
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", y+1, err))
		}
		for x, text := range row {
			if text != "" {
				errs = append(errs, s.set(ref{x, y}.String(), text))
			}
		}
	}
	return s, errors.Join(append(errs, lines.Err())...)
}

var errQuote = errors.New("quote is not closed")

// split returns the fields of a line of comma-separated values; quotes within quotes are doubled.
func split(line string) (fields []string, err error) {
	for {
		if !strings.HasPrefix(line, `"`) {
			text, rest, more := strings.Cut(line, ",")
			fields = append(fields, text)
			if !more {
				return fields, nil
			}
			line = rest
			continue
		}
		var b strings.Builder
		for {
			n := strings.IndexByte(line[1:], '"')
			if n < 0 {
				return fields, errQuote
			}
			b.WriteString(line[1 : n+1])
			line = line[n+2:]
			if !strings.HasPrefix(line, `"`) {
				break
			}
			b.WriteByte('"')
		}
		fields = append(fields, b.String())
		if line == "" {
			return fields, nil
		}
		line = strings.TrimPrefix(line, ",")
	}
}

func join(fields ...string) string {
	for i, f := range fields {
		if strings.ContainsAny(f, "\",") {
			fields[i] = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
	}
	return strings.Join(fields, ",")
}

func (s *sheet) print(w io.Writer, cols, rows int) {
	tw := tabwriter.NewWriter(w, 4, 0, 2, ' ', tabwriter.AlignRight)
	for row := -1; row < rows; row++ {
		for col := -1; col < cols; col++ {
			switch {
			case row < 0 && col >= 0:
				fmt.Fprint(tw, strings.TrimRight(ref{col, 0}.String(), "1"))
			case row >= 0 && col < 0:
				fmt.Fprint(tw, row+1)
			case row >= 0:
				fmt.Fprint(tw, show(s.value(ref{col, row})))
			}
			fmt.Fprint(tw, "\t")
		}
		fmt.Fprintln(tw)
	}
	tw.Flush()
}

const table = `item,price,count,total,share
pens,1.25,12,=B2*C2,=D2/D$6
"paper, white",4.5,3,=B3*C3,=D3/D6
ink,19.99,2,=B4*C4,=D4/D6
gift,0,1,=B5*C5,=D5/D6
sum,,=SUM(C2:C5),=SUM(D2:D5),=SUM(E3:E5)
mean,=AVG(B2:B5),=AVG(C2:C5),=STDEV(D2:D5),"=IF(D6>60,""many "" & UPPER(""yes""),""few"")"
odd,=1/0,"=IFERROR(B8*2,-2^2+10)",=B8+1,=FOO(1)
more,=A2+1,=MAX(B2:B5)-MIN(B2:B5),=2^3^2,=1+2*3-4/8>=6.5
cycle,=C10,=D10+1,=B10,=COUNT(A1:E7)
`

func main() {
	s, err := load(strings.NewReader(table))
	fmt.Println(err, errors.Is(err, errSyntax))
	fmt.Println(s.set("E2", "=D2/D6"))
	s.print(os.Stdout, 5, 10)
	fmt.Println(s.evals, "evaluations")
	s.print(io.Discard, 5, 10)
	fmt.Println(s.evals, "after looking again")

	s.set("C2", "40")
	s.print(io.Discard, 5, 10)
	fmt.Println(s.evals, "after one change;", "D6", show(s.value(ref{3, 5})), "E7", s.value(ref{4, 6}))
	s.set("D10", "5")
	for _, name := range []string{"B10", "C10", "D10"} {
		r, _ := parseRef(name)
		fmt.Print(name, " ", show(s.value(r)), "; ")
	}
	fmt.Println()
	for _, bad := range []string{"=", "=(1", "=\"x", "=SUM(1 2)", "=1 2", "=A1:3", "=1+", "=A1:B"} {
		err := s.set("Z9", bad)
		var se *syntaxError
		fmt.Printf("%-10s %v (%t) %v\n", bad, err, errors.As(err, &se), show(s.value(ref{25, 8})))
	}
	fmt.Println(s.set("9Z", "1"), ref{0, 0}, ref{25, 9}, ref{26, 0}, ref{701, 98}, ref{702, 0})

	big := &sheet{cells: map[ref]*cell{}}
	big.set("A1", "1")
	for i := 2; i <= 400; i++ {
		big.set("A"+strconv.Itoa(i), fmt.Sprintf("=A%d+1", i-1))
		big.set("B"+strconv.Itoa(i), fmt.Sprintf("=SUM(A1:A%d)/COUNT(A1:A%d)", i, i))
	}
	fmt.Println(show(big.value(ref{0, 399})), show(big.value(ref{1, 399})), big.evals)
	big.set("A1", "11")
	fmt.Println(show(big.value(ref{1, 399})), big.evals)

	_, err = load(strings.NewReader("a,\"b\n=(\n"))
	fmt.Println(err, errors.Is(err, errQuote), errors.Is(err, errSyntax))
	for _, r := range slices.SortedFunc(maps.Keys(s.cells), ref.compare) {
		if c := s.cells[r]; strings.HasPrefix(c.source, "=") && r.row < 7 {
			fmt.Println(join(r.String(), c.source, show(s.value(r))))
		}
	}
}
