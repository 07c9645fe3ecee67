package rand

import "math"

const (
	normalTail = 3.442619855899 // where the lowest layer's tail begins
	expTail    = 7.69711747013104972
)

// NormFloat64 returns a normally distributed number: mean 0, deviation 1.
func (r *Rand) NormFloat64() float64 {
	for {
		u := r.Uint64()
		j := int32(u) // of either sign
		i := u >> 32 & 0x7f
		x := float64(j) * float64(wn[i])
		size := uint32(j)
		if j < 0 {
			size = uint32(-j)
		}
		if size < kn[i] {
			return x
		}
		if i == 0 {
			return r.normalFar(j > 0)
		}
		if fn[i]+float32(r.Float64())*(fn[i-1]-fn[i]) < float32(math.Exp(-.5*x*x)) {
			return x
		}
	}
}

// normalFar draws from the tail.
func (r *Rand) normalFar(positive bool) float64 {
	for {
		x := -math.Log(r.Float64()) * (1.0 / normalTail)
		y := -math.Log(r.Float64())
		if y+y < x*x {
			continue
		}
		if positive {
			return normalTail + x
		}
		return -normalTail - x
	}
}

// ExpFloat64 returns an exponentially distributed number: rate 1, mean 1.
func (r *Rand) ExpFloat64() float64 {
	for {
		u := r.Uint64()
		j := uint32(u)
		i := uint8(u >> 32)
		x := float64(j) * float64(we[i])
		if j < ke[i] {
			return x
		}
		if i == 0 {
			return expTail - math.Log(r.Float64())
		}
		if fe[i]+float32(r.Float64())*(fe[i-1]-fe[i]) < float32(math.Exp(-x)) {
			return x
		}
	}
}
