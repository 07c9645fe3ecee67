package testing

import (
	"bytes"
	"context"
	"fmt"
	"internal/sysinfo"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

// InternalBenchmark is a benchmark as the generated main package lists it.
type InternalBenchmark struct {
	Name string
	F    func(b *B)
}

// B is a benchmark. Its function does what is measured b.N times, or for as
// long as b.Loop returns true.
type B struct {
	common
	// N is how often to do what is measured.
	N int

	f           func(b *B)
	importPath  string // for the heading; "" for Benchmark's
	run         *benchRun
	goal        amount
	parallelism int // RunParallel starts parallelism*GOMAXPROCS goroutines
	showAllocs  bool
	bytes       int64
	metrics     map[string]float64
	loop        loop
	result      BenchmarkResult
	noBytes     bool // a sub-benchmark has no bytes, so that the sum has no meaning

	// The clock: time and allocations while it goes.
	ticking    bool
	mallocs    uint64 // when it started
	allocated  uint64
	netMallocs uint64
	netBytes   uint64

	last struct { // the calls before
		n    int
		took time.Duration
	}
}

// A benchRun is what the benchmarks of a program share.
type benchRun struct {
	names *names
	width int // of the longest name
	extra int // of the -N behind names
}

// measuring is held by the benchmark that is being measured.
var measuring sync.Mutex

func (b *B) readMemory() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.mallocs, b.allocated = m.Mallocs, m.TotalAlloc
}

// StartTimer starts the clock. It goes when the function is called.
func (b *B) StartTimer() {
	if b.ticking {
		return
	}
	b.readMemory()
	b.start = time.Now()
	b.ticking = true
	b.loop.resume()
}

// StopTimer stops the clock.
func (b *B) StopTimer() {
	if !b.ticking {
		return
	}
	b.duration += time.Since(b.start)
	m, n := b.mallocs, b.allocated
	b.readMemory()
	b.netMallocs += b.mallocs - m
	b.netBytes += b.allocated - n
	b.ticking = false
	b.loop.pause()
}

// ResetTimer sets the clock to zero and forgets reported metrics. A clock that
// goes goes on.
func (b *B) ResetTimer() {
	if b.metrics == nil {
		b.metrics = make(map[string]float64)
	}
	clear(b.metrics)
	if b.ticking {
		b.readMemory()
		b.start = time.Now()
	}
	b.duration, b.netMallocs, b.netBytes = 0, 0, 0
}

// Elapsed returns the time on the clock.
func (b *B) Elapsed() time.Duration {
	if b.ticking {
		return b.duration + time.Since(b.start)
	}
	return b.duration
}

// SetBytes says how many bytes are worked on each time; the result shows MB/s.
func (b *B) SetBytes(n int64) { b.bytes = n }

// ReportAllocs has the result show allocations, as -benchmem does.
func (b *B) ReportAllocs() { b.showAllocs = true }

// ReportMetric adds a number to the result. With the unit of a number that is
// there already, such as ns/op, it takes its place.
func (b *B) ReportMetric(n float64, unit string) {
	if unit == "" {
		panic("metric unit must not be empty")
	}
	if strings.ContainsFunc(unit, unicode.IsSpace) {
		panic("metric unit must not contain whitespace")
	}
	b.metrics[unit] = n
}

// SetParallelism has RunParallel use p*GOMAXPROCS goroutines.
func (b *B) SetParallelism(p int) {
	if p >= 1 {
		b.parallelism = p
	}
}

// runN calls the function once, with b.N = n.
func (b *B) runN(n int) {
	measuring.Lock()
	defer measuring.Unlock()
	b.ctx, b.cancel = context.WithCancel(context.Background())
	defer b.runCleanups()
	runtime.GC() // others' garbage is not this one's
	b.N = n
	b.loop = loop{}
	b.parallelism = 1
	b.ResetTimer()
	b.StartTimer()
	b.f(b)
	b.StopTimer()
	b.last.n, b.last.took = n, b.duration
	if b.loop.goal > 0 && !b.loop.over && !b.Failed() {
		b.Error("benchmark function returned without B.Loop() == false (break or return in loop?)")
	}
}

// apart calls f in a goroutine, which FailNow may end, and waits.
func (b *B) apart(f func()) {
	go func() {
		defer func() { b.signal <- true }()
		f()
	}()
	<-b.signal
}

