package time

// Layouts for Format and Parse: how the reference time, January 2 15:04:05 2006
// MST (-0700), would be written.
const (
	Layout      = "01/02 03:04:05PM '06 -0700"
	ANSIC       = "Mon Jan _2 15:04:05 2006"
	UnixDate    = "Mon Jan _2 15:04:05 MST 2006"
	RubyDate    = "Mon Jan 02 15:04:05 -0700 2006"
	RFC822      = "02 Jan 06 15:04 MST"
	RFC822Z     = "02 Jan 06 15:04 -0700"
	RFC850      = "Monday, 02-Jan-06 15:04:05 MST"
	RFC1123     = "Mon, 02 Jan 2006 15:04:05 MST"
	RFC1123Z    = "Mon, 02 Jan 2006 15:04:05 -0700"
	RFC3339     = "2006-01-02T15:04:05Z07:00"
	RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
	Kitchen     = "3:04PM"
	Stamp       = "Jan _2 15:04:05"
	StampMilli  = "Jan _2 15:04:05.000"
	StampMicro  = "Jan _2 15:04:05.000000"
	StampNano   = "Jan _2 15:04:05.000000000"
	DateTime    = "2006-01-02 15:04:05"
	DateOnly    = "2006-01-02"
	TimeOnly    = "15:04:05"
)

// An elem is an element of a layout.
type elem int

const (
	elemNone elem = iota
	elemLongMonth
	elemMonthName
	elemMonth
	elemMonth2
	elemLongDay
	elemDayName
	elemDay
	elemDaySpace
	elemDay2
	elemYearDaySpace
	elemYearDay3
	elemHour
	elemHour12
	elemHour12x2
	elemMinute
	elemMinute2
	elemSecond
	elemSecond2
	elemYear
	elemYear2
	elemPM
	elempm
	elemZoneName
	elemOffset // the forms of an offset; their text tells the rest
	elemFraction0
	elemFraction9
)

// nextElem cuts a layout at its first element: what is before it, which one it
// is, its text, and what is behind it.
func nextElem(layout string) (before string, e elem, text, after string) {
	for i := 0; i < len(layout); i++ {
		e, n := elemAt(layout[i:], i+1 < len(layout))
		if e == elemNone {
			continue
		}
		if n < 0 { // _2006: the underscore is no part of the year
			i++
			n = -n
		}
		return layout[:i], e, layout[i : i+n], layout[i+n:]
	}
	return layout, elemNone, "", ""
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// lower reports whether s starts with a small letter.
func lower(s string) bool { return s != "" && 'a' <= s[0] && s[0] <= 'z' }

// elemAt returns the element that s starts with, and the length of its text;
// negative if it begins one byte later.
func elemAt(s string, more bool) (e elem, n int) {
	switch s[0] {
	case 'J':
		if hasPrefix(s, "January") {
			return elemLongMonth, 7
		}
		if hasPrefix(s, "Jan") && !lower(s[3:]) {
			return elemMonthName, 3
		}
	case 'M':
		if hasPrefix(s, "Monday") {
			return elemLongDay, 6
		}
		if hasPrefix(s, "Mon") && !lower(s[3:]) {
			return elemDayName, 3
		}
		if hasPrefix(s, "MST") {
			return elemZoneName, 3
		}
	case '0':
		return zeroElem(s)
	case '1':
		if more && s[1] == '5' {
			return elemHour, 2
		}
		return elemMonth, 1
	case '2':
		if hasPrefix(s, "2006") {
			return elemYear, 4
		}
		return elemDay, 1
	case '_':
		switch {
		case hasPrefix(s, "_2006"):
			return elemYear, -4
		case hasPrefix(s, "_2"):
			return elemDaySpace, 2
		case hasPrefix(s, "__2"):
			return elemYearDaySpace, 3
		}
	case '3':
		return elemHour12, 1
	case '4':
		return elemMinute, 1
	case '5':
		return elemSecond, 1
	case 'P':
		if more && s[1] == 'M' {
			return elemPM, 2
		}
	case 'p':
		if more && s[1] == 'm' {
			return elempm, 2
		}
	case '-', 'Z':
		for _, form := range [...]string{"070000", "07:00:00", "0700", "07:00", "07"} {
			if hasPrefix(s[1:], form) {
				return elemOffset, 1 + len(form)
			}
		}
	case '.', ',':
		return fractionElem(s)
	}
	return elemNone, 0
}

// zeroElem is elemAt for elements that start with 0.
func zeroElem(s string) (e elem, n int) {
	if hasPrefix(s, "002") {
		return elemYearDay3, 3
	}
	if len(s) < 2 {
		return elemNone, 0
	}
	switch s[1] {
	case '1':
		return elemMonth2, 2
	case '2':
		return elemDay2, 2
	case '3':
		return elemHour12x2, 2
	case '4':
		return elemMinute2, 2
	case '5':
		return elemSecond2, 2
	case '6':
		return elemYear2, 2
	}
	return elemNone, 0
}

// fractionElem is elemAt for a point or comma: a run of 0 or 9 must follow, and
// no other digit.
func fractionElem(s string) (e elem, n int) {
	if len(s) < 2 || s[1] != '0' && s[1] != '9' {
		return elemNone, 0
	}
	n = 1
	for n < len(s) && s[n] == s[1] {
		n++
	}
	if n < len(s) && s[n]-'0' <= 9 {
		return elemNone, 0
	}
	if s[1] == '0' {
		return elemFraction0, n
	}
	return elemFraction9, n
}

// appendInt appends n with at least width digits.
func appendInt(b []byte, n, width int) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	var buf [20]byte
	i := putInt(buf[:], uint64(n))
	for k := len(buf) - i; k < width; k++ {
		b = append(b, '0')
	}
	return append(b, buf[i:]...)
}

