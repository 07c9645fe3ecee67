package runtime

import "unsafe"

// What package internal/synctest of Go's source tree expects of the runtime.
// rt0 has no bubbles with a clock of their own: to run one ends in a panic, and
// every goroutine is outside.

const noBubbles = "testing/synctest: rt0 has no bubbles"

//go:linkname synctestRun internal/synctest.Run
func synctestRun(f func()) { panic(noBubbles) }

//go:linkname synctestWait internal/synctest.Wait
func synctestWait() { panic(noBubbles) }

//go:linkname synctestIsInBubble internal/synctest.IsInBubble
func synctestIsInBubble() bool { return false }

//go:linkname synctestAssociate internal/synctest.associate
func synctestAssociate(p unsafe.Pointer) int { return 0 }

//go:linkname synctestDisassociate internal/synctest.disassociate
func synctestDisassociate(b unsafe.Pointer) {}

//go:linkname synctestIsAssociated internal/synctest.isAssociated
func synctestIsAssociated(p unsafe.Pointer) bool { return false }

//go:linkname synctestAcquire internal/synctest.acquire
func synctestAcquire() any { return nil }

//go:linkname synctestRelease internal/synctest.release
func synctestRelease(any) {}

//go:linkname synctestInBubble internal/synctest.inBubble
func synctestInBubble(_ any, f func()) { f() }
