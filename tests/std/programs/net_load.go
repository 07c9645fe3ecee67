// Sockets under load: many connections at once, deadlines, closing under those who read, accept or dial, messages, local sockets, pipes, files of
// sockets, and names asked for at a server of the program's own.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

// many connections: each sends lines, and gets them back with a checksum.
func manyConnections() {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	var served, lines atomic.Int64
	var serving sync.WaitGroup
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer c.Close()
				served.Add(1)
				in := bufio.NewReader(c)
				for {
					line, err := in.ReadString('\n')
					if err != nil {
						return
					}
					lines.Add(1)
					fmt.Fprintf(c, "%08x %s", crc32.ChecksumIEEE([]byte(line)), line)
				}
			})
		}
	}()
	var clients sync.WaitGroup
	var wrong atomic.Int64
	for i := range 200 {
		clients.Go(func() {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				wrong.Add(1000)
				return
			}
			defer c.Close()
			in := bufio.NewReader(c)
			for j := range 20 {
				line := fmt.Sprintf("client %d line %d %s\n", i, j, strings.Repeat("x", (i*j)%700))
				io.WriteString(c, line)
				got, err := in.ReadString('\n')
				if err != nil || got != fmt.Sprintf("%08x %s", crc32.ChecksumIEEE([]byte(line)), line) {
					wrong.Add(1)
				}
			}
		})
	}
	clients.Wait()
	l.Close()
	serving.Wait()
	fmt.Println("connections:", served.Load(), "lines:", lines.Load(), "wrong:", wrong.Load())
}

// bulk sends megabytes in both directions at once, from buffers, files and readers.
func bulk(dir string) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	data := make([]byte, 3<<20)
	for i := range data {
		data[i] = byte(i * i >> 7)
	}
	path := filepath.Join(dir, "data")
	check(os.WriteFile(path, data, 0o600))
	sums := make(chan string, 4)
	go func() {
		for range 2 {
			c := must(l.Accept())
			go func() {
				h := crc32.NewIEEE()
				n, err := io.Copy(h, c)
				fmt.Fprintf(c, "%d %08x %v", n, h.Sum32(), err)
				c.Close()
			}()
		}
	}()
	want := crc32.ChecksumIEEE(data)
	for i, send := range []func(c *net.TCPConn) (int64, error){
		func(c *net.TCPConn) (int64, error) {
			v := net.Buffers{data[:1], nil, data[1 : 1<<20], data[1<<20:]}
			n, err := v.WriteTo(c)
			fmt.Println("left:", len(v))
			return n, err
		},
		func(c *net.TCPConn) (int64, error) {
			f := must(os.Open(path))
			defer f.Close()
			n, err := io.Copy(c, io.LimitReader(f, 1<<20))
			if err != nil {
				return n, err
			}
			m, err := c.ReadFrom(f)
			return n + m, err
		},
	} {
		c := must(net.Dial("tcp", l.Addr().String())).(*net.TCPConn)
		n, err := send(c)
		check(c.CloseWrite())
		answer := must(io.ReadAll(c))
		sums <- string(answer)
		fmt.Println("bulk", i, n, err, string(answer) == fmt.Sprintf("%d %08x <nil>", len(data), want))
		c.Close()
	}
}

