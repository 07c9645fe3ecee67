// Package sort sorts whatever can compare and swap its elements.
//
// Sort and Slice are one algorithm, over two function values: a quicksort that
// defeats patterns (O. Peters, "Pattern-defeating Quicksort"). Which of equal
// elements comes first is not specified; it follows the same decisions as Go's,
// so that programs which depend on it print the same.
//
// Files: sort.go (what programs call), pdq.go (the algorithm), stable.go,
// search.go.
package sort

import (
	"internal/reflectlite"
	"math/bits"
	"slices"
)

// An Interface can be sorted: it has Len elements, compared and swapped by
// index.
type Interface interface {
	Len() int
	Less(i, j int) bool
	Swap(i, j int)
}

// Sort sorts data by ascending order; equal elements in any order.
func Sort(data Interface) { quick(sorter{data.Less, data.Swap}, data.Len()) }

// Stable sorts data and keeps equal elements in order.
func Stable(data Interface) { stable(sorter{data.Less, data.Swap}, data.Len()) }

// IsSorted reports whether data is sorted.
func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

// Reverse returns data with the opposite order.
func Reverse(data Interface) Interface { return &reverse{data} }

type reverse struct{ Interface }

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

// Slice sorts the slice x by less, which compares elements by index; equal
// elements in any order. It panics if x is no slice.
func Slice(x any, less func(i, j int) bool) {
	quick(sorter{less, reflectlite.Swapper(x)}, reflectlite.ValueOf(x).Len())
}

// SliceStable is Slice with equal elements kept in order.
func SliceStable(x any, less func(i, j int) bool) {
	stable(sorter{less, reflectlite.Swapper(x)}, reflectlite.ValueOf(x).Len())
}

// SliceIsSorted reports whether the slice x is sorted by less.
func SliceIsSorted(x any, less func(i, j int) bool) bool {
	for i := reflectlite.ValueOf(x).Len() - 1; i > 0; i-- {
		if less(i, i-1) {
			return false
		}
	}
	return true
}

// quick sorts all n elements. It falls back to heap sort after about log2(n)
// bad partitions.
func quick(s sorter, n int) { s.quick(0, n, bits.Len(uint(n))) }

// An IntSlice is sorted by ascending numbers.
type IntSlice []int

func (x IntSlice) Len() int           { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort is Sort(x).
func (x IntSlice) Sort() { Sort(x) }

// A Float64Slice is sorted by ascending numbers, NaNs first.
type Float64Slice []float64

func (x Float64Slice) Len() int           { return len(x) }
func (x Float64Slice) Less(i, j int) bool { return x[i] < x[j] || x[i] != x[i] && x[j] == x[j] }
func (x Float64Slice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort is Sort(x).
func (x Float64Slice) Sort() { Sort(x) }

// A StringSlice is sorted by bytes.
type StringSlice []string

func (x StringSlice) Len() int           { return len(x) }
func (x StringSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort is Sort(x).
func (x StringSlice) Sort() { Sort(x) }

// Ints sorts x.
func Ints(x []int) { slices.Sort(x) }

// Float64s sorts x, NaNs first.
func Float64s(x []float64) { slices.Sort(x) }

// Strings sorts x.
func Strings(x []string) { slices.Sort(x) }

// IntsAreSorted reports whether x is sorted.
func IntsAreSorted(x []int) bool { return IsSorted(IntSlice(x)) }

// Float64sAreSorted reports whether x is sorted, NaNs first.
func Float64sAreSorted(x []float64) bool { return IsSorted(Float64Slice(x)) }

// StringsAreSorted reports whether x is sorted.
func StringsAreSorted(x []string) bool { return IsSorted(StringSlice(x)) }
