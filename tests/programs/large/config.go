// config: structures to and from a text of sections and keys, by reflection: tags, defaults, embedded structs, maps, own text forms, and errors with places.
package main

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A settingError says where in a text or in a value something is wrong.
type settingError struct {
	line int
	path string
	err  error
}

func (e *settingError) Error() string {
	if e.line > 0 {
		return fmt.Sprintf("line %d: %s: %v", e.line, e.path, e.err)
	}
	return e.path + ": " + e.err.Error()
}
func (e *settingError) Unwrap() error { return e.err }

var (
	errUnknown  = errors.New("unknown key")
	errRequired = errors.New("required")
	errType     = errors.New("type is not supported")
	errSyntax   = errors.New("key = value is needed")
)

type field struct {
	name     string
	index    []int
	def      string
	required bool
	omit     bool
	help     string
}

var known = map[reflect.Type][]field{}

// fieldsOf returns what a struct's tags say: `conf:"name,required,omitempty" default:"…" help:"…"`. Embedded structs' fields are the struct's own.
func fieldsOf(t reflect.Type) (list []field) {
	if list, ok := known[t]; ok {
		return list
	}
	for f := range t.Fields() {
		tag, tagged := f.Tag.Lookup("conf")
		if tag == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		if f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct {
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append(slices.Clone(f.Index), inner.index...)
				list = append(list, inner)
			}
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if name == "" {
			name = snake(f.Name)
		}
		one := field{name: name, index: f.Index, def: f.Tag.Get("default"), help: f.Tag.Get("help")}
		for option := range strings.SplitSeq(options, ",") {
			one.required = one.required || option == "required"
			one.omit = one.omit || option == "omitempty"
		}
		list = append(list, one)
	}
	known[t] = list
	return list
}

