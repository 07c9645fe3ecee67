// Package unique gives equal values one handle, so that comparing handles is
// comparing pointers.
package unique

import (
	"reflect"
	"runtime"
	"strings"
	"sync"
	"unsafe"
	"weak"
)

// A Handle stands for a value: two Handles are equal just when their values
// are.
type Handle[T comparable] struct{ value *T }

// A table holds what handles of one type point to, weakly, by their values.
// When the last Handle of a value is gone, a cleanup takes the entry out. lock
// protects known; texts, where strings lie in a T, does not change.
type table[T comparable] struct {
	lock  sync.Mutex
	known map[T]weak.Pointer[T]
	texts []uintptr
}

// tables has the table of each type T, by a nil pointer to it; lock protects it.
var (
	tables = map[any]any{}
	lock   sync.RWMutex
)

func tableOf[T comparable]() *table[T] {
	key := any((*T)(nil))
	lock.RLock()
	found, ok := tables[key]
	lock.RUnlock()
	if ok {
		return found.(*table[T])
	}
	lock.Lock()
	defer lock.Unlock()
	if found, ok := tables[key]; ok {
		return found.(*table[T])
	}
	made := &table[T]{known: map[T]weak.Pointer[T]{}, texts: textsIn(nil, reflect.TypeFor[T](), 0)}
	tables[key] = made
	return made
}

// textsIn appends the offsets of the strings in a t at offset at.
func textsIn(out []uintptr, t reflect.Type, at uintptr) []uintptr {
	switch t.Kind() {
	case reflect.String:
		out = append(out, at)
	case reflect.Array:
		for i := range t.Len() {
			out = textsIn(out, t.Elem(), at+uintptr(i)*t.Elem().Size())
		}
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			out = textsIn(out, f.Type, at+f.Offset)
		}
	}
	return out
}

// Make returns the Handle of a value. What it keeps of the value has strings of
// its own: a piece of a large text does not keep the text.
func Make[T comparable](value T) Handle[T] {
	t := tableOf[T]()
	t.lock.Lock()
	defer t.lock.Unlock()
	if w, ok := t.known[value]; ok {
		if p := w.Value(); p != nil {
			return Handle[T]{p}
		}
	}
	return Handle[T]{t.add(value)}
}

// add makes the value that handles will point to. The caller has t.lock.
func (t *table[T]) add(value T) *T {
	p := new(T)
	*p = value
	for _, at := range t.texts {
		s := (*string)(unsafe.Add(unsafe.Pointer(p), at))
		*s = strings.Clone(*s)
	}
	if value != value {
		return p // not equal to itself, it is never looked for
	}
	key := *p
	t.known[key] = weak.Make(p)
	runtime.AddCleanup(p, t.forget, key)
	return p
}

// forget takes a value out whose handles are gone, unless it has new ones.
func (t *table[T]) forget(key T) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if w, ok := t.known[key]; ok && w.Value() == nil {
		delete(t.known, key)
	}
}

// Value returns the value.
func (h Handle[T]) Value() T { return *h.value }
