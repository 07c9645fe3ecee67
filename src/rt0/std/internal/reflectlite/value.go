package reflectlite

import "unsafe"

// A Value is a value of any type; the zero Value is none.
type Value struct {
	typ *rtype
	// ptr is the address of the value if flagIndir is set, else the value
	// itself, which is one pointer.
	ptr  unsafe.Pointer
	flag flag
}

type flag uintptr

// The bits are reflect's, whose Value has the same shape.
const (
	flagIndir   flag = 1 << iota
	flagAddr         // ptr is the address of a variable, not of a copy
	flagRO           // reached through an unexported field
	flagEmbedRO      // reflect's: that field is embedded
	flagMethod       // reflect's: a method of the value
)

// ReflectValue is the type reflect.Value, nil if the program does not have that
// package, which sets it.
var ReflectValue Type

// MethodType returns the *rtype of the method that a reflect.Value, given by its
// address, is one of; reflect sets it too.
var MethodType func(value unsafe.Pointer) unsafe.Pointer

// Unwrap returns the value that i, a reflect.Value, stands for, and whether it
// is one.
func Unwrap(i any) (v Value, ok bool) {
	e := (*eface)(unsafe.Pointer(&i))
	if e.typ == nil || e.typ != ReflectValue {
		return Value{}, false
	}
	v = *(*Value)(e.data)
	switch {
	case v.flag&flagMethod != 0:
		v = ValueOf(Unwrap) // some function: fmt shows its address, and the method's type
		v.typ = (*rtype)(MethodType(e.data))
	case v.flag&flagEmbedRO != 0:
		v.flag |= flagRO
	}
	v.flag &= flagIndir | flagAddr | flagRO
	return v, true
}

//go:linkname mallocgc runtime.mallocgc
func mallocgc(size uintptr, typ *rtype, needzero bool) unsafe.Pointer

//go:linkname typedmemmove runtime.typedmemmove
func typedmemmove(typ *rtype, dst, src unsafe.Pointer)

//go:linkname getitab runtime.getitab
func getitab(inter, typ *rtype, canfail bool) unsafe.Pointer

// ValueOf returns the value in i; the zero Value if i is nil.
func ValueOf(i any) Value {
	e := (*eface)(unsafe.Pointer(&i))
	if e.typ == nil {
		return Value{}
	}
	if e.typ.tflag&tflagDirect != 0 {
		return Value{e.typ, e.data, 0}
	}
	return Value{e.typ, e.data, flagIndir}
}

// NewLike returns the zero value of type t, or if that is a pointer type a
// pointer to a new zero value.
func NewLike(t Type) Value {
	switch {
	case t.kind == Pointer:
		elem := t.Elem()
		return Value{t, mallocgc(elem.size, elem, true), 0}
	case t.tflag&tflagDirect != 0:
		return Value{t, nil, 0}
	}
	return Value{t, mallocgc(t.size, t, true), flagIndir}
}

// IsValid reports whether v is any value at all.
func (v Value) IsValid() bool { return v.typ != nil }

// Kind returns the kind of v's type; Invalid for the zero Value.
func (v Value) Kind() Kind {
	if v.typ == nil {
		return Invalid
	}
	return v.typ.kind
}

// Type returns v's type.
func (v Value) Type() Type {
	if v.typ == nil {
		panic("reflect: call of reflect.Value.Type on zero Value")
	}
	return v.typ
}

// CanAddr reports whether v is a variable.
func (v Value) CanAddr() bool { return v.flag&flagAddr != 0 }

// CanInterface reports whether Interface may be called: v was not reached
// through unexported fields.
func (v Value) CanInterface() bool { return v.flag&flagRO == 0 }

// Interface returns v as an interface.
func (v Value) Interface() (i any) {
	if v.typ == nil || v.flag&flagRO != 0 {
		panic("reflect.Value.Interface: cannot return value obtained from unexported field or method")
	}
	return v.pack()
}

