package strconv

import (
	"math/bits"
	"unsafe"
)

// Writing a float means finding its decimal digits and then setting them.
// The digits are found in one of three ways:
//   - shortest: the algorithm Schubfach of R. Giulietti: of all decimals that
//     read back as the same float the shortest, and of those the nearest;
//   - up to 18 digits: one multiplication by a 128-bit power of ten, unless
//     that leaves the rounding open;
//   - whole numbers of thousands of bits otherwise.

// decimal is 0.d1d2d3... * 10^point. The digits are in d, without trailing zeros
// where they do not matter; zero has none.
type decimal struct {
	d     []byte
	point int
}

// floatBuf takes the longest exact decimal, 767 digits, and more for the nine
// that nat writes at a time.
const floatBuf = 800

// FormatFloat writes f, which was a float of bitSize 32 or 64, in format fmt:
// b (mantissa and power of two), e E (scientific), f (plain), g G (the
// shorter), x X (hexadecimal). prec counts the digits after the point, for g
// and G all digits; -1 stands for the fewest that tell f from its neighbours.
func FormatFloat(f float64, fmt byte, prec, bitSize int) string {
	var buf [32]byte
	return string(AppendFloat(buf[:0], f, fmt, prec, bitSize))
}

// AppendFloat appends FormatFloat(f, fmt, prec, bitSize) to dst.
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	var b uint64
	info := &info64
	switch bitSize {
	case 32:
		f32 := float32(f)
		b = uint64(*(*uint32)(unsafe.Pointer(&f32)))
		info = &info32
	case 64:
		b = *(*uint64)(unsafe.Pointer(&f))
	default:
		panic("strconv: illegal AppendFloat/FormatFloat bitSize")
	}
	sign := uint64(1) << uint(info.mantBits-1+info.expBits)
	negative := b&sign != 0
	b &^= sign
	if inf := info.infinity(); b >= inf {
		switch {
		case b > inf:
			return append(dst, "NaN"...)
		case negative:
			return append(dst, "-Inf"...)
		}
		return append(dst, "+Inf"...)
	}
	if negative {
		dst = append(dst, '-')
	}
	m, q := info.unpack(b)
	switch fmt {
	case 'b':
		return setBinary(dst, m, q)
	case 'x', 'X':
		return setHex(dst, m, q, prec, fmt, info)
	case 'e', 'E', 'f', 'g', 'G':
	default:
		if negative {
			dst = dst[:len(dst)-1]
		}
		return append(dst, '%', fmt)
	}
	if prec < 0 {
		var digits [24]byte
		dec := shortest(digits[:], m, q, info)
		return setShortest(dst, dec, fmt)
	}
	if fmt == 'g' || fmt == 'G' {
		if prec == 0 {
			prec = 1
		}
	}
	if dst, ok := appendQuick(dst, m, q, fmt, prec); ok {
		return dst
	}
	return appendExact(dst, m, q, fmt, prec)
}

// appendQuick appends m*2^q with up to 18 digits; ok is false if it cannot
// tell them.
func appendQuick(dst []byte, m uint64, q int, fmt byte, prec int) (out []byte, ok bool) {
	var digits [24]byte
	var dec decimal
	if m != 0 {
		switch fmt {
		case 'e', 'E':
			dec, ok = firstDigits(digits[:], m, q, prec+1)
		case 'f':
			dec, ok = digitsAfterPoint(digits[:], m, q, prec)
		default:
			dec, ok = firstDigits(digits[:], m, q, prec)
		}
		if !ok {
			return dst, false
		}
	}
	return setDigits(dst, dec, fmt, prec), true
}

// appendExact is appendQuick without bounds. It is a function of its own for
// its large frame.
func appendExact(dst []byte, m uint64, q int, fmt byte, prec int) []byte {
	var buf [floatBuf]byte
	dec := exactDigits(buf[:], m, q)
	keep := prec
	switch fmt {
	case 'e', 'E':
		keep = prec + 1
	case 'f':
		keep = prec + dec.point
	}
	dec.round(keep)
	return setDigits(dst, dec, fmt, prec)
}

// floorLog10Pow2 returns the floor of log10(2^e), for |e| up to 1700.
func floorLog10Pow2(e int) int { return e * 78913 >> 18 }

