package syscall

import (
	"sync"
	"unsafe"
)

// What pages may be used for.
const (
	PROT_NONE  = 0x0
	PROT_READ  = 0x1
	PROT_WRITE = 0x2
	PROT_EXEC  = 0x4
)

// What a mapping is of, and how it is made.
const (
	MAP_SHARED    = 0x1
	MAP_PRIVATE   = 0x2
	MAP_FIXED     = 0x10
	MAP_ANON      = 0x20
	MAP_ANONYMOUS = 0x20
	MAP_NORESERVE = 0x4000
	MAP_POPULATE  = 0x8000
)

const (
	sysMmap     = 9
	sysMprotect = 10
	sysMunmap   = 11
)

// mappings holds what Mmap has made, by its last byte: Munmap takes nothing
// else.
var mappings struct {
	sync.Mutex
	active map[*byte][]byte
}

// Mmap maps length bytes of a file (or, with MAP_ANON, of nothing) from offset
// on. The bytes are no part of the heap; Munmap gives them back.
func Mmap(fd int, offset int64, length int, prot int, flags int) (data []byte, err error) {
	if length <= 0 {
		return nil, EINVAL
	}
	at, err := result(syscall6(sysMmap, 0, uintptr(length), uintptr(prot), uintptr(flags), uintptr(fd), uintptr(offset)))
	if err != nil {
		return nil, err
	}
	data = unsafe.Slice((*byte)(unsafe.Add(nil, at)), length)
	mappings.Lock()
	defer mappings.Unlock()
	if mappings.active == nil {
		mappings.active = make(map[*byte][]byte)
	}
	mappings.active[&data[length-1]] = data
	return data, nil
}

// Munmap takes back a mapping, given as Mmap returned it.
func Munmap(b []byte) error {
	if len(b) == 0 || len(b) != cap(b) {
		return EINVAL
	}
	last := &b[len(b)-1]
	mappings.Lock()
	defer mappings.Unlock()
	if data := mappings.active[last]; len(data) != len(b) {
		return EINVAL
	}
	if err := call(sysMunmap, uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)), 0); err != nil {
		return err
	}
	delete(mappings.active, last)
	return nil
}

// Mprotect says what the pages of b may be used for.
func Mprotect(b []byte, prot int) error {
	return call(sysMprotect, uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)), uintptr(prot))
}
