package math

// stirling returns Gamma(x) of x above 33 as two factors, since near 171 a
// power of x overflows before the result does. The series is Cephes'.
func stirling(x float64) (a, b float64) {
	const sqrtTwoPi = 2.506628274631000502417
	if x > 200 {
		return Inf(1), 1
	}
	w := 1 / x
	w = 1 + w*poly(w, []float64{8.33333333333482257126e-2, 3.47222221605458667310e-3, -2.68132617805781232825e-3, -2.29549961613378126380e-4,
		7.87311395793093628397e-4})
	if x <= 143.01608 {
		return Pow(x, x-0.5) / Exp(x), sqrtTwoPi * w
	}
	v := Pow(x, 0.5*x-0.25)
	return v, sqrtTwoPi * w * (v / Exp(x))
}

// gammaReflected returns Gamma(-x) of x above 33 that is no integer, from
// Gamma(x)*Gamma(-x) = -Pi / (x*sin(Pi*x)).
func gammaReflected(x float64) float64 {
	whole := Floor(x)
	sign := 1
	if int64(whole)&1 == 0 {
		sign = -1
	}
	z := x - whole
	if z > 0.5 {
		z = x - (whole + 1)
	}
	z = x * Sin(Pi*z)
	if z == 0 {
		return Inf(sign)
	}
	z = Abs(z)
	a, b := stirling(x)
	if d := z * a * b; !IsInf(d, 0) {
		return float64(sign) * (Pi / d)
	}
	return float64(sign) * (Pi / z / a / b)
}

// Gamma returns the Gamma function of x: (x-1)! of whole numbers above 0, NaN
// of negative ones.
func Gamma(x float64) float64 {
	switch {
	case x == 0:
		return 1 / x
	case x != x || IsInf(x, 1):
		return x
	case x < 0 && x == Floor(x):
		return NaN()
	case x > 33:
		a, b := stirling(x)
		return a * b
	case x < -33:
		return gammaReflected(-x)
	}
	// Steps of 1 lead into [2, 3), where Cephes has a rational function.
	z := 1.0
	for x >= 3 {
		x--
		z *= x
	}
	for x < 2 {
		if Abs(x) < 1e-9 || x > -1e-9 && x < 0 {
			return nearPole(z, x)
		}
		z /= x
		x++
	}
	if x == 2 {
		return z
	}
	x -= 2
	return z * poly(x, []float64{9.99999999999999996796e-1, 4.94214826801497100753e-1, 2.07448227648435975150e-1, 4.76367800457137231464e-2,
		1.04213797561761569935e-2, 1.19135147006586384913e-3, 1.60119522476751861407e-4}) /
		poly(x, []float64{1.00000000000000000320, 7.14304917030273074085e-2, -2.34591795718243348568e-1, 3.58236398605498653373e-2,
			1.18139785222060435552e-2, -4.45641913851797240494e-3, 5.39605580493303397842e-4, -2.31581873324120129819e-5})
}

// nearPole returns z*Gamma(x) of x close to 0.
func nearPole(z, x float64) float64 {
	const euler = 0.57721566490153286060651209008240243104215933593992
	if x == 0 {
		return Inf(1)
	}
	return z / ((1 + euler*x) * x)
}
