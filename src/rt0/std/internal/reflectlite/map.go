package reflectlite

import "unsafe"

// hiter is the runtime's iterator over a map; the key is nil at the end.
type hiter struct {
	key  unsafe.Pointer
	elem unsafe.Pointer
	rest [14]unsafe.Pointer
}

//go:linkname mapiterinit runtime.mapiterinit
func mapiterinit(t *rtype, m unsafe.Pointer, it *hiter)

//go:linkname mapiternext runtime.mapiternext
func mapiternext(it *hiter)

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

// Next goes to the next entry, and reports whether there is one.
func (it *MapIter) Next() bool {
	if !it.started {
		it.started = true
		m := it.m.pointer()
		if m == nil {
			return false
		}
		mapiterinit(it.m.typ, m, &it.it)
	} else if it.it.key != nil {
		mapiternext(&it.it)
	}
	return it.it.key != nil
}

// Key returns the key of the current entry.
func (it *MapIter) Key() Value { return it.copy(it.m.typ.Key(), it.it.key) }

// Value returns the value of the current entry.
func (it *MapIter) Value() Value { return it.copy(it.m.typ.Elem(), it.it.elem) }

// copy returns a copy of the value at p, since the map may move it.
func (it *MapIter) copy(typ *rtype, p unsafe.Pointer) Value {
	if p == nil {
		panic("MapIter.Key called before Next")
	}
	ro := it.m.flag & flagRO
	if typ.tflag&tflagDirect != 0 {
		return Value{typ, *(*unsafe.Pointer)(p), ro}
	}
	c := mallocgc(typ.size, typ, true)
	typedmemmove(typ, c, p)
	return Value{typ, c, flagIndir | ro}
}
