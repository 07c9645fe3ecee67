package flag

import (
	"fmt"
	"internal/reflectlite"
	"strings"
)

// help writes the help of the set.
func (f *FlagSet) help() {
	if f.Usage == nil {
		f.defaultUsage()
	} else {
		f.Usage()
	}
}

func (f *FlagSet) defaultUsage() {
	if f.name == "" {
		fmt.Fprintf(f.Output(), "Usage:\n")
	} else {
		fmt.Fprintf(f.Output(), "Usage of %s:\n", f.name)
	}
	f.PrintDefaults()
}

// UnquoteUsage returns the name of a flag's value, which may stand in back
// quotes in its help text, and the text without them.
func UnquoteUsage(flag *Flag) (name string, usage string) {
	if before, rest, ok := strings.Cut(flag.Usage, "`"); ok {
		if name, after, ok := strings.Cut(rest, "`"); ok {
			return name, before + name + after
		}
	}
	name = "value"
	switch v := flag.Value.(type) {
	case boolFlag:
		if v.IsBoolFlag() {
			name = ""
		}
	case *durationValue:
		name = "duration"
	case *float64Value:
		name = "float"
	case *intValue, *int64Value:
		name = "int"
	case *stringValue:
		name = "string"
	case *uintValue, *uint64Value:
		name = "uint"
	}
	return name, flag.Usage
}

// isZero reports whether a flag's default is what the zero value of its type
// says of itself.
func isZero(flag *Flag) (zero bool, err error) {
	t := reflectlite.TypeOf(flag.Value)
	defer func() {
		if e := recover(); e != nil {
			if t.Kind() == reflectlite.Pointer {
				t = t.Elem()
			}
			err = fmt.Errorf("panic calling String method on zero %v for flag %s: %v", t, flag.Name, e)
		}
	}()
	return flag.DefValue == reflectlite.NewLike(t).Interface().(Value).String(), nil
}

// PrintDefaults writes all flags, with their help texts and defaults.
func (f *FlagSet) PrintDefaults() {
	var failed []error
	f.VisitAll(func(flag *Flag) {
		line := "  -" + flag.Name
		name, usage := UnquoteUsage(flag)
		if name != "" {
			line += " " + name
		}
		if len(line) <= 4 { // short flags have their text beside them
			line += "\t"
		} else {
			line += "\n    \t"
		}
		line += strings.ReplaceAll(usage, "\n", "\n    \t")
		zero, err := isZero(flag)
		if err != nil {
			failed = append(failed, err)
		} else if !zero {
			if _, ok := flag.Value.(*stringValue); ok {
				line += fmt.Sprintf(" (default %q)", flag.DefValue)
			} else {
				line += fmt.Sprintf(" (default %v)", flag.DefValue)
			}
		}
		fmt.Fprint(f.Output(), line, "\n")
	})
	if len(failed) > 0 {
		fmt.Fprintln(f.Output())
		for _, err := range failed {
			fmt.Fprintln(f.Output(), err)
		}
	}
}
