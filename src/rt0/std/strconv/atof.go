package strconv

import (
	"math/bits"
	"unsafe"
)

// Reading a float takes three ways, tried in this order:
//  1. few digits and a small power of ten: one exact float operation;
//  2. the 19 leading digits times a 128-bit power of ten (Eisel and Lemire):
//     the product is known to within one unit of its 128th bit, so it decides
//     unless the wanted number lies that near to the middle of two floats;
//  3. whole numbers of thousands of bits, which always decide.

// A floatInfo describes a binary format.
type floatInfo struct {
	mantBits int // bits of a mantissa, the hidden one included
	expBits  int
	minExp   int // exponent of the smallest normal number, 2^minExp
}

var (
	info32 = floatInfo{24, 8, -126}
	info64 = floatInfo{53, 11, -1022}
)

// infinity returns the bits of f's infinity.
func (f *floatInfo) infinity() uint64 { return (1<<uint(f.expBits) - 1) << uint(f.mantBits-1) }

// pack returns the bits of n*2^q, where n has mantBits bits, or fewer if q is
// that of the subnormal numbers.
func (f *floatInfo) pack(n uint64, q int) uint64 {
	if n>>uint(f.mantBits) != 0 { // rounded up to the next power of two
		n >>= 1
		q++
	}
	hidden := uint64(1) << uint(f.mantBits-1)
	if n < hidden {
		return n
	}
	biased := q + f.mantBits - f.minExp
	if biased >= 1<<uint(f.expBits)-1 {
		return f.infinity()
	}
	return uint64(biased)<<uint(f.mantBits-1) | n&(hidden-1)
}

// unpack is the inverse of pack.
func (f *floatInfo) unpack(b uint64) (n uint64, q int) {
	hidden := uint64(1) << uint(f.mantBits-1)
	biased := int(b >> uint(f.mantBits-1))
	n = b & (hidden - 1)
	if biased == 0 {
		biased = 1
	} else {
		n |= hidden
	}
	return n, biased - f.mantBits + f.minExp
}

// A literal is what readFloat finds in a text.
type literal struct {
	mant     uint64 // the leading digits: up to 19 decimal or 16 hexadecimal ones
	exp      int    // the power of ten, or of two if hex, that mant is times
	negative bool
	hex      bool
	cut      bool   // digits that are not 0 follow those in mant
	digits   string // the digits, with point and underscores: text[from:to], set by parsePrefix, so that no text is kept
	from, to int
}

// maxExp stops explicit exponents from overflowing; everything so large is
// infinite or 0 whatever the digits, unless there are millions of them.
const maxExp = 100000000

// readFloat reads the longest number that s starts with into l, and returns its
// length in bytes, or ok == false if there is none.
func readFloat(s string, l *literal) (length int, ok bool) {
	if n := readUsual(s, l); n > 0 {
		return n, true
	}
	*l, length, ok = readAny(s)
	return length, ok
}

// readUsual is readFloat for what most numbers look like: decimal, at most 19
// digits behind leading zeros, no underscores, an exponent of at most four
// digits. It returns 0 for any other text.
func readUsual(s string, l *literal) int {
	i := 0
	if s != "" && (s[0] == '-' || s[0] == '+') {
		i = 1
	}
	start := i
	mant := uint64(0)
	for i < len(s) && s[i] == '0' {
		i++
	}
	first := i // the first digit that counts
	for i < len(s) && s[i]-'0' <= 9 {
		mant = mant*10 + uint64(s[i]-'0')
		i++
	}
	any, kept, exp := i > start, i-first, 0
	if i < len(s) && s[i] == '.' {
		i++
		point := i
		if kept == 0 {
			for i < len(s) && s[i] == '0' {
				i++
			}
		}
		first = i
		for len(s)-i >= 8 {
			x := *(*uint64)(unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), i))
			if !eightDigits(x) {
				break
			}
			mant = mant*100000000 + valueOfEight(x)
			i += 8
		}
		for i < len(s) && s[i]-'0' <= 9 {
			mant = mant*10 + uint64(s[i]-'0')
			i++
		}
		any = any || i > point
		kept += i - first
		exp = point - i
	}
	if !any || kept > 19 {
		return 0
	}
	end := i
	if i < len(s) {
		switch s[i] {
		case '_', 'x', 'X':
			return 0
		case 'e', 'E':
			i++
			minus := false
			if i < len(s) && (s[i] == '-' || s[i] == '+') {
				minus = s[i] == '-'
				i++
			}
			first, e := i, 0
			for i < len(s) && s[i]-'0' <= 9 {
				e = e*10 + int(s[i]-'0')
				i++
			}
			if i == first || i > first+4 || i < len(s) && s[i] == '_' {
				return 0
			}
			if minus {
				e = -e
			}
			exp += e
		}
	}
	*l = literal{mant: mant, exp: exp, negative: s[0] == '-', from: start, to: end}
	return i
}

// eightDigits reports whether all eight bytes of x are decimal digits: their
// high halves are 3, and stay so when 6 is added.
func eightDigits(x uint64) bool {
	const high, six = 0xF0F0F0F0F0F0F0F0, 0x0606060606060606
	return x&high|(x+six)&high>>4 == 0x3333333333333333
}

