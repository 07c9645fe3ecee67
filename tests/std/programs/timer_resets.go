// timer_resets: many goroutines reset and stop one timer, and one ticker, at once.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	timer, ticker := time.NewTimer(time.Hour), time.NewTicker(time.Hour)
	for range 20 {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for j := range 500 {
					timer.Reset(time.Hour + time.Duration(i*j))
					ticker.Reset(time.Hour + time.Duration(i*j))
					if i%4 == 3 {
						timer.Stop()
						ticker.Stop()
					}
				}
			})
		}
		wg.Wait()
	}
	timer.Reset(time.Millisecond)
	<-timer.C
	fmt.Println("done", timer.Stop())
}
