package atomic

import "unsafe"

// A Value holds one value of any type, but always of the same type; the zero
// value holds none and Load gives nil. It must not be copied once in use.
//
// The value is kept boxed: v points to an interface that is never written to
// again, so that a reader gets type and data of one and the same store.
type Value struct {
	v unsafe.Pointer // *any
}

// Load returns the value last stored, or nil.
func (v *Value) Load() (val any) {
	if p := (*any)(LoadPointer(&v.v)); p != nil {
		return *p
	}
	return nil
}

// Store sets the value to val. It panics if val is nil or of another type than
// the values before it.
func (v *Value) Store(val any) { v.swap("store", val) }

// Swap sets the value to new and returns the one before, or nil. It panics
// like Store.
func (v *Value) Swap(new any) (old any) { return v.swap("swap", new) }

// swap is Store and Swap. It compares and swaps, since the type must be checked
// against just that value which is replaced.
func (v *Value) swap(verb string, new any) (old any) {
	if new == nil {
		panic("sync/atomic: " + verb + " of nil value into Value")
	}
	for {
		p := LoadPointer(&v.v)
		if p != nil {
			old = *(*any)(p)
			if typeWord(old) != typeWord(new) {
				panic("sync/atomic: " + verb + " of inconsistently typed value into Value")
			}
		}
		if CompareAndSwapPointer(&v.v, p, unsafe.Pointer(&new)) {
			return old
		}
	}
}

// CompareAndSwap sets the value to new if it equals old, and reports whether
// it did. It panics like Store, also if old cannot be compared.
func (v *Value) CompareAndSwap(old, new any) (swapped bool) {
	if new == nil {
		panic("sync/atomic: compare and swap of nil value into Value")
	}
	if old != nil && typeWord(old) != typeWord(new) {
		panic("sync/atomic: compare and swap of inconsistently typed values")
	}
	for {
		p := LoadPointer(&v.v)
		if p == nil {
			if old != nil {
				return false
			}
		} else {
			have := *(*any)(p)
			if typeWord(have) != typeWord(new) {
				panic("sync/atomic: compare and swap of inconsistently typed value into Value")
			}
			if have != old {
				return false
			}
		}
		if CompareAndSwapPointer(&v.v, p, unsafe.Pointer(&new)) {
			return true
		}
	}
}

// typeWord returns the first word of an interface: the identity of its
// dynamic type.
func typeWord(x any) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&x)) }
