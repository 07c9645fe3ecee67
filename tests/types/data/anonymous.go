package p

type A interface /* ERROR "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)" */ {
	m() interface{ A }
}

type B = interface {
	m() []interface{ n(func(map[string]*[2]interface{ m2() C })) }
}

type C interface /* ERROR "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)" */ {
	m() struct{ x chan interface{ C } }
}

type OK interface {
	m() OK
	n() interface{ o() }
}

func f() {
	type D interface /* ERROR "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)" */ {
		m(interface{ D })
	}
	var _ D
}
