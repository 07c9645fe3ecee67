package syscall

import "unsafe"

// The clock, the machine, memory, and what concerns the calling thread.

// Time_t is a time in seconds since 1970.
type Time_t int64

// Tms holds times of the processor, in ticks.
type Tms struct {
	Utime  int64
	Stime  int64
	Cutime int64
	Cstime int64
}

// Timex is how the system keeps its clock right.
type Timex struct {
	Modes     uint32
	Pad_cgo_0 [4]byte
	Offset    int64
	Freq      int64
	Maxerror  int64
	Esterror  int64
	Status    int32
	Pad_cgo_1 [4]byte
	Constant  int64
	Precision int64
	Tolerance int64
	Time      Timeval
	Tick      int64
	Ppsfreq   int64
	Jitter    int64
	Shift     int32
	Pad_cgo_2 [4]byte
	Stabil    int64
	Jitcnt    int64
	Calcnt    int64
	Errcnt    int64
	Stbcnt    int64
	Tai       int32
	Pad_cgo_3 [44]byte
}

// Sysinfo_t is the state of the machine; sizes are in units of Unit bytes.
type Sysinfo_t struct {
	Uptime    int64
	Loads     [3]uint64
	Totalram  uint64
	Freeram   uint64
	Sharedram uint64
	Bufferram uint64
	Totalswap uint64
	Freeswap  uint64
	Procs     uint16
	Pad       uint16
	Pad_cgo_0 [4]byte
	Totalhigh uint64
	Freehigh  uint64
	Unit      uint32
	X_f       [0]byte
	Pad_cgo_1 [4]byte
}

// Termios is how a terminal is set, for the calls TCGETS and TCSETS of ioctl.
type Termios struct {
	Iflag     uint32
	Oflag     uint32
	Cflag     uint32
	Lflag     uint32
	Line      uint8
	Cc        [32]uint8
	Pad_cgo_0 [3]byte
	Ispeed    uint32
	Ospeed    uint32
}

// RawSyscall is Syscall: with rt0 a call gives the processor away only when it
// takes long.
func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno) {
	return Syscall6(trap, a1, a2, a3, 0, 0, 0)
}

// RawSyscall6 is Syscall6.
func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {
	return Syscall6(trap, a1, a2, a3, a4, a5, a6)
}

// Gettimeofday asks for the time since 1970.
func Gettimeofday(tv *Timeval) error {
	return call(SYS_GETTIMEOFDAY, uintptr(unsafe.Pointer(tv)), 0, 0)
}

// Settimeofday sets the clock.
func Settimeofday(tv *Timeval) error {
	return call(SYS_SETTIMEOFDAY, uintptr(unsafe.Pointer(tv)), 0, 0)
}

// Time returns the seconds since 1970, in *t too unless that is nil.
func Time(t *Time_t) (tt Time_t, err error) {
	var tv Timeval
	if err := Gettimeofday(&tv); err != nil {
		return 0, err
	}
	if t != nil {
		*t = Time_t(tv.Sec)
	}
	return Time_t(tv.Sec), nil
}

// Times asks what time of the processor this process and its children have
// used, and returns ticks since some time in the past.
func Times(tms *Tms) (ticks uintptr, err error) {
	r, err := result(syscall6(SYS_TIMES, uintptr(unsafe.Pointer(tms)), 0, 0, 0, 0, 0))
	if err != nil {
		return 0, err
	}
	return uintptr(r), nil
}

// Nanosleep has the thread sleep; what is left of it when a signal ends that is
// in *leftover.
func Nanosleep(time *Timespec, leftover *Timespec) error {
	return call(SYS_NANOSLEEP, uintptr(unsafe.Pointer(time)), uintptr(unsafe.Pointer(leftover)), 0)
}

// Adjtimex asks or says how the clock is kept right.
func Adjtimex(buf *Timex) (state int, err error) {
	return result(syscall6(SYS_ADJTIMEX, uintptr(unsafe.Pointer(buf)), 0, 0, 0, 0, 0))
}

