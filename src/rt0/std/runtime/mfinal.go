package runtime

import "unsafe"

// SetFinalizer has finalizer called with obj some time after nothing refers to
// obj any more; nil takes a finalizer back. obj is a pointer to the beginning
// of an object, finalizer a func of one parameter that obj can be assigned to.
// One goroutine runs all finalizers, of objects that refer to each other the
// referring one's first. Wrong arguments end the program.
//
//go:linkname SetFinalizer runtime.SetFinalizer
func SetFinalizer(obj any, finalizer any)

//go:linkname addcleanup runtime.addcleanup
func addcleanup(p unsafe.Pointer, f func()) uint64

//go:linkname stopcleanup runtime.stopcleanup
func stopcleanup(p uintptr, id uint64)

// A Cleanup is a cleanup that AddCleanup made.
type Cleanup struct {
	id uint64
	p  uintptr // no reference
}

// AddCleanup has cleanup(arg) called, in a goroutine of the runtime's, some
// time after nothing refers to the object that ptr points into any more. An
// object may have several. It lives on for ever when arg or cleanup refer to it.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	if p, ok := any(arg).(*T); ok && p == ptr {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	id := addcleanup(unsafe.Pointer(ptr), func() { cleanup(arg) })
	if id == 0 {
		return Cleanup{}
	}
	return Cleanup{id, uintptr(unsafe.Pointer(ptr))}
}

// Stop takes the cleanup back, if it is not about to run already. The object
// must not be freed before Stop is called for that to be sure: see KeepAlive.
func (c Cleanup) Stop() {
	if c.id != 0 {
		stopcleanup(c.p, c.id)
	}
}
