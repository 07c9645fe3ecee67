// Package main counts primes; from Python: rt0.load("examples/primes.go").Count(10**7)
package main

import "fmt"

// Count returns how many primes are below n.
func Count(n int) int {
	composite := make([]bool, max(n, 0))
	count := 0
	for i := 2; i < n; i++ {
		if composite[i] {
			continue
		}
		count++
		for j := i * i; j < n; j += i {
			composite[j] = true
		}
	}
	return count
}

// Sum returns the sum of xs, which may be a NumPy array.
func Sum(xs []float64) float64 {
	s := 0.0
	for _, x := range xs {
		s += x
	}
	return s
}

func main() { fmt.Println(Count(1000000)) }
