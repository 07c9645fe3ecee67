// reflect.New of a struct type without a name: the pointer has the methods that the struct embeds, though the program nowhere says *struct.
package main

import (
	"fmt"
	"reflect"
)

type speaker interface{ Speak() string }

type word string

func (w *word) Speak() string {
	if w == nil {
		return "nothing"
	}
	return string(*w)
}

type number struct{ x int }

func (n *number) Speak() string { return fmt.Sprint("number ", n.x) }
func (n number) Twice() int     { return 2 * n.x }

func main() {
	v := reflect.ValueOf(struct{ speaker }{(*word)(nil)})
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	s, ok := reflect.TypeAssert[speaker](p)
	fmt.Println(ok, p.Type(), p.Type().NumMethod())
	fmt.Println(s.Speak())

	q := reflect.New(reflect.TypeOf(struct{ number }{}))
	fmt.Println(q.Type().NumMethod(), q.Elem().NumMethod(), q.Interface().(speaker).Speak())
	r := reflect.New(reflect.TypeOf(struct {
		*number
		y int
	}{}))
	fmt.Println(r.Type().NumMethod(), r.Elem().NumMethod())
	r.Elem().Field(1).CanSet()
	fmt.Println(reflect.New(reflect.TypeOf(struct{ n number }{})).Type().NumMethod())
}
