// Package calc has something to test.
package calc

// Add adds.
func Add(x, y int) int { return x + y }

// Sign tells the sign of a number.
func Sign(x int) string {
	switch {
	case x < 0:
		return "minus"
	case x > 0:
		return "plus"
	}
	return "none"
}

var calls int

func count() int {
	calls++
	return calls
}
