package reflect

import (
	"internal/reflectlite"
	"unsafe"
)

// fmt knows a Value by this.
func init() {
	reflectlite.ReflectValue = reflectlite.TypeOf(Value{})
	reflectlite.MethodType = func(value unsafe.Pointer) unsafe.Pointer {
		return unsafe.Pointer((*Value)(value).methodType())
	}
}

// A Value is a value of any type; the zero Value is none.
type Value struct {
	typ *rtype
	// ptr is the address of the value if flagIndir is set, else the value
	// itself, which is one pointer.
	ptr unsafe.Pointer
	flag
}

type flag uintptr

// The lowest three bits are also internal/reflectlite's.
const (
	flagIndir    flag = 1 << iota
	flagAddr          // ptr is the address of a variable, not of a copy
	flagStickyRO      // reached through an unexported field that is not embedded
	flagEmbedRO       // reached through an unexported embedded field
	flagMethod        // a method of the value; its number stands above

	flagRO          = flagStickyRO | flagEmbedRO
	flagMethodShift = 8
)

// ro returns what a value that is reached through f inherits.
func (f flag) ro() flag {
	if f&flagRO != 0 {
		return flagStickyRO
	}
	return 0
}

// A ValueError is the panic of a Value's method on a kind that does not have
// it.
type ValueError struct {
	Method string
	Kind   Kind
}

// Error names the method and the kind.
func (e *ValueError) Error() string {
	if e.Kind == Invalid {
		return "reflect: call of " + e.Method + " on zero Value"
	}
	return "reflect: call of " + e.Method + " on " + e.Kind.String() + " Value"
}

//go:linkname mallocgc runtime.mallocgc
func mallocgc(size uintptr, typ *rtype, needzero bool) unsafe.Pointer

//go:linkname typedmemmove runtime.typedmemmove
func typedmemmove(typ *rtype, dst, src unsafe.Pointer)

//go:linkname typedmemclr runtime.typedmemclr
func typedmemclr(typ *rtype, p unsafe.Pointer)

//go:linkname getitab runtime.getitab
func getitab(inter, typ *rtype, canfail bool) unsafe.Pointer

//go:linkname efaceeq runtime.efaceeq
func efaceeq(typ *rtype, x, y unsafe.Pointer) bool

// mustBe panics unless v is of that kind.
func (v Value) mustBe(k Kind, name string) {
	if v.Kind() != k {
		panic(&ValueError{"reflect.Value." + name, v.Kind()})
	}
}

// wrong panics for a method that v's kind does not have.
func (v Value) wrong(name string) {
	panic(&ValueError{"reflect.Value." + name, v.Kind()})
}

// mustBeExported panics if v was reached through an unexported field.
func (v Value) mustBeExported(name string) {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value." + name, Invalid})
	}
	if v.flag&flagRO != 0 {
		panic("reflect: reflect.Value." + name + " using value obtained using unexported field")
	}
}

// mustBeAssignable panics unless v is a variable that may be changed.
func (v Value) mustBeAssignable(name string) {
	if v.flag&flagRO != 0 || v.typ == nil {
		v.mustBeExported(name)
	}
	if v.flag&flagAddr == 0 {
		panic("reflect: reflect.Value." + name + " using unaddressable value")
	}
}

// ValueOf returns the value in i; the zero Value if i is nil.
func ValueOf(i any) Value {
	e := (*eface)(unsafe.Pointer(&i))
	if e.typ == nil {
		return Value{}
	}
	if e.typ.direct() {
		return Value{e.typ, e.data, 0}
	}
	return Value{e.typ, e.data, flagIndir}
}

// fromMemory returns a copy of the value of type t at p.
func fromMemory(t *rtype, p unsafe.Pointer, f flag) Value {
	if t.direct() {
		return Value{t, *(*unsafe.Pointer)(p), f}
	}
	c := mallocgc(t.size, t, true)
	typedmemmove(t, c, p)
	return Value{t, c, f | flagIndir}
}

// address returns where v's value lies in memory, its own or a copy.
func (v Value) address() unsafe.Pointer {
	if v.flag&flagIndir != 0 {
		return v.ptr
	}
	p := new(unsafe.Pointer)
	*p = v.ptr
	return unsafe.Pointer(p)
}

// pointer returns v, a value that is one pointer.
func (v Value) pointer() unsafe.Pointer {
	if v.flag&flagIndir != 0 {
		return *(*unsafe.Pointer)(v.ptr)
	}
	return v.ptr
}

// IsValid reports whether v is any value at all.
func (v Value) IsValid() bool { return v.typ != nil }

