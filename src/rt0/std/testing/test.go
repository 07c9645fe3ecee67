package testing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// T is a test. Its function ends when it returns or calls FailNow, SkipNow or
// one of the methods that do; these, and Parallel, only the goroutine of the
// function may call, the others any.
type T struct {
	common
	noParallel bool // Setenv or Chdir has been called
	run        *testRun
}

// InternalTest is a test as the generated main package lists it.
type InternalTest struct {
	Name string
	F    func(*T)
}

// A testRun is what the tests of a round share.
type testRun struct {
	names    *names
	deadline time.Time
	slots    chan struct{} // a token for each test that runs in parallel; sending waits for one
}

func newTestRun(match matchFunc, deadline time.Time) *testRun {
	r := &testRun{
		names:    newNames(match, opt.run, "-test.run", opt.skip),
		deadline: deadline,
		slots:    make(chan struct{}, opt.parallel),
	}
	r.acquire() // tests that are not parallel run within the root's
	return r
}

func (r *testRun) acquire() { r.slots <- struct{}{} }
func (r *testRun) release() { <-r.slots }

// runTests runs all tests, as often as the flags want.
func (m *M) runTests(deadline time.Time) (ran, ok bool) {
	pkg := strings.TrimPrefix(strings.TrimPrefix(m.deps.ImportPath(), m.deps.ModulePath()), "/")
	return runTests(m.deps.MatchString, m.tests, deadline, pkg)
}

// RunTests runs tests once. It is an old entry point, for programs other than
// test programs.
func RunTests(matchString func(pat, str string) (bool, error), tests []InternalTest) (ok bool) {
	var deadline time.Time
	if opt.timeout > 0 {
		deadline = time.Now().Add(opt.timeout)
	}
	_, ok = runTests(matchString, tests, deadline, "")
	return ok
}

func runTests(match matchFunc, tests []InternalTest, deadline time.Time, pkg string) (ran, ok bool) {
	ok = true
	rounds(func() bool {
		root := &T{run: newTestRun(match, deadline)}
		root.w = os.Stdout
		root.pkg = pkg
		root.printer = newPrinter(root.w)
		root.barrier = make(chan bool)
		root.signal = make(chan bool, 1)
		root.prepare()
		tRunner(root, func(t *T) {
			for _, test := range tests {
				t.Run(test.Name, test.F)
			}
		})
		<-root.signal
		ok = ok && !root.failed
		ran = ran || root.ran
		return ran
	})
	return ran, ok
}

// Run runs f as a subtest, in a goroutine of its own, and waits until it has
// ended or waits to run in parallel. It reports whether it has not failed.
func (t *T) Run(name string, f func(t *T)) bool {
	if t.inBubble {
		panic("testing: t.Run called inside synctest bubble")
	}
	if t.cleaning.Load() {
		panic("testing: t.Run called during t.Cleanup")
	}
	t.hasSub.Store(true)
	full, wanted, _ := t.run.names.full(&t.common, name)
	if !wanted || stopEarly() {
		return true
	}
	sub := t.sub(full, stackOf(1))
	if sub.printer != nil {
		sub.printer.event(full, "=== RUN   %s\n", full)
	}
	active.Store(full, time.Now())
	go tRunner(sub, f)
	if !<-sub.signal {
		// The subtest ended this test too.
		runtime.Goexit()
	}
	t.printer.backTo(t.name)
	return !sub.Failed()
}

// sub returns a new test below t.
func (t *T) sub(name string, creator []uintptr) *T {
	sub := &T{run: t.run}
	sub.below(&t.common, name, creator)
	return sub
}

// below makes c a test below parent.
func (c *common) below(parent *common, name string, creator []uintptr) {
	c.parent = parent
	c.level = parent.level + 1
	c.creator = creator
	c.name = name
	c.pkg = parent.pkg
	c.printer = parent.printer
	c.w = nested{c}
	c.barrier = make(chan bool)
	c.signal = make(chan bool, 1)
	c.prepare()
}

const parallelConflict = "testing: test using t.Setenv, t.Chdir, or cryptotest.SetGlobalRandom can not use t.Parallel"

// Parallel lets the test run together with other tests that call it, after
// the tests that do not.
func (t *T) Parallel() {
	switch {
	case t.parallel:
		panic("testing: t.Parallel called multiple times")
	case t.inBubble:
		panic("testing: t.Parallel called inside synctest bubble")
	case t.noParallel:
		panic(parallelConflict)
	case t.parent.barrier == nil:
		return // a test of F.Fuzz
	}
	t.parallel = true
	t.duration += time.Since(t.start) // waiting does not count
	parent := t.parent
	parent.subs = append(parent.subs, t)
	if t.printer != nil {
		t.printer.event(t.name, "=== PAUSE %s\n", t.name)
	}
	active.Delete(t.name)
	t.signal <- true
	<-parent.barrier
	t.run.acquire()
	parallelRunning.Add(1)
	if t.printer != nil {
		t.printer.event(t.name, "=== CONT  %s\n", t.name)
	}
	t.start = time.Now()
	active.Store(t.name, t.start)
}

