// Package log writes lines for people who watch a program, each with a head:
// date, time, place in the source.
//
// Files: log.go (Logger), std.go (the functions of the standard Logger, and what
// log/slog writes through it).
package log

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// What stands at the head of a line.
const (
	Ldate         = 1 << iota // 2009/01/23
	Ltime                     // 01:23:23
	Lmicroseconds             // 01:23:23.123123
	Llongfile                 // /a/b/c/d.go:23
	Lshortfile                // d.go:23, instead of Llongfile
	LUTC                      // date and time in UTC
	Lmsgprefix                // the prefix stands before the message, not the head
	LstdFlags     = Ldate | Ltime
)

// A Logger writes lines, from any goroutine; each is one Write.
type Logger struct {
	mu     sync.Mutex // of all that follows, and around each Write
	prefix string
	flags  int
	out    io.Writer

	discards atomic.Bool // out is io.Discard
}

// New returns a Logger.
func New(out io.Writer, prefix string, flag int) *Logger {
	l := &Logger{prefix: prefix, flags: flag}
	l.SetOutput(out)
	return l
}

// SetOutput says where lines go.
func (l *Logger) SetOutput(w io.Writer) {
	l.mu.Lock()
	l.out = w
	l.discards.Store(w == io.Discard)
	l.mu.Unlock()
}

// Writer returns where lines go.
func (l *Logger) Writer() io.Writer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out
}

// Flags returns what stands at the head.
func (l *Logger) Flags() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flags
}

// SetFlags says what stands at the head.
func (l *Logger) SetFlags(flag int) {
	l.mu.Lock()
	l.flags = flag
	l.mu.Unlock()
}

// Prefix returns the text before each line.
func (l *Logger) Prefix() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.prefix
}

// SetPrefix sets the text before each line.
func (l *Logger) SetPrefix(prefix string) {
	l.mu.Lock()
	l.prefix = prefix
	l.mu.Unlock()
}

// digits appends a number with at least so many digits.
func digits(b []byte, n, width int) []byte {
	var buf [20]byte
	i := len(buf)
	for n > 0 || width > 0 {
		i--
		buf[i] = byte('0' + n%10)
		n /= 10
		width--
	}
	return append(b, buf[i:]...)
}

// head appends what stands before the message.
func head(b []byte, t time.Time, prefix string, flags int, file string, line int) []byte {
	if flags&Lmsgprefix == 0 {
		b = append(b, prefix...)
	}
	if flags&LUTC != 0 {
		t = t.UTC()
	}
	if flags&Ldate != 0 {
		year, month, day := t.Date()
		b = append(digits(b, year, 4), '/')
		b = append(digits(b, int(month), 2), '/')
		b = append(digits(b, day, 2), ' ')
	}
	if flags&(Ltime|Lmicroseconds) != 0 {
		hour, minute, second := t.Clock()
		b = append(digits(b, hour, 2), ':')
		b = append(digits(b, minute, 2), ':')
		b = digits(b, second, 2)
		if flags&Lmicroseconds != 0 {
			b = digits(append(b, '.'), t.Nanosecond()/1000, 6)
		}
		b = append(b, ' ')
	}
	if flags&(Lshortfile|Llongfile) != 0 {
		if flags&Lshortfile != 0 {
			file = file[strings.LastIndexByte(file, '/')+1:]
		}
		b = append(append(b, file...), ':')
		b = append(digits(b, line, 1), ": "...)
	}
	if flags&Lmsgprefix != 0 {
		b = append(b, prefix...)
	}
	return b
}

// Output writes a line; calldepth says whose place in the source it names, 1
// being the caller's.
func (l *Logger) Output(calldepth int, s string) error {
	return l.write(calldepth+1, 0, asText, s, nil)
}

// How a line is made of what a function was called with.
const (
	asText = iota
	asPrint
	asPrintf
	asPrintln
)

// lines has buffers for lines that are being made.
var lines = sync.Pool{New: func() any { return new([]byte) }}

// bigLine is the size above which a buffer is not kept.
const bigLine = 64 << 10

// write makes a line of s, or of v and the format s, and writes it. Its head
// names pc's place in the source, or, if that is 0, the one that depth says, 1
// being the caller's.
//
// What programs call calls write, and that the Writer's Write: log/slog counts
// these frames to find who has called.
func (l *Logger) write(depth int, pc uintptr, how int, s string, v []any) error {
	if l.discards.Load() {
		return nil
	}
	now := time.Now()
	l.mu.Lock()
	prefix, flags := l.prefix, l.flags
	l.mu.Unlock()
	file, line := "???", 0
	if flags&(Lshortfile|Llongfile) != 0 {
		if pc != 0 {
			if f, _ := runtime.CallersFrames([]uintptr{pc}).Next(); f.File != "" {
				file, line = f.File, f.Line
			}
		} else if _, f, n, ok := runtime.Caller(depth); ok {
			file, line = f, n
		}
	}
	b := lines.Get().(*[]byte)
	*b = head((*b)[:0], now, prefix, flags, file, line)
	switch how {
	case asText:
		*b = append(*b, s...)
	case asPrint:
		*b = fmt.Append(*b, v...)
	case asPrintf:
		*b = fmt.Appendf(*b, s, v...)
	case asPrintln:
		*b = fmt.Appendln(*b, v...)
	}
	if n := len(*b); n == 0 || (*b)[n-1] != '\n' {
		*b = append(*b, '\n')
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.out.Write(*b)
	if cap(*b) <= bigLine {
		lines.Put(b)
	}
	return err
}

// Print writes a line, as fmt.Print does.
func (l *Logger) Print(v ...any) { l.write(2, 0, asPrint, "", v) }

// Printf writes a line, as fmt.Printf does.
func (l *Logger) Printf(format string, v ...any) { l.write(2, 0, asPrintf, format, v) }

// Println writes a line, as fmt.Println does.
func (l *Logger) Println(v ...any) { l.write(2, 0, asPrintln, "", v) }

// Fatal writes a line and exits with 1, as fmt.Print does.
func (l *Logger) Fatal(v ...any) {
	l.write(2, 0, asPrint, "", v)
	os.Exit(1)
}

// Fatalf writes a line and exits with 1, as fmt.Printf does.
func (l *Logger) Fatalf(format string, v ...any) {
	l.write(2, 0, asPrintf, format, v)
	os.Exit(1)
}

// Fatalln writes a line and exits with 1, as fmt.Println does.
func (l *Logger) Fatalln(v ...any) {
	l.write(2, 0, asPrintln, "", v)
	os.Exit(1)
}

// Panic writes a line and panics with it, as fmt.Print does.
func (l *Logger) Panic(v ...any) {
	s := fmt.Sprint(v...)
	l.write(2, 0, asText, s, nil)
	panic(s)
}

// Panicf writes a line and panics with it, as fmt.Printf does.
func (l *Logger) Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	l.write(2, 0, asText, s, nil)
	panic(s)
}

// Panicln writes a line and panics with it, as fmt.Println does.
func (l *Logger) Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	l.write(2, 0, asText, s, nil)
	panic(s)
}
