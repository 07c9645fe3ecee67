package net

import (
	"context"
	"internal/pollfd"
	"os"
	"runtime"
	"syscall"
	"time"
)

// A netFD is a socket. What it is connected to is set before others see it and
// does not change.
type netFD struct {
	pfd       pollfd.FD
	family    int
	kind      int // SOCK_STREAM and so on
	net       string
	connected bool
	laddr     Addr
	raddr     Addr
}

// newFD returns a socket's netFD, not yet in the poller.
func newFD(sysfd, family, kind int, network string) *netFD {
	fd := &netFD{family: family, kind: kind, net: network}
	fd.pfd.Sysfd = sysfd
	return fd
}

// watch puts the socket into the poller.
func (fd *netFD) watch() error { return problem("epoll_ctl", fd.pfd.Watch()) }

// setAddrs says what the socket's ends are. From now on the collector closes it
// when nobody has it any more.
func (fd *netFD) setAddrs(laddr, raddr Addr) {
	fd.laddr, fd.raddr = laddr, raddr
	runtime.SetFinalizer(fd, (*netFD).close)
}

func (fd *netFD) close() error {
	runtime.SetFinalizer(fd, nil)
	return problem("close", fd.pfd.Close())
}

// name is the name of the file that File returns.
func (fd *netFD) name() string {
	text := func(a Addr) string {
		if a == nil {
			return ""
		}
		return a.String()
	}
	return fd.net + ":" + text(fd.laddr) + "->" + text(fd.raddr)
}

// fail wraps an error of an operation between the two ends.
func (fd *netFD) fail(op string, err error) error {
	return &OpError{Op: op, Net: fd.net, Source: fd.laddr, Addr: fd.raddr, Err: err}
}

// failHere wraps an error of an operation on the own end.
func (fd *netFD) failHere(op string, err error) error {
	return &OpError{Op: op, Net: fd.net, Addr: fd.laddr, Err: err}
}

// control calls f with the descriptor, which stays open meanwhile.
func (fd *netFD) control(call string, f func(s int) error) error {
	if err := fd.pfd.Acquire(); err != nil {
		return ErrClosed
	}
	defer fd.pfd.Release()
	return problem(call, f(fd.pfd.Sysfd))
}

// setOption sets an option that is a number.
func (fd *netFD) setOption(level, name, value int) error {
	return fd.control("setsockopt", func(s int) error { return syscall.SetsockoptInt(s, level, name, value) })
}

func (fd *netFD) shutdown(how int) error {
	return fd.control("shutdown", func(s int) error { return syscall.Shutdown(s, how) })
}

