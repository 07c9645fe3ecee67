// strconv_floats: n floats to their shortest decimal text and back again.
package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
)

func main() {
	n := 10000000
	if len(os.Args) > 1 {
		if k, err := strconv.Atoi(os.Args[len(os.Args)-1]); err == nil {
			n = k
		}
	}
	seed := uint64(2024)
	next := func() uint64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return seed ^ seed>>29
	}
	buf := make([]byte, 0, 64)
	hash, size, wrong := uint32(0), 0, 0
	for i := 0; i < n; i++ {
		var x float64
		switch i & 3 {
		case 0: // any finite float at all
			x = math.Float64frombits(next() &^ (1 << 62))
		case 1: // between 0 and 1, seventeen digits
			x = float64(next()>>11) / (1 << 53)
		case 2: // prices: few digits
			x = float64(next()>>40) / 100
		case 3: // measurements around a thousand
			x = 1000 + float64(int64(next())>>32)/(1<<22)
		}
		buf = strconv.AppendFloat(buf[:0], x, 'g', -1, 64)
		size += len(buf)
		hash = hash*16777619 ^ uint32(buf[len(buf)/2])
		y, err := strconv.ParseFloat(string(buf), 64)
		if err != nil || y != x {
			wrong++
		}
	}
	fmt.Printf("strconv_floats %d %d %d %d\n", n, size, hash, wrong)
}
