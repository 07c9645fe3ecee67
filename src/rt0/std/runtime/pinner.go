package runtime

import "unsafe"

// A Pinner keeps objects alive and where they are, for code that has only their
// addresses as numbers. rt0 moves no object, so that it is enough to hold them.
type Pinner struct{ held *pinned }

type pinned struct{ objects []unsafe.Pointer }

// descriptor is the beginning of a type's descriptor (docs/abi.md).
type descriptor struct {
	size, ptrdata               uint64
	hash                        uint32
	tflag, align, fieldAlign    uint8
	kind                        uint8
	equal, hasher, pointersBits unsafe.Pointer
	name                        string
}

// Pin pins the object that a pointer, or unsafe.Pointer, points into, until
// Unpin. It panics for other things.
func (p *Pinner) Pin(pointer any) {
	const kindPointer, kindUnsafePointer, kindMask = 22, 26, 31
	e := (*struct {
		typ  *descriptor
		data unsafe.Pointer
	})(unsafe.Pointer(&pointer))
	if e.typ == nil {
		panic(errorString("runtime.Pinner: argument is nil"))
	}
	if kind := e.typ.kind & kindMask; kind != kindPointer && kind != kindUnsafePointer {
		panic(errorString("runtime.Pinner: argument is not a pointer: " + e.typ.name))
	}
	if p.held == nil {
		p.held = new(pinned)
		SetFinalizer(p.held, func(h *pinned) {
			if len(h.objects) > 0 {
				h.objects = nil
				panic(errorString("runtime.Pinner: found leaking pinned pointer; forgot to call Unpin?"))
			}
		})
	}
	p.held.objects = append(p.held.objects, e.data)
}

// Unpin lets all pinned objects go.
func (p *Pinner) Unpin() {
	if p.held != nil {
		clear(p.held.objects)
		p.held.objects = p.held.objects[:0]
	}
}
