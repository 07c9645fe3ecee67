package slices

import (
	"cmp"
	"math/bits"
)

// Sort sorts x; NaNs come first.
func Sort[S ~[]E, E cmp.Ordered](x S) { quickOrdered(x, 0, len(x), bits.Len(uint(len(x)))) }

// SortFunc sorts x by cmp, which returns a negative number, 0 or a positive one
// as a sorts before, with or behind b; equal elements in any order.
func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	quickFunc(x, 0, len(x), bits.Len(uint(len(x))), cmp)
}

// SortStableFunc is SortFunc with equal elements kept in order. It merges
// halves with the help of memory for one of them.
func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	mergeSort(x, make([]E, (len(x)+1)/2), cmp)
}

// mergeSort sorts x; tmp holds half of it.
func mergeSort[E any](x, tmp []E, cmp func(a, b E) int) {
	if len(x) <= insertionMax {
		insertionFunc(x, 0, len(x), cmp)
		return
	}
	mid := len(x) / 2
	mergeSort(x[:mid], tmp, cmp)
	mergeSort(x[mid:], tmp, cmp)
	if cmp(x[mid], x[mid-1]) >= 0 {
		return
	}
	left := tmp[:copy(tmp, x[:mid])]
	i, k, at := 0, mid, 0
	for i < len(left) {
		if k < len(x) && cmp(x[k], left[i]) < 0 {
			x[at] = x[k]
			k++
		} else {
			x[at] = left[i]
			i++
		}
		at++
	}
	clear(left) // what tmp refers to must not live longer than x has it
}

// IsSorted reports whether x is sorted.
func IsSorted[S ~[]E, E cmp.Ordered](x S) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp.Less(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

// IsSortedFunc reports whether x is sorted by cmp.
func IsSortedFunc[S ~[]E, E any](x S, cmp func(a, b E) int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp(x[i], x[i-1]) < 0 {
			return false
		}
	}
	return true
}

// Min returns the least element; NaN if there is any. It panics if x is empty.
func Min[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Min: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		m = min(m, v)
	}
	return m
}

// MinFunc returns the first of the least elements by cmp. It panics if x is
// empty.
func MinFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MinFunc: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		if cmp(v, m) < 0 {
			m = v
		}
	}
	return m
}

// Max returns the largest element; NaN if there is any. It panics if x is empty.
func Max[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Max: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		m = max(m, v)
	}
	return m
}

// MaxFunc returns the first of the largest elements by cmp. It panics if x is
// empty.
func MaxFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MaxFunc: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		if cmp(v, m) > 0 {
			m = v
		}
	}
	return m
}

// BinarySearch returns where target stands in the sorted x, or where it would,
// and whether it is there.
func BinarySearch[S ~[]E, E cmp.Ordered](x S, target E) (int, bool) {
	lo, hi := 0, len(x)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if cmp.Less(x[mid], target) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(x) && (x[lo] == target || x[lo] != x[lo] && target != target)
}

// BinarySearchFunc is BinarySearch by cmp, by which x must be sorted.
func BinarySearchFunc[S ~[]E, E, T any](x S, target T, cmp func(E, T) int) (int, bool) {
	lo, hi := 0, len(x)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if cmp(x[mid], target) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(x) && cmp(x[lo], target) == 0
}
