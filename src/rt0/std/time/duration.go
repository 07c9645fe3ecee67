package time

import "errors"

// A Duration is a time that passes, in nanoseconds: up to about 290 years.
type Duration int64

// Common durations.
const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

// Nanoseconds returns d in nanoseconds.
func (d Duration) Nanoseconds() int64 { return int64(d) }

// Microseconds returns d in microseconds, towards zero.
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }

// Milliseconds returns d in milliseconds, towards zero.
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }

// Seconds returns d in seconds. Whole and fraction are divided apart, for
// precision.
func (d Duration) Seconds() float64 { return d.in(Second) }

// Minutes returns d in minutes.
func (d Duration) Minutes() float64 { return d.in(Minute) }

// Hours returns d in hours.
func (d Duration) Hours() float64 { return d.in(Hour) }

func (d Duration) in(unit Duration) float64 {
	return float64(d/unit) + float64(d%unit)/float64(unit)
}

// Abs returns d without its sign; the largest Duration for the least one.
func (d Duration) Abs() Duration {
	switch {
	case d >= 0:
		return d
	case d == minDuration:
		return maxDuration
	}
	return -d
}

// Truncate rounds d towards zero to a multiple of m; m <= 0 changes nothing.
func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round rounds d to the nearest multiple of m, away from zero from the middle,
// and to the bounds where it would overflow; m <= 0 changes nothing.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	r := d % m
	if d < 0 {
		if -r < m+r { // twice as little as m, without overflow
			return d - r
		}
		if down := d - r - m; down < d {
			return down
		}
		return minDuration
	}
	if r < m-r {
		return d - r
	}
	if up := d - r + m; up > d {
		return up
	}
	return maxDuration
}

// String returns d as 72h3m0.5s; less than a second in ms, µs or ns.
func (d Duration) String() string {
	var buf [32]byte
	return string(buf[d.put(&buf):])
}

// put writes d to the end of buf and returns where it starts.
func (d Duration) put(buf *[32]byte) int {
	i := len(buf) - 1
	buf[i] = 's'
	u := uint64(d)
	if d < 0 {
		u = -u
	}
	if u < uint64(Second) {
		digits := 0
		switch {
		case u == 0:
			i--
			buf[i] = '0'
			return i
		case u < uint64(Microsecond):
			i--
			buf[i] = 'n'
		case u < uint64(Millisecond):
			i -= 2
			copy(buf[i:], "µ") // two bytes
			digits = 3
		default:
			i--
			buf[i] = 'm'
			digits = 6
		}
		i, u = putFraction(buf[:i], u, digits)
		i = putInt(buf[:i], u)
	} else {
		i, u = putFraction(buf[:i], u, 9)
		i = putInt(buf[:i], u%60)
		if u /= 60; u > 0 {
			i--
			buf[i] = 'm'
			i = putInt(buf[:i], u%60)
			if u /= 60; u > 0 {
				i--
				buf[i] = 'h'
				i = putInt(buf[:i], u)
			}
		}
	}
	if d < 0 {
		i--
		buf[i] = '-'
	}
	return i
}

// putFraction writes the last digits of u behind a point to the end of buf,
// without trailing zeros and nothing at all for 0. It returns where that
// starts, and the rest of u.
func putFraction(buf []byte, u uint64, digits int) (int, uint64) {
	i := len(buf)
	shown := false
	for ; digits > 0; digits-- {
		c := byte(u % 10)
		u /= 10
		if shown = shown || c != 0; shown {
			i--
			buf[i] = '0' + c
		}
	}
	if shown {
		i--
		buf[i] = '.'
	}
	return i, u
}

// putInt writes u to the end of buf and returns where it starts.
func putInt(buf []byte, u uint64) int {
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + u%10)
		if u /= 10; u == 0 {
			return i
		}
	}
}

// unitOf returns the duration that a unit of ParseDuration stands for, or 0.
func unitOf(unit string) uint64 {
	switch unit {
	case "ns":
		return uint64(Nanosecond)
	case "us", "µs", "μs": // both letters that look like it
		return uint64(Microsecond)
	case "ms":
		return uint64(Millisecond)
	case "s":
		return uint64(Second)
	case "m":
		return uint64(Minute)
	case "h":
		return uint64(Hour)
	}
	return 0
}

// ParseDuration reads a duration like 300ms, -1.5h or 2h45m: numbers, each with
// a fraction if it likes, and units ns, us (or µs), ms, s, m, h.
func ParseDuration(s string) (Duration, error) {
	const most = uint64(1) << 63
	whole := s
	negative := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		s = s[1:]
	}
	if s == "0" {
		return 0, nil
	}
	invalid := func() (Duration, error) { return 0, errors.New("time: invalid duration " + quote(whole)) }
	if s == "" {
		return invalid()
	}
	sum := uint64(0)
	for s != "" {
		// Digits, and digits behind a point, which must not both be missing.
		n, i := uint64(0), 0
		for ; i < len(s) && s[i]-'0' <= 9; i++ {
			if n > most/10 {
				return invalid()
			}
			if n = n*10 + uint64(s[i]-'0'); n > most {
				return invalid()
			}
		}
		digits := i
		frac, scale := uint64(0), 1.0
		if i < len(s) && s[i] == '.' {
			i++
			full := false // no further digit fits into frac
			for ; i < len(s) && s[i]-'0' <= 9; i++ {
				digits++
				if full || frac > (1<<63-1)/10 {
					full = true
					continue
				}
				next := frac*10 + uint64(s[i]-'0')
				if next > most {
					full = true
					continue
				}
				frac = next
				scale *= 10
			}
		}
		if digits == 0 {
			return invalid()
		}
		s = s[i:]
		i = 0
		for i < len(s) && s[i] != '.' && s[i]-'0' > 9 {
			i++
		}
		if i == 0 {
			return 0, errors.New("time: missing unit in duration " + quote(whole))
		}
		unit := unitOf(s[:i])
		if unit == 0 {
			return 0, errors.New("time: unknown unit " + quote(s[:i]) + " in duration " + quote(whole))
		}
		s = s[i:]
		if n > most/unit {
			return invalid()
		}
		n *= unit
		if frac > 0 {
			n += uint64(float64(frac) * (float64(unit) / scale))
			if n > most {
				return invalid()
			}
		}
		if sum += n; sum > most {
			return invalid()
		}
	}
	if negative {
		return -Duration(sum), nil
	}
	if sum > most-1 {
		return invalid()
	}
	return Duration(sum), nil
}

// quote puts s in double quotes, with everything but printable ASCII escaped by
// bytes: strconv.Quote would be large for the few messages here.
func quote(s string) string {
	const hex = "0123456789abcdef"
	b := []byte{'"'}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c >= 0x80:
			b = append(b, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
