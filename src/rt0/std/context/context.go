// Package context carries deadlines, cancellation and values of a request from
// function to function and goroutine to goroutine.
//
// Contexts form a tree. A context that can be cancelled is known to its nearest
// ancestor that can, and cancelled with it; where that ancestor is a foreign
// type, a goroutine or its AfterFunc method tells.
//
// Files: context.go (what is not cancelled), cancel.go.
package context

import (
	"errors"
	"internal/reflectlite"
	"time"
)

// A Context says how long work may go on and what it is for. Its methods may
// be called from any goroutine.
type Context interface {
	// Deadline returns when the work is to end, if that is set.
	Deadline() (deadline time.Time, ok bool)
	// Done returns a channel that is closed when the work is to end; nil if
	// that never happens.
	Done() <-chan struct{}
	// Err returns nil until Done is closed, then why.
	Err() error
	// Value returns what belongs to a key, or nil.
	Value(key any) any
}

// Canceled is why a context ended that was cancelled.
var Canceled = errors.New("context canceled")

// DeadlineExceeded is why a context ended whose time had come.
var DeadlineExceeded error = deadlineExceededError{}

type deadlineExceededError struct{}

func (deadlineExceededError) Error() string   { return "context deadline exceeded" }
func (deadlineExceededError) Timeout() bool   { return true }
func (deadlineExceededError) Temporary() bool { return true }

// emptyCtx never ends and holds nothing.
type emptyCtx struct{}

func (emptyCtx) Deadline() (deadline time.Time, ok bool) { return }
func (emptyCtx) Done() <-chan struct{}                   { return nil }
func (emptyCtx) Err() error                              { return nil }
func (emptyCtx) Value(key any) any                       { return nil }

type backgroundCtx struct{ emptyCtx }

func (backgroundCtx) String() string { return "context.Background" }

type todoCtx struct{ emptyCtx }

func (todoCtx) String() string { return "context.TODO" }

// Background returns the context that others come from.
func Background() Context { return backgroundCtx{} }

// TODO returns a context for where it is not clear yet which one to use.
func TODO() Context { return todoCtx{} }

// WithValue returns a context in which key belongs to val. Keys should have a
// type of their own.
func WithValue(parent Context, key, val any) Context {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	if key == nil {
		panic("nil key")
	}
	if !reflectlite.TypeOf(key).Comparable() {
		panic("key is not comparable")
	}
	return &valueCtx{parent, key, val}
}

type valueCtx struct {
	Context
	key, val any
}

func (c *valueCtx) Value(key any) any {
	if c.key == key {
		return c.val
	}
	return value(c.Context, key)
}

// value looks a key up, without going deeper for each context of this package.
func value(c Context, key any) any {
	for {
		switch x := c.(type) {
		case *valueCtx:
			if x.key == key {
				return x.val
			}
			c = x.Context
		case *cancelCtx:
			if key == &cancelKey {
				return x
			}
			c = x.Context
		case *timerCtx:
			if key == &cancelKey {
				return &x.cancelCtx
			}
			c = x.Context
		case withoutCancelCtx:
			if key == &cancelKey {
				return nil
			}
			c = x.c
		case backgroundCtx, todoCtx:
			return nil
		default:
			return c.Value(key)
		}
	}
}

func (c *valueCtx) String() string {
	return name(c.Context) + ".WithValue(" + text(c.key) + ", " + text(c.val) + ")"
}

type stringer interface{ String() string }

// name returns how a context shows itself.
func name(c Context) string {
	if s, ok := c.(stringer); ok {
		return s.String()
	}
	return reflectlite.TypeOf(c).String()
}

// text shows a key or value without fmt: what has no text of its own is only
// named by its type.
func text(v any) string {
	switch s := v.(type) {
	case stringer:
		return s.String()
	case string:
		return s
	case nil:
		return "<nil>"
	}
	return reflectlite.TypeOf(v).String()
}

// WithoutCancel returns a context with parent's values that does not end with
// it.
func WithoutCancel(parent Context) Context {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	return withoutCancelCtx{parent}
}

type withoutCancelCtx struct{ c Context }

func (withoutCancelCtx) Deadline() (deadline time.Time, ok bool) { return }
func (withoutCancelCtx) Done() <-chan struct{}                   { return nil }
func (withoutCancelCtx) Err() error                              { return nil }
func (c withoutCancelCtx) Value(key any) any                     { return value(c, key) }
func (c withoutCancelCtx) String() string                        { return name(c.c) + ".WithoutCancel" }
