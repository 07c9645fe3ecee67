package net

import (
	"context"
	"internal/pollfd"
	"os"
	"sync"
	"syscall"
	"time"
)

// A UnixConn is a connection by local sockets.
type UnixConn struct{ conn }

// unixKind returns the kind of sockets that a network's name means.
func unixKind(network string) (kind int, ok bool) {
	switch network {
	case "unix":
		return syscall.SOCK_STREAM, true
	case "unixgram":
		return syscall.SOCK_DGRAM, true
	case "unixpacket":
		return syscall.SOCK_SEQPACKET, true
	}
	return 0, false
}

// CloseRead ends the connection in one direction, CloseWrite in the other.
func (c *UnixConn) CloseRead() error { return c.closeHalf(syscall.SHUT_RD) }

// CloseWrite tells the peer that no more will come.
func (c *UnixConn) CloseWrite() error { return c.closeHalf(syscall.SHUT_WR) }

// ReadFromUnix receives a message and says from whom, nil for nobody with a name.
func (c *UnixConn) ReadFromUnix(b []byte) (int, *UnixAddr, error) {
	if !c.ok() {
		return 0, nil, syscall.EINVAL
	}
	n, from, err := c.fd.readFrom(b)
	if err != nil {
		return n, nil, c.fd.fail("read", err)
	}
	return n, c.named(from), nil
}

// named returns the address of a socket that has a name, nil for others.
func (c *UnixConn) named(sa syscall.Sockaddr) *UnixAddr {
	if sa, ok := sa.(*syscall.SockaddrUnix); ok && sa.Name != "" {
		return &UnixAddr{sa.Name, c.fd.net}
	}
	return nil
}

// ReadFrom is ReadFromUnix.
func (c *UnixConn) ReadFrom(b []byte) (int, Addr, error) {
	n, addr, err := c.ReadFromUnix(b)
	return n, addr.op(), err
}

// ReadMsgUnix receives a message with its control data: descriptors that come
// with it are closed when another program is started.
func (c *UnixConn) ReadMsgUnix(b, oob []byte) (n, oobn, flags int, addr *UnixAddr, err error) {
	if !c.ok() {
		return 0, 0, 0, nil, syscall.EINVAL
	}
	n, oobn, flags, from, err := c.fd.readMsg(b, oob, syscall.MSG_CMSG_CLOEXEC)
	if err != nil {
		return n, oobn, flags, nil, c.fd.fail("read", err)
	}
	return n, oobn, flags, c.named(from), nil
}

// to returns the socket's form of an address to send to.
func (c *UnixConn) to(addr *UnixAddr) (syscall.Sockaddr, error) {
	switch {
	case c.fd.connected:
		return nil, ErrWriteToConnected
	case addr == nil:
		return nil, errMissingAddress
	case addr.Net != c.fd.net:
		return nil, syscall.EAFNOSUPPORT
	}
	return &syscall.SockaddrUnix{Name: addr.Name}, nil
}

// WriteToUnix sends a message to an address.
func (c *UnixConn) WriteToUnix(b []byte, addr *UnixAddr) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n := 0
	sa, err := c.to(addr)
	if err == nil {
		n, err = c.fd.writeTo(b, sa)
	}
	return n, c.writeFailed(addr.op(), err)
}

// WriteTo is WriteToUnix for an address that must be a *UnixAddr.
func (c *UnixConn) WriteTo(b []byte, addr Addr) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	a, ok := addr.(*UnixAddr)
	if !ok {
		return 0, c.writeFailed(addr, syscall.EINVAL)
	}
	return c.WriteToUnix(b, a)
}

// WriteMsgUnix sends a message with control data; addr is nil for a connection
// that has its peer.
func (c *UnixConn) WriteMsgUnix(b, oob []byte, addr *UnixAddr) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	var sa syscall.Sockaddr
	switch {
	case c.fd.kind == syscall.SOCK_DGRAM && c.fd.connected && addr != nil:
		err = ErrWriteToConnected
	case addr != nil && addr.Net != c.fd.net:
		err = syscall.EAFNOSUPPORT
	case addr != nil:
		sa = &syscall.SockaddrUnix{Name: addr.Name}
	}
	if err == nil {
		n, oobn, err = c.fd.writeMsg(b, oob, sa)
	}
	return n, oobn, c.writeFailed(addr.op(), err)
}

// ---- dialing and listening

// unixSocket makes a local socket. One for messages may have no peer.
func unixSocket(ctx context.Context, network string, laddr, raddr *UnixAddr, dials bool, ctl control) (*netFD, error) {
	kind, ok := unixKind(network)
	if !ok {
		return nil, UnknownNetworkError(network)
	}
	r := &request{network: network, kind: kind, addr: unixAddr(network), control: ctl}
	if laddr != nil && !(dials && laddr.isWildcard()) {
		r.laddr = laddr
	}
	if raddr != nil && !(dials && raddr.isWildcard()) {
		r.raddr = raddr
	}
	if dials && r.raddr == nil && (kind != syscall.SOCK_DGRAM || r.laddr == nil) {
		return nil, errMissingAddress
	}
	return r.make(ctx, syscall.AF_UNIX, false)
}

