package reflect

import (
	"iter"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// A StructField describes a field of a struct type.
type StructField struct {
	Name      string
	PkgPath   string // of unexported fields
	Type      Type
	Tag       StructTag
	Offset    uintptr
	Index     []int // for FieldByIndex
	Anonymous bool  // embedded
}

// IsExported reports whether the field's name is exported.
func (f StructField) IsExported() bool { return f.PkgPath == "" }

// A StructTag is the text after a field: by convention pairs key:"value" with
// blanks between them.
type StructTag string

// Get returns the value of key, "" if the tag has none.
func (tag StructTag) Get(key string) string {
	value, _ := tag.Lookup(key)
	return value
}

// Lookup returns the value of key, and whether the tag has one.
func (tag StructTag) Lookup(key string) (value string, ok bool) {
	s := string(tag)
	for {
		for s != "" && s[0] == ' ' {
			s = s[1:]
		}
		i := 0
		for i < len(s) && s[i] > ' ' && s[i] != ':' && s[i] != '"' && s[i] != 0x7f {
			i++
		}
		if i == 0 || i+1 >= len(s) || s[i] != ':' || s[i+1] != '"' {
			return "", false
		}
		name, rest := s[:i], s[i+1:]
		end := 1
		for end < len(rest) && rest[end] != '"' {
			if rest[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(rest) {
			return "", false
		}
		if name == key {
			return unquote(rest[1:end])
		}
		s = rest[end+1:]
	}
}

// unquote returns what stands between the quotes of a Go string.
func unquote(s string) (string, bool) {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' {
			return "", false
		}
		plain = plain && s[i] != '\\'
	}
	if plain {
		return s, true
	}
	var out []byte
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			out = append(out, s[i])
			i++
			continue
		}
		if i+1 >= len(s) {
			return "", false
		}
		var ok bool
		if out, i, ok = unescape(out, s, i+1); !ok {
			return "", false
		}
	}
	return string(out), true
}

