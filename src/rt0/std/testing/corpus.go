package testing

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// corpusHead is the first line of a seed file.
const corpusHead = "go test fuzz v1"

// readSeeds reads the seed files of a folder, which need not be there. A file
// has a line for each argument, a Go expression such as int64(-3), []byte("\x00")
// or math.Float64frombits(0x7ff8000000000001).
func readSeeds(folder string, types []reflect.Type) ([]seed, error) {
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading seed corpus from testdata: %v", err)
	}
	var out []seed
	var wrong []string
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		path := filepath.Join(folder, e.Name())
		values, err := readSeed(path, types)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%q: %v", path, err))
			continue
		}
		out = append(out, seed{path, values})
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return out, nil
}

func readSeed(path string, types []reflect.Type) ([]any, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("failed to read corpus file: %v", err)
	}
	if len(data) == 0 {
		return nil, fmt.Errorf("unmarshal: cannot unmarshal empty string")
	}
	lines := strings.Split(string(data), "\n")
	if head := strings.TrimSuffix(lines[0], "\r"); head != corpusHead {
		return nil, fmt.Errorf("unmarshal: unknown encoding version: %s", head)
	}
	if len(lines) < 2 {
		return nil, fmt.Errorf("unmarshal: must include version and at least one value")
	}
	var values []any
	for _, line := range lines[1:] {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		v, err := seedValue(line)
		if err != nil {
			return nil, fmt.Errorf("unmarshal: malformed line %q: %v", line, err)
		}
		values = append(values, v)
	}
	return values, fits(values, types)
}

// seedValue reads TYPE(LITERAL).
func seedValue(line string) (any, error) {
	name, literal, ok := strings.Cut(line, "(")
	if !ok || !strings.HasSuffix(literal, ")") {
		return nil, fmt.Errorf("expected call expression")
	}
	name = strings.TrimSpace(name)
	literal = strings.TrimSpace(literal[:len(literal)-1])
	switch name {
	case "string":
		return strconv.Unquote(literal)
	case "[]byte":
		s, err := strconv.Unquote(literal)
		return []byte(s), err
	case "bool":
		if literal != "true" && literal != "false" {
			return nil, fmt.Errorf("malformed bool: true or false required")
		}
		return literal == "true", nil
	case "byte", "uint8", "rune", "int32":
		if strings.HasPrefix(literal, "'") {
			return character(name, literal)
		}
	case "float32", "float64":
		return floatValue(name, literal)
	case "math.Float32frombits", "math.Float64frombits":
		return floatBits(name, literal)
	}
	return integer(name, literal)
}

func character(name, literal string) (any, error) {
	s, err := strconv.Unquote(literal)
	if err != nil {
		return nil, err
	}
	r, _ := utf8.DecodeRuneInString(s)
	if name == "byte" || name == "uint8" {
		if r > 0xFF {
			return nil, fmt.Errorf("can only encode single byte to a byte type")
		}
		return byte(r), nil
	}
	return r, nil
}

func floatValue(name, literal string) (any, error) {
	if name == "float32" {
		v, err := strconv.ParseFloat(literal, 32)
		return float32(v), err
	}
	return strconv.ParseFloat(literal, 64)
}

// floatBits is for the NaNs, which have no literals that tell them apart.
func floatBits(name, literal string) (any, error) {
	if name == "math.Float32frombits" {
		bits, err := strconv.ParseUint(literal, 0, 32)
		return math.Float32frombits(uint32(bits)), err
	}
	bits, err := strconv.ParseUint(literal, 0, 64)
	return math.Float64frombits(bits), err
}

// integers are the types of whole numbers, with their bits.
var integers = map[string]struct {
	t    reflect.Type
	bits int
}{
	"int": {reflect.TypeFor[int](), 64}, "int8": {reflect.TypeFor[int8](), 8}, "int16": {reflect.TypeFor[int16](), 16},
	"int32": {reflect.TypeFor[int32](), 32}, "rune": {reflect.TypeFor[rune](), 32}, "int64": {reflect.TypeFor[int64](), 64},
	"uint": {reflect.TypeFor[uint](), 64}, "uint8": {reflect.TypeFor[uint8](), 8}, "byte": {reflect.TypeFor[byte](), 8},
	"uint16": {reflect.TypeFor[uint16](), 16}, "uint32": {reflect.TypeFor[uint32](), 32}, "uint64": {reflect.TypeFor[uint64](), 64},
}

func integer(name, literal string) (any, error) {
	kind, ok := integers[name]
	if !ok {
		return nil, fmt.Errorf("expected []byte or primitive type")
	}
	v := reflect.New(kind.t).Elem()
	if v.CanInt() {
		n, err := strconv.ParseInt(literal, 0, kind.bits)
		v.SetInt(n)
		return v.Interface(), err
	}
	n, err := strconv.ParseUint(literal, 0, kind.bits)
	v.SetUint(n)
	return v.Interface(), err
}
