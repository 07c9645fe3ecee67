// Package netip has IP addresses as small values that can be compared and be
// keys of maps: Addr, AddrPort (addrport.go) and Prefix (prefix.go). Text is
// read in parse.go.
package netip

import (
	"cmp"
	"internal/endian"
	"math/bits"
	"strconv"
	"unique"
)

// An Addr is an IPv4 or IPv6 address, the latter perhaps with a zone. The zero
// Addr is no address.
type Addr struct {
	hi, lo uint64 // the 128 bits; an IPv4 address is in lo, behind 0xffff
	fam    unique.Handle[family]
}

// A family is what an address has besides its bits.
type family struct {
	six  bool
	zone string
}

var (
	none unique.Handle[family]
	four = unique.Make(family{})
	six  = unique.Make(family{six: true})
)

// mapped is what stands before an IPv4 address in 16 bytes.
const mapped = 0xffff << 32

// IPv6LinkLocalAllNodes is ff02::1, and so on.
func IPv6LinkLocalAllNodes() Addr   { return Addr{0xff02 << 48, 1, six} }
func IPv6LinkLocalAllRouters() Addr { return Addr{0xff02 << 48, 2, six} }
func IPv6Loopback() Addr            { return Addr{0, 1, six} }
func IPv6Unspecified() Addr         { return Addr{fam: six} }
func IPv4Unspecified() Addr         { return Addr{0, mapped, four} }

// AddrFrom4 returns an IPv4 address.
func AddrFrom4(b [4]byte) Addr { return Addr{0, mapped | uint64(endian.BE32(b[:])), four} }

// AddrFrom16 returns an IPv6 address, also one that has an IPv4 address in it.
func AddrFrom16(b [16]byte) Addr { return Addr{endian.BE64(b[:8]), endian.BE64(b[8:]), six} }

// AddrFromSlice returns an address of 4 or 16 bytes, and false for others.
func AddrFromSlice(b []byte) (ip Addr, ok bool) {
	switch len(b) {
	case 4:
		return AddrFrom4([4]byte(b)), true
	case 16:
		return AddrFrom16([16]byte(b)), true
	}
	return Addr{}, false
}

// IsValid reports whether ip is an address.
func (ip Addr) IsValid() bool { return ip.fam != none }

// Is4, Is6 and Is4In6 report what kind of address ip is: Is6 holds for an IPv4
// address in an IPv6 one too.
func (ip Addr) Is4() bool    { return ip.fam == four }
func (ip Addr) Is6() bool    { return ip.fam != none && ip.fam != four }
func (ip Addr) Is4In6() bool { return ip.Is6() && ip.hi == 0 && ip.lo>>32 == 0xffff }

// BitLen returns 32, 128, or 0 for no address.
func (ip Addr) BitLen() int {
	switch ip.fam {
	case none:
		return 0
	case four:
		return 32
	}
	return 128
}

// Zone returns the zone, "" if there is none.
func (ip Addr) Zone() string {
	if ip.fam == none {
		return ""
	}
	return ip.fam.Value().zone
}

// WithZone returns ip with another zone, "" for none. IPv4 has none.
func (ip Addr) WithZone(zone string) Addr {
	switch {
	case !ip.Is6():
	case zone == "":
		ip.fam = six
	default:
		ip.fam = unique.Make(family{true, zone})
	}
	return ip
}

// Unmap returns the IPv4 address within an IPv6 one, and others as they are.
func (ip Addr) Unmap() Addr {
	if ip.Is4In6() {
		ip.fam = four
	}
	return ip
}

// As16 returns the 16 bytes, As4 the four of an IPv4 address, which panics for
// others. A zone is lost.
func (ip Addr) As16() (b [16]byte) {
	endian.PutBE64(b[:8], ip.hi)
	endian.PutBE64(b[8:], ip.lo)
	return b
}

// As4 returns the four bytes of an IPv4 address.
func (ip Addr) As4() (b [4]byte) {
	if ip.Is4() || ip.Is4In6() {
		endian.PutBE32(b[:], uint32(ip.lo))
		return b
	}
	if ip.fam == none {
		panic("As4 called on IP zero value")
	}
	panic("As4 called on IPv6 address")
}

// AsSlice returns the 4 or 16 bytes, nil for no address.
func (ip Addr) AsSlice() []byte {
	switch ip.fam {
	case none:
		return nil
	case four:
		b := ip.As4()
		return b[:]
	}
	b := ip.As16()
	return b[:]
}

