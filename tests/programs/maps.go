// Maps: all operations, growth, deletion and insertion during iteration, struct and interface keys, NaN keys.
package main

import (
	"fmt"
	"math"
	"sort"
)

type point struct{ x, y int }

func main() {
	m := map[string]int{"one": 1, "two": 2}
	m["three"] = 3
	v, ok := m["two"]
	fmt.Println(v, ok, len(m))
	v, ok = m["none"]
	fmt.Println(v, ok)
	delete(m, "one")
	delete(m, "none")
	m["two"]++
	m["new"] += 5
	fmt.Println(m)

	var nilMap map[int]int
	fmt.Println(nilMap[1], len(nilMap), nilMap == nil)
	for range nilMap {
		fmt.Println("never")
	}

	big := make(map[int]int)
	for i := 0; i < 10000; i++ {
		big[i*7] = i
	}
	sum := 0
	for k, v := range big {
		sum += k - v
		if k%2 == 0 {
			delete(big, k)
		}
	}
	fmt.Println(len(big), sum)
	for i := 0; i < 10000; i++ {
		if x, ok := big[i*7]; ok != (i*7%2 != 0) || ok && x != i {
			fmt.Println("wrong", i)
		}
	}

	pts := map[point]string{{1, 2}: "a", {3, 4}: "b"}
	pts[point{1, 2}] += "!"
	fmt.Println(pts[point{1, 2}], pts[point{3, 4}], len(pts))

	any1 := map[any]int{1: 1, "1": 2, 1.0: 3, point{1, 1}: 4, true: 5}
	fmt.Println(any1[1], any1["1"], any1[1.0], any1[point{1, 1}], any1[true], any1[int8(1)])

	nan := map[float64]int{}
	for i := 0; i < 20; i++ {
		nan[math.NaN()] = i
	}
	total := 0
	for _, v := range nan {
		total += v
	}
	fmt.Println(len(nan), total)
	clear(nan)
	fmt.Println(len(nan))
	z := map[float64]string{0.0: "zero"}
	fmt.Println(z[math.Copysign(0, -1)])

	words := map[string][]int{}
	for i, w := range []string{"a", "b", "a", "c", "a"} {
		words[w] = append(words[w], i)
	}
	keys := make([]string, 0)
	for k := range words {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Print(k, words[k], " ")
	}
	fmt.Println()

	seen := 0
	grow := map[int]bool{0: true}
	for k := range grow {
		seen++
		if len(grow) < 1000 {
			grow[k+1000+seen] = true
		}
	}
	fmt.Println(seen >= 1, len(grow) >= 2)
	nested := map[string]map[string]int{"x": {"y": 1}}
	nested["x"]["z"] = 2
	fmt.Println(nested)
	type big1 struct{ a [200]byte }
	large := map[int]big1{}
	l := big1{}
	l.a[199] = 7
	large[1] = l
	fmt.Println(large[1].a[199], large[2].a[199])
	arrs := map[[3]int]int{{1, 2, 3}: 6}
	fmt.Println(arrs[[3]int{1, 2, 3}])
}
