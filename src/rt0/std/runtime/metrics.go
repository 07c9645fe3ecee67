package runtime

import "unsafe"

// What package runtime/metrics of Go's source tree expects of the runtime.
//
// Not measured, and 0 or without a count: how long goroutines wait for a
// processor and for mutexes, what stopping the world takes of its pauses, and
// how many finalizers and cleanups there were.

// metricsSample is metrics.Sample.
type metricsSample struct {
	name    string
	kind    int
	scalar  uint64
	pointer unsafe.Pointer
}

const (
	metricBad = iota
	metricUint64
	metricFloat64
	metricHistogram
)

// metricHist is metrics.Float64Histogram.
type metricHist struct {
	counts  []uint64
	buckets []float64
}

// metricsData is what the runtime counts beside MemStats (gc/readmetrics.py).
type metricsData struct {
	pauses          [64]uint64
	sizes           [67]uint64
	mallocs, frees  [67]uint64
	live, tiny      uint64
	gogc            int64
	created         uint64
	runnable        uint64
	running         uint64
	waiting, notGo  uint64
	threads         uint64
	started         int64
	mem             MemStats
	memlimit        uint64
	cpu, pause, all float64 // seconds of processors: used, of the collector's pauses, that there were
}

//go:linkname readmetrics runtime.readmetrics
func readmetrics(m *metricsData)

//go:linkname metricsMemoryLimit runtime.setMemoryLimit
func metricsMemoryLimit(limit int64) int64

//go:linkname metricsTime runtime.nanotime
func metricsTime() int64

// processorSeconds is what the process has used of processors.
func processorSeconds() float64 {
	const clockGettime, ofProcess = 228, 2
	var t [2]int64
	syscall6(clockGettime, ofProcess, uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0)
	return float64(t[0]) + float64(t[1])/1e9
}

// bySize is a histogram of objects by their size class; large ones are the rest
// of all.
func (m *metricsData) bySize(counts *[67]uint64, all uint64) *metricHist {
	h := &metricHist{make([]uint64, len(counts)), make([]float64, len(counts)+1)}
	h.buckets[0] = 1
	for i := 1; i < len(counts); i++ {
		h.counts[i-1] = counts[i]
		h.buckets[i] = float64(m.sizes[i] + 1)
		all -= counts[i]
	}
	h.counts[len(counts)-1] = all
	h.buckets[len(counts)] = inf()
	return h
}

// times is a histogram of durations, with a bucket for each power of two of
// nanoseconds.
func times(counts *[64]uint64) *metricHist {
	h := &metricHist{make([]uint64, len(counts)), make([]float64, len(counts)+1)}
	copy(h.counts, counts[:])
	for i := 1; i < len(counts); i++ {
		h.buckets[i] = float64(uint64(1)<<i) / 1e9
	}
	h.buckets[len(counts)] = inf()
	return h
}

func inf() float64 {
	bits := uint64(0x7ff) << 52
	return *(*float64)(unsafe.Pointer(&bits))
}

// A metric reads itself: a uint64, a float64 or a *metricHist.
type metric func(m *metricsData) any

func none(*metricsData) any         { return uint64(0) }
func noSeconds(*metricsData) any    { return 0.0 }
func noTimes(*metricsData) any      { return times(new([64]uint64)) }
func pauseTimes(m *metricsData) any { return times(&m.pauses) }

