package main

// Leaving the body of a loop over a function by goto, and recover in one, which gc does not let recover.

import "fmt"

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer fmt.Println("count ends")
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs(yield func(int, string) bool) {
	_ = yield(1, "a") && yield(2, "b")
}

func leave() (out []int) {
	tries := 0
again:
	tries++
	for i := range count(5) {
		if i == 2 && tries < 3 {
			goto again
		}
		for j, s := range pairs {
			if i == 3 {
				goto done
			}
			if j == 1 {
				goto next
			}
			out = append(out, i*10+j+len(s))
		next:
			out = append(out, -j)
		}
	}
done:
	return append(out, tries)
}

func recovered() (s string) {
	defer func() { s += fmt.Sprint("; later ", recover()) }()
	defer func() {
		for range count(2) {
			for range count(1) {
				if e := recover(); e != nil {
					s += fmt.Sprint("recovered ", e)
				}
			}
		}
	}()
	panic("one")
}

func notRecovered() (s string) {
	defer func() { s = fmt.Sprint("outer ", recover()) }()
	defer func() {
		helper := func() {
			for range count(1) {
				fmt.Println("helper:", recover())
			}
		}
		helper()
	}()
	panic("two")
}

func main() {
	fmt.Println(leave())
	fmt.Println(recovered())
	fmt.Println(notRecovered())
}
