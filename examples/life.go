// life: Conway's game of life on an endless plane, kept as a set of cells, and on a torus of bits; both must agree.
package main

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

type cell struct{ x, y int }

type plane map[cell]bool

// step returns the next generation of an endless plane.
func (p plane) step() plane {
	neighbours := map[cell]int{}
	for c := range p {
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				if dx != 0 || dy != 0 {
					neighbours[cell{c.x + dx, c.y + dy}]++
				}
			}
		}
	}
	next := plane{}
	for c, n := range neighbours {
		if n == 3 || n == 2 && p[c] {
			next[c] = true
		}
	}
	return next
}

// bounds returns the smallest rectangle that holds all cells.
func (p plane) bounds() (lo, hi cell) {
	first := true
	for c := range p {
		if first {
			lo, hi = c, c
			first = false
		}
		lo = cell{min(lo.x, c.x), min(lo.y, c.y)}
		hi = cell{max(hi.x, c.x), max(hi.y, c.y)}
	}
	return lo, hi
}

func (p plane) String() string {
	if len(p) == 0 {
		return "(empty)\n"
	}
	lo, hi := p.bounds()
	var b strings.Builder
	for y := lo.y; y <= hi.y; y++ {
		for x := lo.x; x <= hi.x; x++ {
			if p[cell{x, y}] {
				b.WriteByte('#')
			} else {
				b.WriteByte('.')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func parse(rows string) plane {
	p := plane{}
	for y, row := range strings.Split(strings.TrimSpace(rows), "\n") {
		for x, c := range row {
			if c == '#' {
				p[cell{x, y}] = true
			}
		}
	}
	return p
}

// torus is 64 cells wide: a word a row.
type torus []uint64

// step adds up neighbours for 64 cells at once, as numbers of three bits.
func (t torus) step() torus {
	next := make(torus, len(t))
	for y := range t {
		above, here, below := t[(y+len(t)-1)%len(t)], t[y], t[(y+1)%len(t)]
		var one, two, four uint64
		for _, row := range []uint64{
			bits.RotateLeft64(above, 1), above, bits.RotateLeft64(above, -1), bits.RotateLeft64(here, 1), bits.RotateLeft64(here, -1),
			bits.RotateLeft64(below, 1), below, bits.RotateLeft64(below, -1),
		} {
			carry := one & row
			one ^= row
			four |= two & carry
			two ^= carry
		}
		next[y] = two &^ four & (one | here)
	}
	return next
}

func (t torus) count() (n int) {
	for _, row := range t {
		n += bits.OnesCount64(row)
	}
	return n
}

func toTorus(p plane, rows int) torus {
	t := make(torus, rows)
	for c := range p {
		t[(c.y%rows+rows)%rows] |= 1 << uint(c.x&63)
	}
	return t
}

var patterns = map[string]string{
	"blinker": "###",
	"glider":  ".#.\n..#\n###",
	"r-pentomino": `.##
##.
.#.`,
	"acorn": `.#.....
...#...
##..###`,
	"gun": `........................#...........
......................#.#...........
............##......##............##
...........#...#....##............##
##........#.....#...##..............
##........#...#.##....#.#...........
..........#.....#.......#...........
...........#...#....................
............##......................`,
}

func main() {
	var names []string
	for name := range patterns {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := parse(patterns[name])
		t := toTorus(p, 64)
		fmt.Printf("%s: %d cells\n%v", name, len(p), p)
		agree := true
		for range 30 { // too few generations to go round the torus
			p, t = p.step(), t.step()
			agree = agree && len(p) == t.count()
		}
		lo, hi := p.bounds()
		fmt.Printf("after 30 generations: %d cells in %dx%d, the torus agrees: %t\n", len(p), hi.x-lo.x+1, hi.y-lo.y+1, agree)
	}
	g := parse(patterns["glider"])
	for i := range 5 {
		lo, _ := g.bounds()
		fmt.Printf("glider at %v in generation %d\n", lo, 4*i)
		for range 4 {
			g = g.step()
		}
	}
	p := parse(patterns["r-pentomino"])
	for generation := 1; generation <= 200; generation++ {
		p = p.step()
		if generation%50 == 0 {
			fmt.Println("r-pentomino, generation", generation, "cells", len(p))
		}
	}
}