// Format returns t as layout would write the reference time.
func (t Time) Format(layout string) string {
	return string(t.AppendFormat(make([]byte, 0, len(layout)+10), layout))
}

// AppendFormat appends Format(layout) to b.
func (t Time) AppendFormat(b []byte, layout string) []byte {
	name, offset, _, _, _ := t.Location().lookup(t.Unix())
	seconds := t.sec + int64(offset)
	days := floorDiv(seconds, secondsPerDay)
	year, month, day := civil(days)
	ofDay := int(seconds - days*secondsPerDay)
	hour, min, sec := ofDay/3600, ofDay/60%60, ofDay%60
	for layout != "" {
		before, e, text, after := nextElem(layout)
		b = append(b, before...)
		layout = after
		switch e {
		case elemYear:
			b = appendInt(b, year, 4)
		case elemYear2:
			y := year
			if y < 0 {
				y = -y
			}
			b = appendInt(b, y%100, 2)
		case elemLongMonth:
			b = append(b, month.String()...)
		case elemMonthName:
			b = append(b, month.String()[:3]...)
		case elemMonth:
			b = appendInt(b, int(month), 0)
		case elemMonth2:
			b = appendInt(b, int(month), 2)
		case elemLongDay, elemDayName:
			d := days + 1
			s := Weekday(d - floorDiv(d, 7)*7).String()
			if e == elemDayName {
				s = s[:3]
			}
			b = append(b, s...)
		case elemDay:
			b = appendInt(b, day, 0)
		case elemDaySpace:
			b = appendSpaced(b, day, 2)
		case elemDay2:
			b = appendInt(b, day, 2)
		case elemYearDaySpace:
			b = appendSpaced(b, int(days-dayOf(int64(year), January, 1))+1, 3)
		case elemYearDay3:
			b = appendInt(b, int(days-dayOf(int64(year), January, 1))+1, 3)
		case elemHour:
			b = appendInt(b, hour, 2)
		case elemHour12:
			b = appendInt(b, (hour+11)%12+1, 0)
		case elemHour12x2:
			b = appendInt(b, (hour+11)%12+1, 2)
		case elemMinute:
			b = appendInt(b, min, 0)
		case elemMinute2:
			b = appendInt(b, min, 2)
		case elemSecond:
			b = appendInt(b, sec, 0)
		case elemSecond2:
			b = appendInt(b, sec, 2)
		case elemPM, elempm:
			c := "AMPM"
			if e == elempm {
				c = "ampm"
			}
			b = append(b, c[hour/12*2:hour/12*2+2]...)
		case elemOffset:
			b = appendOffset(b, offset, text)
		case elemZoneName:
			if name != "" {
				b = append(b, name...)
			} else {
				b = appendOffset(b, offset, "-0700")
			}
		case elemFraction0, elemFraction9:
			b = appendFraction(b, int(t.nsec), e, text)
		}
	}
	return b
}

