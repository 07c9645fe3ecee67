// Package strconv converts between numbers, booleans, quoted strings and their
// text.
//
// Files: errors.go (NumError), atoi.go and itoa.go (integers), atof.go and
// ftoa.go (floats, over the exact arithmetic of nat.go and the table of
// pow10.go), quote.go, complex.go.
//
// Nothing is initialised at start but two error values; tables are string
// constants.
package strconv

import "errors"

// ErrRange says that a number is too large for its type.
var ErrRange = errors.New("value out of range")

// ErrSyntax says that a text is no number of the wanted form.
var ErrSyntax = errors.New("invalid syntax")

// IntSize is the size of an int in bits.
const IntSize = 64

// A NumError tells of a failed conversion.
type NumError struct {
	Func string // the function that failed: ParseBool, ParseInt, ...
	Num  string // its input
	Err  error  // why: ErrRange, ErrSyntax, ...
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

func (e *NumError) Unwrap() error { return e.Err }

// numError makes the error of function fn for input s. The input is copied, so
// that an error that lives on does not keep a large text alive, and so that
// escape analysis can leave s on the caller's stack.
func numError(fn, s string, err error) *NumError {
	return &NumError{fn, string([]byte(s)), err}
}

func baseError(fn, s string, base int) *NumError {
	return numError(fn, s, errors.New("invalid base "+Itoa(base)))
}

func bitSizeError(fn, s string, bitSize int) *NumError {
	return numError(fn, s, errors.New("invalid bit size "+Itoa(bitSize)))
}

// ParseBool reads 1, t, T, TRUE, true, True, 0, f, F, FALSE, false, False.
func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, numError("ParseBool", str, ErrSyntax)
}

// FormatBool returns "true" or "false".
func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// AppendBool appends "true" or "false" to dst.
func AppendBool(dst []byte, b bool) []byte {
	if b {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}
