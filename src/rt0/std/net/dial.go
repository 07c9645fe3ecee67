package net

import (
	"context"
	"internal/nettrace"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// A Dialer has the settings of dials; the zero Dialer has the usual ones. Its
// methods may be called from several goroutines.
type Dialer struct {
	// Timeout is how long a dial may take, Deadline when it must have ended;
	// zero is for no limit but the system's.
	Timeout  time.Duration
	Deadline time.Time

	// LocalAddr is the own address, nil for any.
	LocalAddr Addr

	// DualStack was for what is now always so: addresses of both families are
	// tried.
	DualStack bool

	// FallbackDelay is how long the first family's addresses are tried before
	// the other's are too; 0 is 300 ms, negative is for one after the other.
	FallbackDelay time.Duration

	// KeepAlive is the time between probes, negative for none; KeepAliveConfig
	// counts instead when it is enabled.
	KeepAlive       time.Duration
	KeepAliveConfig KeepAliveConfig

	// Resolver looks up names, nil for DefaultResolver.
	Resolver *Resolver

	// Cancel ends a dial when it is closed. A context does it better.
	Cancel <-chan struct{}

	// Control is called before a socket is connected; ControlContext, if it is
	// set, instead of it.
	Control        func(network, address string, c syscall.RawConn) error
	ControlContext func(ctx context.Context, network, address string, c syscall.RawConn) error

	multipath bool
}

// MultipathTCP reports whether connections may use several paths.
func (d *Dialer) MultipathTCP() bool { return d.multipath }

// SetMultipathTCP says whether connections may use several paths, where system
// and peer can.
func (d *Dialer) SetMultipathTCP(use bool) { d.multipath = use }

// asked returns what is to be called before a socket is connected.
func (d *Dialer) asked() control {
	switch {
	case d == nil:
	case d.ControlContext != nil:
		return d.ControlContext
	case d.Control != nil:
		return func(_ context.Context, network, address string, c syscall.RawConn) error {
			return d.Control(network, address, c)
		}
	}
	return nil
}

// Dial connects to an address of a network: "tcp", "tcp4", "tcp6", "udp", "udp4",
// "udp6", "ip", "ip4", "ip6" with a protocol ("ip4:icmp"), "unix", "unixgram" or
// "unixpacket".
func Dial(network, address string) (Conn, error) { return new(Dialer).Dial(network, address) }

// DialTimeout is Dial that gives up after a time.
func DialTimeout(network, address string, timeout time.Duration) (Conn, error) {
	return (&Dialer{Timeout: timeout}).Dial(network, address)
}

// Dial connects to an address of a network.
func (d *Dialer) Dial(network, address string) (Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// limited returns a context that ends when the dial must have, and what ends it
// at last.
func (d *Dialer) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx == nil {
		panic("nil context")
	}
	end := d.Deadline
	if d.Timeout != 0 {
		if t := time.Now().Add(d.Timeout); end.IsZero() || t.Before(end) {
			end = t
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	if !end.IsZero() {
		var early context.CancelFunc
		ctx, early = context.WithDeadline(ctx, end)
		outer := cancel
		cancel = func() { early(); outer() }
	}
	if d.Cancel != nil {
		go func() {
			select {
			case <-d.Cancel:
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	return ctx, cancel
}

// DialContext is Dial that ends when the context does. Once connected, the
// context has no more to do with the connection.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (Conn, error) {
	ctx, cancel := d.limited(ctx)
	defer cancel()
	lookup := ctx
	if trace, _ := ctx.Value(nettrace.TraceKey{}).(*nettrace.Trace); trace != nil {
		only := *trace // a lookup's own dials are not this one's
		only.ConnectStart, only.ConnectDone = nil, nil
		lookup = context.WithValue(ctx, nettrace.TraceKey{}, &only)
	}
	r := d.Resolver
	if r == nil {
		r = DefaultResolver
	}
	addrs, err := r.dialAddrs(lookup, network, address, d.LocalAddr)
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Err: err}
	}
	job := &dialing{Dialer: d, network: network, address: address}
	if d.FallbackDelay >= 0 && network == "tcp" {
		first, others := addrs.split()
		if len(others) > 0 {
			return job.race(ctx, first, others)
		}
	}
	return job.each(ctx, addrs)
}

// The Dialer's functions for addresses that are values.
func (d *Dialer) DialTCP(ctx context.Context, network string, laddr, raddr netip.AddrPort) (*TCPConn, error) {
	ctx, cancel := d.limited(ctx)
	defer cancel()
	return tcpDialed(ctx, d, network, TCPAddrFromAddrPort(laddr), TCPAddrFromAddrPort(raddr))
}

func (d *Dialer) DialUDP(ctx context.Context, network string, laddr, raddr netip.AddrPort) (*UDPConn, error) {
	ctx, cancel := d.limited(ctx)
	defer cancel()
	return udpDialed(ctx, d, network, UDPAddrFromAddrPort(laddr), UDPAddrFromAddrPort(raddr))
}

func (d *Dialer) DialIP(ctx context.Context, network string, laddr, raddr netip.Addr) (*IPConn, error) {
	ctx, cancel := d.limited(ctx)
	defer cancel()
	return ipDialed(ctx, d, network, ipAddrFrom(laddr), ipAddrFrom(raddr))
}

func (d *Dialer) DialUnix(ctx context.Context, network string, laddr, raddr *UnixAddr) (*UnixConn, error) {
	ctx, cancel := d.limited(ctx)
	defer cancel()
	return unixDialed(ctx, d, network, laddr, raddr)
}

// A dialing is one dial under way.
type dialing struct {
	*Dialer
	network, address string
}

// race tries the addresses of one family, and those of the other too when the
// first take long or fail. The first connection wins; an error is the first
// family's.
func (j *dialing) race(ctx context.Context, first, others addrList) (Conn, error) {
	type result struct {
		conn Conn
		err  error
		main bool
	}
	results := make(chan result)
	over := make(chan struct{})
	defer close(over)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	try := func(addrs addrList, main bool) {
		c, err := j.each(ctx, addrs)
		select {
		case results <- result{c, err, main}:
		case <-over:
			if c != nil {
				c.Close()
			}
		}
	}
	go try(first, true)
	delay := j.FallbackDelay
	if delay == 0 {
		delay = 300 * time.Millisecond
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	var failed [2]error // the first family's, the other's
	started := false
	for {
		select {
		case <-timer.C:
			if !started {
				started = true
				go try(others, false)
			}
		case r := <-results:
			if r.err == nil {
				return r.conn, nil
			}
			if r.main {
				failed[0] = r.err
				if !started {
					started = true
					go try(others, false)
				}
			} else {
				failed[1] = r.err
			}
			if failed[0] != nil && failed[1] != nil {
				return nil, failed[0]
			}
		}
	}
}

// each tries addresses one after the other, each with its share of the time that
// is left. An error is the first's.
func (j *dialing) each(ctx context.Context, addrs addrList) (Conn, error) {
	var first error
	for i, ra := range addrs {
		if ctx.Err() != nil {
			return nil, &OpError{Op: "dial", Net: j.network, Source: j.LocalAddr, Addr: ra, Err: mapErr(ctx.Err())}
		}
		part, cancel := ctx, context.CancelFunc(func() {})
		if end, ok := ctx.Deadline(); ok {
			left := time.Until(end)
			share := left / time.Duration(len(addrs)-i)
			if least := 2 * time.Second; share < least {
				share = min(left, least)
			}
			if left <= 0 {
				if first == nil {
					first = &OpError{Op: "dial", Net: j.network, Source: j.LocalAddr, Addr: ra, Err: errTimeout}
				}
				break
			}
			if share < left {
				part, cancel = context.WithTimeout(ctx, share)
			}
		}
		c, err := j.one(part, ra)
		cancel()
		if err == nil {
			return c, nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = &OpError{Op: "dial", Net: j.network, Err: errMissingAddress}
	}
	return nil, first
}

// one tries one address.
func (j *dialing) one(ctx context.Context, ra endpoint) (c Conn, err error) {
	if trace, _ := ctx.Value(nettrace.TraceKey{}).(*nettrace.Trace); trace != nil {
		address := ra.String()
		if trace.ConnectStart != nil {
			trace.ConnectStart(j.network, address)
		}
		if trace.ConnectDone != nil {
			defer func() { trace.ConnectDone(j.network, address, err) }()
		}
	}
	switch ra := ra.(type) {
	case *TCPAddr:
		la, _ := j.LocalAddr.(*TCPAddr)
		var t *TCPConn
		if t, err = dialTCP(ctx, j.Dialer, j.network, la, ra, j.asked()); err == nil {
			return t, nil
		}
	case *UDPAddr:
		la, _ := j.LocalAddr.(*UDPAddr)
		var u *UDPConn
		if u, err = dialUDP(ctx, j.network, la, ra, j.asked()); err == nil {
			return u, nil
		}
	case *IPAddr:
		la, _ := j.LocalAddr.(*IPAddr)
		var p *IPConn
		if p, err = dialIP(ctx, j.network, la, ra, j.asked()); err == nil {
			return p, nil
		}
	case *UnixAddr:
		la, _ := j.LocalAddr.(*UnixAddr)
		var u *UnixConn
		if u, err = dialUnix(ctx, j.network, la, ra, j.asked()); err == nil {
			return u, nil
		}
	}
	return nil, &OpError{Op: "dial", Net: j.network, Source: j.LocalAddr, Addr: ra, Err: err}
}

// parseNetwork splits "ip4:icmp" into the network and the protocol's number;
// other networks have none.
func parseNetwork(network string, needsProto bool) (afnet string, proto int, err error) {
	afnet, protocol, found := strings.Cut(network, ":")
	ip := afnet == "ip" || afnet == "ip4" || afnet == "ip6"
	if found {
		at := strings.LastIndexByte(network, ':')
		afnet, protocol = network[:at], network[at+1:]
		if !ip || afnet != network[:len(afnet)] || strings.IndexByte(afnet, ':') >= 0 {
			return "", 0, UnknownNetworkError(network)
		}
		n, length, ok := number(protocol)
		if ok && length == len(protocol) {
			return afnet, n, nil
		}
		n, err := protocolNumber(protocol)
		return afnet, n, err
	}
	switch network {
	case "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6", "unix", "unixgram", "unixpacket":
		return network, 0, nil
	case "ip", "ip4", "ip6":
		if !needsProto {
			return network, 0, nil
		}
	}
	return "", 0, UnknownNetworkError(network)
}

// ipNetwork is parseNetwork for raw IP's networks only.
func ipNetwork(network string, needsProto bool) (afnet string, proto int, err error) {
	afnet, proto, err = parseNetwork(network, needsProto)
	if err != nil {
		return "", 0, err
	}
	switch afnet {
	case "ip", "ip4", "ip6":
		return afnet, proto, nil
	}
	return "", 0, UnknownNetworkError(network)
}

// ---- lists of addresses

// An addrList is a name's addresses, the ones to try first in front.
type addrList []endpoint

func isIPv4(a endpoint) bool { return a.family() == syscall.AF_INET }

// split returns the addresses of the first one's family, and the others.
func (l addrList) split() (first, others addrList) {
	for _, a := range l {
		if isIPv4(a) == isIPv4(l[0]) {
			first = append(first, a)
		} else {
			others = append(others, a)
		}
	}
	return first, others
}

// preferred returns the first address of a family, the first of all if there is
// none.
func (l addrList) preferred(four bool) endpoint {
	for _, a := range l {
		if isIPv4(a) == four {
			return a
		}
	}
	return l[0]
}

// resolved returns the address that Resolve functions return: an IPv4 one, but
// for an IPv6 address in the text.
func (l addrList) resolved(network, address string) endpoint {
	six := false
	switch network {
	case "ip":
		six = strings.IndexByte(address, ':') >= 0
	case "tcp", "udp":
		six = strings.IndexByte(address, '[') >= 0
	}
	return l.preferred(!six)
}

// dialAddrs returns the addresses to dial from a local one, nil for any.
func (r *Resolver) dialAddrs(ctx context.Context, network, address string, local Addr) (addrList, error) {
	afnet, _, err := parseNetwork(network, true)
	if err != nil {
		return nil, err
	}
	if address == "" {
		return nil, errMissingAddress
	}
	mismatch := func() (addrList, error) {
		return nil, &AddrError{Err: "mismatched local address type", Addr: local.String()}
	}
	if _, ok := unixKind(afnet); ok {
		addr, err := ResolveUnixAddr(afnet, address)
		if err != nil {
			return nil, err
		}
		if local != nil && addr.Network() != local.Network() {
			return mismatch()
		}
		return addrList{addr}, nil
	}
	all, err := r.internetAddrs(ctx, afnet, address)
	if err != nil || local == nil {
		return all, err
	}
	own, _ := local.(endpoint)
	var fit addrList
	for _, a := range all {
		if a.Network() != local.Network() {
			return mismatch()
		}
		if own == nil || own.isWildcard() || a.isWildcard() || a.family() == own.family() {
			fit = append(fit, a)
		}
	}
	if len(fit) == 0 {
		return nil, &AddrError{Err: errNoSuitableAddress.Error(), Addr: local.String()}
	}
	return fit, nil
}

// internetAddrs returns the addresses of text such as "host:port", or "host" for
// raw IP.
func (r *Resolver) internetAddrs(ctx context.Context, network, address string) (addrList, error) {
	host, portText, port := address, "", 0
	make1 := func(ip IPAddr) endpoint { return &IPAddr{ip.IP, ip.Zone} }
	if kind := strings.TrimRight(network, "46"); kind == "tcp" || kind == "udp" {
		host = ""
		if address != "" {
			var err error
			if host, portText, err = SplitHostPort(address); err != nil {
				return nil, err
			}
			if port, err = r.LookupPort(ctx, network, portText); err != nil {
				return nil, err
			}
		}
		make1 = func(ip IPAddr) endpoint { return &TCPAddr{ip.IP, port, ip.Zone} }
		if kind == "udp" {
			make1 = func(ip IPAddr) endpoint { return &UDPAddr{ip.IP, port, ip.Zone} }
		}
	}
	if host == "" {
		return addrList{make1(IPAddr{})}, nil
	}
	ips, err := r.lookupIPs(ctx, network, host)
	if err != nil {
		return nil, err
	}
	if len(ips) == 1 && ips[0].IP.Equal(IPv6unspecified) {
		ips = append(ips, IPAddr{IP: IPv4zero}) // for machines where :: cannot be connected to
	}
	var list addrList
	for _, ip := range ips {
		four := ip.IP.To4() != nil
		switch network[len(network)-1] {
		case '4':
			if !four {
				continue
			}
		case '6':
			if four {
				continue
			}
		}
		list = append(list, make1(ip))
	}
	if len(list) == 0 {
		return nil, &AddrError{Err: errNoSuitableAddress.Error(), Addr: host}
	}
	return list, nil
}
