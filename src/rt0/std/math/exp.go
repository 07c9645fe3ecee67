package math

// The logarithm of 2 in two parts, the first of which has zeros at its end, so
// that a small multiple of it is exact.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Exp returns e^x.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 7.09782712893383973096e+02:
		return Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	case Abs(x) < 0x1p-28:
		return 1 + x
	}
	// x = k*ln2 + r with |r| at most half of ln2.
	k := int(Log2E*x + Copysign(0.5, x))
	return expOf(x-float64(k)*ln2Hi, float64(k)*ln2Lo, k)
}

// Exp2 returns 2^x.
func Exp2(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 1.0239999999999999e+03:
		return Inf(1)
	case x < -1.0740e+03:
		return 0
	}
	k := 0
	if x != 0 {
		k = int(x + Copysign(0.5, x))
	}
	t := x - float64(k)
	return expOf(t*ln2Hi, -t*ln2Lo, k)
}

// expOf returns e^(hi-lo) * 2^k for |hi-lo| at most half of ln2. With
// R(r) = r*(e^r+1)/(e^r-1), which is even and nearly 2, e^r is
// 1 + 2r/(R-r); R is approximated by a polynomial in r*r.
func expOf(hi, lo float64, k int) float64 {
	const (
		p1 = 1.66666666666666657415e-01
		p2 = -2.77777777770155933842e-03
		p3 = 6.61375632143793436117e-05
		p4 = -1.65339022054652515390e-06
		p5 = 4.13813679705723846039e-08
	)
	r := hi - lo
	t := r * r
	c := r - t*(p1+t*(p2+t*(p3+t*(p4+t*p5))))
	return Ldexp(1-((lo-r*c/(2-c))-hi), k)
}

// Expm1 returns e^x - 1, precisely also for small x.
func Expm1(x float64) float64 {
	const (
		q1 = -3.33333333333331316428e-02
		q2 = 1.58730158725481460165e-03
		q3 = -7.93650757867487942473e-05
		q4 = 4.00821782732936239552e-06
		q5 = -2.01099218183624371326e-07
	)
	switch {
	case x != x:
		return x
	case x > 7.09782712893383973096e+02:
		return Inf(1)
	case x < -56*Ln2:
		return -1
	case Abs(x) < 0x1p-54:
		return x
	}
	k := 0
	c := 0.0 // what x lost when it was reduced
	if a := Abs(x); a > 0.5*Ln2 {
		if a < 1.5*Ln2 {
			k = int(Copysign(1, x))
		} else {
			k = int(Log2E*x + Copysign(0.5, x))
		}
		hi, lo := x-float64(k)*ln2Hi, float64(k)*ln2Lo
		x = hi - lo
		c = (hi - x) - lo
	}
	half := 0.5 * x
	h := x * half
	r := 1 + h*(q1+h*(q2+h*(q3+h*(q4+h*q5))))
	t := 3 - r*half
	e := h * ((r - t) / (6 - x*t))
	if k == 0 {
		return x - (x*e - h)
	}
	e = x*(e-c) - c - h
	switch {
	case k == -1:
		return 0.5*(x-e) - 0.5
	case k == 1 && x < -0.25:
		return -2 * (e - (x + 0.5))
	case k == 1:
		return 1 + 2*(x-e)
	case k <= -2 || k > 56:
		return timesPower(1-(e-x), k) - 1
	case k < 20:
		return timesPower(1-timesPower(1, -k)-(e-x), k)
	}
	return timesPower(x-(e+timesPower(1, -k))+1, k)
}

// timesPower returns x*2^k by adding to the exponent's bits, for results that
// are normal; 2^1024 becomes infinite as it should.
func timesPower(x float64, k int) float64 {
	return Float64frombits(Float64bits(x) + uint64(k)<<expShift)
}
