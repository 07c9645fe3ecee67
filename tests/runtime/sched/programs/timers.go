// timers: a thousand sleeps, a ticker, a timeout.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	t0 := time.Now()
	n := 0
	for i := 0; i < 1000; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(time.Duration(i%10) * time.Millisecond)
			mu.Lock()
			n++
			mu.Unlock()
		}()
	}
	wg.Wait()
	d := time.Since(t0)
	fmt.Println(n, d > 9*time.Millisecond, d < 200*time.Millisecond)
	tk := time.NewTicker(2 * time.Millisecond)
	for i := 0; i < 5; i++ {
		<-tk.C
	}
	tk.Stop()
	select {
	case <-time.After(5 * time.Millisecond):
		fmt.Println("timeout")
	}
}
