// Generic functions and types: constraints, inference, instantiation.
package p

type Number interface {
	~int | ~int64 | ~float64
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() T {
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

type List[T any] struct {
	next *List[T]
	val  T
}

type Tree[T interface{ Less(T) bool }] struct{ root *T }

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

func Map[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }
func Zero[T any]() (z T)                            { return }
func Same[T comparable](a, b T) bool                { return a == b }

type myInts []int
type myMap map[string]bool

func _() {
	_ = Sum(1, 2, 3)
	_ = Sum(1, 2.5)
	_ = Sum( /* ERROR "string does not satisfy Number (string missing in ~int | ~int64 | ~float64)" */"a")
	_ = Sum[string /* ERROR "string does not satisfy Number (string missing in ~int | ~int64 | ~float64)" */]()
	_ = Sum[int]("a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in argument to Sum[int]" */)
	_ = Map([]int{1}, func(i int) string { return "" })
	_ = Map([]int{1}, func /* ERROR "in call to Map, type func(s string) string of func(s string) string {…} does not match inferred type func(int) U for func(T) U" */(s string) string { return s })
	_ = Map( /* ERROR "in call to Map, cannot infer T" */1, nil)
	var k []string = Keys(myMap{})
	_ = k
	_ = Zero( /* ERROR "in call to Zero, cannot infer T" */)
	_ = Zero /* ERROR "invalid operation: Zero[int]() + \"a\" (mismatched types int and untyped string)" */[int]() + "a"
	_ = Same(1, "a" /* ERROR "in call to Same, mismatched types untyped int and untyped string (cannot infer T)" */)
	_ = Same( /* ERROR "[]int does not satisfy comparable" */[]int{}, nil)
	_ = Same( /* ERROR "func() does not satisfy comparable" */func() {}, nil)
	var s Stack[int]
	s.Push("a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in argument to s.Push" */)
	s.Push(1)
	_ = s /* ERROR "invalid operation: s.Pop() + \"x\" (mismatched types int and untyped string)" */.Pop() + "x"
	var t Stack /* ERROR "cannot use generic type Stack[T any] without instantiation" */
	var u Stack /* ERROR "too many type arguments for type Stack: have 2, want 1" */[int, string]
	_, _ = t, u
	var p Pair[[ /* ERROR "[]int does not satisfy comparable" */]int, int]
	_ = p
	var q = Pair[string, int]{"a", "b" /* ERROR "cannot use \"b\" (untyped string constant) as int value in struct literal" */}
	_ = q
	var l List[int]
	l.val = "x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in assignment" */
	l.next.next.val = 1
	var tr Tree[int /* ERROR "int does not satisfy interface{Less(int) bool} (missing method Less)" */]
	_ = tr
	var n Number /* ERROR "cannot use type Number outside a type constraint: interface contains type constraints" */
	_ = n
	var fn func(int, int) bool = Same
	_ = fn
	var gn func(int, string) bool = Same /* ERROR "inferred type func(a int, b int) bool for func(a T, b T) bool does not match type func(int, string) bool of gn" */
	_ = gn
	_ = Same /* ERROR "cannot use generic function Same without instantiation" */
	_ = Same[int, int /* ERROR "got 2 type arguments but want 1" */]
	_ = myInts.Foo /* ERROR "myInts.Foo undefined (type myInts has no field or method Foo)" */
	_ = Stack[int].Push /* ERROR "invalid method expression Stack[int].Push (needs pointer receiver (*Stack[int]).Push)" */
	_ = (*Stack[int]).Push
}

func add[T any](a, b T) T { return a /* ERROR "invalid operation: operator + not defined on a (variable of type T constrained by any)" */ + b }
func less[T comparable](a, b T) bool { return a /* ERROR "invalid operation: a < b (type parameter T cannot use operator <)" */ < b }
func conv[T Number](a T) string { return string(a /* ERROR "cannot convert a (variable of type T constrained by Number) to type string: cannot convert float64 (in T) to type string" */) }
func idx[T []int | map[int]int](t T) int { return t[ /* ERROR "cannot index t (variable of type T constrained by []int | map[int]int)" */0] }
func idx2[T []int | string](t T) int { return t[ /* ERROR "cannot index t (variable of type T constrained by []int | string)" */0] }
func call[F func(int) string](f F) string { return f("a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in argument to f" */) }
func sw[T any](x T) {
	switch x /* ERROR "cannot use type switch on type parameter value x (variable of type T constrained by any)" */.(type) {
	}
	switch any(x).(type) {
	case int, T:
	}
	_ = x /* ERROR "invalid operation: cannot use type assertion on type parameter value x (variable of type T constrained by any)" */.(int)
}

type badRecv[T any] struct{}

func (b badRecv /* ERROR "cannot use generic type badRecv[T any] without instantiation" */) m()       {}
func (b badRecv /* ERROR "receiver declares 2 type parameters, but receiver base type declares 1" */[A, B]) n() {}
func (b badRecv[int]) o()  {}

type Cons interface {
	int | string
	m()
}

func rec[T any](n int, x T) {
	if n > 0 {
		rec[T](n-1, x)
	}
}
