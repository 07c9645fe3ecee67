package net

import (
	"context"
	"errors"
	"internal/chance"
	"io"
	"strings"
	"time"
)

var (
	errLame          = errors.New("lame referral")
	errMarshal       = errors.New("cannot marshal DNS message")
	errUnmarshal     = errors.New("cannot unmarshal DNS message")
	errMisbehaving   = errors.New("server misbehaving")
	errInvalidAnswer = errors.New("invalid DNS response")
	errNoAnswer      = errors.New("no answer from DNS server")

	errForNow error = &forNowError{"server misbehaving"}
)

// A forNowError may be gone with another try.
type forNowError struct{ text string }

func (e *forNowError) Error() string   { return e.text }
func (e *forNowError) Timeout() bool   { return false }
func (e *forNowError) Temporary() bool { return true }

// fits reports whether a reply is to a question.
func (q *question) fits(p *reply) bool {
	return p.flags&flagResponse != 0 && p.id == q.id && p.asked.kind == q.kind && strings.EqualFold(p.asked.name, q.name)
}

// dialServer connects to a server.
func (r *Resolver) dialServer(ctx context.Context, network, server string) (Conn, error) {
	var c Conn
	var err error
	if r != nil && r.Dial != nil {
		c, err = r.Dial(ctx, network, server)
	} else {
		c, err = new(Dialer).DialContext(ctx, network, server)
	}
	if err != nil {
		return nil, mapErr(err)
	}
	return c, nil
}

// exchange asks one server: by UDP, and by TCP when the answer does not fit.
func (r *Resolver) exchange(ctx context.Context, server string, q *question, conf *resolvConf) (*reply, error) {
	message, ok := q.pack(conf.trust)
	if !ok {
		return nil, errMarshal
	}
	networks := []string{"udp", "tcp"}
	if conf.tcp {
		networks = networks[1:]
	}
	for _, network := range networks {
		p, err := r.roundTrip(ctx, network, server, q, message, conf.timeout)
		if err != nil {
			return nil, mapErr(err)
		}
		if p.flags&flagTruncated == 0 || network == "tcp" {
			return p, nil
		}
	}
	return nil, errNoAnswer
}

func (r *Resolver) roundTrip(ctx context.Context, network, server string, q *question, message []byte, limit time.Duration) (*reply, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	c, err := r.dialServer(ctx, network, server)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if end, ok := ctx.Deadline(); ok {
		c.SetDeadline(end)
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, ok := c.(PacketConn); !ok {
		return streamTrip(c, q, message)
	}
	if _, err := c.Write(message); err != nil {
		return nil, err
	}
	b := make([]byte, largestMessage)
	for {
		n, err := c.Read(b)
		if err != nil {
			return nil, err
		}
		// What others send is passed over: the answer may still come.
		if p, ok := parseReply(b[:n]); ok && q.fits(&p) {
			return &p, nil
		}
	}
}

// streamTrip asks over a stream, where messages have their lengths before them.
func streamTrip(c Conn, q *question, message []byte) (*reply, error) {
	if _, err := c.Write(append([]byte{byte(len(message) >> 8), byte(len(message))}, message...)); err != nil {
		return nil, err
	}
	var size [2]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return nil, err
	}
	b := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(c, b); err != nil {
		return nil, err
	}
	p, ok := parseReply(b)
	if !ok {
		return nil, errUnmarshal
	}
	if !q.fits(&p) {
		return nil, errInvalidAnswer
	}
	return &p, nil
}

// check returns what is wrong with a reply to a question.
func (p *reply) check(kind uint16) error {
	switch {
	case p.code == codeNameError:
		return errNoSuchHost
	case p.code == codeSuccess && p.flags&(flagAuthoritative|flagRecursive) == 0 && len(p.answers) == 0 && !p.additional:
		return errLame
	case p.code == codeServerFailure:
		return errForNow
	case p.code != codeSuccess:
		return errMisbehaving
	}
	for i := range p.answers {
		if p.answers[i].kind == kind {
			return nil
		}
	}
	return errNoSuchHost
}

// askAll asks the servers for a whole name, one after the other and as often as
// is set, until one answers. Errors are *DNSError.
func (r *Resolver) askAll(ctx context.Context, conf *resolvConf, name string, kind uint16) (*reply, string, error) {
	var last error
	first := conf.first()
	for range conf.attempts {
		for i := range conf.servers {
			server := conf.servers[(first+i)%len(conf.servers)]
			q := &question{uint16(chance.Uint64()), name, kind}
			p, err := r.exchange(ctx, server, q, conf)
			if err == nil {
				err = p.check(kind)
			}
			if err == nil {
				return p, server, nil
			}
			failed := dnsError(err, name, server)
			if err == errNoSuchHost {
				return nil, server, failed
			}
			if _, ok := err.(*OpError); ok {
				failed.IsTemporary = true
			}
			last = failed
			if ctx.Err() != nil {
				return nil, server, last
			}
		}
	}
	return nil, "", last
}

