package testing

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"
)

// F is a fuzz test. rt0 runs it with its seeds, those of Add and the files in
// testdata/fuzz/NAME, each a subtest; it does not look for others.
type F struct {
	common
	run    *testRun
	seeds  []seed
	fuzzed bool // Fuzz has been called
}

// InternalFuzzTarget is a fuzz test as the generated main package lists it.
type InternalFuzzTarget struct {
	Name string
	Fn   func(f *F)
}

// A seed is the arguments of a call, and its name.
type seed struct {
	name   string
	values []any
}

// outside panics if the function given to Fuzz is running: it has a T.
func (f *F) outside(method string) {
	if f.inFuzz {
		panic("testing: f." + method + " was called inside the fuzz target, use t." + method + " instead")
	}
}

// Helper marks the calling function as one whose place in the source does not
// interest. It must not be called within the function given to Fuzz.
func (f *F) Helper() {
	f.outside("Helper")
	// The frame of this method is one of those that mark themselves, too.
	f.common.Helper()
	f.markCaller()
}

// markCaller marks the function that called the one that calls it.
func (f *F) markCaller() {
	name := running(2)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.helpers[name] = struct{}{}
}

// Fail marks the test as failed. It must not be called within the function
// given to Fuzz.
func (f *F) Fail() {
	f.outside("Fail")
	f.common.Fail()
}

// Skipped reports whether the test was skipped. It must not be called within
// the function given to Fuzz.
func (f *F) Skipped() bool {
	f.outside("Skipped")
	return f.common.Skipped()
}

// fuzzable are the types of arguments that there may be.
var fuzzable = map[reflect.Type]bool{
	reflect.TypeFor[[]byte]():  true,
	reflect.TypeFor[string]():  true,
	reflect.TypeFor[bool]():    true,
	reflect.TypeFor[float32](): true,
	reflect.TypeFor[float64](): true,
	reflect.TypeFor[int]():     true,
	reflect.TypeFor[int8]():    true,
	reflect.TypeFor[int16]():   true,
	reflect.TypeFor[int32]():   true,
	reflect.TypeFor[int64]():   true,
	reflect.TypeFor[uint]():    true,
	reflect.TypeFor[uint8]():   true,
	reflect.TypeFor[uint16]():  true,
	reflect.TypeFor[uint32]():  true,
	reflect.TypeFor[uint64]():  true,
}

// Add adds arguments to call the function with that Fuzz is given.
func (f *F) Add(args ...any) {
	for _, a := range args {
		if t := reflect.TypeOf(a); !fuzzable[t] {
			panic(fmt.Sprintf("testing: unsupported type to Add %v", t))
		}
	}
	f.seeds = append(f.seeds, seed{fmt.Sprintf("seed#%d", len(f.seeds)), append([]any(nil), args...)})
}

// Fuzz calls ff, a function of a *T and of the arguments, with all seeds. It
// is called once, at the end.
func (f *F) Fuzz(ff any) {
	if f.fuzzed {
		panic("testing: F.Fuzz called more than once")
	}
	f.fuzzed = true
	if f.Failed() {
		return
	}
	f.Helper()
	fn := reflect.ValueOf(ff)
	types := argumentTypes(fn.Type())
	for _, s := range f.seeds {
		if err := fits(s.values, types); err != nil {
			f.Fatal(err)
		}
	}
	files, err := readSeeds(filepath.Join("testdata/fuzz", f.name), types)
	if err != nil {
		f.Fatal(err)
	}
	f.seeds = append(f.seeds, files...)
	for _, s := range f.seeds {
		name := f.name + "/" + filepath.Base(s.name)
		if _, wanted, _ := f.run.names.full(nil, name); wanted && !stopEarly() {
			f.call(fn, name, s.values)
		}
	}
}

// argumentTypes checks the type of Fuzz's argument and returns those of its
// parameters without the *T.
func argumentTypes(t reflect.Type) []reflect.Type {
	if t.Kind() != reflect.Func {
		panic("testing: F.Fuzz must receive a function")
	}
	if t.NumIn() < 2 || t.In(0) != reflect.TypeFor[*T]() {
		panic("testing: fuzz target must receive at least two arguments, where the first argument is a *T")
	}
	if t.NumOut() != 0 {
		panic("testing: fuzz target must not return a value")
	}
	var types []reflect.Type
	for i := 1; i < t.NumIn(); i++ {
		if !fuzzable[t.In(i)] {
			panic(fmt.Sprintf("testing: unsupported type for fuzzing %v", t.In(i)))
		}
		types = append(types, t.In(i))
	}
	return types
}

