package math

// Pow returns x^y.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x != x || y != y:
		return NaN()
	case x == 0:
		return powZero(x, y)
	case IsInf(y, 0):
		switch {
		case x == -1:
			return 1
		case (Abs(x) < 1) == (y > 0):
			return 0
		}
		return Inf(1)
	case IsInf(x, 0):
		if x < 0 {
			return powZero(1/x, -y)
		}
		if y < 0 {
			return 0
		}
		return Inf(1)
	case y == 0.5:
		return Sqrt(x)
	case y == -0.5:
		return 1 / Sqrt(x)
	}
	whole, frac := Modf(Abs(y))
	if frac != 0 && x < 0 {
		return NaN()
	}
	if whole >= 1<<63 {
		switch { // so large a y is even
		case x == -1:
			return 1
		case (Abs(x) < 1) == (y > 0):
			return 0
		}
		return Inf(1)
	}
	// The result is built as a * 2^e, so that it cannot overflow on the way:
	// the fraction of y by Exp and Log, the rest by squaring.
	a, e := 1.0, 0
	if frac != 0 {
		if frac > 0.5 {
			frac--
			whole++
		}
		a = Exp(frac * Log(x))
	}
	base, baseExp := Frexp(x)
	for n := int64(whole); n != 0; n >>= 1 {
		if baseExp < -1<<12 || baseExp > 1<<12 {
			e += baseExp // it over- or underflows whatever is left
			break
		}
		if n&1 == 1 {
			a *= base
			e += baseExp
		}
		base *= base
		baseExp *= 2
		if base < 0.5 {
			base += base
			baseExp--
		}
	}
	if y < 0 {
		a = 1 / a
		e = -e
	}
	return Ldexp(a, e)
}

// powZero is Pow for x of 0 or -0.
func powZero(x, y float64) float64 {
	odd := Abs(y) < 0x1p53 && Trunc(y) == y && int64(y)&1 == 1
	r := 0.0
	if y < 0 {
		r = Inf(1)
	}
	if odd {
		return Copysign(r, x)
	}
	return r
}

// Pow10 returns 10^n: the product or quotient of two floats, each the nearest
// to its power of ten.
func Pow10(n int) float64 {
	switch {
	case n > 308:
		return Inf(1)
	case n < -323:
		return 0
	case n < 0:
		return pow10Below(-n/32) / pow10Small(-n%32)
	}
	return pow10Above(n/32) * pow10Small(n%32)
}

// pow10Small returns 10^n for n below 32. Up to 10^22 that is exact.
func pow10Small(n int) float64 {
	switch n {
	case 23:
		return 1e23
	case 24:
		return 1e24
	case 25:
		return 1e25
	case 26:
		return 1e26
	case 27:
		return 1e27
	case 28:
		return 1e28
	case 29:
		return 1e29
	case 30:
		return 1e30
	case 31:
		return 1e31
	}
	p := 1.0
	for ; n > 0; n-- {
		p *= 10
	}
	return p
}

// pow10Above returns 10^(32n).
func pow10Above(n int) float64 {
	switch n {
	case 1:
		return 1e32
	case 2:
		return 1e64
	case 3:
		return 1e96
	case 4:
		return 1e128
	case 5:
		return 1e160
	case 6:
		return 1e192
	case 7:
		return 1e224
	case 8:
		return 1e256
	case 9:
		return 1e288
	}
	return 1
}

// pow10Below returns 10^(-32n).
func pow10Below(n int) float64 {
	switch n {
	case 1:
		return 1e-32
	case 2:
		return 1e-64
	case 3:
		return 1e-96
	case 4:
		return 1e-128
	case 5:
		return 1e-160
	case 6:
		return 1e-192
	case 7:
		return 1e-224
	case 8:
		return 1e-256
	case 9:
		return 1e-288
	case 10:
		return 1e-320
	}
	return 1
}
