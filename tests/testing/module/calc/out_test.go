package calc_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/m/calc"
)

func TestOutside(t *testing.T) {
	if calc.Sign(-3) != "minus" {
		t.Error("minus")
	}
}

func Example() {
	fmt.Println("b")
	fmt.Println("a")
	// Unordered output:
	// a
	//
	// b
}

func ExampleSign_lines() {
	fmt.Println(strings.Repeat("x ", 3))
	fmt.Println("end")

	// This is no output.

	/* Output:
	   x x x
	   end */
}

func Example_nothing() {
	// Output:
}
