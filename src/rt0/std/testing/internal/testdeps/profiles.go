package testdeps

import (
	"errors"
	"io"
)

// Profiles is what starts and writes profiles; nil in a test program that was
// built without. The main package sets it.
var Profiles interface {
	StartCPU(w io.Writer) error
	StopCPU()
	Write(name string, w io.Writer) error
}

var errNone = errors.New("this test program was built without profiles: build it with rt0 test -c, or give rt0 test the flag")

// HasProfiles reports whether the program was built to write profiles.
func (TestDeps) HasProfiles() bool { return Profiles != nil }

// StartCPUProfile starts the profile of processor time.
func (TestDeps) StartCPUProfile(w io.Writer) error {
	if Profiles == nil {
		return errNone
	}
	return Profiles.StartCPU(w)
}

// StopCPUProfile ends it and writes it out.
func (TestDeps) StopCPUProfile() {
	if Profiles != nil {
		Profiles.StopCPU()
	}
}

// WriteProfile writes another profile, of the name that runtime/pprof knows.
func (TestDeps) WriteProfile(name string, w io.Writer) error {
	if Profiles == nil {
		return errNone
	}
	return Profiles.Write(name, w)
}
