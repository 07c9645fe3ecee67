package testing

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

// TB is what T, B and F have in common. Other types cannot have it.
type TB interface {
	ArtifactDir() string
	Attr(key, value string)
	Chdir(dir string)
	Cleanup(func())
	Context() context.Context
	Error(args ...any)
	Errorf(format string, args ...any)
	Fail()
	FailNow()
	Failed() bool
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Helper()
	Log(args ...any)
	Logf(format string, args ...any)
	Name() string
	Output() io.Writer
	Setenv(key, value string)
	Skip(args ...any)
	SkipNow()
	Skipf(format string, args ...any)
	Skipped() bool
	TempDir() string

	private()
}

// common is the part of T, B and F that they share: one test, subtest,
// benchmark or fuzz test, and its place among the others.
type common struct {
	// Fixed before the function of the test runs.
	parent  *common
	level   int       // how deep it is nested; 0 is the root
	creator []uintptr // the stack of the call of Run that made it
	name    string
	pkg     string // import path of the package, relative to its module
	w       io.Writer
	printer *printer // nil without -v
	log     *logWriter
	bench   bool
	ctx     context.Context
	cancel  context.CancelFunc
	barrier chan bool // closed when parallel subtests may go on; nil where there are none
	signal  chan bool // the test has ended, or waits to run in parallel; false if it ended its parent too

	mu           sync.RWMutex
	output       []byte // what is to be written when the test has ended
	ran          bool   // it or a subtest has run
	failed       bool
	skipped      bool
	finished     bool // the function returned, or ended by FailNow or SkipNow
	done         bool // all subtests have ended too and the result is written
	helperPCs    map[uintptr]struct{}
	helpers      map[string]struct{} // functions that called Helper
	runner       string              // the function that runs the test's
	cleanups     []func()
	cleanupName  string    // the function that runs a cleanup now
	cleanupStack []uintptr // where that was registered
	start        time.Time
	duration     time.Duration

	// Only the test's own goroutine uses these.
	parallel bool
	inFuzz   bool // within the function given to F.Fuzz
	inBubble bool // the part of a test that runs in a synctest bubble
	subs     []*T // subtests that wait to run in parallel

	hasSub      atomic.Bool // Run has been called
	cleaning    atomic.Bool // cleanups are running
	folders     folders
	artifacts   sync.Once
	artifactDir string
}

// prepare sets what follows from the rest.
func (c *common) prepare() {
	c.log = &logWriter{c: c}
	if c.ctx == nil {
		c.ctx, c.cancel = context.WithCancel(context.Background())
	}
}

func (c *common) private() {}

// notInFuzz panics when a method of F is called where the method of T is
// meant.
func (c *common) notInFuzz(method string) {
	if c.inFuzz {
		panic("testing: f." + method + " was called inside the fuzz target, use t." + method + " instead")
	}
}

// Name returns the test's name, with those of the tests that it belongs to.
func (c *common) Name() string { return c.name }

// Fail marks the test as failed, and goes on.
func (c *common) Fail() {
	if c.parent != nil {
		c.parent.Fail()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done {
		panic("Fail in goroutine after " + c.name + " has completed")
	}
	c.failed = true
}

// Failed reports whether the test has failed.
func (c *common) Failed() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.failed
}

// FailNow marks the test as failed and ends its goroutine. Only the goroutine
// of the test itself may call it.
func (c *common) FailNow() {
	c.notInFuzz("FailNow")
	c.Fail()
	c.setFinished()
	runtime.Goexit()
}

// SkipNow marks the test as skipped and ends its goroutine. Only the goroutine
// of the test itself may call it.
func (c *common) SkipNow() {
	c.notInFuzz("SkipNow")
	c.mu.Lock()
	c.skipped = true
	c.mu.Unlock()
	c.setFinished()
	runtime.Goexit()
}

// Skipped reports whether the test was skipped.
func (c *common) Skipped() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.skipped
}

func (c *common) setFinished() {
	c.mu.Lock()
	c.finished = true
	c.mu.Unlock()
}

func (c *common) isFinished() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.finished
}

func (c *common) setRan() {
	for ; c != nil; c = c.parent {
		c.mu.Lock()
		c.ran = true
		c.mu.Unlock()
	}
}

// Log writes its arguments, as Println does, to the test's log. It is shown
// when the test fails, or with -v; a benchmark's always.
func (c *common) Log(args ...any) {
	c.notInFuzz("Log")
	c.write(fmt.Sprintln(args...), false)
}

// Logf is Log with a format.
func (c *common) Logf(format string, args ...any) {
	c.notInFuzz("Logf")
	c.write(fmt.Sprintf(format, args...), false)
}

// Error is Log and Fail.
func (c *common) Error(args ...any) {
	c.notInFuzz("Error")
	c.write(fmt.Sprintln(args...), true)
	c.Fail()
}

// Errorf is Logf and Fail.
func (c *common) Errorf(format string, args ...any) {
	c.notInFuzz("Errorf")
	c.write(fmt.Sprintf(format, args...), true)
	c.Fail()
}

// Fatal is Log and FailNow.
func (c *common) Fatal(args ...any) {
	c.notInFuzz("Fatal")
	c.write(fmt.Sprintln(args...), true)
	c.FailNow()
}

