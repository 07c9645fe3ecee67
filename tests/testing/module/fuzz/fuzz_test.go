package fuzz

import (
	"math"
	"testing"
	"unicode/utf8"
)

func FuzzReverse(f *testing.F) {
	f.Add("abc", 3)
	f.Add("", 0)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if utf8.RuneCountInString(s) != n {
			t.Errorf("%q has not %d", s, n)
		}
	})
}

func FuzzBytes(f *testing.F) {
	f.Add([]byte("seed"), byte(1), 2.5, 'x', true)
	f.Fuzz(func(t *testing.T, b []byte, c byte, x float64, r rune, ok bool) {
		t.Logf("%q %d %v %q %v", b, c, x, r, ok)
		if math.IsNaN(x) {
			t.Error("not a number")
		}
	})
}

func FuzzNever(f *testing.F) {}

func FuzzSkipped(f *testing.F) { f.Skip("not here") }
