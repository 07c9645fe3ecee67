package rand

import (
	"internal/chance"
	"internal/godebug"
	"sync"
	"sync/atomic"
)

// shared is the package's own source, for any goroutine: the runtime's chance,
// or once the program has seeded it, and GODEBUG lets it, a sequence. Its lock
// guards that sequence's place, and what Read has left in the package's Rand.
type shared struct {
	mu     sync.Mutex
	seeded atomic.Pointer[additive]
}

var global = New(new(shared))

// The settings with which Seed does something, and with which the package
// begins with Seed(1), as before Go 1.20.
var (
	seedNop  = godebug.New("randseednop")
	autoSeed = godebug.New("randautoseed")
)

func init() {
	if autoSeed.Value() == "0" {
		autoSeed.IncNonDefault()
		global.src.Seed(1)
	}
}

func (s *shared) Uint64() uint64 {
	if a := s.seeded.Load(); a != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		return a.Uint64()
	}
	return chance.Uint64()
}

func (s *shared) Int63() int64 { return int64(s.Uint64() &^ (1 << 63)) }

func (s *shared) Seed(seed int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.seeded.Load()
	if a == nil {
		a = new(additive)
	}
	a.Seed(seed)
	s.seeded.Store(a)
	global.left = 0
}

func (s *shared) read(p []byte, r *Rand) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.seeded.Load(); a != nil {
		return r.read(p, a)
	}
	return r.read(p, runtimeChance{})
}

// runtimeChance is the runtime's chance alone.
type runtimeChance struct{}

func (runtimeChance) Int63() int64    { return int64(chance.Uint64() &^ (1 << 63)) }
func (runtimeChance) Seed(seed int64) {}

// Seed does nothing, as in Go since 1.24: the package's functions stay random.
// With GODEBUG=randseednop=0 they draw from the sequence of that seed from then
// on. Otherwise a sequence that repeats comes from New(NewSource(seed)).
//
// Deprecated: programs need not call it.
func Seed(seed int64) {
	if seedNop.Value() == "0" {
		seedNop.IncNonDefault()
		global.src.Seed(seed)
	}
}

// The methods of Rand, on numbers that differ in each run.

// Int63 returns a number of 63 bits.
func Int63() int64 { return global.Int63() }

// Uint32 returns a number of 32 bits.
func Uint32() uint32 { return global.Uint32() }

// Uint64 returns a number of 64 bits.
func Uint64() uint64 { return global.Uint64() }

// Int31 returns a number of 31 bits.
func Int31() int32 { return global.Int31() }

// Int returns an int that is not negative.
func Int() int { return global.Int() }

// Int63n returns a number from 0 to n-1. It panics unless n > 0.
func Int63n(n int64) int64 { return global.Int63n(n) }

// Int31n returns a number from 0 to n-1. It panics unless n > 0.
func Int31n(n int32) int32 { return global.Int31n(n) }

// Intn returns a number from 0 to n-1. It panics unless n > 0.
func Intn(n int) int { return global.Intn(n) }

// Float64 returns a number in [0, 1).
func Float64() float64 { return global.Float64() }

// Float32 returns a number in [0, 1).
func Float32() float32 { return global.Float32() }

// Perm returns the numbers 0 to n-1 in random order.
func Perm(n int) []int { return global.Perm(n) }

// Shuffle brings n things into random order by swap. It panics if n < 0.
func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }

// Read fills p, and never fails.
//
// Deprecated: crypto/rand is for secrets.
func Read(p []byte) (n int, err error) { return global.Read(p) }

// NormFloat64 returns a normally distributed number.
func NormFloat64() float64 { return global.NormFloat64() }

// ExpFloat64 returns an exponentially distributed number.
func ExpFloat64() float64 { return global.ExpFloat64() }
