// pipeline: stages of goroutines joined by channels; fan-out, fan-in in order, errors, and a context that ends all of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
)

// source sends numbers until the context is done.
func source(ctx context.Context, n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 1; i <= n; i++ {
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// A job carries its place, so that results can be put into order again.
type job[T any] struct {
	at    int
	value T
	err   error
}

// number gives values their places.
func number[T any](ctx context.Context, in <-chan T) <-chan job[T] {
	out := make(chan job[T])
	go func() {
		defer close(out)
		i := 0
		for v := range in {
			select {
			case out <- job[T]{at: i, value: v}:
				i++
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// each runs f on workers goroutines; results come as they are ready.
func each[T, U any](ctx context.Context, workers int, in <-chan job[T], f func(T) (U, error)) <-chan job[U] {
	out := make(chan job[U], workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for j := range in {
				u, err := f(j.value)
				select {
				case out <- job[U]{j.at, u, err}:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

// ordered holds results back until their turn has come.
func ordered[T any](in <-chan job[T]) <-chan job[T] {
	out := make(chan job[T])
	go func() {
		defer close(out)
		waiting := map[int]job[T]{}
		next := 0
		for j := range in {
			waiting[j.at] = j
			for {
				k, ok := waiting[next]
				if !ok {
					break
				}
				delete(waiting, next)
				next++
				out <- k
			}
		}
	}()
	return out
}

// batch gathers up to n values, or what has come when the time is up.
func batch[T any](in <-chan job[T], n int, patience time.Duration) <-chan []T {
	out := make(chan []T)
	go func() {
		defer close(out)
		var list []T
		timer := time.NewTimer(patience)
		defer timer.Stop()
		flush := func() {
			if len(list) > 0 {
				out <- list
				list = nil
			}
			timer.Reset(patience)
		}
		for {
			select {
			case j, ok := <-in:
				if !ok {
					flush()
					return
				}
				if list = append(list, j.value); len(list) == n {
					flush()
				}
			case <-timer.C:
				flush()
			}
		}
	}()
	return out
}

var errUnlucky = errors.New("unlucky number")

func collatz(n int) (int, error) {
	if n == 113 {
		return 0, errUnlucky
	}
	steps := 0
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
		if steps%16 == 0 {
			runtime.Gosched() // let results come out of order
		}
	}
	return steps, nil
}

func main() {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	sum, longest, at := 0, 0, 0
	for j := range ordered(each(ctx, 4, number(ctx, source(ctx, 100)), collatz)) {
		sum += j.value
		if j.value > longest {
			longest, at = j.value, j.at+1
		}
	}
	fmt.Println("steps in all", sum, "longest", longest, "from", at)

	words := strings.Fields("the quick brown fox jumps over the lazy dog and runs away from it all")
	in := make(chan string)
	go func() {
		defer close(in)
		for _, w := range words {
			in <- w
		}
	}()
	upper := each(ctx, 3, number(ctx, in), func(s string) (string, error) { return strings.ToUpper(s), nil })
	for list := range batch(ordered(upper), 4, time.Second) {
		fmt.Println(len(list), list)
	}

	var failed error
	seen := 0
	for j := range ordered(each(ctx, 4, number(ctx, source(ctx, 1000000)), collatz)) {
		if j.err != nil {
			failed = fmt.Errorf("job %d: %w", j.at, j.err)
			cancel()
			break
		}
		seen++
	}
	fmt.Println(seen, failed, errors.Is(failed, errUnlucky), ctx.Err())
	timed, stop := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer stop()
	for range source(timed, 1<<60) {
	}
	fmt.Println(timed.Err(), errors.Is(timed.Err(), context.DeadlineExceeded))
	for i := 0; i < 100 && runtime.NumGoroutine() > before+2; i++ {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println("goroutines have ended:", runtime.NumGoroutine() <= before+2)
}
