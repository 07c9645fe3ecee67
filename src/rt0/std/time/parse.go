package time

// A ParseError tells which part of a value did not fit which part of a layout.
type ParseError struct {
	Layout     string
	Value      string
	LayoutElem string
	ValueElem  string
	Message    string
}

func (e *ParseError) Error() string {
	head := "parsing time " + quote(e.Value)
	if e.Message != "" {
		return head + e.Message
	}
	return head + " as " + quote(e.Layout) + ": cannot parse " + quote(e.ValueElem) + " as " + quote(e.LayoutElem)
}

// A reading is what Parse has found so far.
type reading struct {
	value string // what is left

	year, month, day, yday int // the last three -1 if not given
	hour, min, sec, nsec   int
	pm, am                 bool

	utc       bool // the value says that it is UTC
	hasOffset bool
	offset    int
	zone      string // a zone's name

	outside string // what was out of its range
}

// Parse reads value as layout would write the reference time. What the layout
// does not have is 0 or 1; without a zone the time is UTC. An offset that is
// the local zone's gives a local time, any other a place of its own.
func Parse(layout, value string) (Time, error) { return parse(layout, value, UTC, Local) }

// ParseInLocation is Parse at loc: for values without zone, and instead of the
// local zone.
func ParseInLocation(layout, value string, loc *Location) (Time, error) {
	return parse(layout, value, loc, loc)
}

func parse(layout, value string, fallback, local *Location) (Time, error) {
	fail := func(text, rest, message string) (Time, error) {
		// Copies: an error may outlive a large value.
		return Time{}, &ParseError{layout, string([]byte(value)), text, string([]byte(rest)), message}
	}
	r := reading{value: value, month: -1, day: -1, yday: -1}
	for rest := layout; ; {
		before, e, text, after := nextElem(rest)
		if !r.skip(before) {
			return fail(before, r.value, "")
		}
		if e == elemNone {
			break
		}
		rest = after
		hold := r.value
		ok := r.read(e, text, after)
		if r.outside != "" {
			return fail(text, r.value, ": "+r.outside+" out of range")
		}
		if !ok {
			return fail(text, hold, "")
		}
	}
	if r.value != "" {
		return fail("", r.value, ": extra text: "+quote(r.value))
	}
	if r.pm && r.hour < 12 {
		r.hour += 12
	} else if r.am && !r.pm && r.hour == 12 {
		r.hour = 0
	}
	if message := r.date(); message != "" {
		return fail("", r.value, message)
	}
	return r.time(fallback, local), nil
}

// skip takes what stands between elements off the value; a run of spaces is
// as good as another, or none at the end.
func (r *reading) skip(text string) bool {
	for text != "" {
		if text[0] == ' ' {
			if r.value != "" && r.value[0] != ' ' {
				return false
			}
			text = trimSpaces(text)
			r.value = trimSpaces(r.value)
			continue
		}
		if r.value == "" || r.value[0] != text[0] {
			return false
		}
		text = text[1:]
		r.value = r.value[1:]
	}
	return true
}

func trimSpaces(s string) string {
	for s != "" && s[0] == ' ' {
		s = s[1:]
	}
	return s
}

// number takes between least and most digits off the value.
func (r *reading) number(least, most int) (n int, ok bool) {
	i := 0
	for i < most && i < len(r.value) && r.value[i]-'0' <= 9 {
		n = n*10 + int(r.value[i]-'0')
		i++
	}
	if i < least {
		return 0, false
	}
	r.value = r.value[i:]
	return n, true
}

// bounded is number with a bound, which is noted if it is not kept.
func (r *reading) bounded(into *int, two bool, low, high int, what string) bool {
	least := 1
	if two {
		least = 2
	}
	n, ok := r.number(least, 2)
	if ok {
		*into = n
		if n < low || n > high {
			r.outside = what
		}
	}
	return ok
}

// name takes one of the names of list off the value, cut to size letters if
// size is positive, in letters of any case.
func (r *reading) name(list string, size int) (index int, ok bool) {
	for {
		w := word(list, index)
		if w == "" {
			return 0, false
		}
		if size > 0 {
			w = w[:size]
		}
		if len(r.value) >= len(w) && equalFold(r.value[:len(w)], w) {
			r.value = r.value[len(w):]
			return index, true
		}
		index++
	}
}

// equalFold compares two texts of letters, equally long, in any case.
func equalFold(a, b string) bool {
	for i := 0; i < len(a); i++ {
		if a[i] != b[i] && (a[i]|0x20 != b[i]|0x20 || a[i]|0x20 < 'a' || a[i]|0x20 > 'z') {
			return false
		}
	}
	return true
}