// probe calls the function with b.N = 1. It reports whether it is to be
// measured: it did not fail, skip, or have sub-benchmarks.
func (b *B) probe() bool {
	if r := b.run; r != nil {
		if n := len(b.name) + r.extra + 1; n > r.width {
			r.width = n + 8 // some more, so that columns do not move at each name
		}
	}
	b.apart(func() { b.runN(1) })
	if b.Failed() {
		fmt.Fprintf(b.w, "%s--- FAIL: %s\n%s", b.printer.frame(), b.name, b.output)
		return false
	}
	finished := b.isFinished()
	if !b.hasSub.Load() && !finished {
		return true
	}
	if b.printer != nil && (len(b.output) > 0 || finished) {
		tag := "BENCH"
		if b.Skipped() {
			tag = "SKIP"
		}
		b.shorten()
		fmt.Fprintf(b.w, "%s--- %s: %s\n%s", b.printer.frame(), tag, b.name, b.output)
	}
	return false
}

// measure calls the function with larger and larger b.N until it has taken the
// time wanted.
func (b *B) measure() BenchmarkResult {
	b.apart(b.launch)
	return b.result
}

func (b *B) launch() {
	switch {
	case b.loop.goal > 0: // Loop has done it all when the function was called first
	case b.goal.times > 1:
		b.runN(b.goal.times)
	case b.goal.times == 0:
		for n := 1; !b.Failed() && b.duration < b.goal.time && n < maxN; {
			n = nextN(b.goal.time, b.N, b.duration, n)
			b.runN(n)
		}
	}
	b.result = BenchmarkResult{b.N, b.duration, b.bytes, b.netMallocs, b.netBytes, b.metrics}
}

const maxN = 1_000_000_000

// nextN returns how often to run next, when n times took that long: a fifth more
// than would seem enough, more than last, but no more than a hundred times as
// much.
func nextN(goal time.Duration, n int, took time.Duration, last int) int {
	next := int64(goal) * int64(n) / max(int64(took), 1)
	next += next / 5
	next = max(min(next, 100*int64(last)), int64(last)+1)
	return int(min(next, maxN))
}

var heading sync.Once

// showHeading writes what benchmark results begin with.
func (b *B) showHeading() {
	heading.Do(func() {
		fmt.Fprintf(b.w, "goos: %s\ngoarch: %s\n", runtime.GOOS, runtime.GOARCH)
		if b.importPath != "" {
			fmt.Fprintf(b.w, "pkg: %s\n", b.importPath)
		}
		if cpu := sysinfo.CPUName(); cpu != "" {
			fmt.Fprintf(b.w, "cpu: %s\n", cpu)
		}
	})
}

// Run runs f as a sub-benchmark. A benchmark that calls it is not measured
// itself. It reports whether f has not failed.
func (b *B) Run(name string, f func(b *B)) bool {
	b.hasSub.Store(true)
	measuring.Unlock()
	defer measuring.Lock()
	full, wanted, partial := b.name, true, false
	if b.run != nil {
		full, wanted, partial = b.run.names.full(&b.common, name)
	}
	if !wanted {
		return true
	}
	sub := &B{f: f, importPath: b.importPath, run: b.run, goal: b.goal}
	sub.below(&b.common, full, stackOf(1))
	sub.asBenchmark(b.w)
	sub.hasSub.Store(partial) // run it only for its sub-benchmarks
	if b.printer != nil {
		sub.showHeading()
		if b.printer.json {
			b.printer.event(full, "=== RUN   %s\n", full)
		}
		fmt.Println(full)
	}
	if sub.probe() {
		sub.measureAll()
	}
	b.add(sub.result)
	return !sub.Failed()
}

// asBenchmark makes the common part that of a benchmark.
func (b *B) asBenchmark(w io.Writer) {
	b.w = w
	b.bench = true
	b.barrier = nil
	b.signal = make(chan bool)
	if b.log == nil {
		b.prepare()
	}
}

// add adds the result of a sub-benchmark, for those who call Benchmark.
func (b *B) add(other BenchmarkResult) {
	r := &b.result
	r.N = 1
	r.T += time.Duration(other.NsPerOp())
	b.noBytes = b.noBytes || other.Bytes == 0
	r.Bytes += other.Bytes
	if b.noBytes {
		r.Bytes = 0
	}
	r.MemAllocs += uint64(other.AllocsPerOp())
	r.MemBytes += uint64(other.AllocedBytesPerOp())
}

