package net

import (
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A resolvConf is how names are asked for: /etc/resolv.conf, and the order of
// /etc/nsswitch.conf.
type resolvConf struct {
	servers  []string // "192.0.2.1:53"
	search   []string // with a dot at their ends
	ndots    int      // names with so many dots are tried as they are first
	timeout  time.Duration
	attempts int
	rotate   bool // begin with another server each time
	single   bool // one question at a time
	tcp      bool
	trust    bool     // servers' checks of signatures count
	sources  []string // "files" and "dns", in order
	turn     atomic.Uint32
}

const (
	resolvFile   = "/etc/resolv.conf"
	nsswitchFile = "/etc/nsswitch.conf"
)

// settings keeps the last that was read. mu protects the rest.
var settings struct {
	mu      sync.Mutex
	checked time.Time
	changed time.Time
	conf    *resolvConf
}

// systemConf returns how names are asked for; whether the file has changed is
// looked at every five seconds.
func systemConf() *resolvConf {
	settings.mu.Lock()
	defer settings.mu.Unlock()
	if settings.conf != nil && time.Since(settings.checked) < 5*time.Second {
		return settings.conf
	}
	settings.checked = time.Now()
	var changed time.Time
	if info, err := os.Stat(resolvFile); err == nil {
		changed = info.ModTime()
	}
	if settings.conf == nil || !changed.Equal(settings.changed) {
		settings.changed, settings.conf = changed, readConf(resolvFile, nsswitchFile)
	}
	return settings.conf
}

func readConf(resolv, nsswitch string) *resolvConf {
	c := &resolvConf{ndots: 1, timeout: 5 * time.Second, attempts: 2}
	searched := false
	for f := range fieldsOf(resolv) {
		if strings.HasPrefix(f[0], ";") {
			continue
		}
		switch f[0] {
		case "nameserver":
			if len(f) > 1 && len(c.servers) < 3 {
				if _, err := netip.ParseAddr(f[1]); err == nil {
					c.servers = append(c.servers, JoinHostPort(f[1], "53"))
				}
			}
		case "domain", "search":
			searched = true
			c.search = nil
			words := f[1:]
			if f[0] == "domain" {
				words = words[:min(len(words), 1)]
			}
			for _, name := range words {
				if name != "." {
					c.search = append(c.search, rooted(name))
				}
			}
		case "options":
			for _, option := range f[1:] {
				c.option(option)
			}
		}
	}
	if len(c.servers) == 0 {
		c.servers = []string{"127.0.0.1:53", "[::1]:53"}
	}
	if !searched {
		if name, err := os.Hostname(); err == nil {
			if _, domain, ok := strings.Cut(name, "."); ok && domain != "" {
				c.search = []string{rooted(domain)}
			}
		}
	}
	for f := range fieldsOf(nsswitch) {
		if f[0] == "hosts:" {
			for _, source := range f[1:] {
				if source == "files" || source == "dns" {
					c.sources = append(c.sources, source)
				}
			}
		}
	}
	if c.sources == nil {
		c.sources = []string{"files", "dns"}
	}
	return c
}

// option takes one of resolv.conf's options.
func (c *resolvConf) option(s string) {
	name, value, _ := strings.Cut(s, ":")
	n, _, _ := number(value)
	switch name {
	case "ndots":
		c.ndots = min(n, 15)
	case "timeout":
		c.timeout = time.Duration(max(n, 1)) * time.Second
	case "attempts":
		c.attempts = max(n, 1)
	case "rotate":
		c.rotate = true
	case "single-request", "single-request-reopen":
		c.single = true
	case "use-vc", "usevc", "tcp":
		c.tcp = true
	case "trust-ad":
		c.trust = true
	}
}

// rooted returns a name with a dot at its end.
func rooted(s string) string {
	if s == "" || s[len(s)-1] != '.' {
		s += "."
	}
	return s
}

// first returns which server to begin with.
func (c *resolvConf) first() int {
	if !c.rotate {
		return 0
	}
	return int((c.turn.Add(1) - 1) % uint32(len(c.servers)))
}

// names returns the names to ask for when a name is looked up, in order.
func (c *resolvConf) names(name string) []string {
	whole := strings.HasSuffix(name, ".")
	if len(name) > 254 || len(name) == 254 && !whole {
		return nil
	}
	usable := func(s string) bool { return !strings.HasSuffix(strings.TrimSuffix(s, "."), ".onion") } // RFC 7686
	if whole {
		return slices.DeleteFunc([]string{name}, func(s string) bool { return !usable(s) })
	}
	first := strings.Count(name, ".") >= c.ndots
	name += "."
	var list []string
	if first {
		list = append(list, name)
	}
	for _, suffix := range c.search {
		if len(name)+len(suffix) <= 254 {
			list = append(list, name+suffix)
		}
	}
	if !first {
		list = append(list, name)
	}
	return slices.DeleteFunc(list, func(s string) bool { return !usable(s) })
}

// before reports whether source a is asked, and before b if that is too.
func (c *resolvConf) before(a, b string) bool {
	i, j := slices.Index(c.sources, a), slices.Index(c.sources, b)
	return i >= 0 && (j < 0 || i < j)
}
