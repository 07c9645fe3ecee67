package reflect

import (
	"iter"
	"unsafe"
)

// A Method is a method of a type: of a concrete type with the receiver as the
// first parameter, of an interface type without receiver.
type Method struct {
	Name    string
	PkgPath string // of unexported methods
	Type    Type
	Func    Value // zero for an interface type
	Index   int   // for Type.Method
}

// IsExported reports whether the method's name is exported.
func (m Method) IsExported() bool { return m.PkgPath == "" }

func (t *rtype) methods() []method {
	if t.uncommon == nil {
		return nil
	}
	return unsafe.Slice((*method)(t.uncommon.methods), int(t.uncommon.n))
}

// exportedMethods returns the exported methods of a concrete type, by name.
func (t *rtype) exportedMethods() []method {
	all := t.methods()
	n := 0
	for i := range all {
		if all[i].pkgPath == "" {
			n++
		}
	}
	if n == len(all) {
		return all
	}
	out := make([]method, 0, n)
	for i := range all {
		if all[i].pkgPath == "" {
			out = append(out, all[i])
		}
	}
	return out
}

// NumMethod returns how many exported methods a concrete type has, or how many
// methods an interface type has.
func (t *rtype) NumMethod() int {
	if t.k() == Interface {
		return int((*interfaceType)(unsafe.Pointer(t)).n)
	}
	all := t.methods()
	n := 0
	for i := range all {
		if all[i].pkgPath == "" {
			n++
		}
	}
	return n
}

// Method returns the i-th method, counting as NumMethod does.
func (t *rtype) Method(i int) Method { return t.method(i) }

func (t *rtype) method(i int) Method {
	if t.k() == Interface {
		list := (*interfaceType)(unsafe.Pointer(t)).list()
		if i < 0 || i >= len(list) {
			panic("reflect: Method index out of range")
		}
		return Method{Name: list[i].name, PkgPath: list[i].pkgPath, Type: list[i].typ, Index: i}
	}
	list := t.exportedMethods()
	if i < 0 || i >= len(list) {
		panic("reflect: Method index out of range")
	}
	m := &list[i]
	ft := m.mtyp.fn()
	in := append([]*rtype{t}, ft.ins()...)
	typ := funcOf(in, ft.outs(), ft.variadic != 0)
	return Method{Name: m.name, Type: typ, Func: methodExpr(typ, m), Index: i}
}

// MethodByName returns the method of that name, if it is exported or t is an
// interface type.
func (t *rtype) MethodByName(name string) (Method, bool) {
	i := t.methodIndex(name)
	if i < 0 {
		return Method{}, false
	}
	return t.method(i), true
}

// methodIndex returns a method's number, -1 if there is none.
func (t *rtype) methodIndex(name string) int {
	if t.k() == Interface {
		for i, m := range (*interfaceType)(unsafe.Pointer(t)).list() {
			if m.name == name {
				return i
			}
		}
		return -1
	}
	n := 0
	for i := range t.methods() {
		m := &t.methods()[i]
		if m.pkgPath != "" {
			continue
		}
		if m.name == name {
			return n
		}
		n++
	}
	return -1
}

// Methods goes over the methods.
func (t *rtype) Methods() iter.Seq[Method] {
	return func(yield func(Method) bool) {
		for i, n := 0, t.NumMethod(); i < n; i++ {
			if !yield(t.method(i)) {
				return
			}
		}
	}
}

// implements reports whether t has all methods of the interface type u. Both
// lists are sorted, so one walk over each suffices.
func (t *rtype) implements(u *rtype) bool {
	want := (*interfaceType)(unsafe.Pointer(u)).list()
	k := 0
	if t.k() == Interface {
		for _, m := range (*interfaceType)(unsafe.Pointer(t)).list() {
			if k < len(want) && want[k] == m {
				k++
			}
		}
		return k == len(want)
	}
	for i := range t.methods() {
		m := &t.methods()[i]
		if k < len(want) && want[k] == (imethod{m.name, m.pkgPath, m.mtyp}) {
			k++
		}
	}
	return k == len(want)
}

// NumMethod returns how many methods v has, as Type.NumMethod counts them.
func (v Value) NumMethod() int {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.NumMethod", Invalid})
	}
	if v.flag&flagMethod != 0 {
		return 0
	}
	return v.typ.NumMethod()
}

// mark, in a function that is reached, has the compiler keep all methods.
//
//go:linkname mark go:reflectmethod
func mark()

// Method returns v's i-th method as a func value that is bound to v.
func (v Value) Method(i int) Value {
	mark()
	return v.method(i)
}

func (v Value) method(i int) Value {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.Method", Invalid})
	}
	if v.flag&flagMethod != 0 || uint(i) >= uint(v.typ.NumMethod()) {
		panic("reflect: Method index out of range")
	}
	if v.typ.k() == Interface && v.IsNil() {
		panic("reflect: Method on nil interface value")
	}
	return Value{v.typ, v.ptr, v.flag&flagIndir | v.flag.ro() | flagMethod | flag(i)<<flagMethodShift}
}

// MethodByName returns v's method of that name, the zero Value if there is
// none.
func (v Value) MethodByName(name string) Value {
	mark()
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.MethodByName", Invalid})
	}
	if v.flag&flagMethod != 0 {
		return Value{}
	}
	i := v.typ.methodIndex(name)
	if i < 0 {
		return Value{}
	}
	return v.method(i)
}

// Methods goes over v's methods, with each one bound to v.
func (v Value) Methods() iter.Seq2[Method, Value] {
	mark()
	return func(yield func(Method, Value) bool) {
		t := v.Type().common()
		for i, n := 0, v.NumMethod(); i < n; i++ {
			if !yield(t.method(i), v.method(i)) {
				return
			}
		}
	}
}

// itab is what the first word of an interface with methods points to.
type itab struct {
	inter *rtype
	typ   *rtype
	hash  uint32
	_     uint32
	fun   [1 << 16]unsafe.Pointer
}

// bound returns the code of a method value, the data word to call it with, and
// its type without receiver.
func (v Value) bound(op string) (code, data unsafe.Pointer, t *funcType) {
	i := int(v.flag >> flagMethodShift)
	if v.typ.k() == Interface {
		m := (*interfaceType)(unsafe.Pointer(v.typ)).list()[i]
		if m.pkgPath != "" {
			panic("reflect: " + op + " of unexported method")
		}
		pair := (*struct {
			tab  *itab
			data unsafe.Pointer
		})(v.ptr)
		if pair.tab == nil {
			panic("reflect: " + op + " of method on nil interface value")
		}
		return pair.tab.fun[i], pair.data, m.typ.fn()
	}
	m := v.typ.exportedMethods()[i]
	switch {
	case v.typ.direct():
		data = v.pointer()
	default: // a copy: what is in an interface does not change
		data = mallocgc(v.typ.size, v.typ, true)
		typedmemmove(v.typ, data, v.ptr)
	}
	return m.ifn, data, m.mtyp.fn()
}

// methodType returns the type of a method value, without receiver.
func (v Value) methodType() *rtype {
	i := int(v.flag >> flagMethodShift)
	if v.typ.k() == Interface {
		return (*interfaceType)(unsafe.Pointer(v.typ)).list()[i].typ
	}
	return v.typ.exportedMethods()[i].mtyp
}
