package testing

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// opt holds the values of the -test flags. Init sets the default values and
// registers the flags.
var opt struct {
	short        bool
	failFast     bool
	outputDir    string
	artifacts    bool
	verbose      verbosity
	count        uint
	coverProfile string
	list         string
	run          string
	skip         string
	panicOnExit0 bool
	timeout      time.Duration
	cpu          string
	parallel     int
	testLog      string
	shuffle      string
	fullPath     bool
	bench        string
	benchMem     bool
}

// benchTime is -benchtime; it holds without Init too.
var benchTime = amount{time: time.Second}

var initialised bool

// Init registers the -test flags. "rt0 test" calls it; other programs do so
// before they call Benchmark and the like, if they want the flags.
func Init() {
	if initialised {
		return
	}
	initialised = true
	flag.BoolVar(&opt.short, "test.short", false, "run smaller test suite to save time")
	flag.BoolVar(&opt.failFast, "test.failfast", false, "do not start new tests after the first test failure")
	flag.StringVar(&opt.outputDir, "test.outputdir", "", "write files that other flags name to `dir`")
	flag.BoolVar(&opt.artifacts, "test.artifacts", false, "store test artifacts in test.outputdir")
	flag.Var(&opt.verbose, "test.v", "verbose: print additional output")
	flag.UintVar(&opt.count, "test.count", 1, "run tests and benchmarks `n` times")
	flag.StringVar(&opt.coverProfile, "test.coverprofile", "", "write a coverage profile to `file`")
	flag.StringVar(&opt.list, "test.list", "", "list tests, examples, and benchmarks matching `regexp` then exit")
	flag.StringVar(&opt.run, "test.run", "", "run only tests and examples matching `regexp`")
	flag.StringVar(&opt.skip, "test.skip", "", "do not list or run tests matching `regexp`")
	flag.BoolVar(&opt.panicOnExit0, "test.paniconexit0", false, "panic on call to os.Exit(0)")
	flag.DurationVar(&opt.timeout, "test.timeout", 0, "panic test binary after duration `d` (default 0, timeout disabled)")
	flag.StringVar(&opt.cpu, "test.cpu", "", "comma-separated `list` of cpu counts to run each test with")
	flag.IntVar(&opt.parallel, "test.parallel", runtime.GOMAXPROCS(0), "run at most `n` tests in parallel")
	flag.StringVar(&opt.testLog, "test.testlogfile", "", "write test action log to `file` (for use only by rt0 test)")
	flag.StringVar(&opt.shuffle, "test.shuffle", "off", "randomize the execution order of tests and benchmarks")
	flag.BoolVar(&opt.fullPath, "test.fullpath", false, "show full file names in error messages")
	flag.StringVar(&opt.bench, "test.bench", "", "run only benchmarks matching `regexp`")
	flag.BoolVar(&opt.benchMem, "test.benchmem", false, "print memory allocations for benchmarks")
	profileFlags()
	flag.Var(&benchTime, "test.benchtime", "run each benchmark for duration `d` or N times if `d` is of the form Nx")
}

func parseFlags() {
	if !flag.Parsed() {
		flag.Parse()
	}
}

// badUsage prints what is wrong with the flags and how they are used, and
// returns the exit status.
func badUsage(text string) int {
	fmt.Fprintln(os.Stderr, text)
	flag.Usage()
	return 2
}

// Short reports whether -test.short is set: tests that take long should do
// less then.
func Short() bool {
	if !initialised {
		panic("testing: Short called before Init")
	}
	if !flag.Parsed() {
		panic("testing: Short called before Parse")
	}
	return opt.short
}

// Verbose reports whether -test.v is set.
func Verbose() bool {
	if !flag.Parsed() {
		panic("testing: Verbose called before Parse")
	}
	return opt.verbose.on
}

// verbosity is the value of -test.v. With json, marks in the output show where
// the lines of package testing begin: rt0 test -json turns them into events.
type verbosity struct{ on, json bool }

func (v *verbosity) IsBoolFlag() bool { return true }

func (v *verbosity) Set(s string) error {
	switch s {
	case "true":
		*v = verbosity{on: true}
	case "test2json":
		*v = verbosity{on: true, json: true}
	case "false":
		*v = verbosity{}
	default:
		return fmt.Errorf("invalid flag -test.v=%s", s)
	}
	return nil
}

func (v *verbosity) String() string {
	if v.json {
		return "test2json"
	}
	return strconv.FormatBool(v.on)
}

func (v *verbosity) Get() any {
	if v.json {
		return "test2json"
	}
	return v.on
}

// An amount is how much a benchmark does: for so long, or so often.
type amount struct {
	time  time.Duration
	times int
}

func (a *amount) String() string {
	if a.times > 0 {
		return strconv.Itoa(a.times) + "x"
	}
	return a.time.String()
}

func (a *amount) Set(s string) error {
	if digits, ok := strings.CutSuffix(s, "x"); ok {
		n, err := strconv.Atoi(digits)
		if err != nil || n <= 0 {
			return fmt.Errorf("invalid count")
		}
		*a = amount{times: n}
		return nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return fmt.Errorf("invalid duration")
	}
	*a = amount{time: d}
	return nil
}
