package main

import (
	"errors"
	"fmt"
)

type Timeouter interface {
	error
	Timeout() bool
}

type E struct{ n int }

func (e *E) Error() string { return "e" }
func (e *E) Timeout() bool { return true }

func main() {
	var err error = &E{3}
	var t Timeouter
	fmt.Println(errors.As(fmt.Errorf("x %w", err), &t))
	e, ok := t.(*E)
	var u Timeouter = err.(*E)
	fmt.Println(e != nil, ok, t == u)
}
