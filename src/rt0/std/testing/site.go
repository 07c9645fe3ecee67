package testing

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// maxDepth is how many frames are looked at for the place of a log.
const maxDepth = 50

// stackOf returns the program counters of the callers, without skip of them; 0
// begins with the caller of stackOf.
func stackOf(skip int) []uintptr {
	var pcs [maxDepth]uintptr
	n := runtime.Callers(skip+2, pcs[:])
	return pcs[:n:n]
}

// functionAt returns the name of the function that a return address lies in.
func functionAt(pc uintptr) string {
	f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	return f.Function
}

// running returns the name of the function that calls it, or of one skip levels
// further up.
func running(skip int) string {
	var pc [1]uintptr
	runtime.Callers(skip+2, pc[:])
	return functionAt(pc[0])
}

// Helper marks the calling function as one whose place in the source does not
// interest: logs show its caller's.
func (c *common) Helper() {
	if c.inBubble {
		c = c.parent
	}
	var pc [1]uintptr
	if runtime.Callers(2, pc[:]) == 0 {
		panic("testing: zero callers found")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.helperPCs[pc[0]]; known {
		return
	}
	if c.helperPCs == nil {
		c.helperPCs = make(map[uintptr]struct{})
		c.helpers = make(map[string]struct{})
	}
	c.helperPCs[pc[0]] = struct{}{}
	c.helpers[functionAt(pc[0])] = struct{}{}
}

// site returns "file:line: " of the first caller, after skip of them, that is
// no helper.
func (c *common) site(skip int) string {
	f := c.firstPlain(stackOf(skip + 1))
	file, line := f.File, f.Line
	switch {
	case file == "":
		file = "???"
	case !opt.fullPath:
		file = filepath.Base(file)
	}
	return fmt.Sprintf("%s:%d: ", file, max(line, 1))
}

// firstPlain looks for the first frame that is not a helper's. Where the test
// itself is one, it goes on where the parent called Run; where a cleanup is
// running, where that was registered.
func (c *common) firstPlain(pcs []uintptr) runtime.Frame {
	frames := runtime.CallersFrames(pcs)
	var first, before runtime.Frame
	skipNext := false
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		c.mu.RLock()
		runner, cleanup, registered := c.runner, c.cleanupName, c.cleanupStack
		_, helper := c.helpers[f.Function]
		name, isBody := bodyOf(f.Function)
		if isBody && !helper {
			_, helper = c.helpers[name]
		} else {
			isBody = false
		}
		c.mu.RUnlock()
		switch {
		case skipNext: // the iterator that calls the body of a helper's loop
			skipNext = false
		case f.Function == "runtime.gopanic":
		case f.Function == cleanup && cleanup != "":
			frames, more = runtime.CallersFrames(registered), true
		case f.Function == runner:
			switch {
			case before.PC == 0:
				return f // called by the runner itself
			case c.level <= 1:
				return before
			}
			frames, more = runtime.CallersFrames(c.creator), true
			c = c.parent
		default:
			if first.PC == 0 {
				first = f
			}
			if !helper {
				return f
			}
			skipNext = isBody
		}
		before = f
	}
	return first
}

// bodyOf returns the function of which name is the body of a loop over a
// function: f of "f-range2".
func bodyOf(name string) (function string, ok bool) {
	i := strings.LastIndex(name, "-range")
	if i < 0 || strings.Trim(name[i+len("-range"):], "0123456789") != "" {
		return name, false
	}
	return name[:i], true
}
