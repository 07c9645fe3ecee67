package testing

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// BenchmarkResult is what a benchmark measured.
type BenchmarkResult struct {
	N         int           // turns
	T         time.Duration // that they took
	Bytes     int64         // worked on in a turn
	MemAllocs uint64        // objects allocated
	MemBytes  uint64        // and their bytes

	// Extra are the numbers of ReportMetric, by unit.
	Extra map[string]float64
}

// perTurn returns an extra metric, or else total/N.
func (r BenchmarkResult) perTurn(unit string, total int64) int64 {
	if v, ok := r.Extra[unit]; ok {
		return int64(v)
	}
	if r.N <= 0 {
		return 0
	}
	return total / int64(r.N)
}

// NsPerOp returns the nanoseconds that a turn took.
func (r BenchmarkResult) NsPerOp() int64 { return r.perTurn("ns/op", r.T.Nanoseconds()) }

// AllocsPerOp returns the objects that a turn allocated.
func (r BenchmarkResult) AllocsPerOp() int64 { return r.perTurn("allocs/op", int64(r.MemAllocs)) }

// AllocedBytesPerOp returns the bytes that a turn allocated.
func (r BenchmarkResult) AllocedBytesPerOp() int64 { return r.perTurn("B/op", int64(r.MemBytes)) }

// speed returns MB/s, 0 if it is not known.
func (r BenchmarkResult) speed() float64 {
	if v, ok := r.Extra["MB/s"]; ok {
		return v
	}
	if r.Bytes <= 0 || r.T <= 0 || r.N <= 0 {
		return 0
	}
	return float64(r.Bytes) * float64(r.N) / 1e6 / r.T.Seconds()
}

// String returns the result as "rt0 test -bench" prints it behind the name,
// without allocations.
func (r BenchmarkResult) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%8d", r.N)
	ns, ok := r.Extra["ns/op"]
	if !ok {
		ns = float64(r.T.Nanoseconds()) / float64(r.N)
	}
	if ns != 0 {
		b.WriteString("\t" + measurement(ns, "ns/op"))
	}
	if v := r.speed(); v != 0 {
		fmt.Fprintf(&b, "\t%7.2f MB/s", v)
	}
	for _, unit := range slices.Sorted(maps.Keys(r.Extra)) {
		switch unit {
		case "ns/op", "MB/s", "B/op", "allocs/op":
		default:
			b.WriteString("\t" + measurement(r.Extra[unit], unit))
		}
	}
	return b.String()
}

// MemString returns the allocations as they are printed.
func (r BenchmarkResult) MemString() string {
	return fmt.Sprintf("%8d B/op\t%8d allocs/op", r.AllocedBytesPerOp(), r.AllocsPerOp())
}

// limits are the numbers below which there is one digit more behind the point,
// two, and so on; so that rounding does not make five digits.
var limits = [...]float64{999.95, 99.995, 9.9995, 0.99995, 0.099995, 0.0099995, 0.00099995}

// measurement shows a number with four digits that count, and the points one
// below the other.
func measurement(x float64, unit string) string {
	y := math.Abs(x)
	digits := 0
	if y != 0 {
		for digits < len(limits) && y < limits[digits] {
			digits++
		}
	}
	width := 10
	if digits > 0 {
		width += 1 + digits
	}
	return fmt.Sprintf("%*.*f %s", width, digits, x, unit)
}
