package syscall

import "unsafe"

// Numbers of the system calls about sockets.
const (
	SYS_SENDFILE    = 40
	SYS_SOCKET      = 41
	SYS_CONNECT     = 42
	SYS_ACCEPT      = 43
	SYS_SENDTO      = 44
	SYS_RECVFROM    = 45
	SYS_SENDMSG     = 46
	SYS_RECVMSG     = 47
	SYS_SHUTDOWN    = 48
	SYS_BIND        = 49
	SYS_LISTEN      = 50
	SYS_GETSOCKNAME = 51
	SYS_GETPEERNAME = 52
	SYS_SOCKETPAIR  = 53
	SYS_SETSOCKOPT  = 54
	SYS_GETSOCKOPT  = 55
	SYS_SPLICE      = 275
	SYS_ACCEPT4     = 288
)

// Directions of Shutdown, and flags of messages.
const (
	SHUT_RD   = 0
	SHUT_WR   = 1
	SHUT_RDWR = 2

	MSG_OOB          = 0x1
	MSG_PEEK         = 0x2
	MSG_CTRUNC       = 0x8
	MSG_TRUNC        = 0x20
	MSG_DONTWAIT     = 0x40
	MSG_NOSIGNAL     = 0x4000
	MSG_CMSG_CLOEXEC = 0x40000000
)

// Iovec is a piece of memory to read into or write from.
type Iovec struct {
	Base *byte
	Len  uint64
}

// SetLen sets the piece's length.
func (v *Iovec) SetLen(n int) { v.Len = uint64(n) }

// Msghdr is a message with its address and control data.
type Msghdr struct {
	Name       *byte
	Namelen    uint32
	Pad_cgo_0  [4]byte
	Iov        *Iovec
	Iovlen     uint64
	Control    *byte
	Controllen uint64
	Flags      int32
	Pad_cgo_1  [4]byte
}

// SetControllen sets the length of the control data.
func (m *Msghdr) SetControllen(n int) { m.Controllen = uint64(n) }

// SocketDisableIPv6 makes Socket refuse IPv6.
var SocketDisableIPv6 bool

// Socket makes a socket.
func Socket(domain, typ, proto int) (fd int, err error) {
	if domain == AF_INET6 && SocketDisableIPv6 {
		return -1, EAFNOSUPPORT
	}
	return result(syscall6(SYS_SOCKET, uintptr(domain), uintptr(typ), uintptr(proto), 0, 0, 0))
}

// Socketpair makes two sockets that are connected.
func Socketpair(domain, typ, proto int) (fd [2]int, err error) {
	var pair [2]int32
	_, err = result(syscall6(SYS_SOCKETPAIR, uintptr(domain), uintptr(typ), uintptr(proto), uintptr(unsafe.Pointer(&pair)), 0, 0))
	return [2]int{int(pair[0]), int(pair[1])}, err
}

// addressCall makes a system call on a socket and an address.
func addressCall(num uintptr, fd int, sa Sockaddr) error {
	p, n, err := sa.sockaddr()
	if err != nil {
		return err
	}
	return call(num, uintptr(fd), uintptr(p), uintptr(n))
}

// Bind gives a socket its address, Connect its peer.
func Bind(fd int, sa Sockaddr) error    { return addressCall(SYS_BIND, fd, sa) }
func Connect(fd int, sa Sockaddr) error { return addressCall(SYS_CONNECT, fd, sa) }

// Listen makes a socket one that others may connect to.
func Listen(fd int, backlog int) error { return call(SYS_LISTEN, uintptr(fd), uintptr(backlog), 0) }

// Shutdown ends a connection in one direction or both.
func Shutdown(fd int, how int) error { return call(SYS_SHUTDOWN, uintptr(fd), uintptr(how), 0) }

// Accept takes a connection; Accept4 with flags for the new socket.
func Accept(fd int) (nfd int, sa Sockaddr, err error) { return Accept4(fd, 0) }

