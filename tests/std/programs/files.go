// Files, the environment, buffered and scanned input, and errors of the system.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"syscall"
)

type coded struct{ code int }

func (c *coded) Error() string { return "code " + strconv.Itoa(c.code) }

func main() {
	dir := os.Args[len(os.Args)-1]
	name := dir + "/a.txt"
	fmt.Println(os.WriteFile(name, []byte("one\ntwo three\n"), 0o644))
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	fmt.Println(err)
	fmt.Fprintf(f, "%05d %s\n", 42, "é")
	fmt.Println(f.Close(), f.Close() != nil)
	data, err := os.ReadFile(name)
	fmt.Printf("%q %v\n", data, err)
	f, _ = os.Open(name)
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	pos, err := f.Seek(-3, io.SeekEnd)
	rest, _ := io.ReadAll(f)
	fmt.Println(sc.Err(), pos, err, rest)
	buf := make([]byte, 4)
	n, err := f.ReadAt(buf, 4)
	fmt.Println(n, err, string(buf))
	_, err = f.Write([]byte("x"))
	fmt.Println(errors.Is(err, syscall.EBADF))
	f.Close()
	_, err = f.Read(buf)
	fmt.Println(errors.Is(err, os.ErrClosed))

	_, err = os.ReadFile(dir + "/none")
	var pe *os.PathError
	fmt.Println(errors.Is(err, os.ErrNotExist), os.IsNotExist(err), errors.As(err, &pe), pe.Op, pe.Err, errors.Is(err, fs.ErrNotExist))
	var errno syscall.Errno
	fmt.Println(errors.As(err, &errno), errno == syscall.ENOENT, int(errno), errno.Timeout())
	wrapped := fmt.Errorf("outer: %w", errors.Join(errors.New("a"), &coded{5}))
	var c *coded
	fmt.Println(errors.As(wrapped, &c), c.code, errors.Unwrap(wrapped) != nil, strings.ReplaceAll(wrapped.Error(), "\n", "|"))
	if e, ok := errors.AsType[*coded](wrapped); ok {
		fmt.Println("AsType", e)
	}
	var timeout interface{ Timeout() bool }
	fmt.Println(errors.As(err, &timeout), errors.As(wrapped, &timeout))

	fmt.Println(os.MkdirAll(dir+"/p/q", 0o755), os.Rename(name, dir+"/p/b.txt"), os.Remove(dir+"/p") != nil, os.Remove(dir+"/p/b.txt"))
	os.Setenv("RT0_TEST", "value")
	v, ok := os.LookupEnv("RT0_TEST")
	os.Unsetenv("RT0_TEST")
	_, still := os.LookupEnv("RT0_TEST")
	fmt.Println(v, ok, still, os.Expand("$x-${y}", strings.ToUpper))

	words := strings.Fields("the quick brown fox jumps over the lazy dog the end")
	count := map[string]int{}
	for _, w := range words {
		count[w]++
	}
	keys := slices.Sorted(maps.Keys(count))
	fmt.Println(keys, count)
	slices.SortStableFunc(words, func(a, b string) int { return len(a) - len(b) })
	fmt.Println(words, slices.Index(words, "fox"), slices.Max(words))
	sort.Sort(sort.Reverse(sort.StringSlice(words)))
	fmt.Println(words, sort.SearchInts([]int{1, 3, 5}, 4))
	var out bytes.Buffer
	w := bufio.NewWriter(&out)
	for i := range 3 {
		fmt.Fprintln(w, i, i*i)
	}
	w.Flush()
	fmt.Printf("%q\n", out.String())
	fmt.Println(slices.Collect(slices.Values([]int{1, 2})))
	in := bufio.NewReader(os.Stdin)
	text, err := in.ReadString('\n')
	fmt.Printf("%q %v\n", text, err)
	fmt.Fprintln(os.Stderr, "done")
	os.Exit(3)
}