// appendSpaced appends n with spaces before it to width.
func appendSpaced(b []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < limit {
			b = append(b, ' ')
		}
		limit *= 10
	}
	return appendInt(b, n, 0)
}

// appendOffset appends an offset in the form of text.
func appendOffset(b []byte, offset int, text string) []byte {
	if text[0] == 'Z' && offset == 0 {
		return append(b, 'Z')
	}
	sign := byte('+')
	if offset < 0 {
		sign = '-'
		offset = -offset
	}
	if offset < 60 && len(text) < 7 {
		// Go takes the sign of the offset in minutes.
		sign = '+'
	}
	b = append(b, sign)
	b = appendInt(b, offset/3600, 2)
	if len(text) == 3 {
		return b
	}
	colon := text[3] == ':'
	if colon {
		b = append(b, ':')
	}
	b = appendInt(b, offset/60%60, 2)
	if len(text) >= 7 {
		if colon {
			b = append(b, ':')
		}
		b = appendInt(b, offset%60, 2)
	}
	return b
}

// appendFraction appends a fraction of a second of as many digits as text has;
// without trailing zeros for 9s.
func appendFraction(b []byte, nsec int, e elem, text string) []byte {
	digits := len(text) - 1
	var buf [9]byte
	for i := 8; i >= 0; i-- {
		buf[i] = byte('0' + nsec%10)
		nsec /= 10
	}
	if digits > 9 {
		digits = 9
	}
	if e == elemFraction9 {
		for digits > 0 && buf[digits-1] == '0' {
			digits--
		}
		if digits == 0 {
			return b
		}
	}
	b = append(b, text[0])
	return append(b, buf[:digits]...)
}

// started is when the package was initialised: what m= is counted from.
var started = runtimeNano() - 1

// String returns t as 2006-01-02 15:04:05.999999999 -0700 MST, and behind m= its
// monotonic clock since the program's start, if it has one.
func (t Time) String() string {
	b := t.AppendFormat(nil, "2006-01-02 15:04:05.999999999 -0700 MST")
	if t.mono != 0 {
		m := t.mono - started
		sign := byte('+')
		if m < 0 {
			sign = '-'
			m = -m
		}
		b = append(b, ' ', 'm', '=', sign)
		b = appendInt(b, int(m/nanosPerSecond), 0)
		b = append(b, '.')
		b = appendInt(b, int(m%nanosPerSecond), 9)
	}
	return string(b)
}

// GoString returns t as a call of Date.
func (t Time) GoString() string {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	b := append([]byte(nil), "time.Date("...)
	b = appendInt(b, year, 0)
	b = append(b, ", "...)
	b = append(b, "time."...)
	b = append(b, month.String()...)
	for _, n := range [...]int{day, hour, min, sec, int(t.nsec)} {
		b = append(b, ", "...)
		b = appendInt(b, n, 0)
	}
	switch l := t.Location(); l {
	case UTC:
		b = append(b, ", time.UTC)"...)
	case Local:
		b = append(b, ", time.Local)"...)
	default:
		b = append(b, ", time.Location("...)
		b = append(b, quote(l.name)...)
		b = append(b, "))"...)
	}
	return string(b)
}
