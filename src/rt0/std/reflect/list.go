package reflect

import "unsafe"

// A SliceHeader is a slice as the compiler lays it out.
//
// Deprecated: use unsafe.Slice and unsafe.SliceData.
type SliceHeader struct {
	Data uintptr
	Len  int
	Cap  int
}

// A StringHeader is a string as the compiler lays it out.
//
// Deprecated: use unsafe.String and unsafe.StringData.
type StringHeader struct {
	Data uintptr
	Len  int
}

// sliceHeader is a slice, with a pointer that keeps its memory.
type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

//go:linkname growslice runtime.growslice
func growslice(old unsafe.Pointer, newLen, oldCap, num int, elem *rtype) sliceHeader

//go:linkname makeslice runtime.makeslice
func makeslice(elem *rtype, len, cap int) unsafe.Pointer

func (v Value) slice() *sliceHeader { return (*sliceHeader)(v.ptr) }

// arrayPointer reports whether v is a pointer to an array.
func (v Value) arrayPointer() bool { return v.Kind() == Pointer && v.typ.elem().k() == Array }

// Len returns the length of an array, chan, map, slice, string or pointer to
// an array.
func (v Value) Len() int {
	switch v.Kind() {
	case Array:
		return v.typ.len()
	case Slice:
		return v.slice().len
	case String:
		return len(*(*string)(v.ptr))
	case Map:
		if m := v.pointer(); m != nil {
			return *(*int)(m) // the first word of a map is its length
		}
		return 0
	case Chan:
		return chanlen(v.pointer())
	case Pointer:
		if v.arrayPointer() {
			return v.typ.elem().len()
		}
		panic("reflect: call of reflect.Value.Len on ptr to non-array Value")
	}
	v.wrong("Len")
	return 0
}

// Cap returns the capacity of an array, chan, slice or pointer to an array.
func (v Value) Cap() int {
	switch v.Kind() {
	case Array:
		return v.typ.len()
	case Slice:
		return v.slice().cap
	case Chan:
		return chancap(v.pointer())
	case Pointer:
		if v.arrayPointer() {
			return v.typ.elem().len()
		}
		panic("reflect: call of reflect.Value.Cap on ptr to non-array Value")
	}
	v.wrong("Cap")
	return 0
}

// Index returns the i-th element of an array, slice or string.
func (v Value) Index(i int) Value {
	switch v.Kind() {
	case Slice:
		s := v.slice()
		if uint(i) >= uint(s.len) {
			panic("reflect: slice index out of range")
		}
		elem := v.typ.elem()
		return Value{elem, unsafe.Add(s.data, uintptr(i)*elem.size), flagIndir | flagAddr | v.flag.ro()}
	case Array:
		if uint(i) >= uint(v.typ.len()) {
			panic("reflect: array index out of range")
		}
		elem := v.typ.elem()
		fl := v.flag&(flagIndir|flagAddr) | v.flag.ro()
		if fl&flagIndir == 0 { // an array of one pointer
			return Value{elem, v.ptr, fl}
		}
		return Value{elem, unsafe.Add(v.ptr, uintptr(i)*elem.size), fl}
	case String:
		s := *(*string)(v.ptr)
		if uint(i) >= uint(len(s)) {
			panic("reflect: string index out of range")
		}
		c := s[i]
		x := ValueOf(c)
		x.flag |= v.flag.ro()
		return x
	}
	v.wrong("Index")
	return Value{}
}

// Bytes returns a []byte, or the bytes of an array variable.
func (v Value) Bytes() []byte {
	switch v.Kind() {
	case Slice:
		if v.typ.elem().k() != Uint8 {
			panic("reflect.Value.Bytes of non-byte slice")
		}
		return *(*[]byte)(v.ptr)
	case Array:
		if v.typ.elem().k() != Uint8 {
			panic("reflect.Value.Bytes of non-byte array")
		}
		if v.flag&flagAddr == 0 {
			panic("reflect.Value.Bytes of unaddressable byte array")
		}
		return unsafe.Slice((*byte)(v.ptr), v.typ.len())
	}
	v.wrong("Bytes")
	return nil
}

// Slice returns v[i:j] of an array variable, slice or string.
func (v Value) Slice(i, j int) Value {
	if v.Kind() == String {
		s := *(*string)(v.ptr)
		if i < 0 || j < i || j > len(s) {
			panic("reflect.Value.Slice: string slice index out of bounds")
		}
		t := s[i:j]
		return Value{v.typ, unsafe.Pointer(&t), v.flag &^ flagAddr}
	}
	base, t, c := v.backing("Slice")
	if i < 0 || j < i || j > c {
		panic("reflect.Value.Slice: slice index out of bounds")
	}
	return makeHeader(t, base, i, j, c, v.flag.ro())
}

