package math

// Bessel functions of whole orders. Below 2 they are rational functions of x*x;
// from there on waves, cos and sin of x minus a multiple of Pi/4, with
// amplitudes P and Q, which are rational functions of 1/(x*x). The coefficients
// are fdlibm's.

// waves returns sqrt(2) times the sine and the cosine of x - Pi/4, x >= 2. Of
// the two, the one in which sin and cos nearly cancel comes from
// -cos(2x) = (sin x - cos x) * (sin x + cos x).
func waves(x float64) (sine, cosine float64) {
	s, c := Sincos(x)
	sine, cosine = s-c, s+c
	if x < MaxFloat64/2 {
		z := -Cos(x + x)
		if s*c < 0 {
			cosine = z / sine
		} else {
			sine = z / cosine
		}
	}
	return sine, cosine
}

// hugeArgument is where Q is lost beside P, which is 1.
const hugeArgument = 0x1p129

// order0 returns P and Q of order 0.
func order0(x float64) (p, q float64) {
	if x > hugeArgument {
		return 1, 0
	}
	return 1 + cosine0(x), (-0.125 + sine0(x)) / x
}

// order1 returns P and Q of order 1.
func order1(x float64) (p, q float64) {
	if x > hugeArgument {
		return 1, 0
	}
	return 1 + cosine1(x), (0.375 + sine1(x)) / x
}

// J0 returns the Bessel function of the first kind of order 0.
func J0(x float64) float64 {
	if x != x {
		return x
	}
	x = Abs(x)
	switch {
	case IsInf(x, 1):
		return 0
	case x < 0x1p-27:
		return 1
	case x < 0x1p-13:
		return 1 - 0.25*x*x
	case x >= 2:
		sine, cosine := waves(x)
		p, q := order0(x)
		return (1 / SqrtPi) * (p*cosine - q*sine) / Sqrt(x)
	}
	z := x * x
	r := z * poly(z, []float64{1.56249999999999947958e-2, -1.89979294238854721751e-4, 1.82954049532700665670e-6, -4.61832688532103189199e-9}) /
		poly(z, []float64{1, 1.56191029464890010492e-2, 1.16926784663337450260e-4, 5.13546550207318111446e-7,
			1.16614003333790000205e-9})
	if x < 1 {
		return 1 + z*(r-0.25)
	}
	return (1+0.5*x)*(1-0.5*x) + z*r
}

// Y0 returns the Bessel function of the second kind of order 0.
func Y0(x float64) float64 {
	const atZero = -7.38042951086872317523e-02
	switch {
	case x < 0 || x != x:
		return NaN()
	case IsInf(x, 1):
		return 0
	case x == 0:
		return Inf(-1)
	case x >= 2:
		sine, cosine := waves(x)
		p, q := order0(x)
		return (1 / SqrtPi) * (p*sine + q*cosine) / Sqrt(x)
	case x <= 0x1p-27:
		return atZero + (2/Pi)*Log(x)
	}
	r := quotient(x*x,
		[]float64{-7.38042951086872317523e-2, 1.76666452509181115538e-1, -1.38185671945596898896e-2, 3.47453432093683650238e-4,
			-3.81407053724364161125e-6, 1.95590137035022920206e-8, -3.98205194132103398453e-11},
		[]float64{1, 1.27304834834123699328e-2, 7.60068627350353253702e-5, 2.59150851840457805467e-7,
			4.41110311332675467403e-10})
	return r + (2/Pi)*J0(x)*Log(x)
}

// J1 returns the Bessel function of the first kind of order 1.
func J1(x float64) float64 {
	a := Abs(x)
	switch {
	case x != x:
		return x
	case IsInf(x, 0) || x == 0:
		return 0
	case a < 0x1p-27:
		return 0.5 * x
	case a >= 2:
		// A quarter of a turn behind order 0: sine and cosine change places.
		cosine, sine := waves(a)
		p, q := order1(a)
		r := (1 / SqrtPi) * (p*cosine + q*sine) / Sqrt(a)
		if x < 0 {
			return -r
		}
		return r
	}
	z := x * x
	r := z * poly(z, []float64{-6.25000000000000000000e-2, 1.40705666955189706048e-3, -1.59955631084035597520e-5, 4.96727999609584448412e-8}) * x
	return 0.5*x + r/poly(z, []float64{1, 1.91537599538363460805e-2, 1.85946785588630915560e-4, 1.17718464042623683263e-6,
		5.04636257076217042715e-9, 1.23542274426137913908e-11})
}

