package p

import "unsafe"

type Pair[A, B any] struct {
	a A
	b B
}

func (Pair[A, B]) m() {}

func use[A any](s Pair /* ERROR "not enough type arguments for type Pair: have 1, want 2" */[A]) {
	s.a = 1
	s.m()
	var t Pair[int, string]
	t = s
	_ = t
	take(s /* ERROR "in call to take, type Pair[A] of s does not match Pair[A, B] (cannot infer A and B)" */)
	_ = Pair /* ERROR "not enough type arguments for type Pair: have 1, want 2" */[A]{a: 1}
}

func take[A, B any](Pair[A, B]) {}

func ret() Pair /* ERROR "too many type arguments for type Pair: have 3, want 2" */[int, int, int] {
	return Pair /* ERROR "not enough type arguments for type Pair: have 1, want 2" */[int]{}
}

type Own[U interface{ M() Own /* ERROR "too many type arguments for type Own: have 2, want 1" */[U, int] }] int

type X int

func (X) M() Own[X] { return 0 }

func two(_, _ int) {}
func none()        {}

type S struct{}

func calls() {
	two(undefined1 /* ERROR "undefined: undefined1" */ /* ERROR "not enough arguments in call to two\n\thave (unknown type)\n\twant (int, int)" */)
	var s S
	two(s /* ERROR "not enough arguments in call to two\n\thave (unknown type)\n\twant (int, int)" */.F /* ERROR "s.F undefined (type S has no field or method F)" */())
	two(none /* ERROR "none() (no value) used as value" */ /* ERROR "not enough arguments in call to two\n\thave (func())\n\twant (int, int)" */())
	two(1 /* ERROR "not enough arguments in call to two\n\thave (number)\n\twant (int, int)" */)
}

type R[P any] struct {
	R /* ERROR "invalid recursive type: R[P] refers to itself" */[P]
}

func sizes[P any]() {
	_ = unsafe.Sizeof(R[int]{})
	_ = unsafe.Sizeof(struct{ R[int] }{})
	_ = unsafe.Sizeof(R[P]{})
}

const _ = unsafe /* ERROR "unsafe.Sizeof(R[int]{}) (value of type uintptr) is not constant" */.Sizeof(R /* ERROR "invalid recursive type: R[int] refers to itself" */[int]{})
