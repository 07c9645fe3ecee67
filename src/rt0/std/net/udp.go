package net

import (
	"context"
	"net/netip"
	"syscall"
)

// A UDPConn sends and receives messages by UDP, to and from one peer if it has
// been dialed.
type UDPConn struct{ conn }

// ReadFromUDP receives a message, as much of it as b holds, and says from whom.
func (c *UDPConn) ReadFromUDP(b []byte) (n int, addr *UDPAddr, err error) {
	if !c.ok() {
		return 0, nil, syscall.EINVAL
	}
	n, from, err := c.fd.readFrom(b)
	if err != nil {
		return n, nil, c.fd.fail("read", err)
	}
	addr, _ = udpAddr(from).(*UDPAddr)
	return n, addr, nil
}

// ReadFrom is ReadFromUDP.
func (c *UDPConn) ReadFrom(b []byte) (int, Addr, error) {
	n, addr, err := c.ReadFromUDP(b)
	return n, addr.op(), err
}

// sockAddrPort returns a socket's address as a value.
func sockAddrPort(sa syscall.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *syscall.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *syscall.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(sa.Addr).WithZone(zoneName(int(sa.ZoneId))), uint16(sa.Port))
	}
	return netip.AddrPort{}
}

// ReadFromUDPAddrPort is ReadFromUDP with the address as a value. A connection
// for all addresses has IPv4 ones in IPv6 ones.
func (c *UDPConn) ReadFromUDPAddrPort(b []byte) (n int, addr netip.AddrPort, err error) {
	if !c.ok() {
		return 0, netip.AddrPort{}, syscall.EINVAL
	}
	n, from, err := c.fd.readFrom(b)
	if err != nil {
		return n, netip.AddrPort{}, c.fd.fail("read", err)
	}
	return n, sockAddrPort(from), nil
}

// ReadMsgUDP receives a message with its control data, and the flags that the
// system sets.
func (c *UDPConn) ReadMsgUDP(b, oob []byte) (n, oobn, flags int, addr *UDPAddr, err error) {
	n, oobn, flags, from, err := c.ReadMsgUDPAddrPort(b, oob)
	if from.IsValid() {
		addr = UDPAddrFromAddrPort(from)
	}
	return n, oobn, flags, addr, err
}

// ReadMsgUDPAddrPort is ReadMsgUDP with the address as a value.
func (c *UDPConn) ReadMsgUDPAddrPort(b, oob []byte) (n, oobn, flags int, addr netip.AddrPort, err error) {
	if !c.ok() {
		return 0, 0, 0, netip.AddrPort{}, syscall.EINVAL
	}
	n, oobn, flags, from, err := c.fd.readMsg(b, oob, 0)
	if err != nil {
		return n, oobn, flags, addr, c.fd.fail("read", err)
	}
	return n, oobn, flags, sockAddrPort(from), nil
}

// to returns the socket's form of an address to send to.
func (c *UDPConn) to(addr *UDPAddr) (syscall.Sockaddr, error) {
	if c.fd.connected {
		return nil, ErrWriteToConnected
	}
	if addr == nil {
		return nil, errMissingAddress
	}
	return addr.sockaddr(c.fd.family)
}

// WriteToUDP sends a message to an address.
func (c *UDPConn) WriteToUDP(b []byte, addr *UDPAddr) (int, error) {
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

// WriteTo is WriteToUDP for an address that must be a *UDPAddr.
func (c *UDPConn) WriteTo(b []byte, addr Addr) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	a, ok := addr.(*UDPAddr)
	if !ok {
		return 0, c.writeFailed(addr, syscall.EINVAL)
	}
	return c.WriteToUDP(b, a)
}

// A udpValue is an address in an error.
type udpValue struct{ netip.AddrPort }

func (udpValue) Network() string { return "udp" }

// WriteToUDPAddrPort is WriteToUDP with the address as a value.
func (c *UDPConn) WriteToUDPAddrPort(b []byte, addr netip.AddrPort) (int, error) {
	n, _, err := c.writeMsg(b, nil, addr, func(sa syscall.Sockaddr) (int, int, error) {
		n, err := c.fd.writeTo(b, sa)
		return n, 0, err
	})
	return n, err
}

// WriteMsgUDP sends a message with control data; addr is nil for a connection
// that has its peer.
func (c *UDPConn) WriteMsgUDP(b, oob []byte, addr *UDPAddr) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	var sa syscall.Sockaddr
	switch {
	case c.fd.connected && addr != nil:
		err = ErrWriteToConnected
	case !c.fd.connected:
		sa, err = c.to(addr)
	}
	if err == nil {
		n, oobn, err = c.fd.writeMsg(b, oob, sa)
	}
	return n, oobn, c.writeFailed(addr.op(), err)
}

// WriteMsgUDPAddrPort is WriteMsgUDP with the address as a value, not valid for
// a connection that has its peer.
func (c *UDPConn) WriteMsgUDPAddrPort(b, oob []byte, addr netip.AddrPort) (n, oobn int, err error) {
	if c.ok() && c.fd.connected && !addr.IsValid() {
		return c.WriteMsgUDP(b, oob, nil)
	}
	return c.writeMsg(b, oob, addr, func(sa syscall.Sockaddr) (int, int, error) { return c.fd.writeMsg(b, oob, sa) })
}

