package reflect

import "unsafe"

// madeFunc is a func value that is made at run time. Its code is a stub of the
// runtime, which spills the argument registers and calls handler.
type madeFunc struct {
	code    unsafe.Pointer
	handler func(*madeFunc, *stubFrame)
	typ     *funcType
	sig     *signature
	fn      func([]Value) []Value
}

// stubFrame is what the stub leaves on the stack, and where it takes the
// results from (runtime/core/reflectcall_amd64.py).
type stubFrame struct {
	ints      [intRegs]unsafe.Pointer
	floats    [floatRegs]uint64
	sret      unsafe.Pointer
	stack     unsafe.Pointer
	outInts   [outRegs]unsafe.Pointer
	outFloats [outRegs]uint64
}

// MakeFunc returns a new function of type t that calls fn with its arguments
// and returns what fn returns.
func MakeFunc(t Type, fn func(args []Value) (results []Value)) Value {
	if t.Kind() != Func {
		panic("reflect: call of MakeFunc with non-Func type")
	}
	return makeFunc(t.common(), fn)
}

func makeFunc(t *rtype, fn func([]Value) []Value) Value {
	m := &madeFunc{handler: handle, typ: t.fn(), sig: signatureOf(t.fn(), false), fn: fn}
	i := m.sig.ctx.index
	if m.sig.ctx.stack {
		if i >= stackStubs {
			panic("reflect: a function with so many parameters cannot be made: " + t.str)
		}
		i += regStubs
	}
	m.code = stub(i)
	return Value{t, unsafe.Pointer(m), 0}
}

// handle runs a made function.
func handle(m *madeFunc, f *stubFrame) {
	s := m.sig
	args := make([]Value, len(s.ins))
	for i, a := range s.ins {
		args[i] = f.argument(a)
	}
	got := m.fn(args)
	if len(got) != len(s.outs) {
		panic("reflect: wrong return count from function created by MakeFunc")
	}
	k := 0
	for i, r := range s.outs {
		x := got[i]
		if x.typ == nil {
			panic("reflect: function created by MakeFunc using closure returned zero Value")
		}
		if x.flag&flagRO != 0 {
			panic("reflect: function created by MakeFunc using closure returned value obtained from unexported field")
		}
		x = x.assignTo("reflect.MakeFunc", r.typ)
		p := x.address()
		if r.memory {
			typedmemmove(r.typ, f.word(r.places[0]), p)
			continue
		}
		for j, l := range r.leaves {
			bits := l.get(p)
			switch {
			case s.sret:
				l.at(s.offset[k]).put(f.sret, bits)
			case r.places[j].float:
				f.outFloats[r.places[j].index] = bits
			default:
				f.outInts[r.places[j].index] = *(*unsafe.Pointer)(unsafe.Pointer(&bits))
			}
			k++
		}
	}
}

// word returns what came in a place.
func (f *stubFrame) word(p place) unsafe.Pointer {
	switch {
	case p.stack:
		return *(*unsafe.Pointer)(unsafe.Add(f.stack, 8*p.index))
	case p.float:
		return *(*unsafe.Pointer)(unsafe.Pointer(&f.floats[p.index]))
	}
	return f.ints[p.index]
}

// argument returns an argument as a value.
func (f *stubFrame) argument(a passed) Value {
	if a.memory {
		return fromMemory(a.typ, f.word(a.places[0]), 0)
	}
	p := mallocgc(a.typ.size, a.typ, true)
	for j, l := range a.leaves {
		w := f.word(a.places[j])
		l.put(p, uint64(uintptr(w)))
	}
	return received(a.typ, p)
}

// methodFunc returns a method value as an ordinary func value.
func (v Value) methodFunc(op string) Value {
	code, data, t := v.bound(op)
	fn := func(args []Value) []Value {
		return invoke(&callFrame{code: code}, t, args, data, nil)
	}
	made := makeFunc(&t.rtype, fn)
	made.flag |= v.flag.ro()
	return made
}

// methodExpr returns a method as a func value of type t, whose first parameter
// is the receiver.
func methodExpr(t *rtype, m *method) Value {
	code, mt := m.ifn, m.mtyp.fn()
	return makeFunc(t, func(args []Value) []Value {
		recv := args[0]
		data := recv.ptr
		if recv.typ.direct() {
			data = recv.pointer()
		}
		return invoke(&callFrame{code: code}, mt, args[1:], data, nil)
	})
}
