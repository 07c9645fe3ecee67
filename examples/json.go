// json: a parser, printer and path language for JSON, by hand: values are Go's own, errors tell line and column.
package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

type parser struct {
	text string
	pos  int
}

type parseError struct {
	line, column int
	msg          string
}

func (e *parseError) Error() string { return fmt.Sprintf("%d:%d: %s", e.line, e.column, e.msg) }

func (p *parser) fail(format string, args ...any) {
	before := p.text[:p.pos]
	line := strings.Count(before, "\n") + 1
	column := p.pos - strings.LastIndexByte(before, '\n')
	panic(&parseError{line, column, fmt.Sprintf(format, args...)})
}

// Parse returns nil, bool, float64, string, []any or map[string]any.
func Parse(text string) (v any, err error) {
	defer func() {
		if e, ok := recover().(*parseError); ok {
			err = e
		}
	}()
	p := &parser{text: text}
	v = p.value(0)
	p.space()
	if p.pos < len(p.text) {
		p.fail("unexpected %q after the value", p.text[p.pos])
	}
	return v, nil
}

func (p *parser) space() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.pos]) >= 0 {
		p.pos++
	}
}

func (p *parser) peek() byte {
	p.space()
	if p.pos == len(p.text) {
		p.fail("unexpected end")
	}
	return p.text[p.pos]
}

func (p *parser) expect(c byte) {
	if got := p.peek(); got != c {
		p.fail("expected %q, got %q", c, got)
	}
	p.pos++
}

func (p *parser) value(depth int) any {
	if depth > 100 {
		p.fail("nested too deeply")
	}
	switch c := p.peek(); {
	case c == '{':
		p.pos++
		object := map[string]any{}
		for p.peek() != '}' {
			if len(object) > 0 {
				p.expect(',')
			}
			p.space()
			at := p.pos
			key := p.str()
			if _, twice := object[key]; twice {
				p.pos = at
				p.fail("duplicate key %q", key)
			}
			p.expect(':')
			object[key] = p.value(depth + 1)
		}
		p.pos++
		return object
	case c == '[':
		p.pos++
		array := []any{}
		for p.peek() != ']' {
			if len(array) > 0 {
				p.expect(',')
			}
			array = append(array, p.value(depth+1))
		}
		p.pos++
		return array
	case c == '"':
		return p.str()
	case c == '-' || c >= '0' && c <= '9':
		start := p.pos
		for p.pos < len(p.text) && strings.IndexByte("+-.eE0123456789", p.text[p.pos]) >= 0 {
			p.pos++
		}
		f, err := strconv.ParseFloat(p.text[start:p.pos], 64)
		if err != nil {
			p.pos = start
			p.fail("bad number")
		}
		return f
	}
	for word, v := range map[string]any{"true": true, "false": false, "null": nil} {
		if strings.HasPrefix(p.text[p.pos:], word) {
			p.pos += len(word)
			return v
		}
	}
	p.fail("unexpected %q", p.text[p.pos])
	return nil
}

func (p *parser) hex() rune {
	if p.pos+4 > len(p.text) {
		p.fail("short \\u")
	}
	n, err := strconv.ParseUint(p.text[p.pos:p.pos+4], 16, 32)
	if err != nil {
		p.fail("bad \\u")
	}
	p.pos += 4
	return rune(n)
}

func (p *parser) str() string {
	p.expect('"')
	var b strings.Builder
	for {
		if p.pos == len(p.text) {
			p.fail("string does not end")
		}
		c := p.text[p.pos]
		switch {
		case c == '"':
			p.pos++
			return b.String()
		case c < ' ':
			p.fail("control character in string")
		case c != '\\':
			r, n := utf8.DecodeRuneInString(p.text[p.pos:])
			b.WriteRune(r)
			p.pos += n
			continue
		}
		p.pos += 2
		if p.pos > len(p.text) {
			p.fail("string does not end")
		}
		switch c := p.text[p.pos-1]; c {
		case 'u':
			r := p.hex()
			if r >= 0xD800 && r < 0xDC00 && strings.HasPrefix(p.text[p.pos:], `\u`) {
				p.pos += 2
				r = 0x10000 + (r-0xD800)<<10 + (p.hex() - 0xDC00)
			}
			b.WriteRune(r)
		default:
			i := strings.IndexByte(`"\/bfnrt`, c)
			if i < 0 {
				p.pos--
				p.fail("bad escape %q", c)
			}
			b.WriteByte("\"\\/\b\f\n\r\t"[i])
		}
	}
}

// Print writes a value with indentation; short arrays of simple values stay on a line.
func Print(b *strings.Builder, v any, indent string) {
	switch v := v.(type) {
	case map[string]any:
		b.WriteByte('{')
		for i, k := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(b, "\n%s  %s: ", indent, strconv.Quote(k))
			Print(b, v[k], indent+"  ")
		}
		b.WriteString("\n" + indent + "}")
	case []any:
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			Print(b, e, indent)
		}
		b.WriteByte(']')
	case string:
		b.WriteString(strconv.Quote(v))
	case nil:
		b.WriteString("null")
	default:
		fmt.Fprint(b, v)
	}
}

// Get follows a path such as "a.b[2].c".
func Get(v any, path string) (any, error) {
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		switch x := v.(type) {
		case map[string]any:
			next, ok := x[part]
			if !ok {
				return nil, fmt.Errorf("no %q in the object", part)
			}
			v = next
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(x) {
				return nil, fmt.Errorf("no element %s in an array of %d", part, len(x))
			}
			v = x[i]
		default:
			return nil, fmt.Errorf("%T has no %q", v, part)
		}
	}
	return v, nil
}

func main() {
	v, err := Parse(`{"name": "rt0", "tags": ["go", "python", null, true], "size": {"lines": 1.5e5, "files": -3},
		"text": "tab\there, \"quoted\", \u00e9 \ud83d\ude00 é", "deep": [[[]], {}]}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	var b strings.Builder
	Print(&b, v, "")
	fmt.Println(b.String())
	again, err := Parse(b.String())
	var c strings.Builder
	Print(&c, again, "")
	fmt.Println("printed and parsed again:", c.String() == b.String(), err)
	for _, path := range []string{"name", "tags[1]", "size.lines", "deep[0][0]", "tags[9]", "size.none", "name.x", ""} {
		x, err := Get(v, path)
		if path == "" {
			x = len(x.(map[string]any))
		}
		fmt.Printf("%s: %v %v\n", path, x, err)
	}
	for _, text := range []string{
		``, `{`, `[1, 2`, `[1 2]`, `{"a" 1}`, `{"a": 1, "a": 2}`, `"abc`, `"\x"`, `"\u12"`, `tru`, `1.2.3`, "[\n  1,\n  x\n]", `[] []`, "\"a\nb\"",
		strings.Repeat("[", 200),
	} {
		_, err := Parse(text)
		fmt.Printf("%.20q: %v\n", text, err)
	}
}
