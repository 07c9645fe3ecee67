package context

import (
	"sync"
	"time"
)

// A CancelFunc ends a context; only its first call does.
type CancelFunc func()

// A CancelCauseFunc ends a context and says why.
type CancelCauseFunc func(cause error)

// cancelKey is the key whose value is the nearest cancelCtx.
var cancelKey int

// canceler is what a cancelCtx ends along with itself.
type canceler interface {
	cancel(leave bool, err, cause error)
}

// cancelCtx is a context that can be cancelled.
type cancelCtx struct {
	Context // the parent

	mu       sync.Mutex // of all that follows
	done     chan struct{}
	children map[canceler]struct{}
	err      error
	cause    error
	leave    func() // takes this one off its ancestor, or stops waiting for it
}

// closed serves contexts that end before anybody asks for their channel.
var closed = make(chan struct{})

func init() { close(closed) }

func (c *cancelCtx) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		c.done = make(chan struct{})
	}
	return c.done
}

func (c *cancelCtx) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

func (c *cancelCtx) Value(key any) any {
	if key == &cancelKey {
		return c
	}
	return value(c.Context, key)
}

func (c *cancelCtx) String() string { return name(c.Context) + ".WithCancel" }

// cancel ends c and all that depends on it; leave says that the ancestor is to
// forget it.
func (c *cancelCtx) cancel(leave bool, err, cause error) {
	if cause == nil {
		cause = err
	}
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	c.err, c.cause = err, cause
	if c.done == nil {
		c.done = closed
	} else {
		close(c.done)
	}
	children := c.children
	c.children = nil
	off := c.leave
	c.mu.Unlock()
	for child := range children {
		child.cancel(false, err, cause)
	}
	if leave && off != nil {
		off()
	}
}

// ancestor returns the nearest cancelCtx, unless a foreign context with a
// channel of its own stands between.
func ancestor(parent Context, done <-chan struct{}) *cancelCtx {
	c, ok := parent.Value(&cancelKey).(*cancelCtx)
	if !ok {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done != done {
		return nil
	}
	return c
}

// attach makes self, which is c or has it inside, end with parent.
func (c *cancelCtx) attach(parent Context, self canceler) {
	c.Context = parent
	done := parent.Done()
	if done == nil {
		return
	}
	select {
	case <-done:
		self.cancel(false, parent.Err(), Cause(parent))
		return
	default:
	}
	if up := ancestor(parent, done); up != nil {
		up.adopt(c, self)
		return
	}
	if a, ok := parent.(interface{ AfterFunc(func()) func() bool }); ok {
		stop := a.AfterFunc(func() { self.cancel(false, parent.Err(), Cause(parent)) })
		c.mu.Lock()
		c.leave = func() { stop() }
		c.mu.Unlock()
		return
	}
	own := c.Done()
	go func() {
		select {
		case <-done:
			self.cancel(false, parent.Err(), Cause(parent))
		case <-own:
		}
	}()
}

// adopt makes self one of up's children.
func (up *cancelCtx) adopt(c *cancelCtx, self canceler) {
	up.mu.Lock()
	if err := up.err; err != nil {
		cause := up.cause
		up.mu.Unlock()
		self.cancel(false, err, cause)
		return
	}
	if up.children == nil {
		up.children = map[canceler]struct{}{}
	}
	up.children[self] = struct{}{}
	up.mu.Unlock()
	c.mu.Lock()
	c.leave = func() {
		up.mu.Lock()
		delete(up.children, self)
		up.mu.Unlock()
	}
	c.mu.Unlock()
}

func withCancel(parent Context) *cancelCtx {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	c := new(cancelCtx)
	c.attach(parent, c)
	return c
}

// WithCancel returns a context that ends with parent or by cancel.
func WithCancel(parent Context) (ctx Context, cancel CancelFunc) {
	c := withCancel(parent)
	return c, func() { c.cancel(true, Canceled, nil) }
}

// WithCancelCause returns a context that ends with parent or by cancel, which
// is told why.
func WithCancelCause(parent Context) (ctx Context, cancel CancelCauseFunc) {
	c := withCancel(parent)
	return c, func(cause error) { c.cancel(true, Canceled, cause) }
}

// Cause returns why c ended: what the cancelling function was told, or Err.
func Cause(c Context) error {
	err := c.Err()
	if err == nil {
		return nil
	}
	if up, ok := c.Value(&cancelKey).(*cancelCtx); ok {
		up.mu.Lock()
		defer up.mu.Unlock()
		if up.cause != nil {
			return up.cause
		}
	}
	return err
}

// AfterFunc calls f in a goroutine of its own when ctx has ended. stop prevents
// that, and reports whether it did.
func AfterFunc(ctx Context, f func()) (stop func() bool) {
	a := &afterFuncCtx{f: f}
	a.cancelCtx.attach(ctx, a)
	return func() bool {
		stopped := false
		a.once.Do(func() { stopped = true })
		if stopped {
			a.cancel(true, Canceled, nil)
		}
		return stopped
	}
}

type afterFuncCtx struct {
	cancelCtx
	once sync.Once // f is started or stopped
	f    func()
}

func (a *afterFuncCtx) cancel(leave bool, err, cause error) {
	a.cancelCtx.cancel(leave, err, cause)
	a.once.Do(func() { go a.f() })
}

// WithDeadline returns a context that ends with parent, by its function, or at
// time d.
func WithDeadline(parent Context, d time.Time) (Context, CancelFunc) {
	return WithDeadlineCause(parent, d, nil)
}

// WithDeadlineCause is WithDeadline with a cause for when the time has come.
func WithDeadlineCause(parent Context, d time.Time, cause error) (Context, CancelFunc) {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	if sooner, ok := parent.Deadline(); ok && sooner.Before(d) {
		return WithCancel(parent)
	}
	c := &timerCtx{deadline: d}
	c.cancelCtx.attach(parent, c)
	left := time.Until(d)
	if left <= 0 {
		c.cancel(true, DeadlineExceeded, cause)
		return c, func() { c.cancel(false, Canceled, nil) }
	}
	c.mu.Lock()
	if c.err == nil {
		c.timer = time.AfterFunc(left, func() { c.cancel(true, DeadlineExceeded, cause) })
	}
	c.mu.Unlock()
	return c, func() { c.cancel(true, Canceled, nil) }
}

// WithTimeout is WithDeadline for a time from now.
func WithTimeout(parent Context, timeout time.Duration) (Context, CancelFunc) {
	return WithDeadline(parent, time.Now().Add(timeout))
}

// WithTimeoutCause is WithTimeout with a cause for when the time has come.
func WithTimeoutCause(parent Context, timeout time.Duration, cause error) (Context, CancelFunc) {
	return WithDeadlineCause(parent, time.Now().Add(timeout), cause)
}

// timerCtx is a cancelCtx with a deadline.
type timerCtx struct {
	cancelCtx
	timer    *time.Timer // under the cancelCtx's lock
	deadline time.Time
}

func (c *timerCtx) Deadline() (deadline time.Time, ok bool) { return c.deadline, true }

func (c *timerCtx) String() string {
	return name(c.Context) + ".WithDeadline(" + c.deadline.String() + " [" + time.Until(c.deadline).String() + "])"
}

func (c *timerCtx) cancel(leave bool, err, cause error) {
	c.cancelCtx.cancel(leave, err, cause)
	c.mu.Lock()
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	c.mu.Unlock()
}
