"""Our math/cmplx against Go's: within some units of the larger part, special values exactly.

Where ours is meant to be better it is compared with a number of places only: Go squares its argument in the inverse functions, and sums cosh and
cos in Tan, Tanh and Cot, so both lose bits near the places where these vanish, which ours do not.
"""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

MAIN = r"""
package main

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand"
	"os"
	ours "rt0std/math/cmplx"
)

type function struct {
	name      string
	ours, gos func(complex128) complex128
	allowed   float64 // of the result's size
}

func same(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}

func main() {
	functions := []function{
		{"Sqrt", ours.Sqrt, cmplx.Sqrt, 1e-15}, {"Exp", ours.Exp, cmplx.Exp, 2e-15}, {"Log", ours.Log, cmplx.Log, 1e-15},
		{"Log10", ours.Log10, cmplx.Log10, 1e-15}, {"Sin", ours.Sin, cmplx.Sin, 4e-15}, {"Cos", ours.Cos, cmplx.Cos, 4e-15},
		{"Tan", ours.Tan, cmplx.Tan, 1e-11}, {"Cot", ours.Cot, cmplx.Cot, 1e-11}, {"Sinh", ours.Sinh, cmplx.Sinh, 4e-15},
		{"Cosh", ours.Cosh, cmplx.Cosh, 4e-15}, {"Tanh", ours.Tanh, cmplx.Tanh, 1e-11}, {"Asin", ours.Asin, cmplx.Asin, 1e-12},
		{"Acos", ours.Acos, cmplx.Acos, 1e-12}, {"Atan", ours.Atan, cmplx.Atan, 1e-12}, {"Asinh", ours.Asinh, cmplx.Asinh, 1e-12},
		{"Acosh", ours.Acosh, cmplx.Acosh, 1e-12}, {"Atanh", ours.Atanh, cmplx.Atanh, 1e-12}, {"Conj", ours.Conj, cmplx.Conj, 0},
	}
	bad := 0
	complain := func(name string, x, a, b complex128) {
		fmt.Printf("%s(%v): ours %v, Go's %v\n", name, x, a, b)
		if bad++; bad > 40 {
			os.Exit(1)
		}
	}
	r := rand.New(rand.NewSource(4))
	special := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 0.5, -0.5, 1, -1, 2.5}
	for _, f := range functions {
		for i := 0; i < 100000; i++ {
			x := complex(r.NormFloat64()*3, r.NormFloat64()*3)
			if i%3 == 0 {
				x = complex(r.NormFloat64()*20, r.NormFloat64())
			}
			a, b := f.ours(x), f.gos(x)
			if !(cmplx.Abs(a-b) <= f.allowed*cmplx.Abs(b)+1e-16) {
				complain(f.name, x, a, b)
			}
		}
		for _, re := range special {
			for _, im := range special {
				x := complex(re, im)
				if f.name == "Cot" && math.IsInf(im, 0) {
					continue // Go divides infinities
				}
				a, b := f.ours(x), f.gos(x)
				if f.name[0] == 'A' && cmplx.Abs(a-b) <= 1e-14 {
					continue // a zero's sign
				}
				finite := !cmplx.IsInf(b) && !cmplx.IsNaN(b)
				if finite && cmplx.Abs(a-b) <= 1e-15*cmplx.Abs(b) && math.Signbit(real(a)) == math.Signbit(real(b)) && math.Signbit(imag(a)) == math.Signbit(imag(b)) {
					continue
				}
				if !same(real(a), real(b)) || !same(imag(a), imag(b)) {
					complain(f.name, x, a, b)
				}
			}
		}
	}
	for i := 0; i < 100000; i++ {
		x, y := complex(r.NormFloat64(), r.NormFloat64()), complex(r.NormFloat64()*3, r.NormFloat64()*3)
		if a, b := ours.Pow(x, y), cmplx.Pow(x, y); cmplx.Abs(a-b) > 4e-15*cmplx.Abs(b) {
			complain("Pow", x, a, b)
		}
		m, p := ours.Polar(x)
		n, q := cmplx.Polar(x)
		if m != n || p != q || ours.Abs(x) != m || ours.Phase(x) != p || ours.Rect(m, p) != cmplx.Rect(n, q) {
			complain("Polar", x, complex(m, p), complex(n, q))
		}
	}
	for _, re := range special {
		for _, im := range special {
			for _, x := range []complex128{0, 1, -2, 1i} {
				y := complex(re, im)
				if x == 0 && re != re && math.IsInf(im, 0) {
					continue // Go panics
				}
				if a, b := ours.Pow(x, y), cmplx.Pow(x, y); !same(real(a), real(b)) || !same(imag(a), imag(b)) {
					complain("Pow", y, a, b)
				}
			}
			if x := complex(re, im); ours.IsNaN(x) != cmplx.IsNaN(x) || ours.IsInf(x) != cmplx.IsInf(x) {
				complain("IsNaN", x, 0, 0)
			}
		}
	}
	if bad > 0 || !same(real(ours.NaN()), math.NaN()) || ours.Inf() != cmplx.Inf() {
		os.Exit(1)
	}
	fmt.Println("same")
}
"""


@needs_go
def test_cmplx(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), MAIN.lstrip()) == "same\n"