// allMetrics has all names but those of GODEBUG's settings.
func allMetrics() map[string]metric {
	return map[string]metric{
		"/cgo/go-to-c-calls:calls":                     none,
		"/cpu/classes/gc/mark/assist:cpu-seconds":      noSeconds,
		"/cpu/classes/gc/mark/dedicated:cpu-seconds":   noSeconds,
		"/cpu/classes/gc/mark/idle:cpu-seconds":        noSeconds,
		"/cpu/classes/gc/pause:cpu-seconds":            func(m *metricsData) any { return m.pause },
		"/cpu/classes/gc/total:cpu-seconds":            func(m *metricsData) any { return m.pause },
		"/cpu/classes/idle:cpu-seconds":                func(m *metricsData) any { return m.all - max(m.cpu, m.pause) },
		"/cpu/classes/scavenge/assist:cpu-seconds":     noSeconds,
		"/cpu/classes/scavenge/background:cpu-seconds": noSeconds,
		"/cpu/classes/scavenge/total:cpu-seconds":      noSeconds,
		"/cpu/classes/total:cpu-seconds":               func(m *metricsData) any { return m.all },
		"/cpu/classes/user:cpu-seconds":                func(m *metricsData) any { return max(0, m.cpu-m.pause) },
		"/gc/cleanups/executed:cleanups":               none,
		"/gc/cleanups/queued:cleanups":                 none,
		"/gc/cycles/automatic:gc-cycles":               func(m *metricsData) any { return uint64(m.mem.NumGC - m.mem.NumForcedGC) },
		"/gc/cycles/forced:gc-cycles":                  func(m *metricsData) any { return uint64(m.mem.NumForcedGC) },
		"/gc/cycles/total:gc-cycles":                   func(m *metricsData) any { return uint64(m.mem.NumGC) },
		"/gc/finalizers/executed:finalizers":           none,
		"/gc/finalizers/queued:finalizers":             none,
		"/gc/gogc:percent":                             func(m *metricsData) any { return uint64(m.gogc) },
		"/gc/gomemlimit:bytes":                         func(m *metricsData) any { return m.memlimit },
		"/gc/heap/allocs-by-size:bytes":                func(m *metricsData) any { return m.bySize(&m.mallocs, m.mem.Mallocs-m.tiny) },
		"/gc/heap/allocs:bytes":                        func(m *metricsData) any { return m.mem.TotalAlloc },
		"/gc/heap/allocs:objects":                      func(m *metricsData) any { return m.mem.Mallocs - m.tiny },
		"/gc/heap/frees-by-size:bytes":                 func(m *metricsData) any { return m.bySize(&m.frees, m.mem.Frees-m.tiny) },
		"/gc/heap/frees:bytes":                         func(m *metricsData) any { return m.mem.TotalAlloc - m.mem.Alloc },
		"/gc/heap/frees:objects":                       func(m *metricsData) any { return m.mem.Frees - m.tiny },
		"/gc/heap/goal:bytes":                          func(m *metricsData) any { return m.mem.NextGC },
		"/gc/heap/live:bytes":                          func(m *metricsData) any { return m.live },
		"/gc/heap/objects:objects":                     func(m *metricsData) any { return m.mem.HeapObjects },
		"/gc/heap/tiny/allocs:objects":                 func(m *metricsData) any { return m.tiny },
		"/gc/limiter/last-enabled:gc-cycle":            none,
		"/gc/pauses:seconds":                           pauseTimes,
		"/gc/scan/globals:bytes":                       none,
		"/gc/scan/heap:bytes":                          none,
		"/gc/scan/stack:bytes":                         none,
		"/gc/scan/total:bytes":                         none,
		"/gc/stack/starting-size:bytes":                func(*metricsData) any { return uint64(2048) },
		"/memory/classes/heap/free:bytes":              func(m *metricsData) any { return m.mem.HeapIdle - m.mem.HeapReleased },
		"/memory/classes/heap/objects:bytes":           func(m *metricsData) any { return m.mem.HeapAlloc },
		"/memory/classes/heap/released:bytes":          func(m *metricsData) any { return m.mem.HeapReleased },
		"/memory/classes/heap/stacks:bytes":            func(m *metricsData) any { return m.mem.StackInuse },
		"/memory/classes/heap/unused:bytes":            func(m *metricsData) any { return m.mem.HeapInuse - m.mem.HeapAlloc },
		"/memory/classes/metadata/mcache/free:bytes":   func(m *metricsData) any { return m.mem.MCacheSys - m.mem.MCacheInuse },
		"/memory/classes/metadata/mcache/inuse:bytes":  func(m *metricsData) any { return m.mem.MCacheInuse },
		"/memory/classes/metadata/mspan/free:bytes":    func(m *metricsData) any { return m.mem.MSpanSys - m.mem.MSpanInuse },
		"/memory/classes/metadata/mspan/inuse:bytes":   func(m *metricsData) any { return m.mem.MSpanInuse },
		"/memory/classes/metadata/other:bytes":         func(m *metricsData) any { return m.mem.GCSys },
		"/memory/classes/os-stacks:bytes":              func(m *metricsData) any { return m.mem.StackSys - m.mem.StackInuse },
		"/memory/classes/other:bytes":                  func(m *metricsData) any { return m.mem.OtherSys },
		"/memory/classes/profiling/buckets:bytes":      func(m *metricsData) any { return m.mem.BuckHashSys },
		"/memory/classes/total:bytes":                  func(m *metricsData) any { return m.mem.Sys },
		"/sched/gomaxprocs:threads":                    func(*metricsData) any { return uint64(GOMAXPROCS(0)) },
		"/sched/goroutines-created:goroutines":         func(m *metricsData) any { return m.created },
		"/sched/goroutines/not-in-go:goroutines":       func(m *metricsData) any { return m.notGo },
		"/sched/goroutines/runnable:goroutines":        func(m *metricsData) any { return m.runnable },
		"/sched/goroutines/running:goroutines":         func(m *metricsData) any { return m.running },
		"/sched/goroutines/waiting:goroutines":         func(m *metricsData) any { return m.waiting },
		"/sched/goroutines:goroutines":                 func(*metricsData) any { return uint64(NumGoroutine()) },
		"/sched/latencies:seconds":                     noTimes,
		"/sched/pauses/stopping/gc:seconds":            noTimes,
		"/sched/pauses/stopping/other:seconds":         noTimes,
		"/sched/pauses/total/gc:seconds":               pauseTimes,
		"/sched/pauses/total/other:seconds":            noTimes,
		"/sched/threads/total:threads":                 func(m *metricsData) any { return m.threads },
		"/sync/mutex/wait/total:seconds":               noSeconds,
	}
}

