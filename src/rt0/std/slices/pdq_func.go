package slices

import "math/bits"

// The sort of package sort (its pdq.go tells how it works), over a slice and a
// comparison function. pdq_ordered.go is made from this file.

// Sizes that decide how a range is sorted; they are Go's.
const (
	insertionMax = 12
	patternMin   = 8
	nintherMin   = 50
	repairSteps  = 5
	repairMin    = 50
)

// A trend is what the choice of a pivot showed about a range.
type trend int

const (
	unclear trend = iota
	rising
	falling
)

// quickFunc sorts x[lo:hi] by cmp. bad counts the partitions that may still go
// wrong before heap sort takes over.
func quickFunc[E any](x []E, lo, hi, bad int, cmp func(a, b E) int) {
	balanced, inPlace := true, true
	for hi-lo > insertionMax {
		if bad == 0 {
			heapFunc(x, lo, hi, cmp)
			return
		}
		if !balanced {
			shuffleFunc(x, lo, hi)
			bad--
		}
		pivot, trend := pivotFunc(x, lo, hi, cmp)
		if trend == falling {
			Reverse(x[lo:hi])
			pivot = lo + hi - 1 - pivot
			trend = rising
		}
		if balanced && inPlace && trend == rising && repairFunc(x, lo, hi, cmp) {
			return
		}
		if lo > 0 && cmp(x[lo-1], x[pivot]) >= 0 {
			lo = splitEqualFunc(x, lo, hi, pivot, cmp)
			continue
		}
		var mid int
		mid, inPlace = splitFunc(x, lo, hi, pivot, cmp)
		left, right := mid-lo, hi-mid
		enough := (hi - lo) / 8
		if left < right {
			balanced = left >= enough
			quickFunc(x, lo, mid, bad, cmp)
			lo = mid + 1
		} else {
			balanced = right >= enough
			quickFunc(x, mid+1, hi, bad, cmp)
			hi = mid
		}
	}
	insertionFunc(x, lo, hi, cmp)
}

// insertionFunc sorts x[lo:hi] by insertion.
func insertionFunc[E any](x []E, lo, hi int, cmp func(a, b E) int) {
	for i := lo + 1; i < hi; i++ {
		for k := i; k > lo && cmp(x[k], x[k-1]) < 0; k-- {
			x[k], x[k-1] = x[k-1], x[k]
		}
	}
}

// heapFunc sorts x[lo:hi] by heap sort.
func heapFunc[E any](x []E, lo, hi int, cmp func(a, b E) int) {
	h := x[lo:hi]
	for root := (len(h) - 1) / 2; root >= 0; root-- {
		sinkFunc(h, root, cmp)
	}
	for n := len(h) - 1; n >= 0; n-- {
		h[0], h[n] = h[n], h[0]
		sinkFunc(h[:n], 0, cmp)
	}
}

// sinkFunc moves the root of a heap down to where it belongs.
func sinkFunc[E any](h []E, root int, cmp func(a, b E) int) {
	for {
		child := 2*root + 1
		if child >= len(h) {
			return
		}
		if child+1 < len(h) && cmp(h[child], h[child+1]) < 0 {
			child++
		}
		if cmp(h[root], h[child]) >= 0 {
			return
		}
		h[root], h[child] = h[child], h[root]
		root = child
	}
}

// splitFunc puts what is below the pivot before it and the rest behind it. It
// returns where the pivot is then, and whether nothing had to be swapped.
func splitFunc[E any](x []E, lo, hi, pivot int, cmp func(a, b E) int) (mid int, inPlace bool) {
	x[lo], x[pivot] = x[pivot], x[lo]
	i, k := lo+1, hi-1
	inPlace = true
	for {
		for i <= k && cmp(x[i], x[lo]) < 0 {
			i++
		}
		for i <= k && cmp(x[k], x[lo]) >= 0 {
			k--
		}
		if i > k {
			x[lo], x[k] = x[k], x[lo]
			return k, inPlace
		}
		inPlace = false
		x[i], x[k] = x[k], x[i]
		i++
		k--
	}
}

// splitEqualFunc puts what equals the pivot, the range's least, before the
// rest, and returns where that begins.
func splitEqualFunc[E any](x []E, lo, hi, pivot int, cmp func(a, b E) int) int {
	x[lo], x[pivot] = x[pivot], x[lo]
	i, k := lo+1, hi-1
	for {
		for i <= k && cmp(x[lo], x[i]) >= 0 {
			i++
		}
		for i <= k && cmp(x[lo], x[k]) < 0 {
			k--
		}
		if i > k {
			return i
		}
		x[i], x[k] = x[k], x[i]
		i++
		k--
	}
}

// repairFunc sorts a range that is nearly sorted, and reports whether it did.
func repairFunc[E any](x []E, lo, hi int, cmp func(a, b E) int) bool {
	i := lo + 1
	for step := 0; step < repairSteps; step++ {
		for i < hi && cmp(x[i], x[i-1]) >= 0 {
			i++
		}
		if i == hi {
			return true
		}
		if hi-lo < repairMin {
			return false
		}
		x[i], x[i-1] = x[i-1], x[i]
		if i-lo >= 2 {
			for k := i - 1; k >= 1 && cmp(x[k], x[k-1]) < 0; k-- {
				x[k], x[k-1] = x[k-1], x[k]
			}
		}
		if hi-i >= 2 {
			for k := i + 1; k < hi && cmp(x[k], x[k-1]) < 0; k++ {
				x[k], x[k-1] = x[k-1], x[k]
			}
		}
	}
	return false
}

// shuffleFunc swaps three elements near the middle with any others.
func shuffleFunc[E any](x []E, lo, hi int) {
	n := hi - lo
	if n < patternMin {
		return
	}
	seed := uint64(n)
	mask := uint(1)<<bits.Len(uint(n)) - 1
	at := lo + n/4*2 - 1
	for i := 0; i < 3; i++ {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		k := int(uint(seed) & mask)
		if k >= n {
			k -= n
		}
		x[at+i], x[lo+k] = x[lo+k], x[at+i]
	}
}

// pivotFunc chooses the pivot, and tells the trend that the range seems to have.
func pivotFunc[E any](x []E, lo, hi int, cmp func(a, b E) int) (int, trend) {
	n := hi - lo
	swaps := 0
	a, b, c := lo+n/4, lo+n/4*2, lo+n/4*3
	if n >= patternMin {
		if n >= nintherMin {
			a = medianFunc(x, a-1, a, a+1, &swaps, cmp)
			b = medianFunc(x, b-1, b, b+1, &swaps, cmp)
			c = medianFunc(x, c-1, c, c+1, &swaps, cmp)
		}
		b = medianFunc(x, a, b, c, &swaps, cmp)
	}
	switch swaps {
	case 0:
		return b, rising
	case 12: // four medians, three comparisons each
		return b, falling
	}
	return b, unclear
}

// medianFunc returns the index of the median of three elements, and counts the
// comparisons that found the larger one first.
func medianFunc[E any](x []E, a, b, c int, swaps *int, cmp func(a, b E) int) int {
	if cmp(x[b], x[a]) < 0 {
		*swaps++
		a, b = b, a
	}
	if cmp(x[c], x[b]) < 0 {
		*swaps++
		b = c
	}
	if cmp(x[b], x[a]) < 0 {
		*swaps++
		b = a
	}
	return b
}
