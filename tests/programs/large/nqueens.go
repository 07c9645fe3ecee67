// nqueens: all solutions by bits, on several goroutines; symmetries counted; a first solution found by repair.
package main

import (
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"sync/atomic"
)

// count returns the number of ways to fill the rows from row on.
func count(n int, columns, left, right uint) int {
	full := uint(1)<<n - 1
	if columns == full {
		return 1
	}
	total := 0
	for free := full &^ (columns | left | right); free != 0; free &= free - 1 {
		bit := free & -free
		total += count(n, columns|bit, (left|bit)<<1&full, (right|bit)>>1)
	}
	return total
}

// parallel starts one job for each queen of the first two rows.
func parallel(n, workers int) int64 {
	type job struct{ columns, left, right uint }
	jobs := make(chan job)
	var total atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for j := range jobs {
				total.Add(int64(count(n, j.columns, j.left, j.right)))
			}
		})
	}
	full := uint(1)<<n - 1
	for a := range n {
		x := uint(1) << a
		for free := full &^ (x | x<<1 | x>>1); free != 0; free &= free - 1 {
			y := free & -free
			jobs <- job{x | y, (x<<1 | y) << 1 & full, (x>>1 | y) >> 1}
		}
	}
	close(jobs)
	wg.Wait()
	return total.Load()
}

type board []int // the column of each row's queen

func (b board) String() string {
	var s strings.Builder
	for _, c := range b {
		s.WriteString(strings.Repeat(". ", c) + "Q " + strings.Repeat(". ", len(b)-c-1) + "\n")
	}
	return s.String()
}

// all calls f for every solution, until it returns false.
func all(n int) func(f func(board) bool) {
	return func(f func(board) bool) {
		b := make(board, 0, n)
		var place func(columns, left, right uint) bool
		place = func(columns, left, right uint) bool {
			if len(b) == n {
				return f(append(board(nil), b...))
			}
			full := uint(1)<<n - 1
			for free := full &^ (columns | left | right); free != 0; free &= free - 1 {
				bit := free & -free
				b = append(b, bits.TrailingZeros(bit))
				if !place(columns|bit, (left|bit)<<1&full, (right|bit)>>1) {
					return false
				}
				b = b[:len(b)-1]
			}
			return true
		}
		place(0, 0, 0)
	}
}

func (b board) mirrored() board {
	out := make(board, len(b))
	for i, c := range b {
		out[i] = len(b) - 1 - c
	}
	return out
}

func (b board) turned() board {
	out := make(board, len(b))
	for i, c := range b {
		out[c] = len(b) - 1 - i
	}
	return out
}

// canonical is the least of the eight boards that are the same but for turning and mirroring.
func (b board) canonical() string {
	least := ""
	for range 2 {
		for range 4 {
			if s := fmt.Sprint([]int(b)); least == "" || s < least {
				least = s
			}
			b = b.turned()
		}
		b = b.mirrored()
	}
	return least
}

func (b board) conflicts(row int) (n int) {
	for i, c := range b {
		if i != row && (c == b[row] || c-b[row] == i-row || c-b[row] == row-i) {
			n++
		}
	}
	return n
}

// repair moves the queen of a row in conflict to where the fewest attack it.
func repair(n int, seed uint32) (board, int) {
	next := func(k int) int {
		seed = seed*1664525 + 1013904223
		return int(seed>>8) % k
	}
	b := make(board, n)
	for i := range b {
		b[i] = next(n)
	}
	for step := 0; ; step++ {
		var bad []int
		for i := range b {
			if b.conflicts(i) > 0 {
				bad = append(bad, i)
			}
		}
		if len(bad) == 0 {
			return b, step
		}
		row := bad[next(len(bad))]
		best, ties := n+1, []int{}
		for c := range n {
			b[row] = c
			switch k := b.conflicts(row); {
			case k < best:
				best, ties = k, []int{c}
			case k == best:
				ties = append(ties, c)
			}
		}
		b[row] = ties[next(len(ties))]
	}
}

func main() {
	for n := 1; n <= 9; n++ {
		different := map[string]int{}
		for b := range all(n) {
			different[b.canonical()]++
		}
		fmt.Println(n, count(n, 0, 0, 0), len(different), parallel(max(n, 2), 3))
	}
	for b := range all(8) {
		fmt.Print(b)
		break
	}
	fmt.Println(parallel(10, 4))
	b, steps := repair(40, 7)
	total := 0
	for i := range b {
		total += b.conflicts(i)
	}
	fmt.Println("conflicts", total, "steps", steps)
}
