package fmt

import "internal/reflectlite"

// printArg writes an argument. The types without methods that programs print
// most come first; all others go by reflectlite.
func (p *printer) printArg(arg any, verb rune) {
	p.arg = arg
	p.val = reflectlite.Value{}
	if arg == nil {
		if verb == 'T' || verb == 'v' {
			p.padText("<nil>")
		} else {
			p.badVerb(verb)
		}
		return
	}
	switch verb {
	case 'T':
		p.quoteOrText(reflectlite.TypeOf(arg).String(), 's')
		return
	case 'p':
		p.pointer(reflectlite.ValueOf(arg), 'p')
		return
	}
	switch x := arg.(type) {
	case string:
		p.str(x, verb)
	case int:
		p.integer(uint64(x), true, verb)
	case bool:
		p.boolean(x, verb)
	case float64:
		p.float(x, 64, verb)
	case float32:
		p.float(float64(x), 32, verb)
	case int64:
		p.integer(uint64(x), true, verb)
	case int32:
		p.integer(uint64(x), true, verb)
	case int16:
		p.integer(uint64(x), true, verb)
	case int8:
		p.integer(uint64(x), true, verb)
	case uint:
		p.integer(uint64(x), false, verb)
	case uint64:
		p.integer(x, false, verb)
	case uint32:
		p.integer(uint64(x), false, verb)
	case uint16:
		p.integer(uint64(x), false, verb)
	case uint8:
		p.integer(uint64(x), false, verb)
	case complex128:
		p.complex(x, 64, verb)
	case complex64:
		p.complex(complex128(x), 32, verb)
	case uintptr:
		p.integer(uint64(x), false, verb)
	case []byte:
		p.bytes(x, verb, "[]byte")
	default:
		if v, ok := reflectlite.Unwrap(arg); ok {
			p.printReflected(v, verb)
		} else if !p.methods(arg, verb) {
			p.printValue(reflectlite.ValueOf(arg), verb, 0)
		}
	}
}

// printReflected writes what a reflect.Value stands for.
func (p *printer) printReflected(v reflectlite.Value, verb rune) {
	if v.IsValid() && v.CanInterface() {
		p.arg = v.Interface()
		if p.methods(p.arg, verb) {
			return
		}
	}
	p.printValue(v, verb, 0)
}

// methods lets arg write itself, if it has a method for that, and reports
// whether it has.
func (p *printer) methods(arg any, verb rune) bool {
	if p.erroring {
		return false
	}
	if verb == 'w' {
		if _, ok := arg.(error); !ok || !p.wrapping {
			p.badVerb(verb)
			return true
		}
		verb = 'v'
	}
	if f, ok := arg.(Formatter); ok {
		p.format(f, verb)
		return true
	}
	if p.spec.sharpV {
		if g, ok := arg.(GoStringer); ok {
			p.goString(g)
			return true
		}
		return false
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		switch x := arg.(type) {
		case error:
			p.errorText(x, verb)
			return true
		case Stringer:
			p.stringText(x, verb)
			return true
		}
	}
	return false
}

// Each of these calls a method of the program, which may panic.

func (p *printer) format(f Formatter, verb rune) {
	defer p.catch(f, verb, "Format")
	f.Format(p, verb)
}

func (p *printer) goString(g GoStringer) {
	defer p.catch(g, 'v', "GoString")
	p.quoteOrText(g.GoString(), 's')
}

func (p *printer) errorText(e error, verb rune) {
	defer p.catch(e, verb, "Error")
	p.str(e.Error(), verb)
}

func (p *printer) stringText(s Stringer, verb rune) {
	defer p.catch(s, verb, "String")
	p.str(s.String(), verb)
}

// catch, deferred around a method of arg, writes its panic in place of its
// text. For a nil pointer, mostly a method that did not expect one, that is
// just <nil>.
func (p *printer) catch(arg any, verb rune, method string) {
	failure := recover()
	if failure == nil {
		return
	}
	if v := reflectlite.ValueOf(arg); v.Kind() == reflectlite.Pointer && v.IsNil() {
		p.text("<nil>")
		return
	}
	if p.panicking {
		panic(failure) // the panic's own value cannot be written either
	}
	old := p.spec
	p.spec.reset()
	p.complain(verb, "(PANIC=")
	p.text(method)
	p.text(" method: ")
	p.panicking = true
	p.printArg(failure, 'v')
	p.panicking = false
	p.byte(')')
	p.spec = old
}

// badVerb tells that verb does not fit what is being written.
func (p *printer) badVerb(verb rune) {
	p.erroring = true
	p.complain(verb, "(")
	switch {
	case p.arg != nil:
		p.text(reflectlite.TypeOf(p.arg).String())
		p.byte('=')
		p.printArg(p.arg, 'v')
	case p.val.IsValid():
		p.text(p.val.Type().String())
		p.byte('=')
		p.printValue(p.val, 'v', 0)
	default:
		p.text("<nil>")
	}
	p.byte(')')
	p.erroring = false
}

