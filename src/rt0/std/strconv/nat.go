package strconv

import "math/bits"

// natWords bounds what a nat can hold: 4608 bits. The largest numbers met are
// 5^1124 times a mantissa (2,665 bits) and 800 decimal digits (2,658 bits),
// shifted by what sets them equal.
const natWords = 144

// A nat is a natural number of bounded size, least significant word first; it
// lives on the stack. Floats fall back to it where 128 bits cannot decide.
type nat struct {
	w [natWords]uint32
	n int // words in use; the highest of them is not 0
}

func (x *nat) set(u uint64) {
	x.w[0], x.w[1] = uint32(u), uint32(u>>32)
	x.n = 2
	x.trim()
}

func (x *nat) trim() {
	for x.n > 0 && x.w[x.n-1] == 0 {
		x.n--
	}
}

// mulAdd sets x to x*m + a.
func (x *nat) mulAdd(m, a uint32) {
	carry := uint64(a)
	for i := 0; i < x.n; i++ {
		carry += uint64(x.w[i]) * uint64(m)
		x.w[i] = uint32(carry)
		carry >>= 32
	}
	if carry != 0 {
		x.w[x.n] = uint32(carry)
		x.n++
	}
}

// mulPow5 multiplies x by 5 to the n.
func (x *nat) mulPow5(n int) {
	for ; n >= 13; n -= 13 {
		x.mulAdd(1220703125, 0) // 5^13, the largest that fits
	}
	m := uint32(1)
	for ; n > 0; n-- {
		m *= 5
	}
	x.mulAdd(m, 0)
}

// shl multiplies x by 2 to the n.
func (x *nat) shl(n int) {
	words, rest := n>>5, uint(n&31)
	for i := x.n; i >= 0; i-- {
		v := uint64(0)
		if i < x.n {
			v = uint64(x.w[i]) << 32
		}
		if i > 0 {
			v |= uint64(x.w[i-1])
		}
		x.w[i+words] = uint32(v << rest >> 32)
	}
	for i := 0; i < words; i++ {
		x.w[i] = 0
	}
	x.n += words + 1
	x.trim()
}

// divBillion divides x by 10^9 and returns the remainder.
func (x *nat) divBillion() uint32 {
	rem := uint64(0)
	for i := x.n - 1; i >= 0; i-- {
		rem = rem<<32 | uint64(x.w[i])
		q := rem / 1000000000
		x.w[i] = uint32(q)
		rem -= q * 1000000000
	}
	x.trim()
	return uint32(rem)
}

// cmp returns -1, 0 or 1 as x is below, equal to or above y.
func (x *nat) cmp(y *nat) int {
	if x.n != y.n {
		if x.n < y.n {
			return -1
		}
		return 1
	}
	for i := x.n - 1; i >= 0; i-- {
		if x.w[i] != y.w[i] {
			if x.w[i] < y.w[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// decimal writes all digits of x, without leading zeros, to the end of buf and
// returns that part. x is 0 afterwards.
func (x *nat) decimal(buf []byte) []byte {
	i := len(buf)
	for x.n > 0 {
		r := x.divBillion()
		for k := 0; k < 9; k++ {
			i--
			q := r / 10
			buf[i] = byte('0' + r - q*10)
			r = q
		}
	}
	for i < len(buf) && buf[i] == '0' {
		i++
	}
	return buf[i:]
}

// mul192 multiplies a 64-bit by a 128-bit number.
func mul192(x, ghi, glo uint64) (hi, mid, lo uint64) {
	var carry uint64
	hi, mid = bits.Mul64(x, ghi)
	carry, lo = bits.Mul64(x, glo)
	mid, carry = bits.Add64(mid, carry, 0)
	return hi + carry, mid, lo
}
