package net

import (
	"cmp"
	"context"
	"internal/chance"
	"internal/nettrace"
	"net/netip"
	"slices"
)

// A Resolver looks up names: in /etc/hosts, and with the servers of
// /etc/resolv.conf. A nil one is the zero one.
type Resolver struct {
	// PreferGo says that no library of C is to be used; there is none here.
	PreferGo bool

	// StrictErrors says that an error that may be gone with another try ends a
	// lookup, where else what others have answered would do.
	StrictErrors bool

	// Dial connects to servers, nil for the usual way. What it returns is used
	// for messages if it is a PacketConn, else as a stream.
	Dial func(ctx context.Context, network, address string) (Conn, error)
}

// DefaultResolver is what the functions of this package use.
var DefaultResolver = &Resolver{}

// An SRV is where a service is, an MX where mail goes, an NS a server of names.
type SRV struct {
	Target   string
	Port     uint16
	Priority uint16
	Weight   uint16
}

// An MX is where mail for a name goes.
type MX struct {
	Host string
	Pref uint16
}

// An NS is a server of names.
type NS struct{ Host string }

// LookupHost returns a host's addresses.
func LookupHost(host string) (addrs []string, err error) {
	return DefaultResolver.LookupHost(context.Background(), host)
}

// LookupHost returns a host's addresses.
func (r *Resolver) LookupHost(ctx context.Context, host string) (addrs []string, err error) {
	if host == "" {
		return nil, dnsError(errNoSuchHost, host, "")
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return []string{host}, nil
	}
	if systemConf().before("files", "dns") {
		if addrs = hostByName(host).addrs; len(addrs) > 0 {
			return slices.Clone(addrs), nil
		}
	}
	ips, err := r.resolve(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	for _, ip := range ips {
		addrs = append(addrs, ip.String())
	}
	return addrs, nil
}

// LookupIP returns a host's addresses.
func LookupIP(host string) ([]IP, error) {
	list, err := DefaultResolver.LookupIPAddr(context.Background(), host)
	if err != nil {
		return nil, err
	}
	ips := make([]IP, len(list))
	for i, a := range list {
		ips[i] = a.IP
	}
	return ips, nil
}

// LookupIPAddr returns a host's addresses with their zones.
func (r *Resolver) LookupIPAddr(ctx context.Context, host string) ([]IPAddr, error) {
	return r.lookupIPs(ctx, "ip", host)
}

// LookupIP returns a host's addresses of a network: "ip", "ip4" or "ip6".
func (r *Resolver) LookupIP(ctx context.Context, network, host string) ([]IP, error) {
	afnet, _, err := ipNetwork(network, false)
	if err != nil {
		return nil, err
	}
	if host == "" {
		return nil, dnsError(errNoSuchHost, host, "")
	}
	addrs, err := r.internetAddrs(ctx, afnet, host)
	if err != nil {
		return nil, err
	}
	ips := make([]IP, 0, len(addrs))
	for _, a := range addrs {
		ips = append(ips, a.(*IPAddr).IP)
	}
	return ips, nil
}

// LookupNetIP is LookupIP with the addresses as values.
func (r *Resolver) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	ips, err := r.LookupIP(ctx, network, host)
	if err != nil {
		return nil, err
	}
	list := make([]netip.Addr, 0, len(ips))
	for _, ip := range ips {
		if a, ok := netip.AddrFromSlice(ip); ok {
			list = append(list, a)
		}
	}
	return list, nil
}

// lookupIPs returns the addresses of a host that may be one itself, for a
// network that may want one family only.
func (r *Resolver) lookupIPs(ctx context.Context, network, host string) (ips []IPAddr, err error) {
	if host == "" {
		return nil, dnsError(errNoSuchHost, host, "")
	}
	if a, err := netip.ParseAddr(host); err == nil {
		b := a.As16()
		return []IPAddr{{IP: b[:], Zone: a.Zone()}}, nil
	}
	if trace, _ := ctx.Value(nettrace.TraceKey{}).(*nettrace.Trace); trace != nil {
		if trace.DNSStart != nil {
			trace.DNSStart(host)
		}
		if trace.DNSDone != nil {
			defer func() {
				list := make([]any, len(ips))
				for i, ip := range ips {
					list[i] = ip
				}
				trace.DNSDone(list, false, err)
			}()
		}
	}
	if instead, _ := ctx.Value(nettrace.LookupIPAltResolverKey{}).(func(context.Context, string, string) ([]IPAddr, error)); instead != nil {
		return instead(ctx, network, host)
	}
	return r.resolve(ctx, network, host)
}

