// -lang=go1.17

package p

type T[P /* ERROR "type parameter requires go1.18 or later (-lang was set to go1.17; check go.mod)" */ any /* ERROR "predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)" */] struct{}

func init[P /* ERROR "func init must have no type parameters" */ any /* ERROR "predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)" */]() {}
func main[P /* ERROR "type parameter requires go1.18 or later (-lang was set to go1.17; check go.mod)" */ any /* ERROR "predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)" */]() {}

func f[P /* ERROR "type parameter requires go1.18 or later (-lang was set to go1.17; check go.mod)" */ any /* ERROR "predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)" */](x P) {
	var _ T /* ERROR "type instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)" */[int]
	_ = T /* ERROR "type instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)" */[int]{}
	f /* ERROR "function instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)" */[int](0)
	(f[ /* ERROR "function instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)" */int])(0)
	f /* ERROR "implicit function instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)" */(x)
}

var g func(int) = f /* ERROR "function instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)" */
var h func(int) = f[ /* ERROR "function instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)" */int]

type C1 interface {
	comparable /* ERROR "predeclared comparable requires go1.18 or later (-lang was set to go1.17; check go.mod)" */
	int /* ERROR "embedding non-interface type int requires go1.18 or later (-lang was set to go1.17; check go.mod)" */
	~ /* ERROR "embedding interface element ~int requires go1.18 or later (-lang was set to go1.17; check go.mod)" */int
	int /* ERROR "embedding interface element int | ~string requires go1.18 or later (-lang was set to go1.17; check go.mod)" */ | ~string
}

type m1 interface{ m() }
type m2 interface{ m() }

type both interface {
	m1
	m2
}
