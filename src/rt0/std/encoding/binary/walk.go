package binary

import (
	"math"
	"reflect"
)

// sizeOf returns the size of a value: of a slice that of all elements, -1 if it
// is not fixed.
func sizeOf(v reflect.Value) int {
	switch v.Kind() {
	case reflect.Invalid:
		return -1
	case reflect.Slice:
		if n := typeSize(v.Type().Elem()); n >= 0 {
			return n * v.Len()
		}
		return -1
	}
	return typeSize(v.Type())
}

// typeSize returns the size of a type, without padding, -1 if it is not fixed.
func typeSize(t reflect.Type) int {
	switch t.Kind() {
	case reflect.Array:
		if n := typeSize(t.Elem()); n >= 0 {
			return n * t.Len()
		}
	case reflect.Struct:
		sum := 0
		for i, n := 0, t.NumField(); i < n; i++ {
			k := typeSize(t.Field(i).Type)
			if k < 0 {
				return -1
			}
			sum += k
		}
		return sum
	case reflect.Bool, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Int8, reflect.Int16,
		reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return int(t.Size())
	}
	return -1
}

// A walker goes over a value and its bytes.
type walker struct {
	order ByteOrder
	buf   []byte // what is left
}

func (w *walker) take(n int) []byte {
	b := w.buf[:n]
	w.buf = w.buf[n:]
	return b
}

// getNumber takes a number of so many bytes.
func (w *walker) getNumber(n int) uint64 {
	switch b := w.take(n); n {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(w.order.Uint16(b))
	case 4:
		return uint64(w.order.Uint32(b))
	default:
		return w.order.Uint64(b)
	}
}

func (w *walker) getFloat(n int) float64 {
	x := w.getNumber(n)
	if n == 4 {
		return float64(math.Float32frombits(uint32(x)))
	}
	return math.Float64frombits(x)
}

// get reads v, which can be set.
func (w *walker) get(v reflect.Value) {
	size := int(v.Type().Size())
	switch v.Kind() {
	case reflect.Array, reflect.Slice:
		for i, n := 0, v.Len(); i < n; i++ {
			w.get(v.Index(i))
		}
	case reflect.Struct:
		t := v.Type()
		for i, n := 0, v.NumField(); i < n; i++ {
			f := v.Field(i)
			if f.CanSet() || t.Field(i).Name != "_" {
				w.get(f)
			} else {
				w.take(typeSize(f.Type()))
			}
		}
	case reflect.Bool:
		v.SetBool(w.getNumber(1) != 0)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		shift := 64 - 8*size
		v.SetInt(int64(w.getNumber(size)) << shift >> shift)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(w.getNumber(size))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(w.getFloat(size))
	case reflect.Complex64, reflect.Complex128:
		re := w.getFloat(size / 2)
		v.SetComplex(complex(re, w.getFloat(size/2)))
	}
}

func (w *walker) putNumber(n int, x uint64) {
	switch b := w.take(n); n {
	case 1:
		b[0] = byte(x)
	case 2:
		w.order.PutUint16(b, uint16(x))
	case 4:
		w.order.PutUint32(b, uint32(x))
	default:
		w.order.PutUint64(b, x)
	}
}

func (w *walker) putFloat(n int, x float64) {
	if n == 4 {
		w.putNumber(4, uint64(math.Float32bits(float32(x))))
	} else {
		w.putNumber(8, math.Float64bits(x))
	}
}

// put writes v.
func (w *walker) put(v reflect.Value) {
	size := int(v.Type().Size())
	switch v.Kind() {
	case reflect.Array, reflect.Slice:
		for i, n := 0, v.Len(); i < n; i++ {
			w.put(v.Index(i))
		}
	case reflect.Struct:
		t := v.Type()
		for i, n := 0, v.NumField(); i < n; i++ {
			f := v.Field(i)
			if t.Field(i).Name != "_" {
				w.put(f)
			} else {
				clear(w.take(typeSize(f.Type())))
			}
		}
	case reflect.Bool:
		w.putNumber(1, uint64(bit(v.Bool())))
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.putNumber(size, uint64(v.Int()))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.putNumber(size, v.Uint())
	case reflect.Float32, reflect.Float64:
		w.putFloat(size, v.Float())
	case reflect.Complex64, reflect.Complex128:
		x := v.Complex()
		w.putFloat(size/2, real(x))
		w.putFloat(size/2, imag(x))
	}
}