// deadlines: of reads, of writes that nobody reads, set while waiting, and taken back.
func deadlines() {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	c := must(net.Dial("tcp", l.Addr().String()))
	s := must(l.Accept())
	defer s.Close()
	b := make([]byte, 10)

	begin := time.Now()
	c.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	n, err := c.Read(b)
	fmt.Println("read:", n, errors.Is(err, os.ErrDeadlineExceeded), time.Since(begin) >= 30*time.Millisecond)
	_, err = c.Read(b)
	fmt.Println("again:", errors.Is(err, os.ErrDeadlineExceeded))
	c.SetReadDeadline(time.Time{})
	s.Write([]byte("later"))
	n, err = c.Read(b)
	fmt.Println("taken back:", string(b[:n]), err)

	done := make(chan error)
	go func() {
		_, err := c.Read(b)
		done <- err
	}()
	time.Sleep(10 * time.Millisecond)
	c.SetDeadline(time.Now().Add(-time.Hour))
	fmt.Println("while waiting:", errors.Is(<-done, os.ErrDeadlineExceeded))
	c.SetDeadline(time.Now().Add(time.Hour))

	c.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	total := 0
	for err = nil; err == nil; {
		n, err = c.Write(make([]byte, 1<<20))
		total += n
	}
	fmt.Println("write:", errors.Is(err, os.ErrDeadlineExceeded), total > 0)
	var late atomic.Int64
	var wg sync.WaitGroup
	for i := range 50 {
		a, z := net.Pipe()
		defer a.Close()
		defer z.Close()
		wg.Go(func() {
			a.SetReadDeadline(time.Now().Add(time.Duration(i) * time.Millisecond / 2))
			if _, err := a.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
				late.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("pipes:", late.Load())
}

// closing ends what others wait for.
func closing() {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	var wg sync.WaitGroup
	var ended [3]atomic.Int64
	for range 40 {
		c := must(net.Dial("tcp", l.Addr().String()))
		s := must(l.Accept())
		defer s.Close()
		wg.Go(func() {
			if _, err := c.Read(make([]byte, 1)); errors.Is(err, net.ErrClosed) {
				ended[0].Add(1)
			}
		})
		wg.Go(func() {
			for {
				if _, err := c.Write(make([]byte, 1<<18)); err != nil {
					if errors.Is(err, net.ErrClosed) {
						ended[1].Add(1)
					}
					return
				}
			}
		})
		wg.Go(func() {
			time.Sleep(20 * time.Millisecond)
			c.Close()
		})
	}
	for range 5 {
		wg.Go(func() {
			if _, err := l.Accept(); errors.Is(err, net.ErrClosed) {
				ended[2].Add(1)
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	l.Close()
	wg.Wait()
	fmt.Println("closed under:", ended[0].Load(), ended[1].Load(), ended[2].Load())

	l = must(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	c := must(net.Dial("tcp", l.Addr().String()))
	s := must(l.Accept()).(*net.TCPConn)
	s.SetLinger(0)
	s.Close()
	_, err := c.Read(make([]byte, 1))
	fmt.Println("reset:", errors.Is(err, syscall.ECONNRESET))
	for err = nil; err == nil; {
		_, err = c.Write(make([]byte, 1000))
	}
	fmt.Println("broken:", errors.Is(err, syscall.EPIPE))
	c.Close()
}

func messages(dir string) {
	s := must(net.ListenPacket("udp", "127.0.0.1:0"))
	defer s.Close()
	var wg sync.WaitGroup
	wg.Go(func() {
		b := make([]byte, 100)
		for {
			n, from, err := s.ReadFrom(b)
			if err != nil {
				fmt.Println("server:", errors.Is(err, net.ErrClosed))
				return
			}
			s.WriteTo(bytes.ToUpper(b[:n]), from)
		}
	})
	var right atomic.Int64
	var clients sync.WaitGroup
	for i := range 20 {
		clients.Go(func() {
			c := must(net.Dial("udp", s.LocalAddr().String()))
			defer c.Close()
			for j := range 20 {
				fmt.Fprintf(c, "message %d %d", i, j)
				b := make([]byte, 100)
				c.SetReadDeadline(time.Now().Add(10 * time.Second))
				n, err := c.Read(b)
				if err == nil && string(b[:n]) == fmt.Sprintf("MESSAGE %d %d", i, j) {
					right.Add(1)
				}
			}
		})
	}
	clients.Wait()
	c := must(net.DialUDP("udp", nil, s.LocalAddr().(*net.UDPAddr)))
	_, err := c.WriteTo([]byte("x"), s.LocalAddr())
	fmt.Println("udp:", right.Load(), errors.Is(err, net.ErrWriteToConnected))
	n, oobn, err := c.WriteMsgUDP([]byte("abc"), nil, nil)
	b := make([]byte, 2)
	k, _, flags, from, err2 := c.ReadMsgUDP(b, nil)
	fmt.Println(n, oobn, err, k, string(b), flags&syscall.MSG_TRUNC != 0, from.String() == s.LocalAddr().String(), err2)
	c.Write(nil)
	k, err = c.Read(b)
	fmt.Println("empty:", k, err)
	c.Close()
	s.Close()
	wg.Wait()

	both := must(net.ListenUDP("udp", nil))
	four := must(net.Dial("udp4", fmt.Sprintf("127.0.0.1:%d", both.LocalAddr().(*net.UDPAddr).Port)))
	four.Write([]byte("v4"))
	k, ap, err := both.ReadFromUDPAddrPort(b)
	fmt.Println("both:", k, ap.Addr().Unmap(), err)
	k, err = both.WriteToUDPAddrPort([]byte("ok"), ap)
	fmt.Println(k, err)
	k, err = four.Read(b)
	fmt.Println(string(b[:k]), err)
	four.Close()
	both.Close()

	path := filepath.Join(dir, "gram")
	g := must(net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"}))
	mine := &net.UnixAddr{Name: filepath.Join(dir, "mine"), Net: "unixgram"}
	u := must(net.DialUnix("unixgram", mine, &net.UnixAddr{Name: path, Net: "unixgram"}))
	u.Write([]byte("hi"))
	k, who, err := g.ReadFromUnix(b)
	fmt.Println("unixgram:", string(b[:k]), filepath.Base(who.Name), err)
	u.Close()
	g.Close()
	_, err = os.Stat(path)
	fmt.Println("left behind:", err == nil)
}

func local(dir string) {
	path := filepath.Join(dir, "sock")
	l := must(net.Listen("unix", path))
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				fmt.Fprintf(c, "%s %q %s", c.LocalAddr().Network(), c.RemoteAddr().String(), filepath.Base(c.LocalAddr().String()))
				c.(*net.UnixConn).CloseWrite()
				io.Copy(io.Discard, c)
				c.Close()
			}()
		}
	}()
	for range 3 {
		c := must(net.Dial("unix", path))
		fmt.Printf("%s %q\n", must(io.ReadAll(c)), c.LocalAddr().String())
		c.Close()
	}
	l.Close()
	_, err := os.Stat(path)
	fmt.Println("gone:", errors.Is(err, os.ErrNotExist))

	abstract := fmt.Sprintf("@rt0-test-%d", os.Getpid())
	l = must(net.Listen("unix", abstract))
	c := must(net.Dial("unix", abstract))
	s := must(l.Accept())
	fmt.Println("abstract:", l.Addr().String() == abstract, c.RemoteAddr().String() == abstract)
	// A descriptor sent over a local socket.
	r, w := must2(os.Pipe())
	n, oobn, err := c.(*net.UnixConn).WriteMsgUnix([]byte("f"), rights(int(w.Fd())), nil)
	fmt.Println(n, oobn > 0, err)
	oob := make([]byte, 64)
	b := make([]byte, 4)
	n, oobn, _, _, err = s.(*net.UnixConn).ReadMsgUnix(b, oob)
	got := os.NewFile(uintptr(binary.NativeEndian.Uint32(oob[16:])), "got")
	w.Close()
	got.WriteString("through")
	got.Close()
	fmt.Println(string(b[:n]), oobn, err, string(must(io.ReadAll(r))))
	c.Close()
	s.Close()
	l.Close()
}

func must2[T, U any](v T, u U, err error) (T, U) { check(err); return v, u }

// rights is control data with one descriptor.
func rights(fd int) []byte {
	b := binary.NativeEndian.AppendUint64(nil, 20)
	b = binary.NativeEndian.AppendUint32(b, syscall.SOL_SOCKET)
	b = binary.NativeEndian.AppendUint32(b, 1)
	return append(binary.NativeEndian.AppendUint32(b, uint32(fd)), 0, 0, 0, 0)
}

func files() {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	f := must(l.(*net.TCPListener).File())
	copied := must(net.FileListener(f))
	f.Close()
	fmt.Println("listener:", copied.Addr().String() == l.Addr().String())
	l.Close()
	c := must(net.Dial("tcp", copied.Addr().String()))
	s := must(copied.Accept())
	copied.Close()
	f = must(c.(*net.TCPConn).File())
	c2 := must(net.FileConn(f))
	f.Close()
	c.Close()
	c2.Write([]byte("still here"))
	c2.Close()
	fmt.Println(string(must(io.ReadAll(s))))
	raw := must(s.(syscall.Conn).SyscallConn())
	kind := 0
	check(raw.Control(func(fd uintptr) { kind = must(syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_TYPE)) }))
	s.Close()
	fmt.Println(kind == syscall.SOCK_STREAM, raw.Control(func(uintptr) {}) != nil)
	r, w := must2(os.Pipe())
	_, err := net.FileConn(r)
	fmt.Println(err != nil)
	r.Close()
	w.Close()
}

// nameServer answers questions for example.test, by UDP and TCP.
func nameServer(u net.PacketConn, t net.Listener) {
	answer := func(q []byte, cut bool) []byte {
		name := ""
		at := 12
		for q[at] != 0 {
			n := int(q[at])
			name += string(q[at+1:at+1+n]) + "."
			at += 1 + n
		}
		kind := binary.BigEndian.Uint16(q[at+1:])
		end := at + 5
		out := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end]...)
		add := func(kind uint16, data ...byte) {
			out[7]++
			out = append(out, 0xc0, 12)
			out = binary.BigEndian.AppendUint16(out, kind)
			out = append(out, 0, 1, 0, 0, 0, 60)
			out = append(binary.BigEndian.AppendUint16(out, uint16(len(data))), data...)
		}
		host := []byte("\x04mail\x07example\x04test\x00")
		switch {
		case name == "big.example.test." && cut:
			out[2] |= 2 // truncated: ask by TCP
		case name == "big.example.test." && kind == 16:
			for i := range 40 {
				add(16, append([]byte{60}, []byte(fmt.Sprintf("%-60d", i))...)...)
			}
		case name == "bad.example.test.":
			out[3] |= 2
		case !strings.HasSuffix(name, "example.test.") && !strings.HasSuffix(name, ".arpa."):
			out[3] |= 3
		case kind == 1:
			add(1, 192, 0, 2, 1)
			add(1, 192, 0, 2, 2)
		case kind == 28:
			add(28, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7)
		case kind == 15:
			add(15, append([]byte{0, 20}, host...)...)
			add(15, append([]byte{0, 10}, "\x02mx\xc0\x0c"...)...)
		case kind == 16:
			add(16, []byte("\x05hello\x06 world")...)
		case kind == 2:
			add(2, host...)
		case kind == 33:
			add(33, append([]byte{0, 2, 0, 0, 0, 80}, host...)...)
			add(33, append([]byte{0, 1, 0, 5, 1, 187}, "\x03www\xc0\x0c"...)...)
		case kind == 12:
			add(12, host...)
		}
		return out
	}
	go func() {
		b := make([]byte, 512)
		for {
			n, from, err := u.ReadFrom(b)
			if err != nil {
				return
			}
			u.WriteTo([]byte("nonsense"), from)
			u.WriteTo(answer(b[:n], true), from)
		}
	}()
	for {
		c, err := t.Accept()
		if err != nil {
			return
		}
		b := make([]byte, 514)
		n := must(c.Read(b))
		a := answer(b[2:n], false)
		c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(a))), a...))
		c.Close()
	}
}

