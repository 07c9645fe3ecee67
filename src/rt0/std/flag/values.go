package flag

import (
	"encoding"
	"errors"
	"fmt"
	"internal/reflectlite"
	"strconv"
	"time"
)

// A Value is what a flag sets. String may be called on the zero value of its
// type.
type Value interface {
	String() string
	Set(string) error
}

// A Getter is a Value that gives what it holds.
type Getter interface {
	Value
	Get() any
}

// boolFlag is a Value that needs no argument: -name means -name=true.
type boolFlag interface {
	Value
	IsBoolFlag() bool
}

var (
	errParse = errors.New("parse error")
	errRange = errors.New("value out of range")
)

// short leaves the input out of strconv's errors: the flag's error names it.
func short(err error) error {
	if e, ok := err.(*strconv.NumError); ok {
		switch e.Err {
		case strconv.ErrSyntax:
			return errParse
		case strconv.ErrRange:
			return errRange
		}
	}
	return err
}

type boolValue bool

func (v *boolValue) Set(s string) error {
	x, err := strconv.ParseBool(s)
	if err != nil {
		err = errParse
	}
	*v = boolValue(x)
	return err
}

func (v *boolValue) Get() any         { return bool(*v) }
func (v *boolValue) String() string   { return strconv.FormatBool(bool(*v)) }
func (v *boolValue) IsBoolFlag() bool { return true }

type stringValue string

func (v *stringValue) Set(s string) error {
	*v = stringValue(s)
	return nil
}

func (v *stringValue) Get() any       { return string(*v) }
func (v *stringValue) String() string { return string(*v) }

type durationValue time.Duration

func (v *durationValue) Set(s string) error {
	x, err := time.ParseDuration(s)
	if err != nil {
		err = errParse
	}
	*v = durationValue(x)
	return err
}

func (v *durationValue) Get() any       { return time.Duration(*v) }
func (v *durationValue) String() string { return time.Duration(*v).String() }

type intValue int

func (v *intValue) Set(s string) error {
	x, err := strconv.ParseInt(s, 0, strconv.IntSize)
	*v = intValue(x)
	return short(err)
}

func (v *intValue) Get() any       { return int(*v) }
func (v *intValue) String() string { return strconv.Itoa(int(*v)) }

type int64Value int64

func (v *int64Value) Set(s string) error {
	x, err := strconv.ParseInt(s, 0, 64)
	*v = int64Value(x)
	return short(err)
}

func (v *int64Value) Get() any       { return int64(*v) }
func (v *int64Value) String() string { return strconv.FormatInt(int64(*v), 10) }

type uintValue uint

func (v *uintValue) Set(s string) error {
	x, err := strconv.ParseUint(s, 0, strconv.IntSize)
	*v = uintValue(x)
	return short(err)
}

func (v *uintValue) Get() any       { return uint(*v) }
func (v *uintValue) String() string { return strconv.FormatUint(uint64(*v), 10) }

type uint64Value uint64

func (v *uint64Value) Set(s string) error {
	x, err := strconv.ParseUint(s, 0, 64)
	*v = uint64Value(x)
	return short(err)
}

func (v *uint64Value) Get() any       { return uint64(*v) }
func (v *uint64Value) String() string { return strconv.FormatUint(uint64(*v), 10) }

type float64Value float64

func (v *float64Value) Set(s string) error {
	x, err := strconv.ParseFloat(s, 64)
	*v = float64Value(x)
	return short(err)
}

func (v *float64Value) Get() any       { return float64(*v) }
func (v *float64Value) String() string { return strconv.FormatFloat(float64(*v), 'g', -1, 64) }

// textValue is a type that has its own text.
type textValue struct{ p encoding.TextUnmarshaler }

func newTextValue(value encoding.TextMarshaler, p encoding.TextUnmarshaler) textValue {
	to := reflectlite.ValueOf(p)
	if to.Kind() != reflectlite.Pointer {
		panic("variable value type must be a pointer")
	}
	from := reflectlite.ValueOf(value)
	if from.Kind() == reflectlite.Pointer {
		from = from.Elem()
	}
	if from.Type() != to.Type().Elem() {
		panic(fmt.Sprintf("default type does not match variable type: %v != %v", from.Type(), to.Type().Elem()))
	}
	to.Elem().Set(from)
	return textValue{p}
}

func (v textValue) Set(s string) error { return v.p.UnmarshalText([]byte(s)) }
func (v textValue) Get() any           { return v.p }

func (v textValue) String() string {
	if m, ok := v.p.(encoding.TextMarshaler); ok {
		if b, err := m.MarshalText(); err == nil {
			return string(b)
		}
	}
	return ""
}

type funcValue func(string) error

func (f funcValue) Set(s string) error { return f(s) }
func (f funcValue) String() string     { return "" }

type boolFuncValue func(string) error

func (f boolFuncValue) Set(s string) error { return f(s) }
func (f boolFuncValue) String() string     { return "" }
func (f boolFuncValue) IsBoolFlag() bool   { return true }