// Kind returns the kind of v's type; Invalid for the zero Value.
func (v Value) Kind() Kind {
	if v.typ == nil {
		return Invalid
	}
	if v.flag&flagMethod != 0 {
		return Func
	}
	return Kind(v.typ.kind)
}

// Type returns v's type.
func (v Value) Type() Type {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.Type", Invalid})
	}
	if v.flag&flagMethod != 0 {
		return v.methodType()
	}
	return v.typ
}

// CanAddr reports whether v is a variable.
func (v Value) CanAddr() bool { return v.flag&flagAddr != 0 }

// CanSet reports whether v is a variable that may be changed.
func (v Value) CanSet() bool { return v.flag&(flagAddr|flagRO) == flagAddr }

// CanInterface reports whether Interface may be called: v was not reached
// through unexported fields.
func (v Value) CanInterface() bool {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.CanInterface", Invalid})
	}
	return v.flag&flagRO == 0
}

// CanInt reports whether Int may be called.
func (v Value) CanInt() bool { k := v.Kind(); return Int <= k && k <= Int64 }

// CanUint reports whether Uint may be called.
func (v Value) CanUint() bool { k := v.Kind(); return Uint <= k && k <= Uintptr }

// CanFloat reports whether Float may be called.
func (v Value) CanFloat() bool { k := v.Kind(); return k == Float32 || k == Float64 }

// CanComplex reports whether Complex may be called.
func (v Value) CanComplex() bool { k := v.Kind(); return k == Complex64 || k == Complex128 }

// Interface returns v as an interface.
func (v Value) Interface() (i any) {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.Interface", Invalid})
	}
	if v.flag&flagRO != 0 {
		panic("reflect.Value.Interface: cannot return value obtained from unexported field or method")
	}
	return v.pack()
}