func lookups() {
	t := must(net.Listen("tcp", "127.0.0.1:0"))
	u := must(net.ListenPacket("udp", t.Addr().String()))
	defer t.Close()
	defer u.Close()
	go nameServer(u, t)
	var asked atomic.Int64
	r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		asked.Add(1)
		return new(net.Dialer).DialContext(ctx, network, t.Addr().String())
	}}
	ctx := context.Background()
	addrs, err := r.LookupHost(ctx, "www.example.test")
	slices.Sort(addrs)
	fmt.Println(addrs, err)
	ips, err := r.LookupIP(ctx, "ip4", "www.example.test.")
	fmt.Println(ips, err)
	nips, err := r.LookupNetIP(ctx, "ip6", "www.example.test.")
	fmt.Println(nips, err)
	mxs, err := r.LookupMX(ctx, "example.test.")
	for _, mx := range mxs {
		fmt.Print(*mx, " ")
	}
	fmt.Println(err)
	fmt.Println(r.LookupTXT(ctx, "example.test."))
	txt, err := r.LookupTXT(ctx, "big.example.test.")
	fmt.Println(len(txt), len(strings.Join(txt, "")), err)
	ns, err := r.LookupNS(ctx, "example.test.")
	fmt.Println(ns[0].Host, err)
	cname, srvs, err := r.LookupSRV(ctx, "http", "tcp", "example.test.")
	fmt.Println(cname, *srvs[0], *srvs[1], err)
	fmt.Println(r.LookupAddr(ctx, "192.0.2.200"))
	fmt.Println(r.LookupAddr(ctx, "2001:db8::9"))
	fmt.Println(r.LookupCNAME(ctx, "www.example.test."))
	for _, name := range []string{"nosuch.test.", "bad.example.test."} {
		_, err = r.LookupHost(ctx, name)
		var de *net.DNSError
		errors.As(err, &de)
		de.Server = "server"
		fmt.Println(err, de.IsNotFound, de.IsTemporary, de.IsTimeout)
	}
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	silent := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		a, _ := net.Pipe()
		return a, nil
	}}
	begin := time.Now()
	_, err = silent.LookupHost(short, "www.example.test.")
	fmt.Println(err.(*net.DNSError).IsTimeout, time.Since(begin) < 3*time.Second, asked.Load() > 10)
	c, err := (&net.Dialer{Resolver: r, Timeout: time.Second, FallbackDelay: -1}).Dial("tcp", "nosuch.test.:80")
	fmt.Println(c, errors.As(err, new(*net.DNSError)))
}

func main() {
	dir := must(os.MkdirTemp("", "net"))
	defer os.RemoveAll(dir)
	manyConnections()
	bulk(dir)
	deadlines()
	closing()
	messages(dir)
	local(dir)
	files()
	lookups()
}
