// Package net is networks for programs: TCP, UDP, raw IP and local sockets,
// their addresses, and names.
//
// What there is: net.go (what connections and addresses are), errors.go;
// addresses: ip.go, mac.go, hostport.go, endpoints.go; sockets: fd.go (one of
// them, in the runtime's poller), socket.go (made and bound), tcp.go, udp.go,
// iprawsock.go, unix.go, file.go, rawconn.go; dial.go and listen.go (by names of
// networks and addresses); names: lookup.go, hosts.go, ports.go, resolvconf.go,
// dnsclient.go, dnsmessage.go, addrselect.go; pipe.go, interfaces.go.
//
// A goroutine that waits for a socket takes no thread: it sleeps until the
// poller (internal/pollfd) says that the socket is ready, closed, or late.
package net

import (
	"io"
	"time"
)

// An Addr is the address of one end.
type Addr interface {
	Network() string // "tcp", "udp" and so on
	String() string  // "192.0.2.1:25", "[2001:db8::1]:80", "/run/socket"
}

// A Conn is a connection for streams of bytes. Its methods may be called from
// several goroutines.
//
// A deadline is a time after which reads or writes fail with an error that
// wraps os.ErrDeadlineExceeded, those under way included; the zero time is
// never. Close ends what others wait for.
type Conn interface {
	Read(b []byte) (n int, err error)
	Write(b []byte) (n int, err error)
	Close() error
	LocalAddr() Addr
	RemoteAddr() Addr
	SetDeadline(t time.Time) error
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// A PacketConn is a connection for messages, each with an address.
type PacketConn interface {
	ReadFrom(p []byte) (n int, addr Addr, err error)
	WriteTo(p []byte, addr Addr) (n int, err error)
	Close() error
	LocalAddr() Addr
	SetDeadline(t time.Time) error
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// A Listener is where others connect to.
type Listener interface {
	Accept() (Conn, error)
	Close() error
	Addr() Addr
}

// Buffers is bytes in several pieces, which a connection writes with as few
// system calls as it can.
type Buffers [][]byte

// buffersWriter is a connection that can do so.
type buffersWriter interface {
	writeBuffers(*Buffers) (int64, error)
}

// WriteTo writes all pieces, and takes out what was written.
func (v *Buffers) WriteTo(w io.Writer) (n int64, err error) {
	if w, ok := w.(buffersWriter); ok {
		return w.writeBuffers(v)
	}
	for _, b := range *v {
		k, err := w.Write(b)
		n += int64(k)
		if err != nil {
			v.consume(n)
			return n, err
		}
	}
	v.consume(n)
	return n, nil
}

// Read reads from the pieces, and takes out what was read.
func (v *Buffers) Read(p []byte) (n int, err error) {
	for _, b := range *v {
		n += copy(p[n:], b)
		if n == len(p) {
			break
		}
	}
	v.consume(int64(n))
	if len(*v) == 0 {
		err = io.EOF
	}
	return n, err
}

// consume takes the first n bytes out.
func (v *Buffers) consume(n int64) {
	for len(*v) > 0 {
		if first := int64(len((*v)[0])); n < first {
			(*v)[0] = (*v)[0][n:]
			return
		} else {
			n -= first
		}
		(*v)[0] = nil
		*v = (*v)[1:]
	}
}
