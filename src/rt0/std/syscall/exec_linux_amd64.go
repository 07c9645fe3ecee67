package syscall

import (
	"sync"
	"unsafe"
)

// ForkLock is held for reading while a descriptor is open that has not been
// marked to be closed by execve yet, and for writing while a process is made.
// Descriptors that std opens are marked from the beginning.
var ForkLock sync.RWMutex

// A Credential is the user and groups of a new process.
type Credential struct {
	Uid         uint32
	Gid         uint32
	Groups      []uint32
	NoSetGroups bool // leave the supplementary groups as they are
}

// A SysProcIDMap maps users or groups of a user namespace.
type SysProcIDMap struct {
	ContainerID int
	HostID      int
	Size        int
}

// A SysProcAttr is what a new process does before it runs its program. Those
// fields that say so are not supported: StartProcess fails with ENOSYS.
type SysProcAttr struct {
	Chroot     string
	Credential *Credential
	Ptrace     bool // be traced by the parent
	Setsid     bool // be the leader of a new session
	Setpgid    bool // go to the process group Pgid, or to a new one if that is 0
	Setctty    bool // make Ctty, a number of the new process, its terminal; with Setsid
	Noctty     bool // have no terminal
	Ctty       int
	Foreground bool // make the process group that of the terminal Ctty, a number of ours
	Pgid       int
	Pdeathsig  Signal // sent to it when the thread that made it ends

	Cloneflags                 uintptr
	Unshareflags               uintptr
	UidMappings                []SysProcIDMap // not supported
	GidMappings                []SysProcIDMap // not supported
	GidMappingsEnableSetgroups bool
	AmbientCaps                []uintptr // not supported
	UseCgroupFD                bool      // not supported
	CgroupFD                   int
	PidFD                      *int // set to a descriptor of the process, or -1
}

// A ProcAttr says how to start a process: where, with which environment (nil is
// ours), and with which descriptors; ^uintptr(0) leaves a number closed.
type ProcAttr struct {
	Dir   string
	Env   []string
	Files []uintptr
	Sys   *SysProcAttr
}

// forkStep is a system call that the child makes; see the runtime's
// sched/forkexec.py, which has the same layout.
type forkStep struct {
	nr      uintptr
	args    [5]uintptr
	store   *int32
	lenient uintptr
}

type forkSteps struct {
	steps *forkStep
	n     int
	flags uintptr
	errno int
}

//go:linkname runtimeForkExec runtime.forkexec
func runtimeForkExec(f *forkSteps) int

const (
	sys_CLOSE      = 3
	sys_IOCTL      = 16
	sys_SETPGID    = 109
	sys_SETSID     = 112
	sys_SETGROUPS  = 116
	sys_SETUID     = 105
	sys_SETGID     = 106
	sys_PRCTL      = 157
	sys_CHROOT     = 161
	sys_PTRACE     = 101
	sys_UNSHARE    = 272
	sys_DUP3       = 292
	sys_PIDFD_OPEN = 434
	sys_GETRUSAGE  = 98
	sys_EXECVE     = 59
	sys_WAIT4      = 61
	cloneVM        = 0x100
	cloneVFORK     = 0x4000
	tiocSPGRP      = 0x5410
	tiocSCTTY      = 0x540e
	tiocNOTTY      = 0x5422
	prSetPdeathsig = 1
	ptraceTRACEME  = 0
	notInherited   = ^uintptr(0)
)

// child collects the steps of a new process, and keeps alive what they point to.
type child struct {
	steps []forkStep
	kept  []unsafe.Pointer
	pid   int32
}

func (c *child) do(nr uintptr, args ...uintptr) {
	s := forkStep{nr: nr}
	copy(s.args[:], args)
	c.steps = append(c.steps, s)
}

// point returns p as a number, with what it points to kept until the child runs.
func (c *child) point(p unsafe.Pointer) uintptr {
	c.kept = append(c.kept, p)
	return uintptr(p)
}

