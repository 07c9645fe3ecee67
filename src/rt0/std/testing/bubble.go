package testing

import _ "unsafe" // for go:linkname

// testingSynctestTest is what testing/synctest.Test calls, in a bubble of its
// own: it runs f as a part of t and reports whether that has not failed.
//
//go:linkname testingSynctestTest testing/synctest.testingSynctestTest
func testingSynctestTest(t *T, f func(*T)) bool { return inBubble(t, f) }
