// Package tabwriter lines up columns: cells of text, each ended by a tab. A
// column is a block of neighbouring lines that have a tab-ended cell there; its
// cells get one width.
//
// Text is collected until a block can end (an empty cell count, a form feed, Flush)
// and then laid out at once: widths first (layout.go), then one Write.
//
// Files: tabwriter.go (taking text apart into cells), layout.go.
package tabwriter

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// Flags of a Writer.
const (
	FilterHTML          uint = 1 << iota // tags have no width, entities that of one character
	StripEscape                          // Escape characters are left out
	AlignRight                           // cells stand at the right
	DiscardEmptyColumns                  // columns of nothing but empty cells that \v ended go
	TabIndent                            // empty cells at the beginning of a line become tabs
	Debug                                // | between columns, --- for a form feed
)

// Escape, before and after a text, keeps tabs and line ends in it from being
// looked at.
const Escape = '\xff'

// A cell is a text of size bytes, which follow those of the cell before.
type cell struct {
	size  int
	width int  // in characters
	tab   bool // \t ended it, not \v
}

// A Writer lines up columns.
type Writer struct {
	output   io.Writer
	minwidth int
	tabwidth int
	padding  int
	padchar  byte
	flags    uint

	text   []byte // of all cells
	cell   cell   // the one that is being written
	pos    int    // up to where in text its width is known
	within byte   // what ends the escaped text, tag or entity that we are in; 0 for none
	lines  [][]cell
	out    []byte // what is being laid out
}

// NewWriter returns a Writer; see Init.
func NewWriter(output io.Writer, minwidth, tabwidth, padding int, padchar byte, flags uint) *Writer {
	return new(Writer).Init(output, minwidth, tabwidth, padding, padchar, flags)
}

// Init starts a Writer: cells are at least minwidth wide, padding included, and
// filled with padchar; with '\t', they end at multiples of tabwidth.
func (b *Writer) Init(output io.Writer, minwidth, tabwidth, padding int, padchar byte, flags uint) *Writer {
	if minwidth < 0 || tabwidth < 0 || padding < 0 {
		panic("negative minwidth, tabwidth, or padding")
	}
	if padchar == '\t' {
		flags &^= AlignRight // tabs cannot stand at the left
	}
	*b = Writer{output: output, minwidth: minwidth, tabwidth: tabwidth, padding: padding, padchar: padchar, flags: flags}
	b.reset()
	return b
}

func (b *Writer) reset() {
	b.text, b.pos = b.text[:0], 0
	b.cell, b.within = cell{}, 0
	b.lines = append(b.lines[:0], nil)
}

// add takes text into the cell.
func (b *Writer) add(text []byte) {
	b.text = append(b.text, text...)
	b.cell.size += len(text)
}

// measure brings the cell's width up to date.
func (b *Writer) measure() {
	b.cell.width += utf8.RuneCount(b.text[b.pos:])
	b.pos = len(b.text)
}

// endCell puts the cell to its line, and returns how many that has.
func (b *Writer) endCell(tab bool) int {
	b.cell.tab = tab
	line := &b.lines[len(b.lines)-1]
	*line = append(*line, b.cell)
	b.cell = cell{}
	return len(*line)
}

// endWithin ends an escaped text, a tag or an entity.
func (b *Writer) endWithin() {
	switch b.within {
	case Escape:
		b.measure()
		if b.flags&StripEscape == 0 {
			b.cell.width -= 2
		}
	case ';':
		b.cell.width++
	}
	b.pos = len(b.text)
	b.within = 0
}

// guard turns a panic of the output into one that tells where it came from.
func (b *Writer) guard(op string) {
	if e := recover(); e != nil {
		if op == "Flush" {
			b.reset()
		}
		panic(fmt.Sprintf("tabwriter: panic during %s (%v)", op, e))
	}
}

// Write takes text; what is complete is laid out and written on.
func (b *Writer) Write(buf []byte) (n int, err error) {
	defer b.guard("Write")
	for i, c := range buf {
		if b.within != 0 {
			if c == b.within {
				end := i + 1
				if c == Escape && b.flags&StripEscape != 0 {
					end = i
				}
				b.add(buf[n:end])
				n = i + 1
				b.endWithin()
			}
			continue
		}
		switch {
		case c == '\t' || c == '\v' || c == '\n' || c == '\f':
			b.add(buf[n:i])
			b.measure()
			n = i + 1
			if err = b.endOf(c); err != nil {
				return n, err
			}
		case c == Escape, (c == '<' || c == '&') && b.flags&FilterHTML != 0:
			b.add(buf[n:i])
			b.measure()
			n = i
			switch c {
			case '<':
				b.within = '>'
			case '&':
				b.within = ';'
			default:
				b.within = Escape
				if b.flags&StripEscape != 0 {
					n++
				}
			}
		}
	}
	b.add(buf[n:])
	return len(buf), nil
}

// endOf ends the cell, and for a line end the line. A line of one cell ends all
// columns before it.
func (b *Writer) endOf(c byte) error {
	cells := b.endCell(c == '\t')
	if c == '\t' || c == '\v' {
		return nil
	}
	b.lines = append(b.lines, nil)
	if c != '\f' && cells > 1 {
		return nil
	}
	if err := b.flush(); err != nil {
		return err
	}
	if c == '\f' && b.flags&Debug != 0 {
		b.out = append(b.out, "---\n"...)
		return b.write()
	}
	return nil
}

// Flush lays out what is there; the last cell and all columns end.
func (b *Writer) Flush() error {
	defer b.guard("Flush")
	return b.flush()
}

func (b *Writer) flush() error {
	if b.cell.size > 0 {
		if b.within != 0 {
			b.endWithin()
		}
		b.endCell(false)
	}
	b.layOut()
	b.reset()
	return b.write()
}

// write writes what was laid out.
func (b *Writer) write() error {
	out := b.out
	b.out = b.out[:0]
	if len(out) == 0 {
		return nil
	}
	n, err := b.output.Write(out)
	if n != len(out) && err == nil {
		err = io.ErrShortWrite
	}
	return err
}
