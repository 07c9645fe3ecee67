package log

import (
	"fmt"
	"io"
	"log/internal"
	"os"
)

var std = New(os.Stderr, "", LstdFlags)

func init() {
	internal.DefaultOutput = func(pc uintptr, data []byte) error {
		return std.write(0, pc, asText, string(data), nil)
	}
}

// Default returns the standard Logger, which writes to os.Stderr.
func Default() *Logger { return std }

// SetOutput says where lines go.
func SetOutput(w io.Writer) { std.SetOutput(w) }

// Writer returns where lines go.
func Writer() io.Writer { return std.Writer() }

// Flags returns what stands at the head.
func Flags() int { return std.Flags() }

// SetFlags says what stands at the head.
func SetFlags(flag int) { std.SetFlags(flag) }

// Prefix returns the text before each line.
func Prefix() string { return std.Prefix() }

// SetPrefix sets the text before each line.
func SetPrefix(prefix string) { std.SetPrefix(prefix) }

// Output writes a line; calldepth says whose place in the source it names, 1
// being the caller's.
func Output(calldepth int, s string) error { return std.write(calldepth+1, 0, asText, s, nil) }

// Print writes a line, as fmt.Print does.
func Print(v ...any) { std.write(2, 0, asPrint, "", v) }

// Printf writes a line, as fmt.Printf does.
func Printf(format string, v ...any) { std.write(2, 0, asPrintf, format, v) }

// Println writes a line, as fmt.Println does.
func Println(v ...any) { std.write(2, 0, asPrintln, "", v) }

// Fatal writes a line and exits with 1, as fmt.Print does.
func Fatal(v ...any) {
	std.write(2, 0, asPrint, "", v)
	os.Exit(1)
}

// Fatalf writes a line and exits with 1, as fmt.Printf does.
func Fatalf(format string, v ...any) {
	std.write(2, 0, asPrintf, format, v)
	os.Exit(1)
}

// Fatalln writes a line and exits with 1, as fmt.Println does.
func Fatalln(v ...any) {
	std.write(2, 0, asPrintln, "", v)
	os.Exit(1)
}

// Panic writes a line and panics with it, as fmt.Print does.
func Panic(v ...any) {
	s := fmt.Sprint(v...)
	std.write(2, 0, asText, s, nil)
	panic(s)
}

// Panicf writes a line and panics with it, as fmt.Printf does.
func Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	std.write(2, 0, asText, s, nil)
	panic(s)
}

// Panicln writes a line and panics with it, as fmt.Println does.
func Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	std.write(2, 0, asText, s, nil)
	panic(s)
}
