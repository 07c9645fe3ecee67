// sat: a solver of boolean formulas that learns clauses from conflicts (two watched literals, activities, restarts), and puzzles put to it.
package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"slices"
	"strconv"
	"strings"
)

// A literal is 2*v for variable v, 2*v+1 for its negation; variables count from 0.
type literal uint32

func lit(n int) literal {
	if n < 0 {
		return literal(-n-1)<<1 | 1
	}
	return literal(n-1) << 1
}

func (l literal) not() literal  { return l ^ 1 }
func (l literal) variable() int { return int(l >> 1) }
func (l literal) String() string {
	if l&1 != 0 {
		return strconv.Itoa(-l.variable() - 1)
	}
	return strconv.Itoa(l.variable() + 1)
}

type clause []literal

type truth int8

const (
	unknown truth = 0
	yes     truth = 1
	no      truth = -1
)

type solver struct {
	watches  [][]*clause // by literal: clauses that watch its negation
	value    []truth     // by literal
	reason   []*clause   // by variable
	level    []int
	activity []float64
	phase    []bool
	trail    []literal
	marks    []int // where levels begin on the trail
	head     int   // what of the trail was propagated
	bump     float64
	broken   bool
	stats    struct{ decisions, conflicts, learned, restarts int }
}

func newSolver(n int) *solver {
	return &solver{watches: make([][]*clause, 2*n), value: make([]truth, 2*n), reason: make([]*clause, n), level: make([]int, n),
		activity: make([]float64, n), phase: make([]bool, n), bump: 1}
}

func (s *solver) assign(l literal, why *clause) {
	s.value[l], s.value[l.not()] = yes, no
	v := l.variable()
	s.reason[v], s.level[v] = why, len(s.marks)
	s.phase[v] = l&1 == 0
	s.trail = append(s.trail, l)
}

func (s *solver) watch(c *clause) {
	for _, l := range (*c)[:2] {
		s.watches[l.not()] = append(s.watches[l.not()], c)
	}
}

// add adds a clause at level 0; opposites make it useless, and what is known is left out.
func (s *solver) add(numbers ...int) {
	var c clause
	for _, n := range numbers {
		l := lit(n)
		if s.value[l] == yes || slices.Contains(c, l.not()) {
			return
		}
		if s.value[l] == unknown && !slices.Contains(c, l) {
			c = append(c, l)
		}
	}
	switch len(c) {
	case 0:
		s.broken = true
	case 1:
		s.assign(c[0], nil)
		s.broken = s.broken || s.propagate() != nil
	default:
		s.watch(&c)
	}
}

func (s *solver) propagate() (conflict *clause) {
	for s.head < len(s.trail) {
		l := s.trail[s.head]
		s.head++
		list := s.watches[l]
		kept := list[:0]
	next:
		for i, c := range list {
			lits := *c
			if lits[0] == l.not() {
				lits[0], lits[1] = lits[1], lits[0]
			}
			if s.value[lits[0]] == yes {
				kept = append(kept, c)
				continue
			}
			for k := 2; k < len(lits); k++ {
				if s.value[lits[k]] != no {
					lits[1], lits[k] = lits[k], lits[1]
					s.watches[lits[1].not()] = append(s.watches[lits[1].not()], c)
					continue next
				}
			}
			kept = append(kept, c)
			if s.value[lits[0]] == no {
				kept = append(kept, list[i+1:]...)
				s.watches[l] = kept
				return c
			}
			s.assign(lits[0], c)
		}
		s.watches[l] = kept
	}
	return nil
}

