package syscall

import "unsafe"

// Control messages, which sockets carry beside data: descriptors and who sends.

// A Cmsghdr begins a control message; Len counts it too.
type Cmsghdr struct {
	Len   uint64
	Level int32
	Type  int32
}

// SetLen sets Len.
func (h *Cmsghdr) SetLen(length int) { h.Len = uint64(length) }

// A SocketControlMessage is a control message.
type SocketControlMessage struct {
	Header Cmsghdr
	Data   []byte
}

// Ucred says who is at the other end of a socket.
type Ucred struct {
	Pid int32
	Uid uint32
	Gid uint32
}

// Inet4Pktinfo and Inet6Pktinfo say where a packet came in.
type Inet4Pktinfo struct {
	Ifindex  int32
	Spec_dst [4]byte
	Addr     [4]byte
}
type Inet6Pktinfo struct {
	Addr    [16]byte
	Ifindex uint32
}

// IPv6MTUInfo is the largest packet on the way to an address.
type IPv6MTUInfo struct {
	Addr RawSockaddrInet6
	Mtu  uint32
}

// ICMPv6Filter has a bit for each type of message that is not wanted.
type ICMPv6Filter struct {
	Data [8]uint32
}

// TCPInfo is the state of a connection, the value of the option TCP_INFO.
type TCPInfo struct {
	State          uint8
	Ca_state       uint8
	Retransmits    uint8
	Probes         uint8
	Backoff        uint8
	Options        uint8
	Pad_cgo_0      [2]byte
	Rto            uint32
	Ato            uint32
	Snd_mss        uint32
	Rcv_mss        uint32
	Unacked        uint32
	Sacked         uint32
	Lost           uint32
	Retrans        uint32
	Fackets        uint32
	Last_data_sent uint32
	Last_ack_sent  uint32
	Last_data_recv uint32
	Last_ack_recv  uint32
	Pmtu           uint32
	Rcv_ssthresh   uint32
	Rtt            uint32
	Rttvar         uint32
	Snd_ssthresh   uint32
	Snd_cwnd       uint32
	Advmss         uint32
	Reordering     uint32
	Rcv_rtt        uint32
	Rcv_space      uint32
	Total_retrans  uint32
}

const headerSize = int(unsafe.Sizeof(Cmsghdr{}))

// CmsgLen is what stands in the header of a message with datalen bytes.
func CmsgLen(datalen int) int { return headerSize + datalen }

// CmsgSpace is how many bytes it takes among others.
func CmsgSpace(datalen int) int { return headerSize + (datalen+7)&^7 }

// message makes a control message of sockets' own level.
func message(typ int32, size int) (whole []byte, data unsafe.Pointer) {
	whole = make([]byte, CmsgSpace(size))
	h := (*Cmsghdr)(unsafe.Pointer(&whole[0]))
	h.Level, h.Type = SOL_SOCKET, typ
	h.SetLen(CmsgLen(size))
	return whole, unsafe.Add(unsafe.Pointer(h), headerSize)
}

// ParseSocketControlMessage cuts what Recvmsg has read into messages.
func ParseSocketControlMessage(b []byte) ([]SocketControlMessage, error) {
	var out []SocketControlMessage
	for len(b) >= headerSize {
		h := *(*Cmsghdr)(unsafe.Pointer(&b[0]))
		if h.Len < uint64(headerSize) || h.Len > uint64(len(b)) {
			return nil, EINVAL
		}
		n := int(h.Len)
		out = append(out, SocketControlMessage{h, b[headerSize:n]})
		b = b[min(CmsgSpace(n-headerSize), len(b)):]
	}
	return out, nil
}

// UnixRights makes a message that hands open descriptors on.
func UnixRights(fds ...int) []byte {
	whole, data := message(SCM_RIGHTS, 4*len(fds))
	for i, fd := range fds {
		*(*int32)(unsafe.Add(data, 4*i)) = int32(fd)
	}
	return whole
}

// ParseUnixRights returns the descriptors that a message hands on.
func ParseUnixRights(m *SocketControlMessage) ([]int, error) {
	if m.Header.Level != SOL_SOCKET || m.Header.Type != SCM_RIGHTS {
		return nil, EINVAL
	}
	fds := make([]int, len(m.Data)/4)
	for i := range fds {
		fds[i] = int(*(*int32)(unsafe.Pointer(&m.Data[4*i])))
	}
	return fds, nil
}

// UnixCredentials makes a message that says who sends it.
func UnixCredentials(ucred *Ucred) []byte {
	whole, data := message(SCM_CREDENTIALS, int(unsafe.Sizeof(*ucred)))
	*(*Ucred)(data) = *ucred
	return whole
}

// ParseUnixCredentials returns who has sent a message.
func ParseUnixCredentials(m *SocketControlMessage) (*Ucred, error) {
	var u Ucred
	if m.Header.Level != SOL_SOCKET || m.Header.Type != SCM_CREDENTIALS || uintptr(len(m.Data)) < unsafe.Sizeof(u) {
		return nil, EINVAL
	}
	u = *(*Ucred)(unsafe.Pointer(&m.Data[0]))
	return &u, nil
}

// BindToDevice ties a socket to a network interface.
func BindToDevice(fd int, device string) error {
	return SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, device)
}

// GetsockoptUcred and its like ask for an option's value.
func GetsockoptUcred(fd, level, opt int) (*Ucred, error)     { return option[Ucred](fd, level, opt) }
func GetsockoptIPMreq(fd, level, opt int) (*IPMreq, error)   { return option[IPMreq](fd, level, opt) }
func GetsockoptIPMreqn(fd, level, opt int) (*IPMreqn, error) { return option[IPMreqn](fd, level, opt) }
func GetsockoptIPv6Mreq(fd, level, opt int) (*IPv6Mreq, error) {
	return option[IPv6Mreq](fd, level, opt)
}
func GetsockoptIPv6MTUInfo(fd, level, opt int) (*IPv6MTUInfo, error) {
	return option[IPv6MTUInfo](fd, level, opt)
}
func GetsockoptICMPv6Filter(fd, level, opt int) (*ICMPv6Filter, error) {
	return option[ICMPv6Filter](fd, level, opt)
}
func GetsockoptInet4Addr(fd, level, opt int) (value [4]byte, err error) {
	v, err := option[[4]byte](fd, level, opt)
	return *v, err
}

// SetsockoptICMPv6Filter sets which messages are not wanted.
func SetsockoptICMPv6Filter(fd, level, opt int, filter *ICMPv6Filter) error {
	return setsockopt(fd, level, opt, unsafe.Pointer(filter), unsafe.Sizeof(*filter))
}
