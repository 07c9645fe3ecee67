package netip

import (
	"cmp"
	"math/bits"
	"strconv"
	"strings"
)

// A Prefix is a network: an address and how many of its bits count.
type Prefix struct {
	ip   Addr  // without a zone
	more uint8 // bits and one more; 0 for no network
}

// PrefixFrom returns a network; bits out of range give one that is not valid. A
// zone is lost.
func PrefixFrom(ip Addr, bits int) Prefix {
	p := Prefix{ip: ip.WithZone("")}
	if ip.IsValid() && bits >= 0 && bits <= ip.BitLen() {
		p.more = uint8(bits + 1)
	}
	return p
}

// Addr returns the address, Bits the number of bits, -1 for no network.
func (p Prefix) Addr() Addr { return p.ip }
func (p Prefix) Bits() int  { return int(p.more) - 1 }

// IsValid reports whether p is a network.
func (p Prefix) IsValid() bool { return p.more > 0 }

// IsSingleIP reports whether all bits count.
func (p Prefix) IsSingleIP() bool { return p.IsValid() && p.Bits() == p.ip.BitLen() }

// Masked returns p with an address of nothing but the bits that count.
func (p Prefix) Masked() Prefix {
	if !p.IsValid() {
		return Prefix{}
	}
	p.ip = p.ip.masked(p.Bits())
	return p
}

// Contains reports whether an address is in the network. Addresses with zones
// and of the other family are in none.
func (p Prefix) Contains(ip Addr) bool {
	return p.IsValid() && ip.Zone() == "" && ip.BitLen() == p.ip.BitLen() && p.common(ip) >= p.Bits()
}

// common returns how many leading bits of p's address are ip's too.
func (p Prefix) common(ip Addr) int {
	n := bits.LeadingZeros64(p.ip.hi ^ ip.hi)
	if n == 64 {
		n += bits.LeadingZeros64(p.ip.lo ^ ip.lo)
	}
	if ip.Is4() {
		n -= 96
	}
	return n
}

// Overlaps reports whether two networks have an address in common.
func (p Prefix) Overlaps(o Prefix) bool {
	return p.IsValid() && o.IsValid() && p.ip.BitLen() == o.ip.BitLen() && p.common(o.ip) >= min(p.Bits(), o.Bits())
}

// Compare orders networks by their masked addresses, then the number of bits,
// then the addresses.
func (p Prefix) Compare(o Prefix) int {
	if c := p.Masked().ip.Compare(o.Masked().ip); c != 0 {
		return c
	}
	if c := cmp.Compare(p.Bits(), o.Bits()); c != 0 {
		return c
	}
	return p.ip.Compare(o.ip)
}

// A prefixError says what is wrong with the text of a network.
type prefixError struct{ in, msg string }

func (e prefixError) Error() string {
	return "netip.ParsePrefix(" + strconv.Quote(e.in) + "): " + e.msg
}

// ParsePrefix reads a network such as "192.168.1.0/24"; the bits that do not
// count may be any.
func ParsePrefix(s string) (Prefix, error) {
	at := strings.LastIndexByte(s, '/')
	if at < 0 {
		return Prefix{}, prefixError{s, "no '/'"}
	}
	ip, err := ParseAddr(s[:at])
	if err != nil {
		return Prefix{}, prefixError{s, err.Error()}
	}
	if ip.Zone() != "" {
		return Prefix{}, prefixError{s, "IPv6 zones cannot be present in a prefix"}
	}
	text := s[at+1:]
	n, err := strconv.Atoi(text)
	if err != nil || text[0] < '0' || text[0] > '9' || text[0] == '0' && len(text) > 1 {
		return Prefix{}, prefixError{s, "bad bits after slash: " + strconv.Quote(text)}
	}
	if n > ip.BitLen() {
		return Prefix{}, prefixError{s, "prefix length out of range"}
	}
	return PrefixFrom(ip, n), nil
}

// MustParsePrefix is ParsePrefix, and panics on errors.
func MustParsePrefix(s string) Prefix {
	p, err := ParsePrefix(s)
	if err != nil {
		panic(err)
	}
	return p
}

// String returns "192.168.1.0/24", or "invalid Prefix".
func (p Prefix) String() string {
	if !p.IsValid() {
		return "invalid Prefix"
	}
	return string(p.AppendTo(nil))
}

// AppendTo appends what String returns, nothing for the zero Prefix.
func (p Prefix) AppendTo(b []byte) []byte {
	switch {
	case p == Prefix{}:
		return b
	case !p.IsValid():
		return append(b, "invalid Prefix"...)
	}
	return strconv.AppendInt(append(p.ip.AppendTo(b), '/'), int64(p.Bits()), 10)
}

// AppendText appends what AppendTo does; MarshalText returns it.
func (p Prefix) AppendText(b []byte) ([]byte, error) { return p.AppendTo(b), nil }

// MarshalText returns what AppendText appends.
func (p Prefix) MarshalText() ([]byte, error) { return p.AppendTo([]byte{}), nil }

// UnmarshalText is ParsePrefix; no text is no network.
func (p *Prefix) UnmarshalText(text []byte) (err error) {
	*p = Prefix{}
	if len(text) > 0 {
		*p, err = ParsePrefix(string(text))
	}
	return err
}

// AppendBinary appends the address's bytes and one for the number of bits.
func (p Prefix) AppendBinary(b []byte) ([]byte, error) {
	b, err := p.ip.WithZone("").AppendBinary(b)
	return append(b, uint8(p.Bits())), err
}

// MarshalBinary returns what AppendBinary appends.
func (p Prefix) MarshalBinary() ([]byte, error) { return p.AppendBinary([]byte{}) }

// UnmarshalBinary is AppendBinary's inverse.
func (p *Prefix) UnmarshalBinary(b []byte) error {
	if len(b) < 1 {
		return errSize
	}
	at := len(b) - 1
	var ip Addr
	if err := ip.UnmarshalBinary(b[:at]); err != nil {
		return err
	}
	*p = PrefixFrom(ip, int(b[at]))
	return nil
}
