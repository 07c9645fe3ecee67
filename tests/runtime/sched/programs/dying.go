// dying: a panic while other goroutines run.
package main

import (
	"fmt"
	"time"
)

func main() {
	for i := 0; i < 8; i++ {
		go func() {
			x := 0
			for {
				x++
				if x%1000 == 0 {
					_ = fmt.Sprint(x)
				}
			}
		}()
	}
	time.Sleep(3 * time.Millisecond)
	var m map[string]int
	m["x"] = 1
}
