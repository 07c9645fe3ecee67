// Scanning words that a reader cuts anywhere, spaces of several bytes and broken bytes among them; searches for a byte in texts of
// every length and alignment; equality and order of strings that differ in one byte; sort.Slice of elements of many sizes.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
)

// cut is a reader that gives n bytes at a time.
type cut struct {
	text string
	n    int
}

func (c *cut) Read(p []byte) (int, error) {
	if c.text == "" {
		return 0, io.EOF
	}
	k := copy(p, c.text[:min(c.n, len(c.text))])
	c.text = c.text[k:]
	return k, nil
}

func words() {
	texts := []string{
		"", " ", "one", " one  two\tthree\r\n", "a\u2003b\u3000\u0085c\u00a0d", "\u2003", "x\xe2\x80", "\xe2\x80 y", "é\u1680ü", "\xff \xc2", "\x85z\xa0",
		"no\u200bspace", "end\u2003", "\v\f\x1cq\x1fr",
	}
	for _, text := range texts {
		for n := 1; n < 5; n++ {
			s := bufio.NewScanner(&cut{text, n})
			s.Split(bufio.ScanWords)
			for s.Scan() {
				fmt.Printf("%q ", s.Text())
			}
			fmt.Print(s.Err(), "|")
		}
		fmt.Println()
	}
	for i := range 8 {
		data := []byte("\u2003ab\u2003c")[:i]
		for _, end := range []bool{false, true} {
			advance, token, err := bufio.ScanWords(data, end)
			fmt.Print(advance, " ", strconv.Quote(string(token)), token == nil, err, "; ")
		}
	}
	fmt.Println()
}

func searches() {
	text := strings.Repeat("abcdefghijklmnop", 6)
	sum := 0
	for from := 0; from < 20; from++ {
		for n := 0; from+n <= len(text); n++ {
			s := text[from : from+n]
			for _, c := range []byte("apmz") {
				want := -1
				for i := range len(s) {
					if s[i] == c {
						want = i
						break
					}
				}
				if strings.IndexByte(s, c) != want || bytes.IndexByte([]byte(s), c) != want {
					fmt.Println("wrong", from, n, c)
				}
				sum += want
			}
		}
	}
	fmt.Println(sum)
}

func order() {
	sum := 0
	for n := 0; n < 150; n++ {
		a := bytes.Repeat([]byte{'m'}, n)
		if s, t := string(a), string(append([]byte(nil), a...)); s != t || s < t || t < s {
			fmt.Println("wrong: equal ones", n)
		}
		for i := range a {
			b := append([]byte(nil), a...)
			for _, c := range []byte{0, 'l', 'n', 0xff} {
				b[i] = c
				s, t := string(a), string(b)
				if s == t || (s < t) != ('m' < c) || (t < s) == ('m' < c) || strings.Compare(s, t) != bytes.Compare(a, b) {
					fmt.Println("wrong", n, i, c)
				}
				sum += strings.Compare(s, t[:i+1])
			}
		}
	}
	fmt.Println(sum)
}

func sorted[E any](n int, make func(i int) E, key func(E) int) {
	s := []E{}
	for i := range n {
		s = append(s, make(i*7919%n))
	}
	sort.Slice(s, func(i, j int) bool { return key(s[i]) < key(s[j]) })
	fmt.Printf("%T %v %v\n", s[0], s[0], s[n-1])
}

func sizes() {
	const n = 60
	sorted(n, func(i int) byte { return byte(i) }, func(x byte) int { return int(x) })
	sorted(n, func(i int) int16 { return int16(i) }, func(x int16) int { return int(x) })
	sorted(n, func(i int) [3]byte { return [3]byte{byte(i), 1, 2} }, func(x [3]byte) int { return int(x[0]) })
	sorted(n, func(i int) float32 { return float32(i) }, func(x float32) int { return int(x) })
	sorted(n, func(i int) *int { return nil }, func(x *int) int { return 0 })
	sorted(n, func(i int) string { return strconv.Itoa(i) }, func(x string) int { k, _ := strconv.Atoi(x); return k })
	sorted(n, func(i int) any { return i }, func(x any) int { return x.(int) })
	sorted(n, func(i int) []int { return []int{i} }, func(x []int) int { return x[0] })
	sorted(n, func(i int) [4]int { return [4]int{i, -i} }, func(x [4]int) int { return x[0] })
	sorted(n, func(i int) [5]string { return [5]string{strconv.Itoa(i)} }, func(x [5]string) int { k, _ := strconv.Atoi(x[0]); return k })
	sorted(n, func(i int) [20]byte { return [20]byte{byte(i), 19: 1} }, func(x [20]byte) int { return int(x[0]) })
	sorted(n, func(i int) [40]byte { return [40]byte{byte(i), 39: 1} }, func(x [40]byte) int { return int(x[0]) })
	sorted(n, func(i int) [48]byte { return [48]byte{byte(i), 47: 1} }, func(x [48]byte) int { return int(x[0]) })
}

func main() {
	words()
	searches()
	order()
	sizes()
}