// Compare orders addresses: none first, then IPv4, then IPv6, by their bits and
// then their zones.
func (ip Addr) Compare(other Addr) int {
	if c := cmp.Compare(ip.BitLen(), other.BitLen()); c != 0 {
		return c
	}
	if c := cmp.Compare(ip.hi, other.hi); c != 0 {
		return c
	}
	if c := cmp.Compare(ip.lo, other.lo); c != 0 {
		return c
	}
	return cmp.Compare(ip.Zone(), other.Zone())
}

// Less reports whether ip comes before other.
func (ip Addr) Less(other Addr) bool { return ip.Compare(other) < 0 }

// Next returns the address behind ip, no address behind the last.
func (ip Addr) Next() Addr {
	lo, carry := bits.Add64(ip.lo, 1, 0)
	hi, over := bits.Add64(ip.hi, 0, carry)
	if over != 0 || ip.Is4() && uint32(lo) == 0 {
		return Addr{}
	}
	return Addr{hi, lo, ip.fam}
}

// Prev returns the address before ip, no address before the first.
func (ip Addr) Prev() Addr {
	if ip.Is4() && uint32(ip.lo) == 0 {
		return Addr{}
	}
	lo, borrow := bits.Sub64(ip.lo, 1, 0)
	hi, under := bits.Sub64(ip.hi, 0, borrow)
	if under != 0 {
		return Addr{}
	}
	return Addr{hi, lo, ip.fam}
}

// ---- kinds of addresses

// octet returns one of the four bytes of an IPv4 address.
func (ip Addr) octet(i int) byte { return byte(ip.lo >> (8 * (3 - i))) }

// head returns the first 16 bits of an IPv6 address.
func (ip Addr) head() uint16 { return uint16(ip.hi >> 48) }

// IsUnspecified reports whether ip is 0.0.0.0 or ::.
func (ip Addr) IsUnspecified() bool {
	return ip == IPv4Unspecified() || ip == IPv6Unspecified()
}

// IsLoopback reports whether ip is a machine's own: 127.0.0.0/8 or ::1.
func (ip Addr) IsLoopback() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.octet(0) == 127
	}
	return ip.Is6() && ip.hi == 0 && ip.lo == 1
}

// IsMulticast reports whether ip is an address of many: 224.0.0.0/4 or ff00::/8.
func (ip Addr) IsMulticast() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.octet(0)>>4 == 0xe
	}
	return ip.Is6() && ip.head()>>8 == 0xff
}

// IsInterfaceLocalMulticast reports whether ip is a multicast address within a
// machine.
func (ip Addr) IsInterfaceLocalMulticast() bool {
	return ip.Is6() && !ip.Is4In6() && ip.head()&0xff0f == 0xff01
}

// IsLinkLocalMulticast reports whether ip is a multicast address within a link.
func (ip Addr) IsLinkLocalMulticast() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return uint32(ip.lo)>>8 == 224<<16
	}
	return ip.Is6() && ip.head()&0xff0f == 0xff02
}

// IsLinkLocalUnicast reports whether ip is one machine's address within a link:
// 169.254.0.0/16 or fe80::/10.
func (ip Addr) IsLinkLocalUnicast() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return uint32(ip.lo)>>16 == 169<<8|254
	}
	return ip.Is6() && ip.head()&0xffc0 == 0xfe80
}

// IsPrivate reports whether ip is for private networks (RFC 1918, RFC 4193).
func (ip Addr) IsPrivate() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.octet(0) == 10 || ip.octet(0) == 172 && ip.octet(1)>>4 == 1 || ip.octet(0) == 192 && ip.octet(1) == 168
	}
	return ip.Is6() && ip.head()>>9 == 0xfc>>1
}

// IsGlobalUnicast reports whether ip is one machine's address that is neither a
// loopback nor link-local, private ones included.
func (ip Addr) IsGlobalUnicast() bool {
	u := ip.Unmap()
	if ip.fam == none || u.Is4() && (uint32(u.lo) == 0 || uint32(u.lo) == 1<<32-1) {
		return false
	}
	return ip != IPv6Unspecified() && !ip.IsLoopback() && !ip.IsMulticast() && !ip.IsLinkLocalUnicast()
}

// ---- text and bytes

// String returns the usual text: "invalid IP", "192.0.2.1", "2001:db8::1",
// "::ffff:192.0.2.1" or "fe80::1%eth0".
func (ip Addr) String() string {
	if ip.fam == none {
		return "invalid IP"
	}
	var room [64]byte
	return string(ip.AppendTo(room[:0]))
}

