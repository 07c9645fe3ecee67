// Package reflect looks into values and types of any kind, and makes, changes
// and calls them, through the type descriptors that the compiler writes
// (docs/abi.md, "Type descriptors").
//
// Two types are identical just when their descriptors have one address, so
// types that are made at run time are looked up among the program's first
// (maketype.go). fmt, errors and sort use internal/reflectlite instead, which
// is small; a reflect.Value has the same shape as a Value of that package.
//
// Files: type.go (types), field.go (fields and tags), method.go (methods),
// maketype.go and structof.go (types made at run time), value.go (looking at
// values), set.go (changing them), list.go, map.go, chan.go, convert.go,
// deepequal.go, iter.go; abi.go (where arguments travel), call.go, makefunc.go.
package reflect

import (
	"iter"
	"unsafe"
)

// A Kind is the sort of type that a type is.
type Kind uint

// The kinds, numbered as in the descriptors.
const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
)

// Ptr is the old name of Pointer.
const Ptr = Pointer

var kindNames = [...]string{"invalid", "bool", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16",
	"uint32", "uint64", "uintptr", "float32", "float64", "complex64", "complex128", "array", "chan", "func",
	"interface", "map", "ptr", "slice", "string", "struct", "unsafe.Pointer"}

// String returns the kind's name.
func (k Kind) String() string {
	if k < Kind(len(kindNames)) {
		return kindNames[k]
	}
	return "kind" + itoa(int(k))
}

// A ChanDir is the direction of a channel type.
type ChanDir int

// The directions, as bits.
const (
	RecvDir ChanDir = 1 << iota
	SendDir
	BothDir = RecvDir | SendDir
)

// String returns the direction as it stands in source.
func (d ChanDir) String() string {
	switch d {
	case RecvDir:
		return "<-chan"
	case SendDir:
		return "chan<-"
	case BothDir:
		return "chan"
	}
	return "ChanDir" + itoa(int(d))
}

// A Type is a Go type. Methods that a kind does not have panic.
type Type interface {
	// For all types.

	Align() int
	FieldAlign() int
	Method(int) Method
	Methods() iter.Seq[Method]
	MethodByName(string) (Method, bool)
	NumMethod() int
	Name() string
	PkgPath() string
	Size() uintptr
	String() string
	Kind() Kind
	Implements(u Type) bool
	AssignableTo(u Type) bool
	ConvertibleTo(u Type) bool
	Comparable() bool

	// For some kinds.

	Bits() int
	ChanDir() ChanDir
	IsVariadic() bool
	Elem() Type
	Field(i int) StructField
	Fields() iter.Seq[StructField]
	FieldByIndex(index []int) StructField
	FieldByName(name string) (StructField, bool)
	FieldByNameFunc(match func(string) bool) (StructField, bool)
	In(i int) Type
	Ins() iter.Seq[Type]
	Key() Type
	Len() int
	NumField() int
	NumIn() int
	NumOut() int
	Out(i int) Type
	Outs() iter.Seq[Type]
	OverflowComplex(x complex128) bool
	OverflowFloat(x float64) bool
	OverflowInt(x int64) bool
	OverflowUint(x uint64) bool
	CanSeq() bool
	CanSeq2() bool

	common() *rtype
}

// Bits of a descriptor's tflag.
const (
	tflagUncommon = 1
	tflagNamed    = 2
	tflagRegular  = 4
	tflagDirect   = 8 // an interface holds the value itself, not its address
)

// rtype is the head of a descriptor; what follows it depends on the kind.
type rtype struct {
	size       uintptr
	ptrdata    uintptr
	hash       uint32
	tflag      uint8
	align      uint8
	fieldAlign uint8
	kind       uint8
	equal      unsafe.Pointer // nil if values cannot be compared
	hasher     unsafe.Pointer
	gcdata     *uint64
	str        string
	ptrToThis  *rtype
	uncommon   *uncommonType
}

type elemType struct { // chan, pointer, slice, and the head of array
	rtype
	elem *rtype
}

type arrayType struct {
	rtype
	elem  *rtype
	slice *rtype
	len   uintptr
}

type chanType struct {
	rtype
	elem *rtype
	dir  uintptr
}

