// exit: 2
// stderr: panic: runtime error: index out of range [5] with length 3
// stderr: 
// stderr: goroutine 1 [running]:
// stderr: main.at(
// stderr: panic_index.go:15
// stderr: main.main()
// stderr: panic_index.go:20 +0x
// An uncaught run-time error: Go's text and frames on stderr.
package main

import "fmt"

func at(s []int, i int) int {
	return s[i]
}

func main() {
	fmt.Println("before")
	fmt.Println(at([]int{1, 2, 3}, 5))
}
