// Package godebug gives packages of Go's source tree the settings that the
// environment variable GODEBUG makes: name=value, with commas between them,
// the last one of a name counting.
//
// Files: godebug.go, runtime.go (the door to the runtime).
//
// A change of the variable counts from then on. Settings in go.mod and //go:debug lines are not
// looked at, and what is not set has Go 1.27's behaviour.
package godebug

import (
	"sync"
	"sync/atomic"
	"syscall"
)

// Setting is one name of GODEBUG. Its methods may be called by several
// goroutines at once.
type Setting struct {
	name         string
	undocumented bool
}

// nonDefault has the counts of IncNonDefault by name, *atomic.Uint64 each; the
// runtime asks for them.
var nonDefault sync.Map

// New returns the setting of a name. A name that begins with '#' belongs to a
// setting that has no documentation; the '#' is no part of it.
func New(name string) *Setting {
	if name != "" && name[0] == '#' {
		return &Setting{name: name[1:], undocumented: true}
	}
	return &Setting{name: name}
}

// Name returns the setting's name.
func (s *Setting) Name() string { return s.name }

// Undocumented reports whether the setting has no documentation.
func (s *Setting) Undocumented() bool { return s.undocumented }

// String returns the setting as name=value.
func (s *Setting) String() string { return s.name + "=" + s.Value() }

// IncNonDefault counts that the program did something else than by default
// because of the setting.
func (s *Setting) IncNonDefault() {
	n, known := nonDefault.Load(s.name)
	if !known {
		countGodebug(counted)
		n, _ = nonDefault.LoadOrStore(s.name, new(atomic.Uint64))
	}
	n.(*atomic.Uint64).Add(1)
}

func counted(name string) uint64 {
	if n, known := nonDefault.Load(name); known {
		return n.(*atomic.Uint64).Load()
	}
	return 0
}

// Value returns what the setting is set to, "" if it is not.
func (s *Setting) Value() string { return values()[s.name] }

// settings are a text of GODEBUG and what it says. It is not changed once it
// is stored in last.
type settings struct {
	text   string
	values map[string]string
}

var last atomic.Pointer[settings]

func values() map[string]string {
	text, _ := syscall.Getenv("GODEBUG")
	known := last.Load()
	if known == nil || known.text != text {
		known = &settings{text, parse(text)}
		last.Store(known)
	}
	return known.values
}

// parse splits the variable's text.
func parse(text string) map[string]string {
	found := map[string]string{}
	for text != "" {
		item := text
		text = ""
		for i := 0; i < len(item); i++ {
			if item[i] == ',' {
				item, text = item[:i], item[i+1:]
				break
			}
		}
		for i := 0; i < len(item); i++ {
			if item[i] == '=' {
				value := item[i+1:]
				for j := 0; j < len(value); j++ {
					if value[j] == '#' { // a pattern for bisecting follows
						value = value[:j]
						break
					}
				}
				found[item[:i]] = value
				break
			}
		}
	}
	return found
}
