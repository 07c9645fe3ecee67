package os

import (
	"internal/testlog"
	"syscall"
	_ "unsafe"
)

//go:linkname runtimeArgs runtime.os_args
func runtimeArgs() []string

// Args holds the program's name and its arguments.
var Args = runtimeArgs()

// Exit ends the program at once with the given status; deferred calls do not
// run.
func Exit(code int) {
	if code == 0 && testlog.PanicOnExit0.Load() {
		panic("unexpected call to os.Exit(0) during test")
	}
	syscall.Exit(code)
}

// Getpid returns the process's id.
func Getpid() int { return syscall.Getpid() }

// Getppid returns the id of the process's parent.
func Getppid() int { return syscall.Getppid() }

// Getuid returns the id of the process's user.
func Getuid() int { return syscall.Getuid() }

// Getgid returns the id of the process's group.
func Getgid() int { return syscall.Getgid() }

// Getpagesize returns the size of a page in bytes.
func Getpagesize() int { return 4096 }

// Getenv returns the value of a variable, or "".
func Getenv(key string) string {
	testlog.Getenv(key)
	v, _ := syscall.Getenv(key)
	return v
}

// LookupEnv returns the value of a variable, and whether it is set.
func LookupEnv(key string) (string, bool) {
	testlog.Getenv(key)
	return syscall.Getenv(key)
}

// Setenv sets a variable for this process.
func Setenv(key, value string) error { return NewSyscallError("setenv", syscall.Setenv(key, value)) }

// Unsetenv removes a variable.
func Unsetenv(key string) error { return syscall.Unsetenv(key) }

// Clearenv removes all variables.
func Clearenv() { syscall.Clearenv() }

// Environ returns a copy of all variables, as key=value.
func Environ() []string { return syscall.Environ() }

// ExpandEnv is Expand with the environment.
func ExpandEnv(s string) string { return Expand(s, Getenv) }

// Expand replaces ${name} and $name in s by what mapping says.
func Expand(s string, mapping func(string) string) string {
	var buf []byte
	done := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '$' || i+1 == len(s) {
			continue
		}
		buf = append(buf, s[done:i]...)
		name, width := variable(s[i+1:])
		switch {
		case name != "":
			buf = append(buf, mapping(name)...)
		case width == 0:
			buf = append(buf, '$') // no name follows: it stands for itself
		}
		i += width
		done = i + 1
	}
	if done == 0 {
		return s
	}
	return string(append(buf, s[done:]...))
}

// variable returns the name that s starts with, and how many bytes it takes
// with its braces. Broken braces have no name, but a width.
func variable(s string) (name string, width int) {
	if s[0] == '{' {
		if len(s) > 2 && isSpecial(s[1]) && s[2] == '}' {
			return s[1:2], 3
		}
		for i := 1; i < len(s); i++ {
			if s[i] == '}' {
				if i == 1 {
					return "", 2
				}
				return s[1:i], i + 1
			}
		}
		return "", 1
	}
	if isSpecial(s[0]) {
		return s[:1], 1
	}
	i := 0
	for i < len(s) && (s[i] == '_' || s[i]-'0' <= 9 || s[i]|0x20-'a' < 26) {
		i++
	}
	return s[:i], i
}

// isSpecial reports whether c is a shell variable of one character.
func isSpecial(c byte) bool {
	switch c {
	case '*', '#', '$', '@', '!', '?', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return true
	}
	return false
}
