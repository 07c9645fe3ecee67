package runtime

import "unsafe"

// What package net and those below it in Go's source tree expect of the
// runtime: the poller, whose functions exist under other names, and a few calls.

//go:linkname pollServerInit runtime.poll_runtime_pollServerInit
func pollServerInit()

//go:linkname isPollServerDescriptor runtime.poll_runtime_isPollServerDescriptor
func isPollServerDescriptor(fd uintptr) bool

//go:linkname pollOpen runtime.poll_runtime_pollOpen
func pollOpen(fd uintptr) (unsafe.Pointer, int)

//go:linkname pollClose runtime.poll_runtime_pollClose
func pollClose(pd unsafe.Pointer)

//go:linkname pollReset runtime.poll_runtime_pollReset
func pollReset(pd unsafe.Pointer, mode int) int

//go:linkname pollWait runtime.poll_runtime_pollWait
func pollWait(pd unsafe.Pointer, mode int) int

//go:linkname pollWaitCanceled runtime.poll_runtime_pollWaitCanceled
func pollWaitCanceled(pd unsafe.Pointer, mode int)

//go:linkname pollSetDeadline runtime.poll_runtime_pollSetDeadline
func pollSetDeadline(pd unsafe.Pointer, d int64, mode int)

//go:linkname pollUnblock runtime.poll_runtime_pollUnblock
func pollUnblock(pd unsafe.Pointer)

//go:linkname netServerInit internal/poll.runtime_pollServerInit
func netServerInit() { pollServerInit() }

//go:linkname netIsServer internal/poll.runtime_isPollServerDescriptor
func netIsServer(fd uintptr) bool { return isPollServerDescriptor(fd) }

//go:linkname netOpen internal/poll.runtime_pollOpen
func netOpen(fd uintptr) (uintptr, int) {
	pd, errno := pollOpen(fd)
	return uintptr(pd), errno
}

//go:linkname netClose internal/poll.runtime_pollClose
func netClose(pd uintptr) { pollClose(unsafe.Pointer(pd)) }

//go:linkname netReset internal/poll.runtime_pollReset
func netReset(pd uintptr, mode int) int { return pollReset(unsafe.Pointer(pd), mode) }

//go:linkname netWait internal/poll.runtime_pollWait
func netWait(pd uintptr, mode int) int { return pollWait(unsafe.Pointer(pd), mode) }

//go:linkname netWaitCanceled internal/poll.runtime_pollWaitCanceled
func netWaitCanceled(pd uintptr, mode int) { pollWaitCanceled(unsafe.Pointer(pd), mode) }

//go:linkname netSetDeadline internal/poll.runtime_pollSetDeadline
func netSetDeadline(pd uintptr, d int64, mode int) { pollSetDeadline(unsafe.Pointer(pd), d, mode) }

//go:linkname netUnblock internal/poll.runtime_pollUnblock
func netUnblock(pd uintptr) { pollUnblock(unsafe.Pointer(pd)) }

//go:linkname semacquire runtime.semacquire
func semacquire(addr *uint32, lifo bool, reason uint8)

//go:linkname semrelease runtime.semrelease
func semrelease(addr *uint32, handoff bool)

//go:linkname netSemacquire internal/poll.runtime_Semacquire
func netSemacquire(addr *uint32) { semacquire(addr, false, 0) }

//go:linkname netSemrelease internal/poll.runtime_Semrelease
func netSemrelease(addr *uint32) { semrelease(addr, false) }

//go:linkname fastrand runtime.fastrand
func fastrand() uint32

// rand is runtime.rand, which net pulls.
func rand() uint64 { return uint64(fastrand())<<32 | uint64(fastrand()) }

//go:linkname syscall6 runtime.syscall6
func syscall6(num, a, b, c, d, e, f uintptr) int

// fcntl is runtime.fcntl, which internal/syscall/unix pulls: -1 and an error
// number when it fails.
func fcntl(fd, cmd, arg int32) (int32, int32) {
	const number = 72
	r := syscall6(number, uintptr(fd), uintptr(cmd), uintptr(arg), 0, 0, 0)
	if r < 0 {
		return -1, int32(-r)
	}
	return int32(r), 0
}

// vgetrandom is runtime.vgetrandom: there is none, the system call is made.
func vgetrandom(p []byte, flags uint32) (ret int, supported bool) { return -1, false }