// TimespecToNsec and TimevalToNsec return a time in nanoseconds.
func TimespecToNsec(ts Timespec) int64 { return ts.Nano() }
func TimevalToNsec(tv Timeval) int64   { return tv.Nano() }

// Sysinfo asks for the state of the machine.
func Sysinfo(info *Sysinfo_t) error { return call(SYS_SYSINFO, uintptr(unsafe.Pointer(info)), 0, 0) }

// Sethostname and Setdomainname name the machine.
func Sethostname(p []byte) error   { return call(SYS_SETHOSTNAME, start(p), uintptr(len(p)), 0) }
func Setdomainname(p []byte) error { return call(SYS_SETDOMAINNAME, start(p), uintptr(len(p)), 0) }

// Klogctl reads or controls the kernel's messages.
func Klogctl(typ int, buf []byte) (n int, err error) {
	return result(syscall6(SYS_SYSLOG, uintptr(typ), start(buf), uintptr(len(buf)), 0, 0, 0))
}

// Reboot restarts or stops the machine.
func Reboot(cmd int) error {
	return call(SYS_REBOOT, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, uintptr(cmd))
}

// Unshare gives the calling thread namespaces and the like of its own.
func Unshare(flags int) error { return call(SYS_UNSHARE, uintptr(flags), 0, 0) }

// Gettid returns the calling thread's number; Tgkill sends a signal to a thread
// of a process.
func Gettid() (tid int) { return syscall6(SYS_GETTID, 0, 0, 0, 0, 0, 0) }
func Tgkill(tgid int, tid int, sig Signal) error {
	return call(SYS_TGKILL, uintptr(tgid), uintptr(tid), uintptr(sig))
}

// Getpriority returns 20 less the niceness of a process, of a group or of a
// user's processes; Setpriority sets the niceness.
func Getpriority(which int, who int) (prio int, err error) {
	return result(syscall6(SYS_GETPRIORITY, uintptr(which), uintptr(who), 0, 0, 0, 0))
}
func Setpriority(which int, who int, prio int) error {
	return call(SYS_SETPRIORITY, uintptr(which), uintptr(who), uintptr(prio))
}

// Setfsuid and Setfsgid say as who the calling thread uses files.
func Setfsuid(uid int) error { return call(SYS_SETFSUID, uintptr(uid), 0, 0) }
func Setfsgid(gid int) error { return call(SYS_SETFSGID, uintptr(gid), 0, 0) }

// Iopl and Ioperm let the calling thread use ports of the machine.
func Iopl(level int) error { return call(SYS_IOPL, uintptr(level), 0, 0) }
func Ioperm(from int, num int, on int) error {
	return call(SYS_IOPERM, uintptr(from), uintptr(num), uintptr(on))
}

// Madvise says how memory will be used; Mlock keeps it from being swapped out
// and Munlock undoes that; Mlockall and Munlockall do so for all memory.
func Madvise(b []byte, advice int) error {
	return call(SYS_MADVISE, start(b), uintptr(len(b)), uintptr(advice))
}
func Mlock(b []byte) error     { return call(SYS_MLOCK, start(b), uintptr(len(b)), 0) }
func Munlock(b []byte) error   { return call(SYS_MUNLOCK, start(b), uintptr(len(b)), 0) }
func Mlockall(flags int) error { return call(SYS_MLOCKALL, uintptr(flags), 0, 0) }
func Munlockall() error        { return call(SYS_MUNLOCKALL, 0, 0, 0) }

// StringByteSlice, StringBytePtr and StringSlicePtr are the functions with
// "From" in their names, and panic where those return an error.
func StringByteSlice(s string) []byte {
	b, err := ByteSliceFromString(s)
	if err != nil {
		panic("syscall: string with NUL passed to StringByteSlice")
	}
	return b
}
func StringBytePtr(s string) *byte { return &StringByteSlice(s)[0] }
func StringSlicePtr(ss []string) []*byte {
	out := make([]*byte, len(ss)+1)
	for i, s := range ss {
		out[i] = StringBytePtr(s)
	}
	return out
}