// read reads one element.
func (r *reading) read(e elem, text, after string) (ok bool) {
	switch e {
	case elemYear:
		if r.value == "" || r.value[0]-'0' > 9 {
			return false
		}
		return r.fullYear()
	case elemYear2:
		return r.shortYear()
	case elemMonthName, elemLongMonth:
		size := 3
		if e == elemLongMonth {
			size = 0
		}
		m, ok := r.name(monthNames, size)
		r.month = m + 1
		return ok
	case elemMonth, elemMonth2:
		return r.bounded(&r.month, e == elemMonth2, 1, 12, "month")
	case elemDayName:
		_, ok = r.name(dayNames, 3)
		return ok
	case elemLongDay:
		_, ok = r.name(dayNames, 0)
		return ok
	case elemDay, elemDaySpace, elemDay2:
		if e == elemDaySpace && r.value != "" && r.value[0] == ' ' {
			r.value = r.value[1:]
		}
		// Whether the month has that day shows at the end.
		return r.bounded(&r.day, e == elemDay2, 0, 99, "")
	case elemYearDaySpace, elemYearDay3:
		least := 3
		if e == elemYearDaySpace {
			least = 1
			for i := 0; i < 2 && r.value != "" && r.value[0] == ' '; i++ {
				r.value = r.value[1:]
			}
		}
		r.yday, ok = r.number(least, 3)
		return ok
	case elemHour:
		return r.bounded(&r.hour, false, 0, 23, "hour")
	case elemHour12, elemHour12x2:
		return r.bounded(&r.hour, e == elemHour12x2, 0, 12, "hour")
	case elemMinute, elemMinute2:
		return r.bounded(&r.min, e == elemMinute2, 0, 59, "minute")
	case elemSecond, elemSecond2:
		return r.seconds(e == elemSecond2, after)
	case elemPM:
		return r.half("AM", "PM")
	case elempm:
		return r.half("am", "pm")
	case elemOffset:
		return r.readOffset(text)
	case elemZoneName:
		return r.zoneName()
	case elemFraction0:
		return len(r.value) >= len(text) && r.fraction(len(text))
	case elemFraction9:
		n := fractionLen(r.value)
		return n == 0 || r.fraction(n)
	}
	return false
}

// fullYear reads a year of four digits.
func (r *reading) fullYear() bool {
	n, ok := r.number(4, 4)
	if ok {
		r.year = n
	}
	return ok
}

// shortYear reads a year of two digits: 1969 to 2068. As in Go, a sign may
// stand for the first of them.
func (r *reading) shortYear() bool {
	sign := 1
	digits := 2
	if r.value != "" && (r.value[0] == '-' || r.value[0] == '+') {
		if r.value[0] == '-' {
			sign = -1
		}
		r.value = r.value[1:]
		digits = 1
	}
	n, ok := r.number(digits, digits)
	if ok {
		n *= sign
		r.year = n + 1900
		if n < 69 {
			r.year += 100
		}
	}
	return ok
}

// half reads which half of the day it is.
func (r *reading) half(am, pm string) bool {
	switch {
	case hasPrefix(r.value, am):
		r.am = true
	case hasPrefix(r.value, pm):
		r.pm = true
	default:
		return false
	}
	r.value = r.value[2:]
	return true
}

// seconds reads seconds, and a fraction behind them even where the layout has
// none.
func (r *reading) seconds(two bool, after string) bool {
	if !r.bounded(&r.sec, two, 0, 59, "second") {
		return false
	}
	if r.outside != "" {
		return true
	}
	n := fractionLen(r.value)
	if n == 0 {
		return true
	}
	if _, e, _, _ := nextElem(after); e == elemFraction0 || e == elemFraction9 {
		return true // the layout will ask for it
	}
	return r.fraction(n)
}

// fractionLen returns the length of the fraction that s starts with: a point or
// comma and digits; 0 if there is none.
func fractionLen(s string) int {
	if len(s) < 2 || s[0] != '.' && s[0] != ',' || s[1]-'0' > 9 {
		return 0
	}
	n := 2
	for n < len(s) && s[n]-'0' <= 9 {
		n++
	}
	return n
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}

// fraction reads a fraction of n bytes; digits beyond nanoseconds are dropped.
func (r *reading) fraction(n int) bool {
	s := r.value[:n]
	if s[0] != '.' && s[0] != ',' {
		return false
	}
	if n > 2 && s[1] == '-' && allDigits(s[2:]) {
		r.outside = "fractional second"
		return true
	}
	nsec := 0
	for i := 1; i <= 9; i++ {
		nsec *= 10
		if i < n {
			if s[i]-'0' > 9 {
				return false
			}
			nsec += int(s[i] - '0')
		}
	}
	for i := 10; i < n; i++ {
		if s[i]-'0' > 9 {
			return false
		}
	}
	r.nsec = nsec
	r.value = r.value[n:]
	return true
}

