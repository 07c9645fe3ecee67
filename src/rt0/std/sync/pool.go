package sync

import (
	"sync/atomic"
	"unsafe"
)

// A Pool keeps values that may be used again, to spare the allocator. What is
// in it may go at any time: a value that nobody has asked for goes at the second
// collection.
//
// Each P has a slot of its own that nobody else touches, as no other goroutine
// runs on a pinned P (as in Go, Get looks into its own P's only); what does not
// fit there goes to a shared list, from which every P takes. Both are in a
// poolStock. At a collection, with the world stopped, the stock becomes the
// victim, from which Get still takes, and the victim of before is dropped. Only
// pointers change hands there, so a goroutine that was stopped half-way goes on
// with the stock that it had.
type Pool struct {
	noCopy noCopy
	stock  unsafe.Pointer // *poolStock; nil before the first Put and after a collection
	victim unsafe.Pointer // *poolStock of before the last collection

	// New makes a value when there is none; Get returns nil without it.
	New func() any
}

// A poolStock is what a pool holds.
type poolStock struct {
	slots  []poolSlot // by P
	mu     Mutex      // protects shared
	shared []any
}

// A poolSlot is a P's own; it fills a cache line and the next, which is
// prefetched with it.
type poolSlot struct {
	value any
	_     [112]byte
}

//go:linkname registerPoolCleanup runtime.registerPoolCleanup
func registerPoolCleanup(f func())

// The pools that have a stock, and those that have a victim. poolsMu protects
// the first; whoever holds it to change that is pinned, so that no collection
// begins meanwhile. The second is poolCleanup's.
var (
	poolsMu   Mutex
	pools     []*Pool
	oldPools  []*Pool
	poolsOnce Once
)

// poolCleanup is called at the start of a collection. It must not allocate.
func poolCleanup() {
	for _, p := range oldPools {
		p.victim = nil
	}
	for _, p := range pools {
		p.victim = p.stock
		p.stock = nil
	}
	oldPools, pools = pools, nil
}

// Put gives x to the pool.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	_ = p.stock // a nil p panics before the goroutine is pinned
	pid := procPin()
	stock := (*poolStock)(atomic.LoadPointer(&p.stock))
	if s := stock.slot(pid); s != nil && s.value == nil {
		s.value = x
		procUnpin()
		return
	}
	procUnpin()
	if stock == nil || len(stock.slots) <= pid {
		stock = p.restock()
	}
	stock.mu.Lock()
	stock.shared = append(stock.shared, x)
	stock.mu.Unlock()
}

// Get takes any value out of the pool, or makes one by New.
func (p *Pool) Get() any {
	for _, from := range [2]*unsafe.Pointer{&p.stock, &p.victim} {
		if x := (*poolStock)(atomic.LoadPointer(from)).take(); x != nil {
			return x
		}
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}

// slot returns the slot of P number pid, or nil if there is none. The caller is
// pinned to that P.
func (s *poolStock) slot(pid int) *poolSlot {
	if s == nil || pid >= len(s.slots) {
		return nil
	}
	return &s.slots[pid]
}

// take takes a value out, nil if there is none.
func (s *poolStock) take() any {
	if s == nil {
		return nil
	}
	if own := s.slot(procPin()); own != nil && own.value != nil {
		x := own.value
		own.value = nil
		procUnpin()
		return x
	}
	procUnpin()
	var x any
	s.mu.Lock()
	if n := len(s.shared); n > 0 {
		x = s.shared[n-1]
		s.shared[n-1] = nil
		s.shared = s.shared[:n-1]
	}
	s.mu.Unlock()
	return x
}

// restock gives the pool a stock with a slot for each P, unless it has one. What
// is in slots of fewer Ps is lost, which a pool is allowed to do.
func (p *Pool) restock() *poolStock {
	poolsOnce.Do(func() { registerPoolCleanup(poolCleanup) })
	n := maxprocs(0)
	poolsMu.Lock()
	defer poolsMu.Unlock()
	fresh := &poolStock{slots: make([]poolSlot, n)}
	procPin()
	defer procUnpin()
	old := (*poolStock)(p.stock)
	if old != nil && len(old.slots) >= n {
		return old
	}
	if old == nil {
		pools = append(pools, p)
	}
	atomic.StorePointer(&p.stock, unsafe.Pointer(fresh))
	return fresh
}
