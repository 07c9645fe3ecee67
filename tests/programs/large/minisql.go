// minisql: SELECT over tables in memory: tokens, parser, conditions, joins by hash, groups, order; errors in words.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

type table struct {
	columns []string
	rows    [][]any // string or float64
}

type query struct {
	columns []column
	from    string
	join    string
	left    string
	right   string
	where   []condition
	group   string
	order   string
	desc    bool
	limit   int
}

type column struct{ fn, name string }

type condition struct {
	name, op string
	value    any
}

func tokens(s string) []string {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		n := 1
		switch c := s[0]; {
		case c == '\'':
			n = strings.IndexByte(s[1:], '\'') + 2
			if n == 1 {
				n = len(s)
			}
		case strings.IndexByte("(),*", c) >= 0:
		case strings.IndexByte("<>=!", c) >= 0:
			if len(s) > 1 && s[1] == '=' {
				n = 2
			}
		default:
			for n < len(s) && strings.IndexByte(" (),*<>=!'", s[n]) < 0 {
				n++
			}
		}
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

type parser struct{ words []string }

func (p *parser) is(word string) bool { return len(p.words) > 0 && strings.EqualFold(p.words[0], word) }

func (p *parser) accept(words ...string) bool {
	if !p.is(words[0]) {
		return false
	}
	p.words = p.words[1:]
	for _, w := range words[1:] {
		p.expect(w)
	}
	return true
}

func (p *parser) expect(word string) {
	if !p.accept(word) {
		panic(fmt.Sprintf("expected %s at %.20q", word, strings.Join(p.words, " ")))
	}
}

func (p *parser) word() string {
	if len(p.words) == 0 {
		panic("unexpected end of query")
	}
	w := p.words[0]
	p.words = p.words[1:]
	return w
}

func parse(text string) query {
	p := &parser{tokens(text)}
	q := query{limit: -1}
	p.expect("SELECT")
	for {
		c := column{name: p.word()}
		if p.accept("(") {
			c.fn = strings.ToLower(c.name)
			c.name = p.word()
			p.expect(")")
		}
		q.columns = append(q.columns, c)
		if !p.accept(",") {
			break
		}
	}
	p.expect("FROM")
	q.from = p.word()
	if p.accept("JOIN") {
		q.join = p.word()
		p.expect("ON")
		q.left = p.word()
		p.expect("=")
		q.right = p.word()
	}
	for p.is("WHERE") || p.is("AND") {
		p.word()
		c := condition{name: p.word(), op: p.word()}
		v := p.word()
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			c.value = f
		} else {
			c.value = strings.Trim(v, "'")
		}
		q.where = append(q.where, c)
	}
	if p.accept("GROUP", "BY") {
		q.group = p.word()
	}
	if p.accept("ORDER", "BY") {
		q.order = p.word()
		q.desc = p.accept("DESC")
	}
	if p.accept("LIMIT") {
		q.limit, _ = strconv.Atoi(p.word())
	}
	if len(p.words) > 0 {
		panic(fmt.Sprintf("unexpected %q", p.words[0]))
	}
	return q
}

func (t *table) index(name string) int {
	i := slices.Index(t.columns, name)
	if i < 0 {
		panic(fmt.Sprintf("no column %q in %v", name, t.columns))
	}
	return i
}

func compare(a, b any) int {
	switch a := a.(type) {
	case float64:
		if b, ok := b.(float64); ok {
			return cmp.Compare(a, b)
		}
	case string:
		if b, ok := b.(string); ok {
			return cmp.Compare(a, b)
		}
	}
	panic(fmt.Sprintf("cannot compare %v and %v", a, b))
}

func aggregate(fn string, rows [][]any, i int) any {
	if fn == "count" {
		return float64(len(rows))
	}
	best := rows[0][i]
	sum := 0.0
	for _, r := range rows {
		if fn == "min" && compare(r[i], best) < 0 || fn == "max" && compare(r[i], best) > 0 {
			best = r[i]
		}
		if f, ok := r[i].(float64); ok {
			sum += f
		}
	}
	switch fn {
	case "sum":
		return sum
	case "avg":
		return sum / float64(len(rows))
	case "min", "max":
		return best
	}
	panic("unknown function " + fn)
}