// Fatalf is Logf and FailNow.
func (c *common) Fatalf(format string, args ...any) {
	c.notInFuzz("Fatalf")
	c.write(fmt.Sprintf(format, args...), true)
	c.FailNow()
}

// Skip is Log and SkipNow.
func (c *common) Skip(args ...any) {
	c.notInFuzz("Skip")
	c.write(fmt.Sprintln(args...), false)
	c.SkipNow()
}

// Skipf is Logf and SkipNow.
func (c *common) Skipf(format string, args ...any) {
	c.notInFuzz("Skipf")
	c.write(fmt.Sprintf(format, args...), false)
	c.SkipNow()
}

// write logs a text with the place where the method was called that calls
// write; further lines are indented once more.
func (c *common) write(text string, isError bool) {
	text = strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+indent) + "\n"
	to := c.speaker()
	if to == nil {
		panic("Log in goroutine after " + c.name + " has completed: " + text)
	}
	text = to.site(2) + text
	to.log.flush()
	to.log.write([]byte(text), isError)
}

// speaker returns the test in whose log a text of c's goes: c, or, if it has
// ended, the nearest around it that has not; nil if there is none.
func (c *common) speaker() *common {
	for ; c != nil; c = c.parent {
		c.mu.RLock()
		done := c.done
		c.mu.RUnlock()
		if !done && !c.inBubble {
			return c
		}
	}
	return nil
}

// Output returns a writer to the test's log, without places. What has no line
// end yet is held back.
func (c *common) Output() io.Writer {
	c.notInFuzz("Output")
	to := c.speaker()
	if to == nil {
		panic("Output called after " + c.name + " has completed")
	}
	return to.log
}

// Attr tells rt0 test of an attribute of the test.
func (c *common) Attr(key, value string) {
	if strings.ContainsFunc(key, unicode.IsSpace) {
		c.Errorf("disallowed whitespace in attribute key %q", key)
		return
	}
	if strings.ContainsAny(value, "\r\n") {
		c.Errorf("disallowed newline in attribute value %q", value)
		return
	}
	if c.printer != nil {
		c.printer.event(c.name, "=== ATTR  %s %v %v\n", c.name, key, value)
	}
}

// Context returns a context that is cancelled before cleanups run.
func (c *common) Context() context.Context {
	c.notInFuzz("Context")
	return c.ctx
}

// Cleanup has f called when the test and all its subtests have ended, the last
// one registered first.
func (c *common) Cleanup(f func()) {
	c.notInFuzz("Cleanup")
	registered := stackOf(1)
	run := func() {
		c.atCleanup(running(0), registered)
		defer c.atCleanup("", nil)
		f()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cleanups = append(c.cleanups, run)
}

// atCleanup notes that function name runs a cleanup, registered there.
func (c *common) atCleanup(name string, registered []uintptr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cleanupName, c.cleanupStack = name, registered
}

// runCleanups runs the cleanups that are registered, and those that they
// register. When one panics or ends the goroutine the rest run all the same.
func (c *common) runCleanups() {
	c.cleaning.Store(true)
	defer c.cleaning.Store(false)
	defer func() {
		c.mu.RLock()
		more := len(c.cleanups) > 0
		c.mu.RUnlock()
		if more {
			c.runCleanups()
		}
	}()
	if c.cancel != nil {
		c.cancel()
	}
	for {
		f := c.popCleanup()
		if f == nil {
			return
		}
		f()
	}
}

func (c *common) popCleanup() func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.cleanups)
	if n == 0 {
		return nil
	}
	f := c.cleanups[n-1]
	c.cleanups = c.cleanups[:n-1]
	return f
}

// tryCleanups is runCleanups; it returns what they panic with.
func (c *common) tryCleanups() (problem any) {
	defer func() { problem = recover() }()
	c.runCleanups()
	return nil
}

// seconds shows a duration as results do.
func seconds(d time.Duration) string { return fmt.Sprintf("%.2fs", d.Seconds()) }

// Setenv sets an environment variable until the test has ended. Tests that run
// in parallel must not.
func (c *common) Setenv(key, value string) {
	c.notInFuzz("Setenv")
	before, was := os.LookupEnv(key)
	if err := os.Setenv(key, value); err != nil {
		c.Fatalf("cannot set environment variable: %v", err)
	}
	c.Cleanup(func() {
		if was {
			os.Setenv(key, before)
		} else {
			os.Unsetenv(key)
		}
	})
}

// Chdir changes the working folder until the test has ended, and PWD with it.
// Tests that run in parallel must not.
func (c *common) Chdir(dir string) {
	c.notInFuzz("Chdir")
	before, err := os.Open(".")
	if err != nil {
		c.Fatal(err)
	}
	if err := os.Chdir(dir); err != nil {
		c.Fatal(err)
	}
	if !strings.HasPrefix(dir, "/") {
		if dir, err = os.Getwd(); err != nil {
			c.Fatal(err)
		}
	}
	c.Setenv("PWD", dir)
	c.Cleanup(func() {
		err := before.Chdir()
		before.Close()
		if err != nil {
			panic("testing.Chdir: " + err.Error())
		}
	})
}
