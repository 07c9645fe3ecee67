package testing

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// indent is what a line of a test's log begins with.
const indent = "    "

// Marks in the stream for rt0 test -json: a line of package testing's own, an
// error's begin and end, and one of these characters in the test's own output.
const (
	markFrame  = 'V' - '@'
	markBegin  = 'O' - '@'
	markEnd    = 'N' - '@'
	markEscape = '[' - '@'
)

// frame begins a line of package testing's own.
func frame() string {
	if opt.verbose.json {
		return string(rune(markFrame))
	}
	return ""
}

// A printer writes the stream of -v. When the test that is spoken of changes
// without a line that names it, the printer adds one.
type printer struct {
	w    io.Writer
	json bool

	mu   sync.Mutex
	last string // guarded by mu: the test that was spoken of last
}

// newPrinter returns the printer of -v, or nil.
func newPrinter(w io.Writer) *printer {
	if !Verbose() {
		return nil
	}
	return &printer{w: w, json: opt.verbose.json}
}

func (p *printer) frame() string {
	if p != nil && p.json {
		return string(rune(markFrame))
	}
	return ""
}

// event writes a line, or several, that name the test.
func (p *printer) event(test, format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = test
	fmt.Fprintf(p.w, p.frame()+format, args...)
}

// text writes what a test has logged.
func (p *printer) text(test string, line []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last != "" && p.last != test {
		fmt.Fprintf(p.w, "%s=== NAME  %s\n", p.frame(), test)
	}
	p.last = test
	p.w.Write(line)
}

// backTo tells -json that the parent of a test speaks again.
func (p *printer) backTo(test string) {
	if p != nil && p.json {
		p.event(test, "=== NAME  %s\n", test)
	}
}

// A logWriter is where a test's log goes: line by line, indented, to the
// printer, or else into the test's buffer until it has ended.
type logWriter struct {
	c       *common
	partial []byte // guarded by c.mu: a last line without its end
}

func (w *logWriter) Write(p []byte) (int, error) {
	w.write(p, false)
	return len(p), nil
}

func (w *logWriter) write(p []byte, isError bool) {
	if w.c.speaker() == nil {
		panic("Write called after " + w.c.name + " has completed")
	}
	w.c.mu.Lock()
	defer w.c.mu.Unlock()
	first := true
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			break
		}
		line := p[:i+1]
		p = p[i+1:]
		if len(w.partial) > 0 {
			line = append(w.partial, line...)
			w.partial = nil
		}
		more := bytes.IndexByte(p, '\n') >= 0
		w.line(line, isError && first, isError && !more)
		first = false
	}
	w.partial = append(w.partial, p...)
}

// line writes a whole line; begin and end say whether an error begins or ends
// with it. Called with c.mu held.
func (w *logWriter) line(line []byte, begin, end bool) {
	c := w.c
	if c.done || c.printer == nil {
		c.output = append(append(c.output, indent...), line...)
		return
	}
	out := make([]byte, 0, len(line)+len(indent)+2)
	if c.printer.json {
		line = escaped(line)
		if begin {
			out = append(out, markBegin)
		}
	}
	out = append(append(out, indent...), line...)
	if end && c.printer.json {
		out = append(bytes.TrimSuffix(out, []byte("\n")), markEnd, '\n')
	}
	if c.bench {
		c.printer.w.Write(out) // benchmarks have no lines that name them
	} else {
		c.printer.text(c.name, out)
	}
}

// flush ends a line that has no end yet.
func (w *logWriter) flush() {
	w.c.mu.Lock()
	partial := len(w.partial) > 0
	w.c.mu.Unlock()
	if partial {
		w.write([]byte("\n"), false)
	}
}

// escaped puts a mark before characters that would be marks.
func escaped(b []byte) []byte {
	const marks = "\x16\x0f\x0e\x1b"
	if !bytes.ContainsAny(b, marks) {
		return b
	}
	var out []byte
	for _, c := range b {
		switch c {
		case markFrame, markBegin, markEnd, markEscape:
			out = append(out, markEscape)
		}
		out = append(out, c)
	}
	return out
}

// A nested writes the result of a subtest into its buffer of its parent, one
// indent deeper.
type nested struct{ c *common }

func (w nested) Write(b []byte) (int, error) {
	for line := range bytes.Lines(b) {
		if line[0] == markFrame {
			w.c.output = append(w.c.output, markFrame)
			line = line[1:]
		}
		w.c.output = append(append(w.c.output, indent...), line...)
	}
	return len(b), nil
}

// hand gives a test's result and its log to its parent, or prints them.
func (c *common) hand(format string, args ...any) {
	p := c.parent
	p.mu.Lock()
	defer p.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	text := fmt.Appendf(nil, format, args...)
	text = append(text, c.output...)
	c.output = c.output[:0]
	if c.printer != nil && (p.w == c.printer.w || c.printer.json) {
		// In one piece: other tests must not come between.
		c.printer.event(c.name, "%s", text)
	} else {
		fmt.Fprintf(p.w, "%s%s", c.printer.frame(), text)
	}
}
