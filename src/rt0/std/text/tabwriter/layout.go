package tabwriter

// layOut appends all lines to out.
func (b *Writer) layOut() {
	widths := b.columns()
	pos := 0
	for i, line := range b.lines {
		pos = b.layLine(line, widths[i], pos)
		if i+1 < len(b.lines) {
			b.out = append(b.out, '\n')
		}
	}
}

// columns returns for each line the widths of its cells but the last, which
// belongs to no column.
func (b *Writer) columns() [][]int {
	widths := make([][]int, len(b.lines))
	for column, more := 0, true; more; column++ {
		more = false
		for i := 0; i < len(b.lines); {
			if len(b.lines[i])-1 <= column {
				i++
				continue
			}
			more = true
			width, soft := b.minwidth, true
			end := i
			for ; end < len(b.lines) && len(b.lines[end])-1 > column; end++ {
				c := b.lines[end][column]
				width = max(width, c.width+b.padding)
				soft = soft && c.width == 0 && !c.tab
			}
			if soft && b.flags&DiscardEmptyColumns != 0 {
				width = 0
			}
			for ; i < end; i++ {
				widths[i] = append(widths[i], width)
			}
		}
	}
	return widths
}

// layLine appends one line, whose text begins at pos, and returns where the
// next one's does.
func (b *Writer) layLine(line []cell, widths []int, pos int) int {
	tabs := b.flags&TabIndent != 0
	for j, c := range line {
		if j > 0 && b.flags&Debug != 0 {
			b.out = append(b.out, '|')
		}
		text := b.text[pos : pos+c.size]
		pos += c.size
		if c.size > 0 {
			tabs = false
		}
		switch {
		case j >= len(widths):
			b.out = append(b.out, text...)
		case b.flags&AlignRight != 0:
			b.pad(c.width, widths[j], tabs)
			b.out = append(b.out, text...)
		default:
			b.out = append(b.out, text...)
			b.pad(c.width, widths[j], tabs)
		}
	}
	return pos
}

// pad fills a cell up.
func (b *Writer) pad(text, width int, tabs bool) {
	char, n := b.padchar, width-text
	if b.padchar == '\t' || tabs {
		if b.tabwidth == 0 {
			return
		}
		width = (width + b.tabwidth - 1) / b.tabwidth * b.tabwidth
		char, n = '\t', (width-text+b.tabwidth-1)/b.tabwidth
	}
	for ; n > 0; n-- {
		b.out = append(b.out, char)
	}
}
