// Products of complex64 are computed in double precision.
package main

import "fmt"

var a, b complex64 = complex(-127.5, 123456789), complex(0.1, 0.1)

func main() {
	x := a
	for range 6 {
		x *= b
		fmt.Println(x, x/b, x*x, -x)
	}
	fmt.Println(a*complex(0.1, 0), a*a/b, complex128(a)*complex128(b))
}
