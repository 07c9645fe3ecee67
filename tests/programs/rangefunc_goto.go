// goto out of, within and back before loops over functions.
package main

import "fmt"

func seq(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer fmt.Println("end", n)
		for i := range n {
			if !yield(i) {
				fmt.Println("stopped", i)
				return
			}
		}
	}
}

func out(limit int) (total int) {
	for x := range seq(3) {
		for y := range seq(4) {
			f := func() {
				if y == 2 {
					goto less
				}
				total += 1000
			less:
				total -= 1000
			}
			f()
			total += x*10 + y
			if total > limit {
				goto done
			}
		}
	}
	total = -total
done:
	return total
}

func within(n int) (total int) {
	for x := range seq(n) {
		i := 0
	again:
		if i < x {
			i++
			total += i
			goto again
		}
		for y := range seq(2) {
			if y == 1 && x == 1 {
				goto next
			}
			total += 100
		}
	next:
		total++
	}
	return total
}

func back() (rounds int) {
again:
	rounds++
	for x := range seq(5) {
		defer fmt.Println("deferred", x)
		if x == rounds && rounds < 3 {
			goto again
		}
	}
	return rounds
}

func main() {
	fmt.Println(out(5), out(13), out(1000))
	fmt.Println(within(3))
	fmt.Println(back())
}
