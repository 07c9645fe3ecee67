package main

import (
	"errors"
	"fmt"
	"reflect"
	"sort"
)

type Inner struct {
	A int `k:"a"`
	b string
}

type mid struct{ Deep float32 }

type Outer struct {
	Inner
	*mid
	C  []string
	F  func(int) int
	I  fmt.Stringer
	M  map[string]int
	Ch chan int
	e  error
}

type Num int

func (n Num) String() string   { return fmt.Sprintf("#%d", int(n)) }
func (n *Num) Inc(by int) *Num { *n += Num(by); return n }
func (n Num) hidden()          {}

type Many struct {
	B  bool
	I8 int8
	F  float32
	U  uint16
}

type Pair struct {
	S string
	P *int
}

func many(a bool, b int8, c float32, d Many, e Pair, f complex128, g [3]int, h [1]string, i any, j error, k func() int, l uint64) (Many, Pair, complex64, [3]int, any, error, bool, float32, int) {
	return Many{a, b, c, d.U}, Pair{e.S + h[0], e.P}, complex64(f), g, i, j, !a, c * 2, k() + int(l)
}

func try(name string, f func()) {
	defer func() {
		r := recover()
		if e, ok := r.(error); ok {
			fmt.Printf("%s: %T %v\n", name, r, e)
		} else {
			fmt.Println(name+":", r)
		}
	}()
	f()
}

func kinds() {
	var e error
	vals := []any{true, int8(1), uint16(2), float32(3), complex64(4), "s", []int{1}, [2]int{}, map[int]bool{}, make(chan int), func() {}, &e, struct{}{}, Num(3), uintptr(1)}
	for _, x := range vals {
		t := reflect.TypeOf(x)
		v := reflect.ValueOf(x)
		fmt.Println(t, t.Kind(), t.Size(), t.Align(), t.Comparable(), t.Name(), t.PkgPath(), v.CanAddr(), v.IsZero(), t.NumMethod())
	}
}

func fields() {
	o := Outer{Inner: Inner{1, "x"}, mid: &mid{2}, C: []string{"a"}}
	t := reflect.TypeOf(o)
	for _, n := range []string{"A", "b", "Deep", "C", "nope", "mid", "Inner"} {
		f, ok := t.FieldByName(n)
		fmt.Println(n, ok, f.Name, f.Index, f.Type, f.Anonymous, f.PkgPath, f.Tag.Get("k"), f.IsExported())
	}
	v := reflect.ValueOf(&o).Elem()
	v.FieldByName("A").SetInt(77)
	v.FieldByName("Deep").SetFloat(1.5)
	fmt.Println(o.A, o.Deep, v.FieldByName("b").CanSet(), v.FieldByName("A").CanSet(), v.FieldByName("b").CanInterface())
	for _, f := range reflect.VisibleFields(t) {
		fmt.Print(f.Name, f.Index, " ")
	}
	fmt.Println()
	try("set unexported", func() { v.FieldByName("b").SetString("y") })
	try("interface unexported", func() { v.FieldByName("b").Interface() })
	try("set type", func() { v.FieldByName("C").Set(reflect.ValueOf(3)) })
	v.FieldByName("I").Set(reflect.ValueOf(Num(4)))
	fmt.Println(o.I, v.FieldByName("I").Elem().Type(), v.FieldByName("I").Type())
	o2 := o
	o2.mid = nil
	try("nil embedded", func() { reflect.ValueOf(o2).FieldByName("Deep") })
	_, err := reflect.ValueOf(o2).FieldByIndexErr([]int{1, 0})
	fmt.Println(err)
}