// Y1 returns the Bessel function of the second kind of order 1.
func Y1(x float64) float64 {
	switch {
	case x < 0 || x != x:
		return NaN()
	case IsInf(x, 1):
		return 0
	case x == 0:
		return Inf(-1)
	case x >= 2:
		cosine, sine := waves(x)
		p, q := order1(x)
		return (1 / SqrtPi) * (q*cosine - p*sine) / Sqrt(x)
	case x <= 0x1p-54:
		return -(2 / Pi) / x
	}
	r := quotient(x*x,
		[]float64{-1.96057090646238940668e-1, 5.04438716639811282616e-2, -1.91256895875763547298e-3, 2.35252600561610495928e-5,
			-9.19099158039878874504e-8},
		[]float64{1, 1.99167318236649903973e-2, 2.02552581025135171496e-4, 1.35608801097516229404e-6,
			6.22741452364621501295e-9, 1.66559246207992079114e-11})
	return x*r + (2/Pi)*(J1(x)*Log(x)-1/x)
}

// wave returns the wave of order n far out, where P is 1 and Q 0, shifted by
// further quarter turns.
func wave(n int, x float64) float64 {
	s, c := Sincos(x)
	var w float64
	switch n & 3 {
	case 0:
		w = c + s
	case 1:
		w = s - c
	case 2:
		w = -c - s
	default:
		w = c - s
	}
	return (1 / SqrtPi) * w / Sqrt(x)
}

// Jn returns the Bessel function of the first kind of order n.
func Jn(n int, x float64) float64 {
	switch {
	case x != x:
		return x
	case IsInf(x, 0):
		return 0
	case n == 0:
		return J0(x)
	case x == 0:
		return 0
	case n < 0: // J(-n, x) = J(n, -x)
		n, x = -n, -x
	}
	if n == 1 {
		return J1(x)
	}
	a := Abs(x)
	var r float64
	switch {
	case float64(n) > a:
		r = besselBelow(n, a)
	case a >= 0x1p302:
		r = wave(n, a)
	default: // upwards from orders 0 and 1
		below := J0(a)
		r = J1(a)
		for k := 1; k < n; k++ {
			below, r = r, r*(float64(2*k)/a)-below
		}
	}
	if x < 0 && n&1 == 1 {
		return -r
	}
	return r
}

// besselBelow returns Jn(n, x) of 0 < x < n, where the recurrence upwards loses
// everything: a continued fraction has the quotient of orders n and n-1, from
// which the recurrence goes down to order 0, whose value is known.
func besselBelow(n int, x float64) float64 {
	if x < 0x1p-29 { // the first term of the series, (x/2)^n / n!
		if n > 33 {
			return 0
		}
		power, factorial := x*0.5, 1.0
		for k := 2; k <= n; k++ {
			factorial *= float64(k)
			power *= x * 0.5
		}
		return power / factorial
	}
	// As many terms as make the fraction's denominators pass 1e9.
	step := 2 / x
	w := float64(2*n) / x
	z := w + step
	last, denominator := w, w*z-1
	terms := 1
	for denominator < 1e9 {
		terms++
		z += step
		last, denominator = denominator, z*denominator-last
	}
	t := 0.0
	for k := n + terms; k >= n; k-- {
		t = 1 / (float64(2*k)/x - t)
	}
	// Downwards; large orders would overflow on the way.
	scaled := float64(n)*Log(Abs(step*float64(n))) >= 7.09782712893383973096e+02
	above, r := t, 1.0
	for k := n - 1; k > 0; k-- {
		above, r = r, r*float64(2*k)/x-above
		if scaled && r > 1e100 {
			above /= r
			t /= r
			r = 1
		}
	}
	return t * J0(x) / r
}

// Yn returns the Bessel function of the second kind of order n.
func Yn(n int, x float64) float64 {
	negative := n < 0 && n&1 == 1 // Y(-n, x) = (-1)^n * Y(n, x)
	switch {
	case x < 0 || x != x:
		return NaN()
	case IsInf(x, 1):
		return 0
	case n == 0:
		return Y0(x)
	case x == 0:
		if negative {
			return Inf(1)
		}
		return Inf(-1)
	}
	if n < 0 {
		n = -n
	}
	r := Y1(x)
	switch {
	case n == 1:
	case x >= 0x1p302:
		r = wave(n+1, x) // a quarter of a turn from Jn
	default:
		below := Y0(x)
		for k := 1; k < n && !IsInf(r, -1); k++ {
			below, r = r, (float64(2*k)/x)*r-below
		}
	}
	if negative {
		return -r
	}
	return r
}
