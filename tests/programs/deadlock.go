// exit: 2
// stderr: fatal error: all goroutines are asleep - deadlock!
// stderr: 
// stderr: goroutine 1 [chan send]:
// stderr: main.main()
// stderr: deadlock.go:
// All goroutines asleep.
package main

func main() {
	c := make(chan int)
	c <- 1
}
