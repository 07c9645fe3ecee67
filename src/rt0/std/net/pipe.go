package net

import (
	"io"
	"os"
	"sync"
	"time"
)

// deadline is a time that closes a channel when it comes.
type deadline struct {
	mu     sync.Mutex
	timer  *time.Timer
	passed chan struct{} // closed once the time has come
}

// wait returns the channel that is closed when the time comes.
func (d *deadline) wait() chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.passed
}

// set sets the time, never for the zero one. Waiters with the channel of a time
// that has come get a new one with their next wait.
func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil && !d.timer.Stop() {
		<-d.passed // the timer's function is about to close it
	}
	d.timer = nil
	closed := isClosed(d.passed)
	if t.IsZero() || time.Until(t) > 0 {
		if closed {
			d.passed = make(chan struct{})
		}
		if !t.IsZero() {
			passed := d.passed
			d.timer = time.AfterFunc(time.Until(t), func() { close(passed) })
		}
		return
	}
	if !closed {
		close(d.passed)
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// A pipe is one end: what the other writes comes by its channel, and how much
// was taken goes back.
type pipe struct {
	writing sync.Mutex // one writer at once

	in        <-chan []byte
	inTaken   chan<- int
	out       chan<- []byte
	outTaken  <-chan int
	once      sync.Once
	closed    chan struct{}
	peer      <-chan struct{} // closed when the other end is
	readTime  deadline
	writeTime deadline
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// Pipe returns two ends of a connection within the program, without buffers: a
// write ends when all of it has been read.
func Pipe() (Conn, Conn) {
	one, two := make(chan []byte), make(chan []byte)
	oneTaken, twoTaken := make(chan int), make(chan int)
	p := &pipe{in: one, inTaken: oneTaken, out: two, outTaken: twoTaken, closed: make(chan struct{})}
	q := &pipe{in: two, inTaken: twoTaken, out: one, outTaken: oneTaken, closed: make(chan struct{})}
	p.peer, q.peer = q.closed, p.closed
	for _, e := range []*pipe{p, q} {
		e.readTime.passed, e.writeTime.passed = make(chan struct{}), make(chan struct{})
	}
	return p, q
}

func (p *pipe) LocalAddr() Addr  { return pipeAddr{} }
func (p *pipe) RemoteAddr() Addr { return pipeAddr{} }

func (p *pipe) Read(b []byte) (int, error) {
	n, err := p.read(b)
	if err != nil && err != io.EOF && err != io.ErrClosedPipe {
		err = &OpError{Op: "read", Net: "pipe", Err: err}
	}
	return n, err
}

func (p *pipe) read(b []byte) (int, error) {
	switch {
	case isClosed(p.closed):
		return 0, io.ErrClosedPipe
	case isClosed(p.peer):
		return 0, io.EOF
	case isClosed(p.readTime.wait()):
		return 0, os.ErrDeadlineExceeded
	}
	select {
	case data := <-p.in:
		n := copy(b, data)
		p.inTaken <- n
		return n, nil
	case <-p.closed:
		return 0, io.ErrClosedPipe
	case <-p.peer:
		return 0, io.EOF
	case <-p.readTime.wait():
		return 0, os.ErrDeadlineExceeded
	}
}

func (p *pipe) Write(b []byte) (int, error) {
	n, err := p.write(b)
	if err != nil && err != io.ErrClosedPipe {
		err = &OpError{Op: "write", Net: "pipe", Err: err}
	}
	return n, err
}

func (p *pipe) write(b []byte) (n int, err error) {
	switch {
	case isClosed(p.closed), isClosed(p.peer):
		return 0, io.ErrClosedPipe
	case isClosed(p.writeTime.wait()):
		return 0, os.ErrDeadlineExceeded
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	for first := true; first || len(b) > 0; first = false {
		select {
		case p.out <- b:
			k := <-p.outTaken
			b = b[k:]
			n += k
		case <-p.closed:
			return n, io.ErrClosedPipe
		case <-p.peer:
			return n, io.ErrClosedPipe
		case <-p.writeTime.wait():
			return n, os.ErrDeadlineExceeded
		}
	}
	return n, nil
}

func (p *pipe) SetDeadline(t time.Time) error {
	return p.setTime(t, &p.readTime, &p.writeTime)
}
func (p *pipe) SetReadDeadline(t time.Time) error  { return p.setTime(t, &p.readTime) }
func (p *pipe) SetWriteDeadline(t time.Time) error { return p.setTime(t, &p.writeTime) }

func (p *pipe) setTime(t time.Time, which ...*deadline) error {
	if isClosed(p.closed) || isClosed(p.peer) {
		return io.ErrClosedPipe
	}
	for _, d := range which {
		d.set(t)
	}
	return nil
}

func (p *pipe) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}
