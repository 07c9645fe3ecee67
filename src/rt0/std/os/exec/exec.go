// Package exec runs other programs: Command, then Run, Output, or Start and
// Wait. No shell is involved: nothing in arguments is expanded.
//
// Files: exec.go (Cmd: start and wait), pipes.go (what is connected to it),
// look.go (finding programs).
package exec

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// ErrWaitDelay says that a command ended well, but its pipes stayed open for
// longer than Cmd.WaitDelay.
var ErrWaitDelay = errors.New("exec: WaitDelay expired before I/O complete")

// A Cmd is a command to be run, once.
type Cmd struct {
	Path string   // the program
	Args []string // its arguments, the name first; nil is Path alone
	Env  []string // key=value, of equal keys the last; nil is our environment
	Dir  string   // where it runs; "" is where we are

	// What the command reads and writes. nil is /dev/null; an *os.File is
	// handed on; anything else is copied by a goroutine, through a pipe, and
	// Wait waits for that.
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer

	ExtraFiles  []*os.File // open in it as 3, 4, ...
	SysProcAttr *syscall.SysProcAttr

	Process      *os.Process      // once started
	ProcessState *os.ProcessState // once waited for
	Err          error            // of LookPath

	// Cancel is called when the context of CommandContext is done; by default
	// it kills the process.
	Cancel func() error

	// WaitDelay bounds how long after that, or after the end of the process,
	// Wait waits for the process and for its pipes; 0 is for ever.
	WaitDelay time.Duration

	ctx     context.Context
	started atomic.Bool
	theirs  []io.Closer    // what the child has: closed here once it is started
	ours    []io.Closer    // our ends of pipes: closed by Wait
	copies  []func() error // to be run as goroutines
	copied  chan error     // one result: of all copies
	watched chan watch     // one result: of the context's goroutine; nil without
}

// A watch is how the watching of the context ended: with an error, and with the
// timer of WaitDelay if that runs.
type watch struct {
	err   error
	timer *time.Timer
}

// Command returns the command that runs a program, looked for by LookPath if
// name has no slash.
func Command(name string, arg ...string) *Cmd {
	c := &Cmd{Path: name, Args: append([]string{name}, arg...)}
	if filepath.Base(name) == name {
		path, err := LookPath(name)
		if path != "" {
			c.Path = path
		}
		c.Err = err
	}
	return c
}

// CommandContext is Command with a context: when that is done, Cancel is
// called.
func CommandContext(ctx context.Context, name string, arg ...string) *Cmd {
	if ctx == nil {
		panic("nil Context")
	}
	c := Command(name, arg...)
	c.ctx = ctx
	c.Cancel = func() error { return c.Process.Kill() }
	return c
}

// String returns the command in words, for people: it is no input for a shell.
func (c *Cmd) String() string {
	if c.Err != nil {
		return strings.Join(c.Args, " ")
	}
	return strings.Join(append([]string{c.Path}, c.argv()[1:]...), " ")
}

func (c *Cmd) argv() []string {
	if len(c.Args) > 0 {
		return c.Args
	}
	return []string{c.Path}
}

// Environ returns the environment that the command would run in.
func (c *Cmd) Environ() []string {
	env, _ := c.environ()
	return env
}