// Benchmark measures f, outside of "rt0 test -bench" too.
func Benchmark(f func(b *B)) BenchmarkResult {
	b := &B{f: f, goal: benchTime}
	b.asBenchmark(discard{})
	if b.probe() {
		b.measureAll()
	}
	return b.result
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// RunBenchmarks runs benchmarks. It is an old entry point, for programs other
// than test programs.
func RunBenchmarks(matchString func(pat, str string) (bool, error), benchmarks []InternalBenchmark) {
	runBenchmarks("", matchString, benchmarks)
}

// runBenchmarks runs those that -bench wants; true if none failed.
func runBenchmarks(importPath string, match matchFunc, benchmarks []InternalBenchmark) bool {
	if opt.bench == "" {
		return true
	}
	most := 1
	for _, n := range procs {
		most = max(most, n)
	}
	r := &benchRun{names: newNames(match, opt.bench, "-test.bench", opt.skip), extra: len(withProcs("", most))}
	var wanted []InternalBenchmark
	for _, one := range benchmarks {
		if _, ok, _ := r.names.full(nil, one.Name); ok {
			wanted = append(wanted, one)
			r.width = max(r.width, len(withProcs(one.Name, most))+r.extra+1)
		}
	}
	root := &B{importPath: importPath, run: r, goal: benchTime}
	root.name = "Main"
	root.printer = newPrinter(os.Stdout)
	root.asBenchmark(os.Stdout)
	root.f = func(b *B) {
		for _, one := range wanted {
			b.Run(one.Name, one.F)
		}
	}
	root.runN(1)
	return !root.Failed()
}

// withProcs adds the value of GOMAXPROCS to a name.
func withProcs(name string, n int) string {
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%s-%d", name, n)
}

// measureAll measures as often as -cpu and -count want and prints the results.
func (b *B) measureAll() {
	b.showHeading()
	if b.run == nil {
		b.measure()
		return
	}
	first := b
	for i, n := range procs {
		for j := range opt.count {
			runtime.GOMAXPROCS(n)
			name := withProcs(first.name, n)
			b := first
			if b.printer == nil {
				fmt.Fprintf(b.w, "%-*s\t", first.run.width, name)
			}
			if i > 0 || j > 0 {
				b = first.again()
				b.probe()
			}
			b.printResult(name, first.run.width)
			if now := runtime.GOMAXPROCS(0); now != n {
				fmt.Fprintf(os.Stderr, "testing: %s left GOMAXPROCS set to %d\n", name, now)
			}
			b.printer.backTo("")
		}
	}
}

// again returns a new B for the same benchmark.
func (b *B) again() *B {
	c := &B{f: b.f, goal: b.goal}
	c.name, c.printer = b.name, b.printer
	c.asBenchmark(b.w)
	return c
}

// printResult measures and prints the rest of the line.
func (b *B) printResult(name string, width int) {
	result := b.measure()
	if b.Failed() {
		// It may well have succeeded with a smaller N.
		fmt.Fprintf(b.w, "%s--- FAIL: %s\n%s", b.printer.frame(), name, b.output)
		return
	}
	line := result.String()
	if opt.benchMem || b.showAllocs {
		line += "\t" + result.MemString()
	}
	if b.printer != nil {
		fmt.Fprintf(b.w, "%-*s\t", width, name)
	}
	fmt.Fprintln(b.w, line)
	if len(b.output) > 0 {
		b.shorten()
		fmt.Fprintf(b.w, "%s--- BENCH: %s\n%s", b.printer.frame(), name, b.output)
	}
}

// shorten keeps the first ten lines of the log.
func (b *B) shorten() {
	end := 0
	for range 10 {
		i := bytes.IndexByte(b.output[end:], '\n')
		if i < 0 {
			return
		}
		end += i + 1
	}
	b.output = append(b.output[:end-1], "\n\t... [output truncated]\n"...)
}

// AllocsPerRun returns how many objects a call of f allocates, the average of
// so many runs, rounded down; GOMAXPROCS is 1 meanwhile. A first call does not
// count.
func AllocsPerRun(runs int, f func()) (avg float64) {
	if parallelRunning.Load() != 0 {
		panic("testing: AllocsPerRun called during parallel test")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		f()
	}
	runtime.ReadMemStats(&after)
	return math.Floor(float64(after.Mallocs-before.Mallocs) / float64(runs))
}

// parallelRunning counts the parallel tests that run.
var parallelRunning atomic.Int64
