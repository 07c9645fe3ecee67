package reflect

import "unsafe"

// assignTo returns v as a value of type t, to which it must be assignable;
// what names the operation in the panic.
func (v Value) assignTo(what string, t *rtype) Value {
	if v.flag&flagMethod != 0 {
		v = v.methodFunc(what)
	}
	switch {
	case v.typ == t:
		return v
	case t.k() == Interface && v.typ.k() == Interface && v.IsNil() && v.typ.implements(t):
		return zero(t)
	case t.k() == Interface && v.typ.implements(t):
		return toInterface(v.pack(), t, v.flag.ro())
	case t.k() != Interface && v.typ.assignable(t):
		return Value{t, v.ptr, v.flag}
	}
	panic(what + ": value of type " + v.typ.str + " is not assignable to type " + t.str)
}

// toInterface returns x as a value of interface type t, which it implements.
func toInterface(x any, t *rtype, f flag) Value {
	p := mallocgc(t.size, t, true)
	e := (*eface)(unsafe.Pointer(&x))
	if (*interfaceType)(unsafe.Pointer(t)).n == 0 {
		*(*any)(p) = x
	} else if e.typ != nil {
		pair := struct{ tab, data unsafe.Pointer }{getitab(underlyingInterface(t), e.typ, false), e.data}
		typedmemmove(t, p, unsafe.Pointer(&pair))
	}
	return Value{t, p, f | flagIndir}
}

// underlyingInterface returns the interface type without name that t stands
// for: itabs belong to it (docs/abi.md).
func underlyingInterface(t *rtype) *rtype {
	if !t.named() || t.uncommon == nil {
		return t
	}
	return (*rtype)(t.uncommon.methods)
}

// Set assigns x to v.
func (v Value) Set(x Value) {
	v.mustBeAssignable("Set")
	x.mustBeExported("Set")
	x = x.assignTo("reflect.Set", v.typ)
	v.store(x)
}

// store copies x, a value of v's type, to v's memory.
func (v Value) store(x Value) {
	if x.flag&flagIndir != 0 {
		typedmemmove(v.typ, v.ptr, x.ptr)
	} else {
		*(*unsafe.Pointer)(v.ptr) = x.ptr
	}
}

// SetZero makes v the zero value of its type.
func (v Value) SetZero() {
	v.mustBeAssignable("SetZero")
	typedmemclr(v.typ, v.ptr)
}

// SetBool sets a boolean.
func (v Value) SetBool(x bool) {
	v.mustBeAssignable("SetBool")
	v.mustBe(Bool, "SetBool")
	*(*bool)(v.ptr) = x
}

// SetInt sets a signed integer to the low bits of x.
func (v Value) SetInt(x int64) {
	v.mustBeAssignable("SetInt")
	switch v.Kind() {
	case Int:
		*(*int)(v.ptr) = int(x)
	case Int8:
		*(*int8)(v.ptr) = int8(x)
	case Int16:
		*(*int16)(v.ptr) = int16(x)
	case Int32:
		*(*int32)(v.ptr) = int32(x)
	case Int64:
		*(*int64)(v.ptr) = x
	default:
		v.wrong("SetInt")
	}
}

// SetUint sets an unsigned integer to the low bits of x.
func (v Value) SetUint(x uint64) {
	v.mustBeAssignable("SetUint")
	switch v.Kind() {
	case Uint:
		*(*uint)(v.ptr) = uint(x)
	case Uint8:
		*(*uint8)(v.ptr) = uint8(x)
	case Uint16:
		*(*uint16)(v.ptr) = uint16(x)
	case Uint32:
		*(*uint32)(v.ptr) = uint32(x)
	case Uint64:
		*(*uint64)(v.ptr) = x
	case Uintptr:
		*(*uintptr)(v.ptr) = uintptr(x)
	default:
		v.wrong("SetUint")
	}
}

// SetFloat sets a float.
func (v Value) SetFloat(x float64) {
	v.mustBeAssignable("SetFloat")
	switch v.Kind() {
	case Float32:
		*(*float32)(v.ptr) = float32(x)
	case Float64:
		*(*float64)(v.ptr) = x
	default:
		v.wrong("SetFloat")
	}
}

// SetComplex sets a complex number.
func (v Value) SetComplex(x complex128) {
	v.mustBeAssignable("SetComplex")
	switch v.Kind() {
	case Complex64:
		*(*complex64)(v.ptr) = complex64(x)
	case Complex128:
		*(*complex128)(v.ptr) = x
	default:
		v.wrong("SetComplex")
	}
}

// SetString sets a string.
func (v Value) SetString(x string) {
	v.mustBeAssignable("SetString")
	v.mustBe(String, "SetString")
	*(*string)(v.ptr) = x
}

// SetBytes sets a slice of bytes.
func (v Value) SetBytes(x []byte) {
	v.mustBeAssignable("SetBytes")
	v.mustBe(Slice, "SetBytes")
	if v.typ.elem().k() != Uint8 {
		panic("reflect.Value.SetBytes of non-byte slice")
	}
	*(*[]byte)(v.ptr) = x
}

// SetPointer sets an unsafe.Pointer.
func (v Value) SetPointer(x unsafe.Pointer) {
	v.mustBeAssignable("SetPointer")
	v.mustBe(UnsafePointer, "SetPointer")
	*(*unsafe.Pointer)(v.ptr) = x
}
