// Package errors makes errors and looks into chains of wrapped ones.
//
// An error wraps others by a method Unwrap() error or Unwrap() []error; Is
// and As walk that tree depth first, parents before children.
package errors

import "internal/reflectlite"

// errorString is the error of New. New returns a pointer, so that two errors
// of the same text stay different. Its name is Go's, since %T and %#v show it.
type errorString struct{ s string }

func (e *errorString) Error() string { return e.s }

// New returns an error of the given text, equal to no other.
func New(text string) error { return &errorString{text} }

// ErrUnsupported says that an operation is not supported at all.
var ErrUnsupported = New("unsupported operation")

// Unwrap returns what err's method Unwrap() error gives, or nil if it has
// none. It does not look into errors that wrap several.
func Unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

// Is reports whether err or anything that it wraps equals target or says, by
// a method Is(error) bool, that it is target.
func Is(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	// Comparing values of an incomparable type would panic.
	return is(err, target, reflectlite.TypeOf(target).Comparable())
}

func is(err, target error, comparable bool) bool {
	for err != nil {
		if comparable && err == target {
			return true
		}
		if x, ok := err.(interface{ Is(error) bool }); ok && x.Is(target) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				if is(e, target, comparable) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}

// As looks in err's tree for the first error that can be assigned to what
// target points to, or that has a method As(any) bool which accepts target,
// and if there is one sets target to it. It panics unless target is a non-nil
// pointer to an interface or to a type that is an error.
func As(err error, target any) bool {
	if err == nil {
		return false
	}
	if target == nil {
		panic("errors: target cannot be nil")
	}
	v := reflectlite.ValueOf(target)
	if v.Kind() != reflectlite.Pointer || v.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	want := v.Type().Elem()
	var errp *error
	if want.Kind() != reflectlite.Interface && !want.Implements(reflectlite.TypeOf(errp).Elem()) {
		panic("errors: *target must be interface or implement error")
	}
	return as(err, target, v, want)
}

func as(err error, target any, v reflectlite.Value, want reflectlite.Type) bool {
	for err != nil {
		if reflectlite.TypeOf(err).AssignableTo(want) {
			v.Elem().Set(reflectlite.ValueOf(err))
			return true
		}
		if x, ok := err.(interface{ As(any) bool }); ok && x.As(target) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				if e != nil && as(e, target, v, want) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}

// AsType returns the first error in err's tree that is an E.
func AsType[E error](err error) (E, bool) {
	for err != nil {
		if e, ok := err.(E); ok {
			return e, true
		}
		if x, ok := err.(interface{ As(any) bool }); ok {
			var e E
			if x.As(&e) {
				return e, true
			}
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			for _, child := range x.Unwrap() {
				if e, ok := AsType[E](child); ok {
					return e, true
				}
			}
			err = nil
		default:
			err = nil
		}
	}
	var none E
	return none, false
}

// joinError is the error of Join; it holds at least one error and no nil.
type joinError struct{ errs []error }

// Join wraps all errors of errs that are not nil, or returns nil if all are.
// Its text is their texts, a line each.
func Join(errs ...error) error {
	n := 0
	for _, err := range errs {
		if err != nil {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	e := &joinError{errs: make([]error, 0, n)}
	for _, err := range errs {
		if err != nil {
			e.errs = append(e.errs, err)
		}
	}
	return e
}

func (e *joinError) Error() string {
	if len(e.errs) == 1 {
		return e.errs[0].Error()
	}
	var b []byte
	for i, err := range e.errs {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(b, err.Error()...)
	}
	return string(b)
}

func (e *joinError) Unwrap() []error { return e.errs }