// scale returns the integer part of m*2^q*10^p and what rounding needs of the
// rest: whether it rounds up, to even from the middle. ok is false if 128 bits
// do not tell, if the integer part has over 64 bits or 10^p is not in the
// table.
func scale(m uint64, q, p int) (n uint64, up, ok bool) {
	if p < minPow10 || p > maxPow10 {
		return 0, false, false
	}
	shift := bits.LeadingZeros64(m)
	ghi, glo := pow10(p)
	hi, mid, lo := mul192(m<<uint(shift), ghi, glo)
	// The number is (hi*2^64 + mid) / 2^drop.
	drop := 63 + shift - q - log2Pow10(p)
	if drop > 128 {
		return 0, false, true // below a half
	}
	if drop < 65 {
		if drop < 64 {
			return 0, false, false
		}
		// The whole of mid is the fraction.
		n = hi
		hi, mid, lo = mid, lo, 0
		half := uint64(1) << 63
		if hi == half && mid == 0 {
			return n, n&1 == 1, 0 <= p && p <= exactPow10
		}
		if hi == half && !(0 <= p && p <= exactPow10) {
			return n, false, false
		}
		return n, hi >= half, true
	}
	s := uint(drop - 64)
	n = hi >> s
	frac := hi & (1<<s - 1)
	half := uint64(1) << (s - 1)
	if frac == half && mid == 0 {
		if p < 0 || p > exactPow10 {
			return n, false, false
		}
		return n, lo > 0 || n&1 == 1, true
	}
	return n, frac >= half, true
}

// tenTo returns 10^n, for n up to 19.
func tenTo(n int) uint64 {
	p := uint64(1)
	for ; n > 0; n-- {
		p *= 10
	}
	return p
}

// firstDigits finds the first n digits of m*2^q, rounded.
func firstDigits(buf []byte, m uint64, q, n int) (dec decimal, ok bool) {
	if n > 18 {
		return dec, false
	}
	// 10^k is at most the number and over a hundredth of it.
	k := floorLog10Pow2(q + bits.Len64(m) - 1)
	p := n - 1 - k
	v, up, ok := scale(m, q, p)
	if ok && v >= tenTo(n) {
		p--
		v, up, ok = scale(m, q, p)
	}
	if !ok {
		return dec, false
	}
	if up {
		v++
	}
	i := putDecimal(buf, v)
	return decimal{buf[i:], len(buf) - i - p}, true
}

// digitsAfterPoint finds the digits of m*2^q up to the n-th after the point,
// rounded.
func digitsAfterPoint(buf []byte, m uint64, q, n int) (dec decimal, ok bool) {
	// Over 2^60 times 10^n would not fit.
	if n > 18 || q+bits.Len64(m)+n*10/3 > 60 {
		return dec, false
	}
	v, up, ok := scale(m, q, n)
	if !ok {
		return dec, false
	}
	if up {
		v++
	}
	if v == 0 {
		return dec, true
	}
	i := putDecimal(buf, v)
	return decimal{buf[i:], len(buf) - i - n}, true
}

// exactDigits writes all digits of m*2^q to buf: m*2^q itself if it is whole,
// else m*5^-q with the point moved by q.
func exactDigits(buf []byte, m uint64, q int) decimal {
	if m == 0 {
		return decimal{}
	}
	var x nat
	x.set(m)
	if q >= 0 {
		x.shl(q)
		d := x.decimal(buf)
		return decimal{d, len(d)}
	}
	x.mulPow5(-q)
	d := x.decimal(buf)
	return decimal{d, len(d) + q}
}

// round rounds an exact decimal to n digits, to even from the middle.
func (dec *decimal) round(n int) {
	if n >= len(dec.d) {
		return
	}
	if n < 0 {
		dec.d = dec.d[:0]
		return
	}
	up := dec.d[n] >= '5'
	if dec.d[n] == '5' {
		up = n > 0 && dec.d[n-1]&1 == 1
		for _, c := range dec.d[n+1:] {
			if c != '0' {
				up = true
				break
			}
		}
	}
	if !up {
		dec.d = dec.d[:n]
		return
	}
	for i := n - 1; i >= 0; i-- {
		if dec.d[i] < '9' {
			dec.d[i]++
			dec.d = dec.d[:i+1]
			return
		}
	}
	// Nothing but nines: one more digit before them.
	dec.d[0] = '1'
	dec.d = dec.d[:1]
	dec.point++
}