// connect connects the socket to an address and puts it into the poller. A
// context that ends meanwhile, or its deadline, ends the attempt.
func (fd *netFD) connect(ctx context.Context, to syscall.Sockaddr) (err error) {
	switch err := syscall.Connect(fd.pfd.Sysfd, to); err {
	case syscall.EINPROGRESS, syscall.EALREADY, syscall.EINTR:
	case nil, syscall.EISCONN:
		if ctx.Err() != nil {
			return mapErr(ctx.Err())
		}
		return fd.watch()
	default:
		return os.NewSyscallError("connect", err)
	}
	if err := fd.watch(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok {
		fd.pfd.SetDeadline(until(deadline), pollfd.Write)
		defer fd.pfd.SetDeadline(0, pollfd.Write)
	}
	if ctx.Done() != nil {
		ended := make(chan struct{})
		stop := context.AfterFunc(ctx, func() {
			fd.pfd.SetDeadline(-1, pollfd.Write)
			close(ended)
		})
		defer func() {
			if !stop() { // the context has ended: also when the connection stands
				<-ended
				if err == nil {
					err = mapErr(ctx.Err())
					fd.close()
				}
			}
		}()
	}
	for {
		if err := fd.pfd.Wait(pollfd.Write); err != nil {
			if ctx.Err() != nil {
				return mapErr(ctx.Err())
			}
			return problem("connect", err)
		}
		code, err := syscall.GetsockoptInt(fd.pfd.Sysfd, syscall.SOL_SOCKET, syscall.SO_ERROR)
		if err != nil {
			return os.NewSyscallError("getsockopt", err)
		}
		switch errno := syscall.Errno(code); errno {
		case syscall.EINPROGRESS, syscall.EALREADY, syscall.EINTR:
		case syscall.EISCONN:
			return nil
		case 0:
			if _, err := syscall.Getpeername(fd.pfd.Sysfd); err == nil {
				return nil // else it was woken too early
			}
		default:
			return os.NewSyscallError("connect", errno)
		}
	}
}

// accept returns the next connection to a socket that listens, in the poller and
// with its addresses.
func (fd *netFD) accept(addr func(syscall.Sockaddr) Addr) (*netFD, error) {
	var peer syscall.Sockaddr
	s, err := fd.pfd.Do(pollfd.Read, func(s int) (n int, err error) {
		for {
			n, peer, err = syscall.Accept4(s, syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
			if err != syscall.ECONNABORTED { // it has gone again before it was taken
				return n, err
			}
		}
	})
	if err != nil {
		return nil, problem("accept4", err)
	}
	c := newFD(s, fd.family, fd.kind, fd.net)
	if err := c.watch(); err != nil {
		syscall.Close(s)
		return nil, err
	}
	own, _ := syscall.Getsockname(s)
	c.connected = true
	c.setAddrs(addr(own), addr(peer))
	return c, nil
}

// dup returns a file of a copy of the descriptor.
func (fd *netFD) dup() (f *os.File, err error) {
	err = fd.control("fcntl", func(s int) error {
		copied, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(s), syscall.F_DUPFD_CLOEXEC, 0)
		if errno != 0 {
			return errno
		}
		f = os.NewFile(copied, fd.name())
		return nil
	})
	return f, err
}

// ---- messages with addresses

func (fd *netFD) readFrom(p []byte) (n int, from syscall.Sockaddr, err error) {
	n, err = fd.pfd.Do(pollfd.Read, func(s int) (n int, err error) {
		n, from, err = syscall.Recvfrom(s, p, 0)
		return n, err
	})
	return max(n, 0), from, problem("recvfrom", err)
}

func (fd *netFD) readMsg(p, oob []byte, flags int) (n, oobn, got int, from syscall.Sockaddr, err error) {
	n, err = fd.pfd.Do(pollfd.Read, func(s int) (n int, err error) {
		n, oobn, got, from, err = syscall.Recvmsg(s, p, oob, flags)
		return n, err
	})
	return max(n, 0), oobn, got, from, problem("recvmsg", err)
}

func (fd *netFD) writeTo(p []byte, to syscall.Sockaddr) (int, error) {
	_, err := fd.pfd.Do(pollfd.Write, func(s int) (int, error) { return 0, syscall.Sendto(s, p, 0, to) })
	if err != nil {
		return 0, problem("sendto", err)
	}
	return len(p), nil
}

func (fd *netFD) writeMsg(p, oob []byte, to syscall.Sockaddr) (n, oobn int, err error) {
	n, err = fd.pfd.Do(pollfd.Write, func(s int) (int, error) { return syscall.SendmsgN(s, p, oob, to, 0) })
	if err != nil {
		return n, 0, problem("sendmsg", err)
	}
	return n, len(oob), nil
}

// ---- deadlines

// until returns how many nanoseconds a time is away, as the poller wants it:
// never 0, and negative when it has passed.
func until(t time.Time) int64 {
	if d := int64(time.Until(t)); d > 0 {
		return d
	}
	return -1
}

func (fd *netFD) setDeadline(t time.Time, mode int) error {
	ns := int64(0)
	if !t.IsZero() {
		ns = until(t)
	}
	return problem("set", fd.pfd.SetDeadline(ns, mode))
}

// ---- what all connections do

// conn is what TCPConn and the others have in common. Each is a pointer to a
// struct of nothing else.
type conn struct{ fd *netFD }

func (c *conn) ok() bool { return c != nil && c.fd != nil }

// Read reads what has come, at least a byte; io.EOF when no more will.
func (c *conn) Read(b []byte) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := c.fd.pfd.Read(b)
	if err != nil {
		return n, c.fd.fail("read", problem("read", err))
	}
	if n == 0 && len(b) > 0 && c.fd.kind != syscall.SOCK_DGRAM && c.fd.kind != syscall.SOCK_RAW {
		return 0, eof
	}
	return n, nil
}

// Write writes all of b.
func (c *conn) Write(b []byte) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := c.fd.pfd.Write(b)
	if err != nil {
		return n, c.fd.fail("write", problem("write", err))
	}
	return n, nil
}

// Close closes the connection.
func (c *conn) Close() error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := c.fd.close(); err != nil {
		return c.fd.fail("close", err)
	}
	return nil
}

// writeFailed returns the error of sending to an address, nil if there is none.
func (c *conn) writeFailed(to Addr, err error) error {
	if err == nil {
		return nil
	}
	return &OpError{Op: "write", Net: c.fd.net, Source: c.fd.laddr, Addr: to, Err: err}
}

// LocalAddr and RemoteAddr return the ends, nil for what is not known.
func (c *conn) LocalAddr() Addr {
	if !c.ok() {
		return nil
	}
	return c.fd.laddr
}

func (c *conn) RemoteAddr() Addr {
	if !c.ok() {
		return nil
	}
	return c.fd.raddr
}

// SetDeadline sets a time after which reads and writes fail.
func (c *conn) SetDeadline(t time.Time) error { return c.set(t, pollfd.Both) }

// SetReadDeadline sets a time after which reads fail.
func (c *conn) SetReadDeadline(t time.Time) error { return c.set(t, pollfd.Read) }

// SetWriteDeadline sets a time after which writes fail.
func (c *conn) SetWriteDeadline(t time.Time) error { return c.set(t, pollfd.Write) }

func (c *conn) set(t time.Time, mode int) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := c.fd.setDeadline(t, mode); err != nil {
		return c.fd.failHere("set", err)
	}
	return nil
}

// SetReadBuffer sets how many bytes the system keeps that have come.
func (c *conn) SetReadBuffer(bytes int) error { return c.setBuffer(syscall.SO_RCVBUF, bytes) }

// SetWriteBuffer sets how many bytes the system keeps that are to go.
func (c *conn) SetWriteBuffer(bytes int) error { return c.setBuffer(syscall.SO_SNDBUF, bytes) }

func (c *conn) setBuffer(option, bytes int) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := c.fd.setOption(syscall.SOL_SOCKET, option, bytes); err != nil {
		return c.fd.failHere("set", err)
	}
	return nil
}

// File returns a file of a copy of the descriptor: closing one leaves the other.
func (c *conn) File() (f *os.File, err error) {
	if !c.ok() {
		return nil, syscall.EINVAL
	}
	if f, err = c.fd.dup(); err != nil {
		return nil, c.fd.fail("file", err)
	}
	return f, nil
}
