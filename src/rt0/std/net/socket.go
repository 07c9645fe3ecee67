package net

import (
	"context"
	"os"
	"sync"
	"syscall"
)

// A control is what a Dialer's or ListenConfig's Control is called as: before
// the socket is bound or connected.
type control func(ctx context.Context, network, address string, c syscall.RawConn) error

// A request is what a socket is to be: raddr nil for one that listens or takes
// messages from all.
type request struct {
	network      string
	kind, proto  int      // SOCK_STREAM and so on
	laddr, raddr endpoint // nil: any, none
	addr         func(syscall.Sockaddr) Addr
	control      control
}

// What the machine's sockets can do.
type abilities struct{ four, six, mapped bool }

// able finds out once: IPv4, IPv6, and IPv4 over sockets for IPv6.
var able = sync.OnceValue(func() (a abilities) {
	bound := func(family int, sa syscall.Sockaddr, only int) bool {
		s, err := syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, syscall.IPPROTO_TCP)
		if err != nil {
			return false
		}
		defer syscall.Close(s)
		if family == syscall.AF_INET {
			return true
		}
		syscall.SetsockoptInt(s, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, only)
		return syscall.Bind(s, sa) == nil
	}
	a.four = bound(syscall.AF_INET, nil, 0)
	a.six = bound(syscall.AF_INET6, &syscall.SockaddrInet6{Addr: [16]byte{15: 1}}, 1)
	a.mapped = bound(syscall.AF_INET6, &syscall.SockaddrInet6{Addr: [16]byte{10: 0xff, 11: 0xff, 12: 127, 15: 1}}, 0)
	return a
})

// chosen returns the family of a request's socket, and whether it is to take
// IPv6 only: that of the network's name; for what listens on all addresses, IPv6
// that takes IPv4 too; else that of the addresses.
func (r *request) chosen() (family int, only bool) {
	switch r.network[len(r.network)-1] {
	case '4':
		return syscall.AF_INET, false
	case '6':
		return syscall.AF_INET6, true
	}
	if r.raddr == nil && (r.laddr == nil || r.laddr.isWildcard()) {
		if a := able(); a.mapped || !a.four {
			return syscall.AF_INET6, false
		}
		if r.laddr == nil {
			return syscall.AF_INET, false
		}
		return r.laddr.family(), false
	}
	if (r.laddr == nil || r.laddr.family() == syscall.AF_INET) && (r.raddr == nil || r.raddr.family() == syscall.AF_INET) {
		return syscall.AF_INET, false
	}
	return syscall.AF_INET6, false
}

// internet makes a socket for TCP, UDP or raw IP.
func (r *request) internet(ctx context.Context) (*netFD, error) {
	family, only := r.chosen()
	return r.make(ctx, family, only)
}

// make makes the socket and binds it, lets it listen or connects it.
func (r *request) make(ctx context.Context, family int, only bool) (*netFD, error) {
	s, err := syscall.Socket(family, r.kind|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, r.proto)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	if family == syscall.AF_INET6 && r.kind != syscall.SOCK_RAW {
		value := 0
		if only {
			value = 1
		}
		syscall.SetsockoptInt(s, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, value)
	}
	if err = syscall.SetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_BROADCAST, 1); err != nil {
		syscall.Close(s)
		return nil, os.NewSyscallError("setsockopt", err)
	}
	fd := newFD(s, family, r.kind, r.network)
	switch {
	case r.raddr != nil || r.laddr == nil:
		err = r.dial(ctx, fd)
	case r.kind == syscall.SOCK_DGRAM:
		err = r.receive(ctx, fd)
	case r.kind == syscall.SOCK_RAW:
		err = r.dial(ctx, fd)
	default:
		err = r.listen(ctx, fd)
	}
	if err != nil {
		fd.pfd.Close()
		return nil, err
	}
	return fd, nil
}

