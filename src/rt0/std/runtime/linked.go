package runtime

import _ "unsafe" // for go:linkname

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
