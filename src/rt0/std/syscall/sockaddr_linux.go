package syscall

import "unsafe"

// Address families and kinds of sockets.
const (
	AF_UNSPEC  = 0
	AF_UNIX    = 1
	AF_LOCAL   = 1
	AF_INET    = 2
	AF_INET6   = 10
	AF_NETLINK = 16

	SOCK_STREAM    = 1
	SOCK_DGRAM     = 2
	SOCK_RAW       = 3
	SOCK_SEQPACKET = 5
	SOCK_NONBLOCK  = 0x800
	SOCK_CLOEXEC   = 0x80000

	SOMAXCONN = 0x80
)

// A Sockaddr is the address of a socket: *SockaddrInet4, *SockaddrInet6,
// *SockaddrUnix or *SockaddrNetlink.
type Sockaddr interface {
	// sockaddr returns the address as the system has it, in memory of the
	// receiver.
	sockaddr() (ptr unsafe.Pointer, length uint32, err error)
}

// RawSockaddrInet4 is an IPv4 address as the system has it. Port and Addr are
// in network order.
type RawSockaddrInet4 struct {
	Family uint16
	Port   uint16
	Addr   [4]byte
	Zero   [8]uint8
}

// RawSockaddrInet6 is an IPv6 address as the system has it.
type RawSockaddrInet6 struct {
	Family   uint16
	Port     uint16
	Flowinfo uint32
	Addr     [16]byte
	Scope_id uint32
}

// RawSockaddrUnix is the address of a local socket as the system has it.
type RawSockaddrUnix struct {
	Family uint16
	Path   [108]int8
}

// RawSockaddrNetlink is the address of a netlink socket as the system has it.
type RawSockaddrNetlink struct {
	Family uint16
	Pad    uint16
	Pid    uint32
	Groups uint32
}

// RawSockaddr is the beginning of all of them.
type RawSockaddr struct {
	Family uint16
	Data   [14]int8
}

// RawSockaddrAny has room for each of them.
type RawSockaddrAny struct {
	Addr RawSockaddr
	Pad  [96]int8
}

// Sizes of addresses in bytes.
const (
	SizeofSockaddrInet4   = 16
	SizeofSockaddrInet6   = 28
	SizeofSockaddrAny     = 112
	SizeofSockaddrUnix    = 110
	SizeofSockaddrNetlink = 12
)

// SockaddrInet4 is an IPv4 address.
type SockaddrInet4 struct {
	Port int
	Addr [4]byte
	raw  RawSockaddrInet4
}

// SockaddrInet6 is an IPv6 address.
type SockaddrInet6 struct {
	Port   int
	ZoneId uint32
	Addr   [16]byte
	raw    RawSockaddrInet6
}

// SockaddrUnix is the address of a local socket: a path, or a name that begins
// with '@' and is in no folder.
type SockaddrUnix struct {
	Name string
	raw  RawSockaddrUnix
}

// SockaddrNetlink is the address of a netlink socket.
type SockaddrNetlink struct {
	Family uint16
	Pad    uint16
	Pid    uint32
	Groups uint32
	raw    RawSockaddrNetlink
}

// swapped returns a port in network order.
func swapped(port uint16) uint16 { return port<<8 | port>>8 }

func (a *SockaddrInet4) sockaddr() (unsafe.Pointer, uint32, error) {
	if a.Port < 0 || a.Port > 0xffff {
		return nil, 0, EINVAL
	}
	a.raw = RawSockaddrInet4{Family: AF_INET, Port: swapped(uint16(a.Port)), Addr: a.Addr}
	return unsafe.Pointer(&a.raw), SizeofSockaddrInet4, nil
}

func (a *SockaddrInet6) sockaddr() (unsafe.Pointer, uint32, error) {
	if a.Port < 0 || a.Port > 0xffff {
		return nil, 0, EINVAL
	}
	a.raw = RawSockaddrInet6{Family: AF_INET6, Port: swapped(uint16(a.Port)), Addr: a.Addr, Scope_id: a.ZoneId}
	return unsafe.Pointer(&a.raw), SizeofSockaddrInet6, nil
}

func (a *SockaddrUnix) sockaddr() (unsafe.Pointer, uint32, error) {
	n := len(a.Name)
	abstract := n > 0 && (a.Name[0] == '@' || a.Name[0] == 0)
	if n > len(a.raw.Path) || n == len(a.raw.Path) && !abstract {
		return nil, 0, EINVAL
	}
	a.raw = RawSockaddrUnix{Family: AF_UNIX}
	for i := 0; i < n; i++ {
		a.raw.Path[i] = int8(a.Name[i])
	}
	length := uint32(2 + n)
	if abstract {
		a.raw.Path[0] = 0
	} else if n > 0 {
		length++ // the NUL behind a path
	}
	return unsafe.Pointer(&a.raw), length, nil
}

func (a *SockaddrNetlink) sockaddr() (unsafe.Pointer, uint32, error) {
	a.raw = RawSockaddrNetlink{AF_NETLINK, a.Pad, a.Pid, a.Groups}
	return unsafe.Pointer(&a.raw), SizeofSockaddrNetlink, nil
}

// inet4 and inet6 fill in an address from the system's.
func (a *SockaddrInet4) inet4(raw *RawSockaddrAny) {
	r := (*RawSockaddrInet4)(unsafe.Pointer(raw))
	a.Port, a.Addr = int(swapped(r.Port)), r.Addr
}

func (a *SockaddrInet6) inet6(raw *RawSockaddrAny) {
	r := (*RawSockaddrInet6)(unsafe.Pointer(raw))
	a.Port, a.Addr, a.ZoneId = int(swapped(r.Port)), r.Addr, r.Scope_id
}

// address returns the address that the system has written, length bytes of it.
func address(raw *RawSockaddrAny, length uint32) (Sockaddr, error) {
	switch raw.Addr.Family {
	case AF_INET:
		a := new(SockaddrInet4)
		a.inet4(raw)
		return a, nil
	case AF_INET6:
		a := new(SockaddrInet6)
		a.inet6(raw)
		return a, nil
	case AF_UNIX:
		r := (*RawSockaddrUnix)(unsafe.Pointer(raw))
		n := int(length) - 2
		if n <= 0 {
			return &SockaddrUnix{Name: "@"}, nil // as Go has it: a socket without a name has an empty hidden one
		}
		name := make([]byte, 0, n)
		for i := 0; i < n && i < len(r.Path) && (i == 0 || r.Path[i] != 0 || r.Path[0] == 0); i++ {
			name = append(name, byte(r.Path[i]))
		}
		if name[0] == 0 {
			name[0] = '@'
		}
		return &SockaddrUnix{Name: string(name)}, nil
	case AF_NETLINK:
		r := (*RawSockaddrNetlink)(unsafe.Pointer(raw))
		return &SockaddrNetlink{Family: r.Family, Pad: r.Pad, Pid: r.Pid, Groups: r.Groups}, nil
	}
	return nil, EAFNOSUPPORT
}
