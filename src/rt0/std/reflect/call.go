package reflect

import "unsafe"

// callFrame is what runtime.reflectcall works on
// (runtime/core/reflectcall_amd64.py). Its words may hold pointers.
type callFrame struct {
	code      unsafe.Pointer
	ints      [intRegs]unsafe.Pointer
	floats    [floatRegs]uint64
	sret      unsafe.Pointer
	stack     unsafe.Pointer
	nstack    uintptr
	outInts   [outRegs]unsafe.Pointer
	outFloats [outRegs]uint64
}

//go:linkname reflectcall runtime.reflectcall
func reflectcall(f *callFrame)

// Call calls a func value with these arguments; those of a variadic function
// are given one by one.
func (v Value) Call(in []Value) []Value {
	v.mustBe(Func, "Call")
	v.mustBeExported("Call")
	return v.call("Call", in)
}

// CallSlice calls a variadic func value, with the last argument the slice of
// the variadic ones.
func (v Value) CallSlice(in []Value) []Value {
	v.mustBe(Func, "CallSlice")
	v.mustBeExported("CallSlice")
	return v.call("CallSlice", in)
}

func (v Value) call(op string, in []Value) []Value {
	var code, data, ctx unsafe.Pointer
	var t *funcType
	if v.flag&flagMethod != 0 {
		code, data, t = v.bound(op)
	} else {
		ctx, t = v.pointer(), v.typ.fn()
		if ctx == nil {
			panic("reflect.Value.Call: call of nil function")
		}
		code = *(*unsafe.Pointer)(ctx)
	}
	in = arguments(op, t, in)
	f := &callFrame{code: code}
	return invoke(f, t, in, data, ctx)
}

// arguments checks the arguments of a call and packs variadic ones.
func arguments(op string, t *funcType, in []Value) []Value {
	types := t.ins()
	n := len(types)
	variadic := t.variadic != 0
	if op == "CallSlice" {
		switch {
		case !variadic:
			panic("reflect: CallSlice of non-variadic function")
		case len(in) < n:
			panic("reflect: CallSlice with too few input arguments")
		case len(in) > n:
			panic("reflect: CallSlice with too many input arguments")
		}
		variadic = false
	} else {
		if variadic {
			n--
		}
		if len(in) < n {
			panic("reflect: Call with too few input arguments")
		}
		if !variadic && len(in) > n {
			panic("reflect: Call with too many input arguments")
		}
	}
	for _, x := range in {
		if x.Kind() == Invalid {
			panic("reflect: " + op + " using zero Value argument")
		}
	}
	out := make([]Value, 0, len(types))
	for i, want := range types[:n] {
		x := in[i]
		if have := x.Type(); !have.AssignableTo(want) {
			panic("reflect: " + op + " using " + have.String() + " as type " + want.str)
		}
		x.mustBeExported(op)
		out = append(out, x.assignTo("reflect.Value.Call", want))
	}
	if variadic {
		out = append(out, packVariadic(op, types[n], in[n:]))
	}
	return out
}

func packVariadic(op string, t *rtype, in []Value) Value {
	list := MakeSlice(t, len(in), len(in))
	elem := t.elem()
	for i, x := range in {
		if have := x.Type(); !have.AssignableTo(elem) {
			panic("reflect: cannot use " + have.String() + " as type " + elem.str + " in " + op)
		}
		list.Index(i).Set(x)
	}
	return list
}

// invoke lays the arguments out, calls, and collects the results. The
// arguments have the parameters' types.
func invoke(f *callFrame, t *funcType, in []Value, data, ctx unsafe.Pointer) []Value {
	s := signatureOf(t, ctx == nil)
	var words []unsafe.Pointer
	if s.words > 0 {
		words = make([]unsafe.Pointer, s.words)
		f.stack, f.nstack = unsafe.Pointer(&words[0]), uintptr(s.words)
	}
	set := func(p place, x unsafe.Pointer) {
		switch {
		case p.stack:
			words[p.index] = x
		case p.float:
			f.floats[p.index] = uint64(uintptr(x))
		default:
			f.ints[p.index] = x
		}
	}
	memory := make([]unsafe.Pointer, len(s.outs)) // of large results
	for i, out := range s.outs {
		if out.memory {
			memory[i] = mallocgc(out.typ.size, out.typ, true)
			set(out.places[0], memory[i])
		}
	}
	if s.sret {
		words := make([]unsafe.Pointer, (s.size+7)/8)
		f.sret = unsafe.Pointer(&words[0])
	}
	if ctx == nil {
		set(s.recv, data)
	} else {
		set(s.ctx, ctx)
	}
	for i, a := range s.ins {
		p := in[i].address()
		if a.memory {
			own := mallocgc(a.typ.size, a.typ, true) // the callee may change it
			typedmemmove(a.typ, own, p)
			set(a.places[0], own)
		}
		for j, l := range a.leaves {
			x := l.get(p)
			set(a.places[j], *(*unsafe.Pointer)(unsafe.Pointer(&x)))
		}
	}
	reflectcall(f)
	return results(f, s, memory)
}

// results makes values of what a call left in f.
func results(f *callFrame, s *signature, memory []unsafe.Pointer) []Value {
	out := make([]Value, len(s.outs))
	k := 0
	for i, r := range s.outs {
		if r.memory {
			out[i] = Value{r.typ, memory[i], flagIndir}
			continue
		}
		p := mallocgc(max(r.typ.size, 8), nil, true)
		if r.typ.ptrdata != 0 {
			p = mallocgc(r.typ.size, r.typ, true)
		}
		for j, l := range r.leaves {
			var x uint64
			switch {
			case s.sret:
				x = l.at(s.offset[k]).get(f.sret)
			case r.places[j].float:
				x = f.outFloats[r.places[j].index]
			default:
				x = uint64(uintptr(f.outInts[r.places[j].index]))
			}
			l.put(p, x)
			k++
		}
		out[i] = received(r.typ, p)
	}
	return out
}
