package net

import "strings"

// Kinds of records, and what a server answers.
const (
	typeA     = 1
	typeNS    = 2
	typeCNAME = 5
	typePTR   = 12
	typeMX    = 15
	typeTXT   = 16
	typeAAAA  = 28
	typeSRV   = 33
	typeOPT   = 41

	classINET = 1

	codeSuccess       = 0
	codeServerFailure = 2
	codeNameError     = 3

	flagResponse      = 1 << 15
	flagAuthoritative = 1 << 10
	flagTruncated     = 1 << 9
	flagRecursion     = 1 << 8 // asked for
	flagRecursive     = 1 << 7 // there
	flagAuthentic     = 1 << 5
)

// largestMessage is what we take by UDP: it fits into packets everywhere.
const largestMessage = 1232

// A question is what is asked for.
type question struct {
	id   uint16
	name string // with a dot at its end
	kind uint16
}

// appendName appends a name as labels; ok is false if it cannot be one.
func appendName(b []byte, name string) (_ []byte, ok bool) {
	if len(name) == 0 || len(name) > 254 || name[len(name)-1] != '.' {
		return b, false
	}
	if name != "." {
		for label := range strings.SplitSeq(name[:len(name)-1], ".") {
			if len(label) == 0 || len(label) > 63 {
				return b, false
			}
			b = append(append(b, byte(len(label))), label...)
		}
	}
	return append(b, 0), true
}

// pack returns the message that asks, with an additional record that tells how
// long answers may be (RFC 6891).
func (q *question) pack(authentic bool) (b []byte, ok bool) {
	flags := uint16(flagRecursion)
	if authentic {
		flags |= flagAuthentic
	}
	b = append(b, byte(q.id>>8), byte(q.id), byte(flags>>8), byte(flags), 0, 1, 0, 0, 0, 0, 0, 1)
	if b, ok = appendName(b, q.name); !ok {
		return nil, false
	}
	b = append(b, byte(q.kind>>8), byte(q.kind), 0, classINET)
	return append(b, 0, 0, typeOPT, largestMessage>>8, largestMessage&0xff, 0, 0, 0, 0, 0, 0), true
}

// A record is one answer: its data is message[from:to].
type record struct {
	name     string
	kind     uint16
	ttl      uint32
	message  []byte
	from, to int
}

// A reply is a server's message.
type reply struct {
	id         uint16
	flags      uint16
	asked      question
	answers    []record
	code       int
	additional bool // there are additional records
}

// A reader goes through a message; bad is set once something does not fit.
type reader struct {
	b   []byte
	at  int
	bad bool
}

func (r *reader) u16() uint16 {
	if r.at+2 > len(r.b) {
		r.bad = true
		return 0
	}
	v := uint16(r.b[r.at])<<8 | uint16(r.b[r.at+1])
	r.at += 2
	return v
}

// name reads a name, whose end may be elsewhere in the message.
func (r *reader) name() string {
	var out []byte
	at, jumped := r.at, 0
	for {
		if at >= len(r.b) || len(out) > 255 {
			r.bad = true
			return ""
		}
		c := int(r.b[at])
		at++
		switch c & 0xc0 {
		case 0x00:
			if c == 0 {
				if jumped == 0 {
					r.at = at
				}
				if len(out) == 0 {
					return "."
				}
				return string(out)
			}
			if at+c > len(r.b) || strings.IndexByte(string(r.b[at:at+c]), '.') >= 0 {
				r.bad = true
				return ""
			}
			out = append(append(out, r.b[at:at+c]...), '.')
			at += c
		case 0xc0:
			if at >= len(r.b) {
				r.bad = true
				return ""
			}
			to := c&0x3f<<8 | int(r.b[at])
			at++
			if jumped == 0 {
				r.at = at
			}
			if jumped++; jumped > 10 {
				r.bad = true
				return ""
			}
			at = to
		default:
			r.bad = true
			return ""
		}
	}
}

// parseReply reads a message; false if it is none. Answers that do not fit into
// it make it none.
func parseReply(b []byte) (p reply, ok bool) {
	r := &reader{b: b}
	p.id, p.flags = r.u16(), r.u16()
	questions, answers, authorities, additional := r.u16(), r.u16(), r.u16(), r.u16()
	if questions != 1 {
		return p, false
	}
	p.asked.name, p.asked.kind = r.name(), r.u16()
	class := r.u16()
	p.code = int(p.flags & 15)
	p.additional = additional > 0
	for i := range int(answers) + int(authorities) + int(additional) {
		rec := record{name: r.name(), kind: r.u16(), message: b}
		r.u16() // class; a size for OPT
		high, low := r.u16(), r.u16()
		rec.ttl = uint32(high)<<16 | uint32(low)
		length := int(r.u16())
		rec.from, rec.to = r.at, r.at+length
		if r.bad || rec.to > len(b) {
			// What is cut off matters only among the answers.
			return p, i >= int(answers) && class == classINET
		}
		r.at = rec.to
		switch {
		case i < int(answers):
			p.answers = append(p.answers, rec)
		case rec.kind == typeOPT:
			p.code |= int(rec.ttl >> 24 << 4) // the upper bits are there
		}
	}
	return p, !r.bad && class == classINET
}

// nameAt returns the name in a record's data, some bytes behind its beginning.
func (rec *record) nameAt(off int) (string, bool) {
	r := &reader{b: rec.message, at: rec.from + off}
	name := r.name()
	return name, !r.bad
}

// numbers returns the first n 16-bit numbers of a record's data.
func (rec *record) numbers(n int) (list [3]uint16, ok bool) {
	r := &reader{b: rec.message[:rec.to], at: rec.from}
	for i := range n {
		list[i] = r.u16()
	}
	return list, !r.bad
}

// ip returns a record's address.
func (rec *record) ip() (IP, bool) {
	want := IPv4len
	if rec.kind == typeAAAA {
		want = IPv6len
	}
	data := rec.message[rec.from:rec.to]
	return append(IP(nil), data...), len(data) == want
}

// text returns a record's strings as one.
func (rec *record) text() (string, bool) {
	var out []byte
	data := rec.message[rec.from:rec.to]
	for len(data) > 0 {
		n := int(data[0])
		if n >= len(data) {
			return "", false
		}
		out = append(out, data[1:1+n]...)
		data = data[1+n:]
	}
	return string(out), true
}
