package binary

import (
	"errors"
	"io"
	"reflect"
	"slices"
)

var errTooSmall = errors.New("buffer too small")

// Size returns how many bytes Write takes for v: a value of fixed size, a slice
// of such values, or a pointer to one; -1 for others.
func Size(v any) int {
	if n := quickSize(v); n >= 0 {
		return n
	}
	return sizeOf(reflect.Indirect(reflect.ValueOf(v)))
}

// Read reads a value from r into data, a pointer to a value of fixed size or a
// slice of such values. Fields named _ are passed over.
func Read(r io.Reader, order ByteOrder, data any) error {
	n, v := target(data)
	if n < 0 {
		return errors.New("binary.Read: invalid type " + reflect.TypeOf(data).String())
	}
	buf := make([]byte, n)
	if _, err := io.ReadFull(r, buf); err != nil {
		return err
	}
	get(buf, order, data, v)
	return nil
}

// Decode is Read from the beginning of buf, and returns how many bytes that
// were.
func Decode(buf []byte, order ByteOrder, data any) (int, error) {
	n, v := target(data)
	if n < 0 {
		return 0, errors.New("binary.Decode: invalid type " + reflect.TypeOf(data).String())
	}
	if len(buf) < n {
		return 0, errTooSmall
	}
	get(buf[:n], order, data, v)
	return n, nil
}

// target returns the size of what data points to, and the value if it is not
// one of the quick types.
func target(data any) (int, reflect.Value) {
	if n := quickTarget(data); n >= 0 {
		return n, reflect.Value{}
	}
	v := reflect.ValueOf(data)
	switch v.Kind() {
	case reflect.Pointer:
		v = v.Elem()
		return sizeOf(v), v
	case reflect.Slice:
		return sizeOf(v), v
	}
	return -1, v
}

func get(buf []byte, order ByteOrder, data any, v reflect.Value) {
	if !v.IsValid() {
		quickGet(buf, order, data)
		return
	}
	d := walker{order, buf}
	d.get(v)
}

// Write writes data, a value of fixed size, a slice of such values, or a
// pointer to one. Fields named _ become zero bytes.
func Write(w io.Writer, order ByteOrder, data any) error {
	n := Size(data)
	if n < 0 {
		return errors.New("binary.Write: some values are not fixed-sized in type " + reflect.TypeOf(data).String())
	}
	buf := make([]byte, n)
	put(buf, order, data)
	_, err := w.Write(buf)
	return err
}

// Encode is Write to the beginning of buf, and returns how many bytes that
// were.
func Encode(buf []byte, order ByteOrder, data any) (int, error) {
	n := Size(data)
	if n < 0 {
		return 0, errors.New("binary.Encode: some values are not fixed-sized in type " + reflect.TypeOf(data).String())
	}
	if len(buf) < n {
		return 0, errTooSmall
	}
	put(buf[:n], order, data)
	return n, nil
}

// Append is Write to the end of buf.
func Append(buf []byte, order ByteOrder, data any) ([]byte, error) {
	n := Size(data)
	if n < 0 {
		return nil, errors.New("binary.Append: some values are not fixed-sized in type " + reflect.TypeOf(data).String())
	}
	buf = slices.Grow(buf, n)
	buf = buf[:len(buf)+n]
	put(buf[len(buf)-n:], order, data)
	return buf, nil
}

func put(buf []byte, order ByteOrder, data any) {
	if quickPut(buf, order, data) {
		return
	}
	e := walker{order, buf}
	e.put(reflect.Indirect(reflect.ValueOf(data)))
}