// digit returns the i-th digit, 0 beyond those there are.
func (dec *decimal) digit(i int) byte {
	if i < len(dec.d) {
		return dec.d[i]
	}
	return '0'
}

// shortest finds the shortest decimal that lies nearer to m*2^q than to any
// other float, or in the middle if m is even; of several the nearest.
//
// With k chosen so that the float's interval is between 1 and 10 times 10^k
// wide, the interval holds at least one and at most some tens of multiples of
// 10^k, and at most one of 10^(k+1): that one is the answer if it is there,
// else the better of the two multiples of 10^k around the float. The ends of
// the interval are m*4-2 and m*4+2 in units of 2^(q-2), all three scaled by
// 10^-k and rounded to odd, so that comparisons stay exact.
func shortest(buf []byte, m uint64, q int, info *floatInfo) decimal {
	if m == 0 {
		return decimal{}
	}
	if -info.mantBits < q && q <= 0 && m&(1<<uint(-q)-1) == 0 {
		// A whole number below 2^mantBits is its own shortest decimal.
		return trimmed(buf, m>>uint(-q), 0)
	}
	below := 4*m - 2
	k := floorLog10Pow2(q)
	if m == 1<<uint(info.mantBits-1) && q > info.minExp-info.mantBits+1 {
		// The next float down is only half as far.
		below = 4*m - 1
		k = (q*1262611 - 524031) >> 22 // floor(log10(3/4 * 2^q))
	}
	ghi, glo := pow10(-k)
	h := uint(q + log2Pow10(-k) + 1)
	lower := roundToOdd(ghi, glo, below<<h)
	v := roundToOdd(ghi, glo, 4*m<<h)
	upper := roundToOdd(ghi, glo, (4*m+2)<<h)
	if m&1 == 1 { // an odd mantissa does not get its interval's ends
		lower++
		upper--
	}
	s := v / 4
	if s >= 10 {
		t := s / 10
		down, up := lower <= 40*t, 40*t+40 <= upper
		if down != up {
			if up {
				t++
			}
			return trimmed(buf, t, k+1)
		}
	}
	down, up := lower <= 4*s, 4*s+4 <= upper
	if down != up {
		if up {
			s++
		}
		return trimmed(buf, s, k)
	}
	middle := 4*s + 2
	if v > middle || v == middle && s&1 == 1 {
		s++
	}
	return trimmed(buf, s, k)
}

// roundToOdd returns x*g/2^128, where a result that is not exact has its lowest
// bit set.
func roundToOdd(ghi, glo, x uint64) uint64 {
	hi, mid, _ := mul192(x, ghi, glo)
	if mid > 1 {
		hi |= 1
	}
	return hi
}

// trimmed returns v*10^k without trailing zeros.
func trimmed(buf []byte, v uint64, k int) decimal {
	i := putDecimal(buf, v)
	end := len(buf)
	for end > i+1 && buf[end-1] == '0' {
		end--
	}
	return decimal{buf[i:end], len(buf) - i + k}
}

// setShortest appends dec with as many digits as it has.
func setShortest(dst []byte, dec decimal, fmt byte) []byte {
	n := len(dec.d)
	switch fmt {
	case 'e', 'E':
		return setScientific(dst, dec, max(n-1, 0), fmt)
	case 'f':
		return setPlain(dst, dec, max(n-dec.point, 0))
	}
	return setGeneral(dst, dec, fmt, n, 6)
}

// setDigits appends dec, which is rounded already, with precision prec.
func setDigits(dst []byte, dec decimal, fmt byte, prec int) []byte {
	switch fmt {
	case 'e', 'E':
		return setScientific(dst, dec, prec, fmt)
	case 'f':
		return setPlain(dst, dec, prec)
	}
	// Trailing zeros do not count as digits that g would have to show.
	for n := len(dec.d); n > 0 && dec.d[n-1] == '0'; n-- {
		dec.d = dec.d[:n-1]
	}
	limit := prec
	if n := len(dec.d); limit > n && n >= dec.point {
		limit = n
	}
	return setGeneral(dst, dec, fmt, prec, limit)
}

