package godebug

import _ "unsafe" // for go:linkname

// countGodebug tells the runtime, for package runtime/metrics, who knows how
// often a setting made a difference.
//
//go:linkname countGodebug runtime.countGodebug
func countGodebug(count func(name string) uint64)
