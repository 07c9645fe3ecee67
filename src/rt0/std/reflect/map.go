package reflect

import "unsafe"

// hiter is the runtime's iterator over a map; the key is nil at the end.
type hiter struct {
	key  unsafe.Pointer
	elem unsafe.Pointer
	rest [14]unsafe.Pointer
}

//go:linkname makemap runtime.makemap
func makemap(t *rtype, hint int, h unsafe.Pointer) unsafe.Pointer

//go:linkname mapaccess2 runtime.mapaccess2
func mapaccess2(t *rtype, m, key unsafe.Pointer) (unsafe.Pointer, bool)

//go:linkname mapassign runtime.mapassign
func mapassign(t *rtype, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapdelete runtime.mapdelete
func mapdelete(t *rtype, m, key unsafe.Pointer)

//go:linkname mapclear runtime.mapclear
func mapclear(t *rtype, m unsafe.Pointer)

//go:linkname mapiterinit runtime.mapiterinit
func mapiterinit(t *rtype, m unsafe.Pointer, it *hiter)

//go:linkname mapiternext runtime.mapiternext
func mapiternext(it *hiter)

func (t *rtype) mapTypes() (key, elem *rtype) {
	m := (*mapType)(unsafe.Pointer(t))
	return m.key, m.elem
}

// MakeMap returns a new map.
func MakeMap(t Type) Value { return MakeMapWithSize(t, 0) }

// MakeMapWithSize returns a new map with room for about n entries.
func MakeMapWithSize(t Type, n int) Value {
	r := t.common()
	if r.k() != Map {
		panic("reflect.MakeMapWithSize of non-map type")
	}
	return Value{r, makemap(r, n, nil), 0}
}

// MapIndex returns the value of a key, the zero Value if the map has none.
func (v Value) MapIndex(key Value) Value {
	v.mustBe(Map, "MapIndex")
	kt, et := v.typ.mapTypes()
	key = key.assignTo("reflect.Value.MapIndex", kt)
	p, ok := mapaccess2(v.typ, v.pointer(), key.address())
	if !ok {
		return Value{}
	}
	return fromMemory(et, p, (v.flag | key.flag).ro())
}

// SetMapIndex sets the value of a key; the zero Value deletes the entry.
func (v Value) SetMapIndex(key, elem Value) {
	v.mustBe(Map, "SetMapIndex")
	v.mustBeExported("SetMapIndex")
	key.mustBeExported("SetMapIndex")
	kt, et := v.typ.mapTypes()
	key = key.assignTo("reflect.Value.SetMapIndex", kt)
	if elem.typ == nil {
		mapdelete(v.typ, v.pointer(), key.address())
		return
	}
	elem.mustBeExported("SetMapIndex")
	elem = elem.assignTo("reflect.Value.SetMapIndex", et)
	p := mapassign(v.typ, v.pointer(), key.address())
	typedmemmove(et, p, elem.address())
}

// MapKeys returns all keys, in no order.
func (v Value) MapKeys() []Value {
	v.mustBe(Map, "MapKeys")
	keys := make([]Value, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		keys = append(keys, it.Key())
	}
	return keys
}

// A MapIter goes over a map, in no order.
type MapIter struct {
	m       Value
	it      hiter
	started bool
}

// MapRange returns an iterator over a map; Next must be called before Key.
func (v Value) MapRange() *MapIter {
	if v.Kind() != Map {
		v.wrong("MapRange")
	}
	return &MapIter{m: v}
}

// Reset makes the iterator begin again, with v; the zero Value frees it.
func (it *MapIter) Reset(v Value) {
	if v.IsValid() {
		v.mustBe(Map, "MapRange")
	}
	*it = MapIter{m: v}
}

// Next goes to the next entry, and reports whether there is one.
func (it *MapIter) Next() bool {
	if !it.m.IsValid() {
		panic("MapIter.Next called on an iterator that does not have an associated map Value")
	}
	if !it.started {
		it.started = true
		if m := it.m.pointer(); m != nil {
			mapiterinit(it.m.typ, m, &it.it)
		}
	} else {
		if it.it.key == nil {
			panic("MapIter.Next called on exhausted iterator")
		}
		mapiternext(&it.it)
	}
	return it.it.key != nil
}

// at panics unless the iterator stands on an entry.
func (it *MapIter) at(name string) {
	switch {
	case !it.started:
		panic("MapIter." + name + " called before Next")
	case it.it.key == nil:
		panic("MapIter." + name + " called on exhausted iterator")
	}
}

// Key returns the key of the current entry.
func (it *MapIter) Key() Value {
	it.at("Key")
	kt, _ := it.m.typ.mapTypes()
	return fromMemory(kt, it.it.key, it.m.flag.ro())
}

// Value returns the value of the current entry.
func (it *MapIter) Value() Value {
	it.at("Value")
	_, et := it.m.typ.mapTypes()
	return fromMemory(et, it.it.elem, it.m.flag.ro())
}

// SetIterKey assigns the current entry's key to v.
func (v Value) SetIterKey(it *MapIter) {
	if !it.started {
		panic("reflect: Value.SetIterKey called before Next")
	}
	if it.it.key == nil {
		panic("reflect: Value.SetIterKey called on exhausted iterator")
	}
	v.mustBeAssignable("SetIterKey")
	kt, _ := it.m.typ.mapTypes()
	it.m.mustBeExported("SetIterKey")
	v.store(Value{kt, it.it.key, flagIndir}.assignTo("reflect.MapIter.SetKey", v.typ))
}

// SetIterValue assigns the current entry's value to v.
func (v Value) SetIterValue(it *MapIter) {
	if !it.started {
		panic("reflect: Value.SetIterValue called before Next")
	}
	if it.it.key == nil {
		panic("reflect: Value.SetIterValue called on exhausted iterator")
	}
	v.mustBeAssignable("SetIterValue")
	_, et := it.m.typ.mapTypes()
	it.m.mustBeExported("SetIterValue")
	v.store(Value{et, it.it.elem, flagIndir}.assignTo("reflect.MapIter.SetValue", v.typ))
}