// Accept4 takes a connection.
func Accept4(fd int, flags int) (nfd int, sa Sockaddr, err error) {
	var raw RawSockaddrAny
	length := uint32(SizeofSockaddrAny)
	nfd, err = result(syscall6(SYS_ACCEPT4, uintptr(fd), uintptr(unsafe.Pointer(&raw)), uintptr(unsafe.Pointer(&length)), uintptr(flags), 0, 0))
	if err != nil {
		return -1, nil, err
	}
	if sa, err = address(&raw, length); err != nil {
		Close(nfd)
		return -1, nil, err
	}
	return nfd, sa, nil
}

// nameCall asks for one of a socket's addresses.
func nameCall(num uintptr, fd int) (Sockaddr, error) {
	var raw RawSockaddrAny
	length := uint32(SizeofSockaddrAny)
	if err := call(num, uintptr(fd), uintptr(unsafe.Pointer(&raw)), uintptr(unsafe.Pointer(&length))); err != nil {
		return nil, err
	}
	return address(&raw, length)
}

// Getsockname returns a socket's own address, Getpeername its peer's.
func Getsockname(fd int) (sa Sockaddr, err error) { return nameCall(SYS_GETSOCKNAME, fd) }
func Getpeername(fd int) (sa Sockaddr, err error) { return nameCall(SYS_GETPEERNAME, fd) }

// ---- messages

func start(p []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(p))) }

func recvfrom(fd int, p []byte, flags int, raw *RawSockaddrAny, length *uint32) (int, error) {
	*length = SizeofSockaddrAny
	return result(syscall6(SYS_RECVFROM, uintptr(fd), start(p), uintptr(len(p)), uintptr(flags),
		uintptr(unsafe.Pointer(raw)), uintptr(unsafe.Pointer(length))))
}

// Recvfrom receives a message; from is nil when the socket is connected.
func Recvfrom(fd int, p []byte, flags int) (n int, from Sockaddr, err error) {
	var raw RawSockaddrAny
	var length uint32
	if n, err = recvfrom(fd, p, flags, &raw, &length); err != nil {
		return -1, nil, err
	}
	if raw.Addr.Family != AF_UNSPEC {
		from, err = address(&raw, length)
	}
	return n, from, err
}

func recvfromInet4(fd int, p []byte, flags int, from *SockaddrInet4) (int, error) {
	var raw RawSockaddrAny
	var length uint32
	n, err := recvfrom(fd, p, flags, &raw, &length)
	if err == nil {
		from.inet4(&raw)
	}
	return n, err
}

func recvfromInet6(fd int, p []byte, flags int, from *SockaddrInet6) (n int, err error) {
	var raw RawSockaddrAny
	var length uint32
	if n, err = recvfrom(fd, p, flags, &raw, &length); err == nil {
		from.inet6(&raw)
	}
	return n, err
}

// Sendto sends a message to an address.
func Sendto(fd int, p []byte, flags int, to Sockaddr) (err error) {
	var at unsafe.Pointer
	var n uint32
	if to != nil {
		if at, n, err = to.sockaddr(); err != nil {
			return err
		}
	}
	_, err = result(syscall6(SYS_SENDTO, uintptr(fd), start(p), uintptr(len(p)), uintptr(flags), uintptr(at), uintptr(n)))
	return err
}

func sendtoInet4(fd int, p []byte, flags int, to *SockaddrInet4) (err error) {
	return Sendto(fd, p, flags, to)
}

func sendtoInet6(fd int, p []byte, flags int, to *SockaddrInet6) (err error) {
	return Sendto(fd, p, flags, to)
}

// filled returns a message with these bytes. Control data needs at least one
// byte of the other: one is the caller's spare, when send or receive has none.
func filled(p, oob []byte, iov *Iovec, spare *byte, stream bool) (msg Msghdr) {
	if len(p) > 0 {
		iov.Base, iov.Len = &p[0], uint64(len(p))
	}
	if len(oob) > 0 {
		if len(p) == 0 && stream {
			iov.Base, iov.Len = spare, 1
		}
		msg.Control, msg.Controllen = &oob[0], uint64(len(oob))
	}
	msg.Iov, msg.Iovlen = iov, 1
	return msg
}

// isStream reports whether a socket's bytes have no bounds of messages.
func isStream(fd int) bool {
	kind, err := GetsockoptInt(fd, SOL_SOCKET, SO_TYPE)
	return err == nil && kind != SOCK_DGRAM
}

