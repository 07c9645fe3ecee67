// Package unicode tells what kind of character a rune is, and its cases.
//
// Sets of runes are written as strings of ranges (tables.go), from which the
// tables are made at start: only those that a program reaches. ASCII is answered
// before any table is looked at.
package unicode

const (
	MaxRune         = '\U0010FFFF' // the largest code point
	ReplacementChar = '\uFFFD'     // what stands for invalid ones
	MaxASCII        = '\u007F'
	MaxLatin1       = '\u00FF'
)

// A RangeTable is a set of runes, as ascending ranges.
type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int // how many of R16 end at or below MaxLatin1
}

// A Range16 is every Stride-th rune from Lo to Hi.
type Range16 struct {
	Lo     uint16
	Hi     uint16
	Stride uint16
}

// A Range32 is a Range16 of runes above it.
type Range32 struct {
	Lo     uint32
	Hi     uint32
	Stride uint32
}

// numberLen is how many bytes a number of a table takes.
const numberLen = 4

// number returns the i-th number of a table: four digits of 6 bits, signed.
func number(table string, i int) rune {
	d := table[i*numberLen : i*numberLen+numberLen]
	n := rune(d[0]-'#')<<18 | rune(d[1]-'#')<<12 | rune(d[2]-'#')<<6 | rune(d[3]-'#')
	return n << 8 >> 8
}

// table makes the set of the ranges in text (low, high, stride), of which the
// first n16 are of 16 bits, and the first latin of those end in Latin-1.
//
//go:pure
func table(n16, latin int, text string) *RangeTable {
	t := &RangeTable{LatinOffset: latin}
	n := len(text) / numberLen / 3
	if n16 > 0 {
		t.R16 = make([]Range16, n16)
	}
	if n > n16 {
		t.R32 = make([]Range32, n-n16)
	}
	for i := range t.R16 {
		t.R16[i] = Range16{uint16(number(text, 3*i)), uint16(number(text, 3*i+1)), uint16(number(text, 3*i+2))}
	}
	for i := range t.R32 {
		k := 3 * (n16 + i)
		t.R32[i] = Range32{uint32(number(text, k)), uint32(number(text, k+1)), uint32(number(text, k+2))}
	}
	return t
}

// caseRanges makes CaseRanges.
//
//go:pure
func caseRanges(text string) []CaseRange {
	out := make([]CaseRange, len(text)/numberLen/5)
	for i := range out {
		k := 5 * i
		out[i] = CaseRange{uint32(number(text, k)), uint32(number(text, k+1)), d{number(text, k+2), number(text, k+3), number(text, k+4)}}
	}
	return out
}

// Is reports whether r is in the set.
func Is(rangeTab *RangeTable, r rune) bool {
	if small := rangeTab.R16; len(small) > 0 && uint32(r) <= uint32(small[len(small)-1].Hi) {
		lo, hi := 0, len(small) // ranges before lo end below r
		for lo < hi {
			mid := int(uint(lo+hi) >> 1)
			if uint32(small[mid].Hi) < uint32(r) {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		t := &small[lo]
		return uint32(r) >= uint32(t.Lo) && (t.Stride == 1 || (uint16(r)-t.Lo)%t.Stride == 0)
	}
	large := rangeTab.R32
	lo, hi := 0, len(large)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if large[mid].Hi < uint32(r) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(large) {
		return false
	}
	t := &large[lo]
	return uint32(r) >= t.Lo && (t.Stride == 1 || (uint32(r)-t.Lo)%t.Stride == 0)
}

// In reports whether r is in one of the sets.
func In(r rune, ranges ...*RangeTable) bool {
	for _, t := range ranges {
		if Is(t, r) {
			return true
		}
	}
	return false
}

// IsOneOf is In with the sets as a slice.
func IsOneOf(ranges []*RangeTable, r rune) bool { return In(r, ranges...) }

// IsLetter reports whether r is a letter.
func IsLetter(r rune) bool {
	if uint32(r) <= MaxASCII {
		return uint32(r|0x20)-'a' < 26
	}
	return Is(Letter, r)
}

// IsUpper reports whether r is an upper case letter.
func IsUpper(r rune) bool {
	if uint32(r) <= MaxASCII {
		return uint32(r)-'A' < 26
	}
	return Is(Upper, r)
}

// IsLower reports whether r is a lower case letter.
func IsLower(r rune) bool {
	if uint32(r) <= MaxASCII {
		return uint32(r)-'a' < 26
	}
	return Is(Lower, r)
}

// IsTitle reports whether r is a title case letter.
func IsTitle(r rune) bool { return r > MaxLatin1 && Is(Title, r) }

// IsDigit reports whether r is a decimal digit.
func IsDigit(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return uint32(r)-'0' < 10
	}
	return Is(Digit, r)
}

// IsNumber reports whether r is a number of any kind.
func IsNumber(r rune) bool {
	if uint32(r) <= MaxASCII {
		return uint32(r)-'0' < 10
	}
	return Is(Number, r)
}

// IsSpace reports whether r is white space.
func IsSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}

// IsControl reports whether r is a control character.
func IsControl(r rune) bool { return uint32(r) < ' ' || 0x7F <= r && r < 0xA0 }

// IsPunct reports whether r is punctuation.
func IsPunct(r rune) bool { return Is(Punct, r) }

