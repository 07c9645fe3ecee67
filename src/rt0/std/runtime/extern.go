package runtime

import "unsafe"

//go:linkname callers runtime.callers
func callers(skip int, pcs *uintptr, n int) int

// pcline tells what stands at pc: function, file, line, and where the function
// starts; fn is "" if nothing is known.
//
//go:linkname pcline runtime.pcline
func pcline(pc uintptr) (fn string, file string, line int, entry uintptr)

// Callers fills pcs with the return addresses of the calling functions, and
// returns how many. skip 0 begins with Callers itself, 1 with its caller.
func Callers(skip int, pcs []uintptr) int {
	if len(pcs) == 0 {
		return 0
	}
	return callers(skip, unsafe.SliceData(pcs), len(pcs))
}

// Caller tells where the skip-th caller of the calling function stands; 0 is
// the calling function itself.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if callers(skip+1, &pcs[0], 1) == 0 {
		return 0, "", 0, false
	}
	// As frames have it: inside the call's instruction, which may be the last of its function.
	_, file, line, _ = pcline(pcs[0] - 1)
	return pcs[0] - 1, file, line, true
}

// A Func is a function of the program.
type Func struct {
	name  string
	entry uintptr
}

// FuncForPC returns the function that pc lies in, or nil.
func FuncForPC(pc uintptr) *Func {
	name, _, _, entry := pcline(pc)
	if name == "" {
		return nil
	}
	return &Func{short(name), entry}
}

// short leaves the type arguments out of a function's name, as Go does: main.F[...].
func short(name string) string {
	i, j := 0, len(name)-1
	for i < j && name[i] != '[' {
		i++
	}
	for j > i && name[j] != ']' {
		j--
	}
	if i >= j {
		return name
	}
	return name[:i] + "[...]" + name[j+1:]
}

// Name returns the function's name, or "" for nil.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.name
}

// Entry returns where the function starts.
func (f *Func) Entry() uintptr { return f.entry }

// FileLine returns the file and line of pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	_, file, line, _ = pcline(pc)
	return file, line
}

// A Frame is what Frames tells of a call.
type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int
	Entry    uintptr
}

// Frames goes over the calls of Callers' result.
type Frames struct{ pcs []uintptr }

// CallersFrames returns the frames of what Callers returned.
func CallersFrames(pcs []uintptr) *Frames { return &Frames{pcs} }

// Next returns the next frame, and whether there are more after it.
func (f *Frames) Next() (frame Frame, more bool) {
	if len(f.pcs) == 0 {
		return Frame{}, false
	}
	// A return address is that of the instruction after the call, which may
	// stand on another line already.
	pc := f.pcs[0] - 1
	f.pcs = f.pcs[1:]
	name, file, line, entry := pcline(pc)
	name = short(name)
	frame = Frame{PC: pc, Function: name, File: file, Line: line, Entry: entry}
	if name != "" {
		frame.Func = &Func{name, entry}
	}
	return frame, len(f.pcs) > 0
}

// Stack writes the calling goroutine's traceback into buf, followed by all
// others' if all is set, and returns how many bytes it wrote. The world stops
// for all.
//
//go:linkname Stack runtime.Stack
func Stack(buf []byte, all bool) int