func recvmsg(fd int, p, oob []byte, flags int, raw *RawSockaddrAny, length *uint32) (n, oobn int, recvflags int, err error) {
	var iov Iovec
	var spare byte
	msg := filled(p, oob, &iov, &spare, len(p) == 0 && len(oob) > 0 && isStream(fd))
	msg.Name, msg.Namelen = (*byte)(unsafe.Pointer(raw)), SizeofSockaddrAny
	if n, err = result(syscall6(SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&msg)), uintptr(flags), 0, 0, 0)); err != nil {
		return n, 0, 0, err
	}
	*length = msg.Namelen
	return n, int(msg.Controllen), int(msg.Flags), nil
}

// Recvmsg receives a message and its control data.
func Recvmsg(fd int, p, oob []byte, flags int) (n, oobn int, recvflags int, from Sockaddr, err error) {
	var raw RawSockaddrAny
	var length uint32
	n, oobn, recvflags, err = recvmsg(fd, p, oob, flags, &raw, &length)
	if err == nil && raw.Addr.Family != AF_UNSPEC {
		from, err = address(&raw, length)
	}
	return
}

func recvmsgInet4(fd int, p, oob []byte, flags int, from *SockaddrInet4) (n, oobn int, recvflags int, err error) {
	var raw RawSockaddrAny
	var length uint32
	if n, oobn, recvflags, err = recvmsg(fd, p, oob, flags, &raw, &length); err == nil {
		from.inet4(&raw)
	}
	return
}

func recvmsgInet6(fd int, p, oob []byte, flags int, from *SockaddrInet6) (n, oobn int, recvflags int, err error) {
	var raw RawSockaddrAny
	var length uint32
	if n, oobn, recvflags, err = recvmsg(fd, p, oob, flags, &raw, &length); err == nil {
		from.inet6(&raw)
	}
	return
}

// Sendmsg sends a message with control data.
func Sendmsg(fd int, p, oob []byte, to Sockaddr, flags int) (err error) {
	_, err = SendmsgN(fd, p, oob, to, flags)
	return err
}

// SendmsgN is Sendmsg, and returns how many bytes of p were sent.
func SendmsgN(fd int, p, oob []byte, to Sockaddr, flags int) (n int, err error) {
	var iov Iovec
	var spare byte
	msg := filled(p, oob, &iov, &spare, len(p) == 0 && len(oob) > 0 && isStream(fd))
	if to != nil {
		at, length, err := to.sockaddr()
		if err != nil {
			return 0, err
		}
		msg.Name, msg.Namelen = (*byte)(at), length
	}
	if n, err = result(syscall6(SYS_SENDMSG, uintptr(fd), uintptr(unsafe.Pointer(&msg)), uintptr(flags), 0, 0, 0)); err != nil {
		return 0, err
	}
	if len(p) == 0 {
		n = 0 // the spare byte
	}
	return n, nil
}

func sendmsgNInet4(fd int, p, oob []byte, to *SockaddrInet4, flags int) (n int, err error) {
	return SendmsgN(fd, p, oob, to, flags)
}

func sendmsgNInet6(fd int, p, oob []byte, to *SockaddrInet6, flags int) (n int, err error) {
	return SendmsgN(fd, p, oob, to, flags)
}

// Sendfile copies count bytes of a file to a socket, from *offset on, which it
// moves.
func Sendfile(outfd int, infd int, offset *int64, count int) (written int, err error) {
	return result(syscall6(SYS_SENDFILE, uintptr(outfd), uintptr(infd), uintptr(unsafe.Pointer(offset)), uintptr(count), 0, 0))
}

// Splice moves bytes between two descriptors, one of them a pipe.
func Splice(rfd int, roff *int64, wfd int, woff *int64, len int, flags int) (n int64, err error) {
	moved, err := result(syscall6(SYS_SPLICE, uintptr(rfd), uintptr(unsafe.Pointer(roff)), uintptr(wfd), uintptr(unsafe.Pointer(woff)),
		uintptr(len), uintptr(flags)))
	return int64(moved), err
}
