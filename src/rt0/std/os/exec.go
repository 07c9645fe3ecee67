package os

import (
	"errors"
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

var (
	// ErrProcessDone says that a process has ended.
	ErrProcessDone = errors.New("os: process already finished")

	// ErrNoHandle says that a process has no handle, or the system none at all.
	ErrNoHandle = errors.New("os: process handle unavailable")

	errProcessReleased    = errors.New("os: process already released")
	errProcessUnspecified = errors.New("os: process not initialized")
)

// A ProcAttr says how to start a process.
type ProcAttr struct {
	Dir   string   // where it runs; "" is where we are
	Env   []string // key=value; nil is ours
	Files []*File  // what it has open as 0, 1, 2, ...; nil leaves a number closed
	Sys   *syscall.SysProcAttr
}

// A Process is a process that StartProcess made or FindProcess was asked for.
type Process struct {
	Pid int

	// mu is held for reading while the id is used, and for writing while Wait
	// gives it back to the system: no signal goes to a later process of that id.
	mu    sync.RWMutex
	state processState
}

type processState uint8

const (
	processRuns processState = iota + 1
	processDone
	processReleased
)

// StartProcess starts a process that runs the program name with the arguments
// argv, of which the first is its name. Errors are *PathError.
func StartProcess(name string, argv []string, attr *ProcAttr) (*Process, error) {
	// Of a missing directory execve would say that the program is missing.
	if attr != nil && attr.Sys == nil && attr.Dir != "" {
		if _, err := Stat(attr.Dir); err != nil {
			e := err.(*PathError)
			e.Op = "chdir"
			return nil, e
		}
	}
	if attr == nil {
		attr = new(ProcAttr)
	}
	sys := &syscall.ProcAttr{Dir: attr.Dir, Env: attr.Env, Sys: attr.Sys}
	for _, f := range attr.Files {
		sys.Files = append(sys.Files, f.Fd())
	}
	pid, _, err := syscall.StartProcess(name, argv, sys)
	runtime.KeepAlive(attr)
	if err != nil {
		return nil, &PathError{"fork/exec", name, err}
	}
	return &Process{Pid: pid, state: processRuns}, nil
}

// FindProcess returns the Process of an id. It does not fail: of a process that
// is not there, Signal says ErrProcessDone.
func FindProcess(pid int) (*Process, error) { return &Process{Pid: pid, state: processRuns}, nil }

// problem returns why the process cannot be signalled. mu is held.
func (p *Process) problem() error {
	switch {
	case p.state == processDone:
		return ErrProcessDone
	case p.state == processReleased || p.Pid == -1:
		return errProcessReleased
	case p.Pid == 0:
		return errProcessUnspecified
	}
	return nil
}

// Kill ends the process at once.
func (p *Process) Kill() error { return p.Signal(Kill) }

// Signal sends a signal to the process.
func (p *Process) Signal(sig Signal) error {
	s, ok := sig.(syscall.Signal)
	if !ok {
		return errors.New("os: unsupported signal type")
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	if err := p.problem(); err != nil {
		return err
	}
	err := syscall.Kill(p.Pid, s)
	if err == syscall.ESRCH {
		return ErrProcessDone
	}
	return err
}

// Release forgets the process: for those who will not call Wait.
func (p *Process) Release() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == processRuns {
		p.state = processReleased
	}
	p.Pid = -1
	return nil
}

// Wait waits for the end of the process, a child of ours, and says how it was.
func (p *Process) Wait() (*ProcessState, error) {
	if p == nil || p.Pid == -1 {
		return nil, syscall.EINVAL
	}
	if p.state == processReleased {
		return nil, NewSyscallError("wait", syscall.EINVAL)
	}
	// First until there is an end to be had, with the id still taken; then,
	// while nobody uses the id, give it back.
	const byPid = 1
	var info [128]byte
	err := again(func() error {
		_, _, e := syscall.Syscall6(syscall.SYS_WAITID, byPid, uintptr(p.Pid), uintptr(unsafe.Pointer(&info)), syscall.WEXITED|syscall.WNOWAIT, 0, 0)
		if e != 0 {
			return e
		}
		return nil
	})
	if err != nil {
		return nil, NewSyscallError("wait", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	out := &ProcessState{pid: p.Pid}
	err = again(func() (err error) { _, err = syscall.Wait4(p.Pid, &out.status, 0, &out.usage); return err })
	if err != nil {
		return nil, NewSyscallError("wait", err)
	}
	p.state = processDone
	return out, nil
}

// WithHandle calls f with a descriptor of the process (a pidfd), which is valid
// until f returns.
func (p *Process) WithHandle(f func(handle uintptr)) error {
	const sysPidfdOpen = 434
	p.mu.RLock()
	defer p.mu.RUnlock()
	if err := p.problem(); err != nil {
		return err
	}
	fd, _, errno := syscall.Syscall(sysPidfdOpen, uintptr(p.Pid), 0, 0)
	if errno == syscall.ESRCH {
		return ErrProcessDone
	}
	if errno != 0 {
		return ErrNoHandle
	}
	defer syscall.Close(int(fd))
	f(fd)
	return nil
}

// A ProcessState says how a process ended, and what it used.
type ProcessState struct {
	pid    int
	status syscall.WaitStatus
	usage  syscall.Rusage
}

// Pid returns the process's id.
func (p *ProcessState) Pid() int { return p.pid }

// Exited reports whether the process ended by itself.
func (p *ProcessState) Exited() bool { return p.status.Exited() }

// Success reports whether the process exited with status 0.
func (p *ProcessState) Success() bool { return p.status.ExitStatus() == 0 }

// ExitCode returns the status that the process exited with, or -1.
func (p *ProcessState) ExitCode() int {
	if p == nil {
		return -1
	}
	return p.status.ExitStatus()
}

// Sys returns the syscall.WaitStatus.
func (p *ProcessState) Sys() any { return p.status }

// SysUsage returns the *syscall.Rusage.
func (p *ProcessState) SysUsage() any { return &p.usage }

// UserTime returns how long the process and its children ran.
func (p *ProcessState) UserTime() time.Duration { return time.Duration(p.usage.Utime.Nano()) }

// SystemTime returns how long the system worked for them.
func (p *ProcessState) SystemTime() time.Duration { return time.Duration(p.usage.Stime.Nano()) }

// String says it in words: "exit status 1", "signal: killed".
func (p *ProcessState) String() string {
	if p == nil {
		return "<nil>"
	}
	w := p.status
	text := ""
	switch {
	case w.Exited():
		text = "exit status " + number(uint32(w.ExitStatus()))
	case w.Signaled():
		text = "signal: " + w.Signal().String()
	case w.Stopped():
		text = "stop signal: " + w.StopSignal().String()
		if cause := w.TrapCause(); cause > 0 {
			text += " (trap " + number(uint32(cause)) + ")"
		}
	case w.Continued():
		text = "continued"
	}
	if w.CoreDump() {
		text += " (core dumped)"
	}
	return text
}