// analyze returns the clause at the first unique implication point, and the level to go back to.
func (s *solver) analyze(conflict *clause) (learned clause, back int) {
	seen := make([]bool, len(s.level))
	learned = clause{0}
	open := 0
	at := len(s.trail) - 1
	var p literal
	for first := true; ; first = false {
		for i, q := range *conflict {
			v := q.variable()
			if !first && i == 0 || seen[v] || s.level[v] == 0 {
				continue
			}
			seen[v] = true
			if s.activity[v] += s.bump; s.activity[v] > 1e100 {
				for i := range s.activity {
					s.activity[i] *= 1e-100
				}
				s.bump *= 1e-100
			}
			if s.level[v] == len(s.marks) {
				open++
			} else {
				learned = append(learned, q)
			}
		}
		for ; !seen[s.trail[at].variable()]; at-- {
		}
		p = s.trail[at]
		at--
		if open--; open == 0 {
			break
		}
		conflict = s.reason[p.variable()]
	}
	learned[0] = p.not()
	if len(learned) > 1 {
		slices.SortFunc(learned[1:], func(a, b literal) int { return cmp.Compare(s.level[b.variable()], s.level[a.variable()]) })
		back = s.level[learned[1].variable()]
	}
	s.bump /= 0.95
	return learned, back
}

func (s *solver) cancel(level int) {
	if len(s.marks) <= level {
		return
	}
	for _, l := range s.trail[s.marks[level]:] {
		s.value[l], s.value[l.not()] = unknown, unknown
	}
	s.trail = s.trail[:s.marks[level]]
	s.head = len(s.trail)
	s.marks = s.marks[:level]
}

// luby is 1 1 2 1 1 2 4 and so on: how long to go on before a restart.
func luby(i int) int {
	size, seq := 1, 0
	for ; size < i+1; size = 2*size + 1 {
		seq++
	}
	for size-1 != i {
		size = (size - 1) / 2
		seq--
		i %= size
	}
	return 1 << seq
}

func (s *solver) solve() bool {
	if s.broken || s.propagate() != nil {
		return false
	}
	for {
		for budget := 50 * luby(s.stats.restarts); budget > 0; {
			if conflict := s.propagate(); conflict != nil {
				s.stats.conflicts++
				budget--
				if len(s.marks) == 0 {
					return false
				}
				learned, back := s.analyze(conflict)
				s.cancel(back)
				s.stats.learned += len(learned)
				if len(learned) == 1 {
					s.assign(learned[0], nil)
				} else {
					s.watch(&learned)
					s.assign(learned[0], &learned)
				}
				continue
			}
			best := -1
			for v := range s.level {
				if s.value[2*v] == unknown && (best < 0 || s.activity[v] > s.activity[best]) {
					best = v
				}
			}
			if best < 0 {
				return true
			}
			s.stats.decisions++
			s.marks = append(s.marks, len(s.trail))
			l := literal(2 * best)
			if !s.phase[best] {
				l++
			}
			s.assign(l, nil)
		}
		s.stats.restarts++
		s.cancel(0)
	}
}

func (s *solver) holds(n int) bool { return s.value[lit(n)] == yes }

var errFormat = errors.New("not in DIMACS form")

// read takes a formula in DIMACS form.
func read(r io.Reader) (s *solver, clauses [][]int, err error) {
	in := bufio.NewScanner(r)
	var c []int
	for in.Scan() {
		line := in.Text()
		switch {
		case line == "" || line[0] == 'c':
		case line[0] == 'p':
			var vars, n int
			if _, err := fmt.Sscanf(line, "p cnf %d %d", &vars, &n); err != nil {
				return nil, nil, fmt.Errorf("%w: %q: %v", errFormat, line, err)
			}
			s = newSolver(vars)
		case s == nil:
			return nil, nil, fmt.Errorf("%w: clause before the header", errFormat)
		default:
			for _, word := range strings.Fields(line) {
				n, err := strconv.Atoi(word)
				if err != nil {
					return nil, nil, fmt.Errorf("%w: %w", errFormat, err)
				}
				if n == 0 {
					s.add(c...)
					clauses = append(clauses, c)
					c = nil
				} else {
					c = append(c, n)
				}
			}
		}
	}
	return s, clauses, in.Err()
}

