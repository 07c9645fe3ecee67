// Package testlog is what package os and a test's binary have to tell each
// other: which files and variables a test looks at, so that its result can be
// kept for as long as they are as they were; and whether the program may end.
package testlog

import "sync/atomic"

// A Logger is told what os is asked for, as it is asked.
type Logger interface {
	Getenv(key string)
	Open(name string)
	Stat(name string)
	Chdir(dir string)
}

var logger atomic.Pointer[Logger]

// SetLogger sets who is told; nil for nobody.
func SetLogger(l Logger) {
	if l == nil {
		logger.Store(nil)
	} else {
		logger.Store(&l)
	}
}

// Getenv tells of a variable that is read.
func Getenv(key string) {
	if l := logger.Load(); l != nil {
		(*l).Getenv(key)
	}
}

// Open tells of a file that is opened.
func Open(name string) {
	if l := logger.Load(); l != nil {
		(*l).Open(name)
	}
}

// Stat tells of a file that is asked about.
func Stat(name string) {
	if l := logger.Load(); l != nil {
		(*l).Stat(name)
	}
}

// Chdir tells of a new working folder.
func Chdir(dir string) {
	if l := logger.Load(); l != nil {
		(*l).Chdir(dir)
	}
}

// PanicOnExit0 is set while a call of os.Exit(0) is a mistake: the test would
// seem to have passed.
var PanicOnExit0 atomic.Bool

// ExitCode is what the last call of testing's M.Run returned: the status of a
// test whose TestMain returns.
var ExitCode int
