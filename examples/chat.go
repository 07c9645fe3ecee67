// chat: a server of rooms over TCP on the machine's own address: one goroutine has all the state, each client has two, and a slow client is
// dropped rather than waited for. Clients follow scripts, so that what each of them sees is always the same.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// A client is a connection with what is to be sent to it.
type client struct {
	conn net.Conn
	name string
	room string
	out  chan string
	gone bool // out is closed
}

// What happens comes to the hub as events.
type (
	joined struct{ c *client }
	said   struct {
		c    *client
		line string
	}
	left struct {
		c   *client
		err error
	}
)

// A hub has the rooms; only its own goroutine touches them.
type hub struct {
	events  chan any
	clients map[*client]bool
	names   map[string]*client
	said    int
	dropped int
	reasons map[string]int
}

func newHub() *hub {
	return &hub{events: make(chan any), clients: map[*client]bool{}, names: map[string]*client{}, reasons: map[string]int{}}
}

// send puts a line into a client's queue; one that does not take its lines is dropped.
func (h *hub) send(c *client, format string, args ...any) {
	if c.gone {
		return
	}
	select {
	case c.out <- fmt.Sprintf(format, args...):
	default:
		h.dropped++
		h.drop(c)
	}
}

func (h *hub) drop(c *client) {
	if !c.gone {
		c.gone = true
		close(c.out)
	}
}

func (h *hub) tell(room string, except *client, format string, args ...any) {
	for c := range h.clients {
		if c.room == room && c != except && c.name != "" {
			h.send(c, format, args...)
		}
	}
}

// run handles events until the context ends and all clients have left.
func (h *hub) run(ctx context.Context) {
	ending := ctx.Done()
	for ending != nil || len(h.clients) > 0 {
		select {
		case <-ending:
			ending = nil
			for c := range h.clients {
				h.send(c, "* server ends")
				h.drop(c)
			}
		case e := <-h.events:
			switch e := e.(type) {
			case joined:
				h.clients[e.c] = true
				h.send(e.c, "* name?")
				if ending == nil {
					h.drop(e.c)
				}
			case said:
				h.handle(e.c, e.line)
			case left:
				delete(h.clients, e.c)
				h.drop(e.c)
				if e.c.name != "" {
					delete(h.names, e.c.name)
					h.tell(e.c.room, e.c, "* %s leaves", e.c.name)
				}
				h.reasons[reason(e.err)]++
			}
		}
	}
}

func reason(err error) string {
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return "end"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "silence"
	case errors.Is(err, net.ErrClosed):
		return "closed"
	case errors.Is(err, bufio.ErrTooLong):
		return "too long"
	}
	return err.Error()
}

func (h *hub) handle(c *client, line string) {
	if c.name == "" {
		name := strings.TrimSpace(line)
		switch {
		case name == "" || strings.ContainsAny(name, " /*"):
			h.send(c, "* bad name %q, another?", name)
		case h.names[name] != nil:
			h.send(c, "* %s is taken, another?", name)
		default:
			c.name, c.room = name, "hall"
			h.names[name] = c
			h.tell(c.room, c, "* %s comes", name)
			h.send(c, "* welcome, %s", name)
		}
		return
	}
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "/join":
		h.tell(c.room, c, "* %s goes to %s", c.name, rest)
		c.room = rest
		h.tell(c.room, c, "* %s comes", c.name)
		h.send(c, "* now in %s", rest)
	case "/who":
		var here []string
		for o := range h.clients {
			if o.room == c.room && o.name != "" {
				here = append(here, o.name)
			}
		}
		slices.Sort(here)
		h.send(c, "* in %s: %s", c.room, strings.Join(here, ", "))
	case "/tell":
		to, text, _ := strings.Cut(rest, " ")
		if o := h.names[to]; o != nil {
			h.send(o, "%s (to you): %s", c.name, text)
			h.send(c, "* told %s", to)
		} else {
			h.send(c, "* nobody is called %s", to)
		}
	case "/flood":
		line := strings.Repeat("~", 1<<18)
		for range 300 { // more than queue and sockets hold, for one who does not read
			h.send(c, "%s", line)
		}
	case "/quit":
		h.send(c, "* bye")
		h.drop(c)
	default:
		if strings.HasPrefix(word, "/") {
			h.send(c, "* no such command: %s", word)
			return
		}
		h.said++
		h.tell(c.room, nil, "%s: %s", c.name, line)
	}
}

// serve accepts clients until the context ends.
func serve(ctx context.Context, l net.Listener, h *hub, silence time.Duration) error {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		c := &client{conn: conn, out: make(chan string, 64)}
		h.events <- joined{c}
		wg.Go(func() { // to the client, until its queue is closed
			w := bufio.NewWriter(conn)
			for line := range c.out {
				w.WriteString(line + "\n")
				if len(c.out) == 0 {
					w.Flush()
				}
			}
			w.Flush()
			conn.Close()
		})
		wg.Go(func() { // from the client
			in := bufio.NewScanner(conn)
			in.Buffer(make([]byte, 0, 256), 512)
			for {
				conn.SetReadDeadline(time.Now().Add(silence))
				if !in.Scan() {
					break
				}
				h.events <- said{c, in.Text()}
			}
			h.events <- left{c, in.Err()}
		})
	}
}

