package bufio

import (
	"bytes"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"
)

// A SplitFunc finds the next token in data, which begins where the last one
// ended; atEOF says that no more will come. It returns how far to go on and the
// token, nil for none; (0, nil, nil) asks for more data. ErrFinalToken ends the
// scan with this token, any other error without.
type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)

// Errors of a Scanner.
var (
	ErrTooLong         = errors.New("bufio.Scanner: token too long")
	ErrNegativeAdvance = errors.New("bufio.Scanner: SplitFunc returns negative advance count")
	ErrAdvanceTooFar   = errors.New("bufio.Scanner: SplitFunc returns advance count beyond input")
	ErrBadReadCount    = errors.New("bufio.Scanner: Read returned impossible count")

	// ErrFinalToken is what a SplitFunc returns with the last token.
	ErrFinalToken = errors.New("final token")
)

const (
	// MaxScanTokenSize is the largest token, unless Buffer sets another.
	MaxScanTokenSize = 64 * 1024

	startBuf = 4096
	maxEmpty = 100 // so many reads or tokens of nothing in a row are an error
)

// A Scanner reads one token after the other: lines, unless Split says another.
type Scanner struct {
	r       io.Reader
	split   SplitFunc
	most    int // the largest token
	token   []byte
	buf     []byte
	start   int // buf[start:end] is read and not yet given
	end     int
	err     error
	empties int // tokens of nothing in a row
	started bool
	done    bool
}

// NewScanner returns a Scanner of the lines of r.
func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: r, split: ScanLines, most: MaxScanTokenSize}
}

// Err returns the first error but io.EOF.
func (s *Scanner) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

// Bytes returns the last token; the next Scan may overwrite it.
func (s *Scanner) Bytes() []byte { return s.token }

// Text returns a copy of the last token.
func (s *Scanner) Text() string { return string(s.token) }

// Buffer sets the memory to begin with and the largest token. It panics once
// scanning has begun.
func (s *Scanner) Buffer(buf []byte, max int) {
	if s.started {
		panic("Buffer called after Scan")
	}
	s.buf = buf[0:cap(buf)]
	s.most = max
}

// Split sets what a token is. It panics once scanning has begun.
func (s *Scanner) Split(split SplitFunc) {
	if s.started {
		panic("Split called after Scan")
	}
	s.split = split
}

// Scan goes to the next token, and reports whether there is one. It panics if
// there are too many empty ones without getting on.
func (s *Scanner) Scan() bool {
	if s.done {
		return false
	}
	s.started = true
	for {
		// What is there may hold a token; at the end even nothing may.
		if s.end > s.start || s.err != nil {
			if found, stop := s.try(); stop {
				return found
			}
		}
		if s.err != nil {
			s.start, s.end = 0, 0
			return s.stop()
		}
		if !s.fill() {
			return s.stop()
		}
	}
}

func (s *Scanner) stop() bool {
	s.token = nil
	return false
}

// fail sets the first error that is no end.
func (s *Scanner) fail(err error) {
	if s.err == nil || s.err == io.EOF {
		s.err = err
	}
}

// try asks for a token in what is there. stop says that Scan is done, with a
// token if found.
func (s *Scanner) try() (found, stop bool) {
	advance, token, err := s.split(s.buf[s.start:s.end], s.err != nil)
	if err != nil {
		if err == ErrFinalToken {
			s.token = token
			s.done = true
			return token != nil, true
		}
		s.fail(err)
		return s.stop(), true
	}
	switch {
	case advance < 0:
		s.fail(ErrNegativeAdvance)
		return s.stop(), true
	case advance > s.end-s.start:
		s.fail(ErrAdvanceTooFar)
		return s.stop(), true
	}
	s.start += advance
	s.token = token
	if token == nil {
		return false, false
	}
	if s.err == nil || advance > 0 {
		s.empties = 0
	} else if s.empties++; s.empties > maxEmpty {
		panic("bufio.Scan: too many empty tokens without progressing")
	}
	return true, true
}

// fill reads more, with room made for it. It returns false after an error of
// its own.
func (s *Scanner) fill() bool {
	if s.start > 0 && (s.end == len(s.buf) || s.start > len(s.buf)/2) {
		copy(s.buf, s.buf[s.start:s.end])
		s.end -= s.start
		s.start = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= s.most || len(s.buf) > 1<<62 {
			s.fail(ErrTooLong)
			return false
		}
		size := min(max(2*len(s.buf), startBuf), s.most)
		buf := make([]byte, size)
		copy(buf, s.buf[s.start:s.end])
		s.buf = buf
		s.end -= s.start
		s.start = 0
	}
	for tries := 0; ; tries++ {
		n, err := s.r.Read(s.buf[s.end:len(s.buf)])
		if n < 0 || n > len(s.buf)-s.end {
			s.fail(ErrBadReadCount)
			break
		}
		s.end += n
		if err != nil {
			s.fail(err)
			break
		}
		if n > 0 {
			s.empties = 0
			break
		}
		if tries > maxEmpty {
			s.fail(io.ErrNoProgress)
			break
		}
	}
	return true
}

// ScanBytes is a SplitFunc: each byte.
func ScanBytes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) == 0 {
		return 0, nil, nil
	}
	return 1, data[0:1], nil
}

// ScanRunes is a SplitFunc: each rune; U+FFFD for a broken byte.
func ScanRunes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) == 0 || !atEOF && !utf8.FullRune(data) {
		return 0, nil, nil
	}
	r, size := utf8.DecodeRune(data)
	if r == utf8.RuneError && size == 1 {
		return 1, []byte(string(utf8.RuneError)), nil
	}
	return size, data[:size], nil
}

// ScanLines is a SplitFunc: each line, without its end, \n or \r\n. The last
// one need not have an end.
func ScanLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	line := data
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		line = data[:i]
		advance = i + 1
	} else if !atEOF || len(data) == 0 {
		return 0, nil, nil
	} else {
		advance = len(data)
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return advance, line, nil
}

// ScanWords is a SplitFunc: what stands between white space.
//
// A rune that the end of data cuts off does not look like space, so a word
// goes up to there or begins there, and more data is asked for in both cases.
func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for start < len(data) {
		space, size := spaceAt(data[start:])
		if !space {
			break
		}
		start += size
	}
	for i := start; i < len(data); {
		if c := data[i]; c-'!' < utf8.RuneSelf-'!' {
			i++
			continue
		}
		space, size := spaceAt(data[i:])
		if space {
			return i + size, data[start:i], nil
		}
		i += size
	}
	if atEOF && start < len(data) {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}

// spaceAt reports whether the rune that p begins with is white space, and how
// many bytes it has. p must not be empty.
func spaceAt(p []byte) (space bool, size int) {
	if c := p[0]; c < utf8.RuneSelf {
		return c == ' ' || c-'\t' < 5, 1
	}
	return wideSpaceAt(p)
}

// wideSpaceAt is spaceAt for a rune outside of ASCII. Apart, so that spaceAt is
// small enough to stand where it is called.
//
//go:noinline
func wideSpaceAt(p []byte) (space bool, size int) {
	r, size := utf8.DecodeRune(p)
	return unicode.IsSpace(r), size
}