// fits returns an error unless the values have these types.
func fits(values []any, types []reflect.Type) error {
	if len(values) != len(types) {
		return fmt.Errorf("wrong number of values in corpus entry: %d, want %d", len(values), len(types))
	}
	for i, v := range values {
		if reflect.TypeOf(v) != types[i] {
			return fmt.Errorf("mismatched types in corpus entry: %v, want %v", typesOf(values), types)
		}
	}
	return nil
}

func typesOf(values []any) []reflect.Type {
	var out []reflect.Type
	for _, v := range values {
		out = append(out, reflect.TypeOf(v))
	}
	return out
}

// call runs the function with a seed, as a subtest.
func (f *F) call(fn reflect.Value, name string, values []any) {
	t := &T{run: f.run}
	t.ctx, t.cancel = context.WithCancel(f.ctx)
	t.below(&f.common, name, stackOf(2))
	if t.printer != nil {
		t.printer.event(name, "=== RUN   %s\n", name)
	}
	f.inFuzz = true
	args := []reflect.Value{reflect.ValueOf(t)}
	for _, v := range values {
		args = append(args, reflect.ValueOf(v))
	}
	go tRunner(t, func(*T) { fn.Call(args) })
	<-t.signal
	f.inFuzz = false
	t.printer.backTo(f.name)
}

// runFuzzTargets runs the fuzz tests with their seeds, as often as the flags
// want.
func (m *M) runFuzzTargets(deadline time.Time) (ran, ok bool) {
	ok = true
	if len(m.fuzzTargets) == 0 {
		return false, true
	}
	pkg := strings.TrimPrefix(strings.TrimPrefix(m.deps.ImportPath(), m.deps.ModulePath()), "/")
	rounds(func() bool {
		run := newTestRun(m.deps.MatchString, deadline)
		root := &common{w: os.Stdout, printer: newPrinter(os.Stdout), pkg: pkg}
		for _, target := range m.fuzzTargets {
			if _, wanted, _ := run.names.full(nil, target.Name); !wanted || stopEarly() {
				continue
			}
			f := &F{run: run}
			f.below(root, target.Name, nil)
			f.signal = make(chan bool)
			if f.printer != nil {
				f.printer.event(f.name, "=== RUN   %s\n", f.name)
			}
			go fRunner(f, target.Fn)
			<-f.signal
			f.printer.backTo("")
			ok = ok && !f.Failed()
			ran = ran || f.ran
		}
		return ran
	})
	return ran, ok
}

// fRunner runs a fuzz test's function and all that follows it. Its subtests
// have run to their ends by then, but for those that are parallel.
func fRunner(f *F, fn func(*F)) {
	f.mu.Lock()
	f.runner = running(0)
	f.mu.Unlock()
	defer func() {
		problem := recover()
		if problem == nil && !f.isFinished() {
			problem = errEnded
		}
		if f.Failed() {
			failures.Add(1)
		}
		f.conclude(problem)
		f.signal <- true
	}()
	defer func() {
		if len(f.subs) == 0 {
			f.runCleanups()
		}
	}()
	f.start = time.Now()
	fn(f)
	f.setFinished()
	if !f.fuzzed && !f.Skipped() && !f.Failed() {
		f.Error("returned without calling F.Fuzz, F.Fail, or F.Skip")
	}
}

func (f *F) conclude(problem any) {
	if problem != nil {
		f.Fail()
		f.duration += time.Since(f.start)
		if p := f.tryCleanups(); p != nil {
			f.Logf("cleanup panicked with %v", p)
		}
		f.log.flush()
		f.hand("--- FAIL: %s (%s)\n", f.name, seconds(f.duration))
		panic(problem)
	}
	f.duration += time.Since(f.start)
	if len(f.subs) > 0 {
		f.run.release()
		close(f.barrier)
		for _, sub := range f.subs {
			<-sub.signal
		}
		began := time.Now()
		if p := f.tryCleanups(); p != nil {
			panic(p)
		}
		f.duration += time.Since(began)
		f.run.acquire()
	}
	f.log.flush()
	f.report()
	f.mu.Lock()
	f.done = true
	f.mu.Unlock()
	f.setRan()
}
