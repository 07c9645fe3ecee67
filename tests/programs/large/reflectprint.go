// reflectprint: a printer of any value by reflection, a copy of it, a walk over struct tags, and calls by name.
package main

import (
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"
)

type address struct {
	Street string `form:"street" max:"20"`
	Number int    `form:"no" min:"1"`
}

type person struct {
	Name    string            `form:"name" max:"8"`
	Age     int               `form:"age" min:"0" limit:"130"`
	Emails  []string          `form:"mail"`
	Home    *address          `form:"home"`
	Notes   map[string]any    `form:"notes"`
	Friends []*person         `form:"-"`
	Codes   [3]byte           `form:"codes"`
	Rate    float32           `form:"rate"`
	Done    func(int) string  `form:"-"`
	Queue   chan<- int        `form:"-"`
	inner   map[[2]int]string //lint:ignore U1000 seen by reflection
}

func (p person) Greet(word string, times int) string {
	return strings.TrimSpace(strings.Repeat(word+" "+p.Name+" ", times))
}

func (p *person) Birthday() int { p.Age++; return p.Age }

// dump writes a value with its types; what was seen before is told by its number.
type dumper struct {
	b    strings.Builder
	seen map[uintptr]int
}

func (d *dumper) dump(v reflect.Value, indent string) {
	switch v.Kind() {
	case reflect.Invalid:
		d.b.WriteString("nil")
	case reflect.String:
		d.b.WriteString(strconv.Quote(v.String()))
	case reflect.Bool:
		fmt.Fprint(&d.b, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		fmt.Fprint(&d.b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		fmt.Fprintf(&d.b, "%#x", v.Uint())
	case reflect.Float32, reflect.Float64:
		fmt.Fprint(&d.b, v.Float())
	case reflect.Pointer:
		if v.IsNil() {
			d.b.WriteString("nil")
			return
		}
		if n, ok := d.seen[v.Pointer()]; ok {
			fmt.Fprintf(&d.b, "<%d>", n)
			return
		}
		d.seen[v.Pointer()] = len(d.seen) + 1
		fmt.Fprintf(&d.b, "&<%d>", len(d.seen))
		d.dump(v.Elem(), indent)
	case reflect.Interface:
		d.dump(v.Elem(), indent)
	case reflect.Slice, reflect.Array:
		fmt.Fprintf(&d.b, "%v[", v.Type())
		for i := range v.Len() {
			if i > 0 {
				d.b.WriteString(", ")
			}
			d.dump(v.Index(i), indent)
		}
		d.b.WriteString("]")
	case reflect.Map:
		keys := v.MapKeys()
		sort.Slice(keys, func(i, j int) bool { return fmt.Sprint(keys[i]) < fmt.Sprint(keys[j]) })
		fmt.Fprintf(&d.b, "%v{", v.Type())
		for i, k := range keys {
			if i > 0 {
				d.b.WriteString(", ")
			}
			d.dump(k, indent)
			d.b.WriteString(": ")
			d.dump(v.MapIndex(k), indent)
		}
		d.b.WriteString("}")
	case reflect.Struct:
		fmt.Fprintf(&d.b, "%v{\n", v.Type())
		for i := range v.NumField() {
			fmt.Fprintf(&d.b, "%s  %s: ", indent, v.Type().Field(i).Name)
			d.dump(v.Field(i), indent+"  ")
			d.b.WriteByte('\n')
		}
		d.b.WriteString(indent + "}")
	default:
		fmt.Fprintf(&d.b, "%v (nil: %t)", v.Type(), v.IsNil())
	}
}

// deepCopy copies what a value refers to; the same pointer is copied once.
func deepCopy(v reflect.Value, made map[uintptr]reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		if c, ok := made[v.Pointer()]; ok {
			return c
		}
		c := reflect.New(v.Type().Elem())
		made[v.Pointer()] = c
		c.Elem().Set(deepCopy(v.Elem(), made))
		return c
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			c.Index(i).Set(deepCopy(v.Index(i), made))
		}
		return c
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeMap(v.Type())
		for it := v.MapRange(); it.Next(); {
			c.SetMapIndex(it.Key(), deepCopy(it.Value(), made))
		}
		return c
	case reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				c.Field(i).Set(deepCopy(v.Field(i), made))
			}
		}
		return c
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		c := reflect.New(v.Type()).Elem()
		c.Set(deepCopy(v.Elem(), made))
		return c
	}
	return v
}

// check follows the tags of a struct and says what is wrong.
func check(v reflect.Value, path string) (out []string) {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := f.Tag.Get("form")
		if name == "-" || !f.IsExported() {
			continue
		}
		name = path + name
		if s, ok := f.Tag.Lookup("max"); ok {
			if n, _ := strconv.Atoi(s); v.Field(i).Len() > n {
				out = append(out, fmt.Sprintf("%s: %d is longer than %d", name, v.Field(i).Len(), n))
			}
		}
		for _, bound := range []string{"min", "limit"} {
			if s, ok := f.Tag.Lookup(bound); ok {
				n, _ := strconv.ParseInt(s, 10, 64)
				if x := v.Field(i).Int(); bound == "min" && x < n || bound == "limit" && x > n {
					out = append(out, fmt.Sprintf("%s: %d breaks %s %d", name, x, bound, n))
				}
			}
		}
		out = append(out, check(v.Field(i), name+".")...)
	}
	return out
}

func main() {
	p := &person{Name: "Josephine", Age: 131, Emails: []string{"a@b", "c@d"}, Home: &address{"A street with a name too long", 0},
		Notes: map[string]any{"x": 1, "y": []int{1, 2}, "z": map[string]bool{"t": true}, "n": nil}, Codes: [3]byte{1, 2, 255}, Rate: 0.5}
	q := &person{Name: "Joe", Friends: []*person{p}}
	p.Friends = []*person{q, p}
	d := &dumper{seen: map[uintptr]int{}}
	d.dump(reflect.ValueOf(p), "")
	fmt.Println(d.b.String())
	c := deepCopy(reflect.ValueOf(p), map[uintptr]reflect.Value{}).Interface().(*person)
	fmt.Println(c != p, c.Friends[1] == c, c.Friends[0].Friends[0] == c, reflect.DeepEqual(c, p))
	c.Notes["y"].([]int)[0] = 99
	c.Home.Number = 7
	fmt.Println(p.Notes["y"], p.Home.Number, reflect.DeepEqual(c, p))
	for _, fault := range check(reflect.ValueOf(p), "") {
		fmt.Println(fault)
	}
	v := reflect.ValueOf(p)
	for i := range v.NumMethod() {
		m := v.Type().Method(i)
		fmt.Println(m.Name, m.Type)
	}
	fmt.Println(v.MethodByName("Greet").Call([]reflect.Value{reflect.ValueOf("hello"), reflect.ValueOf(2)})[0])
	fmt.Println(v.MethodByName("Birthday").Call(nil)[0].Int(), p.Age)
	v.Elem().FieldByName("Name").SetString("Jo")
	swap := reflect.MakeFunc(reflect.TypeFor[func(int, string) (string, int)](), func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{args[1], args[0]}
	}).Interface().(func(int, string) (string, int))
	fmt.Println(swap(1, "one"))
	fmt.Println(p.Name, v.Elem().Type().NumField(), reflect.TypeOf(p.Done), reflect.TypeOf(p.Queue).ChanDir())
}