func calls() {
	x := 5
	fv := reflect.ValueOf(many)
	args := []reflect.Value{reflect.ValueOf(true), reflect.ValueOf(int8(-3)), reflect.ValueOf(float32(1.5)), reflect.ValueOf(Many{U: 9}), reflect.ValueOf(Pair{"p", &x}), reflect.ValueOf(2 + 3i), reflect.ValueOf([3]int{1, 2, 3}), reflect.ValueOf([1]string{"q"}), reflect.ValueOf("any"), reflect.ValueOf(errors.New("err")), reflect.ValueOf(func() int { return 40 }), reflect.ValueOf(uint64(2))}
	show := func(out []reflect.Value) {
		for _, v := range out {
			if p, ok := v.Interface().(Pair); ok {
				fmt.Print(p.S, *p.P, " ")
				continue
			}
			fmt.Print(v.Type(), " ", v, "; ")
		}
		fmt.Println()
	}
	show(fv.Call(args))
	made := reflect.MakeFunc(fv.Type(), func(in []reflect.Value) []reflect.Value {
		return fv.Call(in)
	})
	show(made.Call(args))
	m2 := made.Interface().(func(bool, int8, float32, Many, Pair, complex128, [3]int, [1]string, any, error, func() int, uint64) (Many, Pair, complex64, [3]int, any, error, bool, float32, int))
	a, b, c, d, e, f, g, h, i := m2(false, 7, 2.5, Many{U: 1}, Pair{"z", &x}, 1i, [3]int{4, 5, 6}, [1]string{"w"}, nil, nil, func() int { return 1 }, 3)
	fmt.Println(a, b.S, c, d, e, f, g, h, i)
	n := Num(1)
	v := reflect.ValueOf(&n)
	fmt.Println(v.NumMethod(), v.Type().Method(0).Name, v.Type().Method(1).Name)
	r := v.MethodByName("Inc").Call([]reflect.Value{reflect.ValueOf(3)})
	fmt.Println(n, r[0].Elem(), v.MethodByName("nope").IsValid())
	expr := reflect.TypeOf(n).Method(0)
	fmt.Println(expr.Type, expr.Func.Call([]reflect.Value{reflect.ValueOf(Num(9))})[0])
	var s fmt.Stringer = n
	sv := reflect.ValueOf(&s).Elem()
	fmt.Println(sv.NumMethod(), sv.Method(0).Call(nil)[0], sv.Type().Method(0).Type)
	try("few", func() { fv.Call(nil) })
	try("type", func() { v.MethodByName("Inc").Call([]reflect.Value{reflect.ValueOf("x")}) })
	try("nil func", func() { var f func(); reflect.ValueOf(f).Call(nil) })
	var fnil func(int) int
	try("not func", func() { reflect.ValueOf(3).Call(nil) })
	swap := func(in []reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(int(in[0].Int() * 2))} }
	reflect.ValueOf(&fnil).Elem().Set(reflect.MakeFunc(reflect.TypeOf(fnil), swap))
	fmt.Println(fnil(21))
	vs := reflect.ValueOf(fmt.Sprintf)
	fmt.Println(vs.CallSlice([]reflect.Value{reflect.ValueOf("%d-%s"), reflect.ValueOf([]any{1, "x"})})[0])
}

func deep(n int) int {
	if n == 0 {
		return 0
	}
	return int(reflect.ValueOf(deep).Call([]reflect.Value{reflect.ValueOf(n - 1)})[0].Int()) + 1
}

func containers() {
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	v := reflect.ValueOf(m)
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	fmt.Println(keys, v.MapIndex(reflect.ValueOf("b")), v.MapIndex(reflect.ValueOf("z")).IsValid())
	v.SetMapIndex(reflect.ValueOf("d"), reflect.ValueOf(4))
	v.SetMapIndex(reflect.ValueOf("a"), reflect.Value{})
	sum := 0
	for it := v.MapRange(); it.Next(); {
		sum += int(it.Value().Int()) * len(it.Key().String())
	}
	fmt.Println(len(m), sum)
	ch := reflect.MakeChan(reflect.TypeOf((chan string)(nil)), 2)
	ch.Send(reflect.ValueOf("one"))
	fmt.Println(ch.TrySend(reflect.ValueOf("two")), ch.TrySend(reflect.ValueOf("three")), ch.Len(), ch.Cap())
	x, ok := ch.Recv()
	fmt.Println(x, ok)
	ch.Close()
	ch.Recv()
	x, ok = ch.Recv()
	fmt.Printf("%q %v\n", x.String(), ok)
	c1, c2 := make(chan int, 1), make(chan string, 1)
	c2 <- "sel"
	i, got, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c1)}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c2)}})
	fmt.Println(i, got, ok)
	i, _, _ = reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c1)}, {Dir: reflect.SelectDefault}})
	fmt.Println(i)
	i, _, _ = reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectDefault}, {Dir: reflect.SelectSend, Chan: reflect.ValueOf(c1), Send: reflect.ValueOf(6)}})
	fmt.Println(i, <-c1)
	s := []int{1, 2, 3, 4, 5}
	sv := reflect.ValueOf(&s).Elem()
	sv.Set(reflect.AppendSlice(sv.Slice(0, 2), reflect.ValueOf([]int{9, 8})))
	fmt.Println(s, sv.Len(), sv.Index(2), sv.Slice3(0, 1, 2).Cap())
	sv.SetLen(1)
	sv.Grow(10)
	fmt.Println(s, cap(s) >= 11)
	reflect.Swapper(s[:5])(0, 3)
	arr := [4]byte{1, 2, 3, 4}
	av := reflect.ValueOf(&arr).Elem()
	reflect.Copy(av, reflect.ValueOf("xyz"))
	fmt.Println(arr, av.Slice(1, 3).Bytes())
	try("index", func() { sv.Index(40) })
	try("len", func() { reflect.ValueOf(1).Len() })
	for i, x := range reflect.ValueOf([]string{"p", "q"}).Seq2() {
		fmt.Print(i, x, " ")
	}
	for i := range reflect.ValueOf(3).Seq() {
		fmt.Print(i, " ")
	}
	fmt.Println()
}

