// Package rand makes pseudo-random numbers that repeat with their seed: the
// sequences of rand.New(rand.NewSource(seed)) are Go's own. The functions of the
// package itself draw from the runtime.
//
// Files: rand.go (Rand), global.go (the package's functions), source.go (the
// generator), cooked.go (where it starts), normal.go and ziggurat.go (other
// distributions), zipf.go.
package rand

// A Source makes uniformly distributed numbers of 63 bits. It is not for
// several goroutines at a time.
type Source interface {
	Int63() int64
	Seed(seed int64)
}

// A Source64 makes numbers of 64 bits, too.
type Source64 interface {
	Source
	Uint64() uint64
}

// NewSource returns a Source whose sequence belongs to the seed. It is a
// Source64.
func NewSource(seed int64) Source {
	a := new(additive)
	a.Seed(seed)
	return a
}

// A Rand draws numbers from a Source.
type Rand struct {
	src  Source
	wide Source64 // src, if it is one
	rest int64    // what Read has left of the last number
	left int8     // how many bytes
}

// New returns a Rand that draws from src.
func New(src Source) *Rand {
	wide, _ := src.(Source64)
	return &Rand{src: src, wide: wide}
}

// Seed starts the sequence of that seed. Not together with other methods.
func (r *Rand) Seed(seed int64) {
	r.src.Seed(seed)
	r.left = 0
}

// Int63 returns a number of 63 bits.
func (r *Rand) Int63() int64 { return r.src.Int63() }

// Uint32 returns a number of 32 bits.
func (r *Rand) Uint32() uint32 { return uint32(r.Int63() >> 31) }

// Uint64 returns a number of 64 bits.
func (r *Rand) Uint64() uint64 {
	if r.wide != nil {
		return r.wide.Uint64()
	}
	low := uint64(r.Int63()) >> 31
	return low | uint64(r.Int63())<<32
}

// Int31 returns a number of 31 bits.
func (r *Rand) Int31() int32 { return int32(r.Int63() >> 32) }

// Int returns an int that is not negative.
func (r *Rand) Int() int { return int(r.Int63()) }

// Int63n returns a number from 0 to n-1. It panics unless n > 0.
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.Int63() & (n - 1)
	}
	// Numbers beyond the last whole multiple of n are drawn again.
	last := int64(1<<63 - 1 - (1<<63)%uint64(n))
	v := r.Int63()
	for v > last {
		v = r.Int63()
	}
	return v % n
}

// Int31n returns a number from 0 to n-1. It panics unless n > 0.
func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	if n&(n-1) == 0 {
		return r.Int31() & (n - 1)
	}
	last := int32(1<<31 - 1 - (1<<31)%uint32(n))
	v := r.Int31()
	for v > last {
		v = r.Int31()
	}
	return v % n
}

// below returns a number from 0 to n-1 by Lemire's multiplication, which other
// methods must not use: their sequences are older.
func (r *Rand) below(n int32) int32 {
	product := uint64(r.Uint32()) * uint64(n)
	if uint32(product) < uint32(n) {
		least := uint32(-n) % uint32(n)
		for uint32(product) < least {
			product = uint64(r.Uint32()) * uint64(n)
		}
	}
	return int32(product >> 32)
}

// Intn returns a number from 0 to n-1. It panics unless n > 0.
func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	if n < 1<<31 {
		return int(r.Int31n(int32(n)))
	}
	return int(r.Int63n(int64(n)))
}

// Float64 returns a number in [0, 1).
func (r *Rand) Float64() float64 {
	for {
		if f := float64(r.Int63()) / (1 << 63); f != 1 {
			return f
		}
	}
}

// Float32 returns a number in [0, 1).
func (r *Rand) Float32() float32 {
	for {
		if f := float32(r.Float64()); f != 1 {
			return f
		}
	}
}

// Perm returns the numbers 0 to n-1 in random order.
func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		j := r.Intn(i + 1)
		p[i] = p[j]
		p[j] = i
	}
	return p
}

// Shuffle brings n things into random order by swap. It panics if n < 0.
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	for i := n - 1; i > 0; i-- {
		if i >= 1<<31-1 {
			swap(i, int(r.Int63n(int64(i+1))))
		} else {
			swap(i, int(r.below(int32(i+1))))
		}
	}
}

// Read fills p, and never fails. Not together with other methods.
func (r *Rand) Read(p []byte) (n int, err error) {
	if l, ok := r.src.(*shared); ok {
		return l.read(p, r)
	}
	return r.read(p, r.src)
}

// read takes seven bytes of each number of src.
func (r *Rand) read(p []byte, src Source) (int, error) {
	for i := range p {
		if r.left == 0 {
			r.rest, r.left = src.Int63(), 7
		}
		p[i] = byte(r.rest)
		r.rest >>= 8
		r.left--
	}
	return len(p), nil
}
