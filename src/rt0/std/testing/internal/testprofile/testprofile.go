// Package testprofile gives a test program profiles. Those that are asked for
// one import it: others need not compile runtime/pprof.
package testprofile

import (
	"io"
	"runtime/pprof"
	"testing/internal/testdeps"
)

type profiles struct{}

func init() { testdeps.Profiles = profiles{} }

func (profiles) StartCPU(w io.Writer) error { return pprof.StartCPUProfile(w) }

func (profiles) StopCPU() { pprof.StopCPUProfile() }

func (profiles) Write(name string, w io.Writer) error { return pprof.Lookup(name).WriteTo(w, 0) }
