package time

// The rule of a zone file tells what happens after its last change: a POSIX TZ
// string like CET-1CEST,M3.5.0,M10.5.0/3. It is read when it is asked for; that
// is rare enough.

// A tzDay is the day and time of a change within a year.
type tzDay struct {
	kind byte // 'J': day of the year, February 29 not counted; 'D': counted, from 0; 'M': as below
	day  int  // of the year, or of the week
	week int  // of the month, 5 for the last
	mon  int
	time int // seconds after midnight, by the clock before the change
}

// applyRule tells which zone is in force at sec, and from when until when.
// last is the last change of the file.
func applyRule(rule string, last, sec int64) (name string, offset int, start, end int64, isDST, ok bool) {
	std, stdOffset, dst, dstOffset, from, to, ok := parseRule(rule)
	if !ok {
		return "", 0, 0, 0, false, false
	}
	if dst == "" {
		return std, stdOffset, last, maxUnix, false, true
	}
	year, _, _ := civil(floorDiv(sec+unixEpoch, secondsPerDay))
	yearStart := dayOf(int64(year), January, 1)*secondsPerDay - unixEpoch
	nextYear := yearStart + 365*secondsPerDay // Go does not look for leap years here either
	on := yearStart + int64(from.seconds(year)-stdOffset)
	off := yearStart + int64(to.seconds(year)-dstOffset)
	firstName, firstOffset, secondName, secondOffset := std, stdOffset, dst, dstOffset
	firstDST := false
	if off < on { // the southern half of the world
		on, off = off, on
		firstName, firstOffset, secondName, secondOffset = dst, dstOffset, std, stdOffset
		firstDST = true
	}
	switch {
	case sec < on:
		return firstName, firstOffset, yearStart, on, firstDST, true
	case sec >= off:
		return firstName, firstOffset, off, nextYear, firstDST, true
	}
	return secondName, secondOffset, on, off, !firstDST, true
}

// seconds returns when in the year the change is, in seconds of a clock that
// shows midnight at its start.
func (d *tzDay) seconds(year int) int {
	leap := year%4 == 0 && (year%100 != 0 || year%400 == 0)
	day := d.day
	switch d.kind {
	case 'J':
		day--
		if leap && d.day >= 60 {
			day++
		}
	case 'M':
		first := dayOf(int64(year), Month(d.mon), 1)
		next := first + 31 // some day of the next month
		y, m, _ := civil(next)
		days := int(dayOf(int64(y), m, 1) - first)
		weekday := int(first + 1 - floorDiv(first+1, 7)*7)
		at := d.day - weekday
		if at < 0 {
			at += 7
		}
		for w := 1; w < d.week && at+7 < days; w++ {
			at += 7
		}
		day = int(first-dayOf(int64(year), January, 1)) + at
	}
	return day*secondsPerDay + d.time
}

// parseRule reads a TZ string. Offsets are returned as seconds east of UTC,
// opposite to how they are written; dst is "" where there is none.
func parseRule(s string) (std string, stdOffset int, dst string, dstOffset int, from, to tzDay, ok bool) {
	std, s, ok = tzName(s)
	if ok {
		stdOffset, s, ok = tzOffset(s)
	}
	if !ok {
		return
	}
	stdOffset = -stdOffset
	if s == "" || s[0] == ',' {
		return std, stdOffset, "", 0, from, to, true
	}
	if dst, s, ok = tzName(s); !ok {
		return
	}
	dstOffset = stdOffset + secondsPerHour
	if s != "" && s[0] != ',' {
		if dstOffset, s, ok = tzOffset(s); !ok {
			return
		}
		dstOffset = -dstOffset
	}
	if s == "" {
		s = ",M3.2.0,M11.1.0" // as the standard's examples have it
	}
	if s[0] != ',' && s[0] != ';' {
		ok = false
		return
	}
	if from, s, ok = tzRule(s[1:]); !ok {
		return
	}
	if s == "" || s[0] != ',' {
		ok = false
		return
	}
	if to, s, ok = tzRule(s[1:]); ok {
		ok = s == ""
	}
	return
}

// tzName reads a name: at least three letters, or anything in <>.
func tzName(s string) (name, rest string, ok bool) {
	if s != "" && s[0] == '<' {
		for i := 1; i < len(s); i++ {
			if s[i] == '>' {
				return s[1:i], s[i+1:], true
			}
		}
		return "", "", false
	}
	i := 0
	for i < len(s) && s[i] != ',' && s[i] != '-' && s[i] != '+' && s[i]-'0' > 9 {
		i++
	}
	return s[:i], s[i:], i >= 3
}

// tzNumber reads a number between bounds.
func tzNumber(s string, low, high int) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && s[i]-'0' <= 9 {
		if n = n*10 + int(s[i]-'0'); n > high {
			return 0, "", false
		}
		i++
	}
	return n, s[i:], i > 0 && n >= low
}

// tzOffset reads [+-]hh[:mm[:ss]] as seconds.
func tzOffset(s string) (seconds int, rest string, ok bool) {
	sign := 1
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	n, s, ok := tzNumber(s, 0, 24*7) // RFC 8536 allows for a week
	seconds = n * secondsPerHour
	for unit := secondsPerMinute; ok && unit > 0 && s != "" && s[0] == ':'; unit /= 60 {
		n, s, ok = tzNumber(s[1:], 0, 59)
		seconds += n * unit
	}
	return sign * seconds, s, ok
}

// tzRule reads Jn, n or Mm.w.d, each with /time if it likes; 02:00 if not.
func tzRule(s string) (d tzDay, rest string, ok bool) {
	switch {
	case s == "":
		return d, "", false
	case s[0] == 'J':
		d.kind = 'J'
		d.day, s, ok = tzNumber(s[1:], 1, 365)
	case s[0] == 'M':
		d.kind = 'M'
		d.mon, s, ok = tzNumber(s[1:], 1, 12)
		if !ok || s == "" || s[0] != '.' {
			return d, "", false
		}
		d.week, s, ok = tzNumber(s[1:], 1, 5)
		if !ok || s == "" || s[0] != '.' {
			return d, "", false
		}
		d.day, s, ok = tzNumber(s[1:], 0, 6)
	default:
		d.kind = 'D'
		d.day, s, ok = tzNumber(s, 0, 365)
	}
	d.time = 2 * secondsPerHour
	if ok && s != "" && s[0] == '/' {
		d.time, s, ok = tzOffset(s[1:])
	}
	return d, s, ok
}
