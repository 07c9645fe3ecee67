package results

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func check(t *testing.T, ok bool) {
	t.Helper()
	if !ok {
		t.Error("not ok")
	}
}

func each(t *testing.T, yield func(int) bool) {
	t.Helper()
	yield(1)
}

func TestHelper(t *testing.T) {
	check(t, false)
	t.Run("sub", func(sub *testing.T) {
		sub.Helper()
		sub.Error("where Run is called")
		check(sub, false)
	})
	func() {
		t.Helper()
		each(t, func(int) bool { check(t, false); return true })
	}()
	defer func() { check(t, false) }()
}

func TestCleanup(t *testing.T) {
	check := func(t *testing.T) { t.Helper(); t.Error("from a cleanup") }
	t.Cleanup(func() { check(t) })
	t.Cleanup(func() {
		t.Cleanup(func() { t.Log("registered late") })
		t.Log("last first")
	})
	t.Run("sub", func(t *testing.T) {
		t.Cleanup(func() { t.Log("of the subtest") })
	})
}

func TestOutput(t *testing.T) {
	w := t.Output()
	fmt.Fprint(w, "half a ")
	fmt.Fprintln(w, "line")
	io.WriteString(w, "no end")
	t.Log("a log between")
	io.WriteString(w, "one\ntwo\nthr")
	t.Error("several\nlines\n")
}

func TestAttr(t *testing.T) {
	t.Attr("key", "a value")
	t.Attr("bad key", "x")
	t.Attr("k", "line\nend")
}

func TestFolders(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	check(t, a != b && filepath.Dir(a) == filepath.Dir(b))
	check(t, strings.HasPrefix(filepath.Base(filepath.Dir(a)), "TestFolders"))
	t.Run("in", func(t *testing.T) {
		dir := t.TempDir()
		t.Chdir(dir)
		wd, err := os.Getwd()
		check(t, err == nil && wd == dir && os.Getenv("PWD") == dir)
		t.Setenv("RESULTS", "set")
	})
	check(t, os.Getenv("RESULTS") == "")
	check(t, t.ArtifactDir() == t.ArtifactDir())
	t.Cleanup(func() {
		if _, err := os.Stat(a); err != nil {
			t.Error("removed too early")
		}
	})
}

func TestContext(t *testing.T) {
	ctx := t.Context()
	check(t, ctx.Err() == nil)
	t.Cleanup(func() { check(t, ctx.Err() == context.Canceled) })
}

func TestParallel(t *testing.T) {
	var mu sync.Mutex
	sum := 0
	t.Run("group", func(t *testing.T) {
		for i := range 4 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				mu.Lock()
				defer mu.Unlock()
				sum += i
			})
		}
		check(t, sum == 0)
	})
	check(t, sum == 6)
}

func TestFailFast(t *testing.T) { t.FailNow() }

func TestReturn(t *testing.T) {
	ok := t.Run("good", func(t *testing.T) {})
	bad := t.Run("bad", func(t *testing.T) { t.Fail() })
	check(t, ok && !bad && t.Failed() && !t.Skipped())
	check(t, testing.Testing() && !testing.Short() && testing.CoverMode() == "")
}

func TestBenchmark(t *testing.T) {
	r := testing.Benchmark(func(b *testing.B) {
		for range b.N {
		}
	})
	check(t, r.N > 1000 && r.T > 0)
	r = testing.BenchmarkResult{N: 100, T: 240e6, Bytes: 1000, MemAllocs: 350, MemBytes: 1 << 20}
	t.Log(r.String(), r.MemString())
	for _, x := range []float64{0, 1e9, 999.95, 999.94, 99.995, 99.994, 9.9995, 1, 0.123456, 0.012345678, 0.0012345678, 0.00012345678, -2.5} {
		t.Log(testing.BenchmarkResult{N: 1, Extra: map[string]float64{"ns/op": x, "x": x}})
	}
	n := testing.AllocsPerRun(100, func() { sink = new([8]int) })
	check(t, n == 1)
}

var sink any
