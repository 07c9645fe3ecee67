package main

import (
	"fmt"
	"math/rand/v2"
	"time"
)

func main() {
	r := rand.New(rand.NewPCG(1, 2))
	fmt.Println(r.N(100), r.N(int64(5)), r.N(time.Second), r.N(uint8(200)))
	for i := 0; i < 5; i++ {
		fmt.Println(r.N(uint64(1) << 63), r.N(int8(127)))
	}
	_ = rand.N(5)
}
