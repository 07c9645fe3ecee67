package time

import (
	"errors"
	"sync"
	"syscall"
)

// A Location is a place as far as time goes: which offsets from UTC its clocks
// had and will have. A *Location is not changed once it was handed out.
type Location struct {
	name    string
	zones   []zone
	changes []change
	rule    string // the POSIX TZ string for times after the last change, or ""
}

// A zone is an offset with its name, as CEST.
type zone struct {
	name   string
	offset int // seconds east of UTC
	isDST  bool
}

// A change says that from an instant on a zone is in force.
type change struct {
	when int64 // since 1970
	zone uint8 // index of the zone
}

// The bounds of a zone that was always, or will be always.
const (
	minUnix int64 = -1 << 63
	maxUnix int64 = 1<<63 - 1
)

var (
	utc       = Location{name: "UTC"}
	local     Location
	localOnce sync.Once
)

// UTC is the place of UTC.
var UTC *Location = &utc

// Local is where the program runs: by the variable TZ, else /etc/localtime. It
// is read when it is first needed.
var Local *Location = &local

// get returns l, read if it is Local.
func (l *Location) get() *Location {
	switch l {
	case nil:
		return &utc
	case &local:
		localOnce.Do(initLocal)
	}
	return l
}

// String returns the name that the place was loaded or made by.
func (l *Location) String() string { return l.get().name }

// FixedZone returns a place where offset seconds east of UTC is always in
// force, under the given name.
func FixedZone(name string, offset int) *Location {
	return &Location{name: name, zones: []zone{{name, offset, false}}}
}

// lookup tells which zone is in force at an instant, and from when until when.
func (l *Location) lookup(sec int64) (name string, offset int, start, end int64, isDST bool) {
	l = l.get()
	if len(l.zones) == 0 {
		return "UTC", 0, minUnix, maxUnix, false
	}
	n := len(l.changes)
	if n == 0 || sec < l.changes[0].when {
		z := l.first()
		end = maxUnix
		if n > 0 {
			end = l.changes[0].when
		}
		return z.name, z.offset, minUnix, end, z.isDST
	}
	lo, hi := 0, n
	for hi-lo > 1 {
		mid := int(uint(lo+hi) >> 1)
		if sec < l.changes[mid].when {
			hi = mid
		} else {
			lo = mid
		}
	}
	start, end = l.changes[lo].when, maxUnix
	if hi < n {
		end = l.changes[hi].when
	} else if l.rule != "" {
		if name, offset, start, end, isDST, ok := applyRule(l.rule, start, sec); ok {
			return name, offset, start, end, isDST
		}
	}
	z := &l.zones[l.changes[lo].zone]
	return z.name, z.offset, start, end, z.isDST
}

// first returns the zone before the first change: the first that is not
// daylight saving time, unless the file's first zone is not used by any change.
func (l *Location) first() *zone {
	used := false
	for _, c := range l.changes {
		if c.zone == 0 {
			used = true
		}
	}
	if !used {
		return &l.zones[0]
	}
	if len(l.changes) > 0 && l.zones[l.changes[0].zone].isDST {
		for i := int(l.changes[0].zone) - 1; i >= 0; i-- {
			if !l.zones[i].isDST {
				return &l.zones[i]
			}
		}
	}
	for i := range l.zones {
		if !l.zones[i].isDST {
			return &l.zones[i]
		}
	}
	return &l.zones[0]
}

// byName returns the offset of the zone of that name, preferring one in force
// at a clock reading of unix.
func (l *Location) byName(name string, unix int64) (offset int, ok bool) {
	l = l.get()
	for i := range l.zones {
		z := &l.zones[i]
		if z.name == name {
			if nam, off, _, _, _ := l.lookup(unix - int64(z.offset)); nam == name {
				return off, true
			}
		}
	}
	for i := range l.zones {
		if l.zones[i].name == name {
			return l.zones[i].offset, true
		}
	}
	return 0, false
}

// zoneFolders are where systems keep their zone files.
var zoneFolders = [...]string{"/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/"}

func initLocal() {
	tz, set := syscall.Getenv("TZ")
	switch {
	case !set:
		if l, err := loadFile("/etc/localtime"); err == nil {
			local = *l
			local.name = "Local"
			return
		}
	case tz != "":
		if tz[0] == ':' {
			tz = tz[1:]
		}
		if tz != "" && tz[0] == '/' {
			if l, err := loadFile(tz); err == nil {
				local = *l
				local.name = tz
				if tz == "/etc/localtime" {
					local.name = "Local"
				}
				return
			}
		} else if tz != "" && tz != "UTC" {
			if l, err := loadNamed(tz); err == nil {
				local = *l
				return
			}
		}
	}
	local.name = "UTC"
}

