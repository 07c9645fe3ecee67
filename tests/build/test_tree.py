"""Genuine packages of Go's source tree, compiled over rt0's own: they work, are compiled once, and what they lack is refused.

Skipped where there is no tree (pip install 'rt0[std]').
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rt0.load.goroot import find_tree

needs_tree = pytest.mark.skipif(find_tree() is None, reason="needs Go's sources: pip install 'rt0[std]'")

SMALL = """package main

import (
	"encoding/csv"
	"fmt"
	"html"
	"os"
	"strings"
)

func main() {
	rows, err := csv.NewReader(strings.NewReader("a,\\"b,c\\"\\n1,2\\n")).ReadAll()
	fmt.Println(rows, err, html.EscapeString("<a & b>"))
	w := csv.NewWriter(os.Stdout)
	w.Write([]string{"x y", "a\\"b"})
	w.Flush()
	_, err = csv.NewReader(strings.NewReader("a,b\\n1\\n")).ReadAll()
	fmt.Println(err)
}
"""
SMALL_OUT = """[[a b,c] [1 2]] <nil> &lt;a &amp; b&gt;
x y,"a""b"
record on line 2: wrong number of fields
"""

PRIMES = """package main

import (
	crand "crypto/rand"
	"fmt"
	"math/rand"
	"os"
)

func primes() int {
	found := map[string]bool{}
	for range 64 {
		p, err := crand.Prime(rand.New(rand.NewSource(42)), 32)
		if err != nil || p.BitLen() != 32 || !p.ProbablyPrime(1) {
			fmt.Println(p, err)
		}
		found[p.String()] = true
	}
	return len(found)
}

func main() {
	fmt.Println(primes() > 50)
	os.Setenv("GODEBUG", "cryptocustomrand=1")
	fmt.Println(primes())
}
"""
PRIMES_OUT = "true\n2\n"
"""What Go prints: the program's reader does not count, and when it is made to, a byte of it is passed over at times."""

BUSY = """package main

import (
	"fmt"
	"os"
	"runtime/pprof"
	"sync"
	"time"
)

//go:noinline
func leaf(x uint64) uint64 {
	for range 200 {
		x ^= x << 13
		x ^= x >> 7
	}
	return x
}

//go:noinline
func busy(d time.Duration) (s uint64) {
	for t := time.Now(); time.Since(t) < d; {
		for i := range uint64(1000) {
			s += leaf(i)
		}
	}
	return s
}

//go:noinline
func idle(d time.Duration) { time.Sleep(d) }

func main() {
	busy(1)
	out, err := os.Create(os.Args[1])
	fmt.Println(err, pprof.StartCPUProfile(out), pprof.StartCPUProfile(out))
	var wg sync.WaitGroup
	wg.Go(func() { idle(300 * time.Millisecond) })
	wg.Go(func() { busy(300 * time.Millisecond) })
	wg.Wait()
	pprof.StopCPUProfile()
	fmt.Println(out.Close(), pprof.StartCPUProfile(out))
	pprof.StopCPUProfile()
}
"""

LARGE = """package main

import (
	"encoding/json"
	"fmt"
	"os"
	"text/template"
)

type P struct {
	Name string         `json:"name"`
	Age  int            `json:"age,omitempty"`
	M    map[string]any `json:"m"`
	In   *P             `json:"in,omitempty"`
}

func main() {
	var p P
	err := json.Unmarshal([]byte(`{"name":"x","age":3,"m":{"k":1.5,"z":[null,true]},"in":{"name":"y"}}`), &p)
	fmt.Println(p.Name, p.Age, p.M, p.In.Name, err)
	b, err := json.MarshalIndent(p, "", " ")
	fmt.Println(string(b), err)
	fmt.Println(json.Unmarshal([]byte(`{"name":3}`), &p), json.Unmarshal([]byte(`{"name":`), &p))
	t := template.Must(template.New("x").Parse("{{.Name}}{{range $i, $x := .M}} {{$i}}={{$x | printf \\"%v\\"}}{{end}}\\n"))
	fmt.Println(t.Execute(os.Stdout, p))
}
"""
LARGE_OUT = """x 3 map[k:1.5 z:[<nil> true]] y <nil>
{
 "name": "x",
 "age": 3,
 "m": {
  "k": 1.5,
  "z": [
   null,
   true
  ]
 },
 "in": {
  "name": "y",
  "m": null
 }
} <nil>
json: cannot unmarshal number into Go struct field P.name of type string unexpected end of JSON input
x k=1.5 z=[<nil> true]
<nil>
"""

NET = """package main

import (
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"time"
)

func serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			t := textproto.NewConn(c)
			defer t.Close()
			for {
				line, err := t.ReadLine()
				if err != nil {
					return
				}
				t.PrintfLine("250 echo %s", line)
			}
		}()
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go serve(l)
	c, err := net.Dial("tcp", l.Addr().String())
	t := textproto.NewConn(c)
	t.PrintfLine("hello")
	fmt.Println(t.ReadResponse(250))
	t.PrintfLine("again")
	_, _, err = t.ReadResponse(354)
	fmt.Println(err)
	c.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	_, err = t.ReadLine()
	fmt.Println(errors.Is(err, os.ErrDeadlineExceeded))
	l.Close()
	_, err = textproto.Dial("tcp", l.Addr().String())
	fmt.Println(errors.As(err, new(*net.OpError)))
}
"""
NET_OUT = '250 echo hello <nil>\n250 "echo again"\ntrue\ntrue\n'

SLOG = """package main

import (
	"fmt"
	"log"
	"log/slog"
	"os"
	"path/filepath"
)

func main() {
	log.SetOutput(os.Stdout)
	log.SetFlags(log.Lshortfile)
	slog.Info("hello", "a", 1, "b", "c d")
	log.Print("plain")
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		AddSource: true,
		ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
			if a.Key == "time" {
				return slog.Attr{}
			}
			if at, ok := a.Value.Any().(*slog.Source); ok {
				return slog.String(a.Key, fmt.Sprint(filepath.Base(at.File), ":", at.Line))
			}
			return a
		},
	})))
	log.Print("through slog")
	log.Default().Printf("%d", 1)
	slog.With("w", true).Error("bad")
}
"""
SLOG_OUT = """p.go:14: INFO hello a=1 b="c d"
p.go:15: plain
level=INFO source=p.go:28 msg="through slog"
level=INFO source=p.go:29 msg=1
level=ERROR source=p.go:30 msg=bad w=true
"""

METRICS = """package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/metrics"
)

var keep [][]byte

func read(name string) metrics.Value {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value
}

func main() {
	for range 100 {
		keep = append(keep, make([]byte, 1000), make([]byte, 100<<10))
	}
	runtime.GC()
	for _, d := range metrics.All() {
		if v := read(d.Name); v.Kind() != d.Kind {
			fmt.Println(d.Name, v.Kind(), d.Kind)
		}
	}
	done := make(chan bool)
	for range 10 {
		go func() { <-done }()
	}
	runtime.Gosched()
	fmt.Println(read("/sched/goroutines:goroutines").Uint64(), read("/sched/goroutines/running:goroutines").Uint64() > 0)
	fmt.Println(read("/gc/heap/live:bytes").Uint64() > 10<<20)
	fmt.Println(read("/gc/cycles/forced:gc-cycles").Uint64(), read("/gc/gogc:percent").Uint64())
	h := read("/gc/heap/allocs-by-size:bytes").Float64Histogram()
	sum := uint64(0)
	for i, n := range h.Counts {
		if h.Buckets[i] > 896 && h.Buckets[i] <= 1024 {
			fmt.Println(n >= 100)
		}
		sum += n
	}
	fmt.Println(len(h.Counts)+1 == len(h.Buckets), sum > 200, math.IsInf(h.Buckets[len(h.Counts)], 1))
	p := read("/gc/pauses:seconds").Float64Histogram()
	sum = 0
	for _, n := range p.Counts {
		sum += n
	}
	fmt.Println(sum == read("/gc/cycles/total:gc-cycles").Uint64(), read("/cpu/classes/total:cpu-seconds").Float64() > 0)
	fmt.Println(read("/nonesuch").Kind() == metrics.KindBad)
}
"""
METRICS_OUT = """11 true
true
1 100
true
true true true
true true
true
"""


def rt0(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rt0.cli", *map(str, arguments)], capture_output=True, text=True, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


@needs_tree
@pytest.mark.parametrize("flag", ["-O1", "-O2"])
def test_small_packages(tmp_path: Path, flag: str) -> None:
    source = tmp_path / "p.go"
    source.write_text(SMALL)
    for _ in range(2):  # compiled, and out of the cache
        done = rt0("run", flag, source)
        assert (done.stdout, done.stderr, done.returncode) == (SMALL_OUT, "", 0)
    source.write_text(SMALL.replace("a & b", "c & d"))  # over packages that were compiled before
    assert rt0("run", flag, source).stdout == SMALL_OUT.replace("a &amp; b", "c &amp; d")


@needs_tree
@pytest.mark.parametrize(
    ("flag", "text", "out"),
    [
        pytest.param("-O0", LARGE, LARGE_OUT, marks=pytest.mark.slow, id="json_and_templates"),
        pytest.param("-O1", METRICS, METRICS_OUT, id="metrics"),
        pytest.param("-O1", SLOG, SLOG_OUT, id="slog_and_log"),
        pytest.param("-O1", PRIMES, PRIMES_OUT, id="primes_do_not_follow_the_reader"),
    ],
)
def test_programs_over_the_tree(tmp_path: Path, flag: str, text: str, out: str) -> None:
    source = tmp_path / "p.go"
    source.write_text(text)
    done = rt0("run", flag, source)
    assert (done.stdout, done.stderr, done.returncode) == (out, "", 0)


@needs_tree
def test_profile_of_processor_time(tmp_path: Path) -> None:
    source, out = tmp_path / "p.go", tmp_path / "cpu.pb.gz"
    source.write_text(BUSY)
    done = rt0("run", "-O1", source, out)
    assert (done.stdout, done.stderr, done.returncode) == (
        "<nil> <nil> cpu profiling already in use\n<nil> <nil>\n",
        "",
        0,
    )
    profile = gzip.decompress(out.read_bytes())
    # Functions that were seen at work, the one that calls a function without a frame too; not one that sleeps.
    assert b"main.leaf" in profile and b"main.busy" in profile and b"main.main.func" in profile
    assert b"main.idle" not in profile


@needs_tree
def test_sockets(tmp_path: Path) -> None:
    """A package of the tree over rt0's own net."""
    source = tmp_path / "p.go"
    source.write_text(NET)
    done = rt0("run", "-O0", source)
    assert (done.stdout, done.stderr, done.returncode) == (NET_OUT, "", 0)


def small_tree(folder: Path, files: dict[str, str]) -> Path:
    """A Go tree of these packages below `folder`: its src. $GOROOT is `folder`/go."""
    tree = folder / "go" / "src"
    for name, text in {"encoding/json/json.go": "package json\n", "../VERSION": "go1.27.9\n", **files}.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    return tree


def test_assembly_is_refused_where_it_is_reached(tmp_path: Path) -> None:
    tree = small_tree(tmp_path, {
        "fast/fast.go": "package fast\n\nfunc Sum(x []int) int\n\nfunc hidden()\n\n"
        "func Unused() { hidden() }\n\nfunc Two() int { return 2 }\n",
        "fast/sum_amd64.s": "TEXT ·Sum(SB), NOSPLIT, $0\n\tRET\n",
    })  # fmt: skip
    source = tmp_path / "p.go"
    for flag in ("-O1", "-O2"):
        for call, expected in {
            "fast.Two()": "",
            "fast.Sum(nil)": f"{tree}/fast/fast.go:3:6: rt0 does not have fast.Sum: it is written in assembly (sum_amd64.s), "
            "and rt0 has no assembler\n",
            "0; fast.Unused()": f"{tree}/fast/fast.go:5:6: rt0 does not have fast.hidden: it belongs to gc's own runtime\n",
        }.items():
            source.write_text(f'package main\n\nimport "fast"\n\nfunc main() {{ _ = {call} }}\n')
            done = rt0("run", flag, source, GOROOT=str(tmp_path / "go"))
            assert (done.stderr, done.returncode) == (expected, 1 if expected else 0)


def test_what_slog_calls_of_log_is_there(tmp_path: Path) -> None:
    """log/slog is the tree's, log is rt0's: they meet in log/internal (a nil function was called)."""
    small_tree(tmp_path, {
        "log/slog/slog.go": 'package slog\n\nimport (\n\t"log/internal"\n\t"runtime"\n)\n\nfunc Info(s string) error {\n'
        "\tvar pcs [1]uintptr\n\truntime.Callers(2, pcs[:])\n\treturn internal.DefaultOutput(pcs[0], []byte(s))\n}\n",
    })  # fmt: skip
    source = tmp_path / "p.go"
    source.write_text(
        'package main\n\nimport (\n\t"log"\n\t"log/slog"\n)\n\nfunc main() {\n\tlog.SetFlags(log.Lshortfile | log.Lmsgprefix)\n'
        '\tlog.SetPrefix("> ")\n\tslog.Info("said")\n}\n'
    )
    done = rt0("run", "-O1", source, GOROOT=str(tmp_path / "go"))
    assert (done.stdout, done.stderr, done.returncode) == ("", "p.go:11: > said\n", 0)


GOROOT = """package main

import (
	"fmt"
	"runtime"
)

func main() { fmt.Println(runtime.GOROOT()) }
"""


def test_a_program_knows_the_tree_that_it_was_compiled_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """runtime.GOROOT(), of an executable: what the environment says goes first, as with go build."""
    tree = tmp_path / "go"
    (tree / "src/encoding/json").mkdir(parents=True)
    (tree / "VERSION").write_text("go1.27.9\n")
    (tmp_path / "main.go").write_text(GOROOT)
    monkeypatch.setenv("GOROOT", str(tree))
    done = rt0("build", "-o", tmp_path / "exe", tmp_path / "main.go")
    assert done.returncode == 0, done.stderr
    without = {name: value for name, value in os.environ.items() if name != "GOROOT"}
    for env, said in ((without, str(tree)), ({**without, "GOROOT": "/else"}, "/else")):
        ran = subprocess.run([tmp_path / "exe"], env=env, capture_output=True, text=True, check=True)
        assert ran.stdout == said + "\n"
