package net

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

var (
	errInvalidInterface      = errors.New("invalid network interface")
	errInvalidInterfaceIndex = errors.New("invalid network interface index")
	errInvalidInterfaceName  = errors.New("invalid network interface name")
	errNoSuchInterface       = errors.New("no such network interface")
)

// An Interface is where the machine is joined to a network.
type Interface struct {
	Index        int // from 1 on
	MTU          int // the largest message in bytes
	Name         string
	HardwareAddr HardwareAddr
	Flags        Flags
}

// Flags says what an interface is and does.
type Flags uint

const (
	FlagUp           Flags = 1 << iota // switched on
	FlagBroadcast                      // can send to all of its network
	FlagLoopback                       // the machine's own
	FlagPointToPoint                   // to one peer
	FlagMulticast                      // can send to groups
	FlagRunning                        // working
)

// String returns the flags' names with bars between them, "0" for none.
func (f Flags) String() string {
	var names []string
	for i, name := range []string{"up", "broadcast", "loopback", "pointtopoint", "multicast", "running"} {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if names == nil {
		return "0"
	}
	return strings.Join(names, "|")
}

func routeError(err error) error { return &OpError{Op: "route", Net: "ip+net", Err: err} }

// Interfaces returns all interfaces.
func Interfaces() ([]Interface, error) {
	list, err := links(0)
	if err != nil {
		return nil, routeError(err)
	}
	names.learn(list)
	return list, nil
}

// InterfaceAddrs returns the addresses of all interfaces.
func InterfaceAddrs() ([]Addr, error) {
	list, err := addresses(0)
	if err != nil {
		return nil, routeError(err)
	}
	return list, nil
}

// InterfaceByIndex returns the interface with a number.
func InterfaceByIndex(index int) (*Interface, error) {
	if index <= 0 {
		return nil, routeError(errInvalidInterfaceIndex)
	}
	list, err := links(index)
	if err != nil {
		return nil, routeError(err)
	}
	if len(list) == 0 {
		return nil, routeError(errNoSuchInterface)
	}
	return &list[0], nil
}

// InterfaceByName returns the interface with a name.
func InterfaceByName(name string) (*Interface, error) {
	if name == "" {
		return nil, routeError(errInvalidInterfaceName)
	}
	list, err := links(0)
	if err != nil {
		return nil, routeError(err)
	}
	names.learn(list)
	for i := range list {
		if list[i].Name == name {
			return &list[i], nil
		}
	}
	return nil, routeError(errNoSuchInterface)
}

// Addrs returns the interface's own addresses, as *IPNet.
func (ifi *Interface) Addrs() ([]Addr, error) {
	if ifi == nil {
		return nil, routeError(errInvalidInterface)
	}
	list, err := addresses(ifi.Index)
	if err != nil {
		return nil, routeError(err)
	}
	return list, nil
}

// MulticastAddrs returns the groups that the interface has joined, as *IPAddr.
func (ifi *Interface) MulticastAddrs() ([]Addr, error) {
	if ifi == nil {
		return nil, routeError(errInvalidInterface)
	}
	var list []Addr
	// 1	lo        :     1      V3
	// 				010000E0     1 0:00000000		0
	current := ""
	for fields := range fieldsOf("/proc/net/igmp") {
		switch {
		case len(fields) > 3 && fields[2] == ":" || len(fields) > 2 && strings.HasSuffix(fields[1], ":"):
			current = strings.TrimSuffix(fields[1], ":")
		case current == ifi.Name && len(fields[0]) == 8:
			if n, err := strconv.ParseUint(fields[0], 16, 32); err == nil {
				list = append(list, &IPAddr{IP: IPv4(byte(n), byte(n>>8), byte(n>>16), byte(n>>24))})
			}
		}
	}
	// 1    lo              ff020000000000000000000000000001     1 0000000C 0
	for fields := range fieldsOf("/proc/net/igmp6") {
		if len(fields) > 2 && fields[1] == ifi.Name && len(fields[2]) == 2*IPv6len {
			ip := make(IP, IPv6len)
			for i := range ip {
				ip[i] = byte(hexValue(fields[2][2*i])<<4 | hexValue(fields[2][2*i+1]))
			}
			list = append(list, &IPAddr{IP: ip})
		}
	}
	return list, nil
}

// ask asks the system over a netlink socket, and calls f with each answer of a
// kind: its header as raw bytes, and the attributes.
func ask(kind, answer int, f func(data []byte, attributes []syscall.NetlinkRouteAttr) error) error {
	table, err := syscall.NetlinkRIB(kind, syscall.AF_UNSPEC)
	if err != nil {
		return os.NewSyscallError("netlinkrib", err)
	}
	messages, err := syscall.ParseNetlinkMessage(table)
	if err != nil {
		return os.NewSyscallError("parsenetlinkmessage", err)
	}
	for _, m := range messages {
		if m.Header.Type == syscall.NLMSG_DONE {
			break
		}
		if int(m.Header.Type) != answer {
			continue
		}
		attributes, err := syscall.ParseNetlinkRouteAttr(&m)
		if err != nil {
			return os.NewSyscallError("parsenetlinkrouteattr", err)
		}
		if err := f(m.Data, attributes); err != nil {
			return err
		}
	}
	return nil
}

// links returns the interface with an index, all for 0.
func links(index int) (list []Interface, err error) {
	err = ask(syscall.RTM_GETLINK, syscall.RTM_NEWLINK, func(data []byte, attributes []syscall.NetlinkRouteAttr) error {
		info := (*syscall.IfInfomsg)(unsafe.Pointer(&data[0]))
		if index != 0 && index != int(info.Index) {
			return nil
		}
		ifi := Interface{Index: int(info.Index)}
		for i, bit := range []uint32{syscall.IFF_UP, syscall.IFF_BROADCAST, syscall.IFF_LOOPBACK, syscall.IFF_POINTOPOINT, syscall.IFF_MULTICAST, syscall.IFF_RUNNING} {
			if info.Flags&bit != 0 {
				ifi.Flags |= 1 << i
			}
		}
		for _, a := range attributes {
			switch a.Attr.Type {
			case syscall.IFLA_MTU:
				ifi.MTU = int(*(*uint32)(unsafe.Pointer(&a.Value[0])))
			case syscall.IFLA_IFNAME:
				name, _, _ := bytes.Cut(a.Value, []byte{0})
				ifi.Name = string(name)
			case syscall.IFLA_ADDRESS:
				// Tunnels have IP addresses here, of 4 and 16 bytes; loopbacks
				// have zeros.
				if len(a.Value) != IPv4len && len(a.Value) != IPv6len && len(bytes.Trim(a.Value, "\x00")) > 0 {
					ifi.HardwareAddr = bytes.Clone(a.Value)
				}
			}
		}
		list = append(list, ifi)
		return nil
	})
	return list, err
}

// addresses returns the addresses of the interface with an index, of all for 0.
func addresses(index int) (list []Addr, err error) {
	err = ask(syscall.RTM_GETADDR, syscall.RTM_NEWADDR, func(data []byte, attributes []syscall.NetlinkRouteAttr) error {
		info := (*syscall.IfAddrmsg)(unsafe.Pointer(&data[0]))
		if index != 0 && index != int(info.Index) {
			return nil
		}
		// IFA_LOCAL is the own address where IFA_ADDRESS is the peer's.
		local := false
		for _, a := range attributes {
			local = local || a.Attr.Type == syscall.IFA_LOCAL
		}
		for _, a := range attributes {
			if local && a.Attr.Type == syscall.IFA_ADDRESS || a.Attr.Type != syscall.IFA_ADDRESS && a.Attr.Type != syscall.IFA_LOCAL {
				continue
			}
			switch {
			case info.Family == syscall.AF_INET && len(a.Value) >= IPv4len:
				v := a.Value
				list = append(list, &IPNet{IP: IPv4(v[0], v[1], v[2], v[3]), Mask: CIDRMask(int(info.Prefixlen), 8*IPv4len)})
			case info.Family == syscall.AF_INET6 && len(a.Value) >= IPv6len:
				list = append(list, &IPNet{IP: bytes.Clone(a.Value[:IPv6len]), Mask: CIDRMask(int(info.Prefixlen), 8*IPv6len)})
			}
			break
		}
		return nil
	})
	return list, err
}

// zones remembers the names and numbers of interfaces, which are zones of IPv6
// addresses. mu protects the rest.
type zones struct {
	mu      sync.Mutex
	asked   time.Time
	byName  map[string]int
	byIndex map[int]string
}

var names zones

func (z *zones) learn(list []Interface) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.asked = time.Now()
	z.byName, z.byIndex = map[string]int{}, map[int]string{}
	for _, ifi := range list {
		z.byName[ifi.Name], z.byIndex[ifi.Index] = ifi.Index, ifi.Name
	}
}

// find looks for an answer, and asks the system when it is not known and was not
// asked within the last minute.
func (z *zones) find(known func() bool) {
	z.mu.Lock()
	ok, old := known(), time.Since(z.asked) > time.Minute
	z.mu.Unlock()
	if ok || !old {
		return
	}
	if list, err := links(0); err == nil {
		z.learn(list)
	}
	z.mu.Lock()
	known()
	z.mu.Unlock()
}

// zoneName returns an interface's name, its number as text if it has none, ""
// for 0.
func zoneName(index int) (name string) {
	if index == 0 {
		return ""
	}
	ok := false
	names.find(func() bool { name, ok = names.byIndex[index]; return ok })
	if !ok {
		return strconv.Itoa(index)
	}
	return name
}

// zoneIndex is zoneName's inverse.
func zoneIndex(name string) (index int) {
	if name == "" {
		return 0
	}
	ok := false
	names.find(func() bool { index, ok = names.byName[name]; return ok })
	if !ok {
		index, _, _ = number(name)
	}
	return index
}
