// Package chance gives packages numbers of the runtime's own generator, which
// differ in each run unless the run is replayed.
package chance

import _ "unsafe"

//go:linkname fastrand runtime.fastrand
func fastrand() uint32

// Uint64 returns 64 random bits, for no secrets.
func Uint64() uint64 { return uint64(fastrand())<<32 | uint64(fastrand()) }
