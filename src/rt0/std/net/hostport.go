package net

import "strings"

// SplitHostPort splits "host:port", "[host]:port" or "[host%zone]:port".
func SplitHostPort(hostport string) (host, port string, err error) {
	fail := func(why string) (string, string, error) { return "", "", &AddrError{Err: why, Addr: hostport} }
	const (
		missing = "missing port in address"
		many    = "too many colons in address"
	)
	colon := strings.LastIndexByte(hostport, ':')
	if colon < 0 {
		return fail(missing)
	}
	rest, closing := 0, 0 // where no more '[' and ']' may be
	if hostport[0] == '[' {
		end := strings.IndexByte(hostport, ']')
		switch {
		case end < 0:
			return fail("missing ']' in address")
		case end+1 == len(hostport):
			return fail(missing)
		case end+1 != colon && hostport[end+1] == ':':
			return fail(many)
		case end+1 != colon:
			return fail(missing)
		}
		host = hostport[1:end]
		rest, closing = 1, end+1
	} else {
		host = hostport[:colon]
		if strings.IndexByte(host, ':') >= 0 {
			return fail(many)
		}
	}
	if strings.IndexByte(hostport[rest:], '[') >= 0 {
		return fail("unexpected '[' in address")
	}
	if strings.IndexByte(hostport[closing:], ']') >= 0 {
		return fail("unexpected ']' in address")
	}
	return host, hostport[colon+1:], nil
}

// splitZone splits "host%zone".
func splitZone(s string) (host, zone string) {
	if i := strings.LastIndexByte(s, '%'); i > 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// JoinHostPort returns "host:port", with brackets around a host that has colons.
func JoinHostPort(host, port string) string {
	if strings.IndexByte(host, ':') >= 0 {
		return "[" + host + "]:" + port
	}
	return host + ":" + port
}
