package math

// The logarithm of Gamma, as fdlibm cuts it. Where Gamma is least the
// polynomial is around that place.
const (
	lgammaLeastAt  = 1.46163214496836224576e+00
	lgammaLeastIs  = -1.21486290535849611461e-01
	lgammaLeastLow = -3.63867699703950536541e-18 // what lgammaLeastIs lacks
)

// Lgamma returns the logarithm of |Gamma(x)|, and the sign of Gamma(x).
func Lgamma(x float64) (lgamma float64, sign int) {
	a := Abs(x)
	switch {
	case x != x:
		return x, 1
	case IsInf(x, 0):
		return x, 1
	case x == 0:
		return Inf(1), 1
	case a < 0x1p-70:
		if x < 0 {
			return -Log(a), -1
		}
		return -Log(a), 1
	case x > 0:
		return lgammaPositive(x), 1
	case a >= 1<<52:
		return Inf(1), 1 // an integer
	}
	s := sinOfHalfTurns(a)
	if s == 0 {
		return Inf(1), 1
	}
	sign = 1
	if s < 0 {
		sign = -1
	}
	return Log(Pi/Abs(s*a)) - lgammaPositive(a), sign
}

// sinOfHalfTurns returns -sin(Pi*x) of x >= 0, exact for whole and half numbers.
func sinOfHalfTurns(x float64) float64 {
	if x < 0.25 {
		return -Sin(Pi * x)
	}
	x = Mod(x, 2)
	switch int(x * 4) {
	case 0:
		return -Sin(Pi * x)
	case 1, 2:
		return -Cos(Pi * (0.5 - x))
	case 3, 4:
		return -Sin(Pi * (1 - x))
	case 5, 6:
		return Cos(Pi * (x - 1.5))
	}
	return -Sin(Pi * (x - 2))
}

// lgammaPositive returns log(Gamma(x)) of x > 0.
func lgammaPositive(x float64) float64 {
	switch {
	case x == 1 || x == 2:
		return 0
	case x <= 0.9:
		return -Log(x) + lgammaSmall(x+1, x) // Gamma(x) = Gamma(x+1)/x
	case x < 2:
		return lgammaSmall(x, x-1)
	case x < 8:
		return lgammaMiddle(x)
	case x < 0x1p58:
		z := 1 / x
		w := poly(z*z, []float64{8.33333333333329678849e-2, -2.77777777728775536470e-3, 7.93650558643019558500e-4, -5.95187557450339963135e-4,
			8.36339918996282139126e-4, -1.63092934096575273989e-3})
		return (x-0.5)*(Log(x)-1) + (4.18938533204672725052e-1 + z*w)
	}
	return x * (Log(x) - 1)
}

// lgammaSmall returns log(Gamma(x)) of x from 1 to 2, of which x is only known
// roughly and more precisely by above, which is x-1.
func lgammaSmall(x, above float64) float64 {
	switch {
	case x >= lgammaLeastAt+0.27:
		y := 1 - above
		z := y * y
		even := poly(z, []float64{7.72156649015328655494e-2, 6.73523010531292681824e-2, 7.38555086081402883957e-3, 1.19270763183362067845e-3,
			2.20862790713908385557e-4, 2.52144565451257326939e-5})
		odd := z * poly(z, []float64{3.22467033424113591611e-1, 2.05808084325167332806e-2, 2.89051383673415629091e-3, 5.10069792153511336608e-4,
			1.08011567247583939954e-4, 4.48640949618915160150e-5})
		return y*even + odd - 0.5*y
	case x >= lgammaLeastAt-0.27:
		y := above - (lgammaLeastAt - 1)
		z := y * y
		w := z * y
		p0 := poly(w, []float64{4.83836122723810047042e-1, -3.27885410759859649565e-2, 6.10053870246291332635e-3, -1.40346469989232843813e-3,
			3.15632070903625950361e-4})
		p1 := poly(w, []float64{-1.47587722994593911752e-1, 1.79706750811820387126e-2, -3.68452016781138256760e-3, 8.81081882437654011382e-4,
			-3.12754168375120860518e-4})
		p2 := poly(w, []float64{6.46249402391333854778e-2, -1.03142241298341437450e-2, 2.25964780900612472250e-3, -5.38595305356740546715e-4,
			3.35529192635519073543e-4})
		return lgammaLeastIs + (z*p0 - (lgammaLeastLow - w*(p1+y*p2)))
	}
	y := above
	over := y * poly(y, []float64{-7.72156649015328655494e-2, 6.32827064025093366517e-1, 1.45492250137234768737, 9.77717527963372745603e-1,
		2.28963728064692451092e-1, 1.33810918536787660377e-2})
	under := poly(y, []float64{1.0, 2.45597793713041134822, 2.12848976379893395361, 7.69285150456672783825e-1,
		1.04222645593369134254e-1, 3.21709242282423911810e-3})
	return -0.5*y + over/under
}

// lgammaMiddle returns log(Gamma(x)) of x from 2 to 8: that of 2+y, and the
// factors between.
func lgammaMiddle(x float64) float64 {
	y := x - Floor(x)
	over := y * poly(y, []float64{-7.72156649015328655494e-2, 2.14982415960608852501e-1, 3.25778796408930981787e-1, 1.46350472652464452805e-1,
		2.66422703033638609560e-2, 1.84028451407337715652e-3, 3.19475326584100867617e-5})
	under := poly(y, []float64{1.0, 1.39200533467621045958, 7.21935547567138069525e-1, 1.71933865632803078993e-1,
		1.86459191715652901344e-2, 7.77942496381893596434e-4, 7.32668430744625636189e-6})
	r := 0.5*y + over/under
	if x < 3 {
		return r
	}
	z := 1.0
	for k := int(x) - 1; k >= 2; k-- {
		z *= y + float64(k)
	}
	return r + Log(z)
}
