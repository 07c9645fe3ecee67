package syscall

import "unsafe"

// What is asked of a routing netlink socket, and the kinds of answers.
const (
	NETLINK_ROUTE = 0

	NLM_F_REQUEST = 0x1
	NLM_F_DUMP    = 0x300

	NLMSG_ERROR  = 0x2
	NLMSG_DONE   = 0x3
	NLMSG_HDRLEN = 16

	RTM_NEWLINK = 16
	RTM_GETLINK = 18
	RTM_NEWADDR = 20
	RTM_GETADDR = 22

	IFLA_ADDRESS = 1
	IFLA_IFNAME  = 3
	IFLA_MTU     = 4
	IFA_ADDRESS  = 1
	IFA_LOCAL    = 2

	IFF_UP          = 0x1
	IFF_BROADCAST   = 0x2
	IFF_LOOPBACK    = 0x8
	IFF_POINTOPOINT = 0x10
	IFF_RUNNING     = 0x40
	IFF_MULTICAST   = 0x1000
)

// NlMsghdr is the head of a netlink message.
type NlMsghdr struct {
	Len   uint32
	Type  uint16
	Flags uint16
	Seq   uint32
	Pid   uint32
}

// NetlinkMessage is a netlink message; Data is a copy of what follows the head.
type NetlinkMessage struct {
	Header NlMsghdr
	Data   []byte
}

// IfInfomsg begins a message about an interface, IfAddrmsg one about an address.
type IfInfomsg struct {
	Family     uint8
	X__ifi_pad uint8
	Type       uint16
	Index      int32
	Flags      uint32
	Change     uint32
}

type IfAddrmsg struct {
	Family    uint8
	Prefixlen uint8
	Flags     uint8
	Scope     uint8
	Index     uint32
}

// RtAttr is the head of an attribute in such a message.
type RtAttr struct {
	Len  uint16
	Type uint16
}

// NetlinkRouteAttr is an attribute.
type NetlinkRouteAttr struct {
	Attr  RtAttr
	Value []byte
}

// NetlinkRIB asks the system for all of a table (RTM_GETLINK, RTM_GETADDR) and
// returns the messages of its answer.
func NetlinkRIB(proto, family int) ([]byte, error) {
	fd, err := Socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer Close(fd)
	all := &SockaddrNetlink{Family: AF_NETLINK}
	if err := Bind(fd, all); err != nil {
		return nil, err
	}
	var request struct {
		head   NlMsghdr
		family uint8
		_      [3]byte
	}
	request.head = NlMsghdr{uint32(unsafe.Sizeof(request)), uint16(proto), NLM_F_DUMP | NLM_F_REQUEST, 1, 0}
	request.family = uint8(family)
	text := unsafe.Slice((*byte)(unsafe.Pointer(&request)), unsafe.Sizeof(request))
	if err := Sendto(fd, text, 0, all); err != nil {
		return nil, err
	}
	var table []byte
	buf := make([]byte, 1<<16)
	for {
		n, _, err := Recvfrom(fd, buf, 0)
		if err == EINTR {
			continue
		}
		if err != nil {
			return nil, err
		}
		if n < NLMSG_HDRLEN {
			return nil, EINVAL
		}
		table = append(table, buf[:n]...)
		msgs, err := ParseNetlinkMessage(buf[:n])
		if err != nil {
			return nil, err
		}
		for _, m := range msgs {
			switch m.Header.Type {
			case NLMSG_DONE:
				return table, nil
			case NLMSG_ERROR:
				return nil, EINVAL
			}
		}
	}
}

func aligned(n int) int { return (n + 3) &^ 3 }

// ParseNetlinkMessage splits bytes into messages.
func ParseNetlinkMessage(b []byte) ([]NetlinkMessage, error) {
	var msgs []NetlinkMessage
	for len(b) >= NLMSG_HDRLEN {
		head := *(*NlMsghdr)(unsafe.Pointer(&b[0]))
		n := int(head.Len)
		if n < NLMSG_HDRLEN || n > len(b) {
			return nil, EINVAL
		}
		msgs = append(msgs, NetlinkMessage{head, append([]byte(nil), b[NLMSG_HDRLEN:n]...)})
		b = b[min(aligned(n), len(b)):]
	}
	return msgs, nil
}

// ParseNetlinkRouteAttr returns the attributes of a message about an interface
// or an address.
func ParseNetlinkRouteAttr(m *NetlinkMessage) ([]NetlinkRouteAttr, error) {
	skip := 0
	switch m.Header.Type {
	case RTM_NEWLINK:
		skip = int(unsafe.Sizeof(IfInfomsg{}))
	case RTM_NEWADDR:
		skip = int(unsafe.Sizeof(IfAddrmsg{}))
	default:
		return nil, EINVAL
	}
	if skip > len(m.Data) {
		return nil, EINVAL
	}
	var attrs []NetlinkRouteAttr
	for b := m.Data[skip:]; len(b) >= 4; {
		head := *(*RtAttr)(unsafe.Pointer(&b[0]))
		n := int(head.Len)
		if n < 4 || n > len(b) {
			return nil, EINVAL
		}
		attrs = append(attrs, NetlinkRouteAttr{head, b[4:n]})
		b = b[min(aligned(n), len(b)):]
	}
	return attrs, nil
}
