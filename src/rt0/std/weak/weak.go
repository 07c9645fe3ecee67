// Package weak has pointers that do not keep alive what they point to.
package weak

import (
	"runtime"
	"sync"
	"unsafe"
)

//go:linkname registerWeakPointer runtime.registerWeakPointer
func registerWeakPointer(p unsafe.Pointer) unsafe.Pointer

//go:linkname makeStrongFromWeak runtime.makeStrongFromWeak
func makeStrongFromWeak(handle unsafe.Pointer) unsafe.Pointer

// A Pointer is a weak pointer. Once a collection has found that nothing but weak
// pointers refers to the object, its Value is nil, before a finalizer of the
// object runs and never later than its cleanups.
//
// Two of them are equal just when the pointers that they were made from are
// equal, also when the object is gone. The handle is the same for equal
// pointers: a word that the collector does not follow and clears.
type Pointer[T any] struct {
	_      [0]*T
	handle unsafe.Pointer
}

// immortal has the handles of what is not in the heap and so is never
// collected; mu protects it.
var (
	mu       sync.Mutex
	immortal map[uintptr]unsafe.Pointer
)

// Make returns the weak pointer to what ptr points to. Of nil it is the zero
// Pointer.
func Make[T any](ptr *T) Pointer[T] {
	if ptr == nil {
		return Pointer[T]{}
	}
	h := registerWeakPointer(unsafe.Pointer(ptr))
	if h == nil {
		h = immortalHandle(uintptr(unsafe.Pointer(ptr)))
	}
	runtime.KeepAlive(ptr)
	return Pointer[T]{handle: h}
}

func immortalHandle(p uintptr) unsafe.Pointer {
	mu.Lock()
	defer mu.Unlock()
	h := immortal[p]
	if h == nil {
		if immortal == nil {
			immortal = map[uintptr]unsafe.Pointer{}
		}
		word := new([2]uintptr)
		word[0] = p
		h = unsafe.Pointer(word)
		immortal[p] = h
	}
	return h
}

// Value returns the pointer that p was made from, or nil once the object is
// gone, or may be at any moment.
func (p Pointer[T]) Value() *T {
	if p.handle == nil {
		return nil
	}
	return (*T)(makeStrongFromWeak(p.handle))
}
