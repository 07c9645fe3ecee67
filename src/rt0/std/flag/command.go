package flag

import (
	"encoding"
	"os"
	"time"
)

// CommandLine is the set of the program's own flags, which the package's
// functions work on.
var CommandLine = NewFlagSet(os.Args[0], ExitOnError)

// Usage writes the help of the program; programs may replace it.
var Usage = func() { CommandLine.defaultUsage() }

func init() { CommandLine.Usage = func() { Usage() } }

// Parse sets the program's flags from its arguments.
func Parse() { CommandLine.Parse(os.Args[1:]) }

// Parsed reports whether Parse was called.
func Parsed() bool { return CommandLine.parsed }

// VisitAll calls fn for all flags, by name.
func VisitAll(fn func(*Flag)) { CommandLine.VisitAll(fn) }

// Visit calls fn for the flags that have been set, by name.
func Visit(fn func(*Flag)) { CommandLine.Visit(fn) }

// Lookup returns the flag of that name, or nil.
func Lookup(name string) *Flag { return CommandLine.Lookup(name) }

// Set sets a flag.
func Set(name, value string) error { return CommandLine.assign(name, value) }

// PrintDefaults writes all flags, with their help texts and defaults.
func PrintDefaults() { CommandLine.PrintDefaults() }

// NFlag returns how many flags have been set.
func NFlag() int { return CommandLine.NFlag() }

// Arg returns the i-th argument after the flags, "" if there is none.
func Arg(i int) string { return CommandLine.Arg(i) }

// NArg returns how many arguments stand after the flags.
func NArg() int { return CommandLine.NArg() }

// Args returns the arguments after the flags.
func Args() []string { return CommandLine.Args() }

// Var defines a flag that sets value.
func Var(value Value, name string, usage string) { CommandLine.Var(value, name, usage) }

// BoolVar defines a flag that sets *p, which gets the default value.
func BoolVar(p *bool, name string, value bool, usage string) {
	CommandLine.BoolVar(p, name, value, usage)
}

// Bool defines a flag and returns where its value will be.
func Bool(name string, value bool, usage string) *bool {
	return CommandLine.Bool(name, value, usage)
}

// IntVar defines a flag that sets *p, which gets the default value.
func IntVar(p *int, name string, value int, usage string) {
	CommandLine.IntVar(p, name, value, usage)
}

// Int defines a flag and returns where its value will be.
func Int(name string, value int, usage string) *int {
	return CommandLine.Int(name, value, usage)
}

// Int64Var defines a flag that sets *p, which gets the default value.
func Int64Var(p *int64, name string, value int64, usage string) {
	CommandLine.Int64Var(p, name, value, usage)
}

// Int64 defines a flag and returns where its value will be.
func Int64(name string, value int64, usage string) *int64 {
	return CommandLine.Int64(name, value, usage)
}

// UintVar defines a flag that sets *p, which gets the default value.
func UintVar(p *uint, name string, value uint, usage string) {
	CommandLine.UintVar(p, name, value, usage)
}

// Uint defines a flag and returns where its value will be.
func Uint(name string, value uint, usage string) *uint {
	return CommandLine.Uint(name, value, usage)
}

// Uint64Var defines a flag that sets *p, which gets the default value.
func Uint64Var(p *uint64, name string, value uint64, usage string) {
	CommandLine.Uint64Var(p, name, value, usage)
}

// Uint64 defines a flag and returns where its value will be.
func Uint64(name string, value uint64, usage string) *uint64 {
	return CommandLine.Uint64(name, value, usage)
}

// StringVar defines a flag that sets *p, which gets the default value.
func StringVar(p *string, name string, value string, usage string) {
	CommandLine.StringVar(p, name, value, usage)
}

// String defines a flag and returns where its value will be.
func String(name string, value string, usage string) *string {
	return CommandLine.String(name, value, usage)
}

// Float64Var defines a flag that sets *p, which gets the default value.
func Float64Var(p *float64, name string, value float64, usage string) {
	CommandLine.Float64Var(p, name, value, usage)
}

// Float64 defines a flag and returns where its value will be.
func Float64(name string, value float64, usage string) *float64 {
	return CommandLine.Float64(name, value, usage)
}

// DurationVar defines a flag that sets *p, which gets the default value.
func DurationVar(p *time.Duration, name string, value time.Duration, usage string) {
	CommandLine.DurationVar(p, name, value, usage)
}

// Duration defines a flag and returns where its value will be.
func Duration(name string, value time.Duration, usage string) *time.Duration {
	return CommandLine.Duration(name, value, usage)
}

// TextVar defines a flag that sets p, which gets the default value.
func TextVar(p encoding.TextUnmarshaler, name string, value encoding.TextMarshaler, usage string) {
	CommandLine.TextVar(p, name, value, usage)
}

// Func defines a flag that calls fn with each value.
func Func(name, usage string, fn func(string) error) { CommandLine.Func(name, usage, fn) }

// BoolFunc defines a flag without argument that calls fn.
func BoolFunc(name, usage string, fn func(string) error) { CommandLine.BoolFunc(name, usage, fn) }
