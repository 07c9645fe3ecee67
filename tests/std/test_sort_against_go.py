"""Our sort against Go's: the same permutations, also of equal elements, over random and patterned inputs."""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

MAIN = r"""
package main

import (
	"fmt"
	"math"
	"math/rand"
	"os"
	ours "rt0std/sort"
	"slices"
	"sort"
)

type item struct{ key, id int }
type byKey []item

func (b byKey) Len() int           { return len(b) }
func (b byKey) Less(i, j int) bool { return b[i].key < b[j].key }
func (b byKey) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func fail(what string, n int) {
	fmt.Println("differs:", what, n)
	os.Exit(1)
}

func inputs(r *rand.Rand, n int) [][]int {
	var all [][]int
	add := func(f func(i int) int) {
		s := make([]int, n)
		for i := range s {
			s[i] = f(i)
		}
		all = append(all, s)
	}
	add(func(i int) int { return i })
	add(func(i int) int { return -i })
	add(func(i int) int { return 0 })
	add(func(i int) int { return r.Intn(n + 1) })
	add(func(i int) int { return r.Intn(3) })
	add(func(i int) int { return r.Intn(1 << 40) })
	add(func(i int) int { return i % 7 })
	add(func(i int) int { return i ^ 5 })
	add(func(i int) int {
		if i > n/2 {
			return n - i
		}
		return i
	})
	add(func(i int) int {
		if r.Intn(50) == 0 {
			return r.Intn(n)
		}
		return i
	})
	return all
}

func main() {
	r := rand.New(rand.NewSource(4))
	sizes := []int{0, 1, 2, 3, 5, 11, 12, 13, 20, 21, 49, 50, 51, 100, 257, 1000, 5000}
	for k := 0; k < 40; k++ {
		sizes = append(sizes, r.Intn(2000))
	}
	for _, n := range sizes {
		for _, keys := range inputs(r, n) {
			a := make([]item, n)
			for i, k := range keys {
				a[i] = item{k, i}
			}
			b, c, d := slices.Clone(a), slices.Clone(a), slices.Clone(a)
			ours.Sort(byKey(a))
			sort.Sort(byKey(b))
			if !slices.Equal(a, b) {
				fail("Sort", n)
			}
			ours.Slice(c, func(i, j int) bool { return c[i].key < c[j].key })
			if !slices.Equal(c, b) {
				fail("Slice", n)
			}
			e := slices.Clone(d)
			ours.Stable(byKey(d))
			sort.Stable(byKey(e))
			if !slices.Equal(d, e) {
				fail("Stable", n)
			}
			ints := slices.Clone(keys)
			ours.Ints(ints)
			if !slices.IsSorted(ints) || !ours.IntsAreSorted(ints) {
				fail("Ints", n)
			}
			x := r.Intn(n + 1)
			if ours.SearchInts(ints, x) != sort.SearchInts(ints, x) {
				fail("SearchInts", n)
			}
		}
	}
	// An order that makes quicksort bad: the adversary of M. D. McIlroy decides as late as it can.
	n := 3000
	ptrs := make([]int, n)
	vals := make([]int, n)
	gas := n
	for i := range ptrs {
		ptrs[i], vals[i] = i, gas
	}
	solid, candidate, compares := 0, 0, 0
	less := func(i, j int) bool {
		compares++
		x, y := ptrs[i], ptrs[j]
		if vals[x] == gas && vals[y] == gas {
			if x == candidate {
				vals[x] = solid
			} else {
				vals[y] = solid
			}
			solid++
		}
		if vals[x] == gas {
			candidate = x
		} else if vals[y] == gas {
			candidate = y
		}
		return vals[x] < vals[y]
	}
	ours.Slice(ptrs, less)
	if compares > 60*n {
		fail("adversary", compares)
	}
	fs := []float64{1, math.NaN(), -1, math.Inf(1), 0, math.NaN()}
	ours.Float64s(fs)
	if fmt.Sprint(fs) != "[NaN NaN -1 0 1 +Inf]" {
		fail("Float64s", 0)
	}
	ss := []string{"b", "a", "", "c"}
	ours.Sort(ours.Reverse(ours.StringSlice(ss)))
	if fmt.Sprint(ss) != "[c b a ]" {
		fail("Reverse", 0)
	}
	i, found := ours.Find(4, func(i int) int { return 2 - i })
	if i != 2 || !found {
		fail("Find", i)
	}
	fmt.Println("same")
}
"""


@needs_go
def test_sort(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), MAIN.lstrip()) == "same\n"
