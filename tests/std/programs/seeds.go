// math/rand's Seed, which does nothing unless GODEBUG lets it.
package main

import (
	"fmt"
	"math/rand"
	"os"
	"sync"
)

func draw() [4]int64 {
	var b [3]byte
	rand.Read(b[:])
	return [4]int64{rand.Int63(), int64(rand.Intn(1000)), int64(b[0]), int64(rand.Perm(5)[0])}
}

func main() {
	rand.Seed(7)
	first := draw()
	rand.Seed(7)
	fmt.Println("without:", first == draw())

	os.Setenv("GODEBUG", "randseednop=0")
	for range 2 {
		rand.Seed(7)
		fmt.Println(draw(), rand.Uint64(), rand.Float64(), rand.NormFloat64(), rand.Uint32())
	}
	rand.Seed(7)
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := uint64(0)
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				v := rand.Uint64()
				mu.Lock()
				sum += v
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println("the same numbers, whoever draws them:", sum)
}
