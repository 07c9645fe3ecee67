// cron: times to come from five fields, in zones and over leap days; durations, calendars, and a scheduler whose clock is turned by hand.
package main

import (
	"container/heap"
	"errors"
	"fmt"
	"iter"
	"log"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

type field struct {
	name     string
	min, max int
	names    []string
}

var fields = [...]field{
	{"minute", 0, 59, nil},
	{"hour", 0, 23, nil},
	{"day", 1, 31, nil},
	{"month", 1, 12, strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")},
	{"weekday", 0, 6, strings.Fields("SUN MON TUE WED THU FRI SAT")},
}

// A schedule has a set of bits for each field.
type schedule struct {
	bits     [5]uint64
	anyDay   bool // of the month
	anyDayOf bool // of the week
	text     string
}

type fieldError struct {
	field string
	text  string
	err   error
}

func (e *fieldError) Error() string { return fmt.Sprintf("%s %q: %v", e.field, e.text, e.err) }
func (e *fieldError) Unwrap() error { return e.err }

var (
	errRange = errors.New("out of range")
	errStep  = errors.New("step must be positive")
	errCount = errors.New("five fields are needed")
)

func (f field) value(s string) (int, error) {
	for i, name := range f.names {
		if strings.EqualFold(s, name) {
			return i + f.min, nil
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, err
	}
	if n == 7 && f.name == "weekday" {
		n = 0
	}
	if n < f.min || n > f.max {
		return 0, fmt.Errorf("%w %d-%d", errRange, f.min, f.max)
	}
	return n, nil
}

func (f field) parse(s string) (bits uint64, err error) {
	defer func() {
		if err != nil {
			err = &fieldError{f.name, s, err}
		}
	}()
	for part := range strings.SplitSeq(s, ",") {
		part, every, stepped := strings.Cut(part, "/")
		step := 1
		if stepped {
			if step, err = strconv.Atoi(every); err != nil {
				return 0, err
			}
			if step < 1 {
				return 0, errStep
			}
		}
		from, to := f.min, f.max
		if part != "*" {
			a, b, ranged := strings.Cut(part, "-")
			if from, err = f.value(a); err != nil {
				return 0, err
			}
			if ranged {
				if to, err = f.value(b); err != nil {
					return 0, err
				}
			} else if !stepped {
				to = from
			}
		}
		if to < from {
			return 0, errRange
		}
		for v := from; v <= to; v += step {
			bits |= 1 << v
		}
	}
	return bits, nil
}

func parse(s string) (*schedule, error) {
	short := map[string]string{"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *"}
	text := s
	if long, ok := short[s]; ok {
		s = long
	}
	words := strings.Fields(s)
	if len(words) != 5 {
		return nil, errCount
	}
	c := &schedule{text: text, anyDay: words[2] == "*", anyDayOf: words[4] == "*"}
	var errs []error
	for i, f := range fields {
		bits, err := f.parse(words[i])
		c.bits[i] = bits
		errs = append(errs, err)
	}
	return c, errors.Join(errs...)
}

func (c *schedule) has(f, v int) bool { return c.bits[f]>>v&1 != 0 }

func (c *schedule) day(t time.Time) bool {
	month, week := c.has(2, t.Day()), c.has(4, int(t.Weekday()))
	if c.anyDay || c.anyDayOf {
		return month && week
	}
	return month || week
}

// next returns the first time after t, zero if there is none in eight years.
func (c *schedule) next(t time.Time) time.Time {
	t = t.Truncate(time.Minute).Add(time.Minute)
	end := t.AddDate(8, 0, 1)
	for t.Before(end) {
		y, m, d := t.Date()
		switch {
		case !c.has(3, int(m)):
			t = time.Date(y, m+1, 1, 0, 0, 0, 0, t.Location())
		case !c.day(t):
			t = time.Date(y, m, d+1, 0, 0, 0, 0, t.Location())
		case !c.has(1, t.Hour()):
			t = t.Add(time.Hour - time.Duration(t.Minute())*time.Minute)
		case !c.has(0, t.Minute()):
			t = t.Add(time.Minute)
		default:
			return t
		}
	}
	return time.Time{}
}

func (c *schedule) after(t time.Time) iter.Seq2[int, time.Time] {
	return func(yield func(int, time.Time) bool) {
		for i := 0; ; i++ {
			if t = c.next(t); t.IsZero() || !yield(i, t) {
				return
			}
		}
	}
}

// ---- a scheduler over a clock

type clock interface{ Now() time.Time }

type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time  { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
func (c *handClock) set(t time.Time) { c.mu.Lock(); c.now = t; c.mu.Unlock() }

type job struct {
	*schedule
	name  string
	at    time.Time
	run   func(time.Time) error
	fails int
}

type agenda []*job

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if c := a[i].at.Compare(a[j].at); c != 0 {
		return c < 0
	}
	return a[i].name < a[j].name
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(*job)) }
func (a *agenda) Pop() any     { j := (*a)[len(*a)-1]; *a = (*a)[:len(*a)-1]; return j }

type scheduler struct {
	clock  *handClock
	agenda agenda
	log    *log.Logger
}

func (s *scheduler) add(name, spec string, run func(time.Time) error) error {
	c, err := parse(spec)
	if err != nil {
		return fmt.Errorf("job %s: %w", name, err)
	}
	heap.Push(&s.agenda, &job{c, name, c.next(s.clock.Now()), run, 0})
	return nil
}

// until turns the clock on, job by job; a job that fails three times in a row is dropped.
func (s *scheduler) until(end time.Time) (ran int) {
	for len(s.agenda) > 0 && !s.agenda[0].at.After(end) {
		j := s.agenda[0]
		s.clock.set(j.at)
		ran++
		if err := j.run(j.at); err != nil {
			j.fails++
			s.log.Printf("%s %s failed: %v", j.at.Format(time.Stamp), j.name, err)
		} else {
			j.fails = 0
		}
		if j.fails == 3 {
			heap.Pop(&s.agenda)
			s.log.Printf("%s is dropped", j.name)
			continue
		}
		j.at = j.next(j.at)
		heap.Fix(&s.agenda, 0)
	}
	s.clock.set(end)
	return ran
}

func calendar(year int, month time.Month) string {
	var b strings.Builder
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	title := first.Format("January 2006")
	fmt.Fprintf(&b, "%*s\nMo Tu We Th Fr Sa Su\n", (20+len(title))/2, title)
	b.WriteString(strings.Repeat("   ", (int(first.Weekday())+6)%7))
	for d := first; d.Month() == month; d = d.AddDate(0, 0, 1) {
		fmt.Fprintf(&b, "%2d", d.Day())
		if d.Weekday() == time.Sunday || d.AddDate(0, 0, 1).Month() != month {
			b.WriteByte('\n')
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func main() {
	east := time.FixedZone("EAST", 5*3600+1800)
	begin := time.Date(2024, time.February, 27, 22, 58, 30, 0, time.UTC)
	for _, spec := range []string{"*/15 * * * *", "30 4 29 2 *", "0 9-17/4 * * MON-FRI", "0 0 13 * FRI", "5,10 23 31 * *", "@monthly", "@yearly", "0 0 31 2 *", "59 23 * DEC 7", "0 0 * * 0"} {
		c, err := parse(spec)
		fmt.Printf("%-22s", spec)
		if err != nil {
			fmt.Println(err)
			continue
		}
		for i, t := range c.after(begin) {
			fmt.Print(" | ", t.Format("Mon 02 Jan 06 15:04"))
			if i == 2 {
				break
			}
		}
		fmt.Println()
	}
	c, _ := parse("0 6 * * *")
	t := c.next(begin.In(east))
	fmt.Println(t, t.UTC().Format(time.RFC3339), t.Sub(begin))
	for _, spec := range []string{"* * * *", "60 * * * *", "*/0 * * * *", "* * * FOO *", "5-1 * * * *", "* 24 0 13 8", "a/b * * * *"} {
		_, err := parse(spec)
		var fe *fieldError
		fmt.Printf("%q: %v (%t %t %t)\n", spec, err, errors.Is(err, errRange), errors.Is(err, strconv.ErrSyntax), errors.As(err, &fe))
	}

	s := &scheduler{clock: &handClock{now: begin}, log: log.New(os.Stdout, "  ", log.Lmsgprefix)}
	counts := map[string]int{}
	count := func(name string, err func(n int) error) func(time.Time) error {
		return func(t time.Time) error {
			counts[name]++
			if !t.Equal(s.clock.Now()) {
				return errors.New("wrong time")
			}
			return err(counts[name])
		}
	}
	fine := func(int) error { return nil }
	for _, j := range []struct {
		name, spec string
		err        func(int) error
	}{
		{"tick", "* * * * *", fine},
		{"backup", "0 3 * * *", fine},
		{"report", "0 8 1 * *", func(n int) error { return fmt.Errorf("no printer, try %d", n) }},
		{"flaky", "0 */12 * * *", func(n int) error {
			if n == 2 || n == 3 {
				return os.ErrDeadlineExceeded
			}
			return nil
		}},
		{"broken", "x * * * *", fine},
	} {
		if err := s.add(j.name, j.spec, count(j.name, j.err)); err != nil {
			fmt.Println(err)
		}
	}
	ran := s.until(begin.Add(48 * time.Hour))
	fmt.Println(ran, counts, len(s.agenda), "jobs, the next", s.agenda[0].name, s.agenda[0].at.Format(time.Kitchen))
	ran = s.until(time.Date(2024, 5, 20, 0, 0, 0, 0, time.UTC))
	fmt.Println(ran > 100000, counts["backup"], counts["report"], len(s.agenda), "jobs")

	fmt.Print(calendar(2024, time.February), calendar(2026, time.March))
	for _, text := range []string{"1h15m30.5s", "-90m", "1.5d", "2us", "100h"} {
		d, err := time.ParseDuration(text)
		fmt.Println(d, d.Round(time.Minute), d.Truncate(time.Hour), d.Hours(), err)
	}
	for _, text := range []string{"2024-02-29T12:30:00+05:30", "2023-02-29T12:30:00Z", "24-2-9", "2024-02-29T12:30:00.123456789-08:00"} {
		t, err := time.Parse(time.RFC3339Nano, text)
		year, week := t.ISOWeek()
		fmt.Println(t.UTC(), year, week, t.YearDay(), err)
	}
	y := time.Date(2020, 1, 31, 0, 0, 0, 0, time.UTC)
	fmt.Println(y.AddDate(0, 1, 0).Format(time.DateOnly), y.AddDate(1, 1, -3).Format(time.DateOnly), y.Add(-1).Format(time.StampNano), y.Unix(), y.Weekday())
}