func (v Value) pack() (i any) {
	if v.typ.kind == Interface {
		return v.unpackInterface()
	}
	e := (*eface)(unsafe.Pointer(&i))
	switch {
	case v.typ.tflag&tflagDirect != 0:
		e.data = v.pointer()
	case v.flag&flagAddr != 0:
		// The variable may change, what is in an interface must not.
		e.data = mallocgc(v.typ.size, v.typ, true)
		typedmemmove(v.typ, e.data, v.ptr)
	default:
		e.data = v.ptr
	}
	e.typ = v.typ
	return i
}

// unpackInterface returns what is in v, an interface of any type, as an any.
func (v Value) unpackInterface() (i any) {
	if (*interfaceType)(unsafe.Pointer(v.typ)).n == 0 {
		return *(*any)(v.ptr)
	}
	// An interface with methods starts with its itab, whose second word is the
	// dynamic type.
	type itab struct{ inter, typ *rtype }
	src := (*struct {
		tab  *itab
		data unsafe.Pointer
	})(v.ptr)
	if src.tab == nil {
		return nil
	}
	e := (*eface)(unsafe.Pointer(&i))
	e.data = src.data
	e.typ = src.tab.typ
	return i
}

// pointer returns v, a value that is one pointer.
func (v Value) pointer() unsafe.Pointer {
	if v.flag&flagIndir != 0 {
		return *(*unsafe.Pointer)(v.ptr)
	}
	return v.ptr
}

// wrong panics for a method that v's kind does not have.
func (v Value) wrong(method string) {
	name := "zero"
	if v.typ != nil {
		name = v.typ.str
	}
	panic("reflect: call of reflect.Value." + method + " on " + name + " Value")
}

// Bool returns a boolean.
func (v Value) Bool() bool {
	if v.Kind() != Bool {
		v.wrong("Bool")
	}
	return *(*bool)(v.ptr)
}

// Int returns a signed integer.
func (v Value) Int() int64 {
	switch v.Kind() {
	case Int:
		return int64(*(*int)(v.ptr))
	case Int8:
		return int64(*(*int8)(v.ptr))
	case Int16:
		return int64(*(*int16)(v.ptr))
	case Int32:
		return int64(*(*int32)(v.ptr))
	case Int64:
		return *(*int64)(v.ptr)
	}
	v.wrong("Int")
	return 0
}

// Uint returns an unsigned integer.
func (v Value) Uint() uint64 {
	switch v.Kind() {
	case Uint:
		return uint64(*(*uint)(v.ptr))
	case Uint8:
		return uint64(*(*uint8)(v.ptr))
	case Uint16:
		return uint64(*(*uint16)(v.ptr))
	case Uint32:
		return uint64(*(*uint32)(v.ptr))
	case Uint64:
		return *(*uint64)(v.ptr)
	case Uintptr:
		return uint64(*(*uintptr)(v.ptr))
	}
	v.wrong("Uint")
	return 0
}

// Float returns a float.
func (v Value) Float() float64 {
	switch v.Kind() {
	case Float32:
		return float64(*(*float32)(v.ptr))
	case Float64:
		return *(*float64)(v.ptr)
	}
	v.wrong("Float")
	return 0
}

// Complex returns a complex number.
func (v Value) Complex() complex128 {
	switch v.Kind() {
	case Complex64:
		return complex128(*(*complex64)(v.ptr))
	case Complex128:
		return *(*complex128)(v.ptr)
	}
	v.wrong("Complex")
	return 0
}

// String returns a string, or "<T Value>" for a value of another type.
func (v Value) String() string {
	switch v.Kind() {
	case String:
		return *(*string)(v.ptr)
	case Invalid:
		return "<invalid Value>"
	}
	return "<" + v.typ.str + " Value>"
}

// sliceHeader is a slice, as the compiler lays it out.
type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// Bytes returns a []byte, or the bytes of an array variable.
func (v Value) Bytes() []byte {
	switch v.Kind() {
	case Slice:
		if v.typ.Elem().kind == Uint8 {
			return *(*[]byte)(v.ptr)
		}
	case Array:
		if v.typ.Elem().kind == Uint8 && v.flag&flagAddr != 0 {
			return unsafe.Slice((*byte)(v.ptr), v.typ.Len())
		}
	}
	v.wrong("Bytes")
	return nil
}