// valueOfEight returns the number that eight digits stand for, of which the
// lowest byte of x is the first. Pairs of neighbours are joined to numbers of
// two digits, and the four of them each multiplied to its place.
func valueOfEight(x uint64) uint64 {
	const every = 0x000000FF000000FF
	x -= 0x3030303030303030
	x = x*10 + x>>8
	return (x&every*(100+1000000<<32) + x>>16&every*(1+10000<<32)) >> 32
}

// readAny is readFloat for any text.
func readAny(s string) (l literal, length int, ok bool) {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		l.negative = s[i] == '-'
		i++
	}
	base, room, expChar := uint64(10), 19, byte('e')
	if i+2 < len(s) && s[i] == '0' && s[i+1]|0x20 == 'x' {
		i += 2
		base, room, expChar = 16, 16, 'p'
		l.hex = true
	}
	start := i
	underscores, sawDigits, sawPoint := false, false, false
	kept := 0   // significant digits in l.mant
	beyond := 0 // digits before the point that did not fit in l.mant
	after := 0  // digits after the point that are in l.mant
scan:
	for ; i < len(s); i++ {
		c := s[i]
		if c == '_' {
			underscores = true
			continue
		}
		if c == '.' {
			if sawPoint {
				break scan
			}
			sawPoint = true
			continue
		}
		d := uint64(c - '0')
		if d > 9 {
			if !l.hex {
				break scan
			}
			d = uint64(c|0x20-'a') + 10
			if d < 10 || d > 15 {
				break scan
			}
		}
		sawDigits = true
		switch {
		case kept < room:
			l.mant = l.mant*base + d
			if l.mant != 0 {
				kept++
			}
			if sawPoint {
				after++
			}
		default:
			if d != 0 {
				l.cut = true
			}
			if !sawPoint {
				beyond++
			}
		}
	}
	if !sawDigits {
		return l, 0, false
	}
	l.from, l.to = start, i
	l.exp = beyond - after
	if l.hex {
		l.exp *= 4
	}
	if i < len(s) && s[i]|0x20 == expChar {
		k := i + 1
		sign := 1
		if k < len(s) && (s[k] == '+' || s[k] == '-') {
			if s[k] == '-' {
				sign = -1
			}
			k++
		}
		if k < len(s) && s[k]-'0' <= 9 {
			e := 0
			for ; k < len(s) && (s[k]-'0' <= 9 || s[k] == '_'); k++ {
				if s[k] == '_' {
					underscores = true
				} else if e < maxExp {
					e = e*10 + int(s[k]-'0')
				}
			}
			l.exp += sign * e
			i = k
		} else {
			// No digits: not a number with an exponent, for ParseFloat not a
			// number at all.
			return l, 0, false
		}
	} else if l.hex {
		return l, 0, false // a hexadecimal float needs its exponent
	}
	if underscores && !underscoresOK(s[:i]) {
		return l, 0, false
	}
	return l, i, true
}

// special reads an infinity or not-a-number at the start of s.
func special(s string) (f float64, length int, ok bool) {
	sign, i := uint64(0), 0
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = 1 << 63
		}
		i = 1
	}
	switch {
	case foldPrefix(s[i:], "infinity"):
		return fromBits64(info64.infinity() | sign), i + 8, true
	case foldPrefix(s[i:], "inf"):
		return fromBits64(info64.infinity() | sign), i + 3, true
	case i == 0 && foldPrefix(s, "nan"):
		return fromBits64(0x7FF8000000000001), 3, true
	}
	return 0, 0, false
}

// foldPrefix reports whether s starts with prefix, in letters of any case.
func foldPrefix(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		if s[i]|0x20 != prefix[i] {
			return false
		}
	}
	return true
}

func fromBits64(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }
func fromBits32(b uint32) float32 { return *(*float32)(unsafe.Pointer(&b)) }

// small10 holds the powers of ten that are floats.
var small10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// parsePrefix reads the float that s starts with and returns it, rounded to
// the given format, with its length.
func parsePrefix(s string, info *floatInfo) (f float64, length int, err error) {
	var l literal
	length, ok := readFloat(s, &l)
	if !ok {
		if f, length, ok = special(s); ok {
			return f, length, nil
		}
		return 0, 0, ErrSyntax
	}
	l.digits = s[l.from:l.to]
	if info == &info64 && !l.hex && !l.cut && l.mant>>53 == 0 && -22 <= l.exp && l.exp <= 22 {
		f = float64(l.mant)
		if l.exp >= 0 {
			f *= small10[l.exp]
		} else {
			f /= small10[-l.exp]
		}
		if l.negative {
			f = -f
		}
		return f, length, nil
	}
	var b uint64
	if l.hex {
		b = hexBits(&l, info)
	} else {
		b = decimalBits(&l, info)
	}
	if b == info.infinity() {
		err = ErrRange
	}
	if info == &info32 {
		f = float64(fromBits32(uint32(b)))
	} else {
		f = fromBits64(b)
	}
	if l.negative {
		f = -f
	}
	return f, length, err
}

