package sync

import (
	"sync/atomic"
	"unsafe"
)

// A Pool keeps values that may be used again, to spare the allocator. What is
// in it may go at any time.
//
// Each P has a slot of its own that nobody else touches, as no other goroutine
// runs on a pinned P; what does not fit there goes to a short shared list. A
// pool holds at most one value a P and poolShared more, so it cannot grow
// without bound even though the collector does not empty it.
type Pool struct {
	noCopy noCopy
	local  unsafe.Pointer // *[]poolSlot, by P; replaced when there are more Ps
	mu     Mutex          // protects shared and the making of local
	shared []any

	// New makes a value when there is none; Get returns nil without it.
	New func() any
}

// poolShared bounds the shared list.
const poolShared = 32

// A poolSlot is a P's own; it fills a cache line and the next, which is
// prefetched with it.
type poolSlot struct {
	value any
	_     [112]byte
}

// Put gives x to the pool.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	pid := procPin()
	if s := p.slot(pid); s != nil && s.value == nil {
		s.value = x
		procUnpin()
		return
	}
	procUnpin()
	p.mu.Lock()
	p.grow()
	if len(p.shared) < poolShared {
		p.shared = append(p.shared, x)
	}
	p.mu.Unlock()
}

// Get takes any value out of the pool, or makes one by New.
func (p *Pool) Get() any {
	pid := procPin()
	if s := p.slot(pid); s != nil && s.value != nil {
		x := s.value
		s.value = nil
		procUnpin()
		return x
	}
	procUnpin()
	var x any
	p.mu.Lock()
	p.grow()
	if n := len(p.shared); n > 0 {
		x = p.shared[n-1]
		p.shared[n-1] = nil
		p.shared = p.shared[:n-1]
	}
	p.mu.Unlock()
	if x == nil && p.New != nil {
		x = p.New()
	}
	return x
}

// slot returns the slot of P number pid, or nil if there is none yet. The
// caller is pinned to that P.
func (p *Pool) slot(pid int) *poolSlot {
	local := (*[]poolSlot)(atomic.LoadPointer(&p.local))
	if local == nil || pid >= len(*local) {
		return nil
	}
	return &(*local)[pid]
}

// grow makes a slot for each P. p.mu is held. A value in an old slot may be
// lost, which a pool is allowed to do.
func (p *Pool) grow() {
	n := maxprocs(0)
	if local := (*[]poolSlot)(p.local); local == nil || len(*local) < n {
		slots := make([]poolSlot, n)
		atomic.StorePointer(&p.local, unsafe.Pointer(&slots))
	}
}
