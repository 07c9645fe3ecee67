// Package testdeps is what rt0 test puts between a test's main package and
// package testing: TestDeps is the first argument of testing.MainStart.
package testdeps

import (
	"bufio"
	"internal/regex"
	"internal/testlog"
	"io"
	"strings"
	"sync"
)

// Where the test comes from; the main package sets them.
var (
	ImportPath string
	ModulePath string
)

// ExitCode is the status for a program whose TestMain has returned.
func ExitCode() int { return testlog.ExitCode }

// TestDeps is what package testing asks of its surroundings.
type TestDeps struct{}

func (TestDeps) ImportPath() string { return ImportPath }
func (TestDeps) ModulePath() string { return ModulePath }

// last is the pattern that was used last; they come in long runs.
var last struct {
	sync.Mutex
	pattern string
	re      *regex.Regexp
}

// MatchString reports whether a regular expression matches somewhere in s.
func (TestDeps) MatchString(pattern, s string) (bool, error) {
	last.Lock()
	defer last.Unlock()
	if last.re == nil || last.pattern != pattern {
		re, err := regex.Compile(pattern)
		if err != nil {
			return false, err
		}
		last.pattern, last.re = pattern, re
	}
	return last.re.MatchString(s), nil
}

// SetPanicOnExit0 says whether os.Exit(0) panics.
func (TestDeps) SetPanicOnExit0(on bool) { testlog.PanicOnExit0.Store(on) }

// A recorder writes what the test looks at, a line each: a word and a name.
type recorder struct {
	mu sync.Mutex
	w  *bufio.Writer // nil when nothing is to be written
}

var record recorder

func (r *recorder) Getenv(key string) { r.add("getenv ", key) }
func (r *recorder) Open(name string)  { r.add("open ", name) }
func (r *recorder) Stat(name string)  { r.add("stat ", name) }
func (r *recorder) Chdir(dir string)  { r.add("chdir ", dir) }

func (r *recorder) add(what, name string) {
	if name == "" || strings.Contains(name, "\n") {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.w != nil {
		r.w.WriteString(what + name + "\n")
	}
}

// StartTestLog has what the test looks at written to w from now on.
func (TestDeps) StartTestLog(w io.Writer) {
	record.mu.Lock()
	defer record.mu.Unlock()
	record.w = bufio.NewWriter(w)
	record.w.WriteString("# test log\n")
	testlog.SetLogger(&record)
}

// StopTestLog ends that.
func (TestDeps) StopTestLog() error {
	testlog.SetLogger(nil)
	record.mu.Lock()
	defer record.mu.Unlock()
	err := record.w.Flush()
	record.w = nil
	return err
}
