// wordfreq: a text tool. It reads the files named by its arguments, or a text of its own, and tells how often words and letters occur.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"
)

const text = `It was the best of times, it was the worst of times, it was the age of
wisdom, it was the age of foolishness, it was the epoch of belief, it was the
epoch of incredulity, it was the season of Light, it was the season of Darkness,
it was the spring of hope, it was the winter of despair -- we had everything
before us, we had nothing before us; we were all going direct to Heaven, we were
all going direct the other way. Ceci n'est pas une pipe: "déjà vu", naïve café!
`

// A counter counts things of one kind.
type counter[K cmp.Ordered] map[K]int

func (c counter[K]) add(k K) { c[k]++ }

type entry[K cmp.Ordered] struct {
	key K
	n   int
}

// top returns the n most frequent, equals in the order of their keys.
func (c counter[K]) top(n int) []entry[K] {
	var list []entry[K]
	for k, m := range c {
		list = append(list, entry[K]{k, m})
	}
	slices.SortFunc(list, func(a, b entry[K]) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.key, b.key))
	})
	return list[:min(n, len(list))]
}

func (c counter[K]) total() (n int) {
	for _, m := range c {
		n += m
	}
	return n
}

type statistics struct {
	words   counter[string]
	letters counter[rune]
	lengths counter[int]
	lines   int
	longest string
}

func isWord(r rune) bool { return unicode.IsLetter(r) || r == '\'' }

// splitWords is a bufio.SplitFunc for words of letters.
func splitWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for i, r := range string(data) {
		if isWord(r) {
			start = i
			break
		}
		start = i + len(string(r))
	}
	for i, r := range string(data[start:]) {
		if !isWord(r) {
			return start + i, data[start : start+i], nil
		}
	}
	if atEOF && start < len(data) {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}

func count(r io.Reader) (*statistics, error) {
	s := &statistics{words: counter[string]{}, letters: counter[rune]{}, lengths: counter[int]{}}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		s.lines++
		words := bufio.NewScanner(strings.NewReader(lines.Text()))
		words.Split(splitWords)
		for words.Scan() {
			w := strings.ToLower(words.Text())
			s.words.add(w)
			n := 0
			for _, r := range w {
				if unicode.IsLetter(r) {
					s.letters.add(r)
					n++
				}
			}
			s.lengths.add(n)
			if n > len([]rune(s.longest)) {
				s.longest = w
			}
		}
		if err := words.Err(); err != nil {
			return nil, fmt.Errorf("line %d: %w", s.lines, err)
		}
	}
	return s, lines.Err()
}

func (s *statistics) print(w io.Writer, n int) {
	fmt.Fprintf(w, "%d lines, %d words, %d different, longest %q\n", s.lines, s.words.total(), len(s.words), s.longest)
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(table, "word\tcount\tshare\t")
	for _, e := range s.words.top(n) {
		fmt.Fprintf(table, "%s\t%d\t%.1f%%\t\n", e.key, e.n, 100*float64(e.n)/float64(s.words.total()))
	}
	table.Flush()
	for _, e := range s.letters.top(n) {
		fmt.Fprintf(w, "%c %3d %s\n", e.key, e.n, strings.Repeat("*", e.n/2))
	}
	lengths := make([]int, 0, len(s.lengths))
	for k := range s.lengths {
		lengths = append(lengths, k)
	}
	slices.Sort(lengths)
	for _, k := range lengths {
		fmt.Fprintf(w, "%2d letters: %d\n", k, s.lengths[k])
	}
}

func main() {
	n := flag.Int("n", 8, "how many words and letters to show")
	flag.Parse()
	inputs := []io.Reader{strings.NewReader(text)}
	if flag.NArg() > 0 {
		inputs = nil
		for _, name := range flag.Args() {
			f, err := os.Open(name)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			defer f.Close()
			inputs = append(inputs, f)
		}
	}
	s, err := count(io.MultiReader(inputs...))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s.print(os.Stdout, *n)
}
