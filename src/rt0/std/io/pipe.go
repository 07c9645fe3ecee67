package io

import (
	"errors"
	"sync"
)

// ErrClosedPipe says that a pipe's own end was closed.
var ErrClosedPipe = errors.New("io: read/write on closed pipe")

// A pipe hands what a writer gives straight to readers, without a buffer: the
// writer waits until all of it was taken.
type pipe struct {
	writing sync.Mutex  // held by the one writer whose bytes are offered
	data    chan []byte // the writer offers
	taken   chan int    // the reader tells how much it took

	once sync.Once     // closes done
	done chan struct{} // closed when either end is

	mu   sync.Mutex // protects the two errors
	rerr error      // what the writer gets, once the reader closed
	werr error      // what the reader gets, once the writer closed
}

// Pipe returns the ends of a pipe in memory. Both can be used from several
// goroutines at once.
func Pipe() (*PipeReader, *PipeWriter) {
	p := new(struct { // one object for all three
		pipe
		r PipeReader
		w PipeWriter
	})
	p.data, p.taken, p.done = make(chan []byte), make(chan int), make(chan struct{})
	p.r.p, p.w.p = &p.pipe, &p.pipe
	return &p.r, &p.w
}

// failure returns the error for an end of which own says whether it was itself
// closed, and other what the other end left.
func (p *pipe) failure(reading bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	own, other := p.werr, p.rerr
	if reading {
		own, other = other, own
	}
	if own == nil && other != nil {
		return other
	}
	return ErrClosedPipe
}

func (p *pipe) close(reading bool, err error) {
	p.mu.Lock()
	if reading {
		if p.rerr == nil {
			p.rerr = err
		}
	} else if p.werr == nil {
		p.werr = err
	}
	p.mu.Unlock()
	p.once.Do(func() { close(p.done) })
}

// A PipeReader is the reading end of a pipe.
type PipeReader struct{ p *pipe }

// Read waits for a writer, or for the writing end to close: then it gives EOF
// or the error given to CloseWithError.
func (r *PipeReader) Read(data []byte) (n int, err error) {
	select {
	case <-r.p.done:
		return 0, r.p.failure(true)
	default:
	}
	select {
	case b := <-r.p.data:
		n = copy(data, b)
		r.p.taken <- n
		return n, nil
	case <-r.p.done:
		return 0, r.p.failure(true)
	}
}

// Close lets writers fail with ErrClosedPipe.
func (r *PipeReader) Close() error { return r.CloseWithError(nil) }

// CloseWithError lets writers fail with err. It always returns nil.
func (r *PipeReader) CloseWithError(err error) error {
	if err == nil {
		err = ErrClosedPipe
	}
	r.p.close(true, err)
	return nil
}

// A PipeWriter is the writing end of a pipe.
type PipeWriter struct{ p *pipe }

// Write waits until readers have taken all of data, or the reading end is
// closed.
func (w *PipeWriter) Write(data []byte) (n int, err error) {
	p := w.p
	select {
	case <-p.done:
		return 0, p.failure(false)
	default:
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	for first := true; first || len(data) > 0; first = false {
		select {
		case p.data <- data:
			k := <-p.taken
			data = data[k:]
			n += k
		case <-p.done:
			return n, p.failure(false)
		}
	}
	return n, nil
}

// Close lets readers see EOF.
func (w *PipeWriter) Close() error { return w.CloseWithError(nil) }

// CloseWithError lets readers fail with err. It always returns nil.
func (w *PipeWriter) CloseWithError(err error) error {
	if err == nil {
		err = EOF
	}
	w.p.close(false, err)
	return nil
}
