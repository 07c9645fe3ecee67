package syscall

import "unsafe"

// Levels and names of socket options.
const (
	SOL_SOCKET   = 1
	IPPROTO_IP   = 0
	IPPROTO_ICMP = 1
	IPPROTO_TCP  = 6
	IPPROTO_UDP  = 17
	IPPROTO_IPV6 = 41

	SO_REUSEADDR = 2
	SO_TYPE      = 3
	SO_ERROR     = 4
	SO_DONTROUTE = 5
	SO_BROADCAST = 6
	SO_SNDBUF    = 7
	SO_RCVBUF    = 8
	SO_KEEPALIVE = 9
	SO_LINGER    = 13
	SO_RCVTIMEO  = 20
	SO_SNDTIMEO  = 21
	SO_PROTOCOL  = 38

	TCP_NODELAY   = 1
	TCP_KEEPIDLE  = 4
	TCP_KEEPINTVL = 5
	TCP_KEEPCNT   = 6
	TCP_INFO      = 11

	IP_TOS             = 1
	IP_TTL             = 2
	IP_MULTICAST_IF    = 32
	IP_MULTICAST_TTL   = 33
	IP_MULTICAST_LOOP  = 34
	IP_ADD_MEMBERSHIP  = 35
	IP_DROP_MEMBERSHIP = 36

	IPV6_UNICAST_HOPS   = 16
	IPV6_MULTICAST_IF   = 17
	IPV6_MULTICAST_HOPS = 18
	IPV6_MULTICAST_LOOP = 19
	IPV6_JOIN_GROUP     = 20
	IPV6_LEAVE_GROUP    = 21
	IPV6_V6ONLY         = 26

	F_SETPIPE_SZ = 1031
	TIOCSPGRP    = 0x5410
)

// Linger says whether and how many seconds a close waits for unsent bytes.
type Linger struct {
	Onoff  int32
	Linger int32
}

// IPMreq names a multicast group and an interface by its address.
type IPMreq struct {
	Multiaddr [4]byte
	Interface [4]byte
}

// IPMreqn is IPMreq with the interface's number.
type IPMreqn struct {
	Multiaddr [4]byte
	Address   [4]byte
	Ifindex   int32
}

// IPv6Mreq names an IPv6 multicast group and an interface by its number.
type IPv6Mreq struct {
	Multiaddr [16]byte
	Interface uint32
}

func setsockopt(fd, level, name int, value unsafe.Pointer, size uintptr) error {
	_, err := result(syscall6(SYS_SETSOCKOPT, uintptr(fd), uintptr(level), uintptr(name), uintptr(value), size, 0))
	return err
}

// option asks for an option's value.
func option[T any](fd, level, opt int) (*T, error) {
	v := new(T)
	size := uint32(unsafe.Sizeof(*v))
	_, err := result(syscall6(SYS_GETSOCKOPT, uintptr(fd), uintptr(level), uintptr(opt), uintptr(unsafe.Pointer(v)),
		uintptr(unsafe.Pointer(&size)), 0))
	return v, err
}

// GetsockoptInt asks for an option that is a number.
func GetsockoptInt(fd, level, opt int) (value int, err error) {
	n, err := option[int32](fd, level, opt)
	return int(*n), err
}

// SetsockoptInt and the others set an option of their type.
func SetsockoptInt(fd, level, opt int, value int) error {
	n := int32(value)
	return setsockopt(fd, level, opt, unsafe.Pointer(&n), 4)
}

func SetsockoptByte(fd, level, opt int, value byte) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(&value), 1)
}

func SetsockoptInet4Addr(fd, level, opt int, value [4]byte) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(&value), 4)
}

func SetsockoptLinger(fd, level, opt int, l *Linger) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(l), unsafe.Sizeof(*l))
}

func SetsockoptIPMreq(fd, level, opt int, mreq *IPMreq) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(mreq), unsafe.Sizeof(*mreq))
}

func SetsockoptIPMreqn(fd, level, opt int, mreq *IPMreqn) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(mreq), unsafe.Sizeof(*mreq))
}

func SetsockoptIPv6Mreq(fd, level, opt int, mreq *IPv6Mreq) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(mreq), unsafe.Sizeof(*mreq))
}

func SetsockoptTimeval(fd, level, opt int, tv *Timeval) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(tv), unsafe.Sizeof(*tv))
}

func SetsockoptString(fd, level, opt int, s string) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(unsafe.StringData(s)), uintptr(len(s)))
}
