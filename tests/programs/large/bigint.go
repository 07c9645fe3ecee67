// bigint: arithmetic of any size by hand: sums, products by Karatsuba's way, long division, powers modulo, digits of pi and e.
package main

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// A nat is a natural number in words of 32 bits, the lowest first, without zeros at the top.
type nat []uint32

func (a nat) norm() nat {
	for len(a) > 0 && a[len(a)-1] == 0 {
		a = a[:len(a)-1]
	}
	return a
}

func small(v uint64) nat { return nat{uint32(v), uint32(v >> 32)}.norm() }

func (a nat) cmp(b nat) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	for i := len(a) - 1; i >= 0; i-- {
		if a[i] != b[i] {
			return int(int64(a[i]) - int64(b[i]))
		}
	}
	return 0
}

func (a nat) add(b nat) nat {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := make(nat, len(a)+1)
	carry := uint64(0)
	for i := range a {
		carry += uint64(a[i])
		if i < len(b) {
			carry += uint64(b[i])
		}
		out[i] = uint32(carry)
		carry >>= 32
	}
	out[len(a)] = uint32(carry)
	return out.norm()
}

// sub returns a-b, for a >= b.
func (a nat) sub(b nat) nat {
	out := slices.Clone(a)
	borrow := int64(0)
	for i := range out {
		borrow += int64(out[i])
		if i < len(b) {
			borrow -= int64(b[i])
		}
		out[i] = uint32(borrow)
		borrow >>= 32
	}
	return out.norm()
}

func (a nat) shift(words int) nat {
	if len(a) == 0 {
		return a
	}
	return append(make(nat, words), a...)
}

func (a nat) mul(b nat) nat {
	if n := min(len(a), len(b)); n > 24 { // Karatsuba
		h := max(len(a), len(b)) / 2
		cut := func(x nat) (lo, hi nat) {
			k := min(h, len(x))
			return slices.Clone(x[:k]).norm(), x[k:]
		}
		a0, a1 := cut(a)
		b0, b1 := cut(b)
		low, high := a0.mul(b0), a1.mul(b1)
		mid := a0.add(a1).mul(b0.add(b1)).sub(low).sub(high)
		return low.add(mid.shift(h)).add(high.shift(2 * h))
	}
	out := make(nat, len(a)+len(b))
	for i, x := range a {
		carry := uint64(0)
		for j, y := range b {
			carry += uint64(x)*uint64(y) + uint64(out[i+j])
			out[i+j] = uint32(carry)
			carry >>= 32
		}
		out[i+len(b)] = uint32(carry)
	}
	return out.norm()
}

func (a nat) divSmall(d uint32) (nat, uint32) {
	out := make(nat, len(a))
	rest := uint64(0)
	for i := len(a) - 1; i >= 0; i-- {
		rest = rest<<32 | uint64(a[i])
		out[i] = uint32(rest / uint64(d))
		rest %= uint64(d)
	}
	return out.norm(), uint32(rest)
}

var errDivide = errors.New("division by zero")

