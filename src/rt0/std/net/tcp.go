package net

import (
	"context"
	"errors"
	"internal/pollfd"
	"io"
	"os"
	"syscall"
	"time"
)

// A TCPConn is a connection by TCP.
type TCPConn struct{ conn }

// KeepAliveConfig says how a connection finds out that its peer has gone.
type KeepAliveConfig struct {
	Enable bool

	// Idle is how long nothing may come before a probe is sent, Interval the
	// time between probes, Count how many may stay without an answer. For 0
	// they are 15 s, 15 s and 9; negative ones leave the system's values.
	Idle     time.Duration
	Interval time.Duration
	Count    int
}

const (
	defaultKeepAlive      = 15 * time.Second
	defaultKeepAliveCount = 9

	protoMPTCP = 262
)

// newTCP returns a connection with the usual settings: small messages are not
// held back, and probes are sent. A negative idle is for no probes, unless
// config has them enabled.
func newTCP(fd *netFD, idle time.Duration, config KeepAliveConfig) *TCPConn {
	fd.setOption(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	if !config.Enable && idle >= 0 {
		config = KeepAliveConfig{Enable: true, Idle: idle}
	}
	c := &TCPConn{conn{fd}}
	if config.Enable {
		c.SetKeepAliveConfig(config)
	}
	return c
}

// set sets an option and wraps its error.
func (c *TCPConn) option(level, name, value int) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := c.fd.setOption(level, name, value); err != nil {
		return c.fd.fail("set", err)
	}
	return nil
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

// SetNoDelay says whether small messages go out at once, as they do from the
// beginning, and are not held back to be joined.
func (c *TCPConn) SetNoDelay(noDelay bool) error {
	return c.option(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, flag(noDelay))
}

// SetKeepAlive says whether probes are sent.
func (c *TCPConn) SetKeepAlive(keepalive bool) error {
	return c.option(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, flag(keepalive))
}

// seconds returns a duration rounded up to seconds, def for 0.
func seconds(d, def time.Duration) int {
	if d == 0 {
		d = def
	}
	return int((d + time.Second - 1) / time.Second)
}

// SetKeepAlivePeriod sets how long nothing may come before a probe is sent.
func (c *TCPConn) SetKeepAlivePeriod(d time.Duration) error {
	if d < 0 && c.ok() {
		return nil
	}
	return c.option(syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE, seconds(d, defaultKeepAlive))
}

// SetKeepAliveConfig sets all about probes.
func (c *TCPConn) SetKeepAliveConfig(config KeepAliveConfig) error {
	if err := c.SetKeepAlive(config.Enable); err != nil {
		return err
	}
	if config.Idle >= 0 {
		if err := c.option(syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE, seconds(config.Idle, defaultKeepAlive)); err != nil {
			return err
		}
	}
	if config.Interval >= 0 {
		if err := c.option(syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL, seconds(config.Interval, defaultKeepAlive)); err != nil {
			return err
		}
	}
	if config.Count < 0 {
		return nil
	}
	count := config.Count
	if count == 0 {
		count = defaultKeepAliveCount
	}
	return c.option(syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT, count)
}

// SetLinger says what Close does with bytes that are not sent yet: for a
// negative sec the system sends them later, for 0 they are dropped, else it
// waits that many seconds at most.
func (c *TCPConn) SetLinger(sec int) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	l := syscall.Linger{Onoff: int32(flag(sec >= 0)), Linger: int32(max(sec, 0))}
	err := c.fd.control("setsockopt", func(s int) error {
		return syscall.SetsockoptLinger(s, syscall.SOL_SOCKET, syscall.SO_LINGER, &l)
	})
	if err != nil {
		return c.fd.fail("set", err)
	}
	return nil
}

// CloseRead ends the connection in one direction, CloseWrite in the other.
func (c *TCPConn) CloseRead() error { return c.closeHalf(syscall.SHUT_RD) }

// CloseWrite tells the peer that no more will come.
func (c *TCPConn) CloseWrite() error { return c.closeHalf(syscall.SHUT_WR) }

func (c *conn) closeHalf(how int) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := c.fd.shutdown(how); err != nil {
		return c.fd.fail("close", err)
	}
	return nil
}