// AppendTo appends the usual text, nothing for no address.
func (ip Addr) AppendTo(b []byte) []byte {
	switch {
	case ip.fam == none:
		return b
	case ip.fam == four:
		return ip.appendFour(b)
	case ip.Is4In6():
		b = ip.appendFour(append(b, "::ffff:"...))
	default:
		b = ip.appendSix(b)
	}
	return ip.appendZone(b)
}

func (ip Addr) appendFour(b []byte) []byte {
	for i := range 4 {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendUint(b, uint64(ip.octet(i)), 10)
	}
	return b
}

func (ip Addr) appendZone(b []byte) []byte {
	if zone := ip.Zone(); zone != "" {
		b = append(append(b, '%'), zone...)
	}
	return b
}

// group returns one of the eight 16-bit groups.
func (ip Addr) group(i int) uint16 {
	if i < 4 {
		return uint16(ip.hi >> (16 * (3 - i)))
	}
	return uint16(ip.lo >> (16 * (7 - i)))
}

// appendSix writes the groups; the first longest run of at least two zeros is
// left out.
func (ip Addr) appendSix(b []byte) []byte {
	start, length := -1, 1
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && ip.group(i+n) == 0 {
			n++
		}
		if n > length {
			start, length = i, n
		}
		i += n
	}
	for i := 0; i < 8; i++ {
		if i == start {
			b = append(b, ':', ':')
			if i += length; i == 8 {
				break
			}
		} else if i > 0 {
			b = append(b, ':')
		}
		b = strconv.AppendUint(b, uint64(ip.group(i)), 16)
	}
	return b
}

// StringExpanded is String with all groups and zeros of an IPv6 address.
func (ip Addr) StringExpanded() string {
	if !ip.Is6() {
		return ip.String()
	}
	const digits = "0123456789abcdef"
	b := make([]byte, 0, 39)
	for i := range 8 {
		if i > 0 {
			b = append(b, ':')
		}
		g := ip.group(i)
		b = append(b, digits[g>>12], digits[g>>8&15], digits[g>>4&15], digits[g&15])
	}
	return string(ip.appendZone(b))
}

// AppendText appends what String returns, nothing for no address; MarshalText
// returns it.
func (ip Addr) AppendText(b []byte) ([]byte, error) { return ip.AppendTo(b), nil }

// MarshalText returns what AppendText appends.
func (ip Addr) MarshalText() ([]byte, error) { return ip.AppendTo([]byte{}), nil }

// UnmarshalText is ParseAddr; no text is no address.
func (ip *Addr) UnmarshalText(text []byte) (err error) {
	*ip = Addr{}
	if len(text) > 0 {
		*ip, err = ParseAddr(string(text))
	}
	return err
}

// AppendBinary appends the 0, 4 or 16 bytes of ip, and its zone.
func (ip Addr) AppendBinary(b []byte) ([]byte, error) {
	return append(append(b, ip.AsSlice()...), ip.Zone()...), nil
}

// MarshalBinary returns what AppendBinary appends.
func (ip Addr) MarshalBinary() ([]byte, error) { return ip.AppendBinary([]byte{}) }

// UnmarshalBinary is AppendBinary's inverse.
func (ip *Addr) UnmarshalBinary(b []byte) error {
	switch n := len(b); {
	case n == 0:
		*ip = Addr{}
	case n == 4:
		*ip = AddrFrom4([4]byte(b))
	case n >= 16:
		*ip = AddrFrom16([16]byte(b)).WithZone(string(b[16:]))
	default:
		return errSize
	}
	return nil
}

// Prefix returns the network of the first b bits of ip, without its zone. It
// fails for b out of range; no address has no network, and no error.
func (ip Addr) Prefix(b int) (Prefix, error) {
	switch {
	case b < 0:
		return Prefix{}, errNegative
	case ip.fam == none:
		return Prefix{}, nil
	case b > ip.BitLen():
		name := "IPv6"
		if ip.Is4() {
			name = "IPv4"
		}
		return Prefix{}, textError("prefix length " + strconv.Itoa(b) + " too large for " + name)
	}
	return PrefixFrom(ip.WithZone("").masked(b), b), nil
}

// masked returns ip with only its first n bits.
func (ip Addr) masked(n int) Addr {
	if ip.Is4() {
		n += 96
	}
	if n < 64 {
		ip.hi &= ^(^uint64(0) >> n)
		ip.lo = 0
	} else {
		ip.lo &= ^(^uint64(0) >> (n - 64))
	}
	return ip
}