// ask asks for records of a name, with the search list's suffixes if need be.
func (r *Resolver) ask(ctx context.Context, name string, kind uint16) (*reply, string, error) {
	if !isDomainName(name) {
		return nil, "", dnsError(errNoSuchHost, name, "")
	}
	conf := systemConf()
	var err error = dnsError(errNoSuchHost, name, "")
	for _, whole := range conf.names(name) {
		p, server, failed := r.askAll(ctx, conf, whole, kind)
		if failed == nil {
			return p, server, nil
		}
		err = failed
		if e, ok := err.(Error); ok && e.Temporary() && r.strict() {
			break
		}
	}
	if e, ok := err.(*DNSError); ok {
		e.Name = name // not with the last suffix that was tried
	}
	return nil, "", err
}

func (r *Resolver) strict() bool { return r != nil && r.StrictErrors }

// ipsFromServers asks for a name's addresses of both families at once, or of one
// if network says so.
func (r *Resolver) ipsFromServers(ctx context.Context, network, name string) (ips []IPAddr, canonical string, err error) {
	conf := systemConf()
	kinds := []uint16{typeA, typeAAAA}
	switch network[len(network)-1] {
	case '4':
		kinds = kinds[:1]
	case '6':
		kinds = kinds[1:]
	}
	if network == "CNAME" {
		kinds = append(kinds, typeCNAME)
	}
	type answer struct {
		reply  *reply
		server string
		err    error
	}
	err = dnsError(errNoSuchHost, name, "")
	for i, whole := range conf.names(name) {
		answers := make([]chan answer, len(kinds))
		for i, kind := range kinds {
			answers[i] = make(chan answer, 1)
			try := func() {
				p, server, err := r.askAll(ctx, conf, whole, kind)
				answers[i] <- answer{p, server, err}
			}
			if conf.single {
				try()
			} else {
				go try()
			}
		}
		strict := false
		for k := range kinds {
			a := <-answers[k]
			if a.err != nil {
				if e, ok := a.err.(Error); ok && e.Temporary() && r.strict() {
					strict = true
					err = a.err
				} else if i == 0 && k == 0 || whole == name+"." {
					err = a.err
				}
				continue
			}
			for _, rec := range a.reply.answers {
				found, ok := rec.name, true
				switch rec.kind {
				case typeA, typeAAAA:
					var ip IP
					if ip, ok = rec.ip(); ok {
						ips = append(ips, IPAddr{IP: ip})
					}
				case typeCNAME:
					found, ok = rec.nameAt(0)
				default:
					continue
				}
				if !ok {
					err = &DNSError{Err: errUnmarshal.Error(), Name: name, Server: a.server}
					break
				}
				if canonical == "" {
					canonical = found
				}
			}
		}
		if strict {
			ips = nil
			break
		}
		if len(ips) > 0 || network == "CNAME" && canonical != "" {
			return ips, canonical, nil
		}
	}
	if e, ok := err.(*DNSError); ok {
		e.Name = name
	}
	return nil, "", err
}

// isDomainName reports whether s can be a name: labels of letters, digits,
// hyphens within and underscores, of at most 63 bytes, and not only digits.
func isDomainName(s string) bool {
	if s == "." {
		return true
	}
	if len(s) == 0 || len(s) > 254 || len(s) == 254 && s[253] != '.' {
		return false
	}
	other, length := false, 0 // something but digits, dots and hyphens; of the label
	last := byte('.')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_':
			other = true
			length++
		case '0' <= c && c <= '9':
			length++
		case c == '-':
			if last == '.' {
				return false
			}
			other = true
			length++
		case c == '.':
			if last == '.' || last == '-' || length > 63 {
				return false
			}
			length = 0
		default:
			return false
		}
		last = s[i]
	}
	return other && last != '-' && length <= 63
}

// reverseName returns the name to ask for when an address's names are wanted.
func reverseName(addr string) (string, error) {
	ip := ParseIP(addr)
	if ip == nil {
		return "", &DNSError{Err: "unrecognized address", Name: addr}
	}
	var b []byte
	if four := ip.To4(); four != nil {
		return IPv4(four[3], four[2], four[1], four[0]).String() + ".in-addr.arpa.", nil
	}
	for i := len(ip) - 1; i >= 0; i-- {
		b = append(b, hexDigits[ip[i]&15], '.', hexDigits[ip[i]>>4], '.')
	}
	return string(b) + "ip6.arpa.", nil
}
