package net

import (
	"context"
	"errors"
	"internal/pollfd"
	"os"
	"syscall"
)

// An Error is an error of a network.
type Error interface {
	error
	Timeout() bool

	// Temporary is not well defined, and not to be used.
	Temporary() bool
}

type timeout interface{ Timeout() bool }
type temporary interface{ Temporary() bool }

var (
	errNoSuitableAddress = errors.New("no suitable address found")
	errMissingAddress    = errors.New("missing address")

	// ErrWriteToConnected says that a message to an address was to go out of
	// a connection that has its peer.
	ErrWriteToConnected = errors.New("use of WriteTo with pre-connected connection")

	// ErrClosed says that a connection or listener is closed. It may be in an
	// OpError: compare with errors.Is.
	ErrClosed error = closedError{}
)

// closedError is ErrClosed's type.
type closedError struct{}

func (closedError) Error() string   { return "use of closed network connection" }
func (closedError) Timeout() bool   { return false }
func (closedError) Temporary() bool { return false }

// A timeoutError says that a dial or lookup took too long, a canceledError that
// its context was ended.
type (
	timeoutError  struct{}
	canceledError struct{}
)

func (timeoutError) Error() string      { return "i/o timeout" }
func (timeoutError) Timeout() bool      { return true }
func (timeoutError) Temporary() bool    { return true }
func (timeoutError) Is(err error) bool  { return err == context.DeadlineExceeded }
func (canceledError) Error() string     { return "operation was canceled" }
func (canceledError) Is(err error) bool { return err == context.Canceled }

var (
	errTimeout  error = &timeoutError{}
	errCanceled error = canceledError{}
)

// mapErr turns a context's error into net's.
func mapErr(err error) error {
	switch err {
	case context.Canceled:
		return errCanceled
	case context.DeadlineExceeded:
		return errTimeout
	}
	return err
}

// problem is a system call's or the poller's error as net shows it.
func problem(call string, err error) error {
	switch err := err.(type) {
	case nil:
		return nil
	case syscall.Errno:
		return os.NewSyscallError(call, err)
	default:
		if err == pollfd.ErrClosed {
			return ErrClosed
		}
		return err
	}
}

// An OpError is what most functions of this package return: what was done, with
// which network and addresses, and what went wrong.
type OpError struct {
	Op     string // "read", "dial", …
	Net    string // "tcp", …
	Source Addr   // the own address, nil when it does not matter
	Addr   Addr   // the other's, or the own when there is no other
	Err    error
}

func (e *OpError) Unwrap() error { return e.Err }

func (e *OpError) Error() string {
	if e == nil {
		return "<nil>"
	}
	text := e.Op
	if e.Net != "" {
		text += " " + e.Net
	}
	if e.Source != nil {
		text += " " + e.Source.String()
	}
	if e.Addr != nil {
		if e.Source != nil {
			text += "->"
		} else {
			text += " "
		}
		text += e.Addr.String()
	}
	return text + ": " + e.Err.Error()
}

// Timeout reports whether a deadline has passed, or the system gave up.
func (e *OpError) Timeout() bool {
	err := e.Err
	if call, ok := err.(*os.SyscallError); ok {
		err = call.Err
	}
	t, ok := err.(timeout)
	return ok && t.Timeout()
}

// Temporary is not well defined, and not to be used.
func (e *OpError) Temporary() bool {
	err := e.Err
	if call, ok := err.(*os.SyscallError); ok {
		err = call.Err
	}
	if e.Op == "accept" && (err == syscall.ECONNRESET || err == syscall.ECONNABORTED) {
		return true
	}
	t, ok := err.(temporary)
	return ok && t.Temporary()
}

// A ParseError is about text of a given type.
type ParseError struct {
	Type string // "IP address", "CIDR address", …
	Text string
}

func (e *ParseError) Error() string   { return "invalid " + e.Type + ": " + e.Text }
func (e *ParseError) Timeout() bool   { return false }
func (e *ParseError) Temporary() bool { return false }

// An AddrError is about an address.
type AddrError struct {
	Err  string
	Addr string
}

func (e *AddrError) Error() string {
	if e == nil {
		return "<nil>"
	}
	if e.Addr != "" {
		return "address " + e.Addr + ": " + e.Err
	}
	return e.Err
}

func (e *AddrError) Timeout() bool   { return false }
func (e *AddrError) Temporary() bool { return false }

// An UnknownNetworkError is the name of a network that there is not.
type UnknownNetworkError string

func (e UnknownNetworkError) Error() string   { return "unknown network " + string(e) }
func (e UnknownNetworkError) Timeout() bool   { return false }
func (e UnknownNetworkError) Temporary() bool { return false }

// An InvalidAddrError is what is wrong with an address.
type InvalidAddrError string

func (e InvalidAddrError) Error() string   { return string(e) }
func (e InvalidAddrError) Timeout() bool   { return false }
func (e InvalidAddrError) Temporary() bool { return false }

// A DNSConfigError says that the system's resolver settings cannot be read.
// Nothing returns it any more.
type DNSConfigError struct{ Err error }

func (e *DNSConfigError) Unwrap() error   { return e.Err }
func (e *DNSConfigError) Error() string   { return "error reading DNS config: " + e.Err.Error() }
func (e *DNSConfigError) Timeout() bool   { return false }
func (e *DNSConfigError) Temporary() bool { return false }

// A DNSError is about a name that was looked up.
type DNSError struct {
	UnwrapErr   error  // what Unwrap returns: a context's error or a timeout, or nil
	Err         string // what went wrong
	Name        string // what was looked up
	Server      string // who was asked, if somebody was
	IsTimeout   bool
	IsTemporary bool
	IsNotFound  bool // there is no such name, or it has none of what was asked for
}

func (e *DNSError) Unwrap() error { return e.UnwrapErr }

func (e *DNSError) Error() string {
	if e == nil {
		return "<nil>"
	}
	text := "lookup " + e.Name
	if e.Server != "" {
		text += " on " + e.Server
	}
	return text + ": " + e.Err
}

func (e *DNSError) Timeout() bool   { return e.IsTimeout }
func (e *DNSError) Temporary() bool { return e.IsTimeout || e.IsTemporary }

// errNotFound is an error about a name that is not there.
type errNotFound string

func (e errNotFound) Error() string { return string(e) }

const (
	errNoSuchHost  = errNotFound("no such host")
	errUnknownPort = errNotFound("unknown port")
)

// dnsError makes a DNSError of what went wrong.
func dnsError(err error, name, server string) *DNSError {
	e := &DNSError{Err: err.Error(), Name: name, Server: server}
	if n, ok := err.(Error); ok {
		e.IsTimeout, e.IsTemporary = n.Timeout(), n.Temporary()
	}
	_, e.IsNotFound = err.(errNotFound)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		e.UnwrapErr = err
	}
	return e
}
