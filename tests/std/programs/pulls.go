package main

import (
	"fmt"
	"iter"
	"runtime"
)

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, r)
		}
	}()
	f()
}

func count(yield func(int) bool) {
	defer fmt.Println("seq ends")
	for i := 1; yield(i); i++ {
	}
}

func main() {
	next, stop := iter.Pull(count)
	fmt.Println(next())
	fmt.Println(next())
	stop()
	stop()
	fmt.Println(next())

	_, stop = iter.Pull(count)
	stop() // before anything ran

	var again func() (int, bool)
	again, _ = iter.Pull(func(yield func(int) bool) { try("inside:", func() { again() }) })
	fmt.Println(again())

	var kept func(int) bool
	next, stop = iter.Pull(func(yield func(int) bool) { kept = yield; yield(7) })
	fmt.Println(next())
	try("outside:", func() { kept(8) })
	stop()
	fmt.Println(kept(9))

	next, _ = iter.Pull(func(yield func(int) bool) { yield(1); panic("seq fails") })
	fmt.Println(next())
	try("next:", func() { next() })
	fmt.Println(next())

	ended := make(chan bool)
	go func() {
		defer close(ended)
		next, _ := iter.Pull(func(yield func(int) bool) { runtime.Goexit() })
		next()
		fmt.Println("not reached")
	}()
	<-ended
	next2, stop2 := iter.Pull2(func(yield func(string, int) bool) { _ = yield("a", 1) && yield("b", 2) })
	fmt.Println(next2())
	fmt.Println(next2())
	fmt.Println(next2())
	stop2()
}
