package debug

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	_ "unsafe"
)

//go:linkname modinfo runtime.modinfo
func modinfo() string

// A BuildInfo says what a program was built of.
type BuildInfo struct {
	GoVersion string         `json:",omitempty"` // the version of Go
	Path      string         `json:",omitempty"` // of the main package
	Main      Module         `json:""`           // the main package's
	Deps      []*Module      `json:",omitempty"` // the others that packages come from
	Settings  []BuildSetting `json:",omitempty"` // of the build
}

// A Module is one of a program's modules.
type Module struct {
	Path    string  `json:",omitempty"`
	Version string  `json:",omitempty"`
	Sum     string  `json:",omitempty"` // rt0 does not look at sums: of its own programs it is empty
	Replace *Module `json:",omitempty"` // what is in its place
}

// A BuildSetting is a flag or variable that a program was built with.
type BuildSetting struct {
	Key   string `json:",omitempty"`
	Value string `json:",omitempty"`
}

// ReadBuildInfo returns what the running program was built of; false in a
// program that does not say so.
func ReadBuildInfo() (info *BuildInfo, ok bool) {
	info, err := ParseBuildInfo(modinfo())
	if err != nil || info.Path == "" {
		return nil, false
	}
	info.GoVersion = runtime.Version()
	return info, true
}

// special are the characters that a value is quoted for, and a key with '=' too.
const special = " \t\r\n\"`"

func quoted(s, but string) string {
	if strings.ContainsAny(s, special+but) || s == "" && but != "" {
		return strconv.Quote(s)
	}
	return s
}

// String returns the information as lines that ParseBuildInfo reads.
func (bi *BuildInfo) String() string {
	var b strings.Builder
	line := func(fields ...string) { b.WriteString(strings.Join(fields, "\t") + "\n") }
	module := func(word string, m *Module) {
		ends := "" // as Go has it: a line for each module that is replaced ends once more behind its replacement
		for ; m.Replace != nil; m = m.Replace {
			line(word, m.Path, m.Version)
			word = "=>"
			ends += "\n"
		}
		line(word, m.Path, m.Version, m.Sum)
		b.WriteString(ends)
	}
	if bi.GoVersion != "" {
		line("go", bi.GoVersion)
	}
	if bi.Path != "" {
		line("path", bi.Path)
	}
	if bi.Main != (Module{}) {
		module("mod", &bi.Main)
	}
	for _, m := range bi.Deps {
		module("dep", m)
	}
	for _, s := range bi.Settings {
		line("build", quoted(s.Key, "=")+"="+quoted(s.Value, ""))
	}
	return b.String()
}

// ParseBuildInfo reads what String returns; lines that it does not know are
// passed over.
func ParseBuildInfo(data string) (*BuildInfo, error) {
	bi := new(BuildInfo)
	var last *Module // which a line with a replacement is about
	for n := 1; ; n++ {
		line, rest, whole := strings.Cut(data, "\n")
		if !whole {
			return bi, nil
		}
		data = rest
		word, text, _ := strings.Cut(line, "\t")
		var err error
		switch {
		case !strings.Contains(line, "\t"):
		case word == "path":
			bi.Path = text
		case word == "mod":
			last = &bi.Main
			*last, err = parseModule(text)
		case word == "dep":
			last = new(Module)
			bi.Deps = append(bi.Deps, last)
			*last, err = parseModule(text)
		case word == "=>":
			columns := strings.Split(text, "\t")
			switch {
			case len(columns) != 3:
				err = fmt.Errorf("expected 3 columns for replacement; got %d", len(columns))
			case last == nil:
				err = errors.New("replacement with no module on previous line")
			default:
				last.Replace = &Module{Path: columns[0], Version: columns[1], Sum: columns[2]}
				last = nil
			}
		case word == "build":
			var s BuildSetting
			s, err = parseSetting(text)
			bi.Settings = append(bi.Settings, s)
		}
		if err != nil {
			return nil, fmt.Errorf("could not parse Go build info: line %d: %w", n, err)
		}
	}
}

func parseModule(text string) (m Module, err error) {
	columns := strings.Split(text, "\t")
	if len(columns) != 2 && len(columns) != 3 {
		return m, fmt.Errorf("expected 2 or 3 columns; got %d", len(columns))
	}
	m.Path, m.Version = columns[0], columns[1]
	if len(columns) == 3 {
		m.Sum = columns[2]
	}
	return m, nil
}

func parseSetting(text string) (s BuildSetting, err error) {
	value := ""
	switch {
	case text == "":
		return s, errors.New("build line missing '='")
	case text[0] == '=':
		return s, errors.New("build line with missing key")
	case text[0] == '"' || text[0] == '`':
		key, err := strconv.QuotedPrefix(text)
		if err != nil {
			return s, errors.New("invalid quoted key in build line")
		}
		if value = text[len(key):]; value == "" {
			return s, errors.New("build line missing '=' after quoted key")
		}
		if value[0] != '=' {
			return s, fmt.Errorf("unexpected character after quoted key: %q", value[0])
		}
		s.Key, _ = strconv.Unquote(key)
		value = value[1:]
	default:
		var found bool
		if s.Key, value, found = strings.Cut(text, "="); !found {
			return s, errors.New("build line missing '=' after key")
		}
		if strings.ContainsAny(s.Key, special) {
			return s, fmt.Errorf("unquoted key %q must be quoted", s.Key)
		}
	}
	switch {
	case value == "":
	case value[0] == '"' || value[0] == '`':
		if s.Value, err = strconv.Unquote(value); err != nil {
			return s, errors.New("invalid quoted value in build line")
		}
	case strings.ContainsAny(value, special):
		return s, fmt.Errorf("unquoted value %q must be quoted", value)
	default:
		s.Value = value
	}
	return s, nil
}
