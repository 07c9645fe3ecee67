package math

import "math/bits"

// reduce returns which eighth of a turn x >= 0 lies in, made even, and how far
// it is from that: x = j*Pi/4 + z with |z| at most Pi/4, and j from 0 to 7.
func reduce(x float64) (j uint64, z float64) {
	if x >= 1<<29 {
		return reduceLarge(x)
	}
	// Pi/4 in three parts, of which the first two have zeros at their ends.
	const (
		a = 7.85398125648498535156e-1
		b = 3.77489470793079817668e-8
		c = 2.69515142907905952645e-15
	)
	j = uint64(x * (4 / Pi))
	j += j & 1
	y := float64(j)
	return j & 7, ((x - y*a) - y*b) - y*c
}

// reduceLarge is reduce for large x, of which every bit counts: x is multiplied
// by those bits of 4/Pi that can reach the last bits before and the first ones
// behind the point (M. Payne and R. Hanek, "Radian Reduction for Trigonometric
// Functions").
func reduceLarge(x float64) (j uint64, z float64) {
	m, e := mantissa(x)
	at := uint(e + 61)
	d0, d1, d2 := fourOverPi(at), fourOverPi(at+64), fourOverPi(at+128)
	h2, _ := bits.Mul64(d2, m)
	h1, l1 := bits.Mul64(d1, m)
	lo, carry := bits.Add64(l1, h2, 0)
	hi := d0*m + h1 + carry
	j = hi >> 61
	// The fraction becomes a float by its own bits.
	hi = hi<<3 | lo>>61
	lo <<= 3
	zeros := uint(bits.LeadingZeros64(hi))
	hi = hi<<(zeros+1) | lo>>(63-zeros)
	z = Float64frombits(uint64(expBias-1-zeros)<<expShift | hi>>12)
	if j&1 == 1 {
		j = (j + 1) & 7
		z--
	}
	return j, z * (Pi / 4)
}

// fourOverPi returns the 64 bits of fourOverPiBytes from bit number at on.
func fourOverPi(at uint) uint64 {
	i, s := at>>3, at&7
	v := uint64(0)
	for k := uint(0); k < 8; k++ {
		v = v<<8 | uint64(fourOverPiBytes[i+k])
	}
	return v<<s | uint64(fourOverPiBytes[i+8])>>(8-s)
}

// fourOverPiBytes are 64 bits for 4/Pi's whole part, 1, and 1280 behind the
// point.
const fourOverPiBytes = "\x00\x00\x00\x00\x00\x00\x00\x01\x45\xf3\x06\xdc\x9c\x88\x2a\x53\xf8\x4e\xaf\xa3\xea\x69\xbb\x81\xb6\xc5\x2b\x32\x78\x87\x20\x83\xfc\xa2\xc7\x57\xbd\x77\x8a\xc3\x6e\x48\xdc\x74\x84\x9b\xa5\xc0\x0c\x92\x5d\xd4\x13\xa3\x24\x39\xfc\x3b\xd6\x39\x62\x53\x4e\x7d\xd1\x04\x6b\xea\x5d\x76\x89\x09\xd3\x38\xe0\x4d\x68\xbe\xfc\x82\x73\x23\xac\x73\x06\xa6\x73\xe9\x39\x08\xbf\x17\x7b\xf2\x50\x76\x3f\xf1\x2f\xff\xbc\x0b\x30\x1f\xde\x5e\x23\x16\xb4\x14\xda\x3e\xda\x6c\xfd\x9e\x4f\x96\x13\x6e\x9e\x8c\x7e\xcd\x3c\xbf\xd4\x5a\xea\x4f\x75\x8f\xd7\xcb\xe2\xf6\x7a\x0e\x73\xef\x14\xa5\x25\xd4\xd7\xf6\xbf\x62\x3f\x1a\xba\x10\xac\x06\x60\x8d\xf8\xf6\xd7\x57\xe1\x9f\x78\x41\x35\xe8\x6c\x3b"

// sinOf and cosOf approximate the functions between -Pi/4 and Pi/4.
func sinOf(z float64) float64 {
	const (
		s0 = 1.58962301576546568060e-10
		s1 = -2.50507477628578072866e-8
		s2 = 2.75573136213857245213e-6
		s3 = -1.98412698295895385996e-4
		s4 = 8.33333333332211858878e-3
		s5 = -1.66666666666666307295e-1
	)
	t := z * z
	return z + z*t*(((((s0*t+s1)*t+s2)*t+s3)*t+s4)*t+s5)
}

func cosOf(z float64) float64 {
	const (
		c0 = -1.13585365213876817300e-11
		c1 = 2.08757008419747316778e-9
		c2 = -2.75573141792967388112e-7
		c3 = 2.48015872888517045348e-5
		c4 = -1.38888888888730564116e-3
		c5 = 4.16666666666665929218e-2
	)
	t := z * z
	return 1 - 0.5*t + t*t*(((((c0*t+c1)*t+c2)*t+c3)*t+c4)*t+c5)
}

