package net

import (
	"context"
	"syscall"
	"time"
)

// A ListenConfig has the settings of listening; the zero one has the usual ones.
type ListenConfig struct {
	// Control is called before a socket is bound.
	Control func(network, address string, c syscall.RawConn) error

	// KeepAlive is the time between probes of accepted connections, negative
	// for none; KeepAliveConfig counts instead when it is enabled.
	KeepAlive       time.Duration
	KeepAliveConfig KeepAliveConfig

	singlepath bool
}

// MultipathTCP reports whether connections may use several paths, as they may
// unless that is said otherwise.
func (lc *ListenConfig) MultipathTCP() bool { return !lc.singlepath }

// SetMultipathTCP says whether connections may use several paths, where system
// and peer can.
func (lc *ListenConfig) SetMultipathTCP(use bool) { lc.singlepath = !use }

// asked returns what is to be called before a socket is bound.
func (lc *ListenConfig) asked() control {
	if lc.Control == nil {
		return nil
	}
	ask := lc.Control
	return func(_ context.Context, network, address string, c syscall.RawConn) error {
		return ask(network, address, c)
	}
}

// Listen listens on an own address: "tcp", "tcp4", "tcp6", "unix" or
// "unixpacket". Without a host it is all of the machine's addresses, with port 0
// one that is free.
func Listen(network, address string) (Listener, error) {
	return new(ListenConfig).Listen(context.Background(), network, address)
}

// ListenPacket takes messages to an own address: "udp", "udp4", "udp6",
// "unixgram", or "ip" and the like with a protocol.
func ListenPacket(network, address string) (PacketConn, error) {
	return new(ListenConfig).ListenPacket(context.Background(), network, address)
}

// listenAddr returns the address that is meant: an IPv4 one of a name's, if
// there is any.
func listenAddr(ctx context.Context, network, address string) (endpoint, error) {
	afnet, _, err := parseNetwork(network, true)
	if err != nil {
		return nil, err
	}
	if _, ok := unixKind(afnet); ok {
		return ResolveUnixAddr(afnet, address)
	}
	addrs, err := DefaultResolver.internetAddrs(ctx, afnet, address)
	if err != nil {
		return nil, err
	}
	return addrs.preferred(true), nil
}

// Listen listens on an own address. The context is for looking up a name.
func (lc *ListenConfig) Listen(ctx context.Context, network, address string) (Listener, error) {
	at, err := listenAddr(ctx, network, address)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Err: err}
	}
	fail := func(err error) (Listener, error) {
		return nil, &OpError{Op: "listen", Net: network, Addr: at, Err: err}
	}
	switch la := at.(type) {
	case *TCPAddr:
		l, err := listenTCP(ctx, *lc, network, la)
		if err != nil {
			return fail(err)
		}
		return l, nil
	case *UnixAddr:
		l, err := listenUnix(ctx, network, la, lc.asked())
		if err != nil {
			return fail(err)
		}
		return l, nil
	}
	return fail(&AddrError{Err: "unexpected address type", Addr: address})
}

// ListenPacket takes messages to an own address. The context is for looking up a
// name.
func (lc *ListenConfig) ListenPacket(ctx context.Context, network, address string) (PacketConn, error) {
	at, err := listenAddr(ctx, network, address)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Err: err}
	}
	fail := func(err error) (PacketConn, error) {
		return nil, &OpError{Op: "listen", Net: network, Addr: at, Err: err}
	}
	switch la := at.(type) {
	case *UDPAddr:
		c, err := listenUDP(ctx, network, la, lc.asked())
		if err != nil {
			return fail(err)
		}
		return c, nil
	case *IPAddr:
		c, err := listenIP(ctx, network, la, lc.asked())
		if err != nil {
			return fail(err)
		}
		return c, nil
	case *UnixAddr:
		c, err := listenUnixgram(ctx, network, la, lc.asked())
		if err != nil {
			return fail(err)
		}
		return c, nil
	}
	return fail(&AddrError{Err: "unexpected address type", Addr: address})
}
