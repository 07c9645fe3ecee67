// Package time tells, computes, writes and reads times, and waits.
//
// Files: time.go (Time and its arithmetic), date.go (the calendar),
// duration.go, format.go and parse.go (layouts), zone.go (time zones),
// sleep.go (timers).
//
// Zones are read when they are first asked for.
package time

import _ "unsafe"

// now returns the time since 1970, and the monotonic clock, or 0 for that in a
// bubble (package testing/synctest), which has no other clock.
//
//go:linkname now runtime.timenow
func now() (sec int64, nsec int32, mono int64)

// mono is the monotonic clock, 0 in a bubble.
//
//go:linkname mono runtime.timemono
func mono() int64

// runtimeNano is the clock that timers go by: the monotonic one, or the bubble's.
//
//go:linkname runtimeNano runtime.timenano
func runtimeNano() int64

// A Time is an instant, to the nanosecond. The zero Time is January 1 of year
// 1, 00:00:00 UTC.
//
// One that Now returned also knows the monotonic clock, which nobody sets:
// Sub, Since, Before and their like go by that if both times have it. == also
// compares clock and place; Equal is what is mostly wanted.
type Time struct {
	sec  int64     // since the zero Time
	mono int64     // nanoseconds of the monotonic clock, 0 if not known
	nsec int32     // 0 to 999999999
	loc  *Location // where its calendar is read; nil for UTC
}

const (
	secondsPerMinute = 60
	secondsPerHour   = 3600
	secondsPerDay    = 86400
	nanosPerSecond   = 1000000000

	// unixEpoch is 1970 in seconds since the zero Time.
	unixEpoch int64 = 719162 * secondsPerDay
)

// Now returns the time in the local zone.
func Now() Time {
	sec, nsec, mono := now()
	return Time{sec + unixEpoch, mono, nsec, Local}
}

// Unix returns the local time sec seconds and nsec nanoseconds after 1970 UTC;
// nsec may have any value.
func Unix(sec int64, nsec int64) Time {
	if nsec < 0 || nsec >= nanosPerSecond {
		sec += nsec / nanosPerSecond
		nsec %= nanosPerSecond
		if nsec < 0 {
			nsec += nanosPerSecond
			sec--
		}
	}
	return Time{sec + unixEpoch, 0, int32(nsec), Local}
}

// UnixMilli is Unix by milliseconds.
func UnixMilli(msec int64) Time { return Unix(msec/1e3, msec%1e3*1e6) }

// UnixMicro is Unix by microseconds.
func UnixMicro(usec int64) Time { return Unix(usec/1e6, usec%1e6*1e3) }

// Unix returns the seconds since 1970 UTC.
func (t Time) Unix() int64 { return t.sec - unixEpoch }

// UnixMilli returns the milliseconds since 1970 UTC.
func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + int64(t.nsec)/1e6 }

// UnixMicro returns the microseconds since 1970 UTC.
func (t Time) UnixMicro() int64 { return t.Unix()*1e6 + int64(t.nsec)/1e3 }

// UnixNano returns the nanoseconds since 1970 UTC; from 1678 to 2262.
func (t Time) UnixNano() int64 { return t.Unix()*1e9 + int64(t.nsec) }

// IsZero reports whether t is the zero instant.
func (t Time) IsZero() bool { return t.sec == 0 && t.nsec == 0 }

