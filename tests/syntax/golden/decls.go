//go:build linux && go1.21

// Package golden shows every declaration.
package golden

import "fmt"
import (
	. "math"
	_ "os"
	str "strings"
)

const One = 1
const (
	A, B = iota, iota * 2
	C, D
	E int = 5
)

var x, y int
var z = 3
var (
	p, q string = "p", `q`
	r    = f(1)
)

type T struct{}
type (
	Alias = map[string]T
	Slice []T
	Array [One + 2]T
	Open  [len(p) * 2]T
)

//go:noinline
//go:nosplit
func f(n int) int { return n }

func external(a, b *T) (c int, err error)

func (t *T) Method(xs ...int)  {}
func (T) value() (int, string) { return 1, "" }

//export Exported
func Exported(func(int) string, chan<- int) {}