// LoadLocation returns the place of a name: UTC (also for ""), Local, or a file
// of the system's zone database like Europe/Rome. The variable ZONEINFO may
// name another folder to look in first.
func LoadLocation(name string) (*Location, error) {
	switch name {
	case "", "UTC":
		return UTC, nil
	case "Local":
		return Local, nil
	}
	if name[0] == '/' || name[0] == '\\' || hasDots(name) {
		return nil, errors.New("time: invalid location name")
	}
	if folder, _ := syscall.Getenv("ZONEINFO"); folder != "" {
		if l, err := loadFile(folder + "/" + name); err == nil {
			l.name = name
			return l, nil
		}
	}
	return loadNamed(name)
}

// hasDots reports whether a name has .. in it, which could lead anywhere.
func hasDots(name string) bool {
	for i := 1; i < len(name); i++ {
		if name[i] == '.' && name[i-1] == '.' || name[i] == '\\' {
			return true
		}
	}
	return false
}

// embedded gives a zone's file out of the program itself, where package
// time/tzdata of Go's source tree is part of it: that calls
// registerLoadFromEmbeddedTZData.
var embedded func(name string) (string, error)

func registerLoadFromEmbeddedTZData(f func(string) (string, error)) { embedded = f }

func loadNamed(name string) (*Location, error) {
	for _, folder := range zoneFolders {
		l, err := loadFile(folder + name)
		if err == nil {
			l.name = name
			return l, nil
		}
		if err != syscall.ENOENT && err != syscall.ENOTDIR {
			return nil, err
		}
	}
	if embedded != nil {
		if data, err := embedded(name); err == nil {
			return LoadLocationFromTZData(name, []byte(data))
		}
	}
	return nil, errors.New("unknown time zone " + name)
}

// loadFile reads a zone file.
func loadFile(path string) (*Location, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer syscall.Close(fd)
	var data []byte
	var buf [4096]byte
	for {
		n, err := syscall.Read(fd, buf[:])
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return LoadLocationFromTZData(path, data)
		}
		data = append(data, buf[:n]...)
		if len(data) > 10<<20 {
			return nil, errors.New("time: file " + path + " is too large")
		}
	}
}

var errBadZone = errors.New("malformed time zone information")

// big reads n bytes of b as a signed big-endian number.
func big(b []byte, n int) int64 {
	v := int64(int8(b[0]))
	for _, c := range b[1:n] {
		v = v<<8 | int64(c)
	}
	return v
}

// LoadLocationFromTZData returns a place of a zone file's contents (RFC 8536)
// under the given name.
func LoadLocationFromTZData(name string, data []byte) (*Location, error) {
	const header = 44
	wide := 4 // bytes of an instant
	var n [6]int
	for {
		if len(data) < header || string(data[:4]) != "TZif" {
			return nil, errBadZone
		}
		version := data[4]
		if version != 0 && (version < '2' || version > '4') {
			return nil, errBadZone
		}
		for i := range n {
			n[i] = int(uint32(big(data[20+4*i:], 4)))
		}
		data = data[header:]
		if version == 0 || wide == 8 {
			break
		}
		// What comes first is for readers of 32 bits; skip to the same in 64.
		size := n[3]*5 + n[4]*6 + n[5] + n[2]*8 + n[1] + n[0]
		if size < 0 || size > len(data) {
			return nil, errBadZone
		}
		data = data[size:]
		wide = 8
	}
	utcCount, stdCount, leaps, changes, zones, chars := n[0], n[1], n[2], n[3], n[4], n[5]
	size := changes*(wide+1) + zones*6 + chars + leaps*(wide+4) + stdCount + utcCount
	if zones == 0 || size < 0 || size > len(data) {
		return nil, errBadZone
	}
	when := data[:changes*wide]
	index := data[len(when) : len(when)+changes]
	kinds := data[len(when)+changes:]
	names := kinds[zones*6 : zones*6+chars]

	l := &Location{name: name, zones: make([]zone, zones)}
	for i := range l.zones {
		k := kinds[i*6:]
		from := int(k[5])
		if from >= len(names) {
			return nil, errBadZone
		}
		to := from
		for to < len(names) && names[to] != 0 {
			to++
		}
		l.zones[i] = zone{string(names[from:to]), int(big(k, 4)), k[4] != 0}
	}
	for i := 0; i < changes; i++ {
		if int(index[i]) >= zones {
			return nil, errBadZone
		}
		l.changes = append(l.changes, change{big(when[i*wide:], wide), index[i]})
	}
	if changes == 0 {
		l.changes = append(l.changes, change{minUnix, 0})
	}
	// Version 2 ends in a rule between newlines.
	if rest := data[size:]; wide == 8 && len(rest) > 2 && rest[0] == '\n' && rest[len(rest)-1] == '\n' {
		l.rule = string(rest[1 : len(rest)-1])
	}
	return l, nil
}
