package net

import (
	"errors"
	"os"
	"syscall"
)

// fileAddr is a file's name in an error.
type fileAddr string

func (fileAddr) Network() string  { return "file+net" }
func (a fileAddr) String() string { return string(a) }

// fileFD returns a socket that is a copy of a file's.
func fileFD(f *os.File) (*netFD, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	s := -1
	var errno syscall.Errno
	err = raw.Control(func(fd uintptr) {
		var copied uintptr
		copied, _, errno = syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_DUPFD_CLOEXEC, 0)
		s = int(copied)
	})
	if err != nil {
		return nil, err
	}
	if errno != 0 {
		return nil, os.NewSyscallError("fcntl", errno)
	}
	fd, err := socketFD(s)
	if err != nil {
		syscall.Close(s)
	}
	return fd, err
}

// socketFD asks the system what a socket is.
func socketFD(s int) (*netFD, error) {
	if err := syscall.SetNonblock(s, true); err != nil {
		return nil, os.NewSyscallError("setnonblock", err)
	}
	kind, err := syscall.GetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_TYPE)
	if err != nil {
		return nil, os.NewSyscallError("getsockopt", err)
	}
	own, _ := syscall.Getsockname(s)
	peer, _ := syscall.Getpeername(s)
	fd := newFD(s, syscall.AF_UNSPEC, kind, "")
	var addr func(syscall.Sockaddr) Addr
	switch own.(type) {
	case *syscall.SockaddrInet4, *syscall.SockaddrInet6:
		fd.family = syscall.AF_INET
		if _, six := own.(*syscall.SockaddrInet6); six {
			fd.family = syscall.AF_INET6
		}
		switch kind {
		case syscall.SOCK_STREAM:
			fd.net, addr = "tcp", tcpAddr
		case syscall.SOCK_DGRAM:
			fd.net, addr = "udp", udpAddr
		case syscall.SOCK_RAW:
			fd.net, addr = "ip", ipAddr
		}
	case *syscall.SockaddrUnix:
		fd.family = syscall.AF_UNIX
		switch kind {
		case syscall.SOCK_STREAM:
			fd.net = "unix"
		case syscall.SOCK_DGRAM:
			fd.net = "unixgram"
		case syscall.SOCK_SEQPACKET:
			fd.net = "unixpacket"
		}
		addr = unixAddr(fd.net)
	}
	if fd.net == "" {
		return nil, syscall.EPROTONOSUPPORT
	}
	if err := fd.watch(); err != nil {
		return nil, err
	}
	fd.connected = peer != nil
	fd.setAddrs(addr(own), addr(peer))
	return fd, nil
}

func fileError(f *os.File, err error) error {
	return &OpError{Op: "file", Net: "file+net", Addr: fileAddr(f.Name()), Err: err}
}

// FileConn returns a connection that is a copy of an open file's: closing one
// leaves the other.
func FileConn(f *os.File) (Conn, error) {
	fd, err := fileFD(f)
	if err != nil {
		return nil, fileError(f, err)
	}
	switch fd.laddr.(type) {
	case *TCPAddr:
		return newTCP(fd, defaultKeepAlive, KeepAliveConfig{}), nil
	case *UDPAddr:
		return &UDPConn{conn{fd}}, nil
	case *IPAddr:
		return &IPConn{conn{fd}}, nil
	case *UnixAddr:
		return &UnixConn{conn{fd}}, nil
	}
	fd.close()
	return nil, fileError(f, syscall.EINVAL)
}

// FileListener returns a listener that is a copy of an open file's.
func FileListener(f *os.File) (Listener, error) {
	fd, err := fileFD(f)
	if err != nil {
		return nil, fileError(f, err)
	}
	switch addr := fd.laddr.(type) {
	case *TCPAddr:
		return &TCPListener{fd: fd}, nil
	case *UnixAddr:
		return &UnixListener{fd: fd, path: addr.Name}, nil
	}
	fd.close()
	return nil, fileError(f, syscall.EINVAL)
}

// FilePacketConn returns a connection for messages that is a copy of an open
// file's.
func FilePacketConn(f *os.File) (PacketConn, error) {
	c, err := FileConn(f)
	if err != nil {
		return nil, err
	}
	if p, ok := c.(PacketConn); ok {
		return p, nil
	}
	return nil, fileError(f, errors.Join(syscall.EINVAL, c.Close()))
}
