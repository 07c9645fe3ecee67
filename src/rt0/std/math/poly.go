package math

// poly returns the polynomial with the coefficients c, the constant one first,
// at x.
func poly(x float64, c []float64) float64 {
	last := len(c) - 1
	r := c[last]
	for i := last - 1; i >= 0; i-- {
		r = c[i] + x*r
	}
	return r
}

// quotient returns the quotient of two polynomials at x. The coefficients in
// this package's rational functions are those of fdlibm (Sun Microsystems,
// 1993), of Cephes (Stephen L. Moshier) and of AS 241 (M. J. Wichura), as each
// function says.
func quotient(x float64, over, under []float64) float64 { return poly(x, over) / poly(x, under) }
