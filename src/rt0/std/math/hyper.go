package math

// Sinh returns the hyperbolic sine of x.
func Sinh(x float64) float64 {
	a := Abs(x)
	var r float64
	switch {
	case a > 21:
		r = Exp(a) * 0.5
	case a > 0.5:
		e := Exp(a)
		r = (e - 1/e) * 0.5
	default: // a rational function (Hart and Cheney, 2029)
		const (
			p0 = -0.6307673640497716991184787251e+6
			p1 = -0.8991272022039509355398013511e+5
			p2 = -0.2894211355989563807284660366e+4
			p3 = -0.2630563213397497062819489e+2
			q0 = -0.6307673640497716991212077277e+6
			q1 = 0.1521517378790019070696485176e+5
			q2 = -0.173678953558233699533450911e+3
		)
		s := a * a
		r = (((p3*s+p2)*s+p1)*s + p0) * a
		r /= ((s+q2)*s+q1)*s + q0
	}
	return Copysign(r, x)
}

// Cosh returns the hyperbolic cosine of x.
func Cosh(x float64) float64 {
	e := Exp(Abs(x))
	if Abs(x) > 21 {
		return e * 0.5
	}
	return (e + 1/e) * 0.5
}

// Tanh returns the hyperbolic tangent of x.
func Tanh(x float64) float64 {
	a := Abs(x)
	switch {
	case a > 44.014845965556527:
		return Copysign(1, x)
	case a >= 0.625:
		return Copysign(1-2/(Exp(2*a)+1), x)
	case x == 0:
		return x
	}
	const (
		p0 = -9.64399179425052238628e-1
		p1 = -9.92877231001918586564e1
		p2 = -1.61468768441708447952e3
		q0 = 1.12811678491632931402e2
		q1 = 2.23548839060100448583e3
		q2 = 4.84406305325125486048e3
	)
	s := x * x
	return x + x*s*((p0*s+p1)*s+p2)/(((s+q0)*s+q1)*s+q2)
}

// Asinh returns the number whose hyperbolic sine x is.
func Asinh(x float64) float64 {
	if !finite(x) {
		return x
	}
	a := Abs(x)
	r := a
	switch {
	case a > 1<<28:
		r = Log(a) + Ln2
	case a > 2:
		r = Log(2*a + 1/(Sqrt(a*a+1)+a))
	case a >= 0x1p-28:
		r = Log1p(a + a*a/(1+Sqrt(1+a*a)))
	}
	return Copysign(r, x)
}

// Acosh returns the number whose hyperbolic cosine x is.
func Acosh(x float64) float64 {
	switch {
	case x < 1 || x != x:
		return NaN()
	case x == 1:
		return 0
	case x >= 1<<28:
		return Log(x) + Ln2
	case x > 2:
		return Log(2*x - 1/(x+Sqrt(x*x-1)))
	}
	t := x - 1
	return Log1p(t + Sqrt(2*t+t*t))
}

// Atanh returns the number whose hyperbolic tangent x is.
func Atanh(x float64) float64 {
	a := Abs(x)
	var r float64
	switch {
	case a > 1 || x != x:
		return NaN()
	case a == 1:
		r = Inf(1)
	case a < 0x1p-28:
		r = a
	case a < 0.5:
		r = a + a
		r = 0.5 * Log1p(r+r*a/(1-a))
	default:
		r = 0.5 * Log1p((a+a)/(1-a))
	}
	return Copysign(r, x)
}
