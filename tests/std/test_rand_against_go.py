"""Our math/rand and math/rand/v2 against Go's: the same sequences from the same seeds, by every method."""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

MAIN = r"""
package main

import (
	"bytes"
	"fmt"
	"math/rand"
	v2 "math/rand/v2"
	"os"
	ours "rt0std/math/rand"
	ours2 "rt0std/math/rand/v2"
)

func same(what string, a, b any) {
	if x, y := fmt.Sprintf("%#v", a), fmt.Sprintf("%#v", b); x != y {
		fmt.Println("differs:", what, x, y)
		os.Exit(1)
	}
}

func shuffled(n int, f func(int, func(i, j int))) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	f(n, func(i, j int) { s[i], s[j] = s[j], s[i] })
	return s
}

func first(seed int64) {
	a, b := rand.New(rand.NewSource(seed)), ours.New(ours.NewSource(seed))
	for i := 0; i < 700; i++ {
		same("Int63", a.Int63(), b.Int63())
	}
	for i := 1; i < 300; i++ {
		same("Int", a.Int(), b.Int())
		same("Uint64", a.Uint64(), b.Uint64())
		same("Uint32", a.Uint32(), b.Uint32())
		same("Int31n", a.Int31n(int32(i*7)), b.Int31n(int32(i*7)))
		same("Int63n", a.Int63n(int64(i)<<40+3), b.Int63n(int64(i)<<40+3))
		same("Intn", a.Intn(i), b.Intn(i))
		same("Intn", a.Intn(i<<35), b.Intn(i<<35))
		same("Float64", a.Float64(), b.Float64())
		same("Float32", a.Float32(), b.Float32())
		same("Norm", a.NormFloat64(), b.NormFloat64())
		same("Exp", a.ExpFloat64(), b.ExpFloat64())
		p, q := make([]byte, i%23), make([]byte, i%23)
		a.Read(p)
		b.Read(q)
		same("Read", p, q)
	}
	same("Perm", a.Perm(50), b.Perm(50))
	same("Shuffle", shuffled(60, a.Shuffle), shuffled(60, b.Shuffle))
	y, z := rand.NewZipf(a, 1.5, 2, 1000), ours.NewZipf(b, 1.5, 2, 1000)
	for i := 0; i < 200; i++ {
		same("Zipf", y.Uint64(), z.Uint64())
	}
}

type marshaler interface {
	MarshalBinary() ([]byte, error)
	UnmarshalBinary([]byte) error
}

func state(a, b marshaler) {
	x, _ := a.MarshalBinary()
	y, _ := b.MarshalBinary()
	if !bytes.Equal(x, y) {
		same("MarshalBinary", x, y)
	}
	if err := b.UnmarshalBinary(x); err != nil {
		same("UnmarshalBinary", nil, err)
	}
}

func second(s, t v2.Source, a *v2.Rand, b *ours2.Rand, x, y marshaler) {
	for i := 1; i < 400; i++ {
		same("Uint64", a.Uint64(), b.Uint64())
		same("Int64", a.Int64(), b.Int64())
		same("Int32", a.Int32(), b.Int32())
		same("Uint32", a.Uint32(), b.Uint32())
		same("IntN", a.IntN(i), b.IntN(i))
		same("Int64N", a.Int64N(int64(i)<<50+1), b.Int64N(int64(i)<<50+1))
		same("Uint32N", a.Uint32N(uint32(i)), b.Uint32N(uint32(i)))
		same("Float64", a.Float64(), b.Float64())
		same("Float32", a.Float32(), b.Float32())
		same("Norm", a.NormFloat64(), b.NormFloat64())
		same("Exp", a.ExpFloat64(), b.ExpFloat64())
		state(x, y)
	}
	same("Perm", a.Perm(33), b.Perm(33))
	z, w := v2.NewZipf(a, 1.5, 2, 1000), ours2.NewZipf(b, 1.5, 2, 1000)
	for i := 0; i < 200; i++ {
		same("Zipf", z.Uint64(), w.Uint64())
	}
}

func main() {
	for _, seed := range []int64{0, 1, -1, 42, 1 << 40, 2147483647, -987654321} {
		first(seed)
	}
	p, q := v2.NewPCG(1, 2), ours2.NewPCG(1, 2)
	second(p, q, v2.New(p), ours2.New(q), p, q)
	key := [32]byte([]byte("chacha8 with a key of 32 bytes!!"))
	c, d := v2.NewChaCha8(key), ours2.NewChaCha8(key)
	second(c, d, v2.New(c), ours2.New(d), c, d)
	for i := 0; i < 100; i++ {
		x, y := make([]byte, i%29), make([]byte, i%29)
		c.Read(x)
		d.Read(y)
		same("Read", x, y)
		state(c, d)
	}
	if n := ours2.N(10); n < 0 || n > 9 || ours.Intn(5) > 4 {
		same("range", n, 0)
	}
	fmt.Println("same")
}
"""


@needs_go
def test_rand(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), MAIN.lstrip()) == "same\n"
