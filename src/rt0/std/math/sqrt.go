package math

import "math/bits"

// Sqrt returns the square root of x, correctly rounded.
func Sqrt(x float64) float64 {
	switch {
	case x == 0 || x != x || IsInf(x, 1):
		return x
	case x < 0:
		return NaN()
	}
	m, e := Frexp(x)
	// The mantissa as a whole number of 53 bits, or 54 if that makes the
	// exponent even: x = n * 2^e.
	n := uint64(m * 0x1p53)
	e -= 53
	if e&1 != 0 {
		n <<= 1
		e--
	}
	// The root of n*2^54 has 54 bits, one more than wanted; it is built bit by
	// bit from two bits of n*2^54 each.
	hi, lo := n>>10, n<<54
	hi, lo = hi<<20|lo>>44, lo<<20 // the 108 bits stand at the top of 128
	var root, rem uint64
	for i := 0; i < 54; i++ {
		rem = rem<<2 | hi>>62
		hi = hi<<2 | lo>>62
		lo <<= 2
		root <<= 1
		if try := root<<1 | 1; rem >= try {
			rem -= try
			root |= 1
		}
	}
	// The middle of two floats is no float's root, so the last bit decides.
	return Ldexp(float64(root>>1+root&1), e/2-26)
}

// Hypot returns the square root of p*p + q*q, without overflow on the way.
func Hypot(p, q float64) float64 {
	p, q = Abs(p), Abs(q)
	switch {
	case IsInf(p, 1) || IsInf(q, 1):
		return Inf(1)
	case p != p || q != q:
		return NaN()
	}
	if p < q {
		p, q = q, p
	}
	if p == 0 {
		return 0
	}
	q /= p
	return p * Sqrt(1+q*q)
}

// Cbrt returns the cube root of x: a guess by a third of the exponent, made
// better by a rational function, cut short so that its square is exact, and one
// step of Newton's method.
func Cbrt(x float64) float64 {
	if x == 0 || !finite(x) {
		return x
	}
	a := Abs(x)
	t := Float64frombits(Float64bits(a)/3 + 715094163<<32)
	if a < 0x1p-1022 {
		t = Float64frombits(Float64bits(a*0x1p54)/3 + 696219795<<32)
	}
	r := t * t / a
	s := 19.0/35 + r*t
	t *= 5.0/14 + 45.0/28/(s+99.0/70+-864.0/1225/s)
	t = Float64frombits(Float64bits(t)&^(1<<30-1) + 1<<30)
	r = a / (t * t)
	t += t * ((r - t) / (t + t + r))
	return Copysign(t, x)
}

// FMA returns x*y + z, rounded once.
func FMA(x, y, z float64) float64 {
	switch {
	case x == 0 || y == 0 || !finite(x) || !finite(y):
		return x*y + z // the product loses nothing
	case z == 0:
		return x * y // which may become 0, but keeps its sign
	case !finite(z):
		return z
	}
	// Both terms as 126 bits, their highest bit set, and an exponent; a sum has
	// room above them.
	mx, ex := mantissa(x)
	my, ey := mantissa(y)
	a := product(mx, my, ex+ey, Signbit(x) != Signbit(y))
	mz, ez := mantissa(z)
	b := product(mz, 1, ez, Signbit(z))
	if a.exp < b.exp || a.exp == b.exp && (a.hi < b.hi || a.hi == b.hi && a.lo < b.lo) {
		a, b = b, a
	}
	bh, bl := shrSticky(b.hi, b.lo, uint(a.exp-b.exp))
	var carry uint64
	if a.negative == b.negative {
		a.lo, carry = bits.Add64(a.lo, bl, 0)
		a.hi += bh + carry
	} else {
		a.lo, carry = bits.Sub64(a.lo, bl, 0)
		a.hi -= bh + carry
	}
	f := a.round()
	if a.negative && f != 0 || a.negative && a.hi|a.lo != 0 {
		return -f
	}
	return f
}

// A wide is (hi*2^64 + lo) * 2^exp, negated if negative.
type wide struct {
	hi, lo   uint64
	exp      int
	negative bool
}

// product returns x*y*2^exp with its highest bit at 125.
func product(x, y uint64, exp int, negative bool) wide {
	hi, lo := bits.Mul64(x, y)
	s := 126 - bitLen(hi, lo)
	hi, lo = shl(hi, lo, uint(s))
	return wide{hi, lo, exp - s, negative}
}

func bitLen(hi, lo uint64) int {
	if hi != 0 {
		return 64 + bits.Len64(hi)
	}
	return bits.Len64(lo)
}

// shl shifts left by up to 127 bits: of the parts that make up the upper half,
// those that do not apply are shifted out.
func shl(hi, lo uint64, s uint) (uint64, uint64) {
	return hi<<s | lo>>(64-s) | lo<<(s-64), lo << s
}

// shrSticky shifts right and keeps in the lowest bit whether any one was lost.
func shrSticky(hi, lo uint64, s uint) (uint64, uint64) {
	if s > 127 {
		return 0, 1 // it was not 0
	}
	h, l := hi>>s, lo>>s|hi<<(64-s)|hi>>(s-64)
	if back, backLo := shl(h, l, s); back != hi || backLo != lo {
		l |= 1
	}
	return h, l
}

// round returns the float nearest to w without its sign, the even one from the
// middle.
func (w wide) round() float64 {
	// Leave 53 bits, fewer if it is subnormal, and two more: the last stands
	// for all that is behind it.
	drop := max(bitLen(w.hi, w.lo)-53, -1074-w.exp) - 2
	hi, lo := w.hi, w.lo
	if drop > 0 {
		hi, lo = shrSticky(hi, lo, uint(drop))
	} else {
		hi, lo = shl(hi, lo, uint(-drop))
	}
	m := lo >> 2
	if lo&3 == 3 || lo&3 == 2 && m&1 == 1 {
		m++
	}
	return Ldexp(float64(m), w.exp+drop+2)
}
