// exit: 2
// stderr: runtime: goroutine stack exceeds 1000000000-byte limit
// stderr: fatal error: stack overflow
// Endless recursion: the fatal error "stack overflow".
package main

func f(n int) int { return f(n+1) + 1 }

func main() { println(f(0)) }
