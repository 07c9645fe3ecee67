package strconv

import "unsafe"

// pairs holds 00 to 99, two digits each: half the divisions of one at a time.
const pairs = "0001020304050607080910111213141516171819" +
	"2021222324252627282930313233343536373839" +
	"4041424344454647484950515253545556575859" +
	"6061626364656667686970717273747576777879" +
	"8081828384858687888990919293949596979899"

const digitChars = "0123456789abcdefghijklmnopqrstuvwxyz"

// Room for the longest number: 64 binary digits, or 20 decimal ones, and a sign.
const (
	intBuf     = 65
	decimalBuf = 24
)

// FormatInt returns i in the given base, 2 to 36; digits above 9 are small
// letters. It panics on any other base.
func FormatInt(i int64, base int) string {
	if base == 10 {
		return Itoa(int(i))
	}
	var buf [intBuf]byte
	return string(formatBits(buf[:], uint64(i), base, i < 0))
}

// FormatUint is FormatInt for unsigned integers.
func FormatUint(i uint64, base int) string {
	if base == 10 {
		if i < 100 {
			return small(int(i))
		}
		var buf [decimalBuf]byte
		return string(lastDecimal(buf[:], i, false))
	}
	var buf [intBuf]byte
	return string(formatBits(buf[:], i, base, false))
}

// Itoa is FormatInt(int64(i), 10).
func Itoa(i int) string {
	if 0 <= i && i < 100 {
		return small(i)
	}
	var buf [decimalBuf]byte
	return string(lastDecimal(buf[:], uint64(i), i < 0))
}

// small returns i, which is below 100, without making a new string.
func small(i int) string {
	if i < 10 {
		return pairs[2*i+1 : 2*i+2]
	}
	return pairs[2*i : 2*i+2]
}

// AppendInt appends FormatInt(i, base) to dst.
func AppendInt(dst []byte, i int64, base int) []byte {
	if base == 10 {
		var buf [decimalBuf]byte
		return append(dst, lastDecimal(buf[:], uint64(i), i < 0)...)
	}
	var buf [intBuf]byte
	return append(dst, formatBits(buf[:], uint64(i), base, i < 0)...)
}

// AppendUint appends FormatUint(i, base) to dst.
func AppendUint(dst []byte, i uint64, base int) []byte {
	if base == 10 {
		var buf [decimalBuf]byte
		return append(dst, lastDecimal(buf[:], i, false)...)
	}
	var buf [intBuf]byte
	return append(dst, formatBits(buf[:], i, base, false)...)
}

// lastDecimal writes u, or its negation with a minus sign, to the end of buf,
// which has room for 20 digits and a sign, and returns the part written.
func lastDecimal(buf []byte, u uint64, negative bool) []byte {
	if !negative {
		return buf[putDecimal(buf, u):]
	}
	i := putDecimal(buf, -u) - 1
	buf[i] = '-'
	return buf[i:]
}

// formatBits is lastDecimal for other bases than ten; buf has intBuf bytes.
func formatBits(buf []byte, u uint64, base int, negative bool) []byte {
	if negative {
		u = -u
	}
	i := len(buf)
	switch {
	case base < 2 || base > 36:
		panic("strconv: illegal AppendInt/FormatInt base")
	case base&(base-1) == 0:
		shift := uint(1)
		for 1<<shift < base {
			shift++
		}
		mask := uint64(base - 1)
		for {
			i--
			buf[i] = digitChars[u&mask]
			u >>= shift
			if u == 0 {
				break
			}
		}
	default:
		b := uint64(base)
		for {
			i--
			q := u / b
			buf[i] = digitChars[u-q*b]
			u = q
			if u == 0 {
				break
			}
		}
	}
	if negative {
		i--
		buf[i] = '-'
	}
	return buf[i:]
}

// putDecimal writes u to the end of buf, which has room for 20 digits, and
// returns where it starts. Four digits are split off at a time: what takes time
// is that each division waits for the last one.
func putDecimal(buf []byte, u uint64) int {
	i := len(buf)
	_ = buf[19]
	p := unsafe.Pointer(unsafe.SliceData(buf))
	for u >= 10000 {
		q := u / 10000
		r := uint32(u - q*10000)
		u = q
		i -= 4
		putPair(p, i, r/100)
		putPair(p, i+2, r%100)
	}
	r := uint32(u)
	if r >= 100 {
		i -= 2
		putPair(p, i, r%100)
		r /= 100
	}
	if r >= 10 {
		i -= 2
		putPair(p, i, r)
		return i
	}
	i--
	*(*byte)(unsafe.Add(p, i)) = '0' + byte(r)
	return i
}

// putPair writes the two digits of r, which is below 100, to p[i] and p[i+1].
func putPair(p unsafe.Pointer, i int, r uint32) {
	two := (*[2]byte)(unsafe.Add(unsafe.Pointer(unsafe.StringData(pairs)), uintptr(r)*2))
	*(*[2]byte)(unsafe.Add(p, i)) = *two
}