// ask calls the control function, if there is one.
func (r *request) ask(ctx context.Context, fd *netFD, address Addr) error {
	if r.control == nil {
		return nil
	}
	network := fd.net
	switch network {
	case "unix", "unixgram", "unixpacket":
	default:
		if last := network[len(network)-1]; last != '4' && last != '6' {
			if fd.family == syscall.AF_INET {
				network += "4"
			} else {
				network += "6"
			}
		}
	}
	text := ""
	if address != nil {
		text = address.String()
	}
	return r.control(ctx, network, text, rawConn{fd: fd})
}

// bind gives the socket its own address, if it is to have one.
func bind(fd *netFD, to endpoint) error {
	if to == nil {
		return nil
	}
	sa, err := to.sockaddr(fd.family)
	if err != nil || sa == nil {
		return err
	}
	return os.NewSyscallError("bind", syscall.Bind(fd.pfd.Sysfd, sa))
}

func (r *request) dial(ctx context.Context, fd *netFD) error {
	about := Addr(r.raddr)
	if r.raddr == nil && r.laddr != nil {
		about = r.laddr
	}
	if r.raddr == nil && r.laddr == nil {
		about = nil
	}
	if err := r.ask(ctx, fd, about); err != nil {
		return err
	}
	if err := bind(fd, r.laddr); err != nil {
		return err
	}
	if r.raddr != nil {
		to, err := r.raddr.sockaddr(fd.family)
		if err != nil {
			return err
		}
		if err := fd.connect(ctx, to); err != nil {
			return err
		}
		fd.connected = true
	} else if err := fd.watch(); err != nil {
		return err
	}
	own, _ := syscall.Getsockname(fd.pfd.Sysfd)
	peer, _ := syscall.Getpeername(fd.pfd.Sysfd)
	remote := r.addr(peer)
	if remote == nil && r.raddr != nil {
		remote = r.raddr
	}
	fd.setAddrs(r.addr(own), remote)
	return nil
}

// backlog is how many connections wait to be accepted at most.
var backlog = sync.OnceValue(func() int {
	data, err := os.ReadFile("/proc/sys/net/core/somaxconn")
	if n, _, ok := number(string(data)); err == nil && ok && n > 0 {
		return n
	}
	return syscall.SOMAXCONN
})

func (r *request) listen(ctx context.Context, fd *netFD) error {
	if err := syscall.SetsockoptInt(fd.pfd.Sysfd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return os.NewSyscallError("setsockopt", err)
	}
	if err := r.ask(ctx, fd, r.laddr); err != nil {
		return err
	}
	if err := bind(fd, r.laddr); err != nil {
		return err
	}
	if err := syscall.Listen(fd.pfd.Sysfd, backlog()); err != nil {
		return os.NewSyscallError("listen", err)
	}
	return r.ready(fd)
}

// receive binds a socket for messages. One of a multicast group shares its port,
// and is bound to all addresses: it has joined no group yet.
func (r *request) receive(ctx context.Context, fd *netFD) error {
	at := r.laddr
	if udp, ok := at.(*UDPAddr); ok && udp.IP != nil && udp.IP.IsMulticast() {
		if err := syscall.SetsockoptInt(fd.pfd.Sysfd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
		all := *udp
		all.IP = IPv6unspecified
		if fd.family == syscall.AF_INET {
			all.IP = IPv4zero
		}
		at = &all
	}
	if err := r.ask(ctx, fd, at); err != nil {
		return err
	}
	if err := bind(fd, at); err != nil {
		return err
	}
	return r.ready(fd)
}

// ready puts a socket without a peer into the poller.
func (r *request) ready(fd *netFD) error {
	if err := fd.watch(); err != nil {
		return err
	}
	own, _ := syscall.Getsockname(fd.pfd.Sysfd)
	fd.setAddrs(r.addr(own), nil)
	return nil
}

// number reads a decimal number at the beginning of s, and returns how long it
// is.
func number(s string) (n, length int, ok bool) {
	for length < len(s) && '0' <= s[length] && s[length] <= '9' {
		if n = n*10 + int(s[length]-'0'); n >= 0xffffff {
			return 0xffffff, length, false
		}
		length++
	}
	return n, length, length > 0
}
