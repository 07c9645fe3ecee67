// Operators, conversions, constants that do not fit, comparisons and shifts.
package p

type myInt int
type pair struct {
	a []int
}

func _(i int, f float64, s string, b bool, p *int, m map[string]int, c chan int, fn func(), e error, u8 uint8) {
	_ = i /* ERROR "invalid operation: i + f (mismatched types int and float64)" */ + f
	_ = i /* ERROR "invalid operation: i + s (mismatched types int and string)" */ + s
	_ = s /* ERROR "invalid operation: operator - not defined on s (variable of type string)" */ - s
	_ = b /* ERROR "invalid operation: operator + not defined on b (variable of type bool)" */ + b
	_ = !i /* ERROR "invalid operation: operator ! not defined on i (variable of type int)" */
	_ = -s /* ERROR "invalid operation: operator - not defined on s (variable of type string)" */
	_ = ^f /* ERROR "invalid operation: operator ^ not defined on f (variable of type float64)" */
	_ = i % 0 /* ERROR "invalid operation: division by zero" */
	_ = f /* ERROR "invalid operation: operator % not defined on f (variable of type float64)" */ % 2
	_ = 1 / 0 /* ERROR "invalid operation: division by zero" */
	_ = i /* ERROR "invalid operation: i && b (mismatched types int and bool)" */ && b
	_ = i == s /* ERROR "invalid operation: i == s (mismatched types int and string)" */
	_ = fn /* ERROR "invalid operation: fn == fn (func can only be compared to nil)" */ == fn
	_ = m /* ERROR "invalid operation: m == m (map can only be compared to nil)" */ == m
	_ = m == nil
	_ = pair /* ERROR "invalid operation: pair{} == pair{} (struct containing []int cannot be compared)" */{} == pair{}
	_ = p /* ERROR "invalid operation: p < p (operator < not defined on pointer)" */ < p
	_ = e == 3 /* ERROR "invalid operation: e == 3 (mismatched types error and untyped int)" */
	_ = i << - /* ERROR "invalid operation: negative shift count -1 (untyped int constant)" */1
	_ = i << f /* ERROR "invalid operation: shift count f (variable of type float64) must be integer" */
	_ = f /* ERROR "invalid operation: shifted operand f (variable of type float64) must be integer" */ << 2
	_ = 1.5 /* ERROR "invalid operation: shifted operand 1.5 (untyped float constant) must be integer" */ << 2
	_ = i << 1.5 /* ERROR "1.5 (untyped float constant) truncated to uint" */
	_ = uint8(300 /* ERROR "constant 300 overflows uint8" */)
	_ = int8(1 /* ERROR "constant 128 overflows int8" */ << 7)
	_ = u8 + 256 /* ERROR "256 (untyped int constant) overflows uint8" */
	_ = u8 == 1000 /* ERROR "1000 (untyped int constant) overflows uint8" */
	_ = int(3.5 /* ERROR "cannot convert 3.5 (untyped float constant) to type int" */)
	_ = int(f)
	_ = string(f /* ERROR "cannot convert f (variable of type float64) to type string" */)
	_ = []byte(i /* ERROR "cannot convert i (variable of type int) to type []byte" */)
	_ = (*float64)(p /* ERROR "cannot convert p (variable of type *int) to type *float64" */)
	_ = myInt(s /* ERROR "cannot convert s (variable of type string) to type myInt" */)
	_ = &i
	_ = &1 /* ERROR "invalid operation: cannot take address of 1 (untyped int constant)" */
	_ = *i /* ERROR "invalid operation: cannot indirect i (variable of type int)" */
	_ = <-i /* ERROR "invalid operation: cannot receive from non-channel int i (variable of type int)" */
	_ = <-c
	_ = nil /* ERROR "use of untyped nil in assignment to _ identifier" */
	_ = undefinedName /* ERROR "undefined: undefinedName" */
	_ = i.x /* ERROR "i.x undefined (type int has no field or method x)" */
	_ = p.y /* ERROR "p.y undefined (type *int has no field or method y)" */
	_ = s[f /* ERROR "invalid argument: index f (variable of type float64) must be integer" */]
	_ = "abc"[5 /* ERROR "invalid argument: index 5 out of bounds [0:3]" */]
	_ = s[1:0 /* ERROR "invalid slice indices: 0 < 1" */]
	_ = s[0:1:2 /* ERROR "invalid operation: 3-index slice of string" */]
	_ = m[1 /* ERROR "cannot use 1 (untyped int constant) as string value in map index" */]
	_ = i[ /* ERROR "cannot index i (variable of type int)" */0]
	_ = [2]int{1, 2, 3 /* ERROR "index 2 is out of bounds (>= 2)" */}
	_ = [...]int{5: 1, 5 /* ERROR "duplicate index 5 in array or slice literal" */: 2}
	_ = []int{"a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in array or slice literal" */}
	_ = map[string]int{"a": 1, "a" /* ERROR "duplicate key \"a\" in map literal" */: 2}
	_ = map[string]int{1 /* ERROR "missing key in map literal" */}
	_ = pair{1 /* ERROR "cannot use 1 (untyped int constant) as []int value in struct literal" */, 2 /* ERROR "too many values in struct literal of type pair" */}
	_ = pair{a: nil, a /* ERROR "duplicate field name a in struct literal" */: nil}
	_ = pair{b /* ERROR "unknown field b in struct literal of type pair" */: nil}
	_ = pair{nil, a /* ERROR "mixture of field:value and value elements in struct literal" */: nil}
	_ = struct{ x, y int }{1} /* ERROR "too few values in struct literal of type struct{x int; y int}" */
	_ = e /* ERROR "impossible type assertion: e.(int)\n\tint does not implement error (missing method Error)" */.(int)
	_ = i /* ERROR "invalid operation: i (variable of type int) is not an interface" */.(int)
	_ = 'a' + 1.5
	_ = "a" /* ERROR "invalid operation: \"a\" + 'b' (mismatched types untyped string and untyped rune)" */ + 'b'
	_ = 1 << /* ERROR "constant shift overflow" */ 1000
	_ = 0x1p-2000 * 1e300
	_ = len(5 /* ERROR "invalid argument: 5 (untyped int constant) for built-in len" */)
	_ = int /* ERROR "int (type) is not an expression" */
	i /* ERROR "i (variable of type int) is not used" */
	i /* ERROR "i + 1 (value of type int) is not used" */ + 1
	int /* ERROR "int(i) (value of type int) is not used" */(i)
	len /* ERROR "len(s) (value of type int) is not used" */(s)
	f /* ERROR "invalid operation: cannot call f (variable of type float64): float64 is not a function" */()
	_ = func() int { return 1 }
	var g float32 = 1e40 /* ERROR "cannot use 1e40 (untyped float constant 1e+40) as float32 value in variable declaration (overflows)" */
	var h int32 = 1 /* ERROR "cannot use 1 << 31 (untyped int constant 2147483648) as int32 value in variable declaration (overflows)" */ << 31
	var t myInt = i /* ERROR "cannot use i (variable of type int) as myInt value in variable declaration" */
	_, _, _ = g, h, t
	i++
	s /* ERROR "invalid operation: s++ (non-numeric type string)" */++
	b /* ERROR "invalid operation: b-- (non-numeric type bool)" */--
	i /* ERROR "invalid operation: i += s (mismatched types int and string)" */ += s
	i <<= f /* ERROR "invalid operation: shift count f (variable of type float64) must be integer" */
	3 /* ERROR "cannot assign to 3 (neither addressable nor a map index expression)" */ = i
	s /* ERROR "cannot assign to s[0] (neither addressable nor a map index expression)" */[0] = 'x'
	m["x"].y /* ERROR "m[\"x\"].y undefined (type int has no field or method y)" */ = 1
	_ = i /* ERROR "invalid operation: i | b (mismatched types int and bool)" */ | b
}

var _ = struct {
	f int "foo"
	g string
}{}.h /* ERROR "struct{f int \"foo\"; g string}{}.h undefined (type struct{f int \"foo\"; g string} has no field or method h)" */
var _ = []chan (<-chan int)(nil).h /* ERROR "[]chan (<-chan int)(nil).h undefined (type []chan (<-chan int) has no field or method h)" */
var _ = (func(x struct{ a, b int; c string "t" }, y ...int) (z int, err error))(nil).h /* ERROR "(func(x struct{a, b int; c string \"t\"}, y ...int) (z int, err error))(nil).h undefined (type func(x struct{a int; b int; c string \"t\"}, y ...int) (z int, err error) has no field or method h)" */
var _ = (chan<- chan<- (<-chan int))(nil).h /* ERROR "(chan<- chan<- <-chan int)(nil).h undefined (type chan<- chan<- <-chan int has no field or method h)" */
var _ = [...]int{1}.h /* ERROR "[...]int{…}.h undefined (type [1]int has no field or method h)" */
var _ = func(a int, b string) {}.h /* ERROR "func(a int, b string) {}.h undefined (type func(a int, b string) has no field or method h)" */