// readOffset reads an offset in the form of text.
func (r *reading) readOffset(text string) bool {
	if text[0] == 'Z' && r.value != "" && r.value[0] == 'Z' {
		r.value = r.value[1:]
		r.utc = true
		return true
	}
	if len(r.value) < len(text) {
		return false
	}
	s := r.value[:len(text)]
	r.value = r.value[len(text):]
	// Digits stand where the text has them.
	var part [3]int
	k := 0
	ok := true
	for i := 1; i < len(text); k++ {
		if text[i] == ':' {
			if s[i] != ':' {
				return false
			}
			i++
		}
		if s[i]-'0' > 9 || s[i+1]-'0' > 9 {
			ok = false
			break
		}
		part[k] = int(s[i]-'0')*10 + int(s[i+1]-'0')
		i += 2
	}
	// People do write 24 hours and 60 minutes.
	switch {
	case part[0] > 24:
		r.outside = "time zone offset hour"
	case part[1] > 60:
		r.outside = "time zone offset minute"
	case part[2] > 60:
		r.outside = "time zone offset second"
	}
	if !ok || s[0] != '+' && s[0] != '-' {
		return false
	}
	r.hasOffset = true
	r.offset = (part[0]*60+part[1])*60 + part[2]
	if s[0] == '-' {
		r.offset = -r.offset
	}
	return true
}

// zoneName reads a zone's name.
func (r *reading) zoneName() bool {
	if hasPrefix(r.value, "UTC") {
		r.utc = true
		r.value = r.value[3:]
		return true
	}
	n := zoneNameLen(r.value)
	if n == 0 {
		return false
	}
	r.zone = r.value[:n]
	r.value = r.value[n:]
	return true
}

// zoneNameLen returns the length of the zone name that s starts with, or 0:
// three capitals, four or five that end in T, ChST and MeST, WITA, GMT with
// hours, or a sign with hours.
func zoneNameLen(s string) int {
	if len(s) < 3 {
		return 0
	}
	if hasPrefix(s, "ChST") || hasPrefix(s, "MeST") {
		return 4
	}
	if hasPrefix(s, "GMT") {
		return 3 + hoursLen(s[3:])
	}
	if s[0] == '+' || s[0] == '-' {
		return hoursLen(s)
	}
	n := 0
	for n < len(s) && n < 6 && s[n]-'A' < 26 {
		n++
	}
	switch {
	case n == 3:
		return 3
	case n == 4 && (s[3] == 'T' || s[:4] == "WITA"):
		return 4
	case n == 5 && s[4] == 'T':
		return 5
	}
	return 0
}

// hoursLen returns the length of the sign and hours, up to 23, that s starts
// with, or 0.
func hoursLen(s string) int {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0
	}
	n, i := 0, 1
	for i < len(s) && s[i]-'0' <= 9 && n < 1000 {
		n = n*10 + int(s[i]-'0')
		i++
	}
	if i == 1 || n > 23 {
		return 0
	}
	return i
}

// date completes and checks the date, and tells what is wrong with it.
func (r *reading) date() (message string) {
	if r.yday >= 0 {
		first := dayOf(int64(r.year), January, 1)
		if r.yday < 1 || r.yday > int(dayOf(int64(r.year)+1, January, 1)-first) {
			return ": day-of-year out of range"
		}
		_, m, d := civil(first + int64(r.yday) - 1)
		if r.month >= 0 && r.month != int(m) {
			return ": day-of-year does not match month"
		}
		if r.day >= 0 && r.day != d {
			return ": day-of-year does not match day"
		}
		r.month, r.day = int(m), d
	}
	if r.month < 0 {
		r.month = 1
	}
	if r.day < 0 {
		r.day = 1
	}
	if _, m, _ := civil(dayOf(int64(r.year), Month(r.month), int64(r.day))); r.day < 1 || int(m) != r.month {
		return ": day out of range"
	}
	return ""
}

// time returns the time that was read.
func (r *reading) time(fallback, local *Location) Time {
	at := func(loc *Location) Time {
		return Date(r.year, Month(r.month), r.day, r.hour, r.min, r.sec, r.nsec, loc)
	}
	switch {
	case r.utc:
		return at(UTC)
	case r.hasOffset:
		t := at(UTC)
		t.sec -= int64(r.offset)
		name, offset, _, _, _ := local.lookup(t.Unix())
		if offset == r.offset && (r.zone == "" || name == r.zone) {
			t.setLoc(local)
		} else {
			t.setLoc(FixedZone(string([]byte(r.zone)), r.offset))
		}
		return t
	case r.zone != "":
		t := at(UTC)
		if offset, ok := local.byName(r.zone, t.Unix()); ok {
			t.sec -= int64(offset)
			t.setLoc(local)
			return t
		}
		// A zone that nobody knows has offset 0, but for GMT+3 and its like.
		offset := 0
		if len(r.zone) > 4 && r.zone[:3] == "GMT" {
			for i := 4; i < len(r.zone); i++ {
				offset = offset*10 + int(r.zone[i]-'0')
			}
			offset *= secondsPerHour
			if r.zone[3] == '-' {
				offset = -offset
			}
		}
		t.setLoc(FixedZone(string([]byte(r.zone)), offset))
		return t
	}
	return at(fallback)
}
