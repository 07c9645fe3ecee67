package net

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Lengths of addresses in bytes.
const (
	IPv4len = 4
	IPv6len = 16
)

// An IP is an address of 4 or 16 bytes; the 16 may have an IPv4 address in them,
// which is the same as that one.
type IP []byte

// An IPMask says which bits of an address are the network's.
type IPMask []byte

// An IPNet is a network.
type IPNet struct {
	IP   IP
	Mask IPMask
}

var v4InV6Prefix = []byte{10: 0xff, 11: 0xff}

// IPv4 returns an address, in 16 bytes.
func IPv4(a, b, c, d byte) IP { return append(slices.Clip(slices.Clone(v4InV6Prefix)), a, b, c, d) }

// IPv4Mask returns a mask of 4 bytes.
func IPv4Mask(a, b, c, d byte) IPMask { return IPMask{a, b, c, d} }

// CIDRMask returns a mask of bits bits, 32 or 128, the first of which are ones;
// nil if there is none.
func CIDRMask(ones, bits int) IPMask {
	if bits != 8*IPv4len && bits != 8*IPv6len || ones < 0 || ones > bits {
		return nil
	}
	m := make(IPMask, bits/8)
	for i := range m {
		n := min(max(ones-8*i, 0), 8)
		m[i] = byte(uint(0xff00) >> n)
	}
	return m
}

// Addresses that are known.
var (
	IPv4bcast     = IPv4(255, 255, 255, 255)
	IPv4allsys    = IPv4(224, 0, 0, 1)
	IPv4allrouter = IPv4(224, 0, 0, 2)
	IPv4zero      = IPv4(0, 0, 0, 0)

	IPv6zero                   = make(IP, IPv6len)
	IPv6unspecified            = make(IP, IPv6len)
	IPv6loopback               = IP{15: 1}
	IPv6interfacelocalallnodes = IP{0: 0xff, 1: 0x01, 15: 1}
	IPv6linklocalallnodes      = IP{0: 0xff, 1: 0x02, 15: 1}
	IPv6linklocalallrouters    = IP{0: 0xff, 1: 0x02, 15: 2}
)

// To4 returns the 4 bytes of an IPv4 address, nil for others.
func (ip IP) To4() IP {
	if len(ip) == IPv4len {
		return ip
	}
	if len(ip) == IPv6len && string(ip[:12]) == string(v4InV6Prefix) {
		return ip[12:16]
	}
	return nil
}

// To16 returns 16 bytes, nil for what is no address.
func (ip IP) To16() IP {
	switch len(ip) {
	case IPv4len:
		return IPv4(ip[0], ip[1], ip[2], ip[3])
	case IPv6len:
		return ip
	}
	return nil
}

// Equal reports whether two addresses are the same, whatever their lengths.
func (ip IP) Equal(x IP) bool {
	if len(ip) == len(x) {
		return string(ip) == string(x)
	}
	a, b := ip.To4(), x.To4()
	return a != nil && string(a) == string(b)
}

// addr returns ip as a netip.Addr, IPv4 addresses in 16 bytes as IPv4.
func (ip IP) addr() netip.Addr {
	a, _ := netip.AddrFromSlice(ip)
	return a.Unmap()
}

// The kinds of addresses, as netip.Addr tells them.
func (ip IP) IsUnspecified() bool             { return ip.addr().IsUnspecified() }
func (ip IP) IsLoopback() bool                { return ip.addr().IsLoopback() }
func (ip IP) IsPrivate() bool                 { return ip.addr().IsPrivate() }
func (ip IP) IsMulticast() bool               { return ip.addr().IsMulticast() }
func (ip IP) IsInterfaceLocalMulticast() bool { return ip.addr().IsInterfaceLocalMulticast() }
func (ip IP) IsLinkLocalMulticast() bool      { return ip.addr().IsLinkLocalMulticast() }
func (ip IP) IsLinkLocalUnicast() bool        { return ip.addr().IsLinkLocalUnicast() }
func (ip IP) IsGlobalUnicast() bool           { return ip.addr().IsGlobalUnicast() }

// DefaultMask returns the mask of an IPv4 address's class, nil for others.
func (ip IP) DefaultMask() IPMask {
	ip = ip.To4()
	switch {
	case ip == nil:
		return nil
	case ip[0] < 0x80:
		return IPv4Mask(0xff, 0, 0, 0)
	case ip[0] < 0xc0:
		return IPv4Mask(0xff, 0xff, 0, 0)
	}
	return IPv4Mask(0xff, 0xff, 0xff, 0)
}

// Mask returns the address with only the mask's bits; nil if the lengths do not
// fit.
func (ip IP) Mask(mask IPMask) IP {
	if len(mask) == IPv6len && len(ip) == IPv4len && allOnes(mask[:12]) {
		mask = mask[12:]
	}
	if len(mask) == IPv4len && len(ip) == IPv6len && ip.To4() != nil {
		ip = ip[12:]
	}
	if len(ip) != len(mask) {
		return nil
	}
	out := make(IP, len(ip))
	for i := range out {
		out[i] = ip[i] & mask[i]
	}
	return out
}

