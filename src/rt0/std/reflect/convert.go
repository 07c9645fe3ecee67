package reflect

import "unsafe"

// Convert returns v converted to type t, as Go's conversion t(v).
func (v Value) Convert(t Type) Value {
	if v.flag&flagMethod != 0 {
		v = v.methodFunc("Convert")
	}
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.Convert", Invalid})
	}
	op := converter(t.common(), v.typ)
	if op == nil {
		panic("reflect.Value.Convert: value of type " + v.typ.str + " cannot be converted to type " + t.String())
	}
	return op(v, t.common())
}

// CanConvert reports whether v can be converted to type t without a panic.
func (v Value) CanConvert(t Type) bool {
	if !v.Type().ConvertibleTo(t) {
		return false
	}
	switch {
	case v.Kind() == Slice && t.Kind() == Array:
		return t.Len() <= v.Len()
	case v.Kind() == Slice && t.Kind() == Pointer && t.Elem().Kind() == Array:
		return t.Elem().Len() <= v.Len()
	}
	return true
}

type conversion func(Value, *rtype) Value

// converter returns how a value of type src becomes one of type dst, nil if it
// cannot.
func converter(dst, src *rtype) conversion {
	d, s := dst.k(), src.k()
	switch {
	case isInt(s) || isUint(s):
		switch {
		case isInt(d) || isUint(d):
			return convertInteger
		case d == Float32 || d == Float64:
			return convertToFloat
		case d == String:
			return convertRune
		}
	case s == Float32 || s == Float64:
		switch {
		case isInt(d) || isUint(d):
			return convertFromFloat
		case d == Float32 || d == Float64:
			return convertFloat
		}
	case s == Complex64 || s == Complex128:
		if d == Complex64 || d == Complex128 {
			return convertComplex
		}
	case s == String && d == Slice && dst.elem().PkgPath() == "":
		switch dst.elem().k() {
		case Uint8:
			return convertStringBytes
		case Int32:
			return convertStringRunes
		}
	case s == Slice:
		if op := fromSlice(dst, src); op != nil {
			return op
		}
	case s == Chan && d == Chan:
		// As an assignment: a two-way channel to one of its directions.
		if src.dir() == BothDir && (!src.named() || !dst.named()) && sameType(dst.elem(), src.elem(), true) {
			return convertSame
		}
	}
	switch {
	case sameUnder(dst, src, false):
		return convertSame
	case d == Pointer && s == Pointer && !dst.named() && !src.named() && sameUnder(dst.elem(), src.elem(), false):
		return convertSame
	case d == Interface && src.implements(dst):
		return convertInterface
	}
	return nil
}

func isInt(k Kind) bool { return Int <= k && k <= Int64 }

func isUint(k Kind) bool { return Uint <= k && k <= Uintptr }

// fromSlice returns the conversions that only slices have.
func fromSlice(dst, src *rtype) conversion {
	switch d := dst.k(); {
	case d == String && src.elem().PkgPath() == "":
		switch src.elem().k() {
		case Uint8:
			return convertBytesString
		case Int32:
			return convertRunesString
		}
	case d == Pointer && dst.elem().k() == Array && src.elem() == dst.elem().elem():
		return convertArrayPointer
	case d == Array && src.elem() == dst.elem():
		return convertArray
	}
	return nil
}

// fresh returns a new zero value of type t, and v's flags for it.
func fresh(v Value, t *rtype) (Value, unsafe.Pointer) {
	p := mallocgc(t.size, t, true)
	return Value{t, p, flagIndir | v.flag.ro()}, p
}

// storeInteger stores the low bits of x.
func storeInteger(t *rtype, p unsafe.Pointer, x uint64) {
	switch t.size {
	case 1:
		*(*uint8)(p) = uint8(x)
	case 2:
		*(*uint16)(p) = uint16(x)
	case 4:
		*(*uint32)(p) = uint32(x)
	default:
		*(*uint64)(p) = x
	}
}

func convertInteger(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	if v.CanInt() {
		storeInteger(t, p, uint64(v.Int()))
	} else {
		storeInteger(t, p, v.Uint())
	}
	return out
}

func storeFloat(t *rtype, p unsafe.Pointer, x float64) {
	if t.size == 4 {
		*(*float32)(p) = float32(x)
	} else {
		*(*float64)(p) = x
	}
}

func convertToFloat(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	switch {
	case v.CanInt() && t.size == 4:
		*(*float32)(p) = float32(v.Int()) // by way of float64 it would be rounded twice
	case v.CanInt():
		*(*float64)(p) = float64(v.Int())
	case t.size == 4:
		*(*float32)(p) = float32(v.Uint())
	default:
		*(*float64)(p) = float64(v.Uint())
	}
	return out
}

func convertFromFloat(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	if isInt(t.k()) {
		storeInteger(t, p, uint64(int64(v.Float())))
	} else {
		storeInteger(t, p, uint64(v.Float()))
	}
	return out
}

func convertFloat(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	if v.typ.size == 4 && t.size == 4 {
		*(*float32)(p) = *(*float32)(v.ptr) // also a signalling NaN
	} else {
		storeFloat(t, p, v.Float())
	}
	return out
}

func convertComplex(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	if t.size == 8 {
		*(*complex64)(p) = complex64(v.Complex())
	} else {
		*(*complex128)(p) = v.Complex()
	}
	return out
}

func convertRune(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	s := "\uFFFD"
	if v.CanInt() {
		if x := v.Int(); int64(rune(x)) == x {
			s = string(rune(x))
		}
	} else if x := v.Uint(); uint64(rune(x)) == x {
		s = string(rune(x))
	}
	*(*string)(p) = s
	return out
}

func convertStringBytes(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	*(*[]byte)(p) = []byte(*(*string)(v.ptr))
	return out
}

func convertStringRunes(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	*(*[]rune)(p) = []rune(*(*string)(v.ptr))
	return out
}

func convertBytesString(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	*(*string)(p) = string(*(*[]byte)(v.ptr))
	return out
}

func convertRunesString(v Value, t *rtype) Value {
	out, p := fresh(v, t)
	*(*string)(p) = string(*(*[]rune)(v.ptr))
	return out
}

func convertArrayPointer(v Value, t *rtype) Value {
	n := t.elem().len()
	if n > v.Len() {
		panic("reflect: cannot convert slice with length " + itoa(v.Len()) + " to pointer to array with length " + itoa(n))
	}
	return Value{t, v.slice().data, v.flag.ro()}
}

func convertArray(v Value, t *rtype) Value {
	n := t.len()
	if n > v.Len() {
		panic("reflect: cannot convert slice with length " + itoa(v.Len()) + " to array with length " + itoa(n))
	}
	p := mallocgc(t.size, t, true)
	typedmemmove(t, p, v.slice().data)
	out := received(t, p)
	out.flag |= v.flag.ro()
	return out
}

// convertSame changes the type alone.
func convertSame(v Value, t *rtype) Value {
	if v.flag&flagAddr != 0 {
		return fromMemory(t, v.ptr, v.flag.ro())
	}
	return Value{t, v.ptr, v.flag&flagIndir | v.flag.ro()}
}

func convertInterface(v Value, t *rtype) Value {
	if v.Kind() == Interface && v.IsNil() {
		out := zero(t)
		out.flag |= v.flag.ro()
		return out
	}
	return toInterface(v.pack(), t, v.flag.ro())
}