// divide returns quotient and rest (Knuth's algorithm D).
func (a nat) divide(b nat) (q, r nat, err error) {
	switch {
	case len(b) == 0:
		return nil, nil, errDivide
	case a.cmp(b) < 0:
		return nil, a, nil
	case len(b) == 1:
		q, rest := a.divSmall(b[0])
		return q, small(uint64(rest)), nil
	}
	s := uint(bits.LeadingZeros32(b[len(b)-1]))
	left := func(x nat) nat { return x.mul(nat{1 << s}) }
	u, v := append(left(a), 0), left(b)
	n, m := len(v), len(left(a))-len(v)
	q = make(nat, m+1)
	for j := m; j >= 0; j-- {
		head := uint64(0)
		if j+n < len(u) {
			head = uint64(u[j+n]) << 32
		}
		head |= uint64(u[j+n-1])
		guess, rest := head/uint64(v[n-1]), head%uint64(v[n-1])
		for guess >= 1<<32 || guess*uint64(v[n-2]) > rest<<32|uint64(u[j+n-2]) {
			guess--
			if rest += uint64(v[n-1]); rest >= 1<<32 {
				break
			}
		}
		borrow, carry := int64(0), uint64(0)
		for i := 0; i <= n; i++ {
			if i < n {
				carry += guess * uint64(v[i])
			}
			borrow += int64(u[i+j]) - int64(uint32(carry))
			u[i+j] = uint32(borrow)
			borrow >>= 32
			carry >>= 32
		}
		if borrow < 0 {
			guess--
			carry = 0
			for i := 0; i <= n; i++ {
				carry += uint64(u[i+j])
				if i < n {
					carry += uint64(v[i])
				}
				u[i+j] = uint32(carry)
				carry >>= 32
			}
		}
		q[j] = uint32(guess)
	}
	r = u[:n].norm()
	for i := range r {
		next := uint32(0)
		if i+1 < len(r) {
			next = r[i+1]
		}
		r[i] = uint32((uint64(next)<<32 | uint64(r[i])) >> s)
	}
	return q.norm(), r.norm(), nil
}

func (a nat) String() string {
	if len(a) == 0 {
		return "0"
	}
	var parts []string
	for len(a) > 0 {
		var d uint32
		a, d = a.divSmall(1e9)
		parts = append(parts, fmt.Sprintf("%09d", d))
	}
	slices.Reverse(parts)
	return strings.TrimLeft(strings.Join(parts, ""), "0")
}

func power(x nat, e uint64, m nat) nat {
	r := small(1)
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			_, r, _ = r.mul(x).divide(m)
		}
		_, x, _ = x.mul(x).divide(m)
	}
	return r
}

func main() {
	f := small(1)
	for i := uint64(2); i <= 60; i++ {
		f = f.mul(small(i))
	}
	fmt.Println("60! =", f)
	a, b := small(0), small(1)
	for range 300 {
		a, b = b, a.add(b)
	}
	fmt.Println("fib(300) =", a)
	big := small(1)
	for range 2000 {
		big = big.mul(small(3))
	}
	s := big.String()
	fmt.Println("3^2000 has", len(s), "digits:", s[:20], "...", s[len(s)-20:])
	good := true
	x := uint64(88172645463325252)
	random := func(n int) nat {
		out := make(nat, n)
		for i := range out {
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
			out[i] = uint32(x)
		}
		return out.norm()
	}
	for i := range 400 {
		n, d := random(i%40+1), random(i%17+1)
		q, r, err := n.divide(d)
		good = good && err == nil && r.cmp(d) < 0 && q.mul(d).add(r).cmp(n) == 0
	}
	fmt.Println("quotients are right:", good)
	_, _, err := f.divide(nil)
	fmt.Println(err, power(small(7), 1<<40+3, f))
	// e = 1 + 1/1! + 1/2! + ..., times 10^60.
	scale := small(1)
	for range 60 {
		scale = scale.mul(small(10))
	}
	sum, term := nat(nil), scale
	for k := uint32(1); len(term) > 0; k++ {
		sum = sum.add(term)
		term, _ = term.divSmall(k)
	}
	fmt.Println("e", sum.String()[:58])
	// pi = 16 arctan(1/5) - 4 arctan(1/239).
	arctan := func(d uint32) nat {
		plus, minus := nat(nil), nat(nil)
		t, _ := scale.divSmall(d)
		for k := uint32(1); len(t) > 0; k += 2 {
			part, _ := t.divSmall(k)
			if k%4 == 1 {
				plus = plus.add(part)
			} else {
				minus = minus.add(part)
			}
			t, _ = t.divSmall(d * d)
		}
		return plus.sub(minus)
	}
	pi := arctan(5).mul(small(16)).sub(arctan(239).mul(small(4)))
	fmt.Println("pi", pi.String()[:57])
}
