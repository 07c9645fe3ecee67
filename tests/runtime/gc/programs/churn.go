// churn: goroutines that allocate everything there is, hold it on deep stacks, in channels, maps and closures, while
// others collect. Prints one line; a lost or mixed-up object shows as a wrong sum or a crash.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type node struct {
	left, right *node
	val         int
	pad         [3]int
}

func build(depth, val int) *node {
	if depth == 0 {
		return &node{val: val}
	}
	return &node{left: build(depth-1, 2*val), right: build(depth-1, 2*val+1), val: val}
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.val + n.left.sum() + n.right.sum()
}

type shape interface{ area() int }
type square struct{ side int }
type box struct {
	inner shape
	name  string
}

func (s square) area() int { return s.side * s.side }
func (b *box) area() int   { return b.inner.area() + len(b.name) }

// deep keeps a pointer in every frame of a stack of many segments.
func deep(n int, above *node) int {
	mine := &node{left: above, val: n}
	var pad [20]int
	pad[n%20] = n
	got := 0
	if n > 0 {
		got = deep(n-1, mine)
	} else {
		runtime.GC()
	}
	if mine.left != above || mine.val != n || pad[n%20] != n {
		panic("deep: object changed")
	}
	return got + mine.val
}

func worker(id int, out chan<- *box, done *sync.WaitGroup) {
	defer done.Done()
	m := map[string]*node{}
	var fs []func() int
	for i := 0; i < 200; i++ {
		k := fmt.Sprint("k", id, "-", i%50)
		m[k] = build(4, i)
		v := m[k]
		fs = append(fs, func() int { return v.sum() + len(k) })
		if i%40 == 0 {
			deep(300, nil)
		}
	}
	total := 0
	for _, f := range fs {
		total += f()
	}
	for _, n := range m {
		total += n.sum()
	}
	out <- &box{inner: square{id + 1}, name: fmt.Sprint(total)}
}

func main() {
	const n = 8
	out := make(chan *box, 2)
	var done sync.WaitGroup
	done.Add(n)
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
				runtime.Gosched()
			}
		}
	}()
	for i := 0; i < n; i++ {
		go worker(i, out, &done)
	}
	area := 0
	for i := 0; i < n; i++ {
		b := <-out
		area += b.area() + len(b.name)*1000
	}
	done.Wait()
	close(stop)
	fmt.Println("churn", area, deep(2000, nil))
}
