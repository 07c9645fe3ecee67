package main

import (
	"fmt"
	"reflect"
)

// recover in what a deferred call reaches through wrappers: of methods with
// large receivers, of embedded fields, method values and expressions, and of
// reflect's func values.

type large [4096]byte

func (large) M(tag string) { fmt.Println(tag, recover(), recover()) }

type outer struct {
	n int
	large
}

type pointed struct{ *large }

type in interface{ M(string) }

func died(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "not recovered:", r)
		}
	}()
	f()
}

type deep struct{ n int }

// M does not recover: what it calls does, one call too far.
func (deep) M(tag string) { inner(tag) }

//go:noinline
func inner(tag string) { fmt.Println(tag, "spurious", recover()) }

func called(f func(string)) func(string) {
	return func(tag string) { f(tag) }
}

func main() {
	died("interface", func() {
		var i in = large{}
		defer i.M("interface")
		panic(1)
	})
	died("promoted", func() {
		var i in = outer{}
		defer i.M("promoted")
		panic(2)
	})
	died("pointer", func() {
		var i in = &outer{}
		defer i.M("pointer")
		panic(3)
	})
	died("embedded pointer", func() {
		var i in = pointed{new(large)}
		defer i.M("embedded pointer")
		panic(4)
	})
	died("value", func() {
		f := outer{}.M
		defer f("value")
		panic(5)
	})
	died("expression", func() {
		f := outer.M
		defer f(outer{}, "expression")
		panic(6)
	})
	died("interface expression", func() {
		f := in.M
		defer f(large{}, "interface expression")
		panic(7)
	})
	died("reflect value", func() {
		f := reflect.ValueOf(outer{}).Method(0).Interface().(func(string))
		defer f("reflect value")
		panic(8)
	})
	died("reflect expression", func() {
		f := reflect.TypeOf(&outer{}).Method(0).Func.Interface().(func(*outer, string))
		defer f(&outer{}, "reflect expression")
		panic(9)
	})
	died("made", func() {
		f := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
			fmt.Println("made", recover())
			return nil
		}).Interface().(func())
		defer f()
		panic(10)
	})
	// Too far from the panic: nothing recovers.
	died("Call", func() {
		defer reflect.ValueOf(large{}).Method(0).Call([]reflect.Value{reflect.ValueOf("Call")})
		panic(11)
	})
	died("deep", func() {
		var i in = deep{}
		defer i.M("deep")
		panic(12)
	})
	died("called", func() {
		defer called(outer{}.M)("called")
		panic(13)
	})
	died("made, inner", func() {
		f := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
			inner("made, inner")
			return nil
		}).Interface().(func())
		defer f()
		panic(14)
	})
	died("made calls made", func() {
		f := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
			fmt.Println("spurious", recover())
			return nil
		}).Interface().(func())
		defer func() { f() }()
		panic(15)
	})
}
