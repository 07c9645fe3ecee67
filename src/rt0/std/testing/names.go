package testing

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// A matchFunc reports whether a regular expression matches a text.
type matchFunc func(pattern, text string) (bool, error)

// names gives tests their full names and says which are to run.
type names struct {
	match      matchFunc
	want, skip filter

	mu    sync.Mutex
	given map[string]bool // guarded by mu: names of subtests that are in use
	next  map[string]int  // guarded by mu: the number that a name without one gets next
}

// newNames reads the patterns of -run (or -bench) and -skip. It ends the
// program if one is wrong.
func newNames(match matchFunc, want, flag, skip string) *names {
	n := &names{match: match, given: map[string]bool{}, next: map[string]int{}}
	n.want = newFilter(match, want, flag)
	n.skip = newFilter(match, skip, "-test.skip")
	return n
}

// full returns the full name of a test within c (nil for benchmarks and
// examples at the top), whether it is to run, and whether only for the sake of
// subtests, which patterns speak of.
func (n *names) full(c *common, name string) (full string, wanted, partial bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	full = name
	if c != nil && c.level > 0 {
		full = n.unique(c.name, readable(name))
	}
	parts := strings.Split(full, "/")
	if n.want != nil {
		if wanted, partial = n.want.match(n.match, parts); !wanted {
			return full, false, false
		}
	}
	if n.skip != nil {
		if all, part := n.skip.match(n.match, parts); all && !part {
			return full, false, false
		}
	}
	return full, true, partial
}

// unique returns parent/name; with a number behind if that is in use, or if
// there is no name. Called with n.mu held.
func (n *names) unique(parent, name string) string {
	base := parent + "/" + name
	for {
		number := n.next[base]
		n.next[base]++
		full := base
		if number > 0 || name == "" {
			full = fmt.Sprintf("%s#%02d", base, number)
		}
		if !n.given[full] {
			n.given[full] = true
			return full
		}
	}
}

// reset forgets all names.
func (n *names) reset() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.given)
	clear(n.next)
}

// readable replaces spaces, and characters that cannot be seen.
func readable(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case unicode.IsSpace(r) || 0x2000 <= r && r <= 0x200A:
			b.WriteByte('_')
		case !strconv.IsPrint(r):
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// A filter is the value of -run, -skip or -bench: alternatives, each with a
// regular expression for every level of names. nil is no pattern.
type filter [][]string

// newFilter reads a value. It ends the program if it is wrong.
func newFilter(match matchFunc, pattern, flag string) filter {
	if pattern == "" {
		return nil
	}
	f := splitPattern(pattern)
	for i, levels := range f {
		for j, re := range levels {
			levels[j] = readable(re)
			if _, err := match(levels[j], "non-empty"); err != nil {
				where := fmt.Sprintf("element %d of %s (%q): %s", j, flag, levels[j], err)
				if len(f) > 1 {
					where = fmt.Sprintf("alternation %d of %s", i, where)
				}
				fmt.Fprintf(os.Stderr, "testing: invalid regexp for %s\n", where)
				os.Exit(1)
			}
		}
	}
	return f
}

// match reports whether a name fits, and whether it fits only as far as it
// goes: the pattern has more levels.
func (f filter) match(match matchFunc, parts []string) (ok, partial bool) {
	for _, levels := range f {
		ok = true
		for i := range min(len(levels), len(parts)) {
			if fits, _ := match(levels[i], parts[i]); !fits {
				ok = false
				break
			}
		}
		if ok {
			return true, len(parts) < len(levels)
		}
	}
	return false, false
}

// splitPattern cuts a pattern at the | and / that are outside of brackets and
// parentheses.
func splitPattern(s string) filter {
	var out filter
	var levels []string
	start, brackets, parens := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '[':
			brackets++
		case c == ']':
			brackets = max(brackets-1, 0)
		case brackets > 0:
		case c == '(':
			parens++
		case c == ')':
			parens--
		case parens == 0 && (c == '/' || c == '|'):
			levels = append(levels, s[start:i])
			start = i + 1
			if c == '|' {
				out = append(out, levels)
				levels = nil
			}
		}
	}
	return append(out, append(levels, s[start:]))
}