type mapType struct {
	rtype
	key        *rtype
	elem       *rtype
	bucket     *rtype
	keysize    uint8
	valuesize  uint8
	flags      uint16
	bucketsize uint16
}

type funcType struct {
	rtype
	nin      uint32
	nout     uint32
	variadic uintptr
	types    unsafe.Pointer // *[nin+nout]*rtype
}

type structType struct {
	rtype
	pkgPath string
	fields  unsafe.Pointer // *[n]structField
	n       uintptr
}

type structField struct {
	name   string
	typ    *rtype
	offset uintptr
	tag    string
	flags  uintptr
}

const (
	fieldEmbedded = 1
	fieldExported = 2
)

type interfaceType struct {
	rtype
	pkgPath string
	methods unsafe.Pointer // *[n]imethod
	n       uintptr
}

type imethod struct {
	name    string
	pkgPath string // of unexported methods
	typ     *rtype
}

type uncommonType struct {
	name    string
	pkgPath string
	methods unsafe.Pointer // *[n]method, sorted by name
	n       uintptr
}

type method struct {
	name    string
	pkgPath string // of unexported methods
	mtyp    *rtype
	ifn     unsafe.Pointer // takes an interface's data word
	tfn     unsafe.Pointer
}

// eface is an any, as the compiler lays it out.
type eface struct {
	typ  *rtype
	data unsafe.Pointer
}

func (t *funcType) ins() []*rtype { return unsafe.Slice((**rtype)(t.types), int(t.nin+t.nout))[:t.nin] }

func (t *funcType) outs() []*rtype {
	return unsafe.Slice((**rtype)(t.types), int(t.nin+t.nout))[t.nin:]
}

func (t *structType) list() []structField { return unsafe.Slice((*structField)(t.fields), int(t.n)) }

func (t *interfaceType) list() []imethod { return unsafe.Slice((*imethod)(t.methods), int(t.n)) }

func (t *rtype) fields() []structField { return (*structType)(unsafe.Pointer(t)).list() }

func (t *rtype) fn() *funcType { return (*funcType)(unsafe.Pointer(t)) }

func (t *rtype) common() *rtype { return t }

func (t *rtype) direct() bool { return t.tflag&tflagDirect != 0 }

func (t *rtype) named() bool { return t.tflag&tflagNamed != 0 }

func (t *rtype) k() Kind { return Kind(t.kind) }

// elem returns the element type of an array, chan, map, pointer or slice.
func (t *rtype) elem() *rtype {
	switch t.k() {
	case Array, Chan, Pointer, Slice:
		return (*elemType)(unsafe.Pointer(t)).elem
	case Map:
		return (*mapType)(unsafe.Pointer(t)).elem
	}
	panic("reflect: Elem of invalid type " + t.str)
}

func toType(t *rtype) Type {
	if t == nil {
		return nil
	}
	return t
}

// TypeOf returns the dynamic type of i, or nil if i is nil.
func TypeOf(i any) Type { return toType((*eface)(unsafe.Pointer(&i)).typ) }

func typeOf(i any) *rtype { return (*eface)(unsafe.Pointer(&i)).typ }

// TypeFor returns the type T.
func TypeFor[T any]() Type { return TypeOf((*T)(nil)).Elem() }

// String returns the type as %T shows it.
func (t *rtype) String() string { return t.str }

// Kind returns the type's kind.
func (t *rtype) Kind() Kind { return Kind(t.kind) }

// Size returns how many bytes a value takes.
func (t *rtype) Size() uintptr { return t.size }

// Align returns the alignment of a variable, in bytes.
func (t *rtype) Align() int { return int(t.align) }

// FieldAlign returns the alignment of a field, in bytes.
func (t *rtype) FieldAlign() int { return int(t.fieldAlign) }

// Bits returns the size of a number in bits.
func (t *rtype) Bits() int {
	if t == nil {
		panic("reflect: Bits of nil Type")
	}
	if k := t.k(); k < Int || k > Complex128 {
		panic("reflect: Bits of non-arithmetic Type " + t.str)
	}
	return int(t.size) * 8
}

