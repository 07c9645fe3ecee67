package net

import (
	"internal/pollfd"
	"io"
	"syscall"
	"unsafe"
)

// eof is io.EOF under a name of its own: conn's methods have no other use of io.
var eof = io.EOF

// A rawConn is a socket for those who make their own system calls.
type rawConn struct {
	fd       *netFD
	listener bool // it can neither be read nor written
}

func (c rawConn) Control(f func(uintptr)) error {
	if err := (pollfd.RawConn{FD: &c.fd.pfd}).Control(f); err != nil {
		return c.fd.failHere("raw-control", problem("control", err))
	}
	return nil
}

func (c rawConn) Read(f func(uintptr) bool) error {
	if c.listener {
		return syscall.EINVAL
	}
	if err := (pollfd.RawConn{FD: &c.fd.pfd}).Read(f); err != nil {
		return c.fd.fail("raw-read", problem("read", err))
	}
	return nil
}

func (c rawConn) Write(f func(uintptr) bool) error {
	if c.listener {
		return syscall.EINVAL
	}
	if err := (pollfd.RawConn{FD: &c.fd.pfd}).Write(f); err != nil {
		return c.fd.fail("raw-write", problem("write", err))
	}
	return nil
}

// SyscallConn returns the connection for those who make their own system calls.
func (c *conn) SyscallConn() (syscall.RawConn, error) {
	if !c.ok() {
		return nil, syscall.EINVAL
	}
	return rawConn{fd: c.fd}, nil
}

// maxPieces is how many pieces of memory the system writes in one call.
const maxPieces = 1024

// writeBuffers writes pieces of memory, many in a system call.
func (c *conn) writeBuffers(v *Buffers) (n int64, err error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	var pieces []syscall.Iovec
	for len(*v) > 0 {
		pieces = pieces[:0]
		for _, b := range *v {
			if len(b) == 0 {
				continue
			}
			pieces = append(pieces, syscall.Iovec{Base: unsafe.SliceData(b), Len: uint64(len(b))})
			if len(pieces) == maxPieces {
				break
			}
		}
		if len(pieces) == 0 {
			*v = nil
			break
		}
		k, err := c.fd.pfd.Do(pollfd.Write, func(s int) (int, error) {
			k, _, errno := syscall.Syscall(syscall.SYS_WRITEV, uintptr(s), uintptr(unsafe.Pointer(unsafe.SliceData(pieces))), uintptr(len(pieces)))
			if errno != 0 {
				return 0, errno
			}
			return int(k), nil
		})
		n += int64(k)
		v.consume(int64(k))
		if err != nil {
			return n, c.fd.fail("writev", problem("writev", err))
		}
	}
	return n, nil
}
