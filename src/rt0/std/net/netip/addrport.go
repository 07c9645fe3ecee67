package netip

import (
	"cmp"
	"strconv"
	"strings"
)

// An AddrPort is an address and a port.
type AddrPort struct {
	ip   Addr
	port uint16
}

// AddrPortFrom returns an address with a port.
func AddrPortFrom(ip Addr, port uint16) AddrPort { return AddrPort{ip, port} }

// Addr and Port return the parts.
func (p AddrPort) Addr() Addr   { return p.ip }
func (p AddrPort) Port() uint16 { return p.port }

// IsValid reports whether there is an address; every port is one.
func (p AddrPort) IsValid() bool { return p.ip.IsValid() }

// Compare orders by address and then port.
func (p AddrPort) Compare(other AddrPort) int {
	if c := p.ip.Compare(other.ip); c != 0 {
		return c
	}
	return cmp.Compare(p.port, other.port)
}

// ParseAddrPort reads an address and a port as String writes them.
func ParseAddrPort(s string) (AddrPort, error) {
	at := strings.LastIndexByte(s, ':')
	if at < 0 {
		return AddrPort{}, textError("not an ip:port")
	}
	host, port := s[:at], s[at+1:]
	switch {
	case host == "":
		return AddrPort{}, textError("no IP")
	case port == "":
		return AddrPort{}, textError("no port")
	}
	brackets := host[0] == '['
	if brackets {
		if len(host) < 2 || host[len(host)-1] != ']' {
			return AddrPort{}, textError("missing ]")
		}
		host = host[1 : len(host)-1]
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return AddrPort{}, textError("invalid port " + strconv.Quote(port) + " parsing " + strconv.Quote(s))
	}
	ip, err := ParseAddr(host)
	switch {
	case err != nil:
		return AddrPort{}, err
	case brackets && ip.Is4():
		return AddrPort{}, textError("invalid ip:port " + strconv.Quote(s) + ", square brackets can only be used with IPv6 addresses")
	case !brackets && ip.Is6():
		return AddrPort{}, textError("invalid ip:port " + strconv.Quote(s) + ", IPv6 addresses must be surrounded by square brackets")
	}
	return AddrPort{ip, uint16(number)}, nil
}

// MustParseAddrPort is ParseAddrPort, and panics on errors.
func MustParseAddrPort(s string) AddrPort {
	p, err := ParseAddrPort(s)
	if err != nil {
		panic(err)
	}
	return p
}

// String returns "192.0.2.1:80", "[2001:db8::1]:80" or "invalid AddrPort".
func (p AddrPort) String() string {
	if !p.IsValid() {
		return "invalid AddrPort"
	}
	return string(p.AppendTo(nil))
}

// AppendTo appends what String returns, nothing without an address.
func (p AddrPort) AppendTo(b []byte) []byte {
	switch p.ip.fam {
	case none:
		return b
	case four:
		b = p.ip.AppendTo(b)
	default:
		b = append(p.ip.AppendTo(append(b, '[')), ']')
	}
	return strconv.AppendUint(append(b, ':'), uint64(p.port), 10)
}

// AppendText appends what AppendTo does; MarshalText returns it.
func (p AddrPort) AppendText(b []byte) ([]byte, error) { return p.AppendTo(b), nil }

// MarshalText returns what AppendText appends.
func (p AddrPort) MarshalText() ([]byte, error) { return p.AppendTo([]byte{}), nil }

// UnmarshalText is ParseAddrPort; no text is no address.
func (p *AddrPort) UnmarshalText(text []byte) (err error) {
	*p = AddrPort{}
	if len(text) > 0 {
		*p, err = ParseAddrPort(string(text))
	}
	return err
}

// AppendBinary appends Addr's bytes and the port's, the low one first.
func (p AddrPort) AppendBinary(b []byte) ([]byte, error) {
	b, err := p.ip.AppendBinary(b)
	return append(b, byte(p.port), byte(p.port>>8)), err
}

// MarshalBinary returns what AppendBinary appends.
func (p AddrPort) MarshalBinary() ([]byte, error) { return p.AppendBinary([]byte{}) }

// UnmarshalBinary is AppendBinary's inverse.
func (p *AddrPort) UnmarshalBinary(b []byte) error {
	if len(b) < 2 {
		return errSize
	}
	at := len(b) - 2
	var ip Addr
	if err := ip.UnmarshalBinary(b[:at]); err != nil {
		return err
	}
	*p = AddrPort{ip, uint16(b[at]) | uint16(b[at+1])<<8}
	return nil
}
