package math

import "math/bits"

// exponent returns the power of two of x's highest bit, for normal numbers;
// less for subnormal ones, 1024 for infinities and NaN.
func exponent(x float64) int { return int(Float64bits(x)>>expShift&expMask) - expBias }

// Trunc returns x without its fraction.
func Trunc(x float64) float64 {
	e := exponent(x)
	if e < 0 {
		return Copysign(0, x)
	}
	if e >= expShift {
		return x
	}
	return Float64frombits(Float64bits(x) &^ (fracMask >> uint(e)))
}

// Floor returns the largest whole number that is not above x.
func Floor(x float64) float64 {
	if t := Trunc(x); t <= x || x != x {
		return t
	} else {
		return t - 1
	}
}

// Ceil returns the smallest whole number that is not below x.
func Ceil(x float64) float64 {
	if t := Trunc(x); t >= x || x != x {
		return t
	} else {
		return t + 1
	}
}

// Round returns the nearest whole number, away from zero from the middle.
func Round(x float64) float64 {
	t := Trunc(x)
	if Abs(x-t) >= 0.5 {
		return t + Copysign(1, x)
	}
	return t
}

// RoundToEven returns the nearest whole number, the even one from the middle.
func RoundToEven(x float64) float64 {
	t := Trunc(x)
	if d := Abs(x - t); d > 0.5 || d == 0.5 && t != 2*Trunc(t/2) {
		return t + Copysign(1, x)
	}
	return t
}

// Modf returns x's whole part and its fraction, both with x's sign.
func Modf(x float64) (integer float64, fractional float64) {
	if IsInf(x, 0) {
		return x, NaN()
	}
	integer = Trunc(x)
	return integer, Copysign(x-integer, x)
}

// Frexp returns frac and exp with x = frac * 2^exp and 1/2 <= |frac| < 1; what
// is zero, infinite or NaN comes back with exp 0.
func Frexp(x float64) (frac float64, exp int) {
	if x == 0 || !finite(x) {
		return x, 0
	}
	if Abs(x) < 0x1p-1022 { // subnormal
		x *= 0x1p52
		exp = -52
	}
	exp += exponent(x) + 1
	return Float64frombits(Float64bits(x)&^infBits | (expBias-1)<<expShift), exp
}

// Ldexp returns frac * 2^exp.
func Ldexp(frac float64, exp int) float64 {
	frac, e := Frexp(frac)
	if frac == 0 || !finite(frac) {
		return frac
	}
	exp = e + max(min(exp, 5000), -5000)
	switch {
	case exp > 1024:
		return Copysign(Inf(1), frac)
	case exp < -1074:
		return Copysign(0, frac)
	case exp < -1021:
		// Subnormal: one multiplication rounds, once.
		return withExponent(frac, exp+100) * 0x1p-100
	}
	return withExponent(frac, exp)
}

// withExponent returns frac*2^exp, for frac as of Frexp and a normal result.
func withExponent(frac float64, exp int) float64 {
	return Float64frombits(Float64bits(frac)&^infBits | uint64(exp+expBias-1)<<expShift)
}

// Logb returns the power of two of x's highest bit: for x = f * 2^e with
// 1 <= |f| < 2, e.
func Logb(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case x != x:
		return x
	case IsInf(x, 0):
		return Inf(1)
	}
	return float64(Ilogb(x))
}

// Ilogb is Logb as an integer: the least one for 0, the largest for infinities
// and NaN, of 32 bits both.
func Ilogb(x float64) int {
	switch {
	case x == 0:
		return MinInt32
	case !finite(x):
		return MaxInt32
	}
	_, e := Frexp(x)
	return e - 1
}

// Mod returns the remainder of x/y, with x's sign. It is exact: the mantissas
// are divided as integers, some bits of the quotient at a time.
func Mod(x, y float64) float64 {
	if y == 0 || !finite(x) || y != y {
		return NaN()
	}
	if Abs(x) < Abs(y) {
		return x
	}
	mx, ex := mantissa(x)
	my, ey := mantissa(y)
	r := mx
	for n := ex - ey; ; {
		r %= my
		if n == 0 || r == 0 {
			break
		}
		k := min(n, 11) // r < 2^53, so r*2^11 fits
		r <<= uint(k)
		n -= k
	}
	return Copysign(compose(r, ey), x)
}

// mantissa returns |x| as m*2^e with m below 2^53; of two floats the one with
// the larger e is not smaller.
func mantissa(x float64) (m uint64, e int) {
	b := Float64bits(x)
	m = b & fracMask
	e = int(b >> expShift & expMask)
	if e == 0 {
		e = 1
	} else {
		m |= 1 << expShift
	}
	return m, e - expBias - expShift
}

// compose returns m*2^e for m below 2^53 and e as of mantissa; it is exact.
func compose(m uint64, e int) float64 {
	if m == 0 {
		return 0
	}
	e += expBias + expShift // as it stands in the bits, for 53 bits of m
	up := min(53-bits.Len64(m), e-1)
	m <<= uint(up)
	if m>>expShift == 0 {
		return Float64frombits(m) // subnormal
	}
	return Float64frombits(m&fracMask | uint64(e-up)<<expShift)
}

// Remainder returns x - n*y, where n is the whole number nearest to x/y, the
// even one from the middle.
func Remainder(x, y float64) float64 {
	switch {
	case y == 0 || !finite(x) || y != y:
		return NaN()
	case IsInf(y, 0):
		return x
	}
	a, b := Abs(x), Abs(y)
	if b <= MaxFloat64/2 {
		a = Mod(a, b+b) // the quotient's parity is kept
	}
	// a/b is below 2; it is compared with 1/2 and 3/2 without loss.
	if b < 0x1p-1021 {
		if a+a > b {
			a -= b
			if a+a >= b {
				a -= b
			}
		}
	} else if half := b / 2; a > half {
		a -= b
		if a >= half {
			a -= b
		}
	}
	if a == 0 {
		return Copysign(0, x)
	}
	if Signbit(x) {
		a = -a
	}
	return a
}
