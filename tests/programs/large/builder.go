// builder: a build tool: rules, a graph in topological order, cycles, changed files only, and commands run side by side by os/exec.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

type rule struct {
	target  string
	needs   []string
	recipe  []string
	line    int
	phony   bool
	waiting int
	feeds   []*rule
	err     error
	ran     bool
}

type book struct {
	rules map[string]*rule
	order []string
	vars  map[string]string
}

type parseError struct {
	line int
	what string
}

func (e parseError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.what) }

func parse(r io.Reader) (*book, error) {
	b := &book{rules: map[string]*rule{}, vars: map[string]string{}}
	var last *rule
	in := bufio.NewScanner(r)
	for line := 1; in.Scan(); line++ {
		text := strings.TrimRight(in.Text(), " ")
		switch {
		case text == "" || text[0] == '#':
		case text[0] == '\t':
			if last == nil {
				return nil, parseError{line, "recipe without a rule"}
			}
			last.recipe = append(last.recipe, text[1:])
		default:
			if name, value, ok := strings.Cut(text, "="); ok && !strings.Contains(name, ":") {
				b.vars[strings.TrimSpace(name)] = b.expand(strings.TrimSpace(value), nil)
				continue
			}
			target, needs, ok := strings.Cut(text, ":")
			if !ok {
				return nil, parseError{line, fmt.Sprintf("neither a rule nor a variable: %q", text)}
			}
			target = b.expand(target, nil)
			if old := b.rules[target]; old != nil {
				return nil, parseError{line, fmt.Sprintf("second rule for %s, the first is in line %d", target, old.line)}
			}
			target, phony := strings.CutPrefix(target, "!")
			last = &rule{target: target, needs: strings.Fields(b.expand(needs, nil)), line: line, phony: phony}
			b.rules[target] = last
			b.order = append(b.order, target)
		}
	}
	return b, in.Err()
}

// expand puts in variables ($x, ${x}) and a rule's own: $@ the target, $^ what it needs, $< the first of these.
func (b *book) expand(s string, r *rule) string {
	s = strings.NewReplacer("$@", "${@}", "$^", "${^}", "$<", "${<}").Replace(s)
	return os.Expand(s, func(name string) string {
		if r != nil {
			switch name {
			case "@":
				return r.target
			case "^":
				return strings.Join(r.needs, " ")
			case "<":
				return r.needs[0]
			}
		}
		return b.vars[name]
	})
}

type cycleError []string

func (e cycleError) Error() string { return "cycle: " + strings.Join(e, " -> ") }

// plan returns the rules that a target needs, each after those that it needs itself.
func (b *book) plan(target string) (order []*rule, err error) {
	const busy, done = 1, 2
	state := map[string]int{}
	var path []string
	var visit func(string) error
	visit = func(name string) error {
		r := b.rules[name]
		if r == nil {
			return nil
		}
		switch state[name] {
		case done:
			return nil
		case busy:
			return cycleError(append(slices.Clone(path[slices.Index(path, name):]), name))
		}
		state[name] = busy
		path = append(path, name)
		for _, need := range r.needs {
			if err := visit(need); err != nil {
				return err
			}
		}
		path = path[:len(path)-1]
		state[name] = done
		order = append(order, r)
		return nil
	}
	if b.rules[target] == nil {
		return nil, fmt.Errorf("no rule for %q", target)
	}
	return order, visit(target)
}

type builder struct {
	*book
	dir  string
	jobs int
	log  *log.Logger
	mu   sync.Mutex
}

func (b *builder) stale(r *rule) (bool, error) {
	if r.phony {
		return true, nil
	}
	own, err := os.Stat(filepath.Join(b.dir, r.target))
	fresh := err == nil
	for _, need := range r.needs {
		info, err := os.Stat(filepath.Join(b.dir, need))
		if n := b.rules[need]; n != nil && n.phony {
			continue
		}
		if err != nil {
			return false, fmt.Errorf("%s needs %s: %w", r.target, need, err.(*os.PathError).Err)
		}
		fresh = fresh && !info.ModTime().After(own.ModTime())
	}
	return !fresh, nil
}

func (b *builder) run(ctx context.Context, r *rule) error {
	for _, need := range r.needs {
		if n := b.rules[need]; n != nil && n.err != nil {
			return fmt.Errorf("%s: %w", need, errSkipped)
		}
	}
	stale, err := b.stale(r)
	if !stale || err != nil {
		return err
	}
	r.ran = true
	for _, line := range r.recipe {
		command := b.expand(line, r)
		quiet := strings.HasPrefix(command, "@")
		cmd := exec.CommandContext(ctx, "/bin/sh", "-c", strings.TrimPrefix(command, "@"))
		cmd.Dir = b.dir
		cmd.Env = append(os.Environ(), "TARGET="+r.target)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Run()
		b.mu.Lock()
		if !quiet {
			b.log.Printf("%s: %s", r.target, command)
		}
		for line := range strings.Lines(out.String()) {
			b.log.Printf("%s> %s", r.target, line)
		}
		b.mu.Unlock()
		if err != nil {
			return fmt.Errorf("%s: %w", r.target, err)
		}
	}
	return nil
}

