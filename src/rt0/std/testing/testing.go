// Package testing runs tests, benchmarks, examples and the seeds of fuzz tests.
// "rt0 test" makes a program of a package's _test.go files that calls it.
//
// Files: testing.go (what a test program is: M), options.go (its flags),
// common.go (what T, B and F share: failing, skipping, cleaning up), output.go
// (logs, and whose they are), site.go (where a log was called), folders.go
// (temporary folders, environment), test.go (T), names.go (names of subtests,
// which are to run), benchmark.go and result.go (B), loop.go (Loop, RunParallel),
// example.go, fuzz.go and corpus.go (F), cover.go.
//
// What is written is what "go test" writes, to the byte.
package testing

import (
	"errors"
	"fmt"
	"internal/testlog"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// testDeps is what MainStart wants of the generated main package.
type testDeps interface {
	ImportPath() string
	ModulePath() string
	MatchString(pat, str string) (bool, error)
	SetPanicOnExit0(bool)
	StartTestLog(io.Writer)
	StopTestLog() error
	HasProfiles() bool
	StartCPUProfile(io.Writer) error
	StopCPUProfile()
	WriteProfile(name string, w io.Writer) error
}

// M is a test program, as TestMain gets it.
type M struct {
	deps        testDeps
	tests       []InternalTest
	benchmarks  []InternalBenchmark
	fuzzTargets []InternalFuzzTarget
	examples    []InternalExample

	alarm    *time.Timer
	finish   sync.Once // writes what remains to be written
	runs     int       // calls of Run
	log      *os.File  // -test.testlogfile
	exitCode int
}

// MainStart is called by the main package of a test program. It is not meant
// for others, and may change.
func MainStart(deps testDeps, tests []InternalTest, benchmarks []InternalBenchmark, fuzzTargets []InternalFuzzTarget, examples []InternalExample) *M {
	inTest = true
	Init()
	return &M{deps: deps, tests: tests, benchmarks: benchmarks, fuzzTargets: fuzzTargets, examples: examples}
}

// Main is an old name of what MainStart and M.Run do.
func Main(matchString func(pat, str string) (bool, error), tests []InternalTest, benchmarks []InternalBenchmark, examples []InternalExample) {
	os.Exit(MainStart(onlyMatch(matchString), tests, benchmarks, nil, examples).Run())
}

// onlyMatch is a testDeps that can only match.
type onlyMatch func(pat, str string) (bool, error)

func (f onlyMatch) MatchString(pat, str string) (bool, error) { return f(pat, str) }
func (onlyMatch) ImportPath() string                          { return "" }
func (onlyMatch) ModulePath() string                          { return "" }
func (onlyMatch) SetPanicOnExit0(bool)                        {}
func (onlyMatch) StartTestLog(io.Writer)                      {}
func (onlyMatch) StopTestLog() error                          { return errors.New("testing: no test log") }
func (onlyMatch) HasProfiles() bool                           { return false }
func (onlyMatch) StartCPUProfile(io.Writer) error             { return errors.New("testing: no profiles") }
func (onlyMatch) StopCPUProfile()                             {}
func (onlyMatch) WriteProfile(string, io.Writer) error        { return errors.New("testing: no profiles") }

// inTest is set in programs made by rt0 test.
var inTest bool

// Testing reports whether the program is a test program.
func Testing() bool { return inTest }

// failures counts tests that failed, for -failfast.
var failures atomic.Int64

// stopEarly reports whether -failfast keeps further tests from running.
func stopEarly() bool { return opt.failFast && failures.Load() > 0 }

// procs are the values of GOMAXPROCS that -cpu wants.
var procs []int

// Run runs the tests, and returns the status for os.Exit. It parses the flags
// if nobody has.
func (m *M) Run() (code int) {
	defer func() {
		code = m.exitCode
		testlog.ExitCode = code
	}()
	m.runs++
	parseFlags()
	if opt.verbose.json {
		os.Stderr = os.Stdout // rt0 test tells one from the other by the place in the stream
	}
	if opt.parallel < 1 {
		m.exitCode = badUsage("testing: -parallel can only be given a positive integer")
		return
	}
	if opt.list != "" {
		m.exitCode = 0
		m.listNames()
		return
	}
	if !m.shuffle() {
		m.exitCode = 2
		return
	}
	procs = cpuCounts()
	m.before()
	defer m.after()
	m.exitCode = m.runAll()
	return
}

// runAll runs everything and writes the last line.
func (m *M) runAll() int {
	deadline := m.startAlarm()
	ran, ok := m.runTests(deadline)
	fuzzRan, fuzzOK := m.runFuzzTargets(deadline)
	exampleRan, exampleOK := runExamples(m.deps.MatchString, m.examples)
	m.stopAlarm()
	if !ran && !fuzzRan && !exampleRan && opt.bench == "" {
		fmt.Fprintln(os.Stderr, "testing: warning: no tests to run")
	}
	if !ok || !fuzzOK || !exampleOK || !runBenchmarks(m.deps.ImportPath(), m.deps.MatchString, m.benchmarks) {
		fmt.Print(frame(), "FAIL\n")
		return 1
	}
	fmt.Print(frame(), "PASS\n")
	return 0
}

// listNames prints what -list matches.
func (m *M) listNames() {
	if _, err := m.deps.MatchString(opt.list, ""); err != nil {
		fmt.Fprintf(os.Stderr, "testing: invalid regexp in -test.list (%q): %s\n", opt.list, err)
		os.Exit(1)
	}
	var names []string
	for _, t := range m.tests {
		names = append(names, t.Name)
	}
	for _, b := range m.benchmarks {
		names = append(names, b.Name)
	}
	for _, f := range m.fuzzTargets {
		names = append(names, f.Name)
	}
	for _, e := range m.examples {
		names = append(names, e.Name)
	}
	for _, name := range names {
		if ok, _ := m.deps.MatchString(opt.list, name); ok {
			fmt.Println(name)
		}
	}
}

// shuffle puts tests and benchmarks in the order that -shuffle wants. False if
// its value is wrong.
func (m *M) shuffle() bool {
	seed := time.Now().UnixNano()
	switch opt.shuffle {
	case "off":
		return true
	case "on":
	default:
		var err error
		if seed, err = strconv.ParseInt(opt.shuffle, 10, 64); err != nil {
			fmt.Fprintln(os.Stderr, `testing: -shuffle should be "off", "on", or a valid integer:`, err)
			return false
		}
	}
	fmt.Println("-test.shuffle", seed)
	r := rand.New(rand.NewSource(seed))
	r.Shuffle(len(m.tests), func(i, j int) { m.tests[i], m.tests[j] = m.tests[j], m.tests[i] })
	r.Shuffle(len(m.benchmarks), func(i, j int) { m.benchmarks[i], m.benchmarks[j] = m.benchmarks[j], m.benchmarks[i] })
	return true
}

// cpuCounts reads -cpu.
func cpuCounts() []int {
	var counts []int
	for word := range strings.SplitSeq(opt.cpu, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		n, err := strconv.Atoi(word)
		if err != nil || n <= 0 {
			fmt.Fprintf(os.Stderr, "testing: invalid value %q for -test.cpu\n", word)
			os.Exit(1)
		}
		counts = append(counts, n)
	}
	if counts == nil {
		counts = []int{runtime.GOMAXPROCS(0)}
	}
	return counts
}

// rounds calls f as often as -cpu and -count want, with GOMAXPROCS set. f says
// whether anything ran; if not, it is not called again for this GOMAXPROCS.
func rounds(f func() (ran bool)) {
	for _, n := range procs {
		runtime.GOMAXPROCS(n)
		for i := uint(0); i < opt.count && !stopEarly(); i++ {
			if !f() {
				break
			}
		}
	}
}

func (m *M) before() {
	m.startProfiles()
	if opt.coverProfile != "" && CoverMode() == "" {
		usageExit("testing: cannot use -test.coverprofile because test binary was not built with coverage enabled")
	}
	if opt.artifacts {
		var err error
		if artifactRoot, err = filepath.Abs(inOutputDir("_artifacts")); err != nil {
			usageExit("testing: cannot make -test.outputdir absolute: " + err.Error())
		}
		if err := os.Mkdir(artifactRoot, 0o777); err != nil && !errors.Is(err, os.ErrExist) {
			usageExit("testing: " + err.Error())
		}
	}
	if opt.testLog != "" {
		flags := os.O_RDWR | os.O_CREATE | os.O_TRUNC
		if m.runs > 1 {
			flags = os.O_WRONLY | os.O_APPEND
		}
		f, err := os.OpenFile(opt.testLog, flags, 0o666)
		if err != nil {
			usageExit("testing: " + err.Error())
		}
		m.log = f
		m.deps.StartTestLog(f)
	}
	if opt.panicOnExit0 {
		m.deps.SetPanicOnExit0(true)
	}
}

func (m *M) after() {
	m.finish.Do(m.writeResults)
	if opt.panicOnExit0 {
		m.deps.SetPanicOnExit0(false)
	}
}

// writeResults writes what is known only when all tests have ended.
func (m *M) writeResults() {
	if m.log != nil {
		err := m.deps.StopTestLog()
		if err == nil {
			err = m.log.Close()
		}
		if err != nil {
			usageExit(fmt.Sprintf("testing: can't write %s: %s", opt.testLog, err))
		}
	}
	m.writeProfiles()
	if CoverMode() != "" {
		coverReport()
	}
}

func usageExit(text string) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(2)
}