func allOnes(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c != 0xff })
}

const hexDigits = "0123456789abcdef"

func hexString(b []byte) string {
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(out)
}

// String returns "<nil>", "192.0.2.1" or "2001:db8::1", and "?" with the bytes
// for what is no address.
func (ip IP) String() string {
	if len(ip) == 0 {
		return "<nil>"
	}
	if len(ip) != IPv4len && len(ip) != IPv6len {
		return "?" + hexString(ip)
	}
	return ip.addr().String()
}

// emptyText is String, but "" for no address.
func (ip IP) emptyText() string {
	if len(ip) == 0 {
		return ""
	}
	return ip.String()
}

// AppendText appends what String returns, nothing for no address. It fails for
// other lengths than 0, 4 and 16.
func (ip IP) AppendText(b []byte) ([]byte, error) {
	if len(ip) == 0 {
		return b, nil
	}
	if len(ip) != IPv4len && len(ip) != IPv6len {
		return b, &AddrError{Err: "invalid IP address", Addr: hexString(ip)}
	}
	return ip.addr().AppendTo(b), nil
}

// MarshalText returns what AppendText appends.
func (ip IP) MarshalText() ([]byte, error) {
	b, err := ip.AppendText([]byte{})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// UnmarshalText is ParseIP; no text is no address.
func (ip *IP) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*ip = nil
		return nil
	}
	x := ParseIP(string(text))
	if x == nil {
		return &ParseError{Type: "IP address", Text: string(text)}
	}
	*ip = x
	return nil
}

// ParseIP reads an address, into 16 bytes; nil if it is none.
func ParseIP(s string) IP {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return nil
	}
	b := a.As16()
	return b[:]
}

// ParseCIDR reads an address and the length of its network, "192.0.2.1/24", and
// returns the address and the network.
func ParseCIDR(s string) (IP, *IPNet, error) {
	fail := func() (IP, *IPNet, error) { return nil, nil, &ParseError{Type: "CIDR address", Text: s} }
	text, length, found := strings.Cut(s, "/")
	a, err := netip.ParseAddr(text)
	if !found || err != nil || a.Zone() != "" {
		return fail()
	}
	if length == "" || strings.Trim(length, "0123456789") != "" {
		return fail()
	}
	n, err := strconv.Atoi(length)
	if err != nil || n > a.BitLen() {
		return fail()
	}
	b := a.As16()
	mask := CIDRMask(n, a.BitLen())
	return b[:], &IPNet{IP: IP(b[:]).Mask(mask), Mask: mask}, nil
}

// ones returns how many leading bits of the mask are ones, -1 if others are too.
func (m IPMask) ones() int {
	n := 0
	for i, c := range m {
		if c == 0xff {
			n += 8
			continue
		}
		for c&0x80 != 0 {
			n++
			c <<= 1
		}
		if c != 0 || slices.ContainsFunc(m[i+1:], func(c byte) bool { return c != 0 }) {
			return -1
		}
		break
	}
	return n
}

// Size returns how many leading ones of how many bits the mask has; 0, 0 if it
// is not of that form.
func (m IPMask) Size() (ones, bits int) {
	if ones = m.ones(); ones < 0 {
		return 0, 0
	}
	return ones, 8 * len(m)
}

// String returns the bytes in hexadecimal, "<nil>" for none.
func (m IPMask) String() string {
	if len(m) == 0 {
		return "<nil>"
	}
	return hexString(m)
}

// numbers returns address and mask in as many bytes as one another, nil if they
// do not fit.
func (n *IPNet) numbers() (ip IP, m IPMask) {
	if ip = n.IP.To4(); ip == nil {
		if ip = n.IP; len(ip) != IPv6len {
			return nil, nil
		}
	}
	m = n.Mask
	switch {
	case len(m) == IPv6len && len(ip) == IPv4len:
		m = m[12:]
	case len(m) != len(ip):
		return nil, nil
	}
	return ip, m
}

// Contains reports whether an address is in the network.
func (n *IPNet) Contains(ip IP) bool {
	number, m := n.numbers()
	if x := ip.To4(); x != nil {
		ip = x
	}
	if len(ip) != len(number) {
		return false
	}
	for i := range ip {
		if (number[i]^ip[i])&m[i] != 0 {
			return false
		}
	}
	return true
}

// Network returns "ip+net".
func (n *IPNet) Network() string { return "ip+net" }

// String returns "192.0.2.0/24", or the mask's bytes behind the slash when they
// are no length.
func (n *IPNet) String() string {
	if n == nil {
		return "<nil>"
	}
	ip, m := n.numbers()
	if ip == nil {
		return "<nil>"
	}
	if ones := m.ones(); ones >= 0 {
		return ip.String() + "/" + strconv.Itoa(ones)
	}
	return ip.String() + "/" + m.String()
}
