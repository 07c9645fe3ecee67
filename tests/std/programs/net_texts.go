// Addresses, networks and errors of package net as text, without a network but the machine's own.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func show(what string, err error) {
	var op *net.OpError
	var ne net.Error
	isOp, isNet := errors.As(err, &op), errors.As(err, &ne)
	fmt.Printf("%s: %v | op %t", what, err, isOp)
	if isOp {
		fmt.Printf(" %q %q", op.Op, op.Net)
	}
	if isNet {
		fmt.Printf(" timeout %t temporary %t", ne.Timeout(), ne.Temporary())
	}
	fmt.Printf(" %T\n", errors.Unwrap(err))
}

func addresses() {
	for _, s := range []string{"127.0.0.1", "::1", "::ffff:1.2.3.4", "1.2.3", "01.2.3.4", "1.2.3.256", "fe80::1%eth0", "2001:db8::1:0:0:1", "::", "1::2::3", "12345::", "", "224.0.0.251", "10.1.2.3", "169.254.1.1", "ff02::1", "fd00::1"} {
		ip := net.ParseIP(s)
		fmt.Printf("%q %v %d 4:%v mask:%v %t%t%t%t%t%t%t\n", s, ip, len(ip), ip.To4(), ip.DefaultMask(), ip.IsLoopback(), ip.IsPrivate(), ip.IsMulticast(), ip.IsUnspecified(),
			ip.IsGlobalUnicast(), ip.IsLinkLocalUnicast(), ip.IsLinkLocalMulticast())
	}
	for _, s := range []string{"10.0.0.7/8", "10.0.0.7/33", "2001:db8::/32", "1.2.3.4", "1.2.3.4/", "1.2.3.4/-1", "::ffff:1.2.3.4/120", "fe80::%a/64", "1.2.3.4/08"} {
		ip, n, err := net.ParseCIDR(s)
		fmt.Printf("%q %v %v %v", s, ip, n, err)
		if err == nil {
			ones, bits := n.Mask.Size()
			fmt.Print(" ", ones, bits, n.Mask, n.Contains(ip), n.Contains(net.IPv4bcast), n.Network())
		}
		fmt.Println()
	}
	fmt.Println(net.IP{1, 2, 3}, net.IP(nil), net.IPMask{255, 0, 255, 0}, net.IPMask(nil), net.CIDRMask(13, 32), net.CIDRMask(33, 32) == nil, &net.IPNet{IP: net.IP{1, 2, 3, 4}, Mask: net.IPMask{255, 0, 255, 0}}, (*net.IPNet)(nil))
	_, err := net.IP{1, 2, 3}.MarshalText()
	fmt.Println(err, net.IPv4(1, 2, 3, 4).Equal(net.IP{1, 2, 3, 4}), net.IPv4(1, 2, 3, 4).Mask(net.IPv4Mask(255, 255, 0, 0)))
	for _, s := range []string{"00:00:5e:00:53:01", "02-00-5E-10-00-00-00-01", "0000.5e00.5301", "00:00:5e:00:53", "00:00-5e:00:53:01", "zz:00:5e:00:53:01", "00:00:00:00:fe:80:00:00:00:00:00:00:02:00:5e:10:00:00:00:01", "00005e005301", "02005e1000000001", "00005e00530g", "00005e0053", "0000.5e00-5301"} {
		a, err := net.ParseMAC(s)
		fmt.Println(a, err)
	}
	for _, s := range []string{"host:80", "[::1]:80", "::1:80", "[::1]", "host", "[::1]x:80", "[::1]]:80", "[[::1]:80", "ho[st:80", "h]ost:80", ":", "", "[]:0", "[a%b]:c", "[::1]80:90"} {
		h, p, err := net.SplitHostPort(s)
		fmt.Printf("%q %q %q %v\n", s, h, p, err)
	}
	fmt.Println(net.JoinHostPort("::1", "80"), net.JoinHostPort("h", ""), net.JoinHostPort("fe80::1%e", "x"))
	for _, a := range []net.Addr{&net.TCPAddr{IP: net.IPv6loopback, Port: 80, Zone: "z"}, &net.UDPAddr{Port: 53}, &net.IPAddr{IP: net.IPv4(1, 2, 3, 4)}, &net.UnixAddr{Name: "/x", Net: "unix"}, (*net.TCPAddr)(nil), (*net.UnixAddr)(nil), &net.IPNet{}} {
		fmt.Print(a.String(), " ")
	}
	fmt.Println(net.Flags(0), net.FlagUp|net.FlagLoopback|net.FlagRunning)
	t := net.TCPAddrFromAddrPort(netip.MustParseAddrPort("[fe80::1%eth9]:443"))
	fmt.Println(t, t.AddrPort(), (*net.UDPAddr)(nil).AddrPort().IsValid(), t.Network())
	for _, s := range []string{"1.2.3.4", "::ffff:1.2.3.4%z", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6:7", "fe80::1%", "1%2", "1.2.3.4.5", "1..2.3", "1.2.3.4x", ":1", "1:", "g::", "1:2:3:4:5:6:7:8:9", "::00001"} {
		a, err := netip.ParseAddr(s)
		fmt.Println(a, a.StringExpanded(), a.Unmap(), a.Next(), a.Prev(), a.BitLen(), err)
	}
	for _, s := range []string{"1.2.3.4/24", "::/0", "1.2.3.4/33", "1.2.3.4/+8", "1.2.3.4", "fe80::1%a/8", "x/8", "1.2.3.4/024"} {
		p, err := netip.ParsePrefix(s)
		fmt.Println(p, p.Masked(), p.Contains(netip.MustParseAddr("1.2.3.200")), p.Overlaps(netip.MustParsePrefix("1.2.0.0/16")), err)
	}
	for _, s := range []string{"1.2.3.4:80", "[::1]:80", "1.2.3.4", "[1.2.3.4]:1", "::1:1", "1.2.3.4:x", ":1", "1.2.3.4:", "[::1:80", "1.2.3.4:65536"} {
		p, err := netip.ParseAddrPort(s)
		fmt.Println(p, err)
	}
	m := map[netip.Addr]int{netip.MustParseAddr("fe80::1%a"): 1, netip.MustParseAddr("1.2.3.4"): 2}
	fmt.Println(m[netip.MustParseAddr("fe80::1").WithZone("a")], m[netip.AddrFrom4([4]byte{1, 2, 3, 4})], m[netip.MustParseAddr("fe80::1%b")], netip.Addr{}, netip.Prefix{}, netip.AddrPort{})
}

