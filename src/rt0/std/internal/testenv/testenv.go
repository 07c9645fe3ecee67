// Package testenv tells the tests of Go's source tree what there is where they
// run. Under rt0 there is no go command, no cgo and no network outside: the
// tests that need one of them are skipped.
package testenv

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Sigquit is the signal that ends a child that has run too long.
var Sigquit = os.Signal(syscall.SIGQUIT)

// SpecialBuildTypes says which instruments a build has; here it has none.
type SpecialBuildTypes struct{ Cgo, Asan, Msan, Race bool }

// NoSpecialBuildTypes is a build without instruments.
var NoSpecialBuildTypes SpecialBuildTypes

// Builder returns the name of the machine in Go's build farm: none.
func Builder() string { return "" }

// HasGoBuild and the like report whether there is something.
func HasGoBuild() bool         { return false }
func HasGoRun() bool           { return false }
func HasCGO() bool             { return false }
func HasExternalNetwork() bool { return false }
func HasParallelism() bool     { return runtime.NumCPU() > 1 }
func HasSymlink() bool         { return true }
func HasLink() bool            { return true }

// CanInternalLink reports whether Go's own linker can link such a program.
func CanInternalLink(withCgo bool) bool { return false }

// OptimizationOff reports whether the compiler was told not to optimise.
func OptimizationOff() bool { return false }

// CPUIsSlow and CPUProfilingBroken are about other machines.
func CPUIsSlow() bool          { return false }
func CPUProfilingBroken() bool { return true }

func need(t testing.TB, there bool, what string) {
	t.Helper()
	if !there {
		t.Skipf("skipping test: rt0 has no %s", what)
	}
}

// MustHaveGoBuild and the like skip a test where something is missing.
func MustHaveGoBuild(t testing.TB)                { t.Helper(); need(t, false, "go command") }
func MustHaveGoRun(t testing.TB)                  { t.Helper(); need(t, false, "go command") }
func MustHaveCGO(t testing.TB)                    { t.Helper(); need(t, false, "cgo") }
func MustHaveExternalNetwork(t testing.TB)        { t.Helper(); need(t, false, "network for tests") }
func MustHaveBuildMode(t testing.TB, mode string) { t.Helper(); need(t, false, "build mode "+mode) }
func MustInternalLinkPIE(t testing.TB)            { t.Helper(); need(t, false, "linker of Go's own") }
func MustHaveParallelism(t testing.TB)            { t.Helper(); need(t, HasParallelism(), "second processor") }
func MustHaveSymlink(t testing.TB)                {}
func MustHaveLink(t testing.TB)                   {}
func MustHaveExec(t testing.TB)                   {}

// MustInternalLink skips a test that needs Go's own linker.
func MustInternalLink(t testing.TB, with SpecialBuildTypes) {
	t.Helper()
	need(t, false, "linker of Go's own")
}

// MustHaveSource skips a test where there is no source tree.
func MustHaveSource(t testing.TB) { t.Helper(); GOROOT(t) }

// MustHaveExecPath skips a test where a command is missing.
func MustHaveExecPath(t testing.TB, path string) {
	t.Helper()
	if _, err := exec.LookPath(path); err != nil {
		t.Skipf("skipping test: %s: %v", path, err)
	}
}

// SkipFlaky, SkipFlakyNet, SkipIfShortAndSlow and SkipIfOptimizationOff skip
// tests that are not to be run under some condition.
func SkipFlaky(t testing.TB, issue int) {
	t.Helper()
	t.Skipf("skipping known flaky test: golang.org/issue/%d", issue)
}
func SkipFlakyNet(t testing.TB)          {}
func SkipIfShortAndSlow(t testing.TB)    {}
func SkipIfOptimizationOff(t testing.TB) {}

// ParallelOn64Bit marks a test as parallel.
func ParallelOn64Bit(t *testing.T) { t.Parallel() }

// GoTool and GoToolPath say where the go command is: nowhere.
func GoTool() (string, error) { return "", errors.New("rt0 has no go command") }
func GoToolPath(t testing.TB) string {
	t.Helper()
	MustHaveGoBuild(t)
	return ""
}

// WriteImportcfg writes a file for Go's own compiler.
func WriteImportcfg(t testing.TB, dstPath string, packageFiles map[string]string, pkgs ...string) {
	t.Helper()
	MustHaveGoBuild(t)
}

var findRoot = sync.OnceValue(func() string {
	if root := os.Getenv("GOROOT"); root != "" {
		return root
	}
	at, err := os.Getwd() // the folder of the package under test
	for err == nil && at != "/" {
		if _, err := os.Stat(filepath.Join(at, "src", "internal", "testenv")); err == nil {
			return at
		}
		at = filepath.Dir(at)
	}
	return ""
})

// GOROOT returns the folder of the source tree; it skips the test if there is
// none. t may be nil.
func GOROOT(t testing.TB) string {
	root := findRoot()
	if root == "" && t != nil {
		t.Helper()
		need(t, false, "source tree here")
	}
	return root
}

// Executable returns the path of the test's own executable.
func Executable(t testing.TB) string {
	path, err := os.Executable()
	if err != nil && t != nil {
		t.Fatal(err)
	}
	return path
}

// CleanCmdEnv takes out of a command's environment what changes tests.
func CleanCmdEnv(cmd *exec.Cmd) *exec.Cmd {
	if cmd.Env != nil {
		panic("environment already set")
	}
	for _, entry := range cmd.Environ() {
		if !strings.HasPrefix(entry, "GODEBUG=") && !strings.HasPrefix(entry, "GOTRACEBACK=") {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	return cmd
}

// CommandContext is exec.CommandContext for a command of a test.
func CommandContext(t testing.TB, ctx context.Context, name string, args ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(ctx, name, args...)
}

// Command is exec.Command for a command of a test.
func Command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	return exec.Command(name, args...)
}

// SyscallIsNotSupported reports whether an error says that the system lacks or
// forbids a call.
func SyscallIsNotSupported(err error) bool {
	for _, e := range []error{syscall.EPERM, syscall.EROFS, syscall.EINVAL, syscall.ENOSYS, fs.ErrPermission, errors.ErrUnsupported} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// SetGODEBUG adds settings to GODEBUG for the time of a test.
func SetGODEBUG(t testing.TB, v string) {
	if now := os.Getenv("GODEBUG"); now != "" {
		v = now + "," + v
	}
	t.Setenv("GODEBUG", v)
}
