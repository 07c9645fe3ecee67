package net

import (
	"cmp"
	"net/netip"
	"slices"
	"sync"
)

// Which of a name's addresses to try first: RFC 6724's rules, but for those that
// need what a program cannot know.

// A policy says how much addresses of a network are preferred, and which belong
// together.
type policy struct {
	prefix     netip.Prefix
	precedence int
	label      int
}

// policies is RFC 6724's table (section 2.1), the longest prefixes first.
var policies = sync.OnceValue(func() []policy {
	return []policy{
		{netip.MustParsePrefix("::1/128"), 50, 0},
		{netip.MustParsePrefix("::ffff:0:0/96"), 35, 4},
		{netip.MustParsePrefix("::/96"), 1, 3},
		{netip.MustParsePrefix("2001::/32"), 5, 5},
		{netip.MustParsePrefix("2002::/16"), 30, 2},
		{netip.MustParsePrefix("3ffe::/16"), 1, 12},
		{netip.MustParsePrefix("fec0::/10"), 1, 11},
		{netip.MustParsePrefix("fc00::/7"), 3, 13},
		{netip.MustParsePrefix("::/0"), 40, 1},
	}
})

// policyOf returns the table's line for an address.
func policyOf(ip netip.Addr) policy {
	six := netip.AddrFrom16(ip.As16())
	for _, p := range policies() {
		if p.prefix.Contains(six) {
			return p
		}
	}
	return policy{}
}

// scopeOf returns how far an address reaches: 2 a link, 5 a site, 14 everywhere.
func scopeOf(ip netip.Addr) int {
	switch {
	case ip.IsLoopback() || ip.IsLinkLocalUnicast():
		return 2
	case ip.IsMulticast() && ip.Is6():
		b := ip.As16()
		return int(b[1] & 15)
	case ip.Is6():
		if b := ip.As16(); b[0] == 0xfe && b[1]&0xc0 == 0xc0 {
			return 5
		}
	}
	return 14
}

// A candidate is an address with what counts for its place.
type candidate struct {
	addr     IPAddr
	dst, src netip.Addr // src: where messages to it would come from, if any can
	policy   policy
	label    int // of src
	scope    int
	srcScope int
}

// sortAddrs sorts addresses, the best first.
func sortAddrs(addrs []IPAddr) {
	if len(addrs) < 2 {
		return
	}
	list := make([]candidate, len(addrs))
	for i, a := range addrs {
		c := candidate{addr: a, dst: a.IP.addr().WithZone(a.Zone), src: sourceFor(a)}
		c.policy, c.scope = policyOf(c.dst), scopeOf(c.dst)
		if c.src.IsValid() {
			c.label, c.srcScope = policyOf(c.src).label, scopeOf(c.src)
		}
		list[i] = c
	}
	slices.SortStableFunc(list, compareCandidates)
	for i, c := range list {
		addrs[i] = c.addr
	}
}

// compareCandidates is negative when a comes first.
func compareCandidates(a, b candidate) int {
	prefer := func(x, y bool) int { return cmp.Compare(flag(y), flag(x)) }
	// Rule 1: one that cannot be reached comes last.
	if c := prefer(a.src.IsValid(), b.src.IsValid()); c != 0 || !a.src.IsValid() {
		return c
	}
	// Rule 2: the same scope as its source. Rule 5: the same label.
	if c := prefer(a.scope == a.srcScope, b.scope == b.srcScope); c != 0 {
		return c
	}
	if c := prefer(a.policy.label == a.label, b.policy.label == b.label); c != 0 {
		return c
	}
	// Rule 6: higher precedence. Rule 8: smaller scope.
	if c := cmp.Compare(b.policy.precedence, a.policy.precedence); c != 0 {
		return c
	}
	if c := cmp.Compare(a.scope, b.scope); c != 0 {
		return c
	}
	// Rule 9: more bits in common with the source; not for IPv4, where it
	// would favour one server of several.
	if a.dst.Is6() && b.dst.Is6() {
		return cmp.Compare(common(b.src, b.dst), common(a.src, a.dst))
	}
	return 0
}

// common returns how many leading bits, of the first 64, two IPv6 addresses have
// in common.
func common(a, b netip.Addr) (n int) {
	x, y := a.As16(), b.As16()
	for n < 64 && (x[n/8]^y[n/8])>>(7-n%8)&1 == 0 {
		n++
	}
	return n
}

// sourceFor returns the own address that messages to an address would come from:
// the system tells when a socket for messages is connected, for which nothing is
// sent.
func sourceFor(a IPAddr) netip.Addr {
	c, err := DialUDP("udp", nil, &UDPAddr{IP: a.IP, Port: 9, Zone: a.Zone})
	if err != nil {
		return netip.Addr{}
	}
	defer c.Close()
	own, ok := c.LocalAddr().(*UDPAddr)
	if !ok {
		return netip.Addr{}
	}
	return own.IP.addr()
}
