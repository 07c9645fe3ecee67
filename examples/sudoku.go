// sudoku: constraint propagation over bit sets, then search where the fewest digits are left; it also tells whether a solution is the only one.
package main

import (
	"fmt"
	"math/bits"
	"strings"
)

// A grid holds, for each of the 81 squares, the set of digits that it may have: bit d-1 for d.
type grid [81]uint16

const all = 1<<9 - 1

// peers[s] are the squares that share a row, column or box with s.
var peers = func() (out [81][]int) {
	for a := range 81 {
		for b := range 81 {
			row, column := a/9 == b/9, a%9 == b%9
			box := a/27 == b/27 && a%9/3 == b%9/3
			if a != b && (row || column || box) {
				out[a] = append(out[a], b)
			}
		}
	}
	return out
}()

// units are the rows, columns and boxes.
var units = func() (out [27][9]int) {
	for i := range 9 {
		for j := range 9 {
			out[i][j] = 9*i + j
			out[9+i][j] = 9*j + i
			out[18+i][j] = 27*(i/3) + 3*(i%3) + 9*(j/3) + j%3
		}
	}
	return out
}()

type stats struct{ nodes, assigned, hidden int }

// assign gives square s the one digit of bit; false if that contradicts something.
func (g *grid) assign(s int, bit uint16, st *stats) bool {
	if g[s]&bit == 0 {
		return false
	}
	g[s] = bit
	st.assigned++
	for _, p := range peers[s] {
		if g[p]&bit == 0 {
			continue
		}
		g[p] &^= bit
		switch bits.OnesCount16(g[p]) {
		case 0:
			return false
		case 1:
			if !g.assign(p, g[p], st) {
				return false
			}
		}
	}
	return true
}

// places assigns digits that have one place left in a unit, until there are none; false on a contradiction.
func (g *grid) places(st *stats) bool {
	for changed := true; changed; {
		changed = false
		for _, unit := range units {
			for d := range 9 {
				bit := uint16(1) << d
				at, n := -1, 0
				for _, s := range unit {
					if g[s]&bit != 0 {
						at = s
						n++
					}
				}
				switch {
				case n == 0:
					return false
				case n == 1 && g[at] != bit:
					st.hidden++
					if !g.assign(at, bit, st) {
						return false
					}
					changed = true
				}
			}
		}
	}
	return true
}

func parse(text string) (g grid, err error) {
	for i := range g {
		g[i] = all
	}
	s := 0
	var st stats
	for _, c := range text {
		switch {
		case c >= '1' && c <= '9':
			if s < 81 && !g.assign(s, 1<<(c-'1'), &st) {
				return g, fmt.Errorf("the %c in row %d, column %d contradicts another", c, s/9+1, s%9+1)
			}
			s++
		case c == '.' || c == '0':
			s++
		}
	}
	if s != 81 {
		return g, fmt.Errorf("%d squares, want 81", s)
	}
	return g, nil
}

// solve counts solutions up to limit, and keeps the first.
func (g grid) solve(limit int, first *grid, st *stats) int {
	st.nodes++
	if !g.places(st) {
		return 0
	}
	best, fewest := -1, 10
	for s, set := range g {
		if n := bits.OnesCount16(set); n > 1 && n < fewest {
			best, fewest = s, n
		}
	}
	if best < 0 {
		if *first == (grid{}) {
			*first = g
		}
		return 1
	}
	found := 0
	for set := g[best]; set != 0 && found < limit; set &= set - 1 {
		next := g
		if next.assign(best, set&-set, st) {
			found += next.solve(limit-found, first, st)
		}
	}
	return found
}

func (g *grid) String() string {
	var b strings.Builder
	for s, set := range g {
		switch bits.OnesCount16(set) {
		case 1:
			b.WriteByte('1' + byte(bits.TrailingZeros16(set)))
		default:
			b.WriteByte('.')
		}
		switch {
		case s%9 == 8:
			b.WriteByte('\n')
			if s == 26 || s == 53 {
				b.WriteString("---+---+---\n")
			}
		case s%3 == 2:
			b.WriteByte('|')
		}
	}
	return b.String()
}

// valid reports whether a solved grid follows the rules.
func (g *grid) valid() bool {
	for _, unit := range units {
		set := uint16(0)
		for _, s := range unit {
			set |= g[s]
		}
		if set != all {
			return false
		}
	}
	return true
}

func main() {
	for _, p := range []struct{ name, text string }{
		{"easy", "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"},
		{"hard", "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4.."},
		{"few clues", ".......1.4.........2...........5.4.7..8...3....1.9....3..4..2...5.1........8.6..."},
		{"two solutions", "..3456789456789123789123456..4365897365897214897214365531642978642978531978531642"},
		{"impossible", "5168497323.76.5...8.97...65135.6.9.7472591..696837..5.253186.746842.75..791.5.6.8"},
		{"wrong", "55......................................................................."},
		{"short", "123"},
	} {
		g, err := parse(p.text)
		if err != nil {
			fmt.Printf("%s: %v\n", p.name, err)
			continue
		}
		var first grid
		var st stats
		n := g.solve(2, &first, &st)
		fmt.Printf("%s: %d solution(s), %d nodes, %d hidden singles\n", p.name, n, st.nodes, st.hidden)
		if n > 0 {
			fmt.Print(first.String(), "valid: ", first.valid(), "\n")
		}
	}
}
