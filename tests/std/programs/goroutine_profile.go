// Where all goroutines stand, those included that are stopped within a function without calls, whose frame may have any size.
package main

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"
)

func waiter(c chan int) { <-c }
func outer(c chan int)  { waiter(c) }

func spin(going *bool) {
	on := *going
	for on {
	}
}

func count(going *bool, n *int) {
	for i := 0; *going; i++ {
		*n += i & 1
	}
}

// names returns the program's functions on a stack, the innermost first.
func names(stack []uintptr) string {
	var list []string
	frames := runtime.CallersFrames(stack)
	for {
		f, more := frames.Next()
		if name, ok := strings.CutPrefix(f.Function, "main."); ok {
			list = append(list, name)
		}
		if !more {
			return strings.Join(list, " < ")
		}
	}
}

func main() {
	runtime.GOMAXPROCS(4)
	c := make(chan int)
	for range 5 {
		go outer(c)
	}
	going, n := true, 0
	go spin(&going)
	go count(&going, &n)
	go func() { time.Sleep(time.Hour) }()
	time.Sleep(50 * time.Millisecond)

	total, ok := runtime.GoroutineProfile(nil)
	fmt.Println(total, ok, runtime.NumGoroutine())
	few := make([]runtime.StackRecord, 3)
	total, ok = runtime.GoroutineProfile(few)
	fmt.Println(total, ok)
	records := make([]runtime.StackRecord, 20)
	for i := range records {
		records[i].Stack0[5] = 1
	}
	total, ok = runtime.GoroutineProfile(records)
	fmt.Println(total, ok)
	counts := map[string]int{}
	for i := range records[:total] {
		counts[names(records[i].Stack())]++
	}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		fmt.Println(counts[name], name)
	}
	fmt.Println(len(records[total].Stack()) > 0)

	text := make([]byte, 1<<16)
	text = text[:runtime.Stack(text, true)]
	for _, want := range []string{"main.waiter(", "main.outer(", "main.spin(", "main.count(", "time.Sleep(", "main.main.func", "main.main("} {
		fmt.Print(strings.Count(string(text), "\n"+want), " ")
	}
	fmt.Println()
	close(c)
	for runtime.NumGoroutine() > 4 {
		runtime.Gosched()
	}
	total, _ = runtime.GoroutineProfile(records)
	fmt.Println(total)
}
