// stderr: err 1 2.5 true
// stderr: ab3
// print and println go to stderr; package-level variables are initialised in order of dependency.
package main

import "fmt"

var (
	a = b + 1
	b = f()
	c = map[string]int{"x": a}
)

func f() int { trace = append(trace, "f"); return 41 }

var trace []string

func init() { trace = append(trace, "init1") }
func init() { trace = append(trace, "init2") }

type iface interface{ m() int }
type impl struct{ n int }

func (i impl) m() int { return i.n }

var table = [...]iface{impl{1}, &impl{2}}

func main() {
	println("err", 1, 2.5, true)
	print("a", "b", 3, "\n")
	fmt.Println(a, b, c, trace, table[0].m()+table[1].m())
	var e error
	fmt.Println(e == nil, e)
	x := new(int)
	*x = 5
	y := x
	*y++
	fmt.Println(*x, x == y)
	pp := &x
	**pp = 7
	fmt.Println(*y)
	arr := [2][3]int{{1, 2, 3}, {4, 5, 6}}
	brr := arr
	brr[1][2] = 60
	fmt.Println(arr, brr, arr == brr, len(arr[0]))
	var z struct{}
	fmt.Println(z, struct{}{} == z)
	i, j := 1, 2
	i, j = j, i
	s := []int{0, 1, 2}
	k := 0
	k, s[k] = 2, 9
	fmt.Println(i, j, k, s)
	const c1 = 'a' + 1
	var by byte = c1
	fmt.Println(by, string(rune(c1)))
	lbl := map[bool]string{true: "yes", false: "no"}
	fmt.Println(lbl[1 < 2])
}
