package reflect

import "iter"

// Fields goes over a struct's fields, with their descriptions.
func (v Value) Fields() iter.Seq2[StructField, Value] {
	t := v.Type()
	if t.Kind() != Struct {
		panic("reflect: Fields of non-struct type " + t.String())
	}
	return func(yield func(StructField, Value) bool) {
		for i, n := 0, v.NumField(); i < n; i++ {
			if !yield(t.Field(i), v.Field(i)) {
				return
			}
		}
	}
}

// yielder returns the parameter types of the function that t, a function over
// which one can range, takes; nil if t is none, or does not have n.
func (t *rtype) yielder(n int) []*rtype {
	f := t.fn()
	if f.nin != 1 || f.nout != 0 || f.ins()[0].k() != Func {
		return nil
	}
	y := f.ins()[0].fn()
	if int(y.nin) != n || y.nout != 1 || y.outs()[0].k() != Bool {
		return nil
	}
	return y.ins()
}

// CanSeq reports whether a range over a value of type t has one variable.
func (t *rtype) CanSeq() bool {
	switch k := t.k(); k {
	case Array, Slice, Chan, String, Map:
		return true
	case Func:
		return t.yielder(1) != nil
	case Pointer:
		return t.elem().k() == Array
	default:
		return isInt(k) || isUint(k)
	}
}

// CanSeq2 reports whether a range over a value of type t has two variables.
func (t *rtype) CanSeq2() bool {
	switch t.k() {
	case Array, Slice, String, Map:
		return true
	case Func:
		return t.yielder(2) != nil
	case Pointer:
		return t.elem().k() == Array
	}
	return false
}

// Seq returns an iterator over what a range over v gives its first variable.
func (v Value) Seq() iter.Seq[Value] {
	switch k := v.Kind(); {
	case k == Func && v.Type().CanSeq():
		return func(yield func(Value) bool) {
			step := func(in []Value) []Value { return []Value{ValueOf(yield(in[0]))} }
			v.Call([]Value{MakeFunc(v.Type().In(0), step)})
		}
	case isInt(k):
		return func(yield func(Value) bool) {
			for i, n := int64(0), v.Int(); i < n; i++ {
				if !yield(number(v, uint64(i))) {
					return
				}
			}
		}
	case isUint(k):
		return func(yield func(Value) bool) {
			for i, n := uint64(0), v.Uint(); i < n; i++ {
				if !yield(number(v, i)) {
					return
				}
			}
		}
	case k == Array || k == Slice || v.arrayPointer():
		return func(yield func(Value) bool) {
			for i, n := 0, v.Len(); i < n; i++ {
				if !yield(ValueOf(i)) {
					return
				}
			}
		}
	case k == String:
		return func(yield func(Value) bool) {
			for i := range v.String() {
				if !yield(ValueOf(i)) {
					return
				}
			}
		}
	case k == Map:
		return func(yield func(Value) bool) {
			for it := v.MapRange(); it.Next(); {
				if !yield(it.Key()) {
					return
				}
			}
		}
	case k == Chan:
		return func(yield func(Value) bool) {
			for x, ok := v.Recv(); ok; x, ok = v.Recv() {
				if !yield(x) {
					return
				}
			}
		}
	}
	panic("reflect: " + v.Type().String() + " cannot produce iter.Seq[Value]")
}

// number returns x as a value of v's integer type.
func number(v Value, x uint64) Value {
	out, p := fresh(v, v.typ)
	storeInteger(v.typ, p, x)
	return out
}

// Seq2 returns an iterator over what a range over v gives its two variables.
func (v Value) Seq2() iter.Seq2[Value, Value] {
	switch k := v.Kind(); {
	case k == Func && v.Type().CanSeq2():
		return func(yield func(Value, Value) bool) {
			step := func(in []Value) []Value { return []Value{ValueOf(yield(in[0], in[1]))} }
			v.Call([]Value{MakeFunc(v.Type().In(0), step)})
		}
	case k == Array || k == Slice || v.arrayPointer():
		list := Indirect(v)
		return func(yield func(Value, Value) bool) {
			for i, n := 0, list.Len(); i < n; i++ {
				if !yield(ValueOf(i), list.Index(i)) {
					return
				}
			}
		}
	case k == String:
		return func(yield func(Value, Value) bool) {
			for i, c := range v.String() {
				if !yield(ValueOf(i), ValueOf(c)) {
					return
				}
			}
		}
	case k == Map:
		return func(yield func(Value, Value) bool) {
			for it := v.MapRange(); it.Next(); {
				if !yield(it.Key(), it.Value()) {
					return
				}
			}
		}
	}
	panic("reflect: " + v.Type().String() + " cannot produce iter.Seq2[Value, Value]")
}