// hexBits rounds a hexadecimal literal.
func hexBits(l *literal, info *floatInfo) uint64 {
	if l.mant == 0 {
		return 0
	}
	if l.exp > maxExp {
		l.exp = maxExp
	}
	shift := bits.LeadingZeros64(l.mant)
	mid := uint64(0)
	if l.cut {
		mid = 1
	}
	b, _ := roundBits(l.mant<<uint(shift), mid, 0, l.exp-shift-64, info, true)
	return b
}

// decimalBits rounds a decimal literal.
func decimalBits(l *literal, info *floatInfo) uint64 {
	if l.mant == 0 || l.exp < minPow10 {
		return 0 // 10^19 * 10^minPow10 is far below half of the smallest float
	}
	if l.exp > 310 {
		return info.infinity()
	}
	b, sure := scaleBits(l.mant, l.exp, info)
	if l.cut {
		// The number lies between mant and mant+1. If both round alike, so
		// does it.
		above, sureAbove := scaleBits(l.mant+1, l.exp, info)
		sure = sure && sureAbove && above == b
	}
	if sure || b == info.infinity() {
		return b
	}
	// b is the float below the number or nearest to it from below: the number
	// is compared with the middle of b and the next.
	n, q := info.unpack(b)
	c := compareExact(l, 2*n+1, q-1)
	if c > 0 || c == 0 && n&1 == 1 {
		return info.pack(n+1, q)
	}
	return b
}

// scaleBits rounds w*10^e. If the product is too near to the middle of two
// floats it returns the lower one and false.
func scaleBits(w uint64, e int, info *floatInfo) (b uint64, sure bool) {
	shift := bits.LeadingZeros64(w)
	ghi, glo := pow10(e)
	hi, mid, lo := mul192(w<<uint(shift), ghi, glo)
	return roundBits(hi, mid, lo, log2Pow10(e)-63-shift, info, 0 <= e && e <= exactPow10)
}

// roundBits rounds (hi*2^64 + mid + lo/2^64) * 2^e, whose highest bit is one of
// the two highest of hi, to the nearest float, to even from the middle. If the
// number is not exact it is too large by less than 1 unit of mid; where that
// leaves open which side of the middle it is on, the lower float and false are
// returned.
func roundBits(hi, mid, lo uint64, e int, info *floatInfo, exact bool) (b uint64, sure bool) {
	top := 63 + bits.Len64(hi) // number of the highest bit
	drop := top + 1 - info.mantBits
	if e+top < info.minExp {
		drop += info.minExp - e - top // subnormal
	}
	if drop > 128 {
		return 0, true
	}
	s := uint(drop - 64)
	n := hi >> s
	frac := hi & (1<<s - 1)
	half := uint64(1) << (s - 1)
	up := frac > half || frac == half && mid > 0
	if frac == half && mid == 0 {
		if !exact {
			return info.pack(n, e+drop), false
		}
		up = lo > 0 || n&1 == 1
	}
	if up {
		n++
	}
	return info.pack(n, e+drop), true
}

// maxDigits is how many digits compareExact takes as they are; no middle of two
// floats has more, so of the rest only counts whether there is any.
const maxDigits = 800

// compareExact compares the literal's number with m*2^q, exactly.
func compareExact(l *literal, m uint64, q int) int {
	var x, y nat
	// l.exp counts from the end of l.mant; here it is counted from the point.
	e := l.exp
	seen := 0
	chunk, scale := uint32(0), uint32(1)
	rest := false
	for i := 0; i < len(l.digits); i++ {
		c := l.digits[i]
		if c == '.' || c == '_' || c == '0' && seen == 0 {
			continue
		}
		if seen == maxDigits {
			rest = rest || c != '0'
			continue
		}
		seen++
		if seen > 19 {
			e-- // a digit that l.mant does not have
		}
		chunk = chunk*10 + uint32(c-'0')
		scale *= 10
		if scale == 1000000000 {
			x.mulAdd(scale, chunk)
			chunk, scale = 0, 1
		}
	}
	x.mulAdd(scale, chunk)
	if rest {
		x.mulAdd(10, 1)
		e--
	}
	y.set(m)
	if e > 0 {
		x.mulPow5(e)
	} else {
		y.mulPow5(-e)
	}
	if e > q {
		x.shl(e - q)
	} else {
		y.shl(q - e)
	}
	return x.cmp(&y)
}

// ParseFloat reads a decimal or hexadecimal float of Go's syntax (underscores
// as there), an infinity or a NaN, and rounds it to the nearest float of
// bitSize (32 or 64) bits. Too large a number gives an infinity and ErrRange.
func ParseFloat(s string, bitSize int) (float64, error) {
	f, n, err := parsePrefix(s, infoOf(bitSize))
	if n != len(s) && (err == nil || err == ErrRange) {
		f, err = 0, ErrSyntax
	}
	if err != nil {
		return f, numError("ParseFloat", s, err)
	}
	return f, nil
}

func infoOf(bitSize int) *floatInfo {
	if bitSize == 32 {
		return &info32
	}
	return &info64
}
