// Strings: indexing, comparison, conversion, builder, packages strings, strconv and sort.
package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func main() {
	s := "hello, world"
	fmt.Println(len(s), s[0], s[7:], s[:5], s[3:8], s+"!", s < "help", s == "hello"+", world")
	fmt.Println(strings.ToUpper(s), strings.Title(s), strings.Repeat("ab", 3), strings.Index(s, "wor"))
	fmt.Println(strings.Split("a,b,c", ","), strings.Fields("  x  y z "), strings.Join([]string{"1", "2"}, "-"))
	fmt.Println(strings.Replace(s, "l", "L", 2), strings.ReplaceAll(s, "o", "0"), strings.TrimSpace("  t "))
	fmt.Println(strings.HasPrefix(s, "he"), strings.HasSuffix(s, "ld"), strings.Contains(s, "xyz"), strings.Count(s, "l"))
	fmt.Println(strings.TrimLeft("xxabc", "x"), strings.Trim("--a--", "-"), strings.LastIndex(s, "o"))
	before, after, found := strings.Cut("key=value", "=")
	fmt.Println(before, after, found)
	var b strings.Builder
	for i := 0; i < 3; i++ {
		fmt.Fprintf(&b, "%d-", i)
	}
	b.WriteByte('x')
	b.WriteRune('é')
	fmt.Println(b.String(), b.Len())
	n, err := strconv.Atoi("12x")
	fmt.Println(n, err)
	var ne *strconv.NumError
	fmt.Println(errors.As(err, &ne), ne.Func, errors.Is(err, strconv.ErrSyntax))
	f, _ := strconv.ParseFloat("3.25e2", 64)
	i, err := strconv.ParseInt("-ff", 16, 64)
	u, err2 := strconv.ParseUint("300", 10, 8)
	q, _ := strconv.ParseBool("true")
	fmt.Println(f, i, err, u, err2, q)
	fmt.Println(strconv.Itoa(-45), strconv.Quote("hi\n\"there\""), strconv.FormatInt(255, 2), strconv.FormatFloat(1.0/3, 'f', 4, 64))
	w := []string{"pear", "fig", "banana", "kiwi"}
	sort.Strings(w)
	fmt.Println(w, sort.SearchStrings(w, "fig"))
	sort.Sort(byLen(w))
	fmt.Println(len(w[0]), len(w[3]))
	sort.Slice(w, func(i, j int) bool { return w[i] > w[j] })
	fmt.Println(w)
	x := []int{5, 2, 9, 1}
	sort.Sort(sort.Reverse(sort.IntSlice(x)))
	fmt.Println(x, sort.IsSorted(sort.IntSlice(x)))
	wrapped := fmt.Errorf("context: %w", os.ErrNotExist)
	fmt.Println(wrapped, errors.Is(wrapped, os.ErrNotExist), errors.Unwrap(wrapped) == os.ErrNotExist)
	_, err = os.ReadFile("/does/not/exist")
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	bs := []byte(s)
	bs[0] = 'J'
	fmt.Println(string(bs), s, string(rune(65)), strings.EqualFold("Go", "GO"))
	for _, line := range strings.Split("l1\nl2\n", "\n") {
		fmt.Printf("%q ", line)
	}
	fmt.Println()
	r := strings.NewReplacer("a", "1", "b", "2")
	fmt.Println(r.Replace("abc"))
	fmt.Fprintln(os.Stdout, "to stdout", 1, 2.5, 'c', nil, []string{"x"}, map[string]int{"b": 2, "a": 1}, &struct{ N int }{3})
}
