package runtime

import "unsafe"

// Functions that packages of Go's source tree declare without a body and expect
// of the runtime. They are reached only through their //go:linkname.

//go:linkname fatal runtime.fatal
func fatal(s string)

//go:linkname fipsFatal crypto/internal/fips140.fatal
func fipsFatal(s string) { fatal(s) }

//go:linkname randFatal crypto/rand.fatal
func randFatal(s string) { fatal(s) }

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname fipsMonoTime crypto/internal/fips140deps/time.monoTime
func fipsMonoTime() int64 { return nanotime() }

// FIPS 140 mode and its service indicator, which Go keeps for each goroutine,
// do not exist: nothing is ever noted, nothing is bypassed.

//go:linkname fipsGetIndicator crypto/internal/fips140.getIndicator
func fipsGetIndicator() uint8 { return 0 }

//go:linkname fipsSetIndicator crypto/internal/fips140.setIndicator
func fipsSetIndicator(uint8) {}

//go:linkname fipsSetBypass crypto/fips140.setBypass
func fipsSetBypass() {}

//go:linkname fipsIsBypassed crypto/fips140.isBypassed
func fipsIsBypassed() bool { return false }

//go:linkname fipsUnsetBypass crypto/fips140.unsetBypass
func fipsUnsetBypass() {}

// Data independent timing is a mode of ARM processors.

//go:linkname setDITEnabled crypto/subtle.setDITEnabled
func setDITEnabled() bool { return false }

//go:linkname setDITDisabled crypto/subtle.setDITDisabled
func setDITDisabled() {}

//go:linkname fastrand runtime.fastrand
func fastrand() uint32

// rand is runtime.rand, which several packages pull.
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

// funcPC returns where a function's code begins, for packages that ask by
// gc's intrinsics: a func in an interface is the address of its code's address.
func funcPC(f any) uintptr {
	return **(**uintptr)(unsafe.Pointer(&(*[2]unsafe.Pointer)(unsafe.Pointer(&f))[1]))
}

//go:linkname funcPCInternal internal/abi.FuncPCABIInternal
func funcPCInternal(f any) uintptr { return funcPC(f) }

//go:linkname funcPC0 internal/abi.FuncPCABI0
func funcPC0(f any) uintptr { return funcPC(f) }
