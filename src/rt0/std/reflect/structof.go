package reflect

import "unsafe"

// StructOf returns the struct type with these fields. Offset and Index are
// ignored. As in Go, a struct has the methods of what it embeds only if it has
// no other field; a type with methods beside other fields, and an interface
// with methods, are refused.
func StructOf(fields []StructField) Type {
	list := make([]structField, len(fields))
	seen := map[string]bool{}
	path := ""
	for i, f := range fields {
		list[i] = checkField(i, f)
		if p := f.PkgPath; p != "" {
			if path != "" && path != p {
				panic("reflect.StructOf: fields with different PkgPath " + path + " and " + p)
			}
			path = p
		}
		if seen[f.Name] && f.Name != "_" {
			panic("reflect.StructOf: duplicate field " + f.Name)
		}
		seen[f.Name] = true
	}
	for i, f := range list {
		if f.flags&fieldEmbedded != 0 && len(list) > 1 &&
			(len(f.typ.methods()) > 0 || f.typ.direct() && f.typ.k() != Pointer && len(ptrTo(f.typ).methods()) > 0) {
			panic("reflect.StructOf: embedded field " + itoa(i) + " with methods is not supported if there is more than one field")
		}
	}
	str := structName(list)
	same := func(t *rtype) bool {
		st := (*structType)(unsafe.Pointer(t))
		return sameNames(st.list(), list) && st.pkgPath == path
	}
	return unique(typeKey{kind: Struct, str: str}, same, func() *rtype {
		t := &structType{pkgPath: path, n: uintptr(len(list))}
		t.rename(str)
		t.layOut(list)
		if len(list) == 1 && list[0].flags&fieldEmbedded != 0 {
			t.inherit(list[0].typ)
		}
		return &t.rtype
	})
}

// inherit gives t the methods of its one field, which lies where t does and is
// as direct in an interface: their code takes either.
func (t *structType) inherit(field *rtype) {
	list := field.exportedMethods()
	if len(list) > 0 {
		t.uncommon = &uncommonType{methods: unsafe.Pointer(unsafe.SliceData(list)), n: uintptr(len(list))}
		t.tflag |= tflagUncommon
	}
}

func sameNames(a, b []structField) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		f, g := &a[i], &b[i]
		if f.name != g.name || f.typ != g.typ || f.tag != g.tag || f.flags != g.flags {
			return false
		}
	}
	return true
}

// checkField returns a field as descriptors have it, without offset.
func checkField(i int, f StructField) structField {
	at := "reflect.StructOf: field " + itoa(i)
	switch {
	case f.Name == "":
		panic(at + " has no name")
	case !validName(f.Name):
		panic(at + " has invalid name")
	case f.Type == nil:
		panic(at + " has no type")
	case f.Anonymous && f.PkgPath != "":
		panic("reflect.StructOf: field \"" + f.Name + "\" is anonymous but has PkgPath set")
	case lowerASCII(f.Name[0]) && f.PkgPath == "": // others count as exported, as in Go
		panic("reflect.StructOf: field \"" + f.Name + "\" is unexported but missing PkgPath")
	}
	out := structField{name: f.Name, typ: f.Type.common(), tag: string(f.Tag)}
	if f.Anonymous {
		if out.typ.k() == Pointer {
			if k := out.typ.elem().k(); k == Interface || k == Pointer {
				panic("reflect.StructOf: illegal embedded field type " + out.typ.str)
			}
		}
		if out.typ.k() == Interface && out.typ.NumMethod() > 0 {
			panic("reflect.StructOf: methods of embedded interfaces are not supported: " + out.typ.str)
		}
		out.flags |= fieldEmbedded
	}
	if f.PkgPath == "" {
		out.flags |= fieldExported
	}
	return out
}

func lowerASCII(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' }

func validName(s string) bool {
	for i, c := range s {
		letter := c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func structName(list []structField) string {
	if len(list) == 0 {
		return "struct {}"
	}
	str := "struct {"
	for i, f := range list {
		if i > 0 {
			str += ";"
		}
		if f.flags&fieldEmbedded == 0 {
			str += " " + f.name
		}
		str += " " + f.typ.str
		if f.tag != "" {
			str += " " + quote(f.tag)
		}
	}
	return str + " }"
}

// quote writes a tag as descriptors spell it.
func quote(s string) string {
	out := []byte{'"'}
	for i := 0; i < len(s); i++ {
		if s[i] == '"' || s[i] == '\\' {
			out = append(out, '\\')
		}
		out = append(out, s[i])
	}
	return string(append(out, '"'))
}

const tooLarge = "reflect.StructOf: struct size would exceed virtual address space"

// layOut gives the fields offsets, as the compiler does, and t what follows
// from them.
func (t *structType) layOut(list []structField) {
	t.kind, t.align = uint8(Struct), 1
	t.tflag = tflagRegular
	comparable := true
	var b bits
	end, last := uintptr(0), uintptr(1)
	for i := range list {
		f := &list[i]
		align := uintptr(f.typ.align)
		f.offset = (end + align - 1) &^ (align - 1)
		if f.offset < end || f.offset+f.typ.size < f.offset {
			panic(tooLarge)
		}
		if f.offset != end || f.name == "_" || f.typ.tflag&tflagRegular == 0 {
			t.tflag &^= tflagRegular
		}
		end, last = f.offset+f.typ.size, f.typ.size
		t.align = max(t.align, f.typ.align)
		comparable = comparable && f.typ.equal != nil
		b.add(f.offset, f.typ)
	}
	if len(list) > 0 && last == 0 && end > 0 {
		end++ // the address of a last field without size must lie inside
		if end == 0 {
			panic(tooLarge)
		}
	}
	align := uintptr(t.align)
	if (end+align-1)&^(align-1) < end {
		panic(tooLarge)
	}
	t.size = (end + align - 1) &^ (align - 1)
	if t.size != end {
		t.tflag &^= tflagRegular
	}
	t.fieldAlign = t.align
	t.fields = unsafe.Pointer(unsafe.SliceData(list))
	if len(list) == 1 {
		t.tflag |= list[0].typ.tflag & tflagDirect
	}
	b.give(&t.rtype)
	if comparable {
		t.compare()
	}
}