// unescape appends what the escape after a backslash at i-1 means, and returns
// where it ends.
func unescape(out []byte, s string, i int) ([]byte, int, bool) {
	const from, to = `abfnrtv\"`, "\a\b\f\n\r\t\v\\\""
	for k := 0; k < len(from); k++ {
		if from[k] == s[i] {
			return append(out, to[k]), i + 1, true
		}
	}
	digits, base := 0, uint32(16)
	switch s[i] {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	case '0', '1', '2', '3', '4', '5', '6', '7':
		digits, base, i = 3, 8, i-1
	default:
		return nil, 0, false
	}
	if i+digits >= len(s) {
		return nil, 0, false
	}
	n := uint32(0)
	for _, c := range []byte(s[i+1 : i+1+digits]) {
		var d uint32
		switch {
		case '0' <= c && c <= '9':
			d = uint32(c - '0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			d = uint32(c|0x20-'a') + 10
		default:
			return nil, 0, false
		}
		if d >= base {
			return nil, 0, false
		}
		n = n*base + d
	}
	i += 1 + digits
	if digits < 4 {
		return append(out, byte(n)), i, n < 256
	}
	if !utf8.ValidRune(rune(n)) {
		return nil, 0, false
	}
	return utf8.AppendRune(out, rune(n)), i, true
}

func (t *rtype) mustStruct(what string) *structType {
	if t.k() != Struct {
		panic("reflect: " + what + " of non-struct type " + t.str)
	}
	return (*structType)(unsafe.Pointer(t))
}

// NumField returns how many fields a struct type has.
func (t *rtype) NumField() int { return int(t.mustStruct("NumField").n) }

// Field returns the i-th field of a struct type.
func (t *rtype) Field(i int) StructField {
	st := t.mustStruct("Field")
	if i < 0 || i >= int(st.n) {
		panic("reflect: Field index out of bounds")
	}
	f := &st.list()[i]
	out := StructField{Name: f.name, Type: f.typ, Tag: StructTag(f.tag), Offset: f.offset, Index: indexOf(i),
		Anonymous: f.flags&fieldEmbedded != 0}
	if f.flags&fieldExported == 0 {
		out.PkgPath = st.pkgPath
	}
	return out
}

// Fields goes over the fields of a struct type.
func (t *rtype) Fields() iter.Seq[StructField] {
	t.mustStruct("Fields")
	return func(yield func(StructField) bool) {
		for i, n := 0, t.NumField(); i < n; i++ {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// FieldByIndex returns the field at the end of a path of field numbers.
func (t *rtype) FieldByIndex(index []int) StructField {
	t.mustStruct("FieldByIndex")
	var f StructField
	at := t
	for i, x := range index {
		if i > 0 {
			if at.k() == Pointer && at.elem().k() == Struct {
				at = at.elem()
			}
		}
		f = at.Field(x)
		at = f.Type.common()
	}
	return f
}

// FieldByName returns the field of that name, by Go's rule of embedding.
func (t *rtype) FieldByName(name string) (StructField, bool) {
	st := t.mustStruct("FieldByName")
	embedded := false
	if name != "" {
		for i, f := range st.list() {
			if f.name == name {
				return t.Field(i), true
			}
			embedded = embedded || f.flags&fieldEmbedded != 0
		}
	}
	if !embedded {
		return StructField{}, false
	}
	return t.search(func(s string) bool { return s == name })
}

// FieldByNameFunc returns the field whose name matches, by Go's rule of
// embedding: the shallowest one, if it is alone there.
func (t *rtype) FieldByNameFunc(match func(string) bool) (StructField, bool) {
	t.mustStruct("FieldByNameFunc")
	return t.search(match)
}

// fieldScan is a struct type that search comes to, and the way there.
type fieldScan struct {
	typ   *rtype
	index []int
	many  bool // reached by several ways on its level: what is in it is ambiguous
}

// search goes over the levels of embedding.
func (t *rtype) search(match func(string) bool) (found StructField, ok bool) {
	level := []fieldScan{{typ: t}}
	seen := map[*rtype]bool{}
	for len(level) > 0 {
		var next []fieldScan
		at := map[*rtype]int{} // types of the next level, and where they stand in it
		for i := range level {
			seen[level[i].typ] = true
		}
		for _, scan := range level {
			for i, f := range scan.typ.fields() {
				if match(f.name) {
					if ok || scan.many {
						return StructField{}, false // two on one level
					}
					found, ok = scan.typ.Field(i), true
					found.Index = append(append([]int(nil), scan.index...), i)
					continue
				}
				inner := f.typ
				if f.flags&fieldEmbedded == 0 || ok {
					continue
				}
				if inner.k() == Pointer {
					inner = inner.elem()
				}
				if inner.k() != Struct || seen[inner] {
					continue
				}
				if k, again := at[inner]; again {
					next[k].many = true
					continue
				}
				at[inner] = len(next)
				next = append(next, fieldScan{inner, append(append([]int(nil), scan.index...), i), scan.many})
			}
		}
		if ok {
			return found, true
		}
		level = next
	}
	return StructField{}, false
}

// VisibleFields returns all fields of a struct type, those of its embedded
// structs included, that a selector can name, and unexported ones.
func VisibleFields(t Type) []StructField {
	if t == nil {
		panic("reflect: VisibleFields(nil)")
	}
	if t.Kind() != Struct {
		panic("reflect.VisibleFields of non-struct type")
	}
	w := visible{byName: map[string]int{}, within: map[*rtype]bool{}}
	w.walk(t.common(), nil)
	out := w.fields[:0]
	for _, f := range w.fields {
		if f.Name != "" {
			out = append(out, f)
		}
	}
	return out
}

// visible collects fields in the order of the source; those that turn out to
// be hidden lose their name.
type visible struct {
	byName map[string]int
	within map[*rtype]bool // structs that are being walked
	fields []StructField
}

func (w *visible) walk(t *rtype, index []int) {
	if w.within[t] {
		return
	}
	w.within[t] = true
	for i := range t.fields() {
		f := t.Field(i)
		f.Index = append(append([]int(nil), index...), i)
		add := true
		if k, ok := w.byName[f.Name]; ok {
			old := &w.fields[k]
			switch {
			case len(f.Index) == len(old.Index): // ambiguous: both go
				old.Name = ""
				add = false
			case len(f.Index) < len(old.Index):
				old.Name = ""
			default:
				add = false
			}
		}
		if add {
			w.byName[f.Name] = len(w.fields)
			w.fields = append(w.fields, f)
		}
		if f.Anonymous {
			inner := f.Type.common()
			if inner.k() == Pointer {
				inner = inner.elem()
			}
			if inner.k() == Struct {
				w.walk(inner, f.Index)
			}
		}
	}
	delete(w.within, t)
}

// isExportedName reports whether a name starts with an upper-case letter.
func isExportedName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// indices are the numbers 0 to 31 as ints, in read-only memory: who writes to
// one of them faults, as with Go.
const (
	z       = "\x00\x00\x00\x00\x00\x00\x00"
	indices = "" +
		"\x00" + z + "\x01" + z + "\x02" + z + "\x03" + z + "\x04" + z + "\x05" + z + "\x06" + z + "\x07" + z +
		"\x08" + z + "\x09" + z + "\x0a" + z + "\x0b" + z + "\x0c" + z + "\x0d" + z + "\x0e" + z + "\x0f" + z +
		"\x10" + z + "\x11" + z + "\x12" + z + "\x13" + z + "\x14" + z + "\x15" + z + "\x16" + z + "\x17" + z +
		"\x18" + z + "\x19" + z + "\x1a" + z + "\x1b" + z + "\x1c" + z + "\x1d" + z + "\x1e" + z + "\x1f" + z
)

// indexOf returns a field's Index, which for small ones takes no memory.
func indexOf(i int) []int {
	if i >= len(indices)/8 {
		return []int{i}
	}
	return unsafe.Slice((*int)(unsafe.Add(unsafe.Pointer(unsafe.StringData(indices)), 8*i)), 1)
}
