// asleep: a deadlock of three goroutines.
package main

func main() {
	ch := make(chan int)
	go func() {
		select {}
	}()
	go func() {
		ch <- 1
		ch <- 2
	}()
	<-ch
	var m chan int
	<-m
}
