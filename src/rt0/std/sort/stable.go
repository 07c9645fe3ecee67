package sort

// block is the size of the pieces that stable sorts by insertion first.
const block = 20

// stable sorts all n elements in place: pieces by insertion, then merges of
// neighbours twice as long each time.
func stable(s sorter, n int) {
	lo := 0
	for ; lo+block <= n; lo += block {
		s.insertion(lo, lo+block)
	}
	s.insertion(lo, n)
	for width := block; width < n; width *= 2 {
		for lo := 0; lo+width < n; lo += 2 * width {
			s.merge(lo, lo+width, min(lo+2*width, n))
		}
	}
}

// merge merges the sorted ranges [lo, mid) and [mid, hi) without memory, by the
// algorithm SymMerge (P.-S. Kim and A. Kutzner, "Stable Minimum Storage Merging
// by Symmetric Comparisons"): around the middle of the whole, the part of the
// first range that belongs behind and the part of the second that belongs
// before it are found by binary search and changed over by a rotation; then
// both halves are merged likewise.
func (s sorter) merge(lo, mid, hi int) {
	if mid-lo == 1 || hi-mid == 1 {
		s.mergeOne(lo, mid, hi)
		return
	}
	half := int(uint(lo+hi) >> 1)
	sum := half + mid // what symmetric indexes add up to, plus 1
	from, to := lo, mid
	if mid > half {
		from, to = sum-hi, half
	}
	last := sum - 1
	for from < to {
		c := int(uint(from+to) >> 1)
		if !s.less(last-c, c) {
			from = c + 1
		} else {
			to = c
		}
	}
	end := sum - from
	if from < mid && mid < end {
		s.rotate(from, mid, end)
	}
	if lo < from && from < half {
		s.merge(lo, from, half)
	}
	if half < end && end < hi {
		s.merge(half, end, hi)
	}
}

// mergeOne is merge where one of the ranges is a single element: it is moved
// to where a binary search finds its place.
func (s sorter) mergeOne(lo, mid, hi int) {
	if mid-lo == 1 {
		from, to := mid, hi
		for from < to { // the first element that is not below it
			c := int(uint(from+to) >> 1)
			if s.less(c, lo) {
				from = c + 1
			} else {
				to = c
			}
		}
		for k := lo; k < from-1; k++ {
			s.swap(k, k+1)
		}
		return
	}
	from, to := lo, mid
	for from < to { // the first element that is above it
		c := int(uint(from+to) >> 1)
		if !s.less(mid, c) {
			from = c + 1
		} else {
			to = c
		}
	}
	for k := mid; k > from; k-- {
		s.swap(k, k-1)
	}
}

// rotate changes over the neighbours [lo, mid) and [mid, hi), by swapping
// blocks of the size of the smaller one.
func (s sorter) rotate(lo, mid, hi int) {
	left, right := mid-lo, hi-mid
	for left != right {
		if left > right {
			s.swapBlocks(mid-left, mid, right)
			left -= right
		} else {
			s.swapBlocks(mid-left, mid+right-left, left)
			right -= left
		}
	}
	s.swapBlocks(mid-left, mid, left)
}

func (s sorter) swapBlocks(a, b, n int) {
	for i := 0; i < n; i++ {
		s.swap(a+i, b+i)
	}
}
