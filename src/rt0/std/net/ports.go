package net

import (
	"context"
	"os"
	"strings"
	"sync"
)

// services are the ports that are known without /etc/services, as "tcp/http".
var services = sync.OnceValue(func() map[string]int {
	known := map[string]int{
		"udp/domain": 53, "tcp/ftp": 21, "tcp/ftps": 990, "tcp/gopher": 70, "tcp/http": 80, "tcp/https": 443, "tcp/imap2": 143,
		"tcp/imap3": 220, "tcp/imaps": 993, "tcp/pop3": 110, "tcp/pop3s": 995, "tcp/smtp": 25, "tcp/submissions": 465, "tcp/ssh": 22,
		"tcp/telnet": 23,
	}
	for fields := range fieldsOf("/etc/services") {
		// http 80/tcp www
		if len(fields) < 2 {
			continue
		}
		port, length, ok := number(fields[1])
		if !ok || length == len(fields[1]) || fields[1][length] != '/' {
			continue
		}
		network := fields[1][length+1:]
		for i, name := range fields {
			if i != 1 {
				known[network+"/"+name] = port
			}
		}
	}
	return known
})

// protocols are the numbers of protocols above IP.
var protocols = sync.OnceValue(func() map[string]int {
	known := map[string]int{"icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "ipv6-icmp": 58}
	for fields := range fieldsOf("/etc/protocols") {
		// tcp 6 TCP
		if len(fields) < 2 {
			continue
		}
		n, _, ok := number(fields[1])
		if !ok {
			continue
		}
		for i, name := range fields {
			if i != 1 {
				known[name] = n
			}
		}
	}
	return known
})

// fieldsOf yields the words of each line of a file, comments taken off; nothing
// for a file that cannot be read.
func fieldsOf(file string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		data, err := os.ReadFile(file)
		if err != nil {
			return
		}
		for line := range strings.Lines(string(data)) {
			line, _, _ = strings.Cut(line, "#")
			if fields := strings.Fields(line); len(fields) > 0 && !yield(fields) {
				return
			}
		}
	}
}

func protocolNumber(name string) (int, error) {
	if n, ok := protocols()[strings.ToLower(name)]; ok {
		return n, nil
	}
	return 0, &AddrError{Err: "unknown IP protocol specified", Addr: name}
}

// LookupPort returns the port of a service, by its name or number.
func LookupPort(network, service string) (port int, err error) {
	return DefaultResolver.LookupPort(context.Background(), network, service)
}

// LookupPort returns the port of a service, by its name or number; network "ip"
// or "" is TCP or else UDP.
func (r *Resolver) LookupPort(ctx context.Context, network, service string) (port int, err error) {
	if port, isNumber := portNumber(service); isNumber {
		if port < 0 || port > 65535 {
			return 0, &AddrError{Err: "invalid port", Addr: service}
		}
		return port, nil
	}
	var try []string
	about := "ip"
	switch network {
	case "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6":
		about = network[:3]
		try = []string{about}
	case "", "ip":
		try = []string{"tcp", "udp"}
	default:
		return 0, &AddrError{Err: "unknown network", Addr: network}
	}
	for _, kind := range try {
		if port, ok := services()[kind+"/"+strings.ToLower(service)]; ok {
			return port, nil
		}
	}
	return 0, dnsError(errUnknownPort, about+"/"+service, "")
}

// portNumber reads a number, perhaps with a sign; too large ones as some number
// that is no port. isNumber is false for names, and true for nothing, which is
// port 0.
func portNumber(s string) (n int, isNumber bool) {
	digits := strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-")
	if s == "" {
		return 0, true
	}
	if digits == "" || len(s)-len(digits) > 1 || strings.Trim(digits, "0123456789") != "" {
		return 0, digits == ""
	}
	n, _, _ = number(digits)
	if s[0] == '-' {
		n = -n
	}
	return n, true
}
