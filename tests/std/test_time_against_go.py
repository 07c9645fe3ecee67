"""Our time against Go's: the calendar, zones, layouts both ways and durations. Clocks and timers need the runtime."""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

# What the runtime supplies, for a program under the real Go.
SHIM = r"""
package time

import real "time"

func now() (int64, int32, int64)          { return real.Now().Unix(), 0, runtimeNano() }
func runtimeNano() int64                  { return 1 + int64(real.Since(epoch)) }
func mono() int64                         { return runtimeNano() }
func timeSleep(ns int64)                  { real.Sleep(real.Duration(ns)) }
func startTimer(t *runtimeTimer)          { panic("no timers here") }
func timerchan(c chan Time)               { panic("no timers here") }
func stopTimer(t *runtimeTimer, resets bool) bool { panic("no timers here") }
func resetTimer(t *runtimeTimer, when, period int64) bool {
	panic("no timers here")
}

var epoch = real.Now()
"""

MAIN = r"""
package main

import (
	"fmt"
	"math/rand"
	"os"
	ours "rt0std/time"
	"strings"
	"time"
)

var bad int

func check(what string, a, b any) {
	if fmt.Sprint(a) != fmt.Sprint(b) {
		fmt.Printf("%s:\n  ours %v\n  Go's %v\n", what, a, b)
		if bad++; bad > 12 {
			os.Exit(1)
		}
	}
}

func text(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}

func compare(what string, a ours.Time, b time.Time) {
	check(what+" Unix", a.Unix(), b.Unix())
	check(what+" Nano", a.Nanosecond(), b.Nanosecond())
	check(what+" String", a.String(), b.String())
	check(what+" GoString", a.GoString(), b.GoString())
	check(what+" Weekday", a.Weekday(), b.Weekday())
	check(what+" YearDay", a.YearDay(), b.YearDay())
	ay, aw := a.ISOWeek()
	by, bw := b.ISOWeek()
	check(what+" ISOWeek", [2]int{ay, aw}, [2]int{by, bw})
	check(what+" IsDST", a.IsDST(), b.IsDST())
	as, ae := a.ZoneBounds()
	bs, be := b.ZoneBounds()
	check(what+" ZoneBounds", as.String()+ae.String(), bs.String()+be.String())
}

var layouts = []string{time.Layout, time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822, time.RFC822Z, time.RFC850, time.RFC1123, time.RFC1123Z, time.RFC3339,
	time.RFC3339Nano, time.Kitchen, time.Stamp, time.StampMilli, time.StampMicro, time.StampNano, time.DateTime, time.DateOnly, time.TimeOnly,
	"2006-002 15h4m5s", "2006 __2", "Z07 Z0700 Z070000 Z07:00:00 -07 -070000 -07:00:00", "_2006 Janet Monkey Jan.", "3:04:05,999 pm .00 .0001", "02/1/06 _2"}

func main() {
	r := rand.New(rand.NewSource(5))
	names := []string{"UTC", "Europe/Rome", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "America/St_Johns", "Africa/Casablanca", "Europe/Dublin", "Pacific/Apia", "Antarctica/Troll"}
	var oursLoc []*ours.Location
	var loc []*time.Location
	for _, n := range names {
		a, aerr := ours.LoadLocation(n)
		b, berr := time.LoadLocation(n)
		if aerr != nil || berr != nil {
			check("LoadLocation", aerr, berr)
			continue
		}
		oursLoc, loc = append(oursLoc, a), append(loc, b)
	}
	oursLoc, loc = append(oursLoc, ours.FixedZone("X", -5400), ours.FixedZone("", 3661)), append(loc, time.FixedZone("X", -5400), time.FixedZone("", 3661))
	oursLoc, loc = append(oursLoc, ours.Local), append(loc, time.Local)
	_, aerr := ours.LoadLocation("No/Where")
	_, berr := time.LoadLocation("No/Where")
	check("LoadLocation", aerr, berr)
	for i := 0; i < 30000; i++ {
		k := r.Intn(len(loc))
		sec := r.Int63n(4e9) - 1e9
		if i%5 == 0 {
			sec = r.Int63n(4e11) - 2e11
		}
		nsec := r.Int63n(1e9)
		if i%3 == 0 {
			nsec = 0
		}
		a, b := ours.Unix(sec, nsec).In(oursLoc[k]), time.Unix(sec, nsec).In(loc[k])
		compare(fmt.Sprint("Unix ", sec, names), a, b)
		l := layouts[r.Intn(len(layouts))]
		s := b.Format(l)
		check("Format "+l, a.Format(l), s)
		if r.Intn(3) == 0 && s != "" { // break it somewhere
			at := r.Intn(len(s))
			s = s[:at] + string("0129 :-+.,ZGMTpmA"[r.Intn(17)]) + s[at+r.Intn(2):]
		}
		if strings.ContainsAny(s, ".,") && strings.ContainsAny(s[strings.IndexAny(s, ".,")+1:], "+-") {
			// Go takes a sign in a fraction for a part of the number. We do not.
			s = strings.NewReplacer(".+", ".", ".-", ".", ",+", ",", ",-", ",").Replace(s)
		}
		pa, aerr := ours.ParseInLocation(l, s, oursLoc[k])
		pb, berr := time.ParseInLocation(l, s, loc[k])
		check("Parse "+l+" of "+s, text(aerr), text(berr))
		if aerr == nil && berr == nil {
			compare("Parse "+l+" of "+s, pa, pb)
		}
		d := r.Int63() >> uint(r.Intn(40))
		if i&1 == 0 {
			d = -d
		}
		compare("Add", a.Add(ours.Duration(d)), b.Add(time.Duration(d)))
		check("Sub", a.Sub(a.Add(ours.Duration(d))), b.Sub(b.Add(time.Duration(d))))
		compare("Truncate", a.Truncate(ours.Duration(d)), b.Truncate(time.Duration(d)))
		compare("Round", a.Round(ours.Duration(d)), b.Round(time.Duration(d)))
		y, mo, dd := r.Intn(5)-2, r.Intn(40)-20, r.Intn(100)-50
		compare("AddDate", a.AddDate(y, mo, dd), b.AddDate(y, mo, dd))
		compare("Date", ours.Date(1960+r.Intn(1), ours.Month(mo), dd, y, mo, dd, int(d%1e12), oursLoc[k]), time.Date(1960, time.Month(mo), dd, y, mo, dd, int(d%1e12), loc[k]))
		compare("Date", ours.Date(y*100, ours.Month(3), dd, y, mo, dd, 5, oursLoc[k]), time.Date(y*100, time.Month(3), dd, y, mo, dd, 5, loc[k]))
		// Durations.
		x, y2 := ours.Duration(d), time.Duration(d)
		check("Duration", x.String(), y2.String())
		check("Seconds", fmt.Sprint(x.Seconds(), x.Minutes(), x.Hours(), x.Milliseconds(), x.Abs()), fmt.Sprint(y2.Seconds(), y2.Minutes(), y2.Hours(), y2.Milliseconds(), y2.Abs()))
		m := r.Int63() >> uint(r.Intn(60))
		check("Round", x.Round(ours.Duration(m)), y2.Round(time.Duration(m)))
		check("Truncate", x.Truncate(ours.Duration(m)), y2.Truncate(time.Duration(m)))
		s = y2.String()
		if r.Intn(2) == 0 {
			at := r.Intn(len(s))
			s = s[:at] + string("0.-+hmsnu \"\xc2"[r.Intn(12)]) + s[at:]
		}
		da, aerr := ours.ParseDuration(s)
		db, berr := time.ParseDuration(s)
		check("ParseDuration "+s, fmt.Sprint(int64(da), text(aerr)), fmt.Sprint(int64(db), text(berr)))
	}
	for _, s := range []string{"", "0", "+0", "1", "1.5h", ".5s", "1.s", ".s", "-.5m", "9223372036854775807ns", "9223372036854775808ns", "-9223372036854775808ns",
		"9223372036s", "3000000h", "1e3s", "0.100000000000000000000h", "0.9223372036854775807h", "1µs2μs", "1x", strings.Repeat("1", 50) + "s"} {
		da, aerr := ours.ParseDuration(s)
		db, berr := time.ParseDuration(s)
		check("ParseDuration "+s, fmt.Sprint(int64(da), text(aerr)), fmt.Sprint(int64(db), text(berr)))
	}
	for _, c := range [][2]string{{"MST", "ABC"}, {"MST", "GMT-8"}, {"MST", "GMT+24"}, {"MST", "+03"}, {"MST", "WITA"}, {"MST", "ABCDE"}, {"MST", "ABCDT"}, {"MST", "CESTX"}, {"15:04:05", "01:02:03.5"},
		{"15:04:05.000", "01:02:03.5"}, {"Jan _2", "feb 30"}, {"2006-01-02", "2023-02-29"}, {"2006-002", "2024-366"}, {"2006-002", "2023-366"}, {"2006 01 002", "2024 01 045"},
		{"2006 Jan 2", "2024    March 5"}, {"3PM", "12AM"}, {"3PM", "12PM"}, {"3PM", "13PM"}, {"06", "68"}, {"06", "69"}, {"Z07:00", "+25:00"}, {"-0700", "+2460"}, {"", "x"}, {"x", ""}, {"05", "60"}} {
		pa, aerr := ours.Parse(c[0], c[1])
		pb, berr := time.Parse(c[0], c[1])
		check(fmt.Sprint("Parse ", c), text(aerr), text(berr))
		if aerr == nil && berr == nil {
			compare(fmt.Sprint("Parse ", c), pa, pb)
		}
	}
	check("Month", ours.Month(13).String()+ours.Month(-1).String()+ours.Weekday(7).String(), time.Month(13).String()+time.Month(-1).String()+time.Weekday(7).String())
	t := ours.Date(2024, 2, 29, 1, 2, 3, 4, ours.UTC)
	j, _ := t.MarshalJSON()
	var u ours.Time
	if err := u.UnmarshalJSON(j); err != nil || !u.Equal(t) || u != t {
		check("JSON", string(j), u)
	}
	now := ours.Now()
	if ours.Since(now) < 0 || now.Add(5).Sub(now) != 5 || !now.Before(now.Add(1)) || !strings.Contains(now.String(), " m=+") {
		check("Now", now, "sane")
	}
	if bad > 0 {
		os.Exit(1)
	}
	fmt.Println("same")
}
"""


@needs_go
def test_time(tmp_path: Path) -> None:
    module = make_module(tmp_path, ["time", "errors"])
    for file in (module / "time").glob("*.go"):
        text = file.read_text()
        lines = text.split("\n")
        # The shim gives these functions their bodies.
        file.write_text(
            "\n".join(
                line
                for line in lines
                if not line.startswith(
                    (
                        "func now",
                        "func runtimeNano",
                        "func mono",
                        "func timeSleep",
                        "func startTimer",
                        "func timerchan",
                        "func stopTimer",
                        "func resetTimer",
                        "//go:linkname",
                    )
                )
            )
        )
    (module / "time" / "shim.go").write_text(SHIM.lstrip())
    assert run_go(module, MAIN.lstrip()) == "same\n"
