package rand

const (
	sourceLen = 607
	sourceTap = 273
	modulus   = 1<<31 - 1
)

// additive is the additive lagged Fibonacci generator of Mitchell and Reeds:
// x[n] = x[n-607] + x[n-273] modulo 2**64. Its sequences are Go's.
type additive struct {
	tap, feed int
	vec       [sourceLen]uint64
}

// lehmer returns the next number of the generator that spreads a seed,
// x -> 48271 x modulo 2**31 - 1.
func lehmer(x uint64) uint64 { return x * 48271 % modulus }

// Seed starts the sequence of that seed.
func (a *additive) Seed(seed int64) {
	seed %= modulus
	if seed < 0 {
		seed += modulus
	}
	if seed == 0 {
		seed = 89482311
	}
	x := uint64(seed)
	for i := 0; i < 20; i++ {
		x = lehmer(x)
	}
	for i := range a.vec {
		x = lehmer(x)
		u := x << 40
		x = lehmer(x)
		u ^= x << 20
		x = lehmer(x)
		u ^= x
		a.vec[i] = u ^ cooked[i]
	}
	a.tap, a.feed = 0, sourceLen-sourceTap
}

// Int63 returns the next 63 bits.
func (a *additive) Int63() int64 { return int64(a.Uint64() &^ (1 << 63)) }

// Uint64 returns the next 64 bits.
func (a *additive) Uint64() uint64 {
	if a.tap--; a.tap < 0 {
		a.tap = sourceLen - 1
	}
	if a.feed--; a.feed < 0 {
		a.feed = sourceLen - 1
	}
	x := a.vec[a.feed] + a.vec[a.tap]
	a.vec[a.feed] = x
	return x
}
