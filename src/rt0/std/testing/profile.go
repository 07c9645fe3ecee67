package testing

import (
	"flag"
	"fmt"
	"os"
	"runtime"
)

// profiling holds the values of the flags for profiles.
var profiling struct {
	cpu, mem, block, mutex            string // files
	memRate, blockRate, mutexFraction int
}

func profileFlags() {
	p := &profiling
	flag.StringVar(&p.cpu, "test.cpuprofile", "", "write a cpu profile to `file`")
	flag.StringVar(&p.mem, "test.memprofile", "", "write an allocation profile to `file`")
	flag.IntVar(&p.memRate, "test.memprofilerate", 0, "set memory allocation profiling `rate` (see runtime.MemProfileRate)")
	flag.StringVar(&p.block, "test.blockprofile", "", "write a goroutine blocking profile to `file`")
	flag.IntVar(&p.blockRate, "test.blockprofilerate", 1, "set blocking profile `rate` (see runtime.SetBlockProfileRate)")
	flag.StringVar(&p.mutex, "test.mutexprofile", "", "write a mutex contention profile to the named file after execution")
	flag.IntVar(&p.mutexFraction, "test.mutexprofilefraction", 1, "if >= 0, calls runtime.SetMutexProfileFraction()")
}

// startProfiles begins what the flags want. A file that cannot be made does not
// keep the tests from running.
func (m *M) startProfiles() {
	p := &profiling
	if p.memRate > 0 {
		runtime.MemProfileRate = p.memRate
	} else if p.mem == "" && m.deps.HasProfiles() {
		// It is there because of the other profiles, or for later (-c), and
		// would slow all allocations down.
		runtime.MemProfileRate = 0
	}
	if p.cpu != "" {
		f, err := os.Create(inOutputDir(p.cpu))
		if err != nil {
			fmt.Fprintf(os.Stderr, "testing: %s\n", err)
			return
		}
		if err := m.deps.StartCPUProfile(f); err != nil {
			fmt.Fprintf(os.Stderr, "testing: can't start cpu profile: %s\n", err)
			f.Close()
			return
		}
	}
	if p.block != "" && p.blockRate >= 0 {
		runtime.SetBlockProfileRate(p.blockRate)
	}
	if p.mutex != "" && p.mutexFraction >= 0 {
		runtime.SetMutexProfileFraction(p.mutexFraction)
	}
}

// writeProfiles writes them, and ends the program if that is not possible.
func (m *M) writeProfiles() {
	p := &profiling
	if p.cpu != "" {
		m.deps.StopCPUProfile()
	}
	if p.mem != "" {
		runtime.GC() // all that has been allocated until now is to be in it
		m.writeProfile("allocs", p.mem)
	}
	if p.block != "" && p.blockRate >= 0 {
		m.writeProfile("block", p.block)
	}
	if p.mutex != "" && p.mutexFraction >= 0 {
		m.writeProfile("mutex", p.mutex)
	}
}

func (m *M) writeProfile(name, path string) {
	f, err := os.Create(inOutputDir(path))
	if err != nil {
		usageExit("testing: " + err.Error())
	}
	if err := m.deps.WriteProfile(name, f); err != nil {
		usageExit(fmt.Sprintf("testing: can't write %s: %s", path, err))
	}
	f.Close()
}
