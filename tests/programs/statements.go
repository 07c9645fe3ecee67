// exit: 3
package main

import (
	"errors"
	"fmt"
	"os"
)

func deferOrder() (s string) {
	for i := 0; i < 3; i++ {
		defer func(n int) { s += fmt.Sprint(n) }(i)
	}
	defer func() { s += "d" }()
	return "r"
}

func recovered(n int) (res int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
			res = -1
		}
	}()
	a := []int{1, 2, 3}
	return a[n], nil
}

func handle(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("handled: %v", r)
	}
}

func viaHandle(m map[string]int, p *int) (err error) {
	defer handle(&err)
	m["x"] = *p
	return nil
}

func nested() (s string) {
	defer func() {
		r := recover()
		s = fmt.Sprint("outer ", r)
	}()
	defer func() {
		defer func() { s += fmt.Sprint("inner ", recover()) }()
		panic("second")
	}()
	panic("first")
}

func repanic() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	defer func() {
		r := recover()
		panic(fmt.Errorf("wrapped %w", r.(error)))
	}()
	panic(errors.New("base"))
}

type myErr struct{ code int }

func (e *myErr) Error() string { return fmt.Sprint("code ", e.code) }

func find(n int) error {
	if n == 0 {
		return nil
	}
	return fmt.Errorf("ctx: %w", &myErr{n})
}

func sw(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("int %v", v)
	case string:
		return "string " + v
	case error:
		return "error " + v.Error()
	case []int:
		return fmt.Sprint("slice ", len(v))
	case func() int:
		return fmt.Sprint("func ", v())
	default:
		return fmt.Sprintf("other %T", v)
	}
}

func grade(n int) string {
	switch {
	case n >= 90:
		return "A"
	case n >= 80:
		fallthrough
	case n >= 70:
		return "BC"
	}
	return "F"
}

func words(s string) int {
	switch s {
	case "one":
		return 1
	case "two", "zwei":
		return 2
	default:
		return -1
	case "three":
		return 3
	}
}

func gotos(n int) int {
	i := 0
again:
	i++
	if i < n {
		goto again
	}
	return i
}

func multi() (int, string, error) { return 1, "a", nil }

func variadic(pre string, xs ...int) string { return fmt.Sprint(pre, len(xs), xs) }

func closures() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	acc := func() func(int) int {
		sum := 0
		return func(x int) int { sum += x; return sum }
	}()
	acc(1)
	acc(2)
	fmt.Println(acc(3))
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(15))
	x := 1
	func() { x++; func() { x *= 5 }() }()
	fmt.Println(x)
}

func main() {
	fmt.Println(deferOrder())
	fmt.Println(recovered(1))
	fmt.Println(recovered(5))
	fmt.Println(viaHandle(nil, new(int)))
	fmt.Println(viaHandle(map[string]int{}, nil))
	fmt.Println(nested())
	fmt.Println(repanic())
	err := find(3)
	var me *myErr
	fmt.Println(err, errors.As(err, &me), me.code, find(0) == nil)
	fmt.Println(sw(nil), sw(1), sw(int64(2)), sw("x"), sw(err), sw([]int{1}), sw(func() int { return 7 }), sw(1.5))
	fmt.Println(grade(95), grade(85), grade(75), grade(10), words("zwei"), words("three"), words("q"))
	fmt.Println(gotos(5))
	a, b, c := multi()
	fmt.Println(a, b, c)
	fmt.Println(multi())
	fmt.Println(variadic("p"), variadic("p", 1, 2), variadic("p", []int{4, 5, 6}...))
	closures()
outer:
	for i := 0; i < 4; i++ {
		for j := 0; ; j++ {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, ";")
		}
	}
	fmt.Println()
	for i := range 3 {
		fmt.Print(i)
	}
	for range 2 {
		fmt.Print("x")
	}
	for i, r := range "aé世\xff" {
		fmt.Print(" ", i, ":", r)
	}
	fmt.Println()
	m := map[string]int{"a": 1}
	if v, ok := m["b"]; !ok {
		fmt.Println("missing", v)
	}
	delete(m, "a")
	m["z"]++
	m["z"] += 5
	fmt.Println(len(m), m)
	for k := range m {
		delete(m, k)
	}
	clear(m)
	var nilm map[string]int
	fmt.Println(len(m), nilm["q"], len(nilm))
	s := []int{1, 2, 3, 4, 5}
	t := s[1:3]
	t = append(t, 100)
	fmt.Println(s, t, len(t), cap(t), s[1:2:3], cap(s[1:2:3]))
	copy(s[2:], s)
	fmt.Println(s, copy(s, []int{9}))
	var ns []int
	ns = append(ns, s...)
	ns = append(ns)
	bs := append([]byte("ab"), "cd"...)
	fmt.Println(ns, string(bs), ns == nil, len(ns[5:]))
	clear(s)
	fmt.Println(s)
	st := "hello"
	fmt.Println(st[1:3], st[4], st[:0] == "", "a" < "b", st > "help", st+"!"+st[:2])
	var e any = 5
	if n, ok := e.(int); ok {
		fmt.Println(n)
	}
	_, ok := e.(fmt.Stringer)
	fmt.Println(ok)
	defer fmt.Println("deferred 1")
	defer func() {
		fmt.Println("recover", recover())
		defer os.Exit(3)
	}()
	var np *myErr
	fmt.Println(np.code)
}