// Compare returns -1, 0 or 1 as t is before, at or after u.
func (t Time) Compare(u Time) int {
	a, b := t.sec, u.sec
	if t.mono != 0 && u.mono != 0 {
		a, b = t.mono, u.mono
	} else if a == b {
		a, b = int64(t.nsec), int64(u.nsec)
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// After reports whether t is after u.
func (t Time) After(u Time) bool { return t.Compare(u) > 0 }

// Before reports whether t is before u.
func (t Time) Before(u Time) bool { return t.Compare(u) < 0 }

// Equal reports whether t and u are the same instant, wherever they are read.
func (t Time) Equal(u Time) bool { return t.Compare(u) == 0 }

// Add returns t+d.
func (t Time) Add(d Duration) Time {
	t.sec += int64(d / nanosPerSecond)
	nsec := int64(t.nsec) + int64(d%nanosPerSecond)
	if nsec >= nanosPerSecond {
		t.sec++
		nsec -= nanosPerSecond
	} else if nsec < 0 {
		t.sec--
		nsec += nanosPerSecond
	}
	t.nsec = int32(nsec)
	if t.mono != 0 {
		mono := t.mono + int64(d)
		if mono < t.mono != (d < 0) || mono == 0 {
			mono = 0 // it overflowed: the wall clock has to do
		}
		t.mono = mono
	}
	return t
}

// Sub returns t-u, or the nearest Duration there is.
func (t Time) Sub(u Time) Duration {
	if t.mono != 0 && u.mono != 0 {
		return clamp(t.mono, u.mono)
	}
	d := Duration(t.sec-u.sec)*Second + Duration(t.nsec-u.nsec)
	if u.Add(d).Equal(t) {
		return d
	}
	if t.Before(u) {
		return minDuration
	}
	return maxDuration
}

// clamp returns a-b, or the nearest Duration.
func clamp(a, b int64) Duration {
	d := Duration(a - b)
	switch {
	case d < 0 && a > b:
		return maxDuration
	case d > 0 && a < b:
		return minDuration
	}
	return d
}

// Since returns the time passed since t.
func Since(t Time) Duration {
	if t.mono != 0 { // spares the wall clock
		if now := mono(); now != 0 {
			return clamp(now, t.mono)
		}
	}
	return Now().Sub(t)
}

// Until returns the time to pass until t.
func Until(t Time) Duration {
	if t.mono != 0 {
		if now := mono(); now != 0 {
			return clamp(t.mono, now)
		}
	}
	return t.Sub(Now())
}

// Round returns t rounded to the nearest multiple of d since the zero Time, up
// from the middle, without the monotonic clock; d <= 0 only drops that.
func (t Time) Round(d Duration) Time {
	t.mono = 0
	if d <= 0 {
		return t
	}
	r := t.mod(d)
	if r < d-r {
		return t.Add(-r)
	}
	return t.Add(d - r)
}

// Truncate returns t rounded down to a multiple of d since the zero Time,
// without the monotonic clock; d <= 0 only drops that.
func (t Time) Truncate(d Duration) Time {
	t.mono = 0
	if d <= 0 {
		return t
	}
	return t.Add(-t.mod(d))
}

// mod returns the time since the last multiple of d > 0.
func (t Time) mod(d Duration) Duration {
	// The time since the zero Time is sec*10^9 + nsec, of up to 94 bits. Its
	// remainder is taken by Horner's rule, 32 bits of sec at a time. As d has
	// 63 bits, each step doubles and reduces.
	m := uint64(d)
	sec := uint64(t.sec)
	negative := t.sec < 0
	if negative {
		sec = -sec
	}
	r := mulMod(sec%m, nanosPerSecond%m, m)
	if negative && r != 0 {
		r = m - r
	}
	r = (r + uint64(t.nsec)%m) % m // below 2^64: both are below 2^63
	return Duration(r)
}

// mulMod returns a*b mod m, for a, b < m < 2^63, by doubling.
func mulMod(a, b, m uint64) uint64 {
	r := uint64(0)
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			r = (r + a) % m
		}
		a = (a + a) % m
	}
	return r
}

// UTC returns t, read in UTC.
func (t Time) UTC() Time {
	t.loc = nil
	return t
}

// Local returns t, read in the local zone.
func (t Time) Local() Time {
	t.loc = Local
	return t
}

// In returns t, read in loc. It panics if loc is nil.
func (t Time) In(loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Time.In")
	}
	t.setLoc(loc)
	return t
}

// setLoc sets where t is read; UTC is always nil, so that == works.
func (t *Time) setLoc(loc *Location) {
	if loc == &utc {
		loc = nil
	}
	t.loc = loc
}

// Location returns where t is read.
func (t Time) Location() *Location {
	if t.loc == nil {
		return UTC
	}
	return t.loc
}

// Zone returns the name of the zone at t, and its seconds east of UTC.
func (t Time) Zone() (name string, offset int) {
	name, offset, _, _, _ = t.Location().lookup(t.Unix())
	return name, offset
}

// ZoneBounds returns when the zone at t began and when it ends; the zero Time
// for never.
func (t Time) ZoneBounds() (start, end Time) {
	_, _, from, to, _ := t.Location().lookup(t.Unix())
	if from != minUnix {
		start = Unix(from, 0)
		start.setLoc(t.loc)
	}
	if to != maxUnix {
		end = Unix(to, 0)
		end.setLoc(t.loc)
	}
	return start, end
}

// IsDST reports whether daylight saving time is on at t.
func (t Time) IsDST() bool {
	_, _, _, _, isDST := t.Location().lookup(t.Unix())
	return isDST
}

// local returns the seconds since the zero Time that a clock at t's place
// shows.
func (t Time) local() int64 {
	if t.loc == nil {
		return t.sec
	}
	_, offset, _, _, _ := t.loc.lookup(t.Unix())
	return t.sec + int64(offset)
}
