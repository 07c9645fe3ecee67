package cmplx

import "math"

// Asinh returns the inverse hyperbolic sine of x. Its cuts are on the imaginary
// axis, beyond i and -i.
func Asinh(x complex128) complex128 {
	a, b := real(x), imag(x)
	switch {
	case b == 0 && math.Abs(a) <= 1:
		return complex(math.Asinh(a), b)
	case a == 0 && math.Abs(b) <= 1:
		return complex(a, math.Asin(b))
	case math.IsInf(a, 0) && math.IsInf(b, 0):
		return complex(a, math.Copysign(math.Pi/4, b))
	case math.IsInf(a, 0):
		if b != b {
			return x
		}
		return complex(a, math.Copysign(0, b))
	case a != a:
		if b == 0 {
			return x
		}
		if math.IsInf(b, 0) {
			return complex(b, a)
		}
		return NaN()
	case math.IsInf(b, 0):
		return complex(math.Copysign(b, a), math.Copysign(math.Pi/2, b))
	}
	// Kahan's way: no square of x is made, which would lose bits near 1 and
	// overflow far out.
	over, under := Sqrt(complex(1-b, a)), Sqrt(complex(1+b, -a)) // of 1+ix and 1-ix
	return complex(
		math.Asinh(real(over)*-imag(under)+imag(over)*real(under)),
		math.Atan2(b, real(over)*real(under)-imag(over)*imag(under)))
}

// Asin returns the inverse sine of x. Its cuts are on the real axis, beyond 1
// and -1.
func Asin(x complex128) complex128 {
	if math.IsInf(real(x), 0) && imag(x) != imag(x) {
		return complex(math.NaN(), real(x))
	}
	return turnedBack(Asinh(turned(x)))
}

// Acos returns the inverse cosine of x, with the cuts of Asin.
func Acos(x complex128) complex128 {
	w := Asin(x)
	return complex(math.Pi/2-real(w), -imag(w))
}

// Acosh returns the inverse hyperbolic cosine of x whose real part is not
// negative. Its cut is on the real axis, below 1.
func Acosh(x complex128) complex128 {
	if x == 0 {
		return complex(0, math.Copysign(math.Pi/2, imag(x)))
	}
	w := Acos(x)
	if imag(w) <= 0 {
		return turned(w)
	}
	return turnedBack(w)
}

// Atan returns the inverse tangent of x. Its cuts are on the imaginary axis,
// beyond i and -i.
func Atan(x complex128) complex128 {
	a, b := real(x), imag(x)
	switch {
	case b == 0:
		return complex(math.Atan(a), b)
	case a == 0 && math.Abs(b) <= 1:
		return complex(a, math.Atanh(b))
	case IsInf(x):
		if a != a {
			return complex(a, math.Copysign(0, b))
		}
		return complex(math.Copysign(math.Pi/2, a), math.Copysign(0, b))
	case IsNaN(x):
		return NaN()
	}
	// Half the angle between 1+ix and 1-ix, and half the logarithm of the
	// quotient of their sizes. Far out both are functions of 1/x.
	if size := math.Max(math.Abs(a), math.Abs(b)); size > 0x1p500 {
		r := math.Hypot(a/size, b/size)
		return complex(math.Copysign(math.Pi/2, a), b/size/size/(r*r))
	}
	w := 0.5 * math.Atan2(2*a, (1-b)*(1+b)-a*a)
	if w == math.Pi/2 {
		w = -w // on the cut, and as near to it as this, whatever a's sign: as Go has it
	}
	d := a*a + (1-b)*(1-b)
	if b < 0 {
		d = a*a + (1+b)*(1+b)
	}
	return complex(w, math.Copysign(0.25*math.Log1p(4*math.Abs(b)/d), b))
}

// Atanh returns the inverse hyperbolic tangent of x. Its cuts are on the real
// axis, beyond 1 and -1.
func Atanh(x complex128) complex128 { return turnedBack(Atan(turned(x))) }
