package sort

import "math/bits"

// A sorter is how elements are reached: by index only.
type sorter struct {
	less func(i, j int) bool
	swap func(i, j int)
}

// Sizes that decide how a range is sorted; they are Go's.
const (
	insertionMax = 12 // up to here, insertion sort
	patternMin   = 8  // from here on, patterns are looked for and broken
	nintherMin   = 50 // from here on, the pivot is a median of medians
	repairSteps  = 5  // how many elements may be out of place for a sorted range
	repairMin    = 50 // from here on, such a range is repaired
)

// quick sorts the range [lo, hi). bad counts the partitions that may still go
// wrong before heap sort takes over.
func (s sorter) quick(lo, hi, bad int) {
	balanced, inPlace := true, true // what the last partition was like
	for hi-lo > insertionMax {
		if bad == 0 {
			s.heap(lo, hi)
			return
		}
		if !balanced {
			s.shuffle(lo, hi)
			bad--
		}
		pivot, trend := s.pivot(lo, hi)
		if trend == falling {
			s.reverse(lo, hi)
			pivot = lo + hi - 1 - pivot
			trend = rising
		}
		if balanced && inPlace && trend == rising && s.repair(lo, hi) {
			return
		}
		// What stands before the range is not above anything in it. If it is
		// not below the pivot either, the pivot is the range's least: its
		// equals go to the front and are done.
		if lo > 0 && !s.less(lo-1, pivot) {
			lo = s.splitEqual(lo, hi, pivot)
			continue
		}
		var mid int
		mid, inPlace = s.split(lo, hi, pivot)
		left, right := mid-lo, hi-mid
		enough := (hi - lo) / 8
		if left < right {
			balanced = left >= enough
			s.quick(lo, mid, bad)
			lo = mid + 1
		} else {
			balanced = right >= enough
			s.quick(mid+1, hi, bad)
			hi = mid
		}
	}
	s.insertion(lo, hi)
}

// insertion sorts the range by insertion.
func (s sorter) insertion(lo, hi int) {
	for i := lo + 1; i < hi; i++ {
		for k := i; k > lo && s.less(k, k-1); k-- {
			s.swap(k, k-1)
		}
	}
}

// heap sorts the range by heap sort.
func (s sorter) heap(lo, hi int) {
	n := hi - lo
	for root := (n - 1) / 2; root >= 0; root-- {
		s.sink(lo, root, n)
	}
	for n--; n >= 0; n-- {
		s.swap(lo, lo+n)
		s.sink(lo, 0, n)
	}
}

// sink moves the root of a heap of n elements, which begins at lo, down to
// where it belongs.
func (s sorter) sink(lo, root, n int) {
	for {
		child := 2*root + 1
		if child >= n {
			return
		}
		if child+1 < n && s.less(lo+child, lo+child+1) {
			child++
		}
		if !s.less(lo+root, lo+child) {
			return
		}
		s.swap(lo+root, lo+child)
		root = child
	}
}

// split puts what is below the pivot before it and the rest behind it. It
// returns where the pivot is then, and whether nothing had to be swapped.
func (s sorter) split(lo, hi, pivot int) (mid int, inPlace bool) {
	s.swap(lo, pivot)
	i, k := lo+1, hi-1
	inPlace = true
	for {
		for i <= k && s.less(i, lo) {
			i++
		}
		for i <= k && !s.less(k, lo) {
			k--
		}
		if i > k {
			s.swap(lo, k)
			return k, inPlace
		}
		inPlace = false
		s.swap(i, k)
		i++
		k--
	}
}

// splitEqual puts what equals the pivot, the range's least, before the rest,
// and returns where that begins.
func (s sorter) splitEqual(lo, hi, pivot int) int {
	s.swap(lo, pivot)
	i, k := lo+1, hi-1
	for {
		for i <= k && !s.less(lo, i) {
			i++
		}
		for i <= k && s.less(lo, k) {
			k--
		}
		if i > k {
			return i
		}
		s.swap(i, k)
		i++
		k--
	}
}

// repair sorts a range that is nearly sorted, and reports whether it did.
func (s sorter) repair(lo, hi int) bool {
	i := lo + 1
	for step := 0; step < repairSteps; step++ {
		for i < hi && !s.less(i, i-1) {
			i++
		}
		if i == hi {
			return true
		}
		if hi-lo < repairMin {
			return false
		}
		s.swap(i, i-1)
		if i-lo >= 2 { // the smaller one goes on to the left
			for k := i - 1; k >= 1 && s.less(k, k-1); k-- {
				s.swap(k, k-1)
			}
		}
		if hi-i >= 2 { // the larger one goes on to the right
			for k := i + 1; k < hi && s.less(k, k-1); k++ {
				s.swap(k, k-1)
			}
		}
	}
	return false
}

// shuffle swaps three elements near the middle with any others, so that what
// made a partition bad does not do so again. Its chance is the range's size,
// run through Marsaglia's xorshift.
func (s sorter) shuffle(lo, hi int) {
	n := hi - lo
	if n < patternMin {
		return
	}
	x := uint64(n)
	mask := uint(1)<<bits.Len(uint(n)) - 1
	at := lo + n/4*2 - 1
	for i := 0; i < 3; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		k := int(uint(x) & mask)
		if k >= n {
			k -= n
		}
		s.swap(at+i, lo+k)
	}
}

// A trend is what the choice of a pivot showed about a range.
type trend int

const (
	unclear trend = iota
	rising
	falling
)

// pivot chooses the pivot: the median of three, for longer ranges of three
// medians of three. The trend is clear if no comparison of them, or every one,
// found the larger element first.
func (s sorter) pivot(lo, hi int) (int, trend) {
	n := hi - lo
	swaps := 0
	a, b, c := lo+n/4, lo+n/4*2, lo+n/4*3
	if n >= patternMin {
		if n >= nintherMin {
			a = s.median(a-1, a, a+1, &swaps)
			b = s.median(b-1, b, b+1, &swaps)
			c = s.median(c-1, c, c+1, &swaps)
		}
		b = s.median(a, b, c, &swaps)
	}
	switch swaps {
	case 0:
		return b, rising
	case 12: // four medians, three comparisons each
		return b, falling
	}
	return b, unclear
}

// median returns the index of the median of three elements, and counts the
// comparisons that found the larger one first.
func (s sorter) median(a, b, c int, swaps *int) int {
	if s.less(b, a) {
		*swaps++
		a, b = b, a
	}
	if s.less(c, b) {
		*swaps++
		b = c
	}
	if s.less(b, a) {
		*swaps++
		b = a
	}
	return b
}

// reverse turns the range around.
func (s sorter) reverse(lo, hi int) {
	for hi--; lo < hi; lo, hi = lo+1, hi-1 {
		s.swap(lo, hi)
	}
}
