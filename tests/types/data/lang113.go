// -lang=go1.13

package p

type I interface{ m() }

type _ interface {
	m()
	I /* ERROR "duplicate method m" */
}

type _ interface {
	I
	I /* ERROR "duplicate method m" */
}

type A = int

const _ = 0b1 + 0x1p1 + 1_0

func _(s int) int { return 1 << s }
