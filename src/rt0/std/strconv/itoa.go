package strconv

// pairs holds 00 to 99, two digits each: half the divisions of one at a time.
const pairs = "0001020304050607080910111213141516171819" +
	"2021222324252627282930313233343536373839" +
	"4041424344454647484950515253545556575859" +
	"6061626364656667686970717273747576777879" +
	"8081828384858687888990919293949596979899"

const digitChars = "0123456789abcdefghijklmnopqrstuvwxyz"

// intBuf takes the longest number: 64 binary digits and a sign.
const intBuf = 65

// FormatInt returns i in the given base, 2 to 36; digits above 9 are small
// letters. It panics on any other base.
func FormatInt(i int64, base int) string {
	var buf [intBuf]byte
	return string(formatBits(buf[:], uint64(i), base, i < 0))
}

// FormatUint is FormatInt for unsigned integers.
func FormatUint(i uint64, base int) string {
	var buf [intBuf]byte
	return string(formatBits(buf[:], i, base, false))
}

// Itoa is FormatInt(int64(i), 10).
func Itoa(i int) string {
	var buf [intBuf]byte
	return string(formatBits(buf[:], uint64(i), 10, i < 0))
}

// AppendInt appends FormatInt(i, base) to dst.
func AppendInt(dst []byte, i int64, base int) []byte {
	var buf [intBuf]byte
	return append(dst, formatBits(buf[:], uint64(i), base, i < 0)...)
}

// AppendUint appends FormatUint(i, base) to dst.
func AppendUint(dst []byte, i uint64, base int) []byte {
	var buf [intBuf]byte
	return append(dst, formatBits(buf[:], i, base, false)...)
}

// formatBits writes u, or its negation with a minus sign, to the end of buf and
// returns the part written.
func formatBits(buf []byte, u uint64, base int, negative bool) []byte {
	if negative {
		u = -u
	}
	i := len(buf)
	switch {
	case base == 10:
		i = putDecimal(buf, u)
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

// putDecimal writes u to the end of buf and returns where it starts.
func putDecimal(buf []byte, u uint64) int {
	i := len(buf)
	for u >= 100 {
		q := u / 100
		r := (u - q*100) * 2
		u = q
		i -= 2
		buf[i+1] = pairs[r+1]
		buf[i] = pairs[r]
	}
	r := u * 2
	i--
	buf[i] = pairs[r+1]
	if u >= 10 {
		i--
		buf[i] = pairs[r]
	}
	return i
}
