package runtime

import "unsafe"

// MemProfileRate is how many bytes are allocated, on average, between two
// samples of the memory profile: 1 samples every object, 0 none. A program sets
// it once, as early as it can. Only programs that set it or call MemProfile pay
// for a profile.
var MemProfileRate int = 512 * 1024

// A MemProfileRecord tells of the sampled objects of one size that one stack
// has allocated.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr // ended by 0, if shorter
}

// InUseBytes returns the bytes of those that are not freed.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects returns how many are not freed.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack returns the part of Stack0 in use.
func (r *MemProfileRecord) Stack() []uintptr { return stack(&r.Stack0) }

func stack(pcs *[32]uintptr) []uintptr {
	for i, pc := range pcs {
		if pc == 0 {
			return pcs[:i]
		}
	}
	return pcs[:]
}

//go:linkname memprofile runtime.memprofile
func memprofile(records *MemProfileRecord, n int, inuseZero bool) int

//go:linkname memprofilerate runtime.memprofilerate
func memprofilerate(rate *int)

func init() { memprofilerate(&MemProfileRate) }

// MemProfile fills p with the memory profile's records and returns their number
// and true, or their number and false if p is too short. Records of which
// nothing is in use any more are left out unless inuseZero is set. What a
// collection has not found dead yet counts as in use.
//
//go:noinline
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	n = memprofile(unsafe.SliceData(p), len(p), inuseZero)
	return n, n <= len(p)
}