// MultipathTCP reports whether the connection uses several paths.
func (c *TCPConn) MultipathTCP() (bool, error) {
	if !c.ok() {
		return false, syscall.EINVAL
	}
	multi := false
	err := c.fd.control("getsockopt", func(s int) error {
		const levelMPTCP, info = 284, 1
		proto, err := syscall.GetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_PROTOCOL)
		if err != nil || proto != protoMPTCP {
			return err
		}
		_, err = syscall.GetsockoptInt(s, levelMPTCP, info)
		multi = err != syscall.EOPNOTSUPP && err != syscall.ENOPROTOOPT // else it has fallen back to plain TCP
		return nil
	})
	return multi, err
}

// plainConn is a connection without ReadFrom, plainReader one without WriteTo.
type (
	plainConn   struct{ io.Writer }
	plainReader struct{ io.Reader }
)

// ReadFrom writes what r has, until its end. Files go through the system without
// being read.
func (c *TCPConn) ReadFrom(r io.Reader) (n int64, err error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	if n, err, done := c.sendFile(r); done {
		if err != nil {
			err = c.fd.fail("readfrom", err)
		}
		return n, err
	}
	n, err = io.Copy(plainConn{c}, r)
	if err != nil && err != io.EOF {
		err = c.fd.fail("readfrom", err)
	}
	return n, err
}

// openFile is an *os.File, also one without WriteTo, as os hands to io.Copy.
type openFile interface {
	Stat() (os.FileInfo, error)
	SyscallConn() (syscall.RawConn, error)
}

// sendFile sends a file, or the beginning of one; done is false when r is none.
func (c *TCPConn) sendFile(r io.Reader) (sent int64, err error, done bool) {
	left := int64(1<<63 - 1)
	limited, isLimited := r.(*io.LimitedReader)
	if isLimited {
		left, r = limited.N, limited.R
		if left <= 0 {
			return 0, nil, true
		}
	}
	f, ok := r.(openFile)
	if !ok {
		return 0, nil, false
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return 0, nil, false
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return 0, nil, false
	}
	const most = 1 << 30
	done = true
	errFile := raw.Control(func(from uintptr) {
		for left > 0 {
			var k int
			k, err = c.fd.pfd.Do(pollfd.Write, func(s int) (int, error) {
				return syscall.Sendfile(s, int(from), nil, int(min(left, most)))
			})
			if err != nil || k <= 0 {
				break
			}
			sent += int64(k)
			left -= int64(k)
		}
	})
	if sent == 0 && (err == syscall.EINVAL || err == syscall.ENOSYS || err == syscall.EOPNOTSUPP) {
		return 0, nil, false
	}
	if err == nil {
		err = errFile
	}
	if isLimited {
		limited.N = left
	}
	return sent, problem("sendfile", err), done
}

// WriteTo writes what comes to w, until the peer ends.
func (c *TCPConn) WriteTo(w io.Writer) (int64, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := io.Copy(w, plainReader{c})
	if err != nil && err != io.EOF {
		err = c.fd.fail("writeto", err)
	}
	return n, err
}

// ---- dialing and listening

