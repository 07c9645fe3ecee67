// fprintf_lines: n lines through fmt.Fprintf into a bufio.Writer, which counts them.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
)

// tally is a writer that keeps a sum of what it is given.
type tally struct {
	size int
	hash uint32
}

func (t *tally) Write(p []byte) (int, error) {
	t.size += len(p)
	for i := 0; i < len(p); i += 16 {
		t.hash = t.hash*16777619 ^ uint32(p[i])
	}
	return len(p), nil
}

type point struct {
	X, Y int
}

func main() {
	n := 1000000
	if len(os.Args) > 1 {
		if k, err := strconv.Atoi(os.Args[len(os.Args)-1]); err == nil {
			n = k
		}
	}
	names := []string{"alpha", "beta", "gamma", "delta", "epsilon"}
	t := &tally{}
	w := bufio.NewWriter(t)
	for i := 0; i < n; i++ {
		name := names[i%len(names)]
		switch i % 4 {
		case 0:
			fmt.Fprintf(w, "%d: %s has %d of %d\n", i, name, i*7%1000, n)
		case 1:
			fmt.Fprintf(w, "%-10s|%8.3f|%6d\n", name, float64(i)/7, i&0xffff)
		case 2:
			fmt.Fprintf(w, "%08x %q %v %t\n", i*2654435761, name, float64(i)*0.25, i&8 == 0)
		case 3:
			fmt.Fprintf(w, "%v %+v %T\n", point{i, -i}, i, name)
		}
	}
	w.Flush()
	fmt.Printf("fprintf_lines %d %d %d\n", n, t.size, t.hash)
}