// Comparable reports whether values can be compared; those of interface type
// may still panic.
func (t *rtype) Comparable() bool { return t.equal != nil }

// Name returns the name of a defined type within its package, with its type
// arguments, else "".
func (t *rtype) Name() string {
	if !t.named() {
		return ""
	}
	depth := 0 // dots in type arguments do not count
	for i := len(t.str) - 1; i >= 0; i-- {
		switch t.str[i] {
		case ']':
			depth++
		case '[':
			depth--
		case '.':
			if depth == 0 {
				return t.str[i+1:]
			}
		}
	}
	return t.str
}

// PkgPath returns the import path of a defined type, else "".
func (t *rtype) PkgPath() string {
	if t.str == "unsafe.Pointer" {
		return "unsafe"
	}
	if !t.named() || t.uncommon == nil {
		return ""
	}
	return t.uncommon.pkgPath
}

// Elem returns the element type of an array, chan, map, pointer or slice.
func (t *rtype) Elem() Type { return t.elem() }

// Key returns the key type of a map.
func (t *rtype) Key() Type {
	if t.k() != Map {
		panic("reflect: Key of non-map type " + t.str)
	}
	return (*mapType)(unsafe.Pointer(t)).key
}

// Len returns the length of an array type.
func (t *rtype) Len() int {
	if t.k() != Array {
		panic("reflect: Len of non-array type " + t.str)
	}
	return t.len()
}

func (t *rtype) len() int { return int((*arrayType)(unsafe.Pointer(t)).len) }

// ChanDir returns the direction of a channel type.
func (t *rtype) ChanDir() ChanDir {
	if t.k() != Chan {
		panic("reflect: ChanDir of non-chan type " + t.str)
	}
	return t.dir()
}

func (t *rtype) dir() ChanDir { return ChanDir((*chanType)(unsafe.Pointer(t)).dir) }

// mustFunc panics unless t is a func type.
func (t *rtype) mustFunc(what string) *funcType {
	if t.k() != Func {
		panic("reflect: " + what + " of non-func type " + t.str)
	}
	return t.fn()
}

// IsVariadic reports whether the last parameter is variadic.
func (t *rtype) IsVariadic() bool { return t.mustFunc("IsVariadic").variadic != 0 }

// NumIn returns how many parameters a func type has.
func (t *rtype) NumIn() int { return int(t.mustFunc("NumIn").nin) }

// NumOut returns how many results a func type has.
func (t *rtype) NumOut() int { return int(t.mustFunc("NumOut").nout) }

// In returns the type of the i-th parameter.
func (t *rtype) In(i int) Type { return t.mustFunc("In").ins()[i] }

// Out returns the type of the i-th result.
func (t *rtype) Out(i int) Type { return t.mustFunc("Out").outs()[i] }

// Ins goes over the types of the parameters.
func (t *rtype) Ins() iter.Seq[Type] { return eachType(t.mustFunc("Ins").ins()) }

// Outs goes over the types of the results.
func (t *rtype) Outs() iter.Seq[Type] { return eachType(t.mustFunc("Outs").outs()) }

func eachType(list []*rtype) iter.Seq[Type] {
	return func(yield func(Type) bool) {
		for _, t := range list {
			if !yield(t) {
				return
			}
		}
	}
}

// OverflowComplex reports whether x is outside the range of a complex type.
func (t *rtype) OverflowComplex(x complex128) bool {
	switch t.k() {
	case Complex64:
		return overflow32(real(x)) || overflow32(imag(x))
	case Complex128:
		return false
	}
	panic("reflect: OverflowComplex of non-complex type " + t.str)
}

// OverflowFloat reports whether x is outside the range of a float type.
func (t *rtype) OverflowFloat(x float64) bool {
	switch t.k() {
	case Float32:
		return overflow32(x)
	case Float64:
		return false
	}
	panic("reflect: OverflowFloat of non-float type " + t.str)
}

// OverflowInt reports whether x is outside the range of a signed integer type.
func (t *rtype) OverflowInt(x int64) bool {
	if k := t.k(); k < Int || k > Int64 {
		panic("reflect: OverflowInt of non-int type " + t.str)
	}
	shift := 64 - uint(t.size)*8
	return x<<shift>>shift != x
}

