"""Our strconv and math/bits against Go's, on the same large inputs, random and hard."""

from __future__ import annotations

import sys
from pathlib import Path

from oracle import make_module, needs_go, run_go

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import gen_std_pow10

FLOATS = r"""
package main

import (
	"fmt"
	"math"
	"math/rand"
	"os"
	ours "rt0std/strconv"
	"strconv"
	"strings"
)

var bad int

func check(what string, a, b any) {
	if fmt.Sprint(a) != fmt.Sprint(b) {
		fmt.Printf("%s: ours %v, Go's %v\n", what, a, b)
		if bad++; bad > 20 {
			os.Exit(1)
		}
	}
}

func format(f float64, size int) {
	for _, verb := range "eEfgGbxX" {
		for _, prec := range []int{-1, 0, 1, 3, 6, 15, 16, 17, 18, 19, 30} {
			a, b := ours.FormatFloat(f, byte(verb), prec, size), strconv.FormatFloat(f, byte(verb), prec, size)
			if a != b {
				check(fmt.Sprintf("FormatFloat(%x, %c, %d, %d)", f, verb, prec, size), a, b)
			}
		}
	}
}

func parse(s string) {
	for _, size := range []int{32, 64} {
		a, aerr := ours.ParseFloat(s, size)
		b, berr := strconv.ParseFloat(s, size)
		if math.Float64bits(a) != math.Float64bits(b) || (aerr == nil) != (berr == nil) {
			check("ParseFloat "+s, fmt.Sprint(a, aerr), fmt.Sprint(b, berr))
		}
		if aerr != nil {
			check("ParseFloat "+s, aerr, berr)
		}
	}
}

func main() {
	r := rand.New(rand.NewSource(1))
	hard := []float64{0, math.Copysign(0, -1), 1, 0.5, 1.5, 2.5, 0.125, 1e21, 1e22, 1e23, 123456789, 1e6, 1e20, 5e-324,
		math.MaxFloat64, math.SmallestNonzeroFloat64, 2.2250738585072014e-308, 2.225073858507201e-308, math.Inf(1),
		math.Inf(-1), math.NaN(), 9007199254740993, 100, 1000, 999999.5, 9.5, 99.95, 0.00001234, 0.0001, 0.5e-7,
		math.MaxFloat32, math.SmallestNonzeroFloat32, 8.41e21, 4.1358566e-8, 2e-44, 3e-45}
	for e := -1074; e < 1024; e++ {
		hard = append(hard, math.Ldexp(1, e), math.Nextafter(math.Ldexp(1, e), 0))
	}
	for _, f := range hard {
		format(f, 64)
		format(float64(float32(f)), 32)
		format(-f, 64)
		format(f, 32)
	}
	for i := 0; i < 12000; i++ {
		f := math.Float64frombits(r.Uint64())
		format(f, 64)
		format(float64(math.Float32frombits(r.Uint32())), 32)
		format(float64(r.Intn(1000000))/1000, 64)
		format(r.NormFloat64()*math.Pow10(r.Intn(30)-10), 64)
	}
	for i := 0; i < 200000; i++ {
		f := math.Float64frombits(r.Uint64())
		if a, b := ours.FormatFloat(f, 'g', -1, 64), strconv.FormatFloat(f, 'g', -1, 64); a != b {
			check("shortest", a, b)
		}
		f = float64(math.Float32frombits(r.Uint32()))
		if a, b := ours.FormatFloat(f, 'g', -1, 32), strconv.FormatFloat(f, 'g', -1, 32); a != b {
			check("shortest32", a, b)
		}
	}
	for _, s := range []string{"", ".", "+", "-", "1e", "1e+", "0x", "0x1", "0x1p", "0x1p0", "0x1.8p1", "1_0", "1__0", "_1", "1_", "0x_1p0",
		"1_23.50_0_0e+1_2", "inf", "-Inf", "+INFINITY", "nan", "+nan", "infin", "1.e5", ".5", "5.", "1e400", "-1e400", "1e-400", "1e309",
		"1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "2.4703282292062327e-324",
		"2.4703282292062328e-324", "4.9e-324", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7p1023",
		"0x123456789abcdef0123456789abcdefp-20", "1e99999999999999999999", "0e99999999999", "1x", "1.2.3", " 1", "1 ", "0x1.p0", "0x.8p0", "0x.p0",
		"9007199254740993", "9007199254740992.5", "9007199254740993.0000000000000000000000000000000000000000000001",
		"0." + strings.Repeat("0", 400) + "1e400", strings.Repeat("9", 1000), strings.Repeat("1", 400) + "e-390", "1p5", "3.4028236e38", "3.4028235677973366e38",
		"1.4e-45", "0.7e-45", "7.006492321624085e-46", "7.006492321624086e-46", "16777217", "16777219", "0_1", "1e1_0", "0x1_0p1_0"} {
		parse(s)
	}
	for i := 0; i < 60000; i++ {
		f := math.Float64frombits(r.Uint64())
		if f != f || math.IsInf(f, 0) {
			continue
		}
		parse(strconv.FormatFloat(f, 'g', -1, 64))
		parse(strconv.FormatFloat(f, 'e', 15+r.Intn(30), 64))
		parse(strconv.FormatFloat(float64(math.Float32frombits(r.Uint32())), 'e', 7+r.Intn(4), 64))
		parse(fmt.Sprintf("%d.%de%d", r.Intn(1000000), r.Intn(1000000), r.Intn(700)-350))
		parse(fmt.Sprintf("%d%d", r.Int63(), r.Int63()))
		parse(fmt.Sprintf("0x%x.%xp%d", r.Int63(), r.Int63(), r.Intn(2400)-1200))
	}
	// Middles of neighbours, in full and a little beside: only exact arithmetic tells them.
	for i := 0; i < 3000; i++ {
		e := r.Intn(2098) - 1074
		m := r.Uint64()>>11 | 1<<52
		if e < -1022 {
			m >>= uint(r.Intn(50))
		}
		f := math.Ldexp(float64(m), e-52)
		g := math.Nextafter(f, math.Inf(1))
		if math.IsInf(g, 0) || f == 0 {
			continue
		}
		s := middle(f, g)
		parse(s)
		at := strings.IndexByte(s, 'e')
		parse(s[:at] + "00000001" + s[at:])
		k := at - 1
		parse(s[:k] + string(s[k]-1) + "999" + s[at:])
	}
	if bad > 0 {
		os.Exit(1)
	}
	fmt.Println("same")
}

// middle returns (f+g)/2 in all its digits.
func middle(f, g float64) string {
	a, b := new(bigFloat).SetPrec(3000).SetFloat64(f), new(bigFloat).SetPrec(3000).SetFloat64(g)
	a.Add(a, b)
	a.Quo(a, new(bigFloat).SetPrec(3000).SetFloat64(2))
	s := a.Text('e', 1100)
	at := strings.IndexByte(s, 'e')
	return strings.TrimRight(s[:at], "0") + s[at:]
}
"""

