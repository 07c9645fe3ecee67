// Package cmplx has the elementary functions of complex numbers.
//
// Zeros, infinities and NaNs are treated as C99's Annex G says. Branch cuts are
// those of W. Kahan, "Branch Cuts for Complex Elementary Functions": the sign of
// a zero tells on which side of a cut a number lies. The circular functions are
// the hyperbolic ones, turned by a quarter.
//
// Files: cmplx.go (parts, roots, powers), hyper.go, inverse.go.
package cmplx

import "math"

// Abs returns the distance of x from 0.
func Abs(x complex128) float64 { return math.Hypot(real(x), imag(x)) }

// Phase returns the angle of x, from -Pi to Pi.
func Phase(x complex128) float64 { return math.Atan2(imag(x), real(x)) }

// Polar returns the distance of x from 0 and its angle.
func Polar(x complex128) (r, θ float64) { return Abs(x), Phase(x) }

// Rect returns the number at distance r from 0 and angle θ.
func Rect(r, θ float64) complex128 {
	s, c := math.Sincos(θ)
	return complex(r*c, r*s)
}

// Conj returns x mirrored at the real axis.
func Conj(x complex128) complex128 { return complex(real(x), -imag(x)) }

// Inf returns an infinity, with both parts infinite.
func Inf() complex128 { return complex(math.Inf(1), math.Inf(1)) }

// IsInf reports whether a part of x is infinite.
func IsInf(x complex128) bool { return math.IsInf(real(x), 0) || math.IsInf(imag(x), 0) }

// NaN returns a number both of whose parts are NaN.
func NaN() complex128 { return complex(math.NaN(), math.NaN()) }

// IsNaN reports whether a part of x is NaN and none infinite.
func IsNaN(x complex128) bool { return x != x && !IsInf(x) }

// turned returns i*x, without the products that infinities would spoil.
func turned(x complex128) complex128 { return complex(-imag(x), real(x)) }

// turnedBack returns -i*x.
func turnedBack(x complex128) complex128 { return complex(imag(x), -real(x)) }

// Sqrt returns the square root of x whose real part is not negative.
func Sqrt(x complex128) complex128 {
	a, b := real(x), imag(x)
	switch {
	case a == 0 && b == 0:
		return complex(0, b)
	case math.IsInf(b, 0):
		return complex(math.Inf(1), b)
	case b == 0 && a < 0:
		return complex(0, math.Copysign(math.Sqrt(-a), b))
	case b == 0:
		return complex(math.Sqrt(a), b)
	}
	// Of numbers around 1 nothing overflows or loses bits. scale is the root
	// of what both parts are divided by.
	scale := 1.0
	if big := math.Max(math.Abs(a), math.Abs(b)); big > 0x1p500 {
		a, b, scale = a*0x1p-600, b*0x1p-600, 0x1p300
	} else if big < 0x1p-500 {
		a, b, scale = a*0x1p600, b*0x1p600, 0x1p-300
	}
	// The larger part by a sum of positive terms, the other one from their product.
	large := math.Sqrt(0.5 * (math.Hypot(a, b) + math.Abs(a)))
	small := 0.5 * math.Abs(b) / large
	if a == 0 {
		small = large
	}
	if a < 0 {
		large, small = small, large
	}
	return complex(scale*large, math.Copysign(scale*small, b))
}

// Exp returns e to the power of x.
func Exp(x complex128) complex128 {
	a, b := real(x), imag(x)
	switch {
	case a != a && b == 0, math.IsInf(a, 1) && b == 0:
		return x
	case math.IsInf(a, 1) && unknown(b):
		return complex(a, math.NaN())
	case math.IsInf(a, -1) && unknown(b):
		return complex(0, math.Copysign(0, b))
	}
	return Rect(math.Exp(a), b)
}

// Log returns the natural logarithm of x whose imaginary part is from -Pi to Pi.
func Log(x complex128) complex128 { return complex(math.Log(Abs(x)), Phase(x)) }

// Log10 returns the decimal logarithm of x.
func Log10(x complex128) complex128 {
	w := Log(x)
	return complex(math.Log10E*real(w), math.Log10E*imag(w))
}

// Pow returns x to the power of y. Pow(0, y) is 1 for a y whose real part is 0,
// infinite where that is negative, 0 where it is positive.
func Pow(x, y complex128) complex128 {
	p, q := real(y), imag(y)
	if x == 0 {
		switch {
		case IsNaN(y):
			return NaN()
		case p == 0:
			return 1
		case p > 0:
			return 0
		case q == 0:
			return complex(math.Inf(1), 0)
		}
		return Inf()
	}
	r, angle := Polar(x)
	if r == 0 {
		return 0
	}
	size, turn := math.Pow(r, p), p*angle
	if q != 0 {
		size *= math.Exp(-q * angle)
		turn += q * math.Log(r)
	}
	return Rect(size, turn)
}
