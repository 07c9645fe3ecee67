package fmt

import (
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// A ScanState is what a Scanner reads from.
type ScanState interface {
	// ReadRune returns io.EOF at the end of the operand, too.
	ReadRune() (r rune, size int, err error)
	UnreadRune() error
	// SkipSpace skips spaces, and line ends where they are spaces.
	SkipSpace()
	// Token reads the runes for which f holds, all but spaces if f is nil. The
	// result is overwritten by the next call.
	Token(skipSpace bool, f func(rune) bool) (token []byte, err error)
	Width() (wid int, ok bool)
	// Read fails: runes are to be read.
	Read(buf []byte) (n int, err error)
}

// A Scanner reads itself.
type Scanner interface {
	Scan(state ScanState, verb rune) error
}

// Scan reads operands with spaces or line ends between them from the standard
// input, and returns how many it stored.
func Scan(a ...any) (n int, err error) { return Fscan(os.Stdin, a...) }

// Scanln is Scan that ends at the end of the line, where the last operand must
// stand.
func Scanln(a ...any) (n int, err error) { return Fscanln(os.Stdin, a...) }

// Scanf reads operands as a format says; line ends must be those of the
// format.
func Scanf(format string, a ...any) (n int, err error) { return Fscanf(os.Stdin, format, a...) }

// Sscan is Scan from a string.
func Sscan(str string, a ...any) (n int, err error) { return Fscan(strings.NewReader(str), a...) }

// Sscanln is Scanln from a string.
func Sscanln(str string, a ...any) (n int, err error) { return Fscanln(strings.NewReader(str), a...) }

// Sscanf is Scanf from a string.
func Sscanf(str string, format string, a ...any) (n int, err error) {
	return Fscanf(strings.NewReader(str), format, a...)
}

// Fscan is Scan from r, of which it reads no more than it needs if r has
// UnreadRune.
func Fscan(r io.Reader, a ...any) (n int, err error) {
	return newScan(r, true, false).operands(a)
}

// Fscanln is Scanln from r.
func Fscanln(r io.Reader, a ...any) (n int, err error) {
	return newScan(r, false, true).operands(a)
}

// Fscanf is Scanf from r.
func Fscanf(r io.Reader, format string, a ...any) (n int, err error) {
	return newScan(r, false, false).format(format, a)
}

const (
	ended   = -1      // no rune: end of the input or the operand
	noWidth = 1 << 30 // an operand without a width
)

// A scan is one call's state. Errors are panics with a scanError, which the
// call's outermost function returns.
type scan struct {
	in        io.RuneScanner
	buf       []byte // of the token
	count     int    // of runes read
	atEnd     bool
	lineSpace bool // line ends are spaces
	lineEnd   bool // the line's end ends the operands
	limit     int  // count at which the operand ends
	width     int  // of the operand
}

type scanError struct{ err error }

func newScan(r io.Reader, lineSpace, lineEnd bool) *scan {
	in, ok := r.(io.RuneScanner)
	if !ok {
		in = &runes{r: r, peeked: ended}
	}
	return &scan{in: in, lineSpace: lineSpace, lineEnd: lineEnd, limit: noWidth, width: noWidth}
}

// catch returns the error of a panic with one.
func catch(err *error) {
	switch e := recover().(type) {
	case nil:
	case scanError:
		*err = e.err
	default:
		panic(e)
	}
}

func (s *scan) fail(text string) { panic(scanError{errors.New(text)}) }

// check panics with err if it is one.
func check(err error) {
	if err != nil {
		panic(scanError{err})
	}
}

// ReadRune returns the next rune of the operand.
func (s *scan) ReadRune() (r rune, size int, err error) {
	if s.atEnd || s.count >= s.limit {
		return 0, 0, io.EOF
	}
	r, size, err = s.in.ReadRune()
	if err == nil {
		s.count++
		s.atEnd = s.lineEnd && r == '\n'
	} else if err == io.EOF {
		s.atEnd = true
	}
	return r, size, err
}

// UnreadRune gives the last rune back.
func (s *scan) UnreadRune() error {
	s.in.UnreadRune()
	s.atEnd = false
	s.count--
	return nil
}

// Read fails.
func (s *scan) Read(buf []byte) (n int, err error) {
	return 0, errors.New("ScanState's Read should not be called. Use ReadRune")
}

// Width returns the operand's width, if it has one.
func (s *scan) Width() (wid int, ok bool) {
	if s.width == noWidth {
		return 0, false
	}
	return s.width, true
}

// Token reads runes for which f holds.
func (s *scan) Token(skipSpace bool, f func(rune) bool) (token []byte, err error) {
	defer catch(&err)
	if f == nil {
		f = notSpace
	}
	s.buf = s.buf[:0]
	if skipSpace {
		s.SkipSpace()
	}
	s.takeWhile(f)
	return s.buf, nil
}

// next returns the next rune, or ended.
func (s *scan) next() rune {
	r, _, err := s.ReadRune()
	if err == io.EOF {
		return ended
	}
	check(err)
	return r
}

// must returns the next rune, which has to be there.
func (s *scan) must() rune {
	r := s.next()
	if r == ended {
		check(io.ErrUnexpectedEOF)
	}
	return r
}

// more panics with io.EOF if nothing is left.
func (s *scan) more() {
	if s.next() == ended {
		check(io.EOF)
	}
	s.UnreadRune()
}

// takeWhile adds runes to the token.
func (s *scan) takeWhile(f func(rune) bool) {
	for {
		r := s.next()
		if r == ended {
			return
		}
		if !f(r) {
			s.UnreadRune()
			return
		}
		s.buf = utf8.AppendRune(s.buf, r)
	}
}

// take adds the next rune to the token, if it is one of these.
func (s *scan) take(of string) bool {
	if !s.peek(of) {
		return false
	}
	s.buf = utf8.AppendRune(s.buf, s.next())
	return true
}

// drop passes over the next rune, if it is one of these.
func (s *scan) drop(of string) bool {
	if !s.peek(of) {
		return false
	}
	s.next()
	return true
}

// peek reports whether the next rune is one of these.
func (s *scan) peek(of string) bool {
	r := s.next()
	if r == ended {
		return false
	}
	s.UnreadRune()
	return strings.ContainsRune(of, r)
}

// SkipSpace skips spaces, and line ends where they are spaces.
func (s *scan) SkipSpace() {
	for {
		r := s.next()
		switch {
		case r == ended:
			return
		case r == '\r' && s.peek("\n"):
		case r == '\n' && !s.lineSpace:
			s.fail("unexpected newline")
		case r != '\n' && !isSpace(r):
			s.UnreadRune()
			return
		}
	}
}

func notSpace(r rune) bool { return !isSpace(r) }

// isSpace is unicode.IsSpace, without its tables.
func isSpace(r rune) bool {
	switch r {
	case ' ', 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return true
	}
	return '\t' <= r && r <= '\r' || 0x2000 <= r && r <= 0x200a
}

// operands reads all operands, as %v.
func (s *scan) operands(a []any) (n int, err error) {
	defer catch(&err)
	for _, arg := range a {
		s.operand('v', arg)
		n++
	}
	for s.lineEnd {
		r, _, err := s.ReadRune()
		if err == io.EOF || r == '\n' {
			break
		}
		check(err)
		if !isSpace(r) {
			s.fail("expected newline")
		}
	}
	return n, nil
}

// runes reads runes from a reader byte by byte, so that nothing is read that
// is not needed.
type runes struct {
	r      io.Reader
	peeked rune // the next one, or ended, or the bits of the last one inverted
	size   int
	left   []byte // bytes of a rune that was none
}

func (r *runes) readByte() (byte, error) {
	if len(r.left) > 0 {
		c := r.left[0]
		r.left = r.left[1:]
		return c, nil
	}
	var b [1]byte
	_, err := io.ReadFull(r.r, b[:])
	return b[0], err
}

func (r *runes) ReadRune() (c rune, size int, err error) {
	if r.peeked >= 0 {
		c, r.peeked = r.peeked, ^r.peeked
		return c, r.size, nil
	}
	var buf [utf8.UTFMax]byte
	n := 0
	for n == 0 || !utf8.FullRune(buf[:n]) {
		buf[n], err = r.readByte()
		if err == io.EOF && n > 0 {
			break
		}
		if err != nil {
			return 0, 0, err
		}
		n++
	}
	c, size = utf8.DecodeRune(buf[:n])
	r.left = append(append([]byte(nil), buf[size:n]...), r.left...)
	r.peeked, r.size = ^c, size
	return c, size, nil
}

func (r *runes) UnreadRune() error {
	if r.peeked >= 0 {
		return errors.New("fmt: scanning called UnreadRune with no rune available")
	}
	r.peeked = ^r.peeked
	return nil
}