//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, n, _ int) {
	m := new(metricsData)
	ReadMemStats(&m.mem) // first: it brings the counts by size up to date
	readmetrics(m)
	m.memlimit = uint64(metricsMemoryLimit(-1))
	m.all = float64(metricsTime()-m.started) / 1e9 * float64(GOMAXPROCS(0))
	m.cpu = min(processorSeconds(), m.all) // what execve has taken over does not count
	m.pause = float64(m.mem.PauseTotalNs) / 1e9 * float64(GOMAXPROCS(0))
	known := allMetrics()
	for i := range n {
		s := (*metricsSample)(unsafe.Add(samples, uintptr(i)*unsafe.Sizeof(metricsSample{})))
		read := known[s.name]
		if setting := godebugMetric(s.name); setting != "" {
			read = func(*metricsData) any {
				if godebugCounts == nil {
					return uint64(0)
				}
				return godebugCounts(setting)
			}
		}
		s.kind, s.scalar, s.pointer = metricBad, 0, nil
		if read == nil {
			continue
		}
		switch v := read(m).(type) {
		case uint64:
			s.kind, s.scalar = metricUint64, v
		case float64:
			s.kind, s.scalar = metricFloat64, *(*uint64)(unsafe.Pointer(&v))
		case *metricHist:
			s.kind, s.pointer = metricHistogram, unsafe.Pointer(v)
		}
	}
}

// godebugCounts tells how often a setting of GODEBUG made a difference; package
// internal/godebug sets it, always to the same function.
var godebugCounts func(setting string) uint64

// countGodebug is what internal/godebug calls.
func countGodebug(count func(setting string) uint64) { godebugCounts = count }

// godebugMetric returns the setting of GODEBUG that a metric counts, or "".
func godebugMetric(name string) string {
	const head, tail = "/godebug/non-default-behavior/", ":events"
	if len(name) > len(head)+len(tail) && name[:len(head)] == head && name[len(name)-len(tail):] == tail {
		return name[len(head) : len(name)-len(tail)]
	}
	return ""
}