func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r >= 'A' && r <= 'Z' {
			if i > 0 && !(s[i-1] >= 'A' && s[i-1] <= 'Z') {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// ---- out

type encoder struct {
	bytes.Buffer
	later []func() error
}

func marshal(v any) ([]byte, error) {
	e := new(encoder)
	if err := e.section("", reflect.Indirect(reflect.ValueOf(v))); err != nil {
		return nil, err
	}
	return e.Bytes(), nil
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

func simple(t reflect.Type) bool {
	return t.Kind() != reflect.Struct && t.Kind() != reflect.Map || t.Implements(textMarshaler) || reflect.PointerTo(t).Implements(textMarshaler)
}

func (e *encoder) section(path string, v reflect.Value) error {
	type entry struct {
		name string
		v    reflect.Value
		help string
	}
	var entries []entry
	if v.Kind() == reflect.Map {
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, k := range keys {
			entries = append(entries, entry{fmt.Sprint(k), v.MapIndex(k), ""})
		}
	} else {
		for _, f := range fieldsOf(v.Type()) {
			if fv := v.FieldByIndex(f.index); !f.omit || !fv.IsZero() {
				entries = append(entries, entry{f.name, fv, f.help})
			}
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { // keys before sections
		return boolInt(!simple(a.v.Type())) - boolInt(!simple(b.v.Type()))
	})
	for _, en := range entries {
		below := strings.TrimPrefix(path+"."+en.name, ".")
		for en.v.Kind() == reflect.Pointer && !en.v.IsNil() && !en.v.Type().Implements(textMarshaler) {
			en.v = en.v.Elem()
		}
		if en.help != "" {
			fmt.Fprintf(e, "# %s\n", en.help)
		}
		if simple(en.v.Type()) {
			s, err := text(en.v)
			if err != nil {
				return &settingError{0, below, err}
			}
			fmt.Fprintf(e, "%s = %s\n", en.name, s)
			continue
		}
		fmt.Fprintf(e, "\n[%s]\n", below)
		if err := e.section(below, en.v); err != nil {
			return err
		}
	}
	return nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func text(v reflect.Value) (string, error) {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok && !(v.Kind() == reflect.Pointer && v.IsNil()) {
		b, err := m.MarshalText()
		return strconv.Quote(string(b)), err
	}
	if d, ok := v.Interface().(time.Duration); ok {
		return d.String(), nil
	}
	switch v.Kind() {
	case reflect.String:
		return strconv.Quote(v.String()), nil
	case reflect.Slice, reflect.Array:
		var parts []string
		for _, item := range v.Seq2() {
			s, err := text(item)
			if err != nil {
				return "", err
			}
			parts = append(parts, s)
		}
		return "[" + strings.Join(parts, ", ") + "]", nil
	case reflect.Pointer:
		if v.IsNil() {
			return "none", nil
		}
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.UnsafePointer, reflect.Struct, reflect.Map:
		return "", fmt.Errorf("%w: %v", errType, v.Type())
	}
	return fmt.Sprint(v), nil
}

// ---- in

func unmarshal(data []byte, into any) error {
	root := reflect.ValueOf(into).Elem()
	defaults(root)
	var errs []error
	section, path := root, ""
	seen := map[string]bool{}
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		fail := func(at string, err error) { errs = append(errs, &settingError{i + 1, at, err}) }
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[' && line[len(line)-1] == ']':
			path = line[1 : len(line)-1]
			section = root
			for name := range strings.SplitSeq(path, ".") {
				if section = child(section, name); !section.IsValid() {
					fail(path, errUnknown)
					break
				}
			}
		default:
			key, value, ok := strings.Cut(line, "=")
			if !ok {
				fail(line, errSyntax)
				continue
			}
			if !section.IsValid() {
				continue // its section was unknown
			}
			at := strings.TrimPrefix(path+"."+strings.TrimSpace(key), ".")
			seen[at] = true
			if err := store(section, strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
				fail(at, err)
			}
		}
	}
	required(root.Type(), "", func(path string) {
		if !seen[path] {
			errs = append(errs, &settingError{0, path, errRequired})
		}
	})
	return errors.Join(errs...)
}

func required(t reflect.Type, path string, missing func(string)) {
	for _, f := range fieldsOf(t) {
		ft := t.FieldByIndex(f.index).Type
		at := strings.TrimPrefix(path+"."+f.name, ".")
		if f.required {
			missing(at)
		}
		if ft.Kind() == reflect.Struct && !simple(ft) {
			required(ft, at, missing)
		}
	}
}

func defaults(v reflect.Value) {
	for _, f := range fieldsOf(v.Type()) {
		fv := v.FieldByIndex(f.index)
		if f.def != "" {
			if err := set(fv, f.def); err != nil {
				panic(fmt.Sprintf("default of %v.%s: %v", v.Type(), f.name, err))
			}
		}
		if fv.Kind() == reflect.Struct && !simple(fv.Type()) {
			defaults(fv)
		}
	}
}

// child returns a section within another; pointers and maps are made as needed.
func child(v reflect.Value, name string) reflect.Value {
	if v.Kind() == reflect.Map {
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		key := reflect.ValueOf(name).Convert(v.Type().Key())
		if elem := v.Type().Elem(); elem.Kind() == reflect.Pointer {
			if !v.MapIndex(key).IsValid() {
				fresh := reflect.New(elem.Elem())
				defaults(fresh.Elem())
				v.SetMapIndex(key, fresh)
			}
			return v.MapIndex(key).Elem()
		}
		return reflect.Value{}
	}
	for _, f := range fieldsOf(v.Type()) {
		if fv := v.FieldByIndex(f.index); f.name == name && (!simple(fv.Type()) || fv.Kind() == reflect.Pointer) {
			if fv.Kind() == reflect.Pointer {
				if fv.IsNil() {
					fv.Set(reflect.New(fv.Type().Elem()))
					defaults(fv.Elem())
				}
				return fv.Elem()
			}
			return fv
		}
	}
	return reflect.Value{}
}

func store(section reflect.Value, key, value string) error {
	if section.Kind() == reflect.Map {
		if section.IsNil() {
			section.Set(reflect.MakeMap(section.Type()))
		}
		fresh := reflect.New(section.Type().Elem()).Elem()
		if err := set(fresh, value); err != nil {
			return err
		}
		section.SetMapIndex(reflect.ValueOf(key).Convert(section.Type().Key()), fresh)
		return nil
	}
	for _, f := range fieldsOf(section.Type()) {
		if f.name == key {
			return set(section.FieldByIndex(f.index), value)
		}
	}
	return errUnknown
}

func set(v reflect.Value, s string) error {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		text, err := strconv.Unquote(s)
		if err != nil {
			text = s
		}
		return u.UnmarshalText([]byte(text))
	}
	if v.Type() == reflect.TypeFor[time.Duration]() {
		d, err := time.ParseDuration(s)
		v.SetInt(int64(d))
		return err
	}
	var err error
	switch v.Kind() {
	case reflect.String:
		if s, err = strconv.Unquote(s); err == nil {
			v.SetString(s)
		}
	case reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(s)
		v.SetBool(b)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		var n int64
		if n, err = strconv.ParseInt(s, 0, v.Type().Bits()); err == nil {
			v.SetInt(n)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		var n uint64
		if n, err = strconv.ParseUint(s, 0, v.Type().Bits()); err == nil {
			v.SetUint(n)
		}
	case reflect.Float32, reflect.Float64:
		var f float64
		if f, err = strconv.ParseFloat(s, v.Type().Bits()); err == nil {
			v.SetFloat(f)
		}
	case reflect.Slice, reflect.Array:
		if !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, "]") {
			return errSyntax
		}
		parts := strings.FieldsFunc(s[1:len(s)-1], func(r rune) bool { return r == ',' })
		if v.Kind() == reflect.Slice {
			v.Set(reflect.MakeSlice(v.Type(), len(parts), len(parts)))
		}
		for i, part := range parts {
			if i >= v.Len() {
				return fmt.Errorf("more than %d items", v.Len())
			}
			if err := set(v.Index(i), strings.TrimSpace(part)); err != nil {
				return fmt.Errorf("item %d: %w", i+1, err)
			}
		}
	case reflect.Pointer:
		if s == "none" {
			v.SetZero()
			return nil
		}
		fresh := reflect.New(v.Type().Elem())
		err = set(fresh.Elem(), s)
		v.Set(fresh)
	default:
		return fmt.Errorf("%w: %v", errType, v.Type())
	}
	return err
}

// ---- what is configured

type level int8

var levels = []string{"debug", "info", "error"}

func (l level) MarshalText() ([]byte, error) {
	if int(l) >= len(levels) || l < 0 {
		return nil, fmt.Errorf("no such level: %d", int8(l))
	}
	return []byte(levels[l]), nil
}

func (l *level) UnmarshalText(b []byte) error {
	i := slices.Index(levels, string(b))
	if i < 0 {
		return fmt.Errorf("no such level: %q", b)
	}
	*l = level(i)
	return nil
}

type common struct {
	Name  string `conf:",required" help:"what it is called"`
	Debug bool
}

type limits struct {
	MaxConns   uint16        `default:"100"`
	Timeout    time.Duration `default:"1m30s"`
	Ratio      float32       `conf:"ratio,omitempty"`
	HTTPHeader int           `default:"0x1000"`
}

type backend struct {
	Weight int `default:"1"`
	Ports  []uint16
	Backup *bool
}

type settings struct {
	common
	Level    level `default:"info"`
	Start    time.Time
	Limits   limits
	Backends map[string]*backend
	Env      map[string]string `conf:"environment,omitempty"`
	Matrix   [2][]int8
	Extra    *limits `conf:",omitempty"`
	Hook     func()  `conf:"-"`
	secret   string
}

func main() {
	yes := true
	s := settings{common: common{"main \"one\"", true}, Level: 2, Start: time.Date(2024, 2, 29, 1, 2, 3, 4000, time.UTC),
		Limits: limits{5, 2500 * time.Millisecond, 0.1, 7}, Backends: map[string]*backend{"b": {3, []uint16{80, 443}, &yes}, "a": {Ports: []uint16{}}},
		Env: map[string]string{"PATH": "/bin:\t/usr/bin", "LANG": "ö"}, Matrix: [2][]int8{{1, -2}, nil}, secret: "x"}
	out, err := marshal(&s)
	fmt.Print(string(out))
	fmt.Println("error:", err)

	var back settings
	err = unmarshal([]byte(strings.ReplaceAll(string(out), "matrix = [[1, -2], []]\n", "")), &back)
	back.Matrix, back.secret = s.Matrix, s.secret
	fmt.Println("the same again:", reflect.DeepEqual(s, back), err)

	var d settings
	err = unmarshal([]byte("name = \"d\"\n[backends.x]\nports = [1, 2,0x10]\n[extra]\nratio = 2.5\n"), &d)
	fmt.Printf("%+v %v\n", d.Limits, err)
	fmt.Printf("%+v %+v %v\n", *d.Backends["x"], *d.Extra, d.Level)

	err = unmarshal([]byte(`level = "loud"
nope = 1
limits
start = "yesterday"
debug = maybe
[limits]
max_conns = 70000
timeout = 3 days
ratio = 1e50
[no.such]
ignored = 1
[backends.y]
ports = [1, x, 3]
weight = "4"
[environment]
A = unquoted
`), &settings{})
	var where *settingError
	for _, line := range strings.Split(err.Error(), "\n") {
		fmt.Println(" ", line)
	}
	fmt.Println(errors.As(err, &where), where.path, errors.Is(err, errUnknown), errors.Is(err, errRequired), errors.Is(err, strconv.ErrRange), errors.Is(err, os.ErrNotExist))

	for _, bad := range []any{struct{ F func() }{}, struct{ L level }{9}, struct{ C []chan int }{make([]chan int, 1)}, struct{ P *struct{ I any } }{&struct{ I any }{3}}} {
		_, err := marshal(bad)
		fmt.Println(err, errors.Is(err, errType))
	}
	for _, name := range []string{"HTTPHeader", "MaxConns", "A", "aB"} {
		fmt.Print(snake(name), " ")
	}
	fmt.Println(len(known), "types")
	defer func() { fmt.Println("panic:", recover()) }()
	unmarshal(nil, &struct {
		N int `default:"many"`
	}{})
}
