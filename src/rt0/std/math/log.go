package math

// The polynomial of log(1+f) = f - f*f/2 + s*(f*f/2 + R), where s = f/(2+f) and
// R is a polynomial in s*s.
const (
	log1 = 6.666666666666735130e-01
	log2 = 3.999999999940941908e-01
	log3 = 2.857142874366239149e-01
	log4 = 2.222219843214978396e-01
	log5 = 1.818357216161805012e-01
	log6 = 1.531383769920937332e-01
	log7 = 1.479819860511658591e-01
)

// Log returns the natural logarithm of x.
func Log(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x < 0:
		return NaN()
	case x == 0:
		return Inf(-1)
	}
	// x = 2^k * (1+f), with 1+f between the square roots of 1/2 and 2.
	m, e := Frexp(x)
	if m < Sqrt2/2 {
		m *= 2
		e--
	}
	f := m - 1
	k := float64(e)
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	odd := s2 * (log1 + s4*(log3+s4*(log5+s4*log7)))
	even := s4 * (log2 + s4*(log4+s4*log6))
	half := 0.5 * f * f
	return k*ln2Hi - ((half - (s*(half+(odd+even)) + k*ln2Lo)) - f)
}

// Log10 returns the decimal logarithm of x.
func Log10(x float64) float64 { return Log(x) * (1 / Ln10) }

// Log2 returns the binary logarithm of x, exact for powers of two.
func Log2(x float64) float64 {
	m, e := Frexp(x)
	if m == 0.5 {
		return float64(e - 1)
	}
	return Log(m)*(1/Ln2) + float64(e)
}

// Log1p returns the logarithm of 1+x, precisely also for small x.
func Log1p(x float64) float64 {
	switch {
	case x != x || x < -1:
		return NaN()
	case x == -1:
		return Inf(-1)
	case IsInf(x, 1):
		return x
	}
	a := Abs(x)
	if a < 0x1p-29 {
		if a < 0x1p-54 {
			return x
		}
		return x - x*x*0.5
	}
	f, c, k := x, 0.0, 0.0 // 1+x = 2^k * (1+f), and c for what 1+x lost
	nearPower := false     // 1+x is a power of two, or nearly
	if x >= Sqrt2-1 || x <= Sqrt2/2-1 {
		u := x
		e := 0
		if a < 0x1p53 {
			u = 1 + x
			e = exponent(u)
			if e > 0 {
				c = 1 - (u - x)
			} else {
				c = x - (u - 1)
			}
			c /= u
		} else {
			e = exponent(u)
		}
		frac := Float64bits(u) & fracMask
		if frac < 0x6A09E667F3BCD { // the square root of 2
			u = Float64frombits(frac | expBias<<expShift)
			nearPower = frac == 0
		} else {
			e++
			u = Float64frombits(frac | (expBias-1)<<expShift)
			nearPower = (1<<expShift-frac)>>2 == 0
		}
		f = u - 1
		k = float64(e)
	}
	half := 0.5 * f * f
	if nearPower {
		if f == 0 {
			return k*ln2Hi + (c + k*ln2Lo)
		}
		r := half * (1 - 2.0/3*f)
		return k*ln2Hi - ((r - (k*ln2Lo + c)) - f)
	}
	s := f / (2 + f)
	z := s * s
	r := z * (log1 + z*(log2+z*(log3+z*(log4+z*(log5+z*(log6+z*log7))))))
	if k == 0 {
		return f - (half - s*(half+r))
	}
	return k*ln2Hi - ((half - (s*(half+r) + (k*ln2Lo + c))) - f)
}
