// Package constanttime compares and chooses without branches, so that the time
// taken says nothing of the values. (In Go's tree, the compiler knows these.)
package constanttime

// Select returns x if v is not 0, else y.
func Select(v, x, y int) int {
	n := uint64(v)
	mask := -int((n | -n) >> 63)
	return y ^ (x^y)&mask
}

// ByteEq returns 1 if x == y, else 0.
func ByteEq(x, y uint8) int { return int((uint32(x^y) - 1) >> 31) }

// Eq returns 1 if x == y, else 0.
func Eq(x, y int32) int { return int((uint64(uint32(x^y)) - 1) >> 63) }

// LessOrEq returns 1 if x <= y, else 0. Both lie between 0 and 1<<31 - 1.
func LessOrEq(x, y int) int { return int(uint64(x-y-1) >> 63) }
