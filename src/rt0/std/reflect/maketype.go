package reflect

import (
	"sync"
	"unsafe"
)

// typeKey is by what types without a name are looked up. Func, struct and
// interface types with equal keys may still differ.
type typeKey struct {
	kind  Kind
	a, b  *rtype
	count int
	str   string
}

// types holds the program's types without a name, and then those made at run
// time, so that each type has one descriptor. typesLock guards it.
var (
	typesLock sync.Mutex
	types     map[typeKey][]*rtype
)

// typeTable returns the address of a count and the descriptors of the types
// without a name that the compiler wrote (lower/descriptors.py makes it).
//
//go:linkname typeTable go:main.types
func typeTable() unsafe.Pointer

func (t *rtype) key() typeKey {
	switch k := t.k(); k {
	case Pointer, Slice:
		return typeKey{kind: k, a: t.elem()}
	case Chan:
		return typeKey{kind: k, a: t.elem(), count: int(t.dir())}
	case Array:
		return typeKey{kind: k, a: t.elem(), count: t.len()}
	case Map:
		key, elem := t.mapTypes()
		return typeKey{kind: k, a: key, b: elem}
	case Interface:
		return typeKey{kind: k, count: int((*interfaceType)(unsafe.Pointer(t)).n)}
	default:
		return typeKey{kind: k, str: t.str}
	}
}

func fillTypes() {
	if types != nil {
		return
	}
	types = map[typeKey][]*rtype{}
	p := typeTable()
	n := *(*int)(p)
	for _, t := range unsafe.Slice((**rtype)(unsafe.Add(p, 8)), n) {
		k := t.key()
		types[k] = append(types[k], t)
	}
}

// unique returns the type with this key for which same holds, or else what
// make returns, which is the type from then on.
func unique(k typeKey, same func(*rtype) bool, make func() *rtype) *rtype {
	typesLock.Lock()
	defer typesLock.Unlock()
	fillTypes()
	for _, t := range types[k] {
		if same == nil || same(t) {
			return t
		}
	}
	t := make()
	types[k] = append(types[k], t)
	return t
}

// rename makes t, a copy of another type's head, the head of the type str.
func (t *rtype) rename(str string) {
	t.str = str
	t.hash = 0x811c9dc5
	for i := 0; i < len(str); i++ {
		t.hash = (t.hash ^ uint32(str[i])) * 0x01000193
	}
	t.ptrToThis, t.uncommon = nil, nil
	t.tflag &^= tflagNamed | tflagUncommon
}

// PointerTo returns the type *t.
func PointerTo(t Type) Type { return ptrTo(t.common()) }

// PtrTo is the old name of PointerTo.
//
// Deprecated: use PointerTo.
func PtrTo(t Type) Type { return ptrTo(t.common()) }

func ptrTo(t *rtype) *rtype {
	if t.ptrToThis != nil {
		return t.ptrToThis
	}
	return unique(typeKey{kind: Pointer, a: t}, nil, func() *rtype {
		p := *(*elemType)(unsafe.Pointer(typeOf((*int)(nil))))
		p.rename("*" + t.str)
		p.elem = t
		return &p.rtype
	})
}

// SliceOf returns the type []t.
func SliceOf(t Type) Type { return sliceOf(t.common()) }

func sliceOf(t *rtype) *rtype {
	return unique(typeKey{kind: Slice, a: t}, nil, func() *rtype {
		s := *(*elemType)(unsafe.Pointer(typeOf([]int(nil))))
		s.rename("[]" + t.str)
		s.elem = t
		return &s.rtype
	})
}

// ChanOf returns the type of channels of t, with a direction.
func ChanOf(dir ChanDir, t Type) Type {
	elem := t.common()
	if elem.size >= 1<<16 {
		panic("reflect.ChanOf: element size too large")
	}
	var str string
	switch {
	case dir == SendDir:
		str = "chan<- " + elem.str
	case dir == RecvDir:
		str = "<-chan " + elem.str
	case dir == BothDir && elem.str[0] == '<':
		str = "chan (" + elem.str + ")"
	case dir == BothDir:
		str = "chan " + elem.str
	default:
		panic("reflect.ChanOf: invalid dir")
	}
	return unique(typeKey{kind: Chan, a: elem, count: int(dir)}, nil, func() *rtype {
		c := *(*chanType)(unsafe.Pointer(typeOf((chan int)(nil))))
		c.rename(str)
		c.elem, c.dir = elem, uintptr(dir)
		return &c.rtype
	})
}

// FuncOf returns the func type with these parameters and results.
func FuncOf(in, out []Type, variadic bool) Type {
	if variadic && (len(in) == 0 || in[len(in)-1].Kind() != Slice) {
		panic("reflect.FuncOf: last arg of variadic func must be slice")
	}
	return funcOf(commons(in), commons(out), variadic)
}