// without puts a word in place of each port that the system has chosen: four or five digits behind a colon.
func without(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		n := 0
		for s[i] == ':' && i+1+n < len(s) && s[i+1+n] >= '0' && s[i+1+n] <= '9' {
			n++
		}
		out.WriteByte(s[i])
		if n >= 4 {
			out.WriteString("port")
			i += n
		}
	}
	return out.String()
}

func failures(dir string) {
	dial := func(network, address string) {
		c, err := net.Dial(network, address)
		if err == nil {
			fmt.Println(network, address, "dialed", c.RemoteAddr())
			c.Close()
			return
		}
		show(fmt.Sprintf("dial %q %q", network, address), err)
	}
	dial("tcp", "127.0.0.1:1")
	dial("tcp", "")
	dial("tcp", "127.0.0.1")
	dial("tcp", "127.0.0.1:99999")
	dial("tcp", "127.0.0.1:-1")
	dial("tcp", "127.0.0.1:nosuchservice")
	dial("udp", "127.0.0.1:nosuchservice")
	dial("tcp", "[::1]:http:")
	dial("tcp6", "127.0.0.1:1")
	dial("tcp4", "[::1]:1")
	dial("nonet", "x")
	dial("ip", "127.0.0.1")
	dial("ip4:nosuch", "127.0.0.1")
	dial("ip4:1:2", "127.0.0.1")
	dial("unix", filepath.Join("/nonexistent", "sock"))
	dial("unix", "")
	dial("udp", "127.0.0.1:9")
	for _, a := range [][2]string{{"tcp", "127.0.0.1:99999"}, {"udp", "127.0.0.1:0"}, {"unix", "/nonexistent/sock"}, {"unixgram", dir + "/g"}, {"tcp", "300.0.0.1"}, {"nonet", ":0"}, {"tcp4", "[::1]:0"}, {"tcp", "192.0.2.77:0"}} {
		l, err := net.Listen(a[0], a[1])
		if err != nil {
			show(fmt.Sprint("listen ", a[0]), err)
			continue
		}
		l.Close()
		fmt.Println("listens")
	}
	_, err := net.ListenPacket("tcp", "127.0.0.1:0")
	show("listen packet", err)
	_, err = net.ListenTCP("udp", &net.TCPAddr{})
	show("listen tcp", err)
	_, err = net.DialTCP("tcp", nil, nil)
	show("dial nil", err)
	_, err = net.ResolveTCPAddr("udp", "1.2.3.4:5")
	show("resolve", err)
	_, err = net.ResolveIPAddr("ip", "1.2.3.4:5")
	fmt.Println(err != nil)
	for _, s := range []string{":http", "1.2.3.4:https", "[::1]:0", ""} {
		a, err := net.ResolveTCPAddr("tcp", s)
		fmt.Println(a, err)
	}
	fmt.Println(net.LookupPort("tcp", "smtp"))
	fmt.Println(net.LookupPort("ip", "domain"))
	fmt.Println(net.LookupPort("tcp", "+80"))
	fmt.Println(net.LookupPort("ip", "nosuch"))
	fmt.Println(net.LookupPort("bad", "x"))
	fmt.Println(net.LookupHost(""))
	fmt.Println(net.LookupHost("192.0.2.1"))
	_, err = net.LookupAddr("nonsense")
	fmt.Println(err)
	_, err = net.LookupHost("not a host!")
	fmt.Println(err)

	l, err := net.Listen("tcp", "127.0.0.1:0")
	fmt.Println(err)
	text := func(err error) string {
		if err == nil {
			return "<nil>"
		}
		return without(err.Error())
	}
	_, err = net.Listen("tcp", l.Addr().String())
	fmt.Println(text(err), errors.Is(err, syscall.EADDRINUSE))
	l.(*net.TCPListener).SetDeadline(time.Now().Add(10 * time.Millisecond))
	_, err = l.Accept()
	fmt.Println(text(err), errors.Is(err, os.ErrDeadlineExceeded), err.(net.Error).Timeout())
	l.(*net.TCPListener).SetDeadline(time.Time{})
	c, err := net.DialTimeout("tcp", l.Addr().String(), time.Minute)
	fmt.Println(err, strings.HasPrefix(c.LocalAddr().String(), "127.0.0.1:"), c.RemoteAddr().String() == l.Addr().String(), c.RemoteAddr().Network())
	s, err := l.Accept()
	fmt.Println(err)
	c.SetReadDeadline(time.Now().Add(-time.Second))
	_, err = c.Read(make([]byte, 1))
	fmt.Println(text(err), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded))
	n, err := c.Read(nil)
	fmt.Println(n, text(err))
	fmt.Println(s.Close(), text(s.Close()), errors.Is(s.Close(), net.ErrClosed))
	_, err = s.Write([]byte("x"))
	fmt.Println(text(err), errors.Is(err, net.ErrClosed), err.(net.Error).Timeout())
	fmt.Println(text(s.SetDeadline(time.Now())), text(s.(*net.TCPConn).SetNoDelay(true)), text(s.(*net.TCPConn).CloseWrite()))
	_, err = s.(*net.TCPConn).File()
	fmt.Println(text(err))
	fmt.Println(l.Close(), text(l.Close()))
	_, err = l.Accept()
	fmt.Println(text(err), errors.Is(err, net.ErrClosed))
	none := &net.TCPConn{}
	_, err = none.Read(nil)
	fmt.Println(err, none.Close(), (&net.UDPConn{}).Close(), (&net.TCPConn{}).SetLinger(0), (&net.TCPListener{}).Close())

	gone, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = new(net.Dialer).DialContext(gone, "tcp", "127.0.0.1:1")
	show("canceled", err)
	fmt.Println(errors.Is(err, context.Canceled))
	late, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	_, err = new(net.Dialer).DialContext(late, "tcp", "127.0.0.1:1")
	show("late", err)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	_, err = (&net.Dialer{LocalAddr: &net.UDPAddr{}}).Dial("tcp", "127.0.0.1:1")
	show("mismatch", err)
	_, err = (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv6loopback}}).Dial("tcp", "127.0.0.1:1")
	show("family", err)
	asked := ""
	d := net.Dialer{Control: func(network, address string, c syscall.RawConn) error {
		asked = network + " " + address
		return errors.New("not today")
	}}
	_, err = d.Dial("tcp", "127.0.0.1:1")
	show("control", err)
	fmt.Println(asked)
	fmt.Println(&net.OpError{Op: "op", Err: errors.New("e")}, (*net.OpError)(nil), &net.AddrError{Err: "e"}, (*net.DNSError)(nil), &net.DNSError{Err: "e", Name: "n", Server: "s"}, &net.ParseError{Type: "t", Text: "x"}, net.UnknownNetworkError("u"), net.InvalidAddrError("i"), net.ErrClosed, net.ErrWriteToConnected)
}

func main() {
	dir, err := os.MkdirTemp("", "net")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	addresses()
	failures(dir)
}