func makes() {
	in := reflect.TypeOf(1)
	fmt.Println(reflect.FuncOf([]reflect.Type{in, reflect.SliceOf(in)}, []reflect.Type{in, reflect.TypeOf("")}, true))
	fmt.Println(reflect.ChanOf(reflect.BothDir, reflect.ChanOf(reflect.RecvDir, in)), reflect.ChanOf(reflect.SendDir, in))
	fmt.Println(reflect.SliceOf(reflect.TypeOf(Num(0))) == reflect.TypeOf([]Num{}), reflect.MapOf(in, in) == reflect.TypeOf(map[int]int{}))
	big := reflect.ArrayOf(200, reflect.TypeOf(""))
	m := reflect.MakeMap(reflect.MapOf(in, big))
	for i := 0; i < 100; i++ {
		a := reflect.New(big).Elem()
		a.Index(i).SetString(fmt.Sprint("v", i))
		m.SetMapIndex(reflect.ValueOf(i), a)
	}
	n := 0
	for i := 0; i < 100; i++ {
		n += m.MapIndex(reflect.ValueOf(i)).Index(i).Len()
	}
	fmt.Println(m.Len(), n)
	st := reflect.StructOf([]reflect.StructField{{Name: "K", Type: reflect.TypeOf("")}, {Name: "V", Type: reflect.TypeOf(1.5)}})
	sm := reflect.MakeMap(reflect.MapOf(st, in))
	for i := 0; i < 50; i++ {
		k := reflect.New(st).Elem()
		k.Field(0).SetString(fmt.Sprint(i % 10))
		sm.SetMapIndex(k, reflect.ValueOf(i))
	}
	fmt.Println(sm.Len(), reflect.New(st).Interface(), st)
	a, b := reflect.New(st).Elem().Interface(), reflect.New(st).Elem().Interface()
	fmt.Println(a == b, reflect.StructOf([]reflect.StructField{{Name: "K", Type: reflect.TypeOf("")}, {Name: "V", Type: reflect.TypeOf(1.5)}}) == st)
	f := reflect.MakeFunc(reflect.FuncOf([]reflect.Type{st}, []reflect.Type{st}, false), func(in []reflect.Value) []reflect.Value { return in })
	fmt.Println(f.Call([]reflect.Value{reflect.New(st).Elem()})[0])
}

type Celsius float64
type List []int

func converts() {
	show := func(x any, t reflect.Type) {
		v := reflect.ValueOf(x)
		if !v.Type().ConvertibleTo(t) {
			fmt.Println(v.Type(), "->", t, "no")
			return
		}
		fmt.Printf("%v -> %v: %#v\n", v.Type(), t, v.Convert(t).Interface())
	}
	show(300, reflect.TypeOf(int8(0)))
	show(3.99, reflect.TypeOf(0))
	show(65, reflect.TypeOf(""))
	show("héllo", reflect.TypeOf([]rune{}))
	show([]byte("hi"), reflect.TypeOf(""))
	show(Celsius(1.5), reflect.TypeOf(float32(0)))
	show([]int{1, 2}, reflect.TypeOf(List{}))
	show([]int{1, 2, 3}, reflect.TypeOf([2]int{}))
	show(Num(3), reflect.TypeFor[fmt.Stringer]())
	show("x", reflect.TypeOf(1))
	show(1+2i, reflect.TypeOf(complex64(0)))
	fmt.Println(reflect.TypeOf(Num(0)).AssignableTo(reflect.TypeFor[fmt.Stringer]()), reflect.TypeOf(List{}).AssignableTo(reflect.TypeOf([]int{})), reflect.TypeOf(1).AssignableTo(reflect.TypeOf(Num(0))), reflect.TypeOf(new(Num)).Implements(reflect.TypeFor[fmt.Stringer]()))
	try("convert", func() { reflect.ValueOf("x").Convert(reflect.TypeOf(1)) })
}

type ring struct {
	next *ring
	n    int
}

func equals() {
	a, b := &ring{n: 1}, &ring{n: 1}
	a.next, b.next = a, b
	fmt.Println(reflect.DeepEqual(a, b))
	b.n = 2
	fmt.Println(reflect.DeepEqual(a, b), reflect.DeepEqual([]int(nil), []int{}), reflect.DeepEqual(nil, nil), reflect.DeepEqual(1, int64(1)))
	fmt.Println(reflect.DeepEqual(map[int][]string{1: {"x"}}, map[int][]string{1: {"y"}}), reflect.DeepEqual(errors.New("a"), errors.New("a")))
	fmt.Println(reflect.ValueOf(1).Equal(reflect.ValueOf(1)), reflect.ValueOf(Pair{}).Comparable(), reflect.ValueOf([]int{}).Comparable())
}

func main() {
	kinds()
	fields()
	calls()
	fmt.Println(deep(2000))
	containers()
	makes()
	converts()
	equals()
	fmt.Printf("%v %d %s %+v\n", reflect.ValueOf(Num(3)), reflect.ValueOf(7), reflect.ValueOf("s"), reflect.ValueOf(&Inner{1, "b"}))
	fmt.Println(reflect.ValueOf(nil), reflect.Zero(reflect.TypeOf(Inner{})), reflect.Indirect(reflect.ValueOf(&Inner{2, "c"})))
}