REST = r"""
package main

import (
	"fmt"
	"math/big"
	gobits "math/bits"
	"math/rand"
	"os"
	ourbits "rt0std/math/bits"
	ours "rt0std/strconv"
	"strconv"
	"unicode"
	"unicode/utf8"
)

type bigFloat = big.Float

var bad int

func check(what string, a, b any) {
	if fmt.Sprint(a) != fmt.Sprint(b) {
		fmt.Printf("%s: ours %v, Go's %v\n", what, a, b)
		if bad++; bad > 20 {
			os.Exit(1)
		}
	}
}

func pair(v any, err error) string { return fmt.Sprint(v, "|", err) }

func ints(s string) {
	check("Atoi "+s, pair(ours.Atoi(s)), pair(strconv.Atoi(s)))
	check("ParseBool "+s, pair(ours.ParseBool(s)), pair(strconv.ParseBool(s)))
	for _, base := range []int{0, 2, 8, 10, 16, 36, 1, 37} {
		for _, size := range []int{0, 8, 16, 32, 64, 65, -1} {
			w := fmt.Sprintf("%q %d %d", s, base, size)
			check("ParseUint "+w, pair(ours.ParseUint(s, base, size)), pair(strconv.ParseUint(s, base, size)))
			check("ParseInt "+w, pair(ours.ParseInt(s, base, size)), pair(strconv.ParseInt(s, base, size)))
		}
	}
	check("ParseComplex "+s, pair(ours.ParseComplex(s, 128)), pair(strconv.ParseComplex(s, 128)))
	check("Unquote "+s, pair(ours.Unquote(s)), pair(strconv.Unquote(s)))
	check("QuotedPrefix "+s, pair(ours.QuotedPrefix(s)), pair(strconv.QuotedPrefix(s)))
	check("Quote", ours.Quote(s), strconv.Quote(s))
	check("QuoteToASCII", ours.QuoteToASCII(s), strconv.QuoteToASCII(s))
	check("QuoteToGraphic", ours.QuoteToGraphic(s), strconv.QuoteToGraphic(s))
	check("CanBackquote", ours.CanBackquote(s), strconv.CanBackquote(s))
	for _, q := range []byte{0, '"', '\'', '`'} {
		a, b, c, d := ours.UnquoteChar(s, q)
		e, f, g, h := strconv.UnquoteChar(s, q)
		check("UnquoteChar "+s, fmt.Sprint(a, b, c, d), fmt.Sprint(e, f, g, h))
	}
}

func main() {
	r := rand.New(rand.NewSource(2))
	for c := rune(-2); c <= utf8.MaxRune+2; c++ {
		if ours.IsPrint(c) != unicode.IsPrint(c) || ours.IsGraphic(c) != strconv.IsGraphic(c) {
			check("IsPrint", c, "differs")
		}
		if c < 0x3000 || c&63 == 0 {
			check("QuoteRune", ours.QuoteRune(c), strconv.QuoteRune(c))
			check("QuoteRuneToASCII", ours.QuoteRuneToASCII(c), strconv.QuoteRuneToASCII(c))
			check("QuoteRuneToGraphic", ours.QuoteRuneToGraphic(c), strconv.QuoteRuneToGraphic(c))
		}
	}
	for _, s := range []string{"", "0", "-0", "+5", "-", "+", "12345678901234567890", "9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "99999999999999999999999", "0x1F", "0b101",
		"0o17", "017", "08", "1_000", "0x_1", "_1", "1__0", "zz", "ZZ", "12a", "127", "128", "-128", "-129", "255", "256", "true", "TRUE", "f", " 1",
		"1+2i", "(1-2i)", "3i", "1++2i", "1+2", "i", "inf+infi", "1e400+1i", "1 2i", "nan+nani",
		"\"abc\"", "'x'", "'xy'", "''", "`a\rb`", "`a", "\"a\\n\\x41\\u00e9\\U0001F600\\101\"", "\"\\400\"", "\"\\ud800\"", "'\\''", "\"\\'\"", "\"a\nb\"",
		"\"\xff\"", "'\xff'", "\"a\"b", "\\x4", "\\u12", "\\", "\\q", "\\0", "\\08x", "é", "\xff", "a\tb`", "\ufeff", "\x7f", "\u2028", "1e"} {
		ints(s)
	}
	alphabet := []string{"0", "1", "9", "-", "+", "x", "_", "a", "\\", "\"", "'", "`", "u", "n", "é", "\xff", "\U0001F600", "i", "e", "(", ")", ".", "7", "f", "\n", "\r"}
	for i := 0; i < 20000; i++ {
		s := ""
		for k := r.Intn(9); k >= 0; k-- {
			s += alphabet[r.Intn(len(alphabet))]
		}
		if i&1 == 0 {
			s = "\"" + s + "\""
		}
		ints(s)
	}
	for i := 0; i < 40000; i++ {
		x, y, z := r.Uint64()>>uint(r.Intn(64)), r.Uint64()>>uint(r.Intn(64)), r.Uint64()>>uint(r.Intn(64))
		base := 2 + r.Intn(35)
		check("FormatInt", ours.FormatInt(int64(x), base), strconv.FormatInt(int64(x), base))
		check("FormatInt", ours.FormatInt(-int64(x), base), strconv.FormatInt(-int64(x), base))
		check("FormatUint", ours.FormatUint(x, base), strconv.FormatUint(x, base))
		check("Itoa", ours.Itoa(int(x)), strconv.Itoa(int(x)))
		check("Len", ourbits.Len64(x), gobits.Len64(x))
		check("TrailingZeros", ourbits.TrailingZeros64(x), gobits.TrailingZeros64(x))
		check("TrailingZeros8", ourbits.TrailingZeros8(uint8(x)), gobits.TrailingZeros8(uint8(x)))
		check("LeadingZeros16", ourbits.LeadingZeros16(uint16(x)), gobits.LeadingZeros16(uint16(x)))
		check("OnesCount", ourbits.OnesCount64(x), gobits.OnesCount64(x))
		check("Reverse", ourbits.Reverse64(x), gobits.Reverse64(x))
		check("Reverse8", ourbits.Reverse8(uint8(x)), gobits.Reverse8(uint8(x)))
		check("Reverse16", ourbits.Reverse16(uint16(x)), gobits.Reverse16(uint16(x)))
		check("ReverseBytes", ourbits.ReverseBytes32(uint32(x)), gobits.ReverseBytes32(uint32(x)))
		check("RotateLeft", ourbits.RotateLeft64(x, int(y)), gobits.RotateLeft64(x, int(y)))
		check("RotateLeft8", ourbits.RotateLeft8(uint8(x), -int(y)), gobits.RotateLeft8(uint8(x), -int(y)))
		check("Mul", fmt.Sprint(ourbits.Mul64(x, y)), fmt.Sprint(gobits.Mul64(x, y)))
		check("Add", fmt.Sprint(ourbits.Add64(x, y, z&1)), fmt.Sprint(gobits.Add64(x, y, z&1)))
		check("Sub", fmt.Sprint(ourbits.Sub64(x, y, z&1)), fmt.Sprint(gobits.Sub64(x, y, z&1)))
		check("Sub32", fmt.Sprint(ourbits.Sub32(uint32(x), uint32(y), uint32(z&1))), fmt.Sprint(gobits.Sub32(uint32(x), uint32(y), uint32(z&1))))
		if z > x {
			check("Div", fmt.Sprint(ourbits.Div64(x, y, z)), fmt.Sprint(gobits.Div64(x, y, z)))
		}
		if z > 0 {
			check("Rem", ourbits.Rem64(x, y, z), gobits.Rem64(x, y, z))
		}
		c := complex(r.NormFloat64(), r.NormFloat64())
		check("FormatComplex", ours.FormatComplex(c, 'g', -1, 128), strconv.FormatComplex(c, 'g', -1, 128))
	}
	if bad > 0 {
		os.Exit(1)
	}
	fmt.Println("same")
}
"""

BIG = 'package main\n\nimport "math/big"\n\ntype bigFloat = big.Float\n'


@needs_go
def test_floats(tmp_path: Path) -> None:
    module = make_module(tmp_path)
    (module / "check").mkdir()
    (module / "check" / "big.go").write_text(BIG)
    assert run_go(module, FLOATS.lstrip()) == "same\n"


@needs_go
def test_integers_quoting_and_bits(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), REST.lstrip()) == "same\n"


def test_power_table_is_generated() -> None:
    assert gen_std_pow10.TARGET.read_text() == gen_std_pow10.table_source()
