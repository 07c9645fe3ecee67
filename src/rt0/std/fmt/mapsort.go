package fmt

import (
	"internal/bytealg"
	"internal/reflectlite"
)

// An entry is a key of a map with its value.
type entry struct{ key, value reflectlite.Value }

// sortedEntries returns a map's entries by ascending keys, so that output is
// always the same. NaNs come first; nil comes before all else; structs and
// arrays go by their first difference; interfaces by type (in no particular
// order), then by value.
func sortedEntries(m reflectlite.Value) []entry {
	list := make([]entry, 0, m.Len())
	for it := m.MapRange(); it.Next(); {
		list = append(list, entry{it.Key(), it.Value()})
	}
	return mergeSort(list, make([]entry, len(list)))
}

// mergeSort sorts list with the help of tmp, which is as long, and returns the
// one of the two that holds the result. Equal keys, which can only be NaNs,
// stay in order.
func mergeSort(list, tmp []entry) []entry {
	for width := 1; width < len(list); width *= 2 {
		for lo := 0; lo < len(list); lo += 2 * width {
			mid := min(lo+width, len(list))
			hi := min(lo+2*width, len(list))
			i, k := lo, mid
			for at := lo; at < hi; at++ {
				if i < mid && (k == hi || compare(list[k].key, list[i].key) >= 0) {
					tmp[at] = list[i]
					i++
				} else {
					tmp[at] = list[k]
					k++
				}
			}
		}
		list, tmp = tmp, list
	}
	return list
}

func order(less, equal bool) int {
	switch {
	case equal:
		return 0
	case less:
		return -1
	}
	return 1
}

func compareFloats(a, b float64) int {
	if a != a || b != b {
		return order(a != a, a != a && b != b)
	}
	return order(a < b, a == b)
}

// compare compares two keys of one map.
func compare(a, b reflectlite.Value) int {
	switch a.Kind() {
	case reflectlite.Int, reflectlite.Int8, reflectlite.Int16, reflectlite.Int32, reflectlite.Int64:
		return order(a.Int() < b.Int(), a.Int() == b.Int())
	case reflectlite.Uint, reflectlite.Uint8, reflectlite.Uint16, reflectlite.Uint32, reflectlite.Uint64,
		reflectlite.Uintptr:
		return order(a.Uint() < b.Uint(), a.Uint() == b.Uint())
	case reflectlite.String:
		return bytealg.CompareString(a.String(), b.String())
	case reflectlite.Float32, reflectlite.Float64:
		return compareFloats(a.Float(), b.Float())
	case reflectlite.Complex64, reflectlite.Complex128:
		x, y := a.Complex(), b.Complex()
		if c := compareFloats(real(x), real(y)); c != 0 {
			return c
		}
		return compareFloats(imag(x), imag(y))
	case reflectlite.Bool:
		return order(!a.Bool(), a.Bool() == b.Bool())
	case reflectlite.Pointer, reflectlite.UnsafePointer, reflectlite.Chan:
		return order(a.Pointer() < b.Pointer(), a.Pointer() == b.Pointer())
	case reflectlite.Struct:
		for i, n := 0, a.NumField(); i < n; i++ {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case reflectlite.Array:
		for i, n := 0, a.Len(); i < n; i++ {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	case reflectlite.Interface:
		return compareInterfaces(a.Elem(), b.Elem())
	}
	return 0
}

// compareInterfaces compares what two interfaces hold.
func compareInterfaces(a, b reflectlite.Value) int {
	if !a.IsValid() || !b.IsValid() {
		return order(!a.IsValid(), !a.IsValid() && !b.IsValid())
	}
	if s, t := a.Type(), b.Type(); s != t {
		// The descriptors' addresses.
		x, y := reflectlite.ValueOf(s).Pointer(), reflectlite.ValueOf(t).Pointer()
		return order(x < y, x == y)
	}
	return compare(a, b)
}