// Slice3 returns v[i:j:k] of an array variable or slice.
func (v Value) Slice3(i, j, k int) Value {
	base, t, c := v.backing("Slice3")
	if i < 0 || j < i || k < j || k > c {
		panic("reflect.Value.Slice3: slice index out of bounds")
	}
	return makeHeader(t, base, i, j, k, v.flag.ro())
}

// backing returns the memory of an array variable or slice, the type of a
// slice of it, and how many elements it has.
func (v Value) backing(name string) (unsafe.Pointer, *rtype, int) {
	switch v.Kind() {
	case Array:
		if v.flag&flagAddr == 0 {
			panic("reflect.Value." + name + ": slice of unaddressable array")
		}
		t := (*arrayType)(unsafe.Pointer(v.typ))
		return v.ptr, t.slice, int(t.len)
	case Slice:
		s := v.slice()
		return s.data, v.typ, s.cap
	}
	v.wrong(name)
	return nil, nil, 0
}

// makeHeader returns base[i:j:k] as a value of slice type t.
func makeHeader(t *rtype, base unsafe.Pointer, i, j, k int, f flag) Value {
	s := &sliceHeader{base, j - i, k - i}
	if k > i { // else the pointer could lie behind the memory
		s.data = unsafe.Add(base, uintptr(i)*t.elem().size)
	}
	return Value{t, unsafe.Pointer(s), f | flagIndir}
}

// SetLen sets the length of a slice variable.
func (v Value) SetLen(n int) {
	v.mustBeAssignable("SetLen")
	v.mustBe(Slice, "SetLen")
	s := v.slice()
	if uint(n) > uint(s.cap) {
		panic("reflect: slice length out of range in SetLen")
	}
	s.len = n
}

// SetCap lowers the capacity of a slice variable.
func (v Value) SetCap(n int) {
	v.mustBeAssignable("SetCap")
	v.mustBe(Slice, "SetCap")
	s := v.slice()
	if n < s.len || n > s.cap {
		panic("reflect: slice capacity out of range in SetCap")
	}
	s.cap = n
}

// Grow makes room in a slice variable for n more elements.
func (v Value) Grow(n int) {
	v.mustBeAssignable("Grow")
	v.mustBe(Slice, "Grow")
	if n < 0 {
		panic("reflect.Value.Grow: negative len")
	}
	s := v.slice()
	if s.len+n < 0 {
		panic("reflect.Value.Grow: slice overflow")
	}
	if s.len+n > s.cap {
		s.grow(v.typ.elem(), n)
	}
}

func (s *sliceHeader) grow(elem *rtype, n int) {
	length := s.len
	*s = growslice(s.data, length+n, s.cap, n, elem)
	s.len = length
	// What lies behind the length can come to light by SetLen.
	if elem.ptrdata == 0 && elem.size > 0 {
		clear(unsafe.Slice((*byte)(unsafe.Add(s.data, uintptr(length)*elem.size)), uintptr(s.cap-length)*elem.size))
	}
}

// Clear empties a map, or makes all elements of a slice zero.
func (v Value) Clear() {
	switch v.Kind() {
	case Slice:
		s, elem := v.slice(), v.typ.elem()
		for i := 0; i < s.len; i++ {
			typedmemclr(elem, unsafe.Add(s.data, uintptr(i)*elem.size))
		}
	case Map:
		mapclear(v.typ, v.pointer())
	default:
		v.wrong("Clear")
	}
}

// MakeSlice returns a new slice of zeroes.
func MakeSlice(t Type, len, cap int) Value {
	if t.Kind() != Slice {
		panic("reflect.MakeSlice of non-slice type")
	}
	switch {
	case len < 0:
		panic("reflect.MakeSlice: negative len")
	case cap < 0:
		panic("reflect.MakeSlice: negative cap")
	case len > cap:
		panic("reflect.MakeSlice: len > cap")
	}
	r := t.common()
	s := &sliceHeader{makeslice(r.elem(), len, cap), len, cap}
	return Value{r, unsafe.Pointer(s), flagIndir}
}

// SliceAt returns the slice of n values of type t at p.
func SliceAt(t Type, p unsafe.Pointer, n int) Value {
	_ = unsafe.Slice((*byte)(p), n) // for its panics
	s := &sliceHeader{p, n, n}
	return Value{sliceOf(t.common()), unsafe.Pointer(s), flagIndir}
}

