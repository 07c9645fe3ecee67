// matrix: generic matrices: products, powers, LU decomposition with pivots, inverses, determinants, over floats, integers and fractions.
package main

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// A field is what a matrix is made of.
type field[T any] interface {
	plus(T) T
	times(T) T
	negated() T
	inverse() (T, error)
	size() float64
}

var errZero = errors.New("division by zero")
var errSingular = errors.New("matrix is singular")

type real float64

func (a real) plus(b real) real  { return a + b }
func (a real) times(b real) real { return a * b }
func (a real) negated() real     { return -a }
func (a real) size() float64     { return math.Abs(float64(a)) }
func (a real) inverse() (real, error) {
	if math.Abs(float64(a)) < 1e-12 {
		return 0, errZero
	}
	return 1 / a, nil
}

// A fraction is in lowest terms, with a denominator above 0.
type fraction struct{ n, d int64 }

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func frac(n, d int64) fraction {
	if d < 0 {
		n, d = -n, -d
	}
	g := gcd(max(n, -n), d)
	if g == 0 {
		g = 1
	}
	return fraction{n / g, d / g}
}

func (a fraction) plus(b fraction) fraction  { return frac(a.n*b.d+b.n*a.d, a.d*b.d) }
func (a fraction) times(b fraction) fraction { return frac(a.n*b.n, a.d*b.d) }
func (a fraction) negated() fraction         { return fraction{-a.n, a.d} }
func (a fraction) size() float64             { return math.Abs(float64(a.n) / float64(a.d)) }
func (a fraction) inverse() (fraction, error) {
	if a.n == 0 {
		return a, errZero
	}
	return frac(a.d, a.n), nil
}
func (a fraction) String() string {
	if a.d == 1 {
		return fmt.Sprint(a.n)
	}
	return fmt.Sprintf("%d/%d", a.n, a.d)
}

// modular is the integers modulo a prime.
type modular uint32

const prime = 1_000_003

func (a modular) plus(b modular) modular  { return (a + b) % prime }
func (a modular) times(b modular) modular { return modular(uint64(a) * uint64(b) % prime) }
func (a modular) negated() modular        { return (prime - a) % prime }
func (a modular) size() float64           { return float64(min(a, 1)) }
func (a modular) inverse() (modular, error) {
	if a == 0 {
		return 0, errZero
	}
	r, x := modular(1), a
	for e := prime - 2; e > 0; e >>= 1 {
		if e&1 == 1 {
			r = r.times(x)
		}
		x = x.times(x)
	}
	return r, nil
}

type matrix[T field[T]] struct {
	rows [][]T
	zero T
	one  T
}

func make2[T field[T]](n, m int, zero, one T, at func(i, j int) T) matrix[T] {
	rows := make([][]T, n)
	for i := range rows {
		rows[i] = make([]T, m)
		for j := range rows[i] {
			rows[i][j] = at(i, j)
		}
	}
	return matrix[T]{rows, zero, one}
}

func (a matrix[T]) identity() matrix[T] {
	return make2(len(a.rows), len(a.rows), a.zero, a.one, func(i, j int) T {
		if i == j {
			return a.one
		}
		return a.zero
	})
}

func (a matrix[T]) times(b matrix[T]) matrix[T] {
	return make2(len(a.rows), len(b.rows[0]), a.zero, a.one, func(i, j int) T {
		sum := a.zero
		for k, x := range a.rows[i] {
			sum = sum.plus(x.times(b.rows[k][j]))
		}
		return sum
	})
}

func (a matrix[T]) power(n int) matrix[T] {
	r := a.identity()
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = r.times(a)
		}
		a = a.times(a)
	}
	return r
}

// solve brings a to the identity by row operations, which it makes on b too; it returns b and a's determinant.
func (a matrix[T]) solve(b matrix[T]) (matrix[T], T, error) {
	copyOf := func(m matrix[T]) matrix[T] {
		return make2(len(m.rows), len(m.rows[0]), m.zero, m.one, func(i, j int) T { return m.rows[i][j] })
	}
	a, b = copyOf(a), copyOf(b)
	det := a.one
	for k := range a.rows {
		pivot := k
		for i := k + 1; i < len(a.rows); i++ {
			if a.rows[i][k].size() > a.rows[pivot][k].size() {
				pivot = i
			}
		}
		if pivot != k {
			a.rows[k], a.rows[pivot] = a.rows[pivot], a.rows[k]
			b.rows[k], b.rows[pivot] = b.rows[pivot], b.rows[k]
			det = det.negated()
		}
		det = det.times(a.rows[k][k])
		inv, err := a.rows[k][k].inverse()
		if err != nil {
			return b, a.zero, fmt.Errorf("column %d: %w", k, errors.Join(errSingular, err))
		}
		for _, m := range []matrix[T]{a, b} {
			for j := range m.rows[k] {
				m.rows[k][j] = m.rows[k][j].times(inv)
			}
		}
		for i := range a.rows {
			if i == k {
				continue
			}
			f := a.rows[i][k].negated()
			for _, m := range []matrix[T]{a, b} {
				for j := range m.rows[i] {
					m.rows[i][j] = m.rows[i][j].plus(f.times(m.rows[k][j]))
				}
			}
		}
	}
	return b, det, nil
}

func (a matrix[T]) String() string {
	var lines []string
	for _, row := range a.rows {
		lines = append(lines, fmt.Sprint(row))
	}
	return strings.Join(lines, "\n")
}

func main() {
	hilbert := make2(5, 5, fraction{0, 1}, fraction{1, 1}, func(i, j int) fraction { return frac(1, int64(i+j+1)) })
	inverse, det, err := hilbert.solve(hilbert.identity())
	fmt.Println(inverse)
	fmt.Println("determinant", det, err)
	fmt.Println("product is the identity:", hilbert.times(inverse).String() == hilbert.identity().String())

	fib := make2(2, 2, modular(0), modular(1), func(i, j int) modular { return modular(1 - i*j) })
	fmt.Println(fib.power(30), fib.power(1_000_000_000))
	_, d, err := fib.power(7).solve(fib.identity())
	fmt.Println(d, err)

	a := make2(3, 3, real(0), real(1), func(i, j int) real { return real([]float64{4, -2, 1, -2, 4, -2, 1, -2, 4}[3*i+j]) })
	b := make2(3, 1, real(0), real(1), func(i, j int) real { return real([]float64{11, -16, 17}[i]) })
	x, d2, err := a.solve(b)
	fmt.Printf("%.6f %.6f %v\n", x.rows, d2, err)
	singular := make2(3, 3, real(0), real(1), func(i, j int) real { return real(i + j) })
	_, _, err = singular.solve(singular.identity())
	fmt.Println(strings.ReplaceAll(err.Error(), "\n", ", "), errors.Is(err, errSingular), errors.Is(err, errZero))
}