func commons(list []Type) []*rtype {
	out := make([]*rtype, len(list))
	for i, t := range list {
		out[i] = t.common()
	}
	return out
}

func funcOf(in, out []*rtype, variadic bool) *rtype {
	str := funcName(in, out, variadic)
	same := func(t *rtype) bool {
		f := t.fn()
		return f.variadic != 0 == variadic && sameTypes(f.ins(), in, true) && sameTypes(f.outs(), out, true)
	}
	return unique(typeKey{kind: Func, str: str}, same, func() *rtype {
		f := *(*funcType)(unsafe.Pointer(typeOf((func())(nil))))
		f.rename(str)
		all := append(append(make([]*rtype, 0, len(in)+len(out)+1), in...), out...)
		f.nin, f.nout, f.variadic = uint32(len(in)), uint32(len(out)), 0
		if variadic {
			f.variadic = 1
		}
		f.types = unsafe.Pointer(unsafe.SliceData(all))
		return &f.rtype
	})
}

func funcName(in, out []*rtype, variadic bool) string {
	str := "func("
	for i, t := range in {
		if i > 0 {
			str += ", "
		}
		if variadic && i == len(in)-1 {
			str += "..." + t.elem().str
		} else {
			str += t.str
		}
	}
	str += ")"
	if len(out) == 1 {
		return str + " " + out[0].str
	}
	for i, t := range out {
		if i == 0 {
			str += " ("
		} else {
			str += ", "
		}
		str += t.str
	}
	if len(out) > 1 {
		str += ")"
	}
	return str
}

// bits is a bitmap of pointer words that grows as parts are added.
type bits []uint64

// add marks the pointers of a value of type t at this offset.
func (b *bits) add(offset uintptr, t *rtype) {
	for w := uintptr(0); w < t.ptrdata/8; w++ {
		if *(*uint64)(unsafe.Add(unsafe.Pointer(t.gcdata), w/64*8))>>(w%64)&1 != 0 {
			b.set(offset/8 + w)
		}
	}
}

func (b *bits) set(word uintptr) {
	for uintptr(len(*b)) <= word/64 {
		*b = append(*b, 0)
	}
	(*b)[word/64] |= 1 << (word % 64)
}

// give makes b the bitmap of t, whose size is set.
func (b bits) give(t *rtype) {
	t.ptrdata, t.gcdata = 0, nil
	for i, w := range b {
		for k := uintptr(0); k < 64; k++ {
			if w>>k&1 != 0 {
				t.ptrdata = (uintptr(i)*64 + k + 1) * 8
			}
		}
	}
	if len(b) > 0 {
		t.gcdata = &b[0]
	}
}

// ArrayOf returns the type [length]t.
func ArrayOf(length int, t Type) Type {
	if length < 0 {
		panic("reflect: negative length passed to ArrayOf")
	}
	elem := t.common()
	if elem.size > 0 && uintptr(length) > ^uintptr(0)/elem.size {
		panic("reflect.ArrayOf: array size would exceed virtual address space")
	}
	slice := sliceOf(elem)
	return unique(typeKey{kind: Array, a: elem, count: length}, nil, func() *rtype {
		a := &arrayType{elem: elem, slice: slice, len: uintptr(length)}
		a.rename("[" + itoa(length) + "]" + elem.str)
		a.kind, a.align, a.fieldAlign = uint8(Array), elem.align, elem.fieldAlign
		a.size = elem.size * uintptr(length)
		a.tflag = elem.tflag & tflagRegular
		if length == 1 {
			a.tflag |= elem.tflag & tflagDirect
		}
		var b bits
		if elem.ptrdata != 0 {
			for i := uintptr(0); i < uintptr(length); i++ {
				b.add(i*elem.size, elem)
			}
		}
		b.give(&a.rtype)
		if elem.equal != nil {
			a.compare()
		}
		return &a.rtype
	})
}

// Flags of a map type.
const (
	mapIndirectKey   = 1
	mapIndirectElem  = 2
	mapReflexiveKey  = 4
	mapNeedKeyUpdate = 8
	mapHashMayPanic  = 16

	mapSlot     = 8   // entries of a bucket
	mapMaxInner = 128 // larger keys and values lie outside the bucket
)

