package main

import (
	"fmt"
	"reflect"
)

type P struct {
	X, Y int
	name string `json:"n"`
}

func (p P) Sum(a int) int      { return p.X + p.Y + a }
func (p *P) Move(dx int)        { p.X += dx }
func (p P) String() string { return fmt.Sprintf("P(%d,%d)", p.X, p.Y) }

type Big struct{ A, B, C, D, E int }

func add(a int, b float64, s string, big Big, v ...int) (string, Big, error) {
	for _, x := range v {
		big.A += x
	}
	return fmt.Sprint(a, b, s), big, nil
}

func main() {
	p := P{1, 2, "x"}
	t := reflect.TypeOf(p)
	fmt.Println(t, t.Kind(), t.NumField(), t.NumMethod(), t.Name(), t.PkgPath())
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag, f.Offset, f.PkgPath, f.Index)
	}
	for i := 0; i < t.NumMethod(); i++ {
		m := t.Method(i)
		fmt.Println(m.Name, m.Type)
	}
	v := reflect.ValueOf(&p)
	v.MethodByName("Move").Call([]reflect.Value{reflect.ValueOf(10)})
	fmt.Println(p, v.MethodByName("Sum").Call([]reflect.Value{reflect.ValueOf(5)})[0].Int())
	out := reflect.ValueOf(add).Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf(2.5), reflect.ValueOf("hey"), reflect.ValueOf(Big{1, 2, 3, 4, 5}), reflect.ValueOf(3), reflect.ValueOf(4)})
	fmt.Println(out[0].Interface(), out[1].Interface(), out[2].IsNil())
	sw := reflect.MakeFunc(reflect.TypeOf(add), func(in []reflect.Value) []reflect.Value {
		fmt.Println(in[0].Interface(), in[1].Interface(), in[2].Interface(), in[3].Interface(), in[4].Interface())
		return []reflect.Value{reflect.ValueOf("made"), in[3], reflect.Zero(reflect.TypeFor[error]())}
	})
	f := sw.Interface().(func(int, float64, string, Big, ...int) (string, Big, error))
	fmt.Println(f(7, 1.25, "s", Big{9, 8, 7, 6, 5}, 1, 2, 3))
	m := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(""), reflect.TypeOf(Big{})))
	m.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(Big{A: 3}))
	fmt.Println(m.Interface(), m.Type())
	s := reflect.MakeSlice(reflect.SliceOf(t), 0, 2)
	s = reflect.Append(s, reflect.ValueOf(p), reflect.ValueOf(P{}), reflect.ValueOf(P{5, 5, ""}))
	fmt.Println(s.Interface(), s.Len(), s.Type() == reflect.TypeOf([]P{}))
	fmt.Println(reflect.DeepEqual(map[string][]int{"a": {1}}, map[string][]int{"a": {1}}))
	func() {
		defer func() { fmt.Println(recover()) }()
		reflect.ValueOf(3).SetInt(4)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		reflect.ValueOf(3).Elem()
	}()
	at := reflect.ArrayOf(3, reflect.TypeOf(""))
	a := reflect.New(at).Elem()
	a.Index(1).SetString("q")
	mm := reflect.MakeMap(reflect.MapOf(at, reflect.TypeOf(1)))
	mm.SetMapIndex(a, reflect.ValueOf(4))
	fmt.Println(mm.MapIndex(a), a.Interface() == [3]string{1: "q"}, mm.Interface())
	st := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeOf(1), Tag: `x:"y"`}, {Name: "B", Type: reflect.TypeOf("")}})
	sv := reflect.New(st).Elem()
	sv.Field(0).SetInt(4)
	fmt.Printf("%v %+v %T\n", sv, sv.Interface(), sv.Interface())
	fmt.Println(v.Method(0).Type(), v.Type().Method(1).Type)
	g := v.MethodByName("Sum").Interface().(func(int) int)
	fmt.Println(g(100))
}