// environ returns the environment, each key once. An entry with a NUL is an
// error and left out.
func (c *Cmd) environ() ([]string, error) {
	env := c.Env
	var err error
	if env == nil {
		env = os.Environ()
		if c.Dir != "" {
			pwd, perr := filepath.Abs(c.Dir)
			if perr == nil {
				env = append(env, "PWD="+pwd)
			}
			err = perr
		}
	}
	seen := map[string]bool{}
	var out []string // from the last on
	for i := len(env) - 1; i >= 0; i-- {
		entry := env[i]
		if strings.IndexByte(entry, 0) >= 0 {
			err = errors.New("exec: environment variable contains NUL")
			continue
		}
		key, _, ok := strings.Cut(entry, "=")
		if ok && key == "" && len(entry) > 1 { // a key may begin with =
			if j := strings.IndexByte(entry[1:], '='); j >= 0 {
				key = entry[:j+1]
			}
		}
		if ok && seen[key] {
			continue
		}
		if ok {
			seen[key] = true
		}
		out = append(out, entry)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, err
}

// Run starts the command and waits for it.
func (c *Cmd) Run() error {
	if err := c.Start(); err != nil {
		return err
	}
	return c.Wait()
}

// Start starts the command. Wait must be called afterwards.
func (c *Cmd) Start() (err error) {
	if c.started.Swap(true) {
		return errors.New("exec: already started")
	}
	defer func() {
		closeAll(&c.theirs)
		if err != nil {
			closeAll(&c.ours)
			c.copies = nil
		}
	}()
	if c.Path == "" && c.Err == nil {
		c.Err = errors.New("exec: no command")
	}
	if c.Err != nil {
		return c.Err
	}
	if c.ctx == nil && c.Cancel != nil {
		return errors.New("exec: command with a non-nil Cancel was not created with CommandContext")
	}
	if c.ctx != nil && c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	files, err := c.files()
	if err != nil {
		return err
	}
	env, err := c.environ()
	if err != nil {
		return err
	}
	c.Process, err = os.StartProcess(c.Path, c.argv(), &os.ProcAttr{Dir: c.Dir, Files: files, Env: env, Sys: c.SysProcAttr})
	if err != nil {
		return err
	}
	c.startCopies()
	if (c.Cancel != nil || c.WaitDelay != 0) && c.ctx != nil && c.ctx.Done() != nil {
		c.watched = make(chan watch)
		go c.watch()
	}
	return nil
}

// watch calls Cancel when the context is done, and after WaitDelay ends what is
// left: the process, then its pipes. Wait takes its result.
func (c *Cmd) watch() {
	select {
	case c.watched <- watch{}:
		return
	case <-c.ctx.Done():
	}
	var err error
	if c.Cancel != nil {
		switch cerr := c.Cancel(); {
		case cerr == nil:
			err = c.ctx.Err()
		case !errors.Is(cerr, os.ErrProcessDone):
			err = &wrapped{"exec: canceling Cmd", cerr}
		}
	}
	if c.WaitDelay == 0 {
		c.watched <- watch{err: err}
		return
	}
	timer := time.NewTimer(c.WaitDelay)
	select {
	case c.watched <- watch{err, timer}:
		return // Wait does the rest
	case <-timer.C:
	}
	killed := false
	if kerr := c.Process.Kill(); kerr == nil {
		killed = true
	} else if !errors.Is(kerr, os.ErrProcessDone) {
		err = &wrapped{"exec: killing Cmd", kerr}
	}
	if c.copied != nil {
		select {
		case cerr := <-c.copied:
			if err == nil && !killed {
				err = cerr
			}
		default:
			// Others may have the pipes open. The process was killed first, so
			// that it does not die of them.
			closeAll(&c.ours)
			<-c.copied
			if err == nil {
				err = ErrWaitDelay
			}
		}
		c.copied = nil
	}
	c.watched <- watch{err: err}
}

// Wait waits until the command has ended and all has been copied. A command
// that does not end with status 0 is an *ExitError.
func (c *Cmd) Wait() error {
	if c.Process == nil {
		return errors.New("exec: not started")
	}
	if c.ProcessState != nil {
		return errors.New("exec: Wait was already called")
	}
	state, err := c.Process.Wait()
	if err == nil && !state.Success() {
		err = &ExitError{ProcessState: state}
	}
	c.ProcessState = state
	var timer *time.Timer
	if c.watched != nil {
		w := <-c.watched
		timer = w.timer
		if err == nil {
			err = w.err
		}
	}
	if cerr := c.awaitCopies(timer); err == nil {
		err = cerr
	}
	closeAll(&c.ours)
	return err
}

// awaitCopies waits for the copying goroutines, at most until the timer or
// WaitDelay ends it.
func (c *Cmd) awaitCopies(timer *time.Timer) error {
	if timer != nil {
		defer timer.Stop()
	}
	if c.copied == nil {
		return nil
	}
	if timer == nil {
		if c.WaitDelay == 0 {
			return <-c.copied
		}
		timer = time.NewTimer(c.WaitDelay)
		defer timer.Stop()
	}
	select {
	case err := <-c.copied:
		return err
	case <-timer.C:
	}
	closeAll(&c.ours)
	<-c.copied
	return ErrWaitDelay
}

// An ExitError says that a command did not end well.
type ExitError struct {
	*os.ProcessState

	// Stderr is what it wrote to its standard error, if Output ran it and
	// nothing else took that; of much only the beginning and the end.
	Stderr []byte
}

func (e *ExitError) Error() string { return e.ProcessState.String() }

// wrapped is an error with words before it.
type wrapped struct {
	before string
	err    error
}

func (w *wrapped) Error() string { return w.before + ": " + w.err.Error() }

func (w *wrapped) Unwrap() error { return w.err }

// Output runs the command and returns what it writes to its standard output.
func (c *Cmd) Output() ([]byte, error) {
	if c.Stdout != nil {
		return nil, errors.New("exec: Stdout already set")
	}
	var out bytes.Buffer
	c.Stdout = &out
	var ends *bothEnds
	if c.Stderr == nil {
		ends = new(bothEnds)
		c.Stderr = ends
	}
	err := c.Run()
	if e, ok := err.(*ExitError); ok && ends != nil {
		e.Stderr = ends.bytes()
	}
	return out.Bytes(), err
}

// CombinedOutput runs the command and returns what it writes to its standard
// output and error.
func (c *Cmd) CombinedOutput() ([]byte, error) {
	if c.Stdout != nil {
		return nil, errors.New("exec: Stdout already set")
	}
	if c.Stderr != nil {
		return nil, errors.New("exec: Stderr already set")
	}
	var out bytes.Buffer
	c.Stdout = &out
	c.Stderr = &out
	err := c.Run()
	return out.Bytes(), err
}
