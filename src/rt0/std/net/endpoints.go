package net

import (
	"context"
	"net/netip"
	"strconv"
	"syscall"
)

// An endpoint is an address that a socket can have.
type endpoint interface {
	Addr

	// family returns the address's AF_ number.
	family() int

	// isWildcard reports whether it means all addresses of the machine.
	isWildcard() bool

	// sockaddr returns the address for a socket of a family, nil for no address.
	sockaddr(family int) (syscall.Sockaddr, error)
}

// TCPAddr is the address of one end of TCP, UDPAddr of UDP, IPAddr of raw IP.
type TCPAddr struct {
	IP   IP
	Port int
	Zone string // of an IPv6 address
}

// UDPAddr is the address of one end of UDP.
type UDPAddr struct {
	IP   IP
	Port int
	Zone string // of an IPv6 address
}

// IPAddr is the address of one end of raw IP.
type IPAddr struct {
	IP   IP
	Zone string // of an IPv6 address
}

// UnixAddr is the address of a local socket: a path, or a name that begins with
// '@' and is in no folder. Net is "unix", "unixgram" or "unixpacket".
type UnixAddr struct {
	Name string
	Net  string
}

// Network returns "tcp", "udp", "ip" or a UnixAddr's own.
func (a *TCPAddr) Network() string  { return "tcp" }
func (a *UDPAddr) Network() string  { return "udp" }
func (a *IPAddr) Network() string   { return "ip" }
func (a *UnixAddr) Network() string { return a.Net }

// hostText is the text of an address with its zone.
func hostText(ip IP, zone string) string {
	if zone != "" {
		return ip.emptyText() + "%" + zone
	}
	return ip.emptyText()
}

// String returns "192.0.2.1:80" and the like, "<nil>" for nil.
func (a *TCPAddr) String() string {
	if a == nil {
		return "<nil>"
	}
	return JoinHostPort(hostText(a.IP, a.Zone), strconv.Itoa(a.Port))
}

func (a *UDPAddr) String() string {
	if a == nil {
		return "<nil>"
	}
	return JoinHostPort(hostText(a.IP, a.Zone), strconv.Itoa(a.Port))
}

func (a *IPAddr) String() string {
	if a == nil {
		return "<nil>"
	}
	return hostText(a.IP, a.Zone)
}

func (a *UnixAddr) String() string {
	if a == nil {
		return "<nil>"
	}
	return a.Name
}

// AddrPort returns the address as a value; that of nil is not valid.
func (a *TCPAddr) AddrPort() netip.AddrPort {
	if a == nil {
		return netip.AddrPort{}
	}
	return addrPort(a.IP, a.Zone, a.Port)
}

func (a *UDPAddr) AddrPort() netip.AddrPort {
	if a == nil {
		return netip.AddrPort{}
	}
	return addrPort(a.IP, a.Zone, a.Port)
}

func addrPort(ip IP, zone string, port int) netip.AddrPort {
	a, _ := netip.AddrFromSlice(ip)
	return netip.AddrPortFrom(a.WithZone(zone), uint16(port))
}

// TCPAddrFromAddrPort returns a value as an address; UDPAddrFromAddrPort too.
func TCPAddrFromAddrPort(addr netip.AddrPort) *TCPAddr {
	return &TCPAddr{IP: addr.Addr().AsSlice(), Zone: addr.Addr().Zone(), Port: int(addr.Port())}
}

// UDPAddrFromAddrPort returns a value as an address.
func UDPAddrFromAddrPort(addr netip.AddrPort) *UDPAddr {
	return &UDPAddr{IP: addr.Addr().AsSlice(), Zone: addr.Addr().Zone(), Port: int(addr.Port())}
}

// op returns an address for OpError: nil for a nil pointer.
func (a *TCPAddr) op() Addr {
	if a == nil {
		return nil
	}
	return a
}

func (a *UDPAddr) op() Addr {
	if a == nil {
		return nil
	}
	return a
}

func (a *IPAddr) op() Addr {
	if a == nil {
		return nil
	}
	return a
}

func (a *UnixAddr) op() Addr {
	if a == nil {
		return nil
	}
	return a
}

// familyOf returns an IP's family.
func familyOf(ip IP) int {
	if len(ip) <= IPv4len || ip.To4() != nil {
		return syscall.AF_INET
	}
	return syscall.AF_INET6
}

func (a *TCPAddr) family() int  { return familyOf(a.IP) }
func (a *UDPAddr) family() int  { return familyOf(a.IP) }
func (a *IPAddr) family() int   { return familyOf(a.IP) }
func (a *UnixAddr) family() int { return syscall.AF_UNIX }

func (a *TCPAddr) isWildcard() bool  { return a == nil || a.IP == nil || a.IP.IsUnspecified() }
func (a *UDPAddr) isWildcard() bool  { return a == nil || a.IP == nil || a.IP.IsUnspecified() }
func (a *IPAddr) isWildcard() bool   { return a == nil || a.IP == nil || a.IP.IsUnspecified() }
func (a *UnixAddr) isWildcard() bool { return a == nil || a.Name == "" }

