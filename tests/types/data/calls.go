// Calls, methods, interfaces and embedding.
package p

type Shape interface {
	Area() float64
	name() string
}

type square struct{ side float64 }

func (s square) Area() float64 { return s.side * s.side }
func (s *square) name() string { return "square" }

type circle struct{ r float64 }

func (c circle) Area() int    { return 0 }
func (c circle) name() string { return "circle" }

type base struct{ id int }

func (b *base) setID(n int) { b.id = n }

type left struct{ base }
type right struct{ base }
type both struct {
	left
	right
}

type node interface {
	node()
	other
}
type other interface{ Other() }

func f(a int, b string) {}
func v(a int, rest ...string) {}
func g() (int, string)  { return 0, "" }

func _(s Shape, sq square, ci circle, bo both, n node, p *Shape) {
	s = sq /* ERROR "cannot use sq (variable of struct type square) as Shape value in assignment: square does not implement Shape (method name has pointer receiver)" */
	s = &sq
	s = ci /* ERROR "cannot use ci (variable of struct type circle) as Shape value in assignment: circle does not implement Shape (wrong type for method Area)\n\t\thave Area() int\n\t\twant Area() float64" */
	s = 5 /* ERROR "cannot use 5 (constant of type int) as Shape value in assignment: int does not implement Shape (missing method Area)" */
	s = nil
	var e error = sq /* ERROR "cannot use sq (variable of struct type square) as error value in variable declaration: square does not implement error (missing method Error)" */
	_ = e
	f(1 /* ERROR "not enough arguments in call to f\n\thave (number)\n\twant (int, string)" */)
	f(1, "a", 2 /* ERROR "too many arguments in call to f\n\thave (number, string, number)\n\twant (int, string)" */)
	f("a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in argument to f" */, 1 /* ERROR "cannot use 1 (untyped int constant) as string value in argument to f" */)
	f(g())
	f(g /* ERROR "multiple-value g() (value of type (int, string)) in single-value context" */(), 1 /* ERROR "cannot use 1 (untyped int constant) as string value in argument to f" */)
	v /* ERROR "not enough arguments in call to v\n\thave ()\n\twant (int, ...string)" */()
	v(1, "a", 2 /* ERROR "cannot use 2 (untyped int constant) as string value in argument to v" */)
	v(1, []string{}...)
	v(1, "a", [ /* ERROR "too many arguments in call to v\n\thave (number, string, []string...)\n\twant (int, ...string)" */]string{}...)
	f /* ERROR "cannot use ... in call to non-variadic f" */(1, []string{}...)
	_ = sq.Area
	_ = square.Area
	_ = square.name /* ERROR "invalid method expression square.name (needs pointer receiver (*square).name)" */
	_ = (*square).name
	square{}.name /* ERROR "cannot call pointer method name on square" */()
	sq.name()
	_ = sq.area /* ERROR "sq.area undefined (type square has no field or method area, but does have method Area)" */()
	_ = sq.Side /* ERROR "sq.Side undefined (type square has no field or method Side, but does have field side)" */
	_ = bo.id /* ERROR "ambiguous selector bo.id" */
	bo.left.setID(1)
	left{}.setID /* ERROR "cannot call pointer method setID on left" */(1)
	_ = p.Area /* ERROR "p.Area undefined (type *Shape is pointer to interface, not interface)" */()
	n.node()
	n.Missing /* ERROR "n.Missing undefined (type node has no field or method Missing)" */()
	_ = s /* ERROR "impossible type assertion: s.(square)\n\tsquare does not implement Shape (method name has pointer receiver)" */.(square)
	_ = s.(*square)
	_ = s.(other)
	sq /* ERROR "invalid operation: cannot call sq (variable of struct type square): square is not a function" */()
	5 /* ERROR "invalid operation: cannot call 5 (untyped int constant): untyped int is not a function" */()
	f.x /* ERROR "f.x undefined (type func(a int, b string) has no field or method x)" */()
	func /* ERROR "func() {} (value of type func()) is not used" */() {}
	func() {}()
	_ = func(a int) int { return a }(1)
	_ = func(a int) int { return a }("x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in argument to func(a int) int {…}" */)
	_ = struct{ *base }{}.id
	_ = interface{ Area() float64 }(sq)
	_ = Shape(ci /* ERROR "cannot convert ci (variable of struct type circle) to type Shape: circle does not implement Shape (wrong type for method Area)\n\t\thave Area() int\n\t\twant Area() float64" */)
}
