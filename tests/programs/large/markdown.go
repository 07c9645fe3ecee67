// markdown: to plain text and to HTML: headings, paragraphs, lists in lists, code, quotes, rules, emphasis, links.
package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A block is a piece of a document; which fields count depends on its kind.
type block struct {
	kind  string // heading, paragraph, list, item, code, quote, rule
	level int
	text  string
	sub   []*block
}

// parse reads blocks line by line.
func parse(lines []string) (out []*block) {
	var para []string
	flush := func() {
		if len(para) > 0 {
			out = append(out, &block{kind: "paragraph", text: strings.Join(para, " ")})
			para = nil
		}
	}
	for i := 0; i < len(lines); i++ {
		line := strings.TrimRight(lines[i], " ")
		trimmed := strings.TrimLeft(line, " ")
		switch {
		case trimmed == "":
			flush()
		case strings.HasPrefix(trimmed, "```"):
			flush()
			var code []string
			for i++; i < len(lines) && !strings.HasPrefix(strings.TrimSpace(lines[i]), "```"); i++ {
				code = append(code, lines[i])
			}
			out = append(out, &block{kind: "code", text: strings.Join(code, "\n")})
		case strings.HasPrefix(trimmed, "#"):
			flush()
			n := len(trimmed) - len(strings.TrimLeft(trimmed, "#"))
			out = append(out, &block{kind: "heading", level: min(n, 6), text: strings.TrimSpace(trimmed[n:])})
		case strings.Trim(trimmed, "-") == "" && len(trimmed) >= 3:
			flush()
			out = append(out, &block{kind: "rule"})
		case strings.HasPrefix(trimmed, ">"):
			flush()
			var inner []string
			for ; i < len(lines) && strings.HasPrefix(lines[i], ">"); i++ {
				inner = append(inner, strings.TrimPrefix(lines[i][1:], " "))
			}
			i--
			out = append(out, &block{kind: "quote", sub: parse(inner)})
		case marker(trimmed) > 0 && len(para) == 0:
			list := &block{kind: "list"}
			if trimmed[0] >= '0' && trimmed[0] <= '9' {
				list.level = 1 // numbered
			}
			for i < len(lines) && marker(lines[i]) > 0 {
				n := marker(lines[i])
				inner := []string{lines[i][n:]}
				for i++; i < len(lines) && (strings.HasPrefix(lines[i], "  ") || lines[i] == ""); i++ {
					inner = append(inner, strings.TrimPrefix(lines[i], strings.Repeat(" ", min(n, indent(lines[i])))))
				}
				list.sub = append(list.sub, &block{kind: "item", sub: parse(inner)})
			}
			i--
			out = append(out, list)
		default:
			para = append(para, trimmed)
		}
	}
	flush()
	return out
}

