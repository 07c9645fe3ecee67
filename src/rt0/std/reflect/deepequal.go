package reflect

import "unsafe"

// compared is a pair of things that a comparison is within, or has done.
type compared struct {
	a, b unsafe.Pointer
	typ  *rtype
}

// DeepEqual reports whether x and y are equal by what they are made of:
// elements, fields, what pointers point to. Funcs are equal only if both are
// nil. What is in a circle counts as equal where the circle closes.
func DeepEqual(x, y any) bool {
	if x == nil || y == nil {
		return x == y
	}
	v, w := ValueOf(x), ValueOf(y)
	if v.typ != w.typ {
		return false
	}
	return deepEqual(v, w, new(visited))
}

// visited holds the pairs of values that a comparison has met. Most meet few,
// which then take no memory of the heap.
type visited struct {
	first [4]compared
	n     int // of first
	rest  map[compared]bool
}

// before notes a pair, and reports whether it was noted before.
func (s *visited) before(pair compared) bool {
	for i := range s.n {
		if s.first[i] == pair {
			return true
		}
	}
	if s.n < len(s.first) {
		s.first[s.n] = pair
		s.n++
		return false
	}
	if s.rest[pair] {
		return true
	}
	if s.rest == nil {
		s.rest = map[compared]bool{}
	}
	s.rest[pair] = true
	return false
}

// circular reports whether a circle could close at v, and by what it is known.
func circular(v, w Value) (compared, bool) {
	var a, b unsafe.Pointer
	switch v.Kind() {
	case Pointer, Map:
		a, b = v.pointer(), w.pointer()
	case Slice, Interface:
		a, b = v.ptr, w.ptr
	default:
		return compared{}, false
	}
	if v.IsNil() || w.IsNil() {
		return compared{}, false
	}
	if uintptr(a) > uintptr(b) {
		a, b = b, a
	}
	return compared{a, b, v.typ}, true
}

func deepEqual(v, w Value, seen *visited) bool {
	if !v.IsValid() || !w.IsValid() {
		return v.IsValid() == w.IsValid()
	}
	if v.typ != w.typ {
		return false
	}
	if pair, ok := circular(v, w); ok {
		if seen.before(pair) {
			return true
		}
	}
	switch v.Kind() {
	case Array:
		return deepElements(v, w, seen)
	case Slice:
		if v.IsNil() != w.IsNil() || v.Len() != w.Len() {
			return false
		}
		if v.slice().data == w.slice().data {
			return true
		}
		if v.typ.elem().k() == Uint8 {
			return string(v.Bytes()) == string(w.Bytes())
		}
		return deepElements(v, w, seen)
	case Interface:
		if v.IsNil() || w.IsNil() {
			return v.IsNil() == w.IsNil()
		}
		return deepEqual(v.Elem(), w.Elem(), seen)
	case Pointer:
		return v.pointer() == w.pointer() || deepEqual(v.Elem(), w.Elem(), seen)
	case Struct:
		for i, n := 0, v.NumField(); i < n; i++ {
			if !deepEqual(v.Field(i), w.Field(i), seen) {
				return false
			}
		}
		return true
	case Map:
		return deepMaps(v, w, seen)
	case Func:
		return v.IsNil() && w.IsNil()
	case String:
		return *(*string)(v.ptr) == *(*string)(w.ptr)
	}
	return efaceeq(v.typ, v.word(), w.word())
}

// word returns v, a scalar, as the data word of an interface.
func (v Value) word() unsafe.Pointer {
	if v.typ.direct() {
		return v.pointer()
	}
	return v.ptr
}

func deepElements(v, w Value, seen *visited) bool {
	for i, n := 0, v.Len(); i < n; i++ {
		if !deepEqual(v.Index(i), w.Index(i), seen) {
			return false
		}
	}
	return true
}

func deepMaps(v, w Value, seen *visited) bool {
	if v.IsNil() != w.IsNil() || v.Len() != w.Len() {
		return false
	}
	if v.pointer() == w.pointer() {
		return true
	}
	for it := v.MapRange(); it.Next(); {
		a, b := it.Value(), w.MapIndex(it.Key())
		if !a.IsValid() || !b.IsValid() || !deepEqual(a, b, seen) {
			return false
		}
	}
	return true
}