var errSkipped = errors.New("not built")

// build runs what is needed, up to jobs rules at once, each when all before it are done.
func (b *builder) build(ctx context.Context, target string) error {
	order, err := b.plan(target)
	if err != nil {
		return err
	}
	ready := make(chan *rule, len(order))
	finished := make(chan *rule)
	for _, r := range order {
		r.waiting, r.feeds, r.err, r.ran = 0, nil, nil, false
		for _, need := range r.needs {
			if n := b.rules[need]; n != nil {
				r.waiting++
				n.feeds = append(n.feeds, r)
			}
		}
		if r.waiting == 0 {
			ready <- r
		}
	}
	for range b.jobs {
		go func() {
			for r := range ready {
				r.err = b.run(ctx, r)
				finished <- r
			}
		}()
	}
	var errs []error
	for range order {
		r := <-finished
		if r.err != nil && !errors.Is(r.err, errSkipped) {
			errs = append(errs, r.err)
		}
		for _, next := range r.feeds {
			if next.waiting--; next.waiting == 0 {
				ready <- next
			}
		}
	}
	close(ready)
	var ran []string
	for _, r := range order {
		if r.ran {
			ran = append(ran, r.target)
		}
	}
	b.log.Printf("built %d of %d: %s", len(ran), len(order), strings.Join(ran, " "))
	return errors.Join(errs...)
}

const rules = `# a report
parts = one.txt two.txt
all = report.txt sums.txt

!all: $all
report.txt: head.txt ${parts}
	cat $^ > $@
	wc -l < $@
head.txt:
	@echo "report for $$TARGET" > $@
one.txt: data.txt
	grep a $< | sort > $@
two.txt: data.txt
	grep -v a $< | tr a-z A-Z > $@
sums.txt: one.txt two.txt
	@for f in $^; do wc -c < $$f; done > $@
!broken: one.txt bad all
	echo never
!bad: head.txt
	@echo failing >&2; exit 3
missing: nosuch.txt
	cat $^
!slow:
	exec sleep 20
a: b
b: c d
c:
d: a
`

func main() {
	jobs := flag.Int("j", 3, "rules at once")
	flag.Parse()
	dir, err := os.MkdirTemp("", "builder")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, bad := range []string{"\techo\n", "what\n", "x:\nx: y\n"} {
		_, err := parse(strings.NewReader(bad))
		fmt.Println(err)
	}
	b, err := parse(strings.NewReader(strings.ReplaceAll(rules, "$$", "${dollar}")))
	if err != nil {
		log.Fatal(err)
	}
	b.vars["dollar"] = "$"
	os.WriteFile(filepath.Join(dir, "data.txt"), []byte("banana\ncherry\napple\nplum\n"), 0o644)
	touch := func(name string, ago time.Duration) {
		at := time.Now().Add(-ago)
		os.Chtimes(filepath.Join(dir, name), at, at)
	}
	touch("data.txt", time.Hour)

	var out strings.Builder
	w := &builder{book: b, dir: dir, jobs: *jobs, log: log.New(&out, "", 0)}
	report := func(name string, err error) {
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		slices.SortStableFunc(lines, func(a, b string) int { // side by side: by target
			x, y := strings.FieldsFunc(a, func(r rune) bool { return r == ':' || r == '>' }), strings.FieldsFunc(b, func(r rune) bool { return r == ':' || r == '>' })
			return strings.Compare(x[0], y[0])
		})
		fmt.Printf("== %s: %v\n%s\n", name, err, strings.Join(lines, "\n"))
		out.Reset()
	}
	ctx := context.Background()
	report("all", w.build(ctx, "all"))
	report("again", w.build(ctx, "all"))
	for _, name := range []string{"one.txt", "two.txt", "report.txt", "sums.txt", "head.txt"} {
		touch(name, 10*time.Minute)
	}
	touch("two.txt", 5*time.Minute)
	report("two.txt is newer", w.build(ctx, "all"))
	err = w.build(ctx, "broken")
	report("broken", err)
	var exit *exec.ExitError
	fmt.Println(errors.As(err, &exit) && exit.ExitCode() == 3)
	err = w.build(ctx, "missing")
	report("missing", err)
	fmt.Println(errors.Is(err, os.ErrNotExist))
	err = w.build(ctx, "a")
	var cycle cycleError
	fmt.Println(err, errors.As(err, &cycle), len(cycle))
	fmt.Println(w.build(ctx, "nothing"))
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	err = w.build(short, "slow")
	report("slow", err)
	fmt.Println(time.Since(begin) < 10*time.Second, context.Cause(short))
	for _, name := range []string{"report.txt", "sums.txt"} {
		data, _ := os.ReadFile(filepath.Join(dir, name))
		fmt.Printf("%s %x\n%s", name, sha256.Sum256(data), data)
	}
}