// printValue writes a value by its kind. depth counts the composite values
// around it; at depth 0 methods were tried before.
func (p *printer) printValue(v reflectlite.Value, verb rune, depth int) {
	if depth > 0 && v.IsValid() && v.CanInterface() {
		p.arg = v.Interface()
		p.val = v
		if p.methods(p.arg, verb) {
			return
		}
	}
	p.arg = nil
	p.val = v
	switch v.Kind() {
	case reflectlite.Invalid:
		switch {
		case depth == 0:
			p.text("<invalid reflect.Value>")
		case verb == 'v':
			p.text("<nil>")
		default:
			p.badVerb(verb)
		}
	case reflectlite.Bool:
		p.boolean(v.Bool(), verb)
	case reflectlite.Int, reflectlite.Int8, reflectlite.Int16, reflectlite.Int32, reflectlite.Int64:
		p.integer(uint64(v.Int()), true, verb)
	case reflectlite.Uint, reflectlite.Uint8, reflectlite.Uint16, reflectlite.Uint32, reflectlite.Uint64,
		reflectlite.Uintptr:
		p.integer(v.Uint(), false, verb)
	case reflectlite.Float32:
		p.float(v.Float(), 32, verb)
	case reflectlite.Float64:
		p.float(v.Float(), 64, verb)
	case reflectlite.Complex64:
		p.complex(v.Complex(), 32, verb)
	case reflectlite.Complex128:
		p.complex(v.Complex(), 64, verb)
	case reflectlite.String:
		p.str(v.String(), verb)
	case reflectlite.Map:
		p.printMap(v, verb, depth)
	case reflectlite.Struct:
		p.printStruct(v, verb, depth)
	case reflectlite.Interface:
		p.printInterface(v, verb, depth)
	case reflectlite.Array, reflectlite.Slice:
		p.printList(v, verb, depth)
	case reflectlite.Pointer:
		p.printPointer(v, verb, depth)
	default: // chan, func, unsafe.Pointer
		p.pointer(v, verb)
	}
}

// opening writes what stands before the elements of a composite value, and
// returns false if the value is nil and that was all.
func (p *printer) opening(v reflectlite.Value, plain string) bool {
	if !p.spec.sharpV {
		p.text(plain)
		return true
	}
	p.text(v.Type().String())
	if k := v.Kind(); (k == reflectlite.Map || k == reflectlite.Slice) && v.IsNil() {
		p.text("(nil)")
		return false
	}
	p.byte('{')
	return true
}

// between writes what stands before the i-th element.
func (p *printer) between(i int) {
	if i == 0 {
		return
	}
	if p.spec.sharpV {
		p.text(", ")
	} else {
		p.byte(' ')
	}
}

func (p *printer) closing(plain byte) {
	if p.spec.sharpV {
		plain = '}'
	}
	p.byte(plain)
}

func (p *printer) printMap(v reflectlite.Value, verb rune, depth int) {
	if !p.opening(v, "map[") {
		return
	}
	for i, e := range sortedEntries(v) {
		p.between(i)
		p.printValue(e.key, verb, depth+1)
		p.byte(':')
		p.printValue(e.value, verb, depth+1)
	}
	p.closing(']')
}

func (p *printer) printStruct(v reflectlite.Value, verb rune, depth int) {
	p.opening(v, "{")
	for i, n := 0, v.NumField(); i < n; i++ {
		p.between(i)
		if p.spec.plusV || p.spec.sharpV {
			p.text(v.Type().Field(i).Name)
			p.byte(':')
		}
		f := v.Field(i)
		if f.Kind() == reflectlite.Interface && !f.IsNil() {
			f = f.Elem()
		}
		p.printValue(f, verb, depth+1)
	}
	p.byte('}')
}

func (p *printer) printInterface(v reflectlite.Value, verb rune, depth int) {
	inner := v.Elem()
	switch {
	case inner.IsValid():
		p.printValue(inner, verb, depth+1)
	case p.spec.sharpV:
		p.text(v.Type().String())
		p.text("(nil)")
	default:
		p.text("<nil>")
	}
}

func (p *printer) printList(v reflectlite.Value, verb rune, depth int) {
	switch verb {
	case 's', 'q', 'x', 'X':
		if v.Type().Elem().Kind() == reflectlite.Uint8 {
			p.bytes(listBytes(v), verb, v.Type().String())
			return
		}
	}
	if !p.opening(v, "[") {
		return
	}
	for i, n := 0, v.Len(); i < n; i++ {
		p.between(i)
		p.printValue(v.Index(i), verb, depth+1)
	}
	p.closing(']')
}

// listBytes returns the bytes of a slice or array of them.
func listBytes(v reflectlite.Value) []byte {
	if v.Kind() == reflectlite.Slice || v.CanAddr() {
		return v.Bytes()
	}
	b := make([]byte, v.Len())
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

// printPointer writes what a pointer points to, if that is composite and the
// pointer stands at the top: below that, there might be a circle.
func (p *printer) printPointer(v reflectlite.Value, verb rune, depth int) {
	if depth == 0 && !v.IsNil() {
		switch to := v.Elem(); to.Kind() {
		case reflectlite.Array, reflectlite.Slice, reflectlite.Struct, reflectlite.Map:
			p.byte('&')
			p.printValue(to, verb, depth+1)
			return
		}
	}
	p.pointer(v, verb)
}

// pointer writes an address.
func (p *printer) pointer(v reflectlite.Value, verb rune) {
	var u uint64
	switch v.Kind() {
	case reflectlite.Chan, reflectlite.Func, reflectlite.Map, reflectlite.Pointer, reflectlite.Slice,
		reflectlite.UnsafePointer:
		u = uint64(v.Pointer())
	default:
		p.badVerb(verb)
		return
	}
	switch verb {
	case 'v':
		switch {
		case p.spec.sharpV:
			p.byte('(')
			p.text(v.Type().String())
			p.text(")(")
			if u == 0 {
				p.text("nil")
			} else {
				p.hex(u, true)
			}
			p.byte(')')
		case u == 0:
			p.padText("<nil>")
		default:
			p.hex(u, !p.spec.sharp)
		}
	case 'p':
		p.hex(u, !p.spec.sharp)
	case 'b', 'o', 'd', 'x', 'X':
		p.integer(u, false, verb)
	default:
		p.badVerb(verb)
	}
}