// writeMsg sends to an address that is a value.
func (c *UDPConn) writeMsg(b, oob []byte, addr netip.AddrPort, send func(syscall.Sockaddr) (int, int, error)) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	var sa syscall.Sockaddr
	switch {
	case c.fd.connected:
		err = ErrWriteToConnected
	case !addr.IsValid():
		err = errMissingAddress
	case c.fd.family == syscall.AF_INET && !addr.Addr().Unmap().Is4():
		err = &AddrError{Err: "non-IPv4 address", Addr: addr.Addr().String()}
	default:
		sa, err = UDPAddrFromAddrPort(addr).sockaddr(c.fd.family)
	}
	if err == nil {
		n, oobn, err = send(sa)
	}
	if err != nil { // or else the address would be put on the heap for each message
		err = c.writeFailed(udpValue{addr}, err)
	}
	return n, oobn, err
}

// ---- dialing and listening

func udpNetwork(network string) bool {
	return network == "udp" || network == "udp4" || network == "udp6"
}

func dialUDP(ctx context.Context, network string, laddr, raddr *UDPAddr, ctl control) (*UDPConn, error) {
	r := &request{network: network, kind: syscall.SOCK_DGRAM, raddr: raddr, addr: udpAddr, control: ctl}
	if laddr != nil {
		r.laddr = laddr
	}
	fd, err := r.internet(ctx)
	if err != nil {
		return nil, err
	}
	return &UDPConn{conn{fd}}, nil
}

// DialUDP returns a connection to an address, from an own one unless that is
// nil.
func DialUDP(network string, laddr, raddr *UDPAddr) (*UDPConn, error) {
	return udpDialed(context.Background(), nil, network, laddr, raddr)
}

func udpDialed(ctx context.Context, d *Dialer, network string, laddr, raddr *UDPAddr) (*UDPConn, error) {
	if !udpNetwork(network) {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Addr: raddr.op(), Err: UnknownNetworkError(network)}
	}
	if raddr == nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Err: errMissingAddress}
	}
	c, err := dialUDP(ctx, network, laddr, raddr, d.asked())
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Addr: raddr.op(), Err: err}
	}
	return c, nil
}

func listenUDP(ctx context.Context, network string, laddr *UDPAddr, ctl control) (*UDPConn, error) {
	fd, err := (&request{network: network, kind: syscall.SOCK_DGRAM, laddr: laddr, addr: udpAddr, control: ctl}).internet(ctx)
	if err != nil {
		return nil, err
	}
	return &UDPConn{conn{fd}}, nil
}

// ListenUDP takes messages to an own address: without an IP to all, without a
// port to one that is free.
func ListenUDP(network string, laddr *UDPAddr) (*UDPConn, error) {
	if !udpNetwork(network) {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.op(), Err: UnknownNetworkError(network)}
	}
	if laddr == nil {
		laddr = &UDPAddr{}
	}
	c, err := listenUDP(context.Background(), network, laddr, nil)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr, Err: err}
	}
	return c, nil
}

// ListenMulticastUDP takes messages to a group, by an interface or, for nil, one
// that the system chooses.
func ListenMulticastUDP(network string, ifi *Interface, gaddr *UDPAddr) (*UDPConn, error) {
	fail := func(addr Addr, err error) (*UDPConn, error) {
		return nil, &OpError{Op: "listen", Net: network, Addr: addr, Err: err}
	}
	if !udpNetwork(network) {
		return fail(gaddr.op(), UnknownNetworkError(network))
	}
	if gaddr == nil || gaddr.IP == nil {
		return fail(gaddr.op(), errMissingAddress)
	}
	c, err := listenUDP(context.Background(), network, gaddr, nil)
	if err != nil {
		return fail(gaddr, err)
	}
	if err := c.join(ifi, gaddr.IP); err != nil {
		c.Close()
		return fail(gaddr, err)
	}
	return c, nil
}

// join makes the connection a member of a group; its own messages do not come
// back to it.
func (c *UDPConn) join(ifi *Interface, group IP) error {
	index := 0
	if ifi != nil {
		index = ifi.Index
	}
	if four := group.To4(); four != nil {
		return c.fd.control("setsockopt", func(s int) error {
			if ifi != nil {
				m := syscall.IPMreqn{Ifindex: int32(index)}
				if err := syscall.SetsockoptIPMreqn(s, syscall.IPPROTO_IP, syscall.IP_MULTICAST_IF, &m); err != nil {
					return err
				}
			}
			if err := syscall.SetsockoptInt(s, syscall.IPPROTO_IP, syscall.IP_MULTICAST_LOOP, 0); err != nil {
				return err
			}
			m := syscall.IPMreqn{Multiaddr: [4]byte(four), Ifindex: int32(index)}
			return syscall.SetsockoptIPMreqn(s, syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP, &m)
		})
	}
	return c.fd.control("setsockopt", func(s int) error {
		if ifi != nil {
			if err := syscall.SetsockoptInt(s, syscall.IPPROTO_IPV6, syscall.IPV6_MULTICAST_IF, index); err != nil {
				return err
			}
		}
		if err := syscall.SetsockoptInt(s, syscall.IPPROTO_IPV6, syscall.IPV6_MULTICAST_LOOP, 0); err != nil {
			return err
		}
		m := syscall.IPv6Mreq{Multiaddr: [16]byte(group), Interface: uint32(index)}
		return syscall.SetsockoptIPv6Mreq(s, syscall.IPPROTO_IPV6, syscall.IPV6_JOIN_GROUP, &m)
	})
}
