// spell: corrections by edit distance over a trie and over a BK-tree; both must find the same words.
package main

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

const dictionary = `able about above accept across act active after again against age ago agree air all allow alone along
already also always among angry animal answer any apple area arm army around arrive art ask autumn away baby back bad bag
ball bank base basket bath bean bear beautiful bed bedroom beer behave before begin behind bell below besides best better
between big bird birth birthday bit bite black bleed block blood blow blue board boat body bone book border born borrow
café naïve über the there their then than that this thin thing think thank quick quiet quite`

type trie struct {
	next map[rune]*trie
	word string
}

func (t *trie) insert(word string) {
	for _, r := range word {
		if t.next == nil {
			t.next = map[rune]*trie{}
		}
		n := t.next[r]
		if n == nil {
			n = &trie{}
			t.next[r] = n
		}
		t = n
	}
	t.word = word
}

// all goes over the words in order.
func (t *trie) all() iter.Seq[string] {
	return func(yield func(string) bool) { t.walk(yield) }
}

func (t *trie) walk(yield func(string) bool) bool {
	if t.word != "" && !yield(t.word) {
		return false
	}
	var keys []rune
	for r := range t.next {
		keys = append(keys, r)
	}
	slices.Sort(keys)
	for _, r := range keys {
		if !t.next[r].walk(yield) {
			return false
		}
	}
	return true
}

type found struct {
	word     string
	distance int
}

func sorted(list []found) []found {
	slices.SortFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.word, b.word))
	})
	return list
}

// near finds words within a distance; a row of the table of distances is made for each letter on the way.
func (t *trie) near(word string, limit int) []found {
	target := []rune(word)
	first := make([]int, len(target)+1)
	for i := range first {
		first[i] = i
	}
	var out []found
	var walk func(t *trie, row []int)
	walk = func(t *trie, row []int) {
		if t.word != "" && row[len(target)] <= limit {
			out = append(out, found{t.word, row[len(target)]})
		}
		for r, n := range t.next {
			next := make([]int, len(row))
			next[0] = row[0] + 1
			for i := 1; i < len(row); i++ {
				change := row[i-1]
				if target[i-1] != r {
					change++
				}
				next[i] = min(change, row[i]+1, next[i-1]+1)
			}
			if slices.Min(next) <= limit {
				walk(n, next)
			}
		}
	}
	walk(t, first)
	return sorted(out)
}

func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		last := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := last
			if r != s {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j]+1, last+1)
		}
	}
	return row[len(y)]
}

// A bk is a tree in which the children lie by their distance from the node.
type bk struct {
	word     string
	children map[int]*bk
}

func (t *bk) insert(word string) {
	for {
		d := distance(t.word, word)
		if d == 0 {
			return
		}
		c := t.children[d]
		if c == nil {
			if t.children == nil {
				t.children = map[int]*bk{}
			}
			t.children[d] = &bk{word: word}
			return
		}
		t = c
	}
}

func (t *bk) near(word string, limit int) (out []found, visited int) {
	todo := []*bk{t}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		visited++
		d := distance(n.word, word)
		if d <= limit {
			out = append(out, found{n.word, d})
		}
		for k, c := range n.children {
			if k >= d-limit && k <= d+limit {
				todo = append(todo, c)
			}
		}
	}
	return sorted(out), visited
}

func main() {
	words := strings.Fields(dictionary)
	t := &trie{}
	b := &bk{word: words[0]}
	for _, w := range words {
		t.insert(w)
		b.insert(w)
	}
	n := 0
	last := ""
	for w := range t.all() {
		if w <= last {
			panic("not in order")
		}
		last = w
		n++
	}
	fmt.Println(len(words), n)
	for w := range t.all() {
		if strings.HasPrefix(w, "be") {
			fmt.Print(w, " ")
		}
		if w > "bf" {
			break
		}
	}
	fmt.Println()
	for _, w := range []string{"bel", "thn", "birthdya", "cafe", "uber", "qiet", "xyzzy", "abuot", ""} {
		for limit := 1; limit <= 2; limit++ {
			x := t.near(w, limit)
			y, visited := b.near(w, limit)
			fmt.Printf("%q %d %v same: %t, fewer looked at: %t\n", w, limit, x, slices.Equal(x, y), visited <= len(words))
		}
	}
}