// pigeons asks for n+1 pigeons in n holes.
func pigeons(n int) *solver {
	s := newSolver((n + 1) * n)
	at := func(p, h int) int { return p*n + h + 1 }
	for p := range n + 1 {
		var c []int
		for h := range n {
			c = append(c, at(p, h))
			for q := range p {
				s.add(-at(p, h), -at(q, h))
			}
		}
		s.add(c...)
	}
	return s
}

// queens asks for n queens, the first row's in a given column.
func queens(n, first int) *solver {
	s := newSolver(n * n)
	at := func(r, c int) int { return r*n + c + 1 }
	for r := range n {
		var row []int
		for c := range n {
			row = append(row, at(r, c))
			for r2 := range n {
				for c2 := range n {
					if at(r2, c2) > at(r, c) && (r == r2 || c == c2 || r+c == r2+c2 || r-c == r2-c2) {
						s.add(-at(r, c), -at(r2, c2))
					}
				}
			}
		}
		s.add(row...)
	}
	s.add(at(0, first))
	return s
}

// random makes clauses of three literals, and reports by trying all assignments whether they can be met.
func random(rng *rand.Rand, vars, n int) (s *solver, clauses [][]int, possible bool) {
	s = newSolver(vars)
	for range n {
		var c []int
		for range 3 {
			c = append(c, (1+rng.Intn(vars))*(1-2*rng.Intn(2)))
		}
		clauses = append(clauses, c)
		s.add(c...)
	}
	for bits := range 1 << vars {
		if meets(clauses, func(v int) bool { return bits>>(v-1)&1 == 1 }) {
			return s, clauses, true
		}
	}
	return s, clauses, false
}

func meets(clauses [][]int, holds func(int) bool) bool {
	return !slices.ContainsFunc(clauses, func(c []int) bool {
		return !slices.ContainsFunc(c, func(n int) bool {
			if n < 0 {
				return !holds(-n)
			}
			return holds(n)
		})
	})
}

func main() {
	s, clauses, err := read(strings.NewReader("c a small one\np cnf 4 5\n1 2 0 -1 3 0\n-3 -2 0\n2 4\n 0 -4 1 0\n"))
	fmt.Println(s.solve(), meets(clauses, s.holds), clauses, err)
	for _, bad := range []string{"1 2 0", "p cnf x 3", "p cnf 2 2\n1 two 0"} {
		_, _, err := read(strings.NewReader(bad))
		fmt.Println(err, errors.Is(err, errFormat), errors.Is(err, strconv.ErrSyntax))
	}
	for n := 3; n <= 6; n++ {
		s := pigeons(n)
		fmt.Println(n+1, "pigeons:", s.solve(), s.stats.conflicts > 0)
	}
	for _, n := range []int{6, 8, 14} {
		for first := range min(n, 3) {
			s := queens(n, first)
			if !s.solve() {
				fmt.Printf("%d queens from %d: none\n", n, first)
				continue
			}
			var at []int
			for i := range n * n {
				if s.holds(i + 1) {
					at = append(at, i%n)
				}
			}
			fmt.Printf("%d queens from %d: %v\n", n, first, at)
		}
	}
	rng := rand.New(rand.NewSource(3))
	var met, failed, wrong, conflicts, learned int
	for i := range 150 {
		s, clauses, possible := random(rng, 10, 35+i%15)
		switch got := s.solve(); {
		case got != possible || got && !meets(clauses, s.holds):
			wrong++
		case got:
			met++
		default:
			failed++
		}
		conflicts += s.stats.conflicts
		learned += s.stats.learned
	}
	fmt.Println(met, "met,", failed, "impossible,", wrong, "wrong;", conflicts, "conflicts,", learned, "literals learned")
	fmt.Println(lit(3), lit(-3), lit(-3).not(), luby(0), luby(6), luby(14))
}
