// Package reflectlite looks into values of any type, through the type
// descriptors that the compiler makes (docs/abi.md, "Type descriptors"). It is
// the part of reflect that fmt, errors and sort need, under reflect's own names
// and with its meanings, so that reflect can grow out of it.
//
// Type is a pointer and no interface, unlike reflect's: fewer itabs and direct
// calls, in what every program has to compile. Two types are equal just when
// their pointers are.
//
// Files: type.go (types), value.go (values), map.go (maps).
package reflectlite

import "unsafe"

// A Kind is the sort of type that a type is.
type Kind uint8

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

// Bits of a descriptor's tflag.
const (
	tflagNamed  = 2
	tflagDirect = 8 // an interface holds the value itself, not its address
)

// A Type is a type's descriptor.
type Type = *rtype

// rtype is the head of a descriptor; what follows it depends on the kind.
type rtype struct {
	size       uintptr
	ptrdata    uintptr
	hash       uint32
	tflag      uint8
	align      uint8
	fieldAlign uint8
	kind       Kind
	equal      unsafe.Pointer // nil if values cannot be compared
	hasher     unsafe.Pointer
	gcdata     *byte
	str        string
	ptrToThis  *rtype
	uncommon   *uncommonType
}

type elemType struct { // array, chan, pointer, slice
	rtype
	elem *rtype
}

type arrayType struct {
	rtype
	elem  *rtype
	slice *rtype
	len   uintptr
}

type mapType struct {
	rtype
	key  *rtype
	elem *rtype
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
	pkgPath string
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
	ifn     unsafe.Pointer
	tfn     unsafe.Pointer
}

// An eface is an interface without methods, as the compiler lays it out.
type eface struct {
	typ  *rtype
	data unsafe.Pointer
}

// TypeOf returns the dynamic type of i, or nil if i is nil.
func TypeOf(i any) Type { return (*eface)(unsafe.Pointer(&i)).typ }

// String returns the type as %T shows it.
func (t *rtype) String() string { return t.str }

// Kind returns the type's kind.
func (t *rtype) Kind() Kind { return t.kind }

// Size returns how many bytes a value takes.
func (t *rtype) Size() uintptr { return t.size }

// Comparable reports whether values can be compared; those of interface type
// may still panic.
func (t *rtype) Comparable() bool { return t.equal != nil }

// Name returns the name of a defined type within its package, else "".
func (t *rtype) Name() string {
	if t.tflag&tflagNamed == 0 {
		return ""
	}
	if t.uncommon != nil && t.uncommon.name != "" {
		return t.uncommon.name
	}
	// The last part of main.T; dots in type arguments do not count.
	depth := 0
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
	if t.tflag&tflagNamed == 0 || t.uncommon == nil {
		return ""
	}
	return t.uncommon.pkgPath
}

// Elem returns the element type of an array, chan, map, pointer or slice.
func (t *rtype) Elem() Type {
	switch t.kind {
	case Array, Chan, Pointer, Slice:
		return (*elemType)(unsafe.Pointer(t)).elem
	case Map:
		return (*mapType)(unsafe.Pointer(t)).elem
	}
	panic("reflect: Elem of invalid type " + t.str)
}

// Key returns the key type of a map.
func (t *rtype) Key() Type {
	if t.kind != Map {
		panic("reflect: Key of non-map type " + t.str)
	}
	return (*mapType)(unsafe.Pointer(t)).key
}

// Len returns the length of an array type.
func (t *rtype) Len() int {
	if t.kind != Array {
		panic("reflect: Len of non-array type " + t.str)
	}
	return int((*arrayType)(unsafe.Pointer(t)).len)
}

// A StructField describes a field.
type StructField struct {
	Name      string
	Type      Type
	Tag       string
	Offset    uintptr
	Anonymous bool // embedded
	exported  bool
}

// IsExported reports whether the field's name is exported.
func (f StructField) IsExported() bool { return f.exported }

// NumField returns how many fields a struct type has.
func (t *rtype) NumField() int {
	if t.kind != Struct {
		panic("reflect: NumField of non-struct type " + t.str)
	}
	return int((*structType)(unsafe.Pointer(t)).n)
}

// Field returns the i-th field of a struct type.
func (t *rtype) Field(i int) StructField {
	f := t.field(i)
	return StructField{f.name, f.typ, f.tag, f.offset, f.flags&fieldEmbedded != 0, f.flags&fieldExported != 0}
}

func (t *rtype) field(i int) *structField {
	if uint(i) >= uint(t.NumField()) {
		panic("reflect: Field index out of bounds")
	}
	return (*structField)(unsafe.Add((*structType)(unsafe.Pointer(t)).fields, uintptr(i)*unsafe.Sizeof(structField{})))
}

// Implements reports whether t has all methods of the interface type u.
func (t *rtype) Implements(u Type) bool {
	if u == nil || u.kind != Interface {
		panic("reflect: non-interface type passed to Type.Implements")
	}
	want := (*interfaceType)(unsafe.Pointer(u))
	if want.n == 0 {
		return true
	}
	// Both lists are sorted by name, so one walk over each suffices.
	k := uintptr(0)
	if t.kind == Interface {
		have := (*interfaceType)(unsafe.Pointer(t))
		for i := uintptr(0); i < have.n; i++ {
			if sameMethod(want.method(k), have.method(i).name, have.method(i).pkgPath, have.method(i).typ) {
				if k++; k == want.n {
					return true
				}
			}
		}
		return false
	}
	if t.uncommon == nil {
		return false
	}
	for i := uintptr(0); i < t.uncommon.n; i++ {
		m := (*method)(unsafe.Add(t.uncommon.methods, i*unsafe.Sizeof(method{})))
		if sameMethod(want.method(k), m.name, m.pkgPath, m.mtyp) {
			if k++; k == want.n {
				return true
			}
		}
	}
	return false
}

func (t *interfaceType) method(i uintptr) *imethod {
	return (*imethod)(unsafe.Add(t.methods, i*unsafe.Sizeof(imethod{})))
}

// sameMethod reports whether a method is the wanted one. The package only
// counts for unexported names, for which both sides carry it.
func sameMethod(want *imethod, name, pkgPath string, typ *rtype) bool {
	if want.typ != typ || want.name != name {
		return false
	}
	c := name[0]
	return 'A' <= c && c <= 'Z' || c >= 0x80 || want.pkgPath == pkgPath
}

// AssignableTo reports whether a value of type t can be assigned to a variable
// of type u, for the types that errors can have: t is u, or u is an interface
// that t implements.
func (t *rtype) AssignableTo(u Type) bool {
	return t == u || u.kind == Interface && t.Implements(u)
}