func run(db map[string]*table, text string) (out *table, err error) {
	defer func() {
		if s, ok := recover().(string); ok {
			err = fmt.Errorf("%s", s)
		}
	}()
	q := parse(text)
	t := db[q.from]
	if t == nil {
		panic("no table " + q.from)
	}
	if q.join != "" {
		u := db[q.join]
		if u == nil {
			panic("no table " + q.join)
		}
		l, r := t.index(q.left), u.index(q.right)
		by := map[any][][]any{}
		for _, row := range u.rows {
			by[row[r]] = append(by[row[r]], row)
		}
		joined := &table{columns: slices.Concat(t.columns, u.columns)}
		for _, row := range t.rows {
			for _, other := range by[row[l]] {
				joined.rows = append(joined.rows, slices.Concat(row, other))
			}
		}
		t = joined
	}
	rows := t.rows
	for _, c := range q.where {
		i := t.index(c.name)
		var kept [][]any
		for _, r := range rows {
			k := compare(r[i], c.value)
			if map[string]bool{"=": k == 0, "!=": k != 0, "<": k < 0, ">": k > 0, "<=": k <= 0, ">=": k >= 0}[c.op] {
				kept = append(kept, r)
			}
		}
		rows = kept
	}
	groups := [][][]any{}
	single := slices.ContainsFunc(q.columns, func(c column) bool { return c.fn != "" })
	switch {
	case q.group != "":
		at := map[any]int{}
		i := t.index(q.group)
		for _, r := range rows {
			g, ok := at[r[i]]
			if !ok {
				g = len(groups)
				at[r[i]] = g
				groups = append(groups, nil)
			}
			groups[g] = append(groups[g], r)
		}
	case single:
		groups = append(groups, rows)
	default:
		for _, r := range rows {
			groups = append(groups, [][]any{r})
		}
	}
	out = &table{}
	for _, c := range q.columns {
		switch {
		case c.name == "*" && c.fn == "":
			out.columns = append(out.columns, t.columns...)
		case c.fn != "":
			out.columns = append(out.columns, c.fn+"("+c.name+")")
		default:
			out.columns = append(out.columns, c.name)
		}
	}
	for _, g := range groups {
		var row []any
		for _, c := range q.columns {
			switch {
			case c.fn != "":
				i := 0
				if c.name != "*" {
					i = t.index(c.name)
				}
				row = append(row, aggregate(c.fn, g, i))
			case c.name == "*":
				row = append(row, g[0]...)
			default:
				row = append(row, g[0][t.index(c.name)])
			}
		}
		out.rows = append(out.rows, row)
	}
	if q.order != "" {
		i := out.index(q.order)
		slices.SortStableFunc(out.rows, func(a, b []any) int {
			if q.desc {
				return compare(b[i], a[i])
			}
			return compare(a[i], b[i])
		})
	}
	if q.limit >= 0 {
		out.rows = out.rows[:min(q.limit, len(out.rows))]
	}
	return out, nil
}

func main() {
	db := map[string]*table{
		"people": {[]string{"name", "age", "city"}, [][]any{
			{"Ann", 31.0, "Oslo"}, {"Bob", 25.0, "Rome"}, {"Cid", 47.0, "Oslo"}, {"Dee", 19.0, "Bern"}, {"Eve", 25.0, "Rome"}}},
		"cities": {[]string{"town", "country"}, [][]any{{"Oslo", "Norway"}, {"Rome", "Italy"}, {"Paris", "France"}}},
	}
	for _, text := range []string{
		"SELECT name, age FROM people WHERE age > 20 ORDER BY age DESC LIMIT 3", "select * from cities",
		"SELECT city, count(*), avg(age), max(name) FROM people GROUP BY city ORDER BY city",
		"SELECT name, country FROM people JOIN cities ON city = town WHERE country != 'Norway' ORDER BY name",
		"SELECT sum(age) FROM people WHERE city = 'Oslo' AND age >= 40", "SELECT count(*) FROM people WHERE age < 0",
		"SELECT nothing FROM people", "SELECT name FROM nowhere", "SELECT name people", "SELECT name FROM people WHERE age = 'x'",
		"SELECT name FROM people ORDER BY name DESC extra", "SELECT",
	} {
		t, err := run(db, text)
		if err != nil {
			fmt.Printf("%s\n  error: %v\n", text, err)
			continue
		}
		fmt.Println(text)
		fmt.Println("  " + strings.Join(t.columns, " | "))
		for _, r := range t.rows {
			fmt.Println("  ", r)
		}
	}
}
