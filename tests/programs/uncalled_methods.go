// A method that nobody calls still counts for whether a type implements an interface.
package main

import (
	"errors"
	"fmt"
)

type marker interface{ Mark() }

type t struct{}

func (t) Mark() {}

type coded interface {
	error
	Code() int
}

type failure struct{ n int }

func (f *failure) Error() string { return fmt.Sprint("failure ", f.n) }
func (f *failure) Code() int     { return f.n }
func (f *failure) Extra()        {}

func main() {
	_, ok := any(t{}).(marker)
	_, no := any(3).(marker)
	fmt.Println(ok, no)
	err := fmt.Errorf("wrapped: %w", &failure{7})
	var c coded
	fmt.Println(errors.As(err, &c), c)
	var e interface{ Extra() }
	fmt.Println(errors.As(err, &e), e != nil)
	var m marker
	fmt.Println(errors.As(err, &m), m == nil)
}