// path returns a path as an argument.
func (c *child) path(name string) (uintptr, error) {
	p, err := BytePtrFromString(name)
	return c.point(unsafe.Pointer(p)), err
}

// identity adds what changes who the process is.
func (c *child) identity(sys *SysProcAttr) error {
	if sys.Setsid {
		c.do(sys_SETSID)
	}
	if sys.Setpgid || sys.Foreground {
		c.do(sys_SETPGID, 0, uintptr(sys.Pgid))
	}
	if sys.Foreground {
		c.pid = int32(sys.Pgid)
		if sys.Pgid == 0 {
			c.steps = append(c.steps, forkStep{nr: SYS_GETPID, store: &c.pid})
		}
		c.do(sys_IOCTL, uintptr(sys.Ctty), tiocSPGRP, uintptr(unsafe.Pointer(&c.pid)))
	}
	if sys.Unshareflags != 0 {
		c.do(sys_UNSHARE, sys.Unshareflags)
	}
	if sys.Chroot != "" {
		p, err := c.path(sys.Chroot)
		if err != nil {
			return err
		}
		c.do(sys_CHROOT, p)
	}
	if cred := sys.Credential; cred != nil {
		if !cred.NoSetGroups {
			groups := uintptr(0)
			if len(cred.Groups) > 0 {
				groups = c.point(unsafe.Pointer(&cred.Groups[0]))
			}
			c.do(sys_SETGROUPS, uintptr(len(cred.Groups)), groups)
		}
		c.do(sys_SETGID, uintptr(cred.Gid))
		c.do(sys_SETUID, uintptr(cred.Uid))
	}
	return nil
}

// files adds what makes the descriptors those of files. First those that lie
// below their place move out of the way, above all others; then each goes to
// its place.
func (c *child) files(files []uintptr) {
	fd := append([]uintptr(nil), files...)
	next := uintptr(len(fd))
	for _, f := range fd {
		if f != notInherited {
			next = max(next, f+1)
		}
	}
	for i, f := range fd {
		if f != notInherited && f < uintptr(i) {
			c.do(sys_DUP3, f, next, O_CLOEXEC)
			fd[i] = next
			next++
		}
	}
	for i, f := range fd {
		switch f {
		case notInherited:
			c.steps = append(c.steps, forkStep{nr: sys_CLOSE, args: [5]uintptr{uintptr(i)}, lenient: 1})
		case uintptr(i):
			c.do(SYS_FCNTL, f, F_SETFD, 0)
		default:
			c.do(sys_DUP3, f, uintptr(i), 0)
		}
	}
	for i := len(fd); i < 3; i++ {
		c.steps = append(c.steps, forkStep{nr: sys_CLOSE, args: [5]uintptr{uintptr(i)}, lenient: 1})
	}
}

// terminal adds what concerns the terminal and the parent, after the
// descriptors are in their places.
func (c *child) terminal(sys *SysProcAttr) {
	if sys.Noctty {
		c.do(sys_IOCTL, 0, tiocNOTTY, 0)
	}
	if sys.Setctty {
		c.do(sys_IOCTL, uintptr(sys.Ctty), tiocSCTTY, 1)
	}
	if sys.Ptrace {
		c.do(sys_PTRACE, ptraceTRACEME)
	}
}