// extend returns a copy of the slice v with room for n more elements, and
// their number already in its length.
func (v Value) extend(n int) Value {
	v.mustBeExported("Append")
	v.mustBe(Slice, "Append")
	s := new(sliceHeader)
	*s = *v.slice()
	if s.len+n > s.cap {
		s.grow(v.typ.elem(), n)
	}
	s.len += n
	return Value{v.typ, unsafe.Pointer(s), flagIndir}
}

// Append returns the slice s with the values x appended.
func Append(s Value, x ...Value) Value {
	s.mustBe(Slice, "Append")
	n := s.Len()
	s = s.extend(len(x))
	for i, e := range x {
		s.Index(n + i).Set(e)
	}
	return s
}

// AppendSlice returns the slice s with the elements of t appended.
func AppendSlice(s, t Value) Value {
	s.mustBe(Slice, "AppendSlice")
	t.mustBe(Slice, "AppendSlice")
	mustBeSame("reflect.AppendSlice", s.Type(), t.Type())
	n, k := s.Len(), t.Len()
	s = s.extend(k)
	Copy(s.Slice(n, n+k), t)
	return s
}

func mustBeSame(what string, t, u Type) {
	if t != u {
		panic(what + ": " + t.String() + " != " + u.String())
	}
}

// Copy copies elements from src to dst, a slice or array variable, and returns
// how many. src may be a string if dst holds bytes.
func Copy(dst, src Value) int {
	dk, sk := dst.Kind(), src.Kind()
	if dk != Array && dk != Slice {
		panic(&ValueError{"reflect.Copy", dk})
	}
	if dk == Array {
		dst.mustBeAssignable("Copy")
	}
	dst.mustBeExported("Copy")
	text := sk == String && dst.typ.elem().k() == Uint8
	if sk != Array && sk != Slice && !text {
		panic(&ValueError{"reflect.Copy", sk})
	}
	src.mustBeExported("Copy")
	if text {
		b := unsafe.Slice((*byte)(dst.first()), dst.Len())
		return copy(b, *(*string)(src.ptr))
	}
	elem := dst.typ.elem()
	mustBeSame("reflect.Copy", elem, src.typ.elem())
	n := min(dst.Len(), src.Len())
	d, s := dst.first(), src.first()
	if uintptr(d) <= uintptr(s) {
		for i := 0; i < n; i++ {
			typedmemmove(elem, unsafe.Add(d, uintptr(i)*elem.size), unsafe.Add(s, uintptr(i)*elem.size))
		}
	} else {
		for i := n - 1; i >= 0; i-- {
			typedmemmove(elem, unsafe.Add(d, uintptr(i)*elem.size), unsafe.Add(s, uintptr(i)*elem.size))
		}
	}
	return n
}

// first returns the address of the first element of an array or slice.
func (v Value) first() unsafe.Pointer {
	if v.Kind() == Slice {
		return v.slice().data
	}
	return v.address()
}

// Swapper returns a function that swaps two elements of a slice.
func Swapper(slice any) func(i, j int) {
	v := ValueOf(slice)
	if v.Kind() != Slice {
		panic(&ValueError{Method: "Swapper", Kind: v.Kind()})
	}
	s := *v.slice()
	elem := v.typ.elem()
	size := elem.size
	check := func(i, j int) {
		if uint(i) >= uint(s.len) || uint(j) >= uint(s.len) {
			panic("reflect: slice index out of range")
		}
	}
	switch {
	case s.len < 2 || size == 0:
		return check
	case size == 8 && elem.ptrdata == 0:
		is := *(*[]int64)(v.ptr)
		return func(i, j int) { is[i], is[j] = is[j], is[i] }
	case size == 8:
		ps := *(*[]unsafe.Pointer)(v.ptr)
		return func(i, j int) { ps[i], ps[j] = ps[j], ps[i] }
	case elem.k() == String:
		ss := *(*[]string)(v.ptr)
		return func(i, j int) { ss[i], ss[j] = ss[j], ss[i] }
	}
	tmp := mallocgc(size, elem, true)
	return func(i, j int) {
		check(i, j)
		a, b := unsafe.Add(s.data, uintptr(i)*size), unsafe.Add(s.data, uintptr(j)*size)
		typedmemmove(elem, tmp, a)
		typedmemmove(elem, a, b)
		typedmemmove(elem, b, tmp)
	}
}
