// Package runtime is the Go face of rt0's runtime: what programs import to ask it things. The runtime itself is
// written in typed Python (src/rt0/runtime).
package runtime

import "unsafe"

// Error identifies a run-time error, such as a nil dereference or an index out of range.
// Source: Go specification, "Run-time panics".
type Error interface {
	error
	RuntimeError()
}

// A boundsError is the panic of an index or a slice expression; the runtime has made its text.
type boundsError string

func (boundsError) RuntimeError() {}

func (e boundsError) Error() string { return "runtime error: " + string(e) }

// An errorString is any other run-time error that Go prefixes with "runtime error: ".
type errorString string

func (errorString) RuntimeError() {}

func (e errorString) Error() string { return "runtime error: " + string(e) }

// An errorAddressString is the panic of a bad address under
// debug.SetPanicOnFault; the runtime fills it in.
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (errorAddressString) RuntimeError() {}

func (e errorAddressString) Error() string { return "runtime error: " + e.msg }

// Addr returns the address.
func (e errorAddressString) Addr() uintptr { return e.addr }

// A plainError is a run-time error without that prefix, as of channels.
type plainError string

func (plainError) RuntimeError() {}

func (e plainError) Error() string { return string(e) }

// A TypeAssertionError explains a failed type assertion. The runtime fills the names in.
type TypeAssertionError struct {
	inter, concrete, asserted string
	missingMethod             string
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	inter := e.inter
	if inter == "" {
		inter = "interface"
	}
	if e.concrete == "" {
		return "interface conversion: " + inter + " is nil, not " + e.asserted
	}
	if e.missingMethod == "" {
		return "interface conversion: " + inter + " is " + e.concrete + ", not " + e.asserted
	}
	return "interface conversion: " + e.concrete + " is not " + e.asserted + ": missing method " + e.missingMethod
}

// A PanicNilError happens when a program calls panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable
}

func (*PanicNilError) Error() string {
	return "runtime error: panic called with nil argument"
}

func (*PanicNilError) RuntimeError() {}

// stringer is what the printing of an uncaught panic looks for besides error.
type stringer interface{ String() string }

// registerErrors tells the runtime the type descriptors of the values that it panics with, and of the two interfaces
// through which it prints values of the program.
//
//go:linkname registerErrors runtime.registererrors
func registerErrors(values unsafe.Pointer)

func init() {
	values := [8]any{
		boundsError(""), errorString(""), plainError(""), (*TypeAssertionError)(nil), (*PanicNilError)(nil),
		(*error)(nil), (*stringer)(nil), errorAddressString{},
	}
	registerErrors(unsafe.Pointer(&values))
}