// MapOf returns the type map[key]elem.
func MapOf(key, elem Type) Type {
	k, e := key.common(), elem.common()
	if k.equal == nil {
		panic("reflect.MapOf: invalid key type " + k.str)
	}
	return unique(typeKey{kind: Map, a: k, b: e}, nil, func() *rtype {
		m := *(*mapType)(unsafe.Pointer(typeOf(map[int]int(nil))))
		m.rename("map[" + k.str + "]" + e.str)
		m.key, m.elem, m.flags = k, e, k.keyFlags()
		word := typeOf(unsafe.Pointer(nil))
		ks, es := k, e
		if k.size > mapMaxInner {
			ks, m.flags = word, m.flags|mapIndirectKey
		}
		if e.size > mapMaxInner {
			es, m.flags = word, m.flags|mapIndirectElem
		}
		m.keysize, m.valuesize = uint8(ks.size), uint8(es.size)
		m.bucket = bucketOf(ks, es)
		m.bucketsize = uint16(m.bucket.size)
		return &m.rtype
	})
}

// bucketOf returns the type of a map's bucket: tophashes, keys, values, and
// the pointer to the next one.
func bucketOf(key, elem *rtype) *rtype {
	var b bits
	at := uintptr(mapSlot)
	for _, t := range []*rtype{key, elem} {
		for i := 0; i < mapSlot; i++ {
			b.add(at, t)
			at += t.size
		}
	}
	b.set(at / 8)
	t := &structType{}
	t.kind, t.align, t.fieldAlign, t.size, t.str = uint8(Struct), 8, 8, at+8, "struct"
	b.give(&t.rtype)
	return &t.rtype
}

// keyFlags returns what a map has to know of its keys.
func (t *rtype) keyFlags() uint16 {
	switch t.k() {
	case Float32, Float64, Complex64, Complex128:
		return mapNeedKeyUpdate
	case String:
		return mapReflexiveKey | mapNeedKeyUpdate
	case Interface:
		return mapNeedKeyUpdate | mapHashMayPanic
	case Array:
		return t.elem().keyFlags()
	case Struct:
		out := uint16(mapReflexiveKey)
		for _, f := range t.fields() {
			k := f.typ.keyFlags()
			out = out&^mapReflexiveKey | out&k&mapReflexiveKey | k&^mapReflexiveKey
		}
		return out
	}
	return mapReflexiveKey
}

// Array and struct types made at run time have equality and hash stubs of the
// runtime, which call equalAt and hashAt with their number.
const compareSlots = 512 // runtime/core/reflectcall_amd64.py has these

var (
	compareTypes [compareSlots]*rtype
	compareCount int
)

//go:linkname setreflecthooks runtime.setreflecthooks
func setreflecthooks(equal, hash unsafe.Pointer)

// compare gives t, whose elements or fields can be compared, an equality and a
// hash. typesLock is held.
func (t *rtype) compare() {
	if compareCount == compareSlots {
		panic("reflect: too many array and struct types made at run time that can be compared")
	}
	if compareCount == 0 {
		eq, hash := equalAt, hashAt
		setreflecthooks(*(*unsafe.Pointer)(unsafe.Pointer(&eq)), *(*unsafe.Pointer)(unsafe.Pointer(&hash)))
	}
	compareTypes[compareCount] = t
	t.equal = stub(regStubs + stackStubs + compareCount)
	t.hasher = stub(regStubs + stackStubs + compareSlots + compareCount)
	compareCount++
}

// equalCode and hashCode call the bare code that a descriptor has.
func equalCode(code, p, q unsafe.Pointer) bool {
	f := &code
	return (*(*func(p, q unsafe.Pointer) bool)(unsafe.Pointer(&f)))(p, q)
}

func hashCode(code, p unsafe.Pointer, seed uint64) uint64 {
	f := &code
	return (*(*func(p unsafe.Pointer, seed uint64) uint64)(unsafe.Pointer(&f)))(p, seed)
}

func equalAt(p, q unsafe.Pointer, n int) bool {
	t := compareTypes[n]
	if t.k() == Array {
		elem := t.elem()
		for off := uintptr(0); off < t.size; off += elem.size {
			if !equalCode(elem.equal, unsafe.Add(p, off), unsafe.Add(q, off)) {
				return false
			}
		}
		return true
	}
	for _, f := range t.fields() {
		if f.name != "_" && !equalCode(f.typ.equal, unsafe.Add(p, f.offset), unsafe.Add(q, f.offset)) {
			return false
		}
	}
	return true
}

func hashAt(p unsafe.Pointer, seed uint64, n int) uint64 {
	t := compareTypes[n]
	if t.k() == Array {
		elem := t.elem()
		for off := uintptr(0); off < t.size; off += elem.size {
			seed = hashCode(elem.hasher, unsafe.Add(p, off), seed)
		}
		return seed
	}
	for _, f := range t.fields() {
		if f.name != "_" {
			seed = hashCode(f.typ.hasher, unsafe.Add(p, f.offset), seed)
		}
	}
	return seed
}
