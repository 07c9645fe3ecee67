package fmt

import "errors"

// Errorf returns an error whose text is a by format. Arguments of the verb %w,
// which must be errors, are what it wraps: one by Unwrap() error, several by
// Unwrap() []error.
func Errorf(format string, a ...any) error {
	p := newPrinter()
	p.wrapping = true
	p.printf(format, a)
	s := string(p.buf)
	wrapped := p.wrapped
	p.free()
	switch len(wrapped) {
	case 0:
		return errors.New(s)
	case 1:
		err, _ := a[wrapped[0]].(error)
		return &wrapError{s, err}
	}
	// In the order of the arguments, each once.
	var errs []error
	for i, arg := range a {
		for _, k := range wrapped {
			if k != i {
				continue
			}
			if err, ok := arg.(error); ok {
				errs = append(errs, err)
			}
			break
		}
	}
	return &wrapErrors{s, errs}
}

// wrapError is an error around one other. The names of these types are Go's,
// since %T shows them.
type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }

func (e *wrapError) Unwrap() error { return e.err }

// wrapErrors is an error around several.
type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string { return e.msg }

func (e *wrapErrors) Unwrap() []error { return e.errs }