// A guest is a client's side: what it has seen, and a way to wait for a line.
type guest struct {
	name string
	conn net.Conn
	in   *bufio.Reader
	seen []string
}

func visit(addr net.Addr, name string) *guest {
	conn, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		fmt.Println("dial:", err)
		os.Exit(1)
	}
	return &guest{name: name, conn: conn, in: bufio.NewReader(conn)}
}

// say sends a line and waits for one that contains a text.
func (g *guest) say(line, until string) {
	fmt.Fprintln(g.conn, line)
	g.wait(until)
}

func (g *guest) wait(until string) {
	g.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		line, err := g.in.ReadString('\n')
		if err != nil {
			g.seen = append(g.seen, fmt.Sprintf("(%s, waiting for %q)", reason(err), until))
			return
		}
		line = strings.TrimSuffix(line, "\n")
		g.seen = append(g.seen, line)
		if strings.Contains(line, until) {
			return
		}
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	h := newHub()
	var server sync.WaitGroup
	server.Go(func() { h.run(ctx) })
	server.Go(func() { fmt.Fprintln(os.Stderr, "serve:", serve(ctx, l, h, 30*time.Second)) })

	guests := map[string]*guest{}
	for _, name := range []string{"ann", "bob", "cid"} {
		g := visit(l.Addr(), name)
		g.wait("name?")
		if name == "bob" {
			g.say("ann", "taken")
			g.say("b o b", "bad name")
		}
		g.say(name, "welcome")
		for _, o := range guests {
			o.wait(name + " comes")
		}
		guests[name] = g
	}
	ann, bob, cid := guests["ann"], guests["bob"], guests["cid"]
	ann.say("hello all", "hello all")
	bob.wait("hello all")
	cid.wait("hello all")
	bob.say("/join kitchen", "now in")
	ann.wait("goes to kitchen")
	cid.wait("goes to kitchen")
	ann.say("is bob there?", "there?")
	cid.wait("there?")
	cid.say("/who", "in hall")
	bob.say("/who", "in kitchen")
	cid.say("/tell bob soup?", "told bob")
	bob.wait("soup?")
	bob.say("/tell dan hi", "nobody")
	bob.say("/dance", "no such command")
	cid.say("/join kitchen", "now in")
	ann.wait("goes to")
	bob.wait("cid comes")
	bob.say("/quit", "bye")
	bob.wait("anything")
	cid.wait("bob leaves")

	// Many at once, each in a room of its own, and all back in one.
	var crowd sync.WaitGroup
	var mu sync.Mutex
	sums := map[string]int{}
	for i := range 30 {
		crowd.Go(func() {
			name := fmt.Sprintf("guest%02d", i)
			g := visit(l.Addr(), name)
			g.wait("name?")
			g.say(name, "welcome")
			g.say("/join room"+name, "now in")
			for j := range 10 {
				g.say(fmt.Sprint("line ", j), fmt.Sprint("line ", j))
			}
			g.say("/quit", "bye")
			g.conn.Close()
			own := 0
			for _, line := range g.seen {
				if strings.HasPrefix(line, name+": ") {
					own++
				}
			}
			mu.Lock()
			sums[fmt.Sprint(own, " lines of its own")]++
			mu.Unlock()
		})
	}
	crowd.Wait()

	long := visit(l.Addr(), "long")
	long.wait("name?")
	fmt.Fprintln(long.conn, strings.Repeat("x", 2000))
	long.wait("never")
	flood := visit(l.Addr(), "flood")
	flood.wait("name?")
	flood.say("flood", "welcome")
	fmt.Fprintln(flood.conn, "/flood")
	time.Sleep(100 * time.Millisecond)
	flood.wait("never")

	cancel()
	cid.wait("never")
	ann.wait("server ends")
	server.Wait()
	_, err = net.Dial("tcp", l.Addr().String())
	fmt.Println("closed:", errors.As(err, new(*net.OpError)))
	for _, name := range slices.Sorted(maps.Keys(guests)) {
		lines := slices.DeleteFunc(guests[name].seen, func(s string) bool { return strings.Contains(s, "guest") || strings.Contains(s, "flood") })
		fmt.Printf("%s:\n  %s\n", name, strings.Join(lines, "\n  "))
	}
	fmt.Println(sums, h.said, "lines said,", h.dropped, "dropped, the last ends:", len(flood.seen) < 300, strings.HasPrefix(long.seen[len(long.seen)-1], "("))
	fmt.Println("left:", len(h.clients), len(h.names), h.reasons["too long"], h.reasons["silence"])
}
