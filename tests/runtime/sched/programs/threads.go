// threads: goroutines locked to threads, some of which end locked; GOMAXPROCS changed under load; exit status 7.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

func main() {
	runtime.LockOSThread()
	var wg sync.WaitGroup
	c := make(chan int)
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			runtime.LockOSThread()
			if i%2 == 0 {
				defer runtime.UnlockOSThread()
			}
			for k := 0; k < 50; k++ {
				c <- k
				if k%20 == 0 {
					time.Sleep(10 * time.Microsecond)
				}
			}
		}()
	}
	go func() { wg.Wait(); close(c) }()
	s := 0
	for v := range c {
		s += v
	}
	fmt.Println(s)
	runtime.UnlockOSThread()
	for i := 0; i < 6; i++ {
		runtime.GOMAXPROCS(1 + i%4)
		ch := make(chan int, 100)
		for j := 0; j < 100; j++ {
			go func() { time.Sleep(time.Millisecond); ch <- j }()
		}
		t := 0
		for j := 0; j < 100; j++ {
			t += <-ch
		}
		fmt.Println(t, runtime.GOMAXPROCS(0))
	}
	buf := make([]byte, 10)
	n, err := os.Stdin.Read(buf)
	fmt.Println(n, err)
	os.Exit(7)
}
