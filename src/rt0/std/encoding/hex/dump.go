package hex

import (
	"errors"
	"io"
	"strings"
)

const perLine = 16

// Dump returns data as hexdump -C shows it.
func Dump(data []byte) string {
	if len(data) == 0 {
		return ""
	}
	var b strings.Builder
	d := Dumper(&b)
	d.Write(data)
	d.Close()
	return b.String()
}

// Dumper returns a writer that shows what it gets as hexdump -C does; Close
// ends the last line.
func Dumper(w io.Writer) io.WriteCloser { return &dumper{w: w} }

type dumper struct {
	w      io.Writer
	line   []byte // of this line, as far as it has been written
	text   []byte // its right column
	n      uint   // bytes so far
	closed bool
}

func (d *dumper) flush() error {
	_, err := d.w.Write(d.line)
	d.line = d.line[:0]
	return err
}

func (d *dumper) Write(data []byte) (n int, err error) {
	if d.closed {
		return 0, errors.New("encoding/hex: dumper closed")
	}
	for _, c := range data {
		if len(d.text) == 0 {
			at := uint32(d.n)
			d.line = AppendEncode(d.line, []byte{byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at)})
			d.line = append(d.line, "  "...)
		}
		d.line = append(d.line, digits[c>>4], digits[c&15])
		d.gap(len(d.text))
		if c < ' ' || c > '~' {
			c = '.'
		}
		d.text = append(d.text, c)
		d.n++
		if len(d.text) == perLine {
			d.end()
		}
		if err := d.flush(); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// gap adds what stands behind the i-th byte of a line.
func (d *dumper) gap(i int) {
	d.line = append(d.line, ' ')
	if i == perLine/2-1 || i == perLine-1 {
		d.line = append(d.line, ' ')
	}
}

// end adds the right column.
func (d *dumper) end() {
	d.line = append(append(append(d.line, '|'), d.text...), "|\n"...)
	d.text = d.text[:0]
}

func (d *dumper) Close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	if len(d.text) == 0 {
		return nil
	}
	for i := len(d.text); i < perLine; i++ {
		d.line = append(d.line, "  "...)
		d.gap(i)
	}
	d.end()
	return d.flush()
}
