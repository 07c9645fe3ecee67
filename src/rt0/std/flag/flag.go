// Package flag parses options on the command line: -name, -name=value,
// -name value, with one or two minus signs.
//
// Files: flag.go (sets of flags and their parsing), values.go (what a flag can
// hold), usage.go (help), define.go and command.go (functions that define flags,
// of a set and of the program).
package flag

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
)

// ErrHelp is the error of Parse for -h and -help where no such flag is defined.
var ErrHelp = errors.New("flag: help requested")

// ErrorHandling says what Parse does with an error.
type ErrorHandling int

// What Parse does with an error.
const (
	ContinueOnError ErrorHandling = iota // returns it
	ExitOnError                          // exits, with 2, or 0 for ErrHelp
	PanicOnError
)

// A Flag is what is known of one flag.
type Flag struct {
	Name     string
	Usage    string // the help text
	Value    Value
	DefValue string
}

// A FlagSet is a set of flags; its zero value is one without a name.
type FlagSet struct {
	// Usage writes the help after an error; nil writes a list of all flags.
	Usage func()

	name     string
	parsed   bool
	defined  map[string]*Flag
	set      map[string]*Flag
	early    map[string]string // names that were set before they were defined, and where
	args     []string          // what is left
	handling ErrorHandling
	output   io.Writer // nil for os.Stderr
}

// NewFlagSet returns an empty set.
func NewFlagSet(name string, errorHandling ErrorHandling) *FlagSet {
	return &FlagSet{name: name, handling: errorHandling}
}

// Init sets the name and what happens with errors.
func (f *FlagSet) Init(name string, errorHandling ErrorHandling) {
	f.name, f.handling = name, errorHandling
}

// Name returns the name of the set.
func (f *FlagSet) Name() string { return f.name }

// ErrorHandling returns what happens with errors.
func (f *FlagSet) ErrorHandling() ErrorHandling { return f.handling }

// Output returns where help and errors go.
func (f *FlagSet) Output() io.Writer {
	if f.output == nil {
		return os.Stderr
	}
	return f.output
}

// SetOutput says where help and errors go; nil means os.Stderr.
func (f *FlagSet) SetOutput(output io.Writer) { f.output = output }

// visit calls fn for the flags of a map, by name.
func visit(flags map[string]*Flag, fn func(*Flag)) {
	names := make([]string, 0, len(flags))
	for name := range flags {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fn(flags[name])
	}
}

// VisitAll calls fn for all flags, by name.
func (f *FlagSet) VisitAll(fn func(*Flag)) { visit(f.defined, fn) }

// Visit calls fn for the flags that have been set, by name.
func (f *FlagSet) Visit(fn func(*Flag)) { visit(f.set, fn) }

// Lookup returns the flag of that name, or nil.
func (f *FlagSet) Lookup(name string) *Flag { return f.defined[name] }

// Set sets a flag.
func (f *FlagSet) Set(name, value string) error { return f.assign(name, value) }

func (f *FlagSet) assign(name, value string) error {
	flag, ok := f.defined[name]
	if !ok {
		_, file, line, ok := runtime.Caller(2)
		if !ok {
			file, line = "?", 0
		}
		if f.early == nil {
			f.early = map[string]string{}
		}
		f.early[name] = fmt.Sprintf("%s:%d", file, line)
		return fmt.Errorf("no such flag -%v", name)
	}
	if err := flag.Value.Set(value); err != nil {
		return err
	}
	f.mark(flag)
	return nil
}

// mark notes that a flag has been set.
func (f *FlagSet) mark(flag *Flag) {
	if f.set == nil {
		f.set = map[string]*Flag{}
	}
	f.set[flag.Name] = flag
}

// NFlag returns how many flags have been set.
func (f *FlagSet) NFlag() int { return len(f.set) }

// Arg returns the i-th argument after the flags, "" if there is none.
func (f *FlagSet) Arg(i int) string {
	if i < 0 || i >= len(f.args) {
		return ""
	}
	return f.args[i]
}