// alone panics if the test, or one that it belongs to, is parallel, and keeps
// it from becoming so: it changes what all tests share.
func (t *T) alone() {
	for c := &t.common; c != nil; c = c.parent {
		if c.parallel {
			panic(parallelConflict)
		}
	}
	t.noParallel = true
}

// Setenv sets an environment variable until the test has ended. It must not be
// used in parallel tests.
func (t *T) Setenv(key, value string) {
	t.alone()
	t.common.Setenv(key, value)
}

// Chdir changes the working folder, and PWD, until the test has ended. It must
// not be used in parallel tests.
func (t *T) Chdir(dir string) {
	t.alone()
	t.common.Chdir(dir)
}

// Deadline returns when -timeout ends the program, if it does.
func (t *T) Deadline() (deadline time.Time, ok bool) {
	if t.inBubble {
		panic("testing: t.Deadline called inside synctest bubble")
	}
	return t.run.deadline, !t.run.deadline.IsZero()
}

var errEnded = errors.New("test executed panic(nil) or runtime.Goexit")

// tRunner runs a test's function and all that follows it.
func tRunner(t *T, f func(t *T)) {
	t.mu.Lock()
	t.runner = running(0)
	t.mu.Unlock()
	defer func() {
		problem := recover()
		outlived := true // the parent goes on
		if problem == nil && !t.isFinished() {
			problem, outlived = t.endedBy()
		}
		t.conclude(problem)
		active.Delete(t.name)
		if t.parallel {
			parallelRunning.Add(-1)
		}
		t.signal <- outlived
	}()
	defer func() {
		if len(t.subs) == 0 {
			t.runCleanups()
		}
	}()
	t.start = time.Now()
	f(t)
	t.setFinished()
}

// endedBy says what it means that the goroutine ended without a panic before
// the function did: Goexit; or a method like FailNow of a parent, which ends
// then too.
func (t *T) endedBy() (problem any, outlived bool) {
	for p := t.parent; p != nil; p = p.parent {
		if p.isFinished() {
			if t.parallel {
				return errEnded, false
			}
			t.Errorf("%v: subtest may have called FailNow on a parent test", errEnded)
			return nil, false
		}
	}
	return errEnded, true
}

// conclude waits for the parallel subtests and writes the result. With a
// problem it writes what can be written, and panics with it.
func (t *T) conclude(problem any) {
	if problem != nil {
		t.die(problem)
	}
	t.duration += time.Since(t.start)
	if len(t.subs) > 0 {
		t.runSubs()
	} else if t.parallel {
		t.run.release()
	}
	for c := &t.common; c.parent != nil; c = c.parent {
		c.log.flush()
	}
	if t.Failed() {
		failures.Add(1)
	}
	t.report()
	t.mu.Lock()
	t.done = true
	t.mu.Unlock()
	if t.parent != nil && !t.hasSub.Load() {
		t.setRan()
	}
}

// runSubs lets the parallel subtests run, waits for them and cleans up.
func (t *T) runSubs() {
	t.run.release()
	active.Delete(t.name)
	close(t.barrier)
	for _, sub := range t.subs {
		<-sub.signal
	}
	began := time.Now()
	active.Store(t.name, began)
	problem := t.tryCleanups()
	t.duration += time.Since(began)
	if problem != nil {
		t.die(problem)
	}
	if !t.parallel {
		t.run.acquire() // go on in the place of the parent
	}
}

// die ends the program by a panic, once the logs of the test and of those
// around it have been written.
func (t *T) die(problem any) {
	t.Fail()
	if p := t.tryCleanups(); p != nil {
		t.Logf("cleanup panicked with %v", p)
	}
	for c := &t.common; !c.inBubble && c.parent != nil; c = c.parent {
		c.mu.Lock()
		c.duration += time.Since(c.start)
		d := c.duration
		c.mu.Unlock()
		c.log.flush()
		c.hand("--- FAIL: %s (%s)\n", c.name, seconds(d))
		if p := c.parent.tryCleanups(); p != nil {
			fmt.Fprintf(c.parent.w, "cleanup panicked with %v", p)
		}
	}
	panic(problem)
}

// report writes the line of the result and the log.
func (c *common) report() {
	if c.parent == nil || c.inBubble {
		return
	}
	result := "PASS"
	switch {
	case c.Failed():
		result = "FAIL"
	case c.printer == nil:
		return
	case c.Skipped():
		result = "SKIP"
	}
	c.hand("--- %s: %s (%s)\n", result, c.name, seconds(c.duration))
}

// inBubble runs f as a part of t, in the synctest bubble of the goroutine that
// calls it. It is called by package testing/synctest.
func inBubble(t *T, f func(*T)) bool {
	if t.cleaning.Load() {
		panic("testing: synctest.Run called during t.Cleanup")
	}
	part := t.sub(t.name, stackOf(1))
	part.inBubble = true
	part.ctx, part.cancel = context.WithCancel(context.Background())
	go tRunner(part, f)
	if !<-part.signal {
		runtime.Goexit()
	}
	return !part.Failed()
}
