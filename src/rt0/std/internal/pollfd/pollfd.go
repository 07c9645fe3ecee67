// Package pollfd is a file descriptor that may be read, written and closed by
// several goroutines at once, and that waits in the runtime's poller where it
// can: a goroutine that waits takes no thread.
//
// A descriptor is closed by whoever leaves it last after Close, so that its
// number is never used for another file while a call is under way.
package pollfd

import (
	"errors"
	"internal/oserror"
	"io"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

//go:linkname pollOpen runtime.poll_runtime_pollOpen
func pollOpen(fd uintptr) (unsafe.Pointer, int)

//go:linkname pollClose runtime.poll_runtime_pollClose
func pollClose(pd unsafe.Pointer)

//go:linkname pollReset runtime.poll_runtime_pollReset
func pollReset(pd unsafe.Pointer, mode int) int

//go:linkname pollWait runtime.poll_runtime_pollWait
func pollWait(pd unsafe.Pointer, mode int) int

//go:linkname pollSetDeadline runtime.poll_runtime_pollSetDeadline
func pollSetDeadline(pd unsafe.Pointer, d int64, mode int)

//go:linkname pollUnblock runtime.poll_runtime_pollUnblock
func pollUnblock(pd unsafe.Pointer)

// Directions, as the poller names them.
const (
	Read  = 'r'
	Write = 'w'
	Both  = 'r' + 'w'
)

var (
	ErrClosed = oserror.ErrClosed

	// ErrNoDeadline says that the descriptor is not in the poller.
	ErrNoDeadline = errors.New("file type does not support deadline")

	// ErrDeadlineExceeded says that a deadline has passed.
	ErrDeadlineExceeded error = &DeadlineExceededError{}

	errNotPollable = errors.New("not pollable")
)

// A DeadlineExceededError is ErrDeadlineExceeded's type.
type DeadlineExceededError struct{}

func (*DeadlineExceededError) Error() string   { return "i/o timeout" }
func (*DeadlineExceededError) Timeout() bool   { return true }
func (*DeadlineExceededError) Temporary() bool { return true }

// closedBit is set in FD.state by Close; the bits below count calls under way.
const closedBit = 1 << 31

// maxRW bounds one read or write, as Linux does for itself at 2 GB.
const maxRW = 1 << 30

// An FD is an open descriptor. It must not be copied.
type FD struct {
	Sysfd int
	Quiet bool // Close leaves the descriptor open: it is somebody else's

	state atomic.Uint32
	block atomic.Bool    // set by SetBlocking
	pd    unsafe.Pointer // the runtime's pollDesc, nil if the descriptor blocks
	rmu   sync.Mutex     // one reader at once, where the poller is used
	wmu   sync.Mutex     // one writer likewise
	gone  chan struct{}  // closed once the descriptor is; made by Close
}

// Watch puts the descriptor, which must not block, into the poller. It fails
// with EPERM for what is always ready, such as regular files. Nobody may use f
// yet.
func (f *FD) Watch() error {
	pd, errno := pollOpen(uintptr(f.Sysfd))
	if errno != 0 {
		return syscall.Errno(errno)
	}
	f.pd = pd
	return nil
}

// Pollable reports whether the descriptor is in the poller.
func (f *FD) Pollable() bool { return f.pd != nil }

// Acquire keeps the descriptor open until Release; it fails with ErrClosed.
func (f *FD) Acquire() error {
	for {
		s := f.state.Load()
		if s&closedBit != 0 {
			return ErrClosed
		}
		if f.state.CompareAndSwap(s, s+1) {
			return nil
		}
	}
}

// Release undoes Acquire.
func (f *FD) Release() {
	if f.state.Add(^uint32(0)) == closedBit {
		f.destroy()
	}
}

// Closed reports whether Close was called.
func (f *FD) Closed() bool { return f.state.Load()&closedBit != 0 }

// destroy closes the descriptor: nobody uses it any more.
func (f *FD) destroy() error {
	if f.pd != nil {
		pollClose(f.pd)
		f.pd = nil
	}
	var err error
	if !f.Quiet {
		err = syscall.Close(f.Sysfd)
	}
	f.Sysfd = -1
	close(f.gone)
	return err
}

// Close ends the waits of others with ErrClosed, and closes the descriptor once
// they have left. It waits for that, unless they may be in a system call that
// blocks.
func (f *FD) Close() error {
	if err := f.Acquire(); err != nil {
		return err
	}
	gone := make(chan struct{})
	for {
		s := f.state.Load()
		if s&closedBit != 0 {
			f.Release()
			return ErrClosed
		}
		f.gone = gone
		if f.state.CompareAndSwap(s, s|closedBit) {
			break
		}
	}
	if f.pd != nil {
		pollUnblock(f.pd)
	}
	waits := f.pd != nil && !f.block.Load()
	if f.state.Add(^uint32(0)) == closedBit {
		return f.destroy()
	}
	if waits {
		<-gone
	}
	return nil
}

// problem turns a result of the poller into an error.
func problem(code int) error {
	switch code {
	case 0:
		return nil
	case 1:
		return ErrClosed
	case 2:
		return ErrDeadlineExceeded
	}
	return errNotPollable
}

// lock makes the caller the one that goes in a direction.
func (f *FD) lock(mode int) *sync.Mutex {
	if f.pd == nil {
		return nil // such calls may be side by side, and one that blocks must not keep the others off
	}
	mu := &f.rmu
	if mode == Write {
		mu = &f.wmu
	}
	mu.Lock()
	return mu
}

// Do calls op until it gives something else than EAGAIN or EINTR, and waits in
// between until the descriptor is ready.
func (f *FD) Do(mode int, op func(fd int) (int, error)) (int, error) {
	if err := f.Acquire(); err != nil {
		return 0, err
	}
	defer f.Release()
	if mu := f.lock(mode); mu != nil {
		defer mu.Unlock()
	}
	return f.do(mode, op)
}

// do is Do for callers that have the descriptor and the direction.
func (f *FD) do(mode int, op func(fd int) (int, error)) (int, error) {
	if f.pd != nil {
		if err := problem(pollReset(f.pd, mode)); err != nil {
			return 0, err
		}
	}
	for {
		n, err := op(f.Sysfd)
		if err == syscall.EINTR {
			continue
		}
		if err == syscall.EAGAIN && f.pd != nil {
			if err := problem(pollWait(f.pd, mode)); err != nil {
				return 0, err
			}
			continue
		}
		return n, err
	}
}

// Wait waits until the descriptor is ready in a direction.
func (f *FD) Wait(mode int) error {
	if err := f.Acquire(); err != nil {
		return err
	}
	defer f.Release()
	if f.pd == nil {
		return ErrNoDeadline
	}
	defer f.lock(mode).Unlock()
	return problem(pollWait(f.pd, mode))
}

// Read reads once, as soon as there is something. At the end it returns 0 and
// nil.
func (f *FD) Read(p []byte) (int, error) {
	if err := f.Acquire(); err != nil {
		return 0, err
	}
	defer f.Release()
	if mu := f.lock(Read); mu != nil {
		defer mu.Unlock()
	}
	if len(p) == 0 {
		return 0, nil
	}
	if len(p) > maxRW {
		p = p[:maxRW]
	}
	n, err := f.do(Read, func(fd int) (int, error) { return syscall.Read(fd, p) })
	return max(n, 0), err
}

// Write writes all of p, in as many calls as it takes.
func (f *FD) Write(p []byte) (n int, err error) {
	if err := f.Acquire(); err != nil {
		return 0, err
	}
	defer f.Release()
	if mu := f.lock(Write); mu != nil {
		defer mu.Unlock()
	}
	for {
		part := p[n:min(len(p), n+maxRW)]
		k, err := f.do(Write, func(fd int) (int, error) { return syscall.Write(fd, part) })
		if err != nil {
			return n, err
		}
		n += k
		if n == len(p) {
			return n, nil
		}
		if k == 0 {
			return n, io.ErrUnexpectedEOF
		}
	}
}

// SetDeadline sets the deadline of one or both directions to ns nanoseconds from
// now: 0 for none, negative for passed.
func (f *FD) SetDeadline(ns int64, mode int) error {
	if err := f.Acquire(); err != nil {
		return err
	}
	defer f.Release()
	if f.pd == nil {
		return ErrNoDeadline
	}
	pollSetDeadline(f.pd, ns, mode)
	return nil
}

// SetBlocking makes the descriptor block, for whoever is to use it by its
// number.
func (f *FD) SetBlocking() error {
	if err := f.Acquire(); err != nil {
		return err
	}
	defer f.Release()
	f.block.Store(true)
	return syscall.SetNonblock(f.Sysfd, false)
}

// RawConn is a descriptor for those who make their own system calls: what
// syscall.RawConn asks for.
type RawConn struct{ FD *FD }

// Control calls f with the descriptor, which stays open meanwhile.
func (c RawConn) Control(f func(fd uintptr)) error {
	if err := c.FD.Acquire(); err != nil {
		return err
	}
	defer c.FD.Release()
	f(uintptr(c.FD.Sysfd))
	return nil
}

// Read calls f until it returns true, and waits in between until there is
// something to read.
func (c RawConn) Read(f func(fd uintptr) bool) error { return c.repeat(Read, f) }

// Write is Read for writing.
func (c RawConn) Write(f func(fd uintptr) bool) error { return c.repeat(Write, f) }

func (c RawConn) repeat(mode int, f func(fd uintptr) bool) error {
	_, err := c.FD.Do(mode, func(fd int) (int, error) {
		if !f(uintptr(fd)) {
			if c.FD.pd == nil {
				return 0, ErrNoDeadline
			}
			return 0, syscall.EAGAIN
		}
		return 0, nil
	})
	return err
}
