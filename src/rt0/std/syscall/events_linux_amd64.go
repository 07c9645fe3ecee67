package syscall

import "unsafe"

// Waiting for several descriptors, and for changes of files.

// An EpollEvent is what is to be waited for at a descriptor, or has come.
type EpollEvent struct {
	Events uint32
	Fd     int32
	Pad    int32
}

// An InotifyEvent begins each change that an inotify descriptor tells of; Len
// bytes of a name follow.
type InotifyEvent struct {
	Wd     int32
	Mask   uint32
	Cookie uint32
	Len    uint32
	Name   [0]uint8
}

// An FdSet is a set of descriptors below 1024, a bit each.
type FdSet struct {
	Bits [16]int64
}

// EpollCreate makes a descriptor to wait for others with; size is not used but
// must be positive.
func EpollCreate(size int) (fd int, err error) {
	return result(syscall6(SYS_EPOLL_CREATE, uintptr(size), 0, 0, 0, 0, 0))
}

// EpollCreate1 is EpollCreate with flags.
func EpollCreate1(flag int) (fd int, err error) {
	return result(syscall6(SYS_EPOLL_CREATE1, uintptr(flag), 0, 0, 0, 0, 0))
}

// EpollCtl adds, changes or removes a descriptor.
func EpollCtl(epfd int, op int, fd int, event *EpollEvent) error {
	_, err := result(syscall6(SYS_EPOLL_CTL, uintptr(epfd), uintptr(op), uintptr(fd), uintptr(unsafe.Pointer(event)), 0, 0))
	return err
}

// EpollWait waits for events, at most msec milliseconds (-1: for ever).
func EpollWait(epfd int, events []EpollEvent, msec int) (n int, err error) {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(events)))
	return result(syscall6(SYS_EPOLL_WAIT, uintptr(epfd), at, uintptr(len(events)), uintptr(msec), 0, 0))
}

// InotifyInit makes a descriptor that tells of changes of files.
func InotifyInit() (fd int, err error) { return InotifyInit1(0) }

// InotifyInit1 is InotifyInit with flags.
func InotifyInit1(flags int) (fd int, err error) {
	return result(syscall6(SYS_INOTIFY_INIT1, uintptr(flags), 0, 0, 0, 0, 0))
}

// InotifyAddWatch has fd tell of changes, those of mask, of a file or folder.
func InotifyAddWatch(fd int, path string, mask uint32) (watchdesc int, err error) {
	return at(SYS_INOTIFY_ADD_WATCH, fd, path, uintptr(mask), 0, 0)
}

// InotifyRmWatch takes that back.
func InotifyRmWatch(fd int, watchdesc uint32) (success int, err error) {
	return result(syscall6(SYS_INOTIFY_RM_WATCH, uintptr(fd), uintptr(watchdesc), 0, 0, 0, 0))
}

// Select waits until a descriptor below nfd that is in r can be read, one in w
// written, or one in e has an exception, and leaves those in the sets.
func Select(nfd int, r *FdSet, w *FdSet, e *FdSet, timeout *Timeval) (n int, err error) {
	return result(syscall6(SYS_SELECT, uintptr(nfd), uintptr(unsafe.Pointer(r)), uintptr(unsafe.Pointer(w)),
		uintptr(unsafe.Pointer(e)), uintptr(unsafe.Pointer(timeout)), 0))
}

// Pause waits for a signal.
func Pause() error { return call(SYS_PAUSE, 0, 0, 0) }

// Tee copies up to len bytes from one pipe to another without taking them out.
func Tee(rfd int, wfd int, len int, flags int) (n int64, err error) {
	r, err := result(syscall6(SYS_TEE, uintptr(rfd), uintptr(wfd), uintptr(len), uintptr(flags), 0, 0))
	return int64(r), err
}
