// preempt: loops that call nothing on more goroutines than Ps; sleeps and a collection must get through.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	for i := 0; i < 4; i++ {
		go func() {
			x := 1
			for {
				x = x*7 + 1
			}
		}()
	}
	t := time.Now()
	for i := 0; i < 10; i++ {
		time.Sleep(time.Millisecond)
	}
	d := time.Since(t)
	runtime.GC()
	fmt.Println(d < 5*time.Second)
	_, f, l, ok := runtime.Caller(0)
	fmt.Println(f[len(f)-10:], l, ok)
}
