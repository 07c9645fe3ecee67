package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"unsafe"
)

type vec [6]int

type big struct {
	v vec
	s string
}

type animal interface {
	sound() string
	named
}

type named interface{ name() string }

type base struct{ n string }

func (b base) name() string   { return b.n }
func (b *base) rename(s string) { b.n = s }

type dog struct {
	base
	age int
}

func (d dog) sound() string { return "woof" }

type wrapper struct {
	animal
	extra int
}

type logger struct {
	strings.Builder
	count int
}

func (l *logger) Log(f string, a ...any) {
	l.count++
	fmt.Fprintf(l, f, a...)
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%.1f°C", float64(c)) }

type list []int

func (l list) Len() int           { return len(l) }
func (l list) Less(i, j int) bool { return l[i] > l[j] }
func (l list) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

type visitor func(int) visitor

type tree struct {
	left, right *tree
	val         int
}

func (t *tree) insert(v int) *tree {
	if t == nil {
		return &tree{val: v}
	}
	if v < t.val {
		t.left = t.left.insert(v)
	} else {
		t.right = t.right.insert(v)
	}
	return t
}

func (t *tree) each(f func(int)) {
	if t == nil {
		return
	}
	t.left.each(f)
	f(t.val)
	t.right.each(f)
}

var (
	global  = initGlobal()
	table   = map[string]func(int) int{"sq": func(x int) int { return x * x }, "neg": func(x int) int { return -x }}
	matrix  = [2][2]int{{1, 2}, {3, 4}}
	primes  = []int{2, 3, 5, 7, 11, 13}
	ErrOops = errors.New("oops")
	a, b    = b + 1, 5
)

func initGlobal() string { return "init" }

func init() { global += "+1" }
func init() { global += "+2" }

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func divmod(a, b int) (q, r int, err error) {
	if b == 0 {
		err = ErrOops
		return
	}
	q, r = a/b, a%b
	return
}

func apply(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

type state int

const (
	idle state = iota
	running
	stopped
)

func (s state) String() string { return [...]string{"idle", "running", "stopped"}[s] }

func bigArgs(a, b, c big, x int, s string, f float64) (big, string) {
	a.v[0] = b.v[1] + c.v[2] + x
	return a, s + fmt.Sprint(f)
}

func main() {
	m := map[int]big{}
	for i := 0; i < 100; i++ {
		m[i] = big{v: vec{i, i + 1}, s: fmt.Sprint(i)}
	}
	for i := 0; i < 100; i++ {
		m[i+1000] = m[i]
	}
	fmt.Println(len(m), m[1042].v, m[1042].s, m[5000].s == "")
	w := wrapper{animal: dog{base{"rex"}, 3}, extra: 1}
	fmt.Println(w.sound(), w.name(), w.animal.(dog).age)
	d := dog{base{"a"}, 1}
	d.rename("bb")
	var an animal = &d
	fmt.Println(an.name(), an.sound())
	fname := an.name
	d.rename("cc")
	fmt.Println(fname(), d.name())
	var l logger
	l.Log("%d-%s;", 1, "x")
	l.Log("%v", celsius(36.6))
	fmt.Println(l.String(), l.count, l.Len())
	li := list{3, 1, 2}
	sort.Sort(li)
	fmt.Println(li, celsius(10), []celsius{1, 2}, running, stopped)
	fmt.Printf("%v %d %s %x %08.3f %+v %q %T\n", running, running, running, 255, 3.14159, d, "q", li)
	var t *tree
	for _, v := range []int{5, 2, 8, 1, 9} {
		t = t.insert(v)
	}
	sum := 0
	t.each(func(v int) { sum = sum*10 + v })
	fmt.Println(sum, global, a, b, table["sq"](7), table["neg"](3), matrix, primes[2:4], gcd(48, 36))
	fmt.Println(divmod(7, 2))
	_, _, err := divmod(1, 0)
	fmt.Println(err == ErrOops, errors.Is(fmt.Errorf("w: %w", err), ErrOops))
	fmt.Println(apply(table["sq"], table["neg"], func(x int) int { return x + 1 })(3))
	r, s := bigArgs(m[1], m[2], m[3], 10, "z", 2.5)
	fmt.Println(r.v, s, m[1].v)
	var v visitor
	depth := 0
	v = func(n int) visitor {
		depth += n
		if n == 0 {
			return nil
		}
		return v
	}
	for f, n := v, 3; f != nil; n-- {
		f = f(n)
	}
	fmt.Println(depth)
	x := struct {
		a int8
		b int64
		c bool
	}{1, 2, true}
	fmt.Println(unsafe.Sizeof(x), unsafe.Offsetof(x.b), unsafe.Sizeof(r))
	p := (*int64)(unsafe.Pointer(&x.b))
	*p = 77
	fmt.Println(x.b, *(*int8)(unsafe.Pointer(uintptr(unsafe.Pointer(&x)) + 0)))
	arr := [4]int{1, 2, 3, 4}
	sl := arr[:]
	pa := (*[4]int)(sl)
	pa[0] = 100
	ab := [2]int(sl)
	fmt.Println(arr, ab, len(pa))
	grid := make([][]rune, 3)
	for i := range grid {
		grid[i] = []rune(strings.Repeat(".", 4))
		grid[i][i] = '#'
	}
	for _, row := range grid {
		fmt.Println(string(row))
	}
	type key struct {
		a string
		b int
	}
	counts := map[key]int{}
	for _, k := range []key{{"a", 1}, {"b", 2}, {"a", 1}} {
		counts[k]++
	}
	fmt.Println(counts[key{"a", 1}], len(counts), counts)
	nested := map[string]map[string][]int{}
	for _, k := range []string{"x", "y", "x"} {
		if nested[k] == nil {
			nested[k] = map[string][]int{}
		}
		nested[k]["z"] = append(nested[k]["z"], len(nested))
	}
	fmt.Println(nested)
	var iface any = r
	if bb, ok := iface.(big); ok {
		fmt.Println(bb.v[0], bb == r, iface == any(r))
	}
	_, isErr := iface.(error)
	fmt.Println(isErr)
	func() {
		defer func() {
			e := recover().(error)
			fmt.Println(e)
		}()
		_ = iface.(string)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var n named
		_ = n.(animal)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var any2 any = base{"q"}
		_ = any2.(animal)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		k := map[any]int{}
		k[[]int{1}] = 2
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		i := 5
		fmt.Println(primes[i:3])
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		_ = make([]int, n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		z := 0
		fmt.Println(1 / z)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var c chan int
		close(c)
	}()
	if len(os.Args) > 5 {
		return
	}
	switch y := any(t).(type) {
	case interface{ each(func(int)) }:
		y.each(func(v int) { fmt.Print(v, ",") })
	}
	fmt.Println()
	var e1, e2 error
	fmt.Println(e1 == e2, e1 == nil, an == an, an != nil)
	println("stderr", 1, true, 'a')
	str := "héllo, 世界"
	for i, c := range str {
		if c > 127 {
			fmt.Print(i, ":", string(c), " ")
		}
	}
	fmt.Println(len(str), []byte(str)[1], []rune(str)[1], strings.ToUpper(str))
	bs := []byte("hello")
	copy(bs[1:], "EY")
	fmt.Println(string(bs), min(len(bs), 3))
	var np *big
	defer func() {
		fmt.Println("final:", recover() != nil)
	}()
	fmt.Println(np.v[3])
}
