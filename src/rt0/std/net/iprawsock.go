package net

import (
	"context"
	"net/netip"
	"syscall"
)

// An IPConn sends and receives messages of a protocol above IP, which mostly
// needs privileges.
type IPConn struct{ conn }

// ReadFromIP receives a message, without the header of IPv4, and says from whom.
func (c *IPConn) ReadFromIP(b []byte) (int, *IPAddr, error) {
	if !c.ok() {
		return 0, nil, syscall.EINVAL
	}
	n, from, err := c.fd.readFrom(b)
	if err != nil {
		return n, nil, c.fd.fail("read", err)
	}
	addr, _ := ipAddr(from).(*IPAddr)
	if addr != nil && len(addr.IP) == IPv4len && n >= 20 && b[0]>>4 == 4 {
		if header := int(b[0]&15) * 4; header >= 20 && header <= n {
			n = copy(b, b[header:n])
		}
	}
	return n, addr, nil
}

// ReadFrom is ReadFromIP.
func (c *IPConn) ReadFrom(b []byte) (int, Addr, error) {
	n, addr, err := c.ReadFromIP(b)
	return n, addr.op(), err
}

// ReadMsgIP receives a message with its control data, headers included.
func (c *IPConn) ReadMsgIP(b, oob []byte) (n, oobn, flags int, addr *IPAddr, err error) {
	if !c.ok() {
		return 0, 0, 0, nil, syscall.EINVAL
	}
	n, oobn, flags, from, err := c.fd.readMsg(b, oob, 0)
	if err != nil {
		return n, oobn, flags, nil, c.fd.fail("read", err)
	}
	addr, _ = ipAddr(from).(*IPAddr)
	return n, oobn, flags, addr, nil
}

// WriteToIP sends a message to an address.
func (c *IPConn) WriteToIP(b []byte, addr *IPAddr) (int, error) {
	n, _, err := c.send(addr, func(sa syscall.Sockaddr) (int, int, error) {
		n, err := c.fd.writeTo(b, sa)
		return n, 0, err
	})
	return n, err
}

// WriteMsgIP sends a message with control data.
func (c *IPConn) WriteMsgIP(b, oob []byte, addr *IPAddr) (n, oobn int, err error) {
	return c.send(addr, func(sa syscall.Sockaddr) (int, int, error) { return c.fd.writeMsg(b, oob, sa) })
}

func (c *IPConn) send(addr *IPAddr, send func(syscall.Sockaddr) (int, int, error)) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	var sa syscall.Sockaddr
	switch {
	case c.fd.connected:
		err = ErrWriteToConnected
	case addr == nil:
		err = errMissingAddress
	default:
		sa, err = addr.sockaddr(c.fd.family)
	}
	if err == nil {
		n, oobn, err = send(sa)
	}
	return n, oobn, c.writeFailed(addr.op(), err)
}

// WriteTo is WriteToIP for an address that must be an *IPAddr.
func (c *IPConn) WriteTo(b []byte, addr Addr) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	a, ok := addr.(*IPAddr)
	if !ok {
		return 0, c.writeFailed(addr, syscall.EINVAL)
	}
	return c.WriteToIP(b, a)
}

// ipRequest returns what a socket for "ip4:icmp" and the like is to be.
func ipRequest(network string, ctl control) (*request, error) {
	afnet, proto, err := ipNetwork(network, true)
	if err != nil {
		return nil, err
	}
	return &request{network: afnet, kind: syscall.SOCK_RAW, proto: proto, addr: ipAddr, control: ctl}, nil
}

func dialIP(ctx context.Context, network string, laddr, raddr *IPAddr, ctl control) (*IPConn, error) {
	r, err := ipRequest(network, ctl)
	if err != nil {
		return nil, err
	}
	r.raddr = raddr
	if laddr != nil {
		r.laddr = laddr
	}
	fd, err := r.internet(ctx)
	if err != nil {
		return nil, err
	}
	return &IPConn{conn{fd}}, nil
}

// DialIP returns a connection to an address; network is "ip4:icmp" and the like.
func DialIP(network string, laddr, raddr *IPAddr) (*IPConn, error) {
	return ipDialed(context.Background(), nil, network, laddr, raddr)
}

func ipDialed(ctx context.Context, d *Dialer, network string, laddr, raddr *IPAddr) (*IPConn, error) {
	if raddr == nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Err: errMissingAddress}
	}
	c, err := dialIP(ctx, network, laddr, raddr, d.asked())
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.op(), Addr: raddr.op(), Err: err}
	}
	return c, nil
}

func listenIP(ctx context.Context, network string, laddr *IPAddr, ctl control) (*IPConn, error) {
	r, err := ipRequest(network, ctl)
	if err != nil {
		return nil, err
	}
	r.laddr = laddr
	fd, err := r.internet(ctx)
	if err != nil {
		return nil, err
	}
	return &IPConn{conn{fd}}, nil
}

// ListenIP takes messages to an own address, without an IP to all.
func ListenIP(network string, laddr *IPAddr) (*IPConn, error) {
	if laddr == nil {
		laddr = &IPAddr{}
	}
	c, err := listenIP(context.Background(), network, laddr, nil)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr, Err: err}
	}
	return c, nil
}

// ipAddrFrom returns a value as an address.
func ipAddrFrom(addr netip.Addr) *IPAddr { return &IPAddr{IP: addr.AsSlice(), Zone: addr.Zone()} }
