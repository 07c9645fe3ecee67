// Method calls on interfaces whose concrete type the text tells, and those where it only seems to.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

type shape interface {
	Area() int
	Grow(n int) shape
}

type square struct{ side int }

func (s square) Area() int        { return s.side * s.side }
func (s square) Grow(n int) shape { return square{s.side + n} }

type list struct {
	head *int
	kept []*int
}

func (l *list) Keep(p *int)   { l.kept = append(l.kept, p) }
func (l *list) First() *int   { return l.head }
func (l *list) Sum() (n int) {
	for _, p := range l.kept {
		n += *p
	}
	return n
}

type keeper interface {
	Keep(*int)
	First() *int
	Sum() int
}

type outer struct {
	name string
	*list
}

type word func() string

func (w word) String() string { return "word " + w() }

type pair struct{ a, b *int }

func (p pair) First() *int { return p.b }

var global keeper

func keeps() keeper {
	l := &list{}
	var k keeper = l
	for i := range 10 {
		x := i
		k.Keep(&x)
	}
	return k
}

func first() *int {
	x, y := 1, 2
	var f interface{ First() *int } = pair{&x, &y}
	return f.First()
}

func local() int {
	x := 40
	var k keeper = &list{head: &x}
	k.Keep(k.First())
	y := 2
	k.Keep(&y)
	return k.Sum()
}

func changed(which int) string {
	var s fmt.Stringer = word(func() string { return "first" })
	if which > 0 {
		s = bytes.NewBufferString("buffer")
	}
	return s.String()
}

func inClosure() string {
	var s fmt.Stringer = word(func() string { return "one" })
	func() { s = bytes.NewBufferString("two") }()
	return s.String()
}

func byPointer() string {
	var s fmt.Stringer = word(func() string { return "one" })
	p := &s
	*p = bytes.NewBufferString("two")
	return s.String()
}

func ranged(all []fmt.Stringer) (out string) {
	for _, s := range all {
		out += s.String() + " "
	}
	var s fmt.Stringer = word(func() string { return "zero" })
	for _, s = range all {
	}
	return out + s.String()
}

func recovered(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return "no panic"
}

func nils(set bool) int {
	var s shape
	if set {
		s = square{3}
	}
	return s.Area()
}

func nilPointer() int {
	var s shape = (*square)(nil)
	return s.Area()
}

func nilEmbedded() int {
	var k keeper = outer{name: "none"}
	return k.Sum()
}

func cycle(n int) int {
	var a, b shape = square{1}, square{2}
	for range n {
		a, b = b, a
		a = a.Grow(1)
	}
	return a.Area()*100 + b.Area()
}

func generic[S shape](s S) int {
	var i shape = s
	return i.Area() + i.Grow(1).Area()
}

func main() {
	fmt.Println(keeps().Sum(), *first(), local())
	fmt.Println(changed(0), changed(1), inClosure(), byPointer())
	fmt.Println(ranged([]fmt.Stringer{word(func() string { return "w" }), bytes.NewBufferString("b")}))
	fmt.Println(nils(true), recovered(func() { nils(false) }))
	fmt.Println(recovered(func() { nilPointer() }))
	fmt.Println(recovered(func() { nilEmbedded() }))
	fmt.Println(cycle(5), generic(square{4}))

	var o keeper = outer{"o", &list{}}
	for i := range 3 {
		o.Keep(&i)
	}
	var b bytes.Buffer
	var w io.Writer = &b
	for range 3 {
		w.Write([]byte("abc"))
	}
	w.(io.ByteWriter).WriteByte('.')
	fmt.Println(o.Sum(), b.String(), w.(fmt.Stringer).String())

	var s shape = square{5}
	area := s.Area
	defer fmt.Println("deferred", s.Area())
	s = square{6}
	defer s.Grow(1)
	fmt.Println(area(), s.Area(), shape(square{7}).Grow(3).Area(), error(errors.New("e")).Error())
	global = &list{}
	var k keeper = global
	x := 5
	k.Keep(&x)
	x = 6
	fmt.Println(global.Sum(), any(square{2}).(shape).Area())
}
