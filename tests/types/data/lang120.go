// -lang=go1.20

package p

type T[P any] interface{}

func f1[P any](T[P])    {}
func f2[P any](T[P], P) {}

func _() {
	var t T[int]
	f1(t)
	var s string
	f2(t, s /* ERROR "in call to f2, type string of s does not match inferred type int for P" */)
}

func F[P any, Q *P](p P) {}

var _ = F[int]

func G[R any](func(R)) {}

func _() {
	G(F[int])
	G( /* ERROR "in call to G, cannot infer R" */F /* ERROR "implicitly instantiated function as argument requires go1.21 or later (-lang was set to go1.20; check go.mod)" */)
	min /* ERROR "built-in min requires go1.21 or later (-lang was set to go1.20; check go.mod)" */ /* ERROR "min(1, 2) (untyped int constant 1) is not used" */(1, 2)
	var a []int
	clear /* ERROR "clear requires go1.21 or later (-lang was set to go1.20; check go.mod)" */(a)
}