func (v Value) pack() (i any) {
	if v.flag&flagMethod != 0 {
		v = v.methodFunc("Interface")
	}
	if v.typ.k() == Interface {
		return v.unpackInterface()
	}
	e := (*eface)(unsafe.Pointer(&i))
	switch {
	case v.typ.direct():
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

// TypeAssert returns v as a T, as v.Interface().(T) would without making an
// interface.
func TypeAssert[T any](v Value) (T, bool) {
	if v.typ == nil {
		panic(&ValueError{"reflect.TypeAssert", Invalid})
	}
	if v.flag&flagRO != 0 {
		panic("reflect.TypeAssert: cannot return value obtained from unexported field or method")
	}
	if v.flag&flagMethod != 0 {
		v = v.methodFunc("TypeAssert")
	}
	if want := typeOf((*T)(nil)).elem(); want == v.typ && want.k() != Interface {
		return *(*T)(v.address()), true
	}
	x, ok := v.pack().(T)
	return x, ok
}

// unpackInterface returns what is in v, an interface of any type, as an any.
func (v Value) unpackInterface() (i any) {
	if (*interfaceType)(unsafe.Pointer(v.typ)).n == 0 {
		return *(*any)(v.ptr)
	}
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

// InterfaceData returns the two words of an interface.
//
// Deprecated: what they mean may change.
func (v Value) InterfaceData() [2]uintptr {
	v.mustBe(Interface, "InterfaceData")
	return *(*[2]uintptr)(v.ptr)
}

// Bool returns a boolean.
func (v Value) Bool() bool {
	v.mustBe(Bool, "Bool")
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
	return "<" + v.Type().String() + " Value>"
}

// OverflowInt reports whether x is outside the range of v's type.
func (v Value) OverflowInt(x int64) bool {
	if !v.CanInt() {
		v.wrong("OverflowInt")
	}
	return v.typ.OverflowInt(x)
}

// OverflowUint reports whether x is outside the range of v's type.
func (v Value) OverflowUint(x uint64) bool {
	if !v.CanUint() {
		v.wrong("OverflowUint")
	}
	return v.typ.OverflowUint(x)
}

// OverflowFloat reports whether x is outside the range of v's type.
func (v Value) OverflowFloat(x float64) bool {
	if !v.CanFloat() {
		v.wrong("OverflowFloat")
	}
	return v.typ.OverflowFloat(x)
}

// OverflowComplex reports whether x is outside the range of v's type.
func (v Value) OverflowComplex(x complex128) bool {
	if !v.CanComplex() {
		v.wrong("OverflowComplex")
	}
	return v.typ.OverflowComplex(x)
}

// Addr returns a pointer to v, a variable.
func (v Value) Addr() Value {
	if v.flag&flagAddr == 0 {
		panic("reflect.Value.Addr of unaddressable value")
	}
	return Value{ptrTo(v.typ), v.ptr, v.flag & flagRO}
}

// UnsafeAddr returns the address of v, a variable.
func (v Value) UnsafeAddr() uintptr {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.UnsafeAddr", Invalid})
	}
	if v.flag&flagAddr == 0 {
		panic("reflect.Value.UnsafeAddr of unaddressable value")
	}
	return uintptr(v.ptr)
}

// Elem returns what an interface holds or a pointer points to; the zero Value
// for a nil one.
func (v Value) Elem() Value {
	switch v.Kind() {
	case Interface:
		x := ValueOf(v.unpackInterface())
		if x.typ != nil {
			x.flag |= v.flag.ro()
		}
		return x
	case Pointer:
		p := v.pointer()
		if p == nil {
			return Value{}
		}
		return Value{v.typ.elem(), p, flagIndir | flagAddr | v.flag&flagRO}
	}
	v.wrong("Elem")
	return Value{}
}

// Indirect returns what v points to, or v if it is no pointer.
func Indirect(v Value) Value {
	if v.Kind() != Pointer {
		return v
	}
	return v.Elem()
}

// NumField returns how many fields a struct has.
func (v Value) NumField() int {
	v.mustBe(Struct, "NumField")
	return int((*structType)(unsafe.Pointer(v.typ)).n)
}

// Field returns the i-th field of a struct.
func (v Value) Field(i int) Value {
	v.mustBe(Struct, "Field")
	st := (*structType)(unsafe.Pointer(v.typ))
	if uint(i) >= uint(st.n) {
		panic("reflect: Field index out of range")
	}
	f := &st.list()[i]
	fl := v.flag & (flagStickyRO | flagIndir | flagAddr)
	switch {
	case f.flags&fieldExported != 0:
	case f.flags&fieldEmbedded != 0:
		fl |= flagEmbedRO
	default:
		fl |= flagStickyRO
	}
	if fl&flagIndir == 0 { // a struct of one pointer
		return Value{f.typ, v.ptr, fl}
	}
	return Value{f.typ, unsafe.Add(v.ptr, f.offset), fl}
}

// FieldByIndex returns the field at the end of a path of field numbers. It
// panics when the path goes through a nil pointer.
func (v Value) FieldByIndex(index []int) Value {
	if len(index) == 1 {
		return v.Field(index[0])
	}
	v.mustBe(Struct, "FieldByIndex")
	for i, x := range index {
		if i > 0 && v.Kind() == Pointer && v.typ.elem().k() == Struct {
			if v.IsNil() {
				panic("reflect: indirection through nil pointer to embedded struct")
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}

// nilEmbedded is the error of FieldByIndexErr.
type nilEmbedded string

func (e nilEmbedded) Error() string {
	return "reflect: indirection through nil pointer to embedded struct field " + string(e)
}

// FieldByIndexErr returns the field at the end of a path of field numbers, or
// an error when the path goes through a nil pointer.
func (v Value) FieldByIndexErr(index []int) (Value, error) {
	if len(index) == 1 {
		return v.Field(index[0]), nil
	}
	v.mustBe(Struct, "FieldByIndexErr")
	for i, x := range index {
		if i > 0 && v.Kind() == Pointer && v.typ.elem().k() == Struct {
			if v.IsNil() {
				return Value{}, nilEmbedded(v.typ.elem().Name())
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v, nil
}

// FieldByName returns the field of that name, the zero Value if there is none.
func (v Value) FieldByName(name string) Value {
	v.mustBe(Struct, "FieldByName")
	if f, ok := v.typ.FieldByName(name); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

// FieldByNameFunc returns the field whose name matches, the zero Value if
// there is none.
func (v Value) FieldByNameFunc(match func(string) bool) Value {
	v.mustBe(Struct, "FieldByNameFunc")
	if f, ok := v.typ.FieldByNameFunc(match); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

// IsNil reports whether a chan, func, interface, map, pointer or slice is nil.
func (v Value) IsNil() bool {
	switch v.Kind() {
	case Func:
		if v.flag&flagMethod != 0 {
			return false
		}
		return v.pointer() == nil
	case Chan, Map, Pointer, UnsafePointer:
		return v.pointer() == nil
	case Interface, Slice:
		return *(*unsafe.Pointer)(v.ptr) == nil // itab or type, first element
	}
	v.wrong("IsNil")
	return false
}

// UnsafePointer returns a chan, func, map, pointer, slice or string as a
// pointer: a func's code, the first element.
func (v Value) UnsafePointer() unsafe.Pointer {
	switch v.Kind() {
	case Chan, Map, Pointer, UnsafePointer:
		return v.pointer()
	case Func:
		if v.flag&flagMethod != 0 {
			return stub(0) // all method values are alike
		}
		p := v.pointer()
		if p != nil {
			p = *(*unsafe.Pointer)(p)
		}
		return p
	case Slice, String:
		return *(*unsafe.Pointer)(v.ptr)
	}
	v.wrong("UnsafePointer")
	return nil
}

// Pointer is UnsafePointer as a number.
func (v Value) Pointer() uintptr {
	switch v.Kind() {
	case Chan, Map, Pointer, UnsafePointer, Func, Slice, String:
		return uintptr(v.UnsafePointer())
	}
	v.wrong("Pointer")
	return 0
}

// IsZero reports whether v is the zero value of its type.
func (v Value) IsZero() bool {
	switch k := v.Kind(); k {
	case Float32, Float64:
		return v.Float() == 0 // -0 too
	case Complex64, Complex128:
		return v.Complex() == 0
	case Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr:
		return zeroBytes(v.ptr, v.typ.size)
	case String:
		return v.Len() == 0
	case Chan, Func, Interface, Map, Pointer, Slice, UnsafePointer:
		return v.IsNil()
	case Array:
		if v.typ.tflag&tflagRegular != 0 {
			return zeroBytes(v.address(), v.typ.size)
		}
		for i, n := 0, v.Len(); i < n; i++ {
			if !v.Index(i).IsZero() {
				return false
			}
		}
		return true
	case Struct:
		if v.typ.tflag&tflagRegular != 0 {
			return zeroBytes(v.address(), v.typ.size)
		}
		for i, f := range v.typ.fields() {
			if f.name != "_" && !v.Field(i).IsZero() {
				return false
			}
		}
		return true
	default:
		panic(&ValueError{"reflect.Value.IsZero", k})
	}
}

func zeroBytes(p unsafe.Pointer, n uintptr) bool {
	for _, b := range unsafe.Slice((*byte)(p), int(n)) {
		if b != 0 {
			return false
		}
	}
	return true
}

// Comparable reports whether v can be compared without a panic.
func (v Value) Comparable() bool {
	switch v.Kind() {
	case Invalid:
		return true
	case Interface:
		return v.IsNil() || v.Elem().Comparable()
	case Array:
		for i, n := 0, v.Len(); i < n; i++ {
			if !v.Index(i).Comparable() {
				return false
			}
		}
		return true
	case Func, Map, Slice:
		return false
	case Struct:
		for i, n := 0, v.NumField(); i < n; i++ {
			if !v.Field(i).Comparable() {
				return false
			}
		}
		return true
	}
	return true
}

// Equal reports whether v and u are equal: their types are the same and ==
// would hold. Interfaces are compared by what they hold.
func (v Value) Equal(u Value) bool {
	if v.Kind() == Interface {
		v = v.Elem()
	}
	if u.Kind() == Interface {
		u = u.Elem()
	}
	if !v.IsValid() || !u.IsValid() {
		return v.IsValid() == u.IsValid()
	}
	if v.Kind() != u.Kind() || v.Type() != u.Type() {
		return false
	}
	switch v.Kind() {
	case Array:
		for i, n := 0, v.Len(); i < n; i++ {
			if !v.Index(i).Equal(u.Index(i)) {
				return false
			}
		}
		return true
	case Struct:
		for i, n := 0, v.NumField(); i < n; i++ {
			if !v.Field(i).Equal(u.Field(i)) {
				return false
			}
		}
		return true
	case Func, Map, Slice:
		panic("reflect.Value.Equal: values of type " + v.Type().String() + " are not comparable")
	}
	a, b := v.pack(), u.pack()
	return efaceeq(v.typ, (*eface)(unsafe.Pointer(&a)).data, (*eface)(unsafe.Pointer(&b)).data)
}

// New returns a pointer to a new zero value of type t.
func New(t Type) Value {
	if t == nil {
		panic("reflect: New(nil)")
	}
	r := t.common()
	return Value{ptrTo(r), mallocgc(r.size, r, true), 0}
}

// NewAt returns p as a pointer to a value of type t.
func NewAt(t Type, p unsafe.Pointer) Value { return Value{ptrTo(t.common()), p, 0} }

// Zero returns the zero value of type t, which is no variable.
func Zero(t Type) Value {
	if t == nil {
		panic("reflect: Zero(nil)")
	}
	return zero(t.common())
}

func zero(t *rtype) Value {
	if t.direct() {
		return Value{t, nil, 0}
	}
	if t.size <= unsafe.Sizeof(zeroes) {
		return Value{t, unsafe.Pointer(&zeroes), flagIndir}
	}
	return Value{t, mallocgc(t.size, t, true), flagIndir}
}

// zeroes are what zero values of small types lie in. Nobody writes there: a
// Value that is no variable, and what is in an interface, do not change.
var zeroes [1024 / 8]uint64