func (a *TCPAddr) sockaddr(family int) (syscall.Sockaddr, error) {
	if a == nil {
		return nil, nil
	}
	return ipSockaddr(family, a.IP, a.Port, a.Zone)
}

func (a *UDPAddr) sockaddr(family int) (syscall.Sockaddr, error) {
	if a == nil {
		return nil, nil
	}
	return ipSockaddr(family, a.IP, a.Port, a.Zone)
}

func (a *IPAddr) sockaddr(family int) (syscall.Sockaddr, error) {
	if a == nil {
		return nil, nil
	}
	return ipSockaddr(family, a.IP, 0, a.Zone)
}

func (a *UnixAddr) sockaddr(family int) (syscall.Sockaddr, error) {
	if a == nil {
		return nil, nil
	}
	return &syscall.SockaddrUnix{Name: a.Name}, nil
}

// ipSockaddr returns an address for a socket of a family. An IPv6 socket takes
// IPv4 addresses in 16 bytes; all of the machine's IPv4 addresses are then all
// of its addresses.
func ipSockaddr(family int, ip IP, port int, zone string) (syscall.Sockaddr, error) {
	switch family {
	case syscall.AF_INET:
		if len(ip) == 0 {
			ip = IPv4zero
		}
		four := ip.To4()
		if four == nil {
			return nil, &AddrError{Err: "non-IPv4 address", Addr: ip.String()}
		}
		return &syscall.SockaddrInet4{Port: port, Addr: [4]byte(four)}, nil
	case syscall.AF_INET6:
		if len(ip) == 0 || ip.Equal(IPv4zero) {
			ip = IPv6zero
		}
		six := ip.To16()
		if six == nil {
			return nil, &AddrError{Err: "non-IPv6 address", Addr: ip.String()}
		}
		return &syscall.SockaddrInet6{Port: port, Addr: [16]byte(six), ZoneId: uint32(zoneIndex(zone))}, nil
	}
	return nil, &AddrError{Err: "invalid address family", Addr: ip.String()}
}

// parts returns the IP, port and zone of a socket's address.
func parts(sa syscall.Sockaddr) (ip IP, port int, zone string) {
	switch sa := sa.(type) {
	case *syscall.SockaddrInet4:
		return append(IP(nil), sa.Addr[:]...), sa.Port, ""
	case *syscall.SockaddrInet6:
		return append(IP(nil), sa.Addr[:]...), sa.Port, zoneName(int(sa.ZoneId))
	}
	return nil, 0, ""
}

// The addresses of sockets as those of this package, nil for none.
func tcpAddr(sa syscall.Sockaddr) Addr {
	if ip, port, zone := parts(sa); ip != nil {
		return &TCPAddr{ip, port, zone}
	}
	return nil
}

func udpAddr(sa syscall.Sockaddr) Addr {
	if ip, port, zone := parts(sa); ip != nil {
		return &UDPAddr{ip, port, zone}
	}
	return nil
}

func ipAddr(sa syscall.Sockaddr) Addr {
	if ip, _, zone := parts(sa); ip != nil {
		return &IPAddr{ip, zone}
	}
	return nil
}

// unixAddr returns the function for sockets of a kind.
func unixAddr(network string) func(syscall.Sockaddr) Addr {
	return func(sa syscall.Sockaddr) Addr {
		if sa, ok := sa.(*syscall.SockaddrUnix); ok {
			return &UnixAddr{sa.Name, network}
		}
		return nil
	}
}

// ---- from text

// ResolveTCPAddr returns the address of text such as "host:port"; a name gives
// one of its addresses, an IPv4 one if there is any.
func ResolveTCPAddr(network, address string) (*TCPAddr, error) {
	switch network {
	case "tcp", "tcp4", "tcp6":
	case "": // as it once was
		network = "tcp"
	default:
		return nil, UnknownNetworkError(network)
	}
	addrs, err := DefaultResolver.internetAddrs(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	return addrs.resolved(network, address).(*TCPAddr), nil
}

// ResolveUDPAddr is ResolveTCPAddr for UDP.
func ResolveUDPAddr(network, address string) (*UDPAddr, error) {
	switch network {
	case "udp", "udp4", "udp6":
	case "":
		network = "udp"
	default:
		return nil, UnknownNetworkError(network)
	}
	addrs, err := DefaultResolver.internetAddrs(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	return addrs.resolved(network, address).(*UDPAddr), nil
}

// ResolveIPAddr is ResolveTCPAddr for raw IP, without a port.
func ResolveIPAddr(network, address string) (*IPAddr, error) {
	if network == "" {
		network = "ip"
	}
	afnet, _, err := ipNetwork(network, false)
	if err != nil {
		return nil, err
	}
	addrs, err := DefaultResolver.internetAddrs(context.Background(), afnet, address)
	if err != nil {
		return nil, err
	}
	return addrs.resolved(network, address).(*IPAddr), nil
}

// ResolveUnixAddr returns the address of a path.
func ResolveUnixAddr(network, address string) (*UnixAddr, error) {
	switch network {
	case "unix", "unixgram", "unixpacket":
		return &UnixAddr{Name: address, Net: network}, nil
	}
	return nil, UnknownNetworkError(network)
}
