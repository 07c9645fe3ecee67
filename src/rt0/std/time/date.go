package time

// A Month is a month of the year; January is 1.
type Month int

// The months.
const (
	January Month = 1 + iota
	February
	March
	April
	May
	June
	July
	August
	September
	October
	November
	December
)

// A Weekday is a day of the week; Sunday is 0.
type Weekday int

// The days of the week.
const (
	Sunday Weekday = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

// Names of months and days. The n-th is found by cutting at spaces: a table of
// strings would need as many headers.
const (
	monthNames = "January February March April May June July August September October November December "
	dayNames   = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday "
)

// word returns the n-th word of list, in which each ends in a space, or "".
func word(list string, n int) string {
	for start := 0; start < len(list); n-- {
		end := start
		for list[end] != ' ' {
			end++
		}
		if n == 0 {
			return list[start:end]
		}
		start = end + 1
	}
	return ""
}

// String returns the month's English name.
func (m Month) String() string {
	if January <= m && m <= December {
		return word(monthNames, int(m-1))
	}
	return "%!Month(" + signed(int(m)) + ")"
}

// String returns the day's English name.
func (d Weekday) String() string {
	if Sunday <= d && d <= Saturday {
		return word(dayNames, int(d))
	}
	return "%!Weekday(" + signed(int(d)) + ")"
}

// signed returns n in digits, as an unsigned number, which is how Go shows a
// month that there is not.
func signed(n int) string {
	var buf [20]byte
	return string(buf[putInt(buf[:], uint64(n)):])
}

// floorDiv divides and rounds down.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Days are counted from January 1 of year 1. Within the computation, years
// begin in March, so that the day that leap years have more is the last; 400
// years, an era, have daysPerEra days, always.
const (
	daysPerEra = 146097
	// marchShift is how many days March 1 of year 0 is before January 1 of
	// year 1.
	marchShift = 306
)

// civil returns the date of a day.
func civil(day int64) (year int, month Month, mday int) {
	day += marchShift
	era := floorDiv(day, daysPerEra)
	d := day - era*daysPerEra                    // 0 to 146096
	y := (d - d/1460 + d/36524 - d/146096) / 365 // 0 to 399
	yday := d - (365*y + y/4 - y/100)            // from March 1, 0 to 365
	m := (5*yday + 2) / 153                      // 0 is March
	mday = int(yday - (153*m+2)/5 + 1)
	year = int(y + era*400)
	if m < 10 {
		return year, Month(m + 3), mday
	}
	return year + 1, Month(m - 9), mday
}

// dayOf returns the day of a date; the month must be one.
func dayOf(year int64, month Month, mday int64) int64 {
	m := int64(month) - 3
	if m < 0 {
		m += 12
		year--
	}
	era := floorDiv(year, 400)
	y := year - era*400
	return era*daysPerEra + y*365 + y/4 - y/100 + (153*m+2)/5 + mday - 1 - marchShift
}

// Date returns a date and time at a place. Values outside of their ranges, as
// October 32, are carried over. Where a clock shows a time twice or never, one
// of the zones involved is taken.
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	m := int64(month) - 1
	y := int64(year) + floorDiv(m, 12)
	m -= floorDiv(m, 12) * 12
	carry := floorDiv(int64(nsec), nanosPerSecond)
	frac := int64(nsec) - carry*nanosPerSecond
	s := dayOf(y, Month(m+1), 1) + int64(day) - 1
	s = s*secondsPerDay + int64(hour)*secondsPerHour + int64(min)*secondsPerMinute + int64(sec) + carry

	// The offset depends on the instant and the instant on the offset: try the
	// one at the clock's reading taken as UTC, and where that leads over a
	// change, the one beyond it.
	unix := s - unixEpoch
	_, offset, start, end, _ := loc.lookup(unix)
	if offset != 0 {
		guess := unix - int64(offset)
		if guess < start || guess >= end {
			_, offset, _, _, _ = loc.lookup(guess)
		}
		s -= int64(offset)
	}
	t := Time{sec: s, nsec: int32(frac)}
	t.setLoc(loc)
	return t
}

// Date returns t's date.
func (t Time) Date() (year int, month Month, day int) {
	return civil(floorDiv(t.local(), secondsPerDay))
}

// Year returns t's year.
func (t Time) Year() int {
	year, _, _ := t.Date()
	return year
}

// Month returns t's month.
func (t Time) Month() Month {
	_, month, _ := t.Date()
	return month
}

// Day returns t's day of the month.
func (t Time) Day() int {
	_, _, day := t.Date()
	return day
}

// Weekday returns t's day of the week.
func (t Time) Weekday() Weekday {
	// Day 0 was a Monday.
	day := floorDiv(t.local(), secondsPerDay) + 1
	return Weekday(day - floorDiv(day, 7)*7)
}

// YearDay returns t's day of the year, from 1.
func (t Time) YearDay() int {
	day := floorDiv(t.local(), secondsPerDay)
	year, _, _ := civil(day)
	return int(day-dayOf(int64(year), January, 1)) + 1
}

// ISOWeek returns t's week by ISO 8601, and the year that it belongs to: weeks
// begin on Monday, and belong where their Thursday is.
func (t Time) ISOWeek() (year, week int) {
	day := floorDiv(t.local(), secondsPerDay)
	thursday := day - (day - floorDiv(day, 7)*7) + 3
	year, _, _ = civil(thursday)
	return year, int(thursday-dayOf(int64(year), January, 1))/7 + 1
}

// Clock returns t's time of the day.
func (t Time) Clock() (hour, min, sec int) {
	s := t.local()
	s -= floorDiv(s, secondsPerDay) * secondsPerDay
	return int(s / secondsPerHour), int(s / 60 % 60), int(s % 60)
}

// Hour returns t's hour, 0 to 23.
func (t Time) Hour() int {
	hour, _, _ := t.Clock()
	return hour
}

// Minute returns t's minute, 0 to 59.
func (t Time) Minute() int {
	_, min, _ := t.Clock()
	return min
}

// Second returns t's second, 0 to 59.
func (t Time) Second() int {
	_, _, sec := t.Clock()
	return sec
}

// Nanosecond returns t's nanosecond, 0 to 999999999.
func (t Time) Nanosecond() int { return int(t.nsec) }

// AddDate returns t with years, months and days added to its date; what is no
// date then is carried over as by Date.
func (t Time) AddDate(years int, months int, days int) Time {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	return Date(year+years, month+Month(months), day+days, hour, min, sec, int(t.nsec), t.Location())
}
