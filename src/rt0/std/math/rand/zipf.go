package rand

import "math"

// A Zipf draws numbers k with a chance proportional to (v + k) ** -s.
//
// Source: W. Hörmann, G. Derflinger, "Rejection-Inversion to Generate Variates
// from Monotone Discrete Distributions" (1996).
type Zipf struct {
	r         *Rand
	v, q      float64
	oneQ      float64 // 1 - q
	oneQInv   float64
	top       float64 // h at the upper end
	span      float64 // from there to the lower end
	threshold float64
}

// h is the integral of the density, hInverse its inverse.
func (z *Zipf) h(x float64) float64 { return math.Exp(z.oneQ*math.Log(z.v+x)) * z.oneQInv }

func (z *Zipf) hInverse(x float64) float64 { return math.Exp(z.oneQInv*math.Log(z.oneQ*x)) - z.v }

// NewZipf returns a Zipf for numbers from 0 to imax; nil unless s > 1 and
// v >= 1.
func NewZipf(r *Rand, s float64, v float64, imax uint64) *Zipf {
	if s <= 1.0 || v < 1 {
		return nil
	}
	z := &Zipf{r: r, v: v, q: s, oneQ: 1.0 - s}
	z.oneQInv = 1.0 / z.oneQ
	z.top = z.h(float64(imax) + 0.5)
	z.span = z.h(0.5) - math.Exp(math.Log(z.v)*(-z.q)) - z.top
	z.threshold = 1 - z.hInverse(z.h(1.5)-math.Exp(-z.q*math.Log(z.v+1.0)))
	return z
}

// Uint64 returns a number.
func (z *Zipf) Uint64() uint64 {
	if z == nil {
		panic("rand: nil Zipf")
	}
	for {
		u := z.top + z.r.Float64()*z.span
		x := z.hInverse(u)
		k := math.Floor(x + 0.5)
		if k-x <= z.threshold || u >= z.h(k+0.5)-math.Exp(-math.Log(k+z.v)*z.q) {
			return uint64(k)
		}
	}
}