func indent(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// marker returns the length of a list marker with the space behind it, 0 for none.
func marker(s string) int {
	if strings.HasPrefix(s, "- ") || strings.HasPrefix(s, "* ") {
		return 2
	}
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n > 0 && strings.HasPrefix(s[n:], ". ") {
		return n + 2
	}
	return 0
}

// A style says how inline pieces are shown.
type style interface {
	text(string) string
	strong(string) string
	emphasis(string) string
	code(string) string
	link(text, url string) string
}

// inline goes through a text for the marks in it.
func inline(s string, st style) string {
	var b strings.Builder
	plain := 0
	emit := func(to int) {
		b.WriteString(st.text(s[plain:to]))
	}
	for i := 0; i < len(s); {
		find := func(mark string) int {
			if !strings.HasPrefix(s[i:], mark) {
				return -1
			}
			return strings.Index(s[i+len(mark):], mark)
		}
		if n := find("**"); n > 0 {
			emit(i)
			b.WriteString(st.strong(inline(s[i+2:i+2+n], st)))
			i += n + 4
		} else if n := find("*"); n > 0 {
			emit(i)
			b.WriteString(st.emphasis(inline(s[i+1:i+1+n], st)))
			i += n + 2
		} else if n := find("`"); n > 0 {
			emit(i)
			b.WriteString(st.code(s[i+1 : i+1+n]))
			i += n + 2
		} else if mid := strings.Index(s[i:], "]("); s[i] == '[' && mid > 0 && strings.IndexByte(s[i+mid:], ')') > 0 {
			end := strings.IndexByte(s[i+mid:], ')')
			emit(i)
			b.WriteString(st.link(inline(s[i+1:i+mid], st), s[i+mid+2:i+mid+end]))
			i += mid + end + 1
		} else {
			if s[i] == '\\' && i+1 < len(s) {
				emit(i)
				i++
				plain = i
				i++
				continue
			}
			i++
			continue
		}
		plain = i
	}
	emit(len(s))
	return b.String()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

type htmlStyle struct{}

func (htmlStyle) text(s string) string      { return escape(s) }
func (htmlStyle) strong(s string) string    { return "<strong>" + s + "</strong>" }
func (htmlStyle) emphasis(s string) string  { return "<em>" + s + "</em>" }
func (htmlStyle) code(s string) string      { return "<code>" + escape(s) + "</code>" }
func (htmlStyle) link(t, url string) string { return fmt.Sprintf("<a href=%q>%s</a>", url, t) }

func toHTML(b *strings.Builder, blocks []*block, depth string) {
	for _, x := range blocks {
		b.WriteString(depth)
		switch x.kind {
		case "heading":
			fmt.Fprintf(b, "<h%d>%s</h%[1]d>\n", x.level, inline(x.text, htmlStyle{}))
		case "paragraph":
			fmt.Fprintf(b, "<p>%s</p>\n", inline(x.text, htmlStyle{}))
		case "code":
			fmt.Fprintf(b, "<pre>%s</pre>\n", escape(x.text))
		case "rule":
			b.WriteString("<hr>\n")
		default:
			tag := map[string]string{"quote": "blockquote", "item": "li", "list": []string{"ul", "ol"}[x.level&1]}[x.kind]
			fmt.Fprintf(b, "<%s>\n", tag)
			toHTML(b, x.sub, depth+"  ")
			fmt.Fprintf(b, "%s</%s>\n", depth, tag)
		}
	}
}

type textStyle struct{ links *[]string }

func (textStyle) text(s string) string     { return s }
func (textStyle) strong(s string) string   { return strings.ToUpper(s) }
func (textStyle) emphasis(s string) string { return "_" + s + "_" }
func (textStyle) code(s string) string     { return "'" + s + "'" }
func (t textStyle) link(text, url string) string {
	*t.links = append(*t.links, url)
	return fmt.Sprintf("%s [%d]", text, len(*t.links))
}

func wrap(s string, width int) (lines []string) {
	line := ""
	for _, w := range strings.Fields(s) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += w
	}
	return append(lines, line)
}

func toText(blocks []*block, width int, st textStyle) (out []string) {
	for i, x := range blocks {
		if i > 0 && x.kind != "list" {
			out = append(out, "")
		}
		switch x.kind {
		case "heading":
			t := inline(x.text, st)
			out = append(out, t, strings.Repeat("=-"[min(x.level, 2)-1:][:1], utf8.RuneCountInString(t)))
		case "paragraph":
			out = append(out, wrap(inline(x.text, st), width)...)
		case "code":
			for _, l := range strings.Split(x.text, "\n") {
				out = append(out, "    "+l)
			}
		case "rule":
			out = append(out, strings.Repeat("-", width))
		case "quote":
			for _, l := range toText(x.sub, width-2, st) {
				out = append(out, "| "+l)
			}
		case "list":
			for n, item := range x.sub {
				mark := "• "
				if x.level == 1 {
					mark = fmt.Sprintf("%d. ", n+1)
				}
				for k, l := range toText(item.sub, width-3, st) {
					if k > 0 {
						mark = strings.Repeat(" ", utf8.RuneCountInString(mark))
					}
					out = append(out, mark+l)
				}
			}
		}
	}
	return out
}

const document = `# A *small* document
Some **bold text with *emphasis* inside**, ` + "`code < here`" + `, and a
[link to **Go**](https://go.dev). A lone * star and \*escaped\* ones & more.

## Lists
- first, long enough that it has to be wrapped at the end of the line
- second
  1. inner one
  2. inner two

     with a paragraph
- third

> quoted *words* that go
> on
>
> - and a list

---
` + "```\nfunc main() { a <- b && c }\n\n    indented\n```" + `
Last [one](x) and [two](y).
`

func main() {
	blocks := parse(strings.Split(document, "\n"))
	var b strings.Builder
	toHTML(&b, blocks, "")
	fmt.Print(b.String())
	var links []string
	for _, width := range []int{40, 24} {
		links = nil
		fmt.Println(strings.Join(toText(blocks, width, textStyle{&links}), "\n"))
	}
	for i, l := range links {
		fmt.Printf("[%d] %s\n", i+1, l)
	}
}