// SlicePtrFromStrings returns pointers to the strings with NULs at their ends,
// and a nil at the end.
func SlicePtrFromStrings(ss []string) ([]*byte, error) {
	out := make([]*byte, len(ss)+1)
	for i, s := range ss {
		p, err := BytePtrFromString(s)
		if err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

// ForkExec starts a process that runs the program argv0 with the arguments argv
// (the name first), and returns its id.
func ForkExec(argv0 string, argv []string, attr *ProcAttr) (pid int, err error) {
	if attr == nil {
		attr = new(ProcAttr)
	}
	sys := attr.Sys
	if sys == nil {
		sys = new(SysProcAttr)
	}
	if len(sys.UidMappings)+len(sys.GidMappings)+len(sys.AmbientCaps) > 0 || sys.UseCgroupFD {
		return 0, ENOSYS
	}
	if sys.Setctty && sys.Foreground {
		return 0, EINVAL
	}
	if sys.Setctty && sys.Ctty >= len(attr.Files) {
		return 0, EINVAL
	}
	c := new(child)
	program, err := c.path(argv0)
	if err != nil {
		return 0, err
	}
	args, err := SlicePtrFromStrings(argv)
	if err != nil {
		return 0, err
	}
	env := attr.Env
	if env == nil {
		env = Environ()
	}
	envs, err := SlicePtrFromStrings(env)
	if err != nil {
		return 0, err
	}
	if err := c.identity(sys); err != nil {
		return 0, err
	}
	if attr.Dir != "" {
		dir, err := c.path(attr.Dir)
		if err != nil {
			return 0, err
		}
		c.do(SYS_CHDIR, dir)
	}
	if sys.Pdeathsig != 0 {
		c.do(sys_PRCTL, prSetPdeathsig, uintptr(sys.Pdeathsig))
	}
	c.files(attr.Files)
	c.terminal(sys)
	c.do(sys_EXECVE, program, uintptr(unsafe.Pointer(&args[0])), uintptr(unsafe.Pointer(&envs[0])))

	f := &forkSteps{steps: &c.steps[0], n: len(c.steps), flags: sys.Cloneflags | cloneVM | cloneVFORK | uintptr(SIGCHLD)}
	ForkLock.Lock()
	r := runtimeForkExec(f)
	ForkLock.Unlock()
	kept(c, args, envs)
	if r < 0 {
		return 0, Errno(-r)
	}
	if f.errno != 0 {
		for {
			if _, err := Wait4(r, nil, 0, nil); err != EINTR {
				return 0, Errno(f.errno)
			}
		}
	}
	if sys.PidFD != nil {
		fd := syscall6(sys_PIDFD_OPEN, uintptr(r), 0, 0, 0, 0, 0)
		*sys.PidFD = max(fd, -1)
	}
	return r, nil
}

// kept keeps what the child's steps point to until here.
//
//go:noinline
func kept(c *child, args, envs []*byte) {}

// StartProcess is ForkExec; the second result is for other systems.
func StartProcess(argv0 string, argv []string, attr *ProcAttr) (pid int, handle uintptr, err error) {
	pid, err = ForkExec(argv0, argv, attr)
	return pid, 0, err
}

// Exec makes the process run another program. It returns only if it cannot.
func Exec(argv0 string, argv []string, envv []string) error {
	p, err := BytePtrFromString(argv0)
	if err != nil {
		return err
	}
	args, err := SlicePtrFromStrings(argv)
	if err != nil {
		return err
	}
	envs, err := SlicePtrFromStrings(envv)
	if err != nil {
		return err
	}
	return call(sys_EXECVE, uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(&args[0])), uintptr(unsafe.Pointer(&envs[0])))
}

// A WaitStatus says how a process ended, or what else happened to it.
type WaitStatus uint32

// Options of Wait4.
const (
	WNOHANG    = 0x1
	WUNTRACED  = 0x2
	WSTOPPED   = 0x2
	WEXITED    = 0x4
	WCONTINUED = 0x8
	WNOWAIT    = 0x1000000
)

// The low seven bits: 0 exited, 0x7f stopped, else the signal that ended it.
func (w WaitStatus) Exited() bool    { return w&0x7f == 0 }
func (w WaitStatus) Signaled() bool  { return w&0x7f != 0x7f && w&0x7f != 0 }
func (w WaitStatus) Stopped() bool   { return w&0xff == 0x7f }
func (w WaitStatus) Continued() bool { return w == 0xffff }
func (w WaitStatus) CoreDump() bool  { return w.Signaled() && w&0x80 != 0 }

// ExitStatus returns the status that the process exited with, or -1.
func (w WaitStatus) ExitStatus() int {
	if !w.Exited() {
		return -1
	}
	return int(w>>8) & 0xff
}

// Signal returns the signal that ended the process, or -1.
func (w WaitStatus) Signal() Signal {
	if !w.Signaled() {
		return -1
	}
	return Signal(w & 0x7f)
}

// StopSignal returns the signal that stopped the process, or -1.
func (w WaitStatus) StopSignal() Signal {
	if !w.Stopped() {
		return -1
	}
	return Signal(w>>8) & 0xff
}

// TrapCause returns what made a traced process stop, or -1.
func (w WaitStatus) TrapCause() int {
	if w.StopSignal() != SIGTRAP {
		return -1
	}
	return int(w>>8) >> 8
}

// A Timeval is a time in seconds and microseconds.
type Timeval struct {
	Sec  int64
	Usec int64
}

// Unix returns the time since 1970.
func (tv *Timeval) Unix() (sec int64, nsec int64) { return tv.Sec, tv.Usec * 1000 }

// Nano returns the time in nanoseconds.
func (tv *Timeval) Nano() int64 { return tv.Sec*1e9 + tv.Usec*1000 }

// NsecToTimeval returns nanoseconds as a Timeval.
func NsecToTimeval(nsec int64) Timeval {
	ts := NsecToTimespec(nsec + 999)
	return Timeval{ts.Sec, ts.Nsec / 1000}
}

// A Rusage is what a process has used.
type Rusage struct {
	Utime, Stime                                Timeval
	Maxrss, Ixrss, Idrss, Isrss, Minflt, Majflt int64
	Nswap, Inblock, Oublock, Msgsnd, Msgrcv     int64
	Nsignals, Nvcsw, Nivcsw                     int64
}

// Whom Getrusage asks for.
const (
	RUSAGE_SELF     = 0x0
	RUSAGE_CHILDREN = -0x1
	RUSAGE_THREAD   = 0x1
)

// Getrusage says what this process has used.
func Getrusage(who int, rusage *Rusage) error {
	return call(sys_GETRUSAGE, uintptr(who), uintptr(unsafe.Pointer(rusage)), 0)
}

// Wait4 waits for a child.
func Wait4(pid int, wstatus *WaitStatus, options int, rusage *Rusage) (wpid int, err error) {
	var status int32
	wpid, err = result(syscall6(sys_WAIT4, uintptr(pid), uintptr(unsafe.Pointer(&status)), uintptr(options), uintptr(unsafe.Pointer(rusage)), 0, 0))
	if wstatus != nil {
		*wstatus = WaitStatus(status)
	}
	return wpid, err
}

// Setpgid moves a process to a process group; Setsid makes a session of this
// one.
func Setpgid(pid int, pgid int) error { return call(sys_SETPGID, uintptr(pid), uintptr(pgid), 0) }

// Setsid makes this process the leader of a new session.
func Setsid() (pid int, err error) { return result(syscall6(sys_SETSID, 0, 0, 0, 0, 0, 0)) }

// Getpgid returns a process's group.
func Getpgid(pid int) (pgid int, err error) {
	return result(syscall6(SYS_GETPGID, uintptr(pid), 0, 0, 0, 0, 0))
}

// Getpgrp returns this process's group.
func Getpgrp() int { pgid, _ := Getpgid(0); return pgid }

// Dup returns a further descriptor of the same open file.
func Dup(oldfd int) (fd int, err error) {
	return result(syscall6(SYS_DUP, uintptr(oldfd), 0, 0, 0, 0, 0))
}

// Dup2 makes newfd a descriptor of the file of oldfd.
func Dup2(oldfd int, newfd int) error { return call(SYS_DUP2, uintptr(oldfd), uintptr(newfd), 0) }

// Dup3 is Dup2 with flags.
func Dup3(oldfd int, newfd int, flags int) error {
	return call(sys_DUP3, uintptr(oldfd), uintptr(newfd), uintptr(flags))
}

// More numbers of system calls.
const (
	SYS_DUP     = 32
	SYS_DUP2    = 33
	SYS_GETPGID = 121
	SYS_WAITID  = 247
)