// resolve asks the sources in their order, and sorts the addresses.
func (r *Resolver) resolve(ctx context.Context, network, host string) ([]IPAddr, error) {
	if ctx.Err() != nil {
		return nil, dnsError(mapErr(ctx.Err()), host, "")
	}
	conf := systemConf()
	if conf.before("files", "dns") {
		if ips, _ := hostIPs(host); len(ips) > 0 {
			sortAddrs(ips)
			return ips, nil
		}
	}
	err := error(dnsError(errNoSuchHost, host, ""))
	if slices.Contains(conf.sources, "dns") && isDomainName(host) {
		var ips []IPAddr
		if ips, _, err = r.ipsFromServers(ctx, network, host); err == nil {
			sortAddrs(ips)
			return ips, nil
		}
		if ctx.Err() != nil {
			return nil, dnsError(mapErr(ctx.Err()), host, "")
		}
	}
	if conf.before("dns", "files") {
		if ips, _ := hostIPs(host); len(ips) > 0 {
			sortAddrs(ips)
			return ips, nil
		}
	}
	return nil, err
}

// badNames is what is wrong when records with names that cannot be are left out.
const badNames = "DNS response contained records which contain invalid names"

// LookupCNAME returns the name that a host's name stands for.
func LookupCNAME(host string) (cname string, err error) {
	return DefaultResolver.LookupCNAME(context.Background(), host)
}

// LookupCNAME returns the name that a host's name stands for.
func (r *Resolver) LookupCNAME(ctx context.Context, host string) (string, error) {
	conf := systemConf()
	if conf.before("files", "dns") {
		if _, name := hostIPs(host); name != "" {
			return rooted(name), nil
		}
	}
	if !isDomainName(host) {
		return "", dnsError(errNoSuchHost, host, "")
	}
	_, name, err := r.ipsFromServers(ctx, "CNAME", host)
	switch {
	case err != nil:
		return "", err
	case !isDomainName(name):
		return "", &DNSError{Err: badNames, Name: host}
	}
	return name, nil
}

// LookupAddr returns the names of an address.
func LookupAddr(addr string) (names []string, err error) {
	return DefaultResolver.LookupAddr(context.Background(), addr)
}

// LookupAddr returns the names of an address.
func (r *Resolver) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	if systemConf().before("files", "dns") {
		if names := hostByAddr(addr); len(names) > 0 {
			return slices.Clone(names), nil
		}
	}
	name, err := reverseName(addr)
	if err != nil {
		return nil, err
	}
	list, bad, err := collect(r, ctx, name, typePTR, func(rec *record) (string, string, bool) {
		name, ok := rec.nameAt(0)
		return name, name, ok
	})
	if err == nil && bad {
		err = &DNSError{Err: badNames, Name: addr}
	}
	return list, err
}

// collect asks for records, and returns of each what get returns: the value, the
// name in it, and whether it could be read. bad is whether there were names that
// cannot be, which are left out.
func collect[T any](r *Resolver, ctx context.Context, name string, kind uint16, get func(*record) (T, string, bool)) (list []T, bad bool, err error) {
	p, server, err := r.ask(ctx, name, kind)
	if err != nil {
		return nil, false, err
	}
	for i := range p.answers {
		if p.answers[i].kind != kind {
			continue
		}
		v, target, ok := get(&p.answers[i])
		if !ok {
			return nil, false, &DNSError{Err: errUnmarshal.Error(), Name: name, Server: server}
		}
		if target != "" && !isDomainName(target) {
			bad = true
			continue
		}
		list = append(list, v)
	}
	return list, bad, nil
}

// LookupMX returns where mail for a name goes, the best first.
func LookupMX(name string) ([]*MX, error) {
	return DefaultResolver.LookupMX(context.Background(), name)
}

