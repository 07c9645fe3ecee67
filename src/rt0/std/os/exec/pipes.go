package exec

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// closeAll closes what is in a list, which is empty then.
func closeAll(list *[]io.Closer) {
	for _, c := range *list {
		c.Close()
	}
	*list = nil
}

// files returns what the command is to have open.
func (c *Cmd) files() ([]*os.File, error) {
	stdin, err := c.input()
	if err != nil {
		return nil, err
	}
	stdout, err := c.output(c.Stdout)
	if err != nil {
		return nil, err
	}
	stderr := stdout
	if c.Stderr == nil || !same(c.Stderr, c.Stdout) {
		if stderr, err = c.output(c.Stderr); err != nil {
			return nil, err
		}
	}
	return append([]*os.File{stdin, stdout, stderr}, c.ExtraFiles...), nil
}

// same reports whether two interfaces hold the same; values that cannot be
// compared are not.
func same(a, b any) bool {
	defer func() { recover() }()
	return a == b
}

// null opens the null device for the command.
func (c *Cmd) null(flag int) (*os.File, error) {
	f, err := os.OpenFile(os.DevNull, flag, 0)
	if err == nil {
		c.theirs = append(c.theirs, f)
	}
	return f, err
}

// input returns the file that the command reads.
func (c *Cmd) input() (*os.File, error) {
	if c.Stdin == nil {
		return c.null(os.O_RDONLY)
	}
	if f, ok := c.Stdin.(*os.File); ok {
		return f, nil
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	c.theirs = append(c.theirs, r)
	c.ours = append(c.ours, w)
	c.copies = append(c.copies, func() error {
		_, err := io.Copy(w, c.Stdin)
		if stoppedReading(err) {
			err = nil
		}
		if cerr := w.Close(); err == nil {
			err = cerr
		}
		return err
	})
	return r, nil
}

// stoppedReading reports whether err says that the command does not want more,
// which it need not.
func stoppedReading(err error) bool {
	e, ok := err.(*fs.PathError)
	return ok && e.Op == "write" && e.Err == syscall.EPIPE
}

// output returns the file that the command writes for w.
func (c *Cmd) output(w io.Writer) (*os.File, error) {
	if w == nil {
		return c.null(os.O_WRONLY)
	}
	if f, ok := w.(*os.File); ok {
		return f, nil
	}
	r, pw, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	c.theirs = append(c.theirs, pw)
	c.ours = append(c.ours, r)
	c.copies = append(c.copies, func() error {
		_, err := io.Copy(w, r)
		r.Close() // the command dies of SIGPIPE if it goes on
		return err
	})
	return pw, nil
}

// startCopies runs the copies; the first error, or nil, comes out of c.copied
// when all have ended.
func (c *Cmd) startCopies() {
	if len(c.copies) == 0 {
		return
	}
	done := make(chan error, 1)
	c.copied = done
	errs := make(chan error, len(c.copies))
	for _, f := range c.copies {
		go func() { errs <- f() }()
	}
	n := len(c.copies)
	c.copies = nil
	go func() {
		var first error
		for range n {
			if err := <-errs; first == nil {
				first = err
			}
		}
		done <- first
	}()
}

// taken returns an error if a stream has its place filled, or it is too late.
func (c *Cmd) taken(name string, set bool) error {
	if set {
		return errors.New("exec: " + name + " already set")
	}
	if c.Process != nil {
		return errors.New("exec: " + name + "Pipe after process started")
	}
	return nil
}

// StdinPipe returns a pipe that the command reads. It is closed after Wait has
// seen the command end, or by the caller, which a command that reads to the end
// waits for.
func (c *Cmd) StdinPipe() (io.WriteCloser, error) {
	if err := c.taken("Stdin", c.Stdin != nil); err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	c.Stdin = r
	c.theirs = append(c.theirs, r)
	c.ours = append(c.ours, w)
	return &closedOnce{File: w}, nil
}

// closedOnce is a file that may be closed by the caller and by Wait.
type closedOnce struct {
	*os.File
	once sync.Once
	err  error
}

func (c *closedOnce) Close() error {
	c.once.Do(func() { c.err = c.File.Close() })
	return c.err
}

// StdoutPipe returns a pipe that the command writes. Wait closes it: all reads
// come before that.
func (c *Cmd) StdoutPipe() (io.ReadCloser, error) {
	if err := c.taken("Stdout", c.Stdout != nil); err != nil {
		return nil, err
	}
	r, w, err := c.outputPipe()
	if err == nil {
		c.Stdout = w
	}
	return r, err
}

// StderrPipe is StdoutPipe for the standard error.
func (c *Cmd) StderrPipe() (io.ReadCloser, error) {
	if err := c.taken("Stderr", c.Stderr != nil); err != nil {
		return nil, err
	}
	r, w, err := c.outputPipe()
	if err == nil {
		c.Stderr = w
	}
	return r, err
}

func (c *Cmd) outputPipe() (io.ReadCloser, *os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	c.theirs = append(c.theirs, w)
	c.ours = append(c.ours, r)
	return r, w, nil
}

// keptEnd is how much bothEnds keeps of either end.
const keptEnd = 32 << 10

// bothEnds keeps the beginning and the end of what is written to it.
type bothEnds struct {
	head, tail []byte
	skipped    int64 // bytes between them
}

func (b *bothEnds) Write(p []byte) (int, error) {
	n := len(p)
	if room := keptEnd - len(b.head); room > 0 {
		k := min(room, len(p))
		b.head = append(b.head, p[:k]...)
		p = p[k:]
	}
	b.tail = append(b.tail, p...)
	if over := len(b.tail) - keptEnd; over > 0 {
		b.skipped += int64(over)
		b.tail = append(b.tail[:0], b.tail[over:]...)
	}
	return n, nil
}

func (b *bothEnds) bytes() []byte {
	out := b.head
	if b.skipped > 0 {
		out = append(out, "\n... omitting "+strconv.FormatInt(b.skipped, 10)+" bytes ...\n"...)
	}
	return append(out, b.tail...)
}
