package testing

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// InternalExample is an example as the generated main package lists it, with
// what its comment says that it prints.
type InternalExample struct {
	Name      string
	F         func()
	Output    string
	Unordered bool
}

// RunExamples runs examples. It is an old entry point, for programs other than
// test programs.
func RunExamples(matchString func(pat, str string) (bool, error), examples []InternalExample) (ok bool) {
	_, ok = runExamples(matchString, examples)
	return ok
}

func runExamples(match matchFunc, examples []InternalExample) (ran, ok bool) {
	names := newNames(match, opt.run, "-test.run", opt.skip)
	ok = true
	for _, e := range examples {
		if _, wanted, _ := names.full(nil, e.Name); wanted {
			ran = true
			ok = runExample(e) && ok
		}
	}
	return ran, ok
}

// runExample runs one with its standard output going through a pipe, and
// compares.
func runExample(e InternalExample) (ok bool) {
	if opt.verbose.on {
		fmt.Printf("%s=== RUN   %s\n", frame(), e.Name)
	}
	stdout := os.Stdout
	r, w, err := os.Pipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout = w
	printed := make(chan string)
	go func() {
		text, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			fmt.Fprintf(os.Stderr, "testing: copying pipe: %v\n", err)
			os.Exit(1)
		}
		printed <- string(text)
	}()
	finished := false
	start := time.Now()
	defer func() {
		took := time.Since(start)
		w.Close()
		os.Stdout = stdout
		text := <-printed
		problem := recover()
		if problem == nil && !finished {
			problem = errEnded
		}
		ok = e.judge(text, took, problem)
		if problem != nil {
			panic(problem)
		}
	}()
	e.F()
	finished = true
	return true
}

// judge writes the result of an example that printed text.
func (e *InternalExample) judge(text string, took time.Duration, problem any) bool {
	got, want := strings.TrimSpace(text), strings.TrimSpace(e.Output)
	complaint := ""
	switch {
	case problem != nil:
	case e.Unordered:
		if !slices.Equal(sortedLines(got), sortedLines(want)) {
			complaint = fmt.Sprintf("got:\n%s\nwant (unordered):\n%s\n", text, e.Output)
		}
	case got != want:
		complaint = fmt.Sprintf("got:\n%s\nwant:\n%s\n", got, want)
	}
	ok := complaint == "" && problem == nil
	if !ok {
		fmt.Printf("%s--- FAIL: %s (%s)\n%s", frame(), e.Name, seconds(took), complaint)
	} else if opt.verbose.on {
		fmt.Printf("%s--- PASS: %s (%s)\n", frame(), e.Name, seconds(took))
	}
	if opt.verbose.json {
		fmt.Printf("%s=== NAME   %s\n", frame(), "")
	}
	return ok
}

func sortedLines(s string) []string { return slices.Sorted(strings.SplitSeq(s, "\n")) }
