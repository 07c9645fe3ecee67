// iter.Pull over goroutines that are tied to threads: on either side, and until they end. (Go refuses most of this.)
package main

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
	"syscall"
)

func thread() uintptr {
	id, _, _ := syscall.Syscall(186, 0, 0, 0) // gettid
	return id
}

func main() {
	wrong := 0
	seq := func(tie bool) iter.Seq[int] {
		return func(yield func(int) bool) {
			if tie {
				runtime.LockOSThread() // for good: the thread ends with the goroutine
			}
			at := thread()
			for i := range 100 {
				if tie && thread() != at {
					wrong++
				}
				if i%10 == 0 {
					runtime.Gosched()
				}
				if !yield(i) {
					return
				}
			}
		}
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := range 24 {
		wg.Go(func() {
			if i%2 == 0 {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
			}
			at := thread()
			next, stop := iter.Pull(seq(i%3 == 0))
			defer stop()
			sum := 0
			for range 90 + i {
				v, _ := next()
				sum += v
				if i%2 == 0 && thread() != at {
					wrong++
				}
			}
			mu.Lock()
			total += sum
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println(total, wrong)
}
