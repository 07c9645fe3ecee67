// btree: a generic B-tree map with insertion, deletion, ranges as iterators and a check of its invariants.
package main

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

const degree = 3 // a node but the root has from degree-1 to 2*degree-1 keys

type node[K cmp.Ordered, V any] struct {
	keys     []K
	values   []V
	children []*node[K, V]
}

type Tree[K cmp.Ordered, V any] struct {
	root *node[K, V]
	n    int
}

func (n *node[K, V]) leaf() bool { return len(n.children) == 0 }

func (t *Tree[K, V]) Get(key K) (v V, ok bool) {
	for n := t.root; n != nil; {
		i, found := slices.BinarySearch(n.keys, key)
		if found {
			return n.values[i], true
		}
		if n.leaf() {
			break
		}
		n = n.children[i]
	}
	return v, false
}

// split cuts the full i-th child in two, with its middle key moving up.
func (n *node[K, V]) split(i int) {
	c := n.children[i]
	m := degree - 1
	right := &node[K, V]{keys: slices.Clone(c.keys[m+1:]), values: slices.Clone(c.values[m+1:])}
	if !c.leaf() {
		right.children = slices.Clone(c.children[m+1:])
		c.children = c.children[:m+1]
	}
	n.keys = slices.Insert(n.keys, i, c.keys[m])
	n.values = slices.Insert(n.values, i, c.values[m])
	n.children = slices.Insert(n.children, i+1, right)
	c.keys, c.values = c.keys[:m], c.values[:m]
}

func (t *Tree[K, V]) Put(key K, value V) {
	if t.root == nil {
		t.root = &node[K, V]{}
	}
	if len(t.root.keys) == 2*degree-1 {
		t.root = &node[K, V]{children: []*node[K, V]{t.root}}
		t.root.split(0)
	}
	for n := t.root; ; {
		i, found := slices.BinarySearch(n.keys, key)
		switch {
		case found:
			n.values[i] = value
			return
		case n.leaf():
			n.keys = slices.Insert(n.keys, i, key)
			n.values = slices.Insert(n.values, i, value)
			t.n++
			return
		}
		if len(n.children[i].keys) == 2*degree-1 {
			n.split(i)
			continue
		}
		n = n.children[i]
	}
}

func (t *Tree[K, V]) Delete(key K) bool {
	if t.root == nil || !t.root.remove(key) {
		return false
	}
	t.n--
	if len(t.root.keys) == 0 {
		if t.root.leaf() {
			t.root = nil
		} else {
			t.root = t.root.children[0]
		}
	}
	return true
}

func (n *node[K, V]) remove(key K) bool {
	i, found := slices.BinarySearch(n.keys, key)
	if n.leaf() {
		if found {
			n.keys = slices.Delete(n.keys, i, i+1)
			n.values = slices.Delete(n.values, i, i+1)
		}
		return found
	}
	if found { // the largest of the left subtree takes its place
		c := n.children[i]
		for !c.leaf() {
			c = c.children[len(c.children)-1]
		}
		last := len(c.keys) - 1
		n.keys[i], n.values[i] = c.keys[last], c.values[last]
		n.children[i].remove(c.keys[last])
		n.fill(i)
		return true
	}
	ok := n.children[i].remove(key)
	n.fill(i)
	return ok
}

// fill sees to it that the i-th child has enough keys, from a neighbour or by joining.
func (n *node[K, V]) fill(i int) {
	c := n.children[i]
	if len(c.keys) >= degree-1 {
		return
	}
	if i > 0 && len(n.children[i-1].keys) >= degree {
		l := n.children[i-1]
		last := len(l.keys) - 1
		c.keys, c.values = slices.Insert(c.keys, 0, n.keys[i-1]), slices.Insert(c.values, 0, n.values[i-1])
		n.keys[i-1], n.values[i-1] = l.keys[last], l.values[last]
		l.keys, l.values = l.keys[:last], l.values[:last]
		if !l.leaf() {
			c.children = slices.Insert(c.children, 0, l.children[last+1])
			l.children = l.children[:last+1]
		}
		return
	}
	if i < len(n.keys) && len(n.children[i+1].keys) >= degree {
		r := n.children[i+1]
		c.keys, c.values = append(c.keys, n.keys[i]), append(c.values, n.values[i])
		n.keys[i], n.values[i] = r.keys[0], r.values[0]
		r.keys, r.values = slices.Delete(r.keys, 0, 1), slices.Delete(r.values, 0, 1)
		if !r.leaf() {
			c.children = append(c.children, r.children[0])
			r.children = slices.Delete(r.children, 0, 1)
		}
		return
	}
	if i == len(n.keys) {
		i--
	}
	l, r := n.children[i], n.children[i+1]
	l.keys = append(append(l.keys, n.keys[i]), r.keys...)
	l.values = append(append(l.values, n.values[i]), r.values...)
	l.children = append(l.children, r.children...)
	n.keys, n.values = slices.Delete(n.keys, i, i+1), slices.Delete(n.values, i, i+1)
	n.children = slices.Delete(n.children, i+1, i+2)
}

// From goes over the entries with keys from lo on.
func (t *Tree[K, V]) From(lo K) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		var walk func(n *node[K, V]) bool
		walk = func(n *node[K, V]) bool {
			i, _ := slices.BinarySearch(n.keys, lo)
			for ; i <= len(n.keys); i++ {
				if !n.leaf() && !walk(n.children[i]) {
					return false
				}
				if i < len(n.keys) && !yield(n.keys[i], n.values[i]) {
					return false
				}
			}
			return true
		}
		if t.root != nil {
			walk(t.root)
		}
	}
}

// depth returns the depth of all leaves, and panics where an invariant is broken.
func (n *node[K, V]) depth(root bool) int {
	if len(n.keys) > 2*degree-1 || !root && len(n.keys) < degree-1 || !slices.IsSorted(n.keys) {
		panic("a node is wrong")
	}
	if n.leaf() {
		return 1
	}
	if len(n.children) != len(n.keys)+1 {
		panic("wrong number of children")
	}
	d := n.children[0].depth(false)
	for i, c := range n.children {
		if c.depth(false) != d || i > 0 && c.keys[0] <= n.keys[i-1] {
			panic("children are wrong")
		}
	}
	return d + 1
}

func main() {
	t := &Tree[int, string]{}
	model := map[int]string{}
	x := uint32(3)
	random := func(n int) int {
		x = x*1664525 + 1013904223
		return int(x>>10) % n
	}
	for step := range 20000 {
		k := random(900)
		if step%3 == 0 || step > 15000 {
			_, want := model[k]
			delete(model, k)
			if t.Delete(k) != want {
				panic("Delete is wrong")
			}
		} else {
			model[k] = fmt.Sprint("v", step)
			t.Put(k, model[k])
		}
		if step%1000 == 999 {
			d := 0
			if t.root != nil {
				d = t.root.depth(true)
			}
			fmt.Println(step+1, t.n == len(model), t.n, d)
		}
	}
	for k, v := range model {
		if got, ok := t.Get(k); !ok || got != v {
			panic("Get is wrong")
		}
	}
	words := &Tree[string, int]{}
	for i, w := range []string{"pear", "apple", "fig", "plum", "kiwi", "date", "lime", "apple"} {
		words.Put(w, i)
	}
	for k, v := range words.From("e") {
		fmt.Print(k, " ", v, "; ")
		if k > "m" {
			break
		}
	}
	fmt.Println(words.n)
}
