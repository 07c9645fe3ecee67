// Package fmt writes values as text.
//
// Files: print.go (the functions that programs call), verbs.go (the format
// string), operand.go (which way a value is written: methods, kinds),
// format.go (numbers, strings, padding), mapsort.go, errors.go.
//
// All writing goes to a printer's buffer; output is one Write a call. The path
// of common types does without reflectlite.
package fmt

import (
	"internal/reflectlite"
	"io"
	"os"
	"sync"
	"unicode/utf8"
)

// A Stringer tells its text.
type Stringer interface {
	String() string
}

// A GoStringer tells its text in Go syntax, for %#v.
type GoStringer interface {
	GoString() string
}

// A Formatter writes itself, for any verb.
type Formatter interface {
	Format(f State, verb rune)
}

// A State is what a Formatter writes to, with the flags of its verb.
type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}

// A printer holds what one call needs. It is not shared; printers go to a pool
// and back.
type printer struct {
	buf  []byte
	spec spec

	// What is being written, for the report of a wrong verb: arg, or val if
	// arg is nil.
	arg any
	val reflectlite.Value

	reordered bool  // the format has argument indexes
	erroring  bool  // a wrong verb is being reported: no methods are called
	panicking bool  // a method's panic is being reported: another one goes through
	wrapping  bool  // %w is allowed
	wrapped   []int // the arguments that %w named

	scratch [68]byte // a number with its sign and prefix
}

var printers = sync.Pool{New: func() any { return new(printer) }}

// keepBuf is the largest buffer that goes back to the pool.
const keepBuf = 64 << 10

func newPrinter() *printer {
	p := printers.Get().(*printer)
	p.spec.reset()
	p.reordered, p.erroring, p.panicking, p.wrapping = false, false, false, false
	return p
}

// free gives p back, without what it refers to.
func (p *printer) free() {
	if cap(p.buf) > keepBuf {
		p.buf = nil
	} else {
		p.buf = p.buf[:0]
	}
	p.arg = nil
	p.val = reflectlite.Value{}
	p.wrapped = nil
	printers.Put(p)
}

func (p *printer) text(s string) { p.buf = append(p.buf, s...) }
func (p *printer) byte(c byte)   { p.buf = append(p.buf, c) }
func (p *printer) rune(r rune)   { p.buf = utf8.AppendRune(p.buf, r) }

// The methods of State.

func (p *printer) Write(b []byte) (n int, err error) {
	p.buf = append(p.buf, b...)
	return len(b), nil
}

// WriteString spares io.WriteString a copy.
func (p *printer) WriteString(s string) (n int, err error) {
	p.buf = append(p.buf, s...)
	return len(s), nil
}

func (p *printer) Width() (wid int, ok bool)      { return p.spec.wid, p.spec.hasWid }
func (p *printer) Precision() (prec int, ok bool) { return p.spec.prec, p.spec.hasPrec }

func (p *printer) Flag(c int) bool {
	switch c {
	case '-':
		return p.spec.minus
	case '+':
		return p.spec.plus || p.spec.plusV
	case '#':
		return p.spec.sharp || p.spec.sharpV
	case ' ':
		return p.spec.space
	case '0':
		return p.spec.zero
	}
	return false
}

// print writes operands with spaces between those that are no strings.
func (p *printer) print(a []any) {
	wasString := true
	for _, arg := range a {
		isString := arg != nil && reflectlite.TypeOf(arg).Kind() == reflectlite.String
		if !isString && !wasString {
			p.byte(' ')
		}
		p.printArg(arg, 'v')
		wasString = isString
	}
}

// println writes operands with spaces between all of them, and a newline.
func (p *printer) println(a []any) {
	for i, arg := range a {
		if i > 0 {
			p.byte(' ')
		}
		p.printArg(arg, 'v')
	}
	p.byte('\n')
}

// Fprintf writes a by format to w.
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	p := newPrinter()
	p.printf(format, a)
	n, err = w.Write(p.buf)
	p.free()
	return n, err
}

// Printf writes a by format to os.Stdout.
func Printf(format string, a ...any) (n int, err error) { return Fprintf(os.Stdout, format, a...) }

// Sprintf returns a by format.
func Sprintf(format string, a ...any) string {
	p := newPrinter()
	p.printf(format, a)
	s := string(p.buf)
	p.free()
	return s
}

// Appendf appends a by format to b.
func Appendf(b []byte, format string, a ...any) []byte {
	p := newPrinter()
	p.printf(format, a)
	b = append(b, p.buf...)
	p.free()
	return b
}

// Fprint writes a to w, with spaces between operands that are no strings.
func Fprint(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.print(a)
	n, err = w.Write(p.buf)
	p.free()
	return n, err
}

// Print writes a to os.Stdout, as Fprint.
func Print(a ...any) (n int, err error) { return Fprint(os.Stdout, a...) }

// Sprint returns a, as Fprint writes it.
func Sprint(a ...any) string {
	p := newPrinter()
	p.print(a)
	s := string(p.buf)
	p.free()
	return s
}

// Append appends a to b, as Fprint writes it.
func Append(b []byte, a ...any) []byte {
	p := newPrinter()
	p.print(a)
	b = append(b, p.buf...)
	p.free()
	return b
}

// Fprintln writes a to w, with spaces between all operands and a newline.
func Fprintln(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.println(a)
	n, err = w.Write(p.buf)
	p.free()
	return n, err
}

// Println writes a to os.Stdout, as Fprintln.
func Println(a ...any) (n int, err error) { return Fprintln(os.Stdout, a...) }

// Sprintln returns a, as Fprintln writes it.
func Sprintln(a ...any) string {
	p := newPrinter()
	p.println(a)
	s := string(p.buf)
	p.free()
	return s
}

// Appendln appends a to b, as Fprintln writes it.
func Appendln(b []byte, a ...any) []byte {
	p := newPrinter()
	p.println(a)
	b = append(b, p.buf...)
	p.free()
	return b
}
