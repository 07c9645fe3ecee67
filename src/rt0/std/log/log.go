// Package log writes lines for people who watch a program, each with a head:
// date, time, place in the source.
//
// Files: log.go (Logger), std.go (the functions of the standard Logger).
package log

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
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
}

// New returns a Logger.
func New(out io.Writer, prefix string, flag int) *Logger {
	return &Logger{out: out, prefix: prefix, flags: flag}
}

// SetOutput says where lines go.
func (l *Logger) SetOutput(w io.Writer) {
	l.mu.Lock()
	l.out = w
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
func (l *Logger) Output(calldepth int, s string) error { return l.write(calldepth+1, s) }

func (l *Logger) write(depth int, s string) error {
	l.mu.Lock()
	out, prefix, flags := l.out, l.prefix, l.flags
	l.mu.Unlock()
	if out == io.Discard {
		return nil
	}
	now := time.Now()
	file, line := "???", 0
	if flags&(Lshortfile|Llongfile) != 0 {
		if _, f, n, ok := runtime.Caller(depth); ok {
			file, line = f, n
		}
	}
	b := append(head(nil, now, prefix, flags, file, line), s...)
	if len(b) == 0 || b[len(b)-1] != '\n' {
		b = append(b, '\n')
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.out.Write(b)
	return err
}

// Print writes a line, as fmt.Print does.
func (l *Logger) Print(v ...any) { l.write(2, fmt.Sprint(v...)) }

// Printf writes a line, as fmt.Printf does.
func (l *Logger) Printf(format string, v ...any) { l.write(2, fmt.Sprintf(format, v...)) }

// Println writes a line, as fmt.Println does.
func (l *Logger) Println(v ...any) { l.write(2, fmt.Sprintln(v...)) }

// Fatal writes a line and exits with 1, as fmt.Print does.
func (l *Logger) Fatal(v ...any) {
	l.write(2, fmt.Sprint(v...))
	os.Exit(1)
}

// Fatalf writes a line and exits with 1, as fmt.Printf does.
func (l *Logger) Fatalf(format string, v ...any) {
	l.write(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

// Fatalln writes a line and exits with 1, as fmt.Println does.
func (l *Logger) Fatalln(v ...any) {
	l.write(2, fmt.Sprintln(v...))
	os.Exit(1)
}

// Panic writes a line and panics with it, as fmt.Print does.
func (l *Logger) Panic(v ...any) {
	s := fmt.Sprint(v...)
	l.write(2, s)
	panic(s)
}

// Panicf writes a line and panics with it, as fmt.Printf does.
func (l *Logger) Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	l.write(2, s)
	panic(s)
}

// Panicln writes a line and panics with it, as fmt.Println does.
func (l *Logger) Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	l.write(2, s)
	panic(s)
}
