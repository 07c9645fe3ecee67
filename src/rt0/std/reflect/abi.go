package reflect

import "unsafe"

// How values travel in calls (docs/abi.md, "Calls"; lower/typetab.py is the
// compiler's side). A value of at most maxLeaves scalars is taken apart into
// them; a larger one goes by the address of a copy. Integers and pointers fill
// intRegs registers, floats floatRegs, what is left goes to the stack, eight
// bytes each. Results fill outRegs of both sorts, or else all of them go to
// memory whose address comes as the hidden argument sret; a large result goes
// to memory whose address is an argument before all others.
const (
	maxLeaves = 4
	intRegs   = 6
	floatRegs = 8
	outRegs   = 4

	regStubs   = 6   // runtime/core/reflectcall_amd64.py has these
	stackStubs = 128 //
)

// A leaf is a scalar of a value.
type leaf struct {
	offset  uintptr
	size    uint8 // 1, 2, 4 or 8
	float   bool
	boolean bool // only the lowest bit of its register counts
}

// leavesOf appends t's leaves to out. It reports false if t travels by
// address.
func leavesOf(t *rtype) ([]leaf, bool) {
	var list []leaf
	if !t.addLeaves(&list, 0) {
		return nil, false
	}
	return list, true
}

func (t *rtype) addLeaves(out *[]leaf, at uintptr) bool {
	word := func(off uintptr) { *out = append(*out, leaf{offset: at + off, size: 8}) }
	switch t.k() {
	case Array:
		return t.addArray(out, at)
	case Struct:
		for _, f := range t.fields() {
			if !f.typ.addLeaves(out, at+f.offset) || len(*out) > maxLeaves {
				return false
			}
		}
	case Float32, Float64:
		*out = append(*out, leaf{offset: at, size: uint8(t.size), float: true})
	case Complex64, Complex128:
		half := t.size / 2
		*out = append(*out, leaf{offset: at, size: uint8(half), float: true}, leaf{offset: at + half, size: uint8(half), float: true})
	case String, Interface:
		word(0)
		word(8)
	case Slice:
		word(0)
		word(8)
		word(16)
	default:
		*out = append(*out, leaf{offset: at, size: uint8(t.size), boolean: t.k() == Bool})
	}
	return len(*out) <= maxLeaves
}

// addArray adds the leaves of an array. Whether an array travels by address
// depends on it alone, not on what stands before it.
func (t *rtype) addArray(out *[]leaf, at uintptr) bool {
	elem, n := t.elem(), t.len()
	if n == 0 {
		return true
	}
	var one []leaf
	if !elem.addLeaves(&one, 0) || len(one)*n > maxLeaves {
		return false
	}
	for i := 0; i < min(n, maxLeaves); i++ {
		for _, l := range one {
			l.offset += at + uintptr(i)*elem.size
			*out = append(*out, l)
		}
	}
	return len(*out) <= maxLeaves
}

// get returns the leaf of the value at p as a register's contents.
func (l leaf) get(p unsafe.Pointer) uint64 {
	p = unsafe.Add(p, l.offset)
	switch l.size {
	case 1:
		return uint64(*(*uint8)(p))
	case 2:
		return uint64(*(*uint16)(p))
	case 4:
		return uint64(*(*uint32)(p))
	}
	return *(*uint64)(p)
}

// put stores a register's contents as the leaf of the value at p.
func (l leaf) put(p unsafe.Pointer, x uint64) {
	if l.boolean {
		x &= 1
	}
	p = unsafe.Add(p, l.offset)
	switch l.size {
	case 1:
		*(*uint8)(p) = uint8(x)
	case 2:
		*(*uint16)(p) = uint16(x)
	case 4:
		*(*uint32)(p) = uint32(x)
	default:
		*(*uint64)(p) = x
	}
}

// A place is where a leaf travels: a register, or a word of the stack.
type place struct {
	float bool
	stack bool
	index int
}

// places hands out places in the order of arguments.
type places struct{ ints, floats, words int }

func (a *places) next(float bool) place {
	switch {
	case float && a.floats < floatRegs:
		a.floats++
		return place{true, false, a.floats - 1}
	case !float && a.ints < intRegs:
		a.ints++
		return place{false, false, a.ints - 1}
	}
	a.words++
	return place{false, true, a.words - 1}
}

// signature is how the arguments and results of a func type travel, in a call
// by its func value or, with a receiver, by an interface's method.
type signature struct {
	ins    []passed
	outs   []passed
	recv   place     // of the data word
	ctx    place     // of the func value
	words  int       // on the stack
	sret   bool      // results that are not in memory come back through it
	offset []uintptr // of each result's leaves in sret's memory
	size   uintptr
}

// passed is how one argument or result travels.
type passed struct {
	typ    *rtype
	leaves []leaf // nil if memory
	places []place
	memory bool
}

// signatureOf lays out a func type.
func signatureOf(t *funcType, method bool) *signature {
	s := new(signature)
	var at places
	ints, floats := 0, 0
	for _, r := range t.outs() {
		leaves, ok := leavesOf(r)
		p := passed{typ: r, leaves: leaves, memory: !ok}
		if !ok {
			p.places = []place{at.next(false)}
		}
		for _, l := range leaves {
			if l.float {
				floats++
			} else {
				ints++
			}
		}
		s.outs = append(s.outs, p)
	}
	s.layResults(ints, floats)
	if method {
		s.recv = at.next(false)
	}
	for _, a := range t.ins() {
		leaves, ok := leavesOf(a)
		p := passed{typ: a, leaves: leaves, memory: !ok}
		if !ok {
			p.places = []place{at.next(false)}
		}
		for _, l := range leaves {
			p.places = append(p.places, at.next(l.float))
		}
		s.ins = append(s.ins, p)
	}
	if !method {
		s.ctx = at.next(false)
	}
	s.words = at.words
	return s
}

// layResults gives the results in registers their places; with too many of
// them, offsets in a struct of all their leaves.
func (s *signature) layResults(ints, floats int) {
	s.sret = ints > outRegs || floats > outRegs
	ints, floats = 0, 0
	for i := range s.outs {
		out := &s.outs[i]
		for _, l := range out.leaves {
			if s.sret {
				n := uintptr(l.size)
				s.size = (s.size + n - 1) &^ (n - 1)
				s.offset = append(s.offset, s.size)
				s.size += n
				continue
			}
			if l.float {
				out.places = append(out.places, place{true, false, floats})
				floats++
			} else {
				out.places = append(out.places, place{false, false, ints})
				ints++
			}
		}
	}
}

// at returns the offset of a leaf in memory that holds sret's struct.
func (l leaf) at(offset uintptr) leaf {
	l.offset = offset
	return l
}

//go:linkname reflectstub runtime.reflectstub
func reflectstub(i int) unsafe.Pointer

// stub returns the code for a func value of whose type the func value itself
// travels in register i, or on the stack in word i-regStubs.
func stub(i int) unsafe.Pointer { return reflectstub(i) }
