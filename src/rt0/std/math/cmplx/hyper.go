package cmplx

import "math"

// unknown reports whether b is an angle that is none: infinite or NaN.
func unknown(b float64) bool { return b-b != 0 }

// Sinh returns the hyperbolic sine of x.
func Sinh(x complex128) complex128 {
	a, b := real(x), imag(x)
	switch {
	case a == 0 && unknown(b):
		return complex(a, math.NaN())
	case math.IsInf(a, 0) && b == 0:
		return x
	case math.IsInf(a, 0) && unknown(b):
		return complex(a, math.NaN())
	case a != a && b == 0:
		return x
	}
	s, c := math.Sincos(b)
	sh, ch := sinhcosh(a)
	return complex(c*sh, s*ch)
}

// Cosh returns the hyperbolic cosine of x.
func Cosh(x complex128) complex128 {
	a, b := real(x), imag(x)
	switch {
	case a == 0 && unknown(b):
		return complex(math.NaN(), a*math.Copysign(0, b))
	case math.IsInf(a, 0) && b == 0:
		return complex(math.Inf(1), b*math.Copysign(0, a))
	case math.IsInf(a, 0) && unknown(b):
		return complex(math.Inf(1), math.NaN())
	case a != a && b == 0:
		return x
	}
	s, c := math.Sincos(b)
	sh, ch := sinhcosh(a)
	return complex(c*ch, s*sh)
}

// sinhcosh returns both, from one exponential where nothing cancels.
func sinhcosh(a float64) (sh, ch float64) {
	if math.Abs(a) <= 0.5 {
		return math.Sinh(a), math.Cosh(a)
	}
	e := math.Exp(a)
	return 0.5*e - 0.5/e, 0.5*e + 0.5/e
}

// Tanh returns the hyperbolic tangent of x.
func Tanh(x complex128) complex128 {
	a, b := real(x), imag(x)
	switch {
	case math.IsInf(a, 0) && unknown(b):
		return complex(math.Copysign(1, a), math.Copysign(0, b))
	case a != a && b == 0:
		return x
	}
	s, c := math.Sincos(b)
	if math.Abs(a) > 22 { // sinh and cosh are the same to the last bit
		return complex(math.Copysign(1, a), 4*s*c*math.Exp(-2*math.Abs(a)))
	}
	// (sinh(2a) + i*sin(2b)) / (cosh(2a) + cos(2b)), whose sum may cancel, halved:
	sh, ch := sinhcosh(a)
	d := sh*sh + c*c
	if d == 0 {
		return Inf()
	}
	return complex(sh*ch/d, s*c/d)
}

// Sin returns the sine of x.
func Sin(x complex128) complex128 { return turnedBack(Sinh(turned(x))) }

// Cos returns the cosine of x.
func Cos(x complex128) complex128 {
	if real(x) == 0 && imag(x) != imag(x) {
		return complex(math.NaN(), 0)
	}
	return Cosh(turned(x))
}

// Tan returns the tangent of x.
func Tan(x complex128) complex128 { return turnedBack(Tanh(turned(x))) }

// Cot returns the cotangent of x.
func Cot(x complex128) complex128 {
	s, c := math.Sincos(real(x))
	b := imag(x)
	if math.Abs(b) > 22 {
		return complex(4*s*c*math.Exp(-2*math.Abs(b)), -math.Copysign(1, b))
	}
	sh, ch := sinhcosh(b)
	d := sh*sh + s*s
	if d == 0 {
		return Inf()
	}
	return complex(s*c/d, -sh*ch/d)
}