// inOutputDir is where a file that a flag names goes.
func inOutputDir(path string) string {
	if opt.outputDir == "" || path == "" || filepath.IsAbs(path) {
		return path
	}
	return opt.outputDir + "/" + path
}

// active holds the names of the tests that run and do not wait, with the time
// when they began, for the message of a timeout.
var active sync.Map

// startAlarm has the program panic when -timeout is over; it returns when.
func (m *M) startAlarm() time.Time {
	if opt.timeout <= 0 {
		return time.Time{}
	}
	m.alarm = time.AfterFunc(opt.timeout, m.timeIsUp)
	return time.Now().Add(opt.timeout)
}

func (m *M) stopAlarm() {
	if m.alarm != nil {
		m.alarm.Stop()
	}
}

func (m *M) timeIsUp() {
	m.after()
	debug.SetTraceback("all")
	var names []string
	active.Range(func(name, since any) bool {
		d := time.Since(since.(time.Time)).Round(time.Second)
		names = append(names, fmt.Sprintf("\n\t%s (%v)", name, d))
		return true
	})
	text := fmt.Sprintf("test timed out after %v", opt.timeout)
	if len(names) > 0 {
		slices.Sort(names)
		text += "\nrunning tests:" + strings.Join(names, "")
	}
	panic(text)
}