// NArg returns how many arguments stand after the flags.
func (f *FlagSet) NArg() int { return len(f.args) }

// Args returns the arguments after the flags.
func (f *FlagSet) Args() []string { return f.args }

// Parsed reports whether Parse was called.
func (f *FlagSet) Parsed() bool { return f.parsed }

// Var defines a flag that sets value.
func (f *FlagSet) Var(value Value, name string, usage string) {
	complain := func(format string, a ...any) {
		text := fmt.Sprintf(format, a...)
		fmt.Fprintln(f.Output(), text)
		panic(text)
	}
	switch {
	case strings.HasPrefix(name, "-"):
		complain("flag %q begins with -", name)
	case strings.Contains(name, "="):
		complain("flag %q contains =", name)
	case f.defined[name] != nil && f.name == "":
		complain("flag redefined: %s", name)
	case f.defined[name] != nil:
		complain("%s flag redefined: %s", f.name, name)
	case f.early[name] != "":
		panic(fmt.Sprintf("flag %s set at %s before being defined", name, f.early[name]))
	}
	if f.defined == nil {
		f.defined = map[string]*Flag{}
	}
	f.defined[name] = &Flag{name, usage, value, value.String()}
}

// Parse sets the flags from the arguments of a program, its name left out. It
// stops before the first argument that is no flag, and after "--".
func (f *FlagSet) Parse(arguments []string) error {
	f.parsed = true
	f.args = arguments
	for {
		more, err := f.parseOne()
		switch {
		case more:
			continue
		case err == nil:
			return nil
		case f.handling == PanicOnError:
			panic(err)
		case f.handling == ExitOnError && err == ErrHelp:
			os.Exit(0)
		case f.handling == ExitOnError:
			os.Exit(2)
		}
		return err
	}
}

// fail reports an error, with the help after it, and returns it.
func (f *FlagSet) fail(format string, a ...any) error {
	text := fmt.Sprintf(format, a...)
	fmt.Fprintln(f.Output(), text)
	f.help()
	return errors.New(text)
}

// parseOne takes one flag off the arguments; false at their end.
func (f *FlagSet) parseOne() (bool, error) {
	if len(f.args) == 0 || len(f.args[0]) < 2 || f.args[0][0] != '-' {
		return false, nil
	}
	arg := f.args[0]
	f.args = f.args[1:]
	if arg == "--" {
		return false, nil
	}
	name := strings.TrimPrefix(arg[1:], "-")
	if name == "" || name[0] == '-' || name[0] == '=' {
		f.args = append([]string{arg}, f.args...)
		return false, f.fail("bad flag syntax: %s", arg)
	}
	name, value, given := strings.Cut(name, "=")
	flag, ok := f.defined[name]
	if !ok {
		if name == "help" || name == "h" {
			f.help()
			return false, ErrHelp
		}
		return false, f.fail("flag provided but not defined: -%s", name)
	}
	if err := f.take(flag, value, given); err != nil {
		return false, err
	}
	f.mark(flag)
	return true, nil
}

// take sets a flag to the value that was given with it, or to the next
// argument.
func (f *FlagSet) take(flag *Flag, value string, given bool) error {
	if b, ok := flag.Value.(boolFlag); ok && b.IsBoolFlag() {
		if !given {
			if err := b.Set("true"); err != nil {
				return f.fail("invalid boolean flag %s: %v", flag.Name, err)
			}
		} else if err := b.Set(value); err != nil {
			return f.fail("invalid boolean value %q for -%s: %v", value, flag.Name, err)
		}
		return nil
	}
	if !given {
		if len(f.args) == 0 {
			return f.fail("flag needs an argument: -%s", flag.Name)
		}
		value, f.args = f.args[0], f.args[1:]
	}
	if err := flag.Value.Set(value); err != nil {
		return f.fail("invalid value %q for flag -%s: %v", value, flag.Name, err)
	}
	return nil
}