// Sin returns the sine of x, in radians.
func Sin(x float64) float64 {
	if x == 0 {
		return x
	}
	sin, _ := Sincos(x)
	return sin
}

// Cos returns the cosine of x, in radians.
func Cos(x float64) float64 {
	_, cos := Sincos(x)
	return cos
}

// Sincos returns Sin(x) and Cos(x).
func Sincos(x float64) (sin, cos float64) {
	if x == 0 {
		return x, 1
	}
	if !finite(x) {
		return NaN(), NaN()
	}
	j, z := reduce(Abs(x))
	sin, cos = sinOf(z), cosOf(z)
	if j&2 != 0 {
		sin, cos = cos, sin
	}
	if (x < 0) != (j > 3) {
		sin = -sin
	}
	if j == 2 || j == 4 {
		cos = -cos
	}
	return sin, cos
}

// Tan returns the tangent of x, in radians.
func Tan(x float64) float64 {
	if x == 0 {
		return x
	}
	if !finite(x) {
		return NaN()
	}
	const (
		p0 = -1.30936939181383777646e4
		p1 = 1.15351664838587416140e6
		p2 = -1.79565251976484877988e7
		q0 = 1.36812963470692954678e4
		q1 = -1.32089234440210967447e6
		q2 = 2.50083801823357915839e7
		q3 = -5.38695755929454629881e7
	)
	j, z := reduce(Abs(x))
	t := z * z
	y := z
	if t > 1e-14 {
		y = z + z*(t*((p0*t+p1)*t+p2)/((((t+q0)*t+q1)*t+q2)*t+q3))
	}
	if j&2 != 0 {
		y = -1 / y
	}
	if x < 0 {
		y = -y
	}
	return y
}

// atanOf approximates the arctangent between 0 and 0.66.
func atanOf(x float64) float64 {
	const (
		p0 = -8.750608600031904122785e-01
		p1 = -1.615753718733365076637e+01
		p2 = -7.500855792314704667340e+01
		p3 = -1.228866684490136173410e+02
		p4 = -6.485021904942025371773e+01
		q0 = 2.485846490142306297962e+01
		q1 = 1.650270098316988542046e+02
		q2 = 4.328810604912902668951e+02
		q3 = 4.853903996359136964868e+02
		q4 = 1.945506571482613964425e+02
	)
	z := x * x
	z = z * ((((p0*z+p1)*z+p2)*z+p3)*z + p4) / (((((z+q0)*z+q1)*z+q2)*z+q3)*z + q4)
	return x*z + x
}

// atanPositive reduces x >= 0 to where atanOf is good, by the sum formula.
func atanPositive(x float64) float64 {
	const rest = 6.123233995736765886130e-17 // what Pi/2 as a float lacks
	switch {
	case x <= 0.66:
		return atanOf(x)
	case x > 2.41421356237309504880: // tan(3*Pi/8)
		return Pi/2 - atanOf(1/x) + rest
	}
	return Pi/4 + atanOf((x-1)/(x+1)) + 0.5*rest
}

// Atan returns the arctangent of x, in radians.
func Atan(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	return Copysign(atanPositive(Abs(x)), x)
}

// Asin returns the arcsine of x, in radians.
func Asin(x float64) float64 {
	a := Abs(x)
	if x == 0 {
		return x
	}
	if a > 1 || x != x {
		return NaN()
	}
	r := Sqrt(1 - a*a)
	if a > 0.7 {
		r = Pi/2 - atanPositive(r/a)
	} else {
		r = atanPositive(a / r)
	}
	return Copysign(r, x)
}

// Acos returns the arccosine of x, in radians.
func Acos(x float64) float64 { return Pi/2 - Asin(x) }

// Atan2 returns the angle of the point (x, y) seen from the origin, between -Pi
// and Pi.
func Atan2(y, x float64) float64 {
	switch {
	case y != y || x != x:
		return NaN()
	case y == 0:
		if Signbit(x) {
			return Copysign(Pi, y)
		}
		return Copysign(0, y)
	case x == 0:
		return Copysign(Pi/2, y)
	case IsInf(x, 0):
		turn := 0.0
		switch {
		case x < 0 && IsInf(y, 0):
			turn = 3 * Pi / 4
		case x < 0:
			turn = Pi
		case IsInf(y, 0):
			turn = Pi / 4
		}
		return Copysign(turn, y)
	case IsInf(y, 0):
		return Copysign(Pi/2, y)
	}
	q := Atan(y / x)
	if x >= 0 {
		return q
	}
	if q <= 0 {
		return q + Pi
	}
	return q - Pi
}