// LookupMX returns where mail for a name goes, the best first.
func (r *Resolver) LookupMX(ctx context.Context, name string) ([]*MX, error) {
	list, bad, err := collect(r, ctx, name, typeMX, func(rec *record) (*MX, string, bool) {
		n, ok := rec.numbers(1)
		host, fine := rec.nameAt(2)
		return &MX{host, n[0]}, host, ok && fine
	})
	shuffle(list)
	slices.SortStableFunc(list, func(a, b *MX) int { return cmp.Compare(a.Pref, b.Pref) })
	if err == nil && bad {
		err = &DNSError{Err: badNames, Name: name}
	}
	return list, err
}

// LookupNS returns the servers of a name.
func LookupNS(name string) ([]*NS, error) {
	return DefaultResolver.LookupNS(context.Background(), name)
}

// LookupNS returns the servers of a name.
func (r *Resolver) LookupNS(ctx context.Context, name string) ([]*NS, error) {
	list, bad, err := collect(r, ctx, name, typeNS, func(rec *record) (*NS, string, bool) {
		host, ok := rec.nameAt(0)
		return &NS{host}, host, ok
	})
	if err == nil && bad {
		err = &DNSError{Err: badNames, Name: name}
	}
	return list, err
}

// LookupTXT returns the texts of a name.
func LookupTXT(name string) ([]string, error) {
	return DefaultResolver.LookupTXT(context.Background(), name)
}

// LookupTXT returns the texts of a name.
func (r *Resolver) LookupTXT(ctx context.Context, name string) ([]string, error) {
	list, _, err := collect(r, ctx, name, typeTXT, func(rec *record) (string, string, bool) {
		text, ok := rec.text()
		return text, "", ok
	})
	return list, err
}

// LookupSRV returns where a service is, asked for as _service._proto.name, or as
// name when both are empty: by priority, and by chance that the weights set.
func LookupSRV(service, proto, name string) (cname string, addrs []*SRV, err error) {
	return DefaultResolver.LookupSRV(context.Background(), service, proto, name)
}

// LookupSRV returns where a service is.
func (r *Resolver) LookupSRV(ctx context.Context, service, proto, name string) (string, []*SRV, error) {
	target := name
	if service != "" || proto != "" {
		target = "_" + service + "._" + proto + "." + name
	}
	cname := ""
	list, bad, err := collect(r, ctx, target, typeSRV, func(rec *record) (*SRV, string, bool) {
		if cname == "" {
			cname = rec.name
		}
		n, ok := rec.numbers(3)
		host, fine := rec.nameAt(6)
		return &SRV{host, n[2], n[0], n[1]}, host, ok && fine
	})
	if err != nil {
		return "", nil, err
	}
	byWeight(list)
	if cname != "" && !isDomainName(cname) {
		return "", nil, &DNSError{Err: "SRV header name is invalid", Name: name}
	}
	if bad {
		err = &DNSError{Err: badNames, Name: name}
	}
	return cname, list, err
}

func shuffle[T any](list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := int(chance.Uint64() % uint64(i+1))
		list[i], list[j] = list[j], list[i]
	}
}

// byWeight sorts by priority; among the same, each comes next with a chance of
// its weight (RFC 2782).
func byWeight(list []*SRV) {
	slices.SortStableFunc(list, func(a, b *SRV) int {
		if c := cmp.Compare(a.Priority, b.Priority); c != 0 {
			return c
		}
		return cmp.Compare(a.Weight, b.Weight)
	})
	for start := 0; start < len(list); {
		end, sum := start, 0
		for end < len(list) && list[end].Priority == list[start].Priority {
			sum += int(list[end].Weight)
			end++
		}
		for at := start; sum > 0 && at < end; at++ {
			left := int(chance.Uint64() % uint64(sum))
			for i := at; i < end; i++ {
				if left -= int(list[i].Weight); left < 0 {
					chosen := list[i]
					copy(list[at+1:i+1], list[at:i])
					list[at] = chosen
					sum -= int(chosen.Weight)
					break
				}
			}
		}
		start = end
	}
}
