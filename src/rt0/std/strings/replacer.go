package strings

import (
	"internal/bytealg"
	"io"
	"sync"
)

// A Replacer replaces several strings at once. It may be used from several
// goroutines.
//
// The pairs are kept as a trie over the bytes of the old strings. At each place
// of the text the pair is taken that was given first, of those that fit;
// replaced text is not looked at again.
type Replacer struct {
	pairs []string
	once  sync.Once
	nodes []trieNode // the first is the root
	empty int        // the pair whose old string is empty, or -1
	first [256]bool  // the bytes that an old string begins with
}

// A trieNode stands for a beginning of old strings.
type trieNode struct {
	pair  int // the pair whose old string ends here, or -1
	least int // the first pair at or below this node
	child map[byte]int
}

// NewReplacer returns a Replacer of pairs old, new. It panics if their number
// is odd.
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	return &Replacer{pairs: append([]string(nil), oldnew...)}
}

// build makes the trie.
func (r *Replacer) build() {
	r.nodes = []trieNode{{pair: -1, least: len(r.pairs)}}
	r.empty = -1
	for p := 0; p < len(r.pairs); p += 2 {
		old := r.pairs[p]
		if old == "" {
			if r.empty < 0 {
				r.empty = p
			}
			continue
		}
		r.first[old[0]] = true
		at := 0
		for i := 0; i < len(old); i++ {
			next, ok := r.nodes[at].child[old[i]]
			if !ok {
				next = len(r.nodes)
				r.nodes = append(r.nodes, trieNode{pair: -1, least: p})
				if r.nodes[at].child == nil {
					r.nodes[at].child = make(map[byte]int)
				}
				r.nodes[at].child[old[i]] = next
			}
			at = next
		}
		if r.nodes[at].pair < 0 {
			r.nodes[at].pair = p
		}
	}
}

// find returns the first pair whose old string s begins with, or -1. The pair
// of the empty string only counts if that is wanted.
func (r *Replacer) find(s string, empty bool) int {
	best := -1
	if empty {
		best = r.empty
	}
	if s == "" || !r.first[s[0]] {
		return best
	}
	at := 0
	for i := 0; i < len(s); i++ {
		next, ok := r.nodes[at].child[s[i]]
		if !ok || best >= 0 && r.nodes[next].least > best {
			break
		}
		at = next
		if p := r.nodes[at].pair; p >= 0 && (best < 0 || p < best) {
			best = p
		}
	}
	return best
}

// append appends s, replaced, to b.
func (r *Replacer) append(b []byte, s string) []byte {
	r.once.Do(r.build)
	done := 0
	wasEmpty := false // the empty string was just replaced here
	for i := 0; i <= len(s); {
		if r.empty < 0 && i < len(s) && !r.first[s[i]] {
			i++
			continue
		}
		p := r.find(s[i:], !wasEmpty)
		if wasEmpty = p >= 0 && r.pairs[p] == ""; p < 0 {
			i++
			continue
		}
		b = append(b, s[done:i]...)
		b = append(b, r.pairs[p+1]...)
		i += len(r.pairs[p])
		done = i
	}
	return append(b, s[done:]...)
}

// Replace returns s with everything replaced.
func (r *Replacer) Replace(s string) string {
	b := r.append(nil, s)
	return bytealg.String(b)
}

// WriteString writes s to w with everything replaced.
func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	return w.Write(r.append(nil, s))
}
