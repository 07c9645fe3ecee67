// Package unique gives equal values one handle, so that comparing handles is
// comparing pointers.
package unique

import (
	"runtime"
	"sync"
	"weak"
)

// A Handle stands for a value: two Handles are equal just when their values
// are.
type Handle[T comparable] struct{ value *T }

// known holds what handles of all types point to, weakly, by their values:
// entry[T] leads to a weak.Pointer[T]. When the last Handle of a value is gone,
// a cleanup takes the entry out. lock protects it.
var (
	known = map[any]any{}
	lock  sync.Mutex
)

// entry keeps values of interface types apart from those of the types in them.
type entry[T comparable] struct{ value T }

// Make returns the Handle of a value.
func Make[T comparable](value T) Handle[T] {
	lock.Lock()
	defer lock.Unlock()
	key := entry[T]{value}
	if w, ok := known[key]; ok {
		if p := w.(weak.Pointer[T]).Value(); p != nil {
			return Handle[T]{p}
		}
	}
	p := new(T)
	*p = value
	w := weak.Make(p)
	known[key] = w
	runtime.AddCleanup(p, forget[T], key)
	return Handle[T]{p}
}

// forget takes a value out whose handles are gone, unless it has new ones.
func forget[T comparable](key entry[T]) {
	lock.Lock()
	defer lock.Unlock()
	if w, ok := known[key]; ok && w.(weak.Pointer[T]).Value() == nil {
		delete(known, key)
	}
}

// Value returns the value.
func (h Handle[T]) Value() T { return *h.value }