func dialUnix(ctx context.Context, network string, laddr, raddr *UnixAddr, ctl control) (*UnixConn, error) {
	fd, err := unixSocket(ctx, network, laddr, raddr, true, ctl)
	if err != nil {
		return nil, err
	}
	return &UnixConn{conn{fd}}, nil
}

// DialUnix returns a connection to an address, from an own one unless that is
// nil.
func DialUnix(network string, laddr, raddr *UnixAddr) (*UnixConn, error) {
	return unixDialed(context.Background(), nil, network, laddr, raddr)
}

func unixDialed(ctx context.Context, d *Dialer, network string, laddr, raddr *UnixAddr) (*UnixConn, error) {
	if _, ok := unixKind(network); !ok {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Addr: raddr.op(), Err: UnknownNetworkError(network)}
	}
	c, err := dialUnix(ctx, network, laddr, raddr, d.asked())
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Addr: raddr.op(), Err: err}
	}
	return c, nil
}

// A UnixListener is where connections by local sockets come.
type UnixListener struct {
	fd     *netFD
	path   string
	unlink bool
	once   sync.Once
}

func listenUnix(ctx context.Context, network string, laddr *UnixAddr, ctl control) (*UnixListener, error) {
	fd, err := unixSocket(ctx, network, laddr, nil, false, ctl)
	if err != nil {
		return nil, err
	}
	path := ""
	if a, ok := fd.laddr.(*UnixAddr); ok {
		path = a.Name
	}
	return &UnixListener{fd: fd, path: path, unlink: true}, nil
}

// ListenUnix listens on a path; network is "unix" or "unixpacket".
func ListenUnix(network string, laddr *UnixAddr) (*UnixListener, error) {
	if network != "unix" && network != "unixpacket" {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.op(), Err: UnknownNetworkError(network)}
	}
	if laddr == nil {
		return nil, &OpError{Op: "listen", Net: network, Err: errMissingAddress}
	}
	l, err := listenUnix(context.Background(), network, laddr, nil)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr, Err: err}
	}
	return l, nil
}

func listenUnixgram(ctx context.Context, network string, laddr *UnixAddr, ctl control) (*UnixConn, error) {
	fd, err := unixSocket(ctx, network, laddr, nil, false, ctl)
	if err != nil {
		return nil, err
	}
	return &UnixConn{conn{fd}}, nil
}

// ListenUnixgram takes messages to a path; network is "unixgram".
func ListenUnixgram(network string, laddr *UnixAddr) (*UnixConn, error) {
	if network != "unixgram" {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.op(), Err: UnknownNetworkError(network)}
	}
	if laddr == nil {
		return nil, &OpError{Op: "listen", Net: network, Err: errMissingAddress}
	}
	c, err := listenUnixgram(context.Background(), network, laddr, nil)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr, Err: err}
	}
	return c, nil
}

func (l *UnixListener) ok() bool { return l != nil && l.fd != nil }

// AcceptUnix waits for the next connection; Accept returns it as a Conn.
func (l *UnixListener) AcceptUnix() (*UnixConn, error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	fd, err := l.fd.accept(unixAddr(l.fd.net))
	if err != nil {
		return nil, l.fd.failHere("accept", err)
	}
	return &UnixConn{conn{fd}}, nil
}

// Accept waits for the next connection.
func (l *UnixListener) Accept() (Conn, error) {
	c, err := l.AcceptUnix()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// SetUnlinkOnClose says whether Close removes the socket's file, as it does for
// one that this package has made.
func (l *UnixListener) SetUnlinkOnClose(unlink bool) { l.unlink = unlink }

// Close ends listening, and what waits in Accept. The file goes first, so that
// nobody finds it without a listener.
func (l *UnixListener) Close() error {
	if !l.ok() {
		return syscall.EINVAL
	}
	l.once.Do(func() {
		if l.unlink && l.path != "" && l.path[0] != '@' {
			syscall.Unlink(l.path)
		}
	})
	if err := l.fd.close(); err != nil {
		return l.fd.failHere("close", err)
	}
	return nil
}

// Addr returns the address, a *UnixAddr.
func (l *UnixListener) Addr() Addr { return l.fd.laddr }

// SetDeadline sets a time after which Accept fails; the zero time is never.
func (l *UnixListener) SetDeadline(t time.Time) error {
	if !l.ok() {
		return syscall.EINVAL
	}
	return l.fd.setDeadline(t, pollfd.Both)
}

// File returns a file of a copy of the descriptor.
func (l *UnixListener) File() (f *os.File, err error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	if f, err = l.fd.dup(); err != nil {
		return nil, l.fd.failHere("file", err)
	}
	return f, nil
}

// SyscallConn returns the listener for those who set options of their own.
func (l *UnixListener) SyscallConn() (syscall.RawConn, error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	return rawConn{fd: l.fd, listener: true}, nil
}