// IsSymbol reports whether r is a symbol.
func IsSymbol(r rune) bool { return Is(Symbol, r) }

// IsMark reports whether r is a mark, as of accents.
func IsMark(r rune) bool { return r > MaxLatin1 && Is(Mark, r) }

// PrintRanges are the sets that IsPrint asks, besides the ASCII space, and
// GraphicRanges those of IsGraphic.
var (
	PrintRanges   = []*RangeTable{L, M, N, P, S}
	GraphicRanges = []*RangeTable{L, M, N, P, S, Zs}
)

// IsPrint reports whether r is printable by Go: a letter, mark, number,
// punctuation, symbol or the ASCII space.
func IsPrint(r rune) bool {
	if uint32(r) <= MaxASCII {
		return ' ' <= r && r < 0x7F
	}
	return In(r, Letter, Mark, Number, Punct, Symbol)
}

// IsGraphic is IsPrint with all spaces.
func IsGraphic(r rune) bool { return IsPrint(r) || Is(Zs, r) }

// The cases of To.
const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

// UpperLower stands in a CaseRange's Delta for runs in which upper and lower
// case letters take turns.
const UpperLower = MaxRune + 1

// d is how far the cases are, by UpperCase, LowerCase and TitleCase.
type d [MaxCase]rune

// A CaseRange tells how far the cases of the runes from Lo to Hi are.
type CaseRange struct {
	Lo    uint32
	Hi    uint32
	Delta d
}

// A SpecialCase is a language's own cases, by ascending ranges.
type SpecialCase []CaseRange

// convert returns r in a case by the ranges, and whether they have r.
func (special SpecialCase) convert(_case int, r rune) (rune, bool) {
	for _, c := range special {
		if uint32(r) < c.Lo {
			break
		}
		if uint32(r) <= c.Hi {
			d := c.Delta[_case]
			if d > MaxRune {
				// Even ones are upper case, as counted from Lo.
				return rune(c.Lo) + (r-rune(c.Lo))&^1 | rune(_case&1), true
			}
			return r + d, true
		}
	}
	return r, false
}

// ToUpper returns r in upper case.
func (special SpecialCase) ToUpper(r rune) rune { return special.to(UpperCase, r) }

// ToLower returns r in lower case.
func (special SpecialCase) ToLower(r rune) rune { return special.to(LowerCase, r) }

// ToTitle returns r in title case.
func (special SpecialCase) ToTitle(r rune) rune { return special.to(TitleCase, r) }

func (special SpecialCase) to(_case int, r rune) rune {
	if c, ok := special.convert(_case, r); ok {
		return c
	}
	return To(_case, r)
}

// TurkishCase are the cases of Turkish: i has a dot in both.
var TurkishCase SpecialCase = SpecialCase{
	{0x49, 0x49, d{0, 0x131 - 0x49, 0}},
	{0x69, 0x69, d{0x130 - 0x69, 0, 0x130 - 0x69}},
	{0x130, 0x130, d{0, 0x69 - 0x130, 0}},
	{0x131, 0x131, d{0x49 - 0x131, 0, 0x49 - 0x131}},
}

// AzeriCase are the cases of Azerbaijani, the same.
var AzeriCase SpecialCase = TurkishCase

// caseEntry is how many numbers an entry of caseRuns has.
const caseEntry = 6

// To returns r in the case UpperCase, LowerCase or TitleCase.
func To(_case int, r rune) rune {
	if _case < 0 || _case >= MaxCase {
		return ReplacementChar
	}
	// Runs may interleave, upper with lower case letters: the ones that begin
	// at or before r are tried from the last on, and only two can hold it.
	lo, hi := 0, len(caseRuns)/numberLen/caseEntry
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if number(caseRuns, mid*caseEntry) <= r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for i := lo - 1; i >= 0 && i >= lo-3; i-- {
		at := i * caseEntry
		first, last, step := number(caseRuns, at), number(caseRuns, at+1), number(caseRuns, at+2)
		if r <= last && (r-first)%step == 0 {
			return r + number(caseRuns, at+3+_case)
		}
	}
	return r
}

// ToUpper returns r in upper case.
func ToUpper(r rune) rune {
	if uint32(r) <= MaxASCII {
		if uint32(r)-'a' < 26 {
			r -= 'a' - 'A'
		}
		return r
	}
	return To(UpperCase, r)
}

// ToLower returns r in lower case.
func ToLower(r rune) rune {
	if uint32(r) <= MaxASCII {
		if uint32(r)-'A' < 26 {
			r += 'a' - 'A'
		}
		return r
	}
	return To(LowerCase, r)
}

// ToTitle returns r in title case.
func ToTitle(r rune) rune {
	if uint32(r) <= MaxASCII {
		return ToUpper(r)
	}
	return To(TitleCase, r)
}

// SimpleFold returns the next rune that differs from r in case only: the least
// one above r, or the least of all after the last.
func SimpleFold(r rune) rune {
	if r < 0 || r > MaxRune {
		return r
	}
	lo, hi := 0, len(foldPairs)/numberLen/2
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if number(foldPairs, mid*2) < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(foldPairs)/numberLen/2 && number(foldPairs, lo*2) == r {
		return number(foldPairs, lo*2+1)
	}
	if l := ToLower(r); l != r {
		return l
	}
	return ToUpper(r)
}