// setGeneral appends dec in the format g: scientific if the exponent is below
// -4 or at least limit, else plain.
func setGeneral(dst []byte, dec decimal, fmt byte, prec, limit int) []byte {
	n := len(dec.d)
	if n == 0 {
		return append(dst, '0')
	}
	if exp := dec.point - 1; exp < -4 || exp >= limit {
		return setScientific(dst, dec, min(prec, n)-1, fmt+'e'-'g')
	}
	return setPlain(dst, dec, max(n-dec.point, 0))
}

// setScientific appends dec as d.ddde±dd with prec digits after the point.
func setScientific(dst []byte, dec decimal, prec int, fmt byte) []byte {
	dst = append(dst, dec.digit(0))
	if prec > 0 {
		dst = append(dst, '.')
		have := min(len(dec.d), prec+1)
		if have > 1 {
			dst = append(dst, dec.d[1:have]...)
		}
		dst = appendZeros(dst, prec+1-max(have, 1))
	}
	exp := dec.point - 1
	if len(dec.d) == 0 {
		exp = 0
	}
	return appendExp(append(dst, fmt), exp)
}

// appendExp appends an exponent: a sign and at least two digits.
func appendExp(dst []byte, exp int) []byte {
	if exp < 0 {
		dst = append(dst, '-')
		exp = -exp
	} else {
		dst = append(dst, '+')
	}
	if exp < 100 {
		return append(dst, pairs[exp*2], pairs[exp*2+1])
	}
	return AppendUint(dst, uint64(exp), 10)
}

// setPlain appends dec as ddd.ddd with prec digits after the point.
func setPlain(dst []byte, dec decimal, prec int) []byte {
	whole := min(len(dec.d), max(dec.point, 0))
	if dec.point > 0 {
		dst = append(dst, dec.d[:whole]...)
		dst = appendZeros(dst, dec.point-whole)
	} else {
		dst = append(dst, '0')
	}
	if prec > 0 {
		dst = append(dst, '.')
		before := min(prec, max(-dec.point, 0))
		dst = appendZeros(dst, before)
		some := min(len(dec.d)-whole, prec-before)
		dst = append(dst, dec.d[whole:whole+some]...)
		dst = appendZeros(dst, prec-before-some)
	}
	return dst
}

// appendZeros appends n zeros, none if n is not positive.
func appendZeros(dst []byte, n int) []byte {
	const zeros = "00000000000000000000000000000000"
	for ; n > len(zeros); n -= len(zeros) {
		dst = append(dst, zeros...)
	}
	if n > 0 {
		dst = append(dst, zeros[:n]...)
	}
	return dst
}

// setBinary appends m and q as -ddddp±ddd.
func setBinary(dst []byte, m uint64, q int) []byte {
	dst = AppendUint(dst, m, 10)
	dst = append(dst, 'p')
	if q >= 0 {
		dst = append(dst, '+')
	}
	return AppendInt(dst, int64(q), 10)
}

// setHex appends m*2^q as 0x1.ffffp±dd with prec digits after the point, or as
// many as it takes if prec is negative.
func setHex(dst []byte, m uint64, q, prec int, fmt byte, info *floatInfo) []byte {
	exp := 0
	if m != 0 {
		// Move the leading one to bit 60, so that 15 digits follow it.
		shift := bits.LeadingZeros64(m) - 3
		m <<= uint(shift)
		exp = q + 60 - shift
	}
	if 0 <= prec && prec < 15 {
		drop := uint(60 - prec*4)
		frac := m & (1<<drop - 1)
		half := uint64(1) << (drop - 1)
		m >>= drop
		if frac > half || frac == half && m&1 == 1 {
			m++
		}
		m <<= drop
		if m>>61 != 0 {
			m >>= 1
			exp++
		}
	}
	hex := digitChars
	if fmt == 'X' {
		hex = "0123456789ABCDEF"
	}
	dst = append(dst, '0', fmt, '0'+byte(m>>60)&1)
	m <<= 4
	if prec < 0 && m != 0 {
		dst = append(dst, '.')
		for ; m != 0; m <<= 4 {
			dst = append(dst, hex[m>>60])
		}
	} else if prec > 0 {
		dst = append(dst, '.')
		for i := 0; i < prec; i++ {
			dst = append(dst, hex[m>>60])
			m <<= 4
		}
	}
	p := byte('p')
	if fmt == 'X' {
		p = 'P'
	}
	return appendExp(append(dst, p), exp)
}