// dialTCP connects; d has the settings, nil for the usual.
func dialTCP(ctx context.Context, d *Dialer, network string, laddr, raddr *TCPAddr, ctl control) (*TCPConn, error) {
	r := &request{network: network, kind: syscall.SOCK_STREAM, raddr: raddr, addr: tcpAddr, control: ctl}
	if laddr != nil {
		r.laddr = laddr
	}
	protos := []int{0}
	if d != nil && d.multipath {
		protos = []int{protoMPTCP, 0}
	}
	var fd *netFD
	var err error
	for _, r.proto = range protos {
		fd, err = r.internet(ctx)
		// A socket may get the very port that it connects to, and be its own
		// peer; and none may be free for a moment.
		for i := 0; i < 2 && (laddr == nil || laddr.Port == 0) && (ownPeer(fd, err) || errors.Is(err, syscall.EADDRNOTAVAIL)); i++ {
			if err == nil {
				fd.close()
			}
			fd, err = r.internet(ctx)
		}
		if !noMultipath(err) {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	if d == nil {
		return newTCP(fd, defaultKeepAlive, KeepAliveConfig{}), nil
	}
	return newTCP(fd, d.KeepAlive, d.KeepAliveConfig), nil
}

// noMultipath reports whether the system has no multipath TCP.
func noMultipath(err error) bool {
	var call *os.SyscallError
	return errors.As(err, &call) && call.Syscall == "socket"
}

// ownPeer reports whether a socket is connected to itself.
func ownPeer(fd *netFD, err error) bool {
	if err != nil || fd.laddr == nil || fd.raddr == nil {
		return false
	}
	l, r := fd.laddr.(*TCPAddr), fd.raddr.(*TCPAddr)
	return l.Port == r.Port && l.IP.Equal(r.IP)
}

// DialTCP connects to an address, from an own one unless that is nil. network is
// "tcp", "tcp4" or "tcp6".
func DialTCP(network string, laddr, raddr *TCPAddr) (*TCPConn, error) {
	return tcpDialed(context.Background(), nil, network, laddr, raddr)
}

func tcpDialed(ctx context.Context, d *Dialer, network string, laddr, raddr *TCPAddr) (*TCPConn, error) {
	switch network {
	case "tcp", "tcp4", "tcp6":
	default:
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Addr: raddr.op(), Err: UnknownNetworkError(network)}
	}
	if raddr == nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Err: errMissingAddress}
	}
	c, err := dialTCP(ctx, d, network, laddr, raddr, d.asked())
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Addr: raddr.op(), Err: err}
	}
	return c, nil
}

// A TCPListener is where TCP connections come.
type TCPListener struct {
	fd     *netFD
	config ListenConfig
}

// listenTCP listens.
func listenTCP(ctx context.Context, config ListenConfig, network string, laddr *TCPAddr) (*TCPListener, error) {
	r := &request{network: network, kind: syscall.SOCK_STREAM, laddr: laddr, addr: tcpAddr, control: config.asked()}
	protos := []int{0}
	if config.MultipathTCP() {
		protos = []int{protoMPTCP, 0}
	}
	var fd *netFD
	var err error
	for _, r.proto = range protos {
		if fd, err = r.internet(ctx); !noMultipath(err) {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	return &TCPListener{fd, config}, nil
}

// ListenTCP listens on an own address: without an IP on all, without a port on
// one that is free.
func ListenTCP(network string, laddr *TCPAddr) (*TCPListener, error) {
	switch network {
	case "tcp", "tcp4", "tcp6":
	default:
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.op(), Err: UnknownNetworkError(network)}
	}
	if laddr == nil {
		laddr = &TCPAddr{}
	}
	l, err := listenTCP(context.Background(), ListenConfig{}, network, laddr)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr, Err: err}
	}
	return l, nil
}

func (l *TCPListener) ok() bool { return l != nil && l.fd != nil }

// AcceptTCP waits for the next connection; Accept returns it as a Conn.
func (l *TCPListener) AcceptTCP() (*TCPConn, error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	fd, err := l.fd.accept(tcpAddr)
	if err != nil {
		return nil, l.fd.failHere("accept", err)
	}
	return newTCP(fd, l.config.KeepAlive, l.config.KeepAliveConfig), nil
}

// Accept waits for the next connection.
func (l *TCPListener) Accept() (Conn, error) {
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Close ends listening, and what waits in Accept.
func (l *TCPListener) Close() error {
	if !l.ok() {
		return syscall.EINVAL
	}
	if err := l.fd.close(); err != nil {
		return l.fd.failHere("close", err)
	}
	return nil
}

// Addr returns the address, a *TCPAddr.
func (l *TCPListener) Addr() Addr { return l.fd.laddr }

// SetDeadline sets a time after which Accept fails; the zero time is never.
func (l *TCPListener) SetDeadline(t time.Time) error {
	if !l.ok() {
		return syscall.EINVAL
	}
	return l.fd.setDeadline(t, pollfd.Both)
}

// File returns a file of a copy of the descriptor.
func (l *TCPListener) File() (f *os.File, err error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	if f, err = l.fd.dup(); err != nil {
		return nil, l.fd.failHere("file", err)
	}
	return f, nil
}

// SyscallConn returns the listener for those who set options of their own.
func (l *TCPListener) SyscallConn() (syscall.RawConn, error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	return rawConn{fd: l.fd, listener: true}, nil
}
