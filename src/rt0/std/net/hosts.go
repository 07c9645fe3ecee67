package net

import (
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"
)

// hostsFile names machines without asking anybody.
const hostsFile = "/etc/hosts"

// A hostTable is what the file of names says. mu protects the rest; the maps are
// not changed once others may see them.
type hostTable struct {
	mu      sync.Mutex
	checked time.Time
	changed time.Time
	size    int64
	byName  map[string]hostEntry // absolute names in small letters
	byAddr  map[string][]string
}

// A hostEntry is a name's addresses, and the first name of its line.
type hostEntry struct {
	addrs     []string
	canonical string
}

var hosts hostTable

// current returns the maps, which are read again when the file has changed; that
// is looked at every five seconds.
func (t *hostTable) current() (map[string]hostEntry, map[string][]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byName != nil && time.Since(t.checked) < 5*time.Second {
		return t.byName, t.byAddr
	}
	t.checked = time.Now()
	var changed time.Time
	var size int64
	if info, err := os.Stat(hostsFile); err == nil {
		changed, size = info.ModTime(), info.Size()
	}
	if t.byName != nil && changed.Equal(t.changed) && size == t.size {
		return t.byName, t.byAddr
	}
	t.changed, t.size = changed, size
	t.byName, t.byAddr = map[string]hostEntry{}, map[string][]string{}
	for fields := range fieldsOf(hostsFile) {
		ip, err := netip.ParseAddr(fields[0])
		if err != nil {
			continue
		}
		addr := ip.String()
		for _, name := range fields[1:] {
			key := absolute(strings.ToLower(name))
			e := t.byName[key]
			if e.canonical == "" {
				e.canonical = absolute(strings.ToLower(fields[1]))
			}
			e.addrs = append(e.addrs, addr)
			t.byName[key] = e
			t.byAddr[addr] = append(t.byAddr[addr], absolute(name))
		}
	}
	return t.byName, t.byAddr
}

// absolute returns a name with a dot at its end, if it has dots in it.
func absolute(s string) string {
	if strings.IndexByte(s, '.') >= 0 && s[len(s)-1] != '.' {
		s += "."
	}
	return s
}

// hostByName returns what the file says of a name.
func hostByName(name string) hostEntry {
	byName, _ := hosts.current()
	return byName[absolute(strings.ToLower(name))]
}

// hostIPs is hostByName with addresses as such.
func hostIPs(name string) (ips []IPAddr, canonical string) {
	e := hostByName(name)
	for _, text := range e.addrs {
		if a, err := netip.ParseAddr(text); err == nil {
			b := a.As16()
			ips = append(ips, IPAddr{IP: b[:], Zone: a.Zone()})
		}
	}
	return ips, e.canonical
}

// hostByAddr returns the names that the file has for an address.
func hostByAddr(addr string) []string {
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return nil
	}
	_, byAddr := hosts.current()
	return byAddr[ip.String()]
}
