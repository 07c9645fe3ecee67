package binary

import "math"

// The types that programs use most do without reflect.

func bit(v bool) byte {
	if v {
		return 1
	}
	return 0
}

// quickSize returns the size of v, -1 if its type is not one of these.
func quickSize(v any) int {
	switch v := v.(type) {
	case bool, int8, uint8:
		return 1
	case *bool:
		if v != nil {
			return 1
		}
	case []bool:
		return len(v)
	case *int8:
		if v != nil {
			return 1
		}
	case []int8:
		return len(v)
	case *uint8:
		if v != nil {
			return 1
		}
	case []uint8:
		return len(v)
	case int16, uint16:
		return 2
	case *int16:
		if v != nil {
			return 2
		}
	case []int16:
		return 2 * len(v)
	case *uint16:
		if v != nil {
			return 2
		}
	case []uint16:
		return 2 * len(v)
	case int32, uint32, float32:
		return 4
	case *int32:
		if v != nil {
			return 4
		}
	case []int32:
		return 4 * len(v)
	case *uint32:
		if v != nil {
			return 4
		}
	case []uint32:
		return 4 * len(v)
	case *float32:
		if v != nil {
			return 4
		}
	case []float32:
		return 4 * len(v)
	case int64, uint64, float64:
		return 8
	case *int64:
		if v != nil {
			return 8
		}
	case []int64:
		return 8 * len(v)
	case *uint64:
		if v != nil {
			return 8
		}
	case []uint64:
		return 8 * len(v)
	case *float64:
		if v != nil {
			return 8
		}
	case []float64:
		return 8 * len(v)
	}
	return -1
}

// quickTarget is quickSize for what can be read into.
func quickTarget(v any) int {
	switch v.(type) {
	case bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64:
		return -1
	}
	return quickSize(v)
}

func quickGet(b []byte, order ByteOrder, data any) {
	switch v := data.(type) {
	case *bool:
		*v = b[0] != 0
	case []bool:
		for i := range v {
			v[i] = b[i] != 0
		}
	case *int8:
		*v = int8(b[0])
	case []int8:
		for i := range v {
			v[i] = int8(b[i])
		}
	case *uint8:
		*v = b[0]
	case []uint8:
		for i := range v {
			v[i] = b[i]
		}
	case *int16:
		*v = int16(order.Uint16(b))
	case []int16:
		for i := range v {
			v[i] = int16(order.Uint16(b[2*i:]))
		}
	case *uint16:
		*v = order.Uint16(b)
	case []uint16:
		for i := range v {
			v[i] = order.Uint16(b[2*i:])
		}
	case *int32:
		*v = int32(order.Uint32(b))
	case []int32:
		for i := range v {
			v[i] = int32(order.Uint32(b[4*i:]))
		}
	case *uint32:
		*v = order.Uint32(b)
	case []uint32:
		for i := range v {
			v[i] = order.Uint32(b[4*i:])
		}
	case *int64:
		*v = int64(order.Uint64(b))
	case []int64:
		for i := range v {
			v[i] = int64(order.Uint64(b[8*i:]))
		}
	case *uint64:
		*v = order.Uint64(b)
	case []uint64:
		for i := range v {
			v[i] = order.Uint64(b[8*i:])
		}
	case *float32:
		*v = math.Float32frombits(order.Uint32(b))
	case []float32:
		for i := range v {
			v[i] = math.Float32frombits(order.Uint32(b[4*i:]))
		}
	case *float64:
		*v = math.Float64frombits(order.Uint64(b))
	case []float64:
		for i := range v {
			v[i] = math.Float64frombits(order.Uint64(b[8*i:]))
		}
	}
}

// quickPut reports whether the type is one of these.
func quickPut(b []byte, order ByteOrder, data any) bool {
	switch v := data.(type) {
	case bool:
		b[0] = bit(v)
	case *bool:
		if v == nil {
			return false
		}
		b[0] = bit(*v)
	case []bool:
		for i, x := range v {
			b[i] = bit(x)
		}
	case int8:
		b[0] = byte(v)
	case *int8:
		if v == nil {
			return false
		}
		b[0] = byte(*v)
	case []int8:
		for i, x := range v {
			b[i] = byte(x)
		}
	case uint8:
		b[0] = v
	case *uint8:
		if v == nil {
			return false
		}
		b[0] = *v
	case []uint8:
		for i, x := range v {
			b[i] = x
		}
	case int16:
		order.PutUint16(b, uint16(v))
	case *int16:
		if v == nil {
			return false
		}
		order.PutUint16(b, uint16(*v))
	case []int16:
		for i, x := range v {
			order.PutUint16(b[2*i:], uint16(x))
		}
	case uint16:
		order.PutUint16(b, v)
	case *uint16:
		if v == nil {
			return false
		}
		order.PutUint16(b, *v)
	case []uint16:
		for i, x := range v {
			order.PutUint16(b[2*i:], x)
		}
	case int32:
		order.PutUint32(b, uint32(v))
	case *int32:
		if v == nil {
			return false
		}
		order.PutUint32(b, uint32(*v))
	case []int32:
		for i, x := range v {
			order.PutUint32(b[4*i:], uint32(x))
		}
	case uint32:
		order.PutUint32(b, v)
	case *uint32:
		if v == nil {
			return false
		}
		order.PutUint32(b, *v)
	case []uint32:
		for i, x := range v {
			order.PutUint32(b[4*i:], x)
		}
	case int64:
		order.PutUint64(b, uint64(v))
	case *int64:
		if v == nil {
			return false
		}
		order.PutUint64(b, uint64(*v))
	case []int64:
		for i, x := range v {
			order.PutUint64(b[8*i:], uint64(x))
		}
	case uint64:
		order.PutUint64(b, v)
	case *uint64:
		if v == nil {
			return false
		}
		order.PutUint64(b, *v)
	case []uint64:
		for i, x := range v {
			order.PutUint64(b[8*i:], x)
		}
	case float32:
		order.PutUint32(b, math.Float32bits(v))
	case *float32:
		if v == nil {
			return false
		}
		order.PutUint32(b, math.Float32bits(*v))
	case []float32:
		for i, x := range v {
			order.PutUint32(b[4*i:], math.Float32bits(x))
		}
	case float64:
		order.PutUint64(b, math.Float64bits(v))
	case *float64:
		if v == nil {
			return false
		}
		order.PutUint64(b, math.Float64bits(*v))
	case []float64:
		for i, x := range v {
			order.PutUint64(b[8*i:], math.Float64bits(x))
		}
	default:
		return false
	}
	return true
}
