// Package unique gives equal values one handle, so that comparing handles is
// comparing pointers.
package unique

import "sync"

// A Handle stands for a value: two Handles are equal just when their values
// are.
type Handle[T comparable] struct{ value *T }

// known holds the handles of all types, by their values as interfaces. Unlike
// Go's, values stay for good.
var (
	known = map[any]any{}
	lock  sync.Mutex
)

// Make returns the Handle of a value.
func Make[T comparable](value T) Handle[T] {
	lock.Lock()
	defer lock.Unlock()
	key := entry[T]{value}
	if h, ok := known[key]; ok {
		return h.(Handle[T])
	}
	h := Handle[T]{&value}
	known[key] = h
	return h
}

// entry keeps values of interface types apart from those of the types in them.
type entry[T comparable] struct{ value T }

// Value returns the value.
func (h Handle[T]) Value() T { return *h.value }