// OverflowUint reports whether x is outside the range of an unsigned type.
func (t *rtype) OverflowUint(x uint64) bool {
	if k := t.k(); k < Uint || k > Uintptr {
		panic("reflect: OverflowUint of non-uint type " + t.str)
	}
	shift := 64 - uint(t.size)*8
	return x<<shift>>shift != x
}

func overflow32(x float64) bool {
	const largest = 0x1p127 * (1 + (1 - 0x1p-23)) // of float32
	if x < 0 {
		x = -x
	}
	return largest < x && x <= 0x1p1023*(1+(1-0x1p-52))
}

// Implements reports whether t has all methods of the interface type u.
func (t *rtype) Implements(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.Implements")
	}
	if u.Kind() != Interface {
		panic("reflect: non-interface type passed to Type.Implements")
	}
	return t.implements(u.common())
}

// AssignableTo reports whether a value of type t can be assigned to a variable
// of type u.
func (t *rtype) AssignableTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.AssignableTo")
	}
	return t.assignable(u.common())
}

// ConvertibleTo reports whether a value of type t can be converted to type u.
// The conversion may still panic.
func (t *rtype) ConvertibleTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.ConvertibleTo")
	}
	return converter(u.common(), t) != nil
}

func (t *rtype) assignable(u *rtype) bool {
	if t == u || u.k() == Interface && t.implements(u) {
		return true
	}
	if t.named() && u.named() || t.kind != u.kind {
		return false
	}
	if t.k() == Chan && t.dir() == BothDir && sameType(t.elem(), u.elem(), true) {
		return true
	}
	return sameUnder(t, u, true)
}

// sameType reports whether two types are identical; tags need not agree if
// tags is false.
func sameType(t, u *rtype, tags bool) bool {
	if tags || t == u {
		return t == u
	}
	if t.kind != u.kind || t.Name() != u.Name() || t.PkgPath() != u.PkgPath() || t.named() {
		return false
	}
	return sameUnder(t, u, false)
}

// sameUnder reports whether the underlying types are identical.
func sameUnder(t, u *rtype, tags bool) bool {
	if t == u {
		return true
	}
	if t.kind != u.kind {
		return false
	}
	k := t.k()
	switch {
	case Bool <= k && k <= Complex128, k == String, k == UnsafePointer:
		return true
	}
	switch k {
	case Array:
		return t.len() == u.len() && sameType(t.elem(), u.elem(), tags)
	case Chan:
		return t.dir() == u.dir() && sameType(t.elem(), u.elem(), tags)
	case Pointer, Slice:
		return sameType(t.elem(), u.elem(), tags)
	case Map:
		a, b := (*mapType)(unsafe.Pointer(t)), (*mapType)(unsafe.Pointer(u))
		return sameType(a.key, b.key, tags) && sameType(a.elem, b.elem, tags)
	case Func:
		a, b := t.fn(), u.fn()
		return a.variadic == b.variadic && sameTypes(a.ins(), b.ins(), tags) && sameTypes(a.outs(), b.outs(), tags)
	case Interface:
		return sameMethods(t, u)
	}
	return sameFields(t.fields(), u.fields(), tags, (*structType)(unsafe.Pointer(t)).pkgPath == (*structType)(unsafe.Pointer(u)).pkgPath)
}

func sameTypes(a, b []*rtype, tags bool) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameType(a[i], b[i], tags) {
			return false
		}
	}
	return true
}

func sameMethods(t, u *rtype) bool {
	a, b := (*interfaceType)(unsafe.Pointer(t)).list(), (*interfaceType)(unsafe.Pointer(u)).list()
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func sameFields(a, b []structField, tags, samePackage bool) bool {
	if len(a) != len(b) || !samePackage {
		return false
	}
	for i := range a {
		f, g := &a[i], &b[i]
		if f.name != g.name || f.offset != g.offset || f.flags != g.flags || tags && f.tag != g.tag {
			return false
		}
		if !sameType(f.typ, g.typ, tags) {
			return false
		}
	}
	return true
}

// itoa returns a number in decimal. strconv would be a large import for it.
func itoa(n int) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}
