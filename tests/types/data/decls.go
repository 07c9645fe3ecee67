// Declarations: duplicates, missing and superfluous initialisers, cycles, unused variables.
package p

import "unsafe"

const a, b /* ERROR "missing init expr for b" */ = 1
const c = f /* ERROR "f() (value of type int) is not constant" */()
const d int = "x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in constant declaration" */
const e [ /* ERROR "invalid constant type [2]int" */2]int = 1
const (
	k0 = iota
	k1
	k2 = k1 << 70 << 70
	k3 = "s" /* ERROR "invalid operation: \"s\" + 1 (mismatched types untyped string and untyped int)" */ + 1
)

var x, y = 1, 2, 3 /* ERROR "extra init expr 3" */
var z int = "no" /* ERROR "cannot use \"no\" (untyped string constant) as int value in variable declaration" */
var w = nil /* ERROR "use of untyped nil in variable declaration" */
var v, u = one /* ERROR "assignment mismatch: 2 variables but one returns 1 value" */()
var q /* ERROR "initialization cycle: q refers to itself" */ = q + 1
var r1 /* ERROR "initialization cycle for r1" */ = r2
var r2 = r1

func a /* ERROR "a redeclared in this block" */() {}

type T struct {
	f int
	f /* ERROR "f redeclared" */ string
	g, h float64
}

type L /* ERROR "invalid recursive type: L refers to itself" */ L
type M /* ERROR "invalid recursive type M" */ struct{ n N }
type N struct{ m M }
type R struct{ next *R }
type A1 /* ERROR "invalid recursive type A1" */ = A2
type A2 = A1
type S []S
type Arr [unsafe.Sizeof(0)]int

func one() int { return 1 }

func f() int {
	unused /* ERROR "declared and not used: unused" */ := 1
	var also /* ERROR "declared and not used: also" */ int
	var p, o /* ERROR "declared and not used: o" */ = 1, 2
	_ = p
	x := 1
	x := /* ERROR "no new variables on left side of :=" */ 2
	_, x := /* ERROR "no new variables on left side of :=" */ 3, 4
	const untouched = 1
	type local int
	return x
}

func noReturn() int {
	for i := 0; i < 3; i++ {
		return 1
	}
} /* ERROR "missing return" */

func ends(n int) int {
	switch n {
	case 1:
		return 1
	default:
		panic("no")
	}
}

func loops() int {
	for {
		if one() == 1 {
			break
		}
	}
} /* ERROR "missing return" */

func init /* ERROR "func init must have no arguments and no return values" */() int { return 1 }

func (t T) m()  {}
func (t *T) m /* ERROR "method T.m already declared" */() {}
func (t T) f /* ERROR "field and method with the same name f" */()  {}
func (i int /* ERROR "cannot define new methods on non-local type int" */) m()  {}
func (p ** /* ERROR "invalid receiver type **T" */T) n()  {}
func (u unknown /* ERROR "undefined: unknown" */) m() {}
