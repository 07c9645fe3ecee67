// What types have no method of: promoted ones that are ambiguous, hidden by a field, or there by two ways. Type assertions, type switches and
// reflect's look at run time.
package main

import (
	"fmt"
	"reflect"
)

type File struct{ x int }

func (f *File) ReadFrom() string { return "file" }
func (f *File) Other() string    { return "other" }
func (f File) Value() string     { return "value" }

type noReadFrom struct{}

func (noReadFrom) ReadFrom() string { return "no" }

type both struct {
	noReadFrom
	*File
}
type bothValues struct {
	noReadFrom
	File
}
type otherOrder struct {
	*File
	noReadFrom
}
type byField struct {
	ReadFrom int
	*File
}
type deepField struct {
	byField
	Other int
}
type left struct{ *File }
type right struct{ *File }
type diamond struct {
	left
	right
}
type shallow struct {
	diamond
	noReadFrom
}
type Reader interface{ ReadFrom() string }
type inInterface struct {
	Reader
	noReadFrom
}
type embedsName struct{ ReadFrom }
type ReadFrom struct{ *File }
type own struct{ both }

func (own) ReadFrom() string { return "own" }

type generic[T any] struct {
	noReadFrom
	*File
	t T
}
type link struct {
	*link
	*File
}

func main() {
	f := &File{}
	for _, v := range []any{
		both{File: f}, &both{File: f}, bothValues{}, &bothValues{}, otherOrder{File: f}, byField{File: f}, &byField{File: f},
		deepField{byField: byField{File: f}}, diamond{left{f}, right{f}}, &diamond{left{f}, right{f}},
		shallow{diamond: diamond{left{f}, right{f}}}, inInterface{}, embedsName{ReadFrom{f}}, &embedsName{ReadFrom{f}}, own{both{File: f}},
		generic[int]{File: f}, &generic[string]{File: f}, link{File: f}, left{f}, File{}, f,
		struct {
			noReadFrom
			*File
		}{File: f},
	} {
		said := "-"
		switch r := v.(type) {
		case interface {
			ReadFrom() string
			Other() string
		}:
			said = "both " + r.ReadFrom()
		case interface{ ReadFrom() string }:
			said = r.ReadFrom()
		}
		_, other := v.(interface{ Other() string })
		_, value := v.(interface{ Value() string })
		var names []string
		for m := range reflect.TypeOf(v).Methods() {
			names = append(names, m.Name)
		}
		fmt.Printf("%T %s %v %v %v\n", v, said, other, value, names)
	}
}