// Len returns the length of an array, map, slice or string.
func (v Value) Len() int {
	switch v.Kind() {
	case Array:
		return v.typ.Len()
	case Slice:
		return (*sliceHeader)(v.ptr).len
	case String:
		return len(*(*string)(v.ptr))
	case Map:
		if m := v.pointer(); m != nil {
			return *(*int)(m) // the first word of a map is its length
		}
		return 0
	}
	v.wrong("Len")
	return 0
}

// Index returns the i-th element of an array or slice.
func (v Value) Index(i int) Value {
	switch v.Kind() {
	case Slice:
		s := (*sliceHeader)(v.ptr)
		if uint(i) >= uint(s.len) {
			panic("reflect: slice index out of range")
		}
		elem := v.typ.Elem()
		return Value{elem, unsafe.Add(s.data, uintptr(i)*elem.size), flagIndir | flagAddr | v.flag&flagRO}
	case Array:
		if uint(i) >= uint(v.typ.Len()) {
			panic("reflect: array index out of range")
		}
		elem := v.typ.Elem()
		if v.flag&flagIndir == 0 { // an array of one pointer
			return Value{elem, v.ptr, v.flag}
		}
		return Value{elem, unsafe.Add(v.ptr, uintptr(i)*elem.size), v.flag}
	}
	v.wrong("Index")
	return Value{}
}

// NumField returns how many fields a struct has.
func (v Value) NumField() int {
	if v.Kind() != Struct {
		v.wrong("NumField")
	}
	return v.typ.NumField()
}

// Field returns the i-th field of a struct.
func (v Value) Field(i int) Value {
	if v.Kind() != Struct {
		v.wrong("Field")
	}
	f := v.typ.field(i)
	fl := v.flag
	if f.flags&fieldExported == 0 {
		fl |= flagRO
	}
	if fl&flagIndir == 0 { // a struct of one pointer
		return Value{f.typ, v.ptr, fl}
	}
	return Value{f.typ, unsafe.Add(v.ptr, f.offset), fl}
}

// Elem returns what an interface holds or a pointer points to; the zero Value
// for a nil one.
func (v Value) Elem() Value {
	switch v.Kind() {
	case Interface:
		x := ValueOf(v.unpackInterface())
		if x.typ != nil {
			x.flag |= v.flag & flagRO
		}
		return x
	case Pointer:
		p := v.pointer()
		if p == nil {
			return Value{}
		}
		return Value{v.typ.Elem(), p, flagIndir | flagAddr | v.flag&flagRO}
	}
	v.wrong("Elem")
	return Value{}
}

// IsNil reports whether a chan, func, interface, map, pointer or slice is nil.
func (v Value) IsNil() bool {
	switch v.Kind() {
	case Chan, Func, Map, Pointer, UnsafePointer:
		return v.pointer() == nil
	case Interface, Slice:
		return *(*unsafe.Pointer)(v.ptr) == nil // itab or type, first element
	}
	v.wrong("IsNil")
	return false
}

// UnsafePointer returns a chan, func, map, pointer or slice as a pointer: a
// func's code, a slice's first element.
func (v Value) UnsafePointer() unsafe.Pointer {
	switch v.Kind() {
	case Chan, Map, Pointer, UnsafePointer:
		return v.pointer()
	case Func:
		p := v.pointer()
		if p != nil {
			p = *(*unsafe.Pointer)(p)
		}
		return p
	case Slice:
		return (*sliceHeader)(v.ptr).data
	}
	v.wrong("UnsafePointer")
	return nil
}

// Pointer is UnsafePointer as a number.
func (v Value) Pointer() uintptr { return uintptr(v.UnsafePointer()) }

