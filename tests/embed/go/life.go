package life

import (
	"fmt"
	"sync"
	"time"
)

var c = make(chan int)

func Stuck() int { return <-c }
func Send(n int) { c <- n }

func CrashLater(ms int) {
	go func() {
		time.Sleep(time.Duration(ms) * time.Millisecond)
		panic(fmt.Sprint("late ", ms))
	}()
}

func CrashNow() int {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		var m map[string]int
		m["x"] = 1
	}()
	wg.Wait()
	return 42
}

func Spin(ms int) int {
	n := 0
	end := time.Now().Add(time.Duration(ms) * time.Millisecond)
	for time.Now().Before(end) {
		n++
	}
	return n
}

func Loop(n int) int {
	x := 1
	for i := 0; i < n; i++ {
		x = x*3 + i
	}
	return x
}

func Sleep(ms int) { time.Sleep(time.Duration(ms) * time.Millisecond) }

func Unlock() { var m sync.Mutex; m.Unlock() }

func forever(n int) int { return forever(n+1) + 1 }
func Overflow() int     { return forever(0) }
func Fill(x []float64, ms int) {
	time.Sleep(time.Duration(ms) * time.Millisecond)
	for i := range x {
		x[i] = 7
	}
}
func Five() int { return 5 }