// Set assigns x to v, a variable of x's type or of an interface type that x
// implements.
func (v Value) Set(x Value) {
	if v.flag&flagAddr == 0 || v.flag&flagRO != 0 {
		panic("reflect: reflect.Value.Set using unaddressable value")
	}
	if v.typ.kind == Interface && x.typ != v.typ {
		i := x.pack()
		e := (*eface)(unsafe.Pointer(&i))
		if (*interfaceType)(unsafe.Pointer(v.typ)).n == 0 {
			*(*any)(v.ptr) = i
			return
		}
		pair := struct{ tab, data unsafe.Pointer }{getitab(underlying(v.typ), x.typ, false), e.data}
		typedmemmove(v.typ, v.ptr, unsafe.Pointer(&pair))
		return
	}
	if x.typ != v.typ {
		panic("reflect.Set: value of type " + x.typ.str + " is not assignable to type " + v.typ.str)
	}
	if x.flag&flagIndir != 0 {
		typedmemmove(v.typ, v.ptr, x.ptr)
	} else {
		*(*unsafe.Pointer)(v.ptr) = x.ptr
	}
}

// underlying returns the interface type without name that t, an interface
// type, stands for: itabs belong to it (docs/abi.md).
func underlying(t *rtype) *rtype {
	if t.tflag&tflagNamed == 0 || t.uncommon == nil {
		return t
	}
	return (*rtype)(t.uncommon.methods)
}

// Swapper returns a function that swaps two elements of a slice.
func Swapper(slice any) func(i, j int) {
	v := ValueOf(slice)
	if v.Kind() != Slice {
		v.wrong("Swapper")
	}
	s := *(*sliceHeader)(v.ptr)
	elem := v.typ.Elem()
	size := elem.size
	if s.len < 2 || size == 0 {
		return func(i, j int) {
			if uint(i) >= uint(s.len) || uint(j) >= uint(s.len) {
				panic("reflect: slice index out of range")
			}
		}
	}
	// The common sizes are swapped as arrays of words, whatever the elements
	// are: pointers among words that are none mean nothing to the collector.
	switch size {
	case 1:
		return swapper[uint8](s)
	case 2:
		return swapper[uint16](s)
	case 4:
		return swapper[uint32](s)
	case 8:
		return swapper[unsafe.Pointer](s)
	case 16:
		if elem.kind == String {
			return swapper[string](s)
		}
		return checkedSwapper[[2]unsafe.Pointer](s)
	case 24:
		return checkedSwapper[[3]unsafe.Pointer](s)
	case 32:
		return checkedSwapper[[4]unsafe.Pointer](s)
	case 40:
		return checkedSwapper[[5]unsafe.Pointer](s)
	case 48:
		return checkedSwapper[[6]unsafe.Pointer](s)
	}
	tmp := mallocgc(size, elem, true)
	return func(i, j int) {
		if uint(i) >= uint(s.len) || uint(j) >= uint(s.len) {
			panic("reflect: slice index out of range")
		}
		a, b := unsafe.Add(s.data, uintptr(i)*size), unsafe.Add(s.data, uintptr(j)*size)
		typedmemmove(elem, tmp, a)
		typedmemmove(elem, a, b)
		typedmemmove(elem, b, tmp)
	}
}

// swapper swaps elements of E's size. Only their size counts: E may have a
// larger alignment than they have, since amd64 does not ask for any. A wrong
// index is the runtime's error.
func swapper[E any](s sliceHeader) func(i, j int) {
	x := unsafe.Slice((*E)(s.data), s.len)
	return func(i, j int) { x[i], x[j] = x[j], x[i] }
}

// checkedSwapper is swapper with reflect's own panic.
func checkedSwapper[E any](s sliceHeader) func(i, j int) {
	x := unsafe.Slice((*E)(s.data), s.len)
	return func(i, j int) {
		if uint(i) >= uint(len(x)) || uint(j) >= uint(len(x)) {
			panic("reflect: slice index out of range")
		}
		x[i], x[j] = x[j], x[i]
	}
}
