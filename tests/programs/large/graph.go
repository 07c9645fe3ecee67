// graph: shortest paths, spanning trees, topological order, strong components, bipartite matching.
package main

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"slices"
	"strings"
)

type edge struct {
	to, weight int
}

type graph struct {
	names []string
	index map[string]int
	out   [][]edge
}

func newGraph() *graph { return &graph{index: map[string]int{}} }

func (g *graph) node(name string) int {
	i, ok := g.index[name]
	if !ok {
		i = len(g.names)
		g.index[name] = i
		g.names = append(g.names, name)
		g.out = append(g.out, nil)
	}
	return i
}

func (g *graph) add(from, to string, weight int, both bool) {
	a, b := g.node(from), g.node(to)
	g.out[a] = append(g.out[a], edge{b, weight})
	if both {
		g.out[b] = append(g.out[b], edge{a, weight})
	}
}

type item struct{ node, distance int }
type queue []item

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].distance < q[j].distance }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(item)) }
func (q *queue) Pop() any {
	n := len(*q) - 1
	x := (*q)[n]
	*q = (*q)[:n]
	return x
}

const far = 1 << 60

func (g *graph) dijkstra(from string) (distance, before []int) {
	distance, before = make([]int, len(g.names)), make([]int, len(g.names))
	for i := range distance {
		distance[i], before[i] = far, -1
	}
	start := g.index[from]
	distance[start] = 0
	q := &queue{{start, 0}}
	for q.Len() > 0 {
		x := heap.Pop(q).(item)
		if x.distance > distance[x.node] {
			continue
		}
		for _, e := range g.out[x.node] {
			if d := x.distance + e.weight; d < distance[e.to] {
				distance[e.to], before[e.to] = d, x.node
				heap.Push(q, item{e.to, d})
			}
		}
	}
	return distance, before
}

func (g *graph) path(before []int, to string) string {
	var names []string
	for i := g.index[to]; i >= 0; i = before[i] {
		names = append(names, g.names[i])
	}
	slices.Reverse(names)
	return strings.Join(names, "-")
}

type sets []int

func (s sets) find(x int) int {
	for s[x] != x {
		s[x] = s[s[x]]
		x = s[x]
	}
	return x
}

// kruskal returns the weight and the edges of a smallest spanning forest.
func (g *graph) kruskal() (total int, used []string) {
	type full struct{ a, b, w int }
	var all []full
	for a, list := range g.out {
		for _, e := range list {
			if a < e.to {
				all = append(all, full{a, e.to, e.weight})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y full) int { return cmp.Compare(x.w, y.w) })
	s := make(sets, len(g.names))
	for i := range s {
		s[i] = i
	}
	for _, e := range all {
		if a, b := s.find(e.a), s.find(e.b); a != b {
			s[a] = b
			total += e.w
			used = append(used, g.names[e.a]+g.names[e.b])
		}
	}
	return total, used
}

var errCycle = errors.New("there is a cycle")

func (g *graph) topological() ([]string, error) {
	into := make([]int, len(g.names))
	for _, list := range g.out {
		for _, e := range list {
			into[e.to]++
		}
	}
	var ready []int
	for i, n := range into {
		if n == 0 {
			ready = append(ready, i)
		}
	}
	var order []string
	for len(ready) > 0 {
		x := ready[0]
		ready = ready[1:]
		order = append(order, g.names[x])
		for _, e := range g.out[x] {
			if into[e.to]--; into[e.to] == 0 {
				ready = append(ready, e.to)
			}
		}
	}
	if len(order) < len(g.names) {
		return order, fmt.Errorf("%d of %d sorted: %w", len(order), len(g.names), errCycle)
	}
	return order, nil
}

// components are Tarjan's strong components.
func (g *graph) components() (out [][]string) {
	index, low := make([]int, len(g.names)), make([]int, len(g.names))
	on := make([]bool, len(g.names))
	var stack []int
	next := 1
	var visit func(v int)
	visit = func(v int) {
		index[v], low[v] = next, next
		next++
		stack = append(stack, v)
		on[v] = true
		for _, e := range g.out[v] {
			if index[e.to] == 0 {
				visit(e.to)
				low[v] = min(low[v], low[e.to])
			} else if on[e.to] {
				low[v] = min(low[v], index[e.to])
			}
		}
		if low[v] == index[v] {
			var c []string
			for {
				w := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				on[w] = false
				c = append(c, g.names[w])
				if w == v {
					break
				}
			}
			slices.Sort(c)
			out = append(out, c)
		}
	}
	for v := range g.names {
		if index[v] == 0 {
			visit(v)
		}
	}
	return out
}

func main() {
	g := newGraph()
	for _, e := range strings.Fields("A-B:4 A-C:2 B-C:1 B-D:5 C-D:8 C-E:10 D-E:2 D-F:6 E-F:3 G-H:1") {
		var w int
		fmt.Sscanf(e[4:], "%d", &w)
		g.add(e[:1], e[2:3], w, true)
	}
	distance, before := g.dijkstra("A")
	for i, d := range distance {
		if d == far {
			fmt.Println(g.names[i], "cannot be reached")
			continue
		}
		fmt.Println(g.names[i], d, g.path(before, g.names[i]))
	}
	fmt.Println(g.kruskal())
	d := newGraph()
	for _, e := range strings.Fields("shirt>tie tie>jacket trousers>shoes trousers>belt belt>jacket socks>shoes") {
		a, b, _ := strings.Cut(e, ">")
		d.add(a, b, 1, false)
	}
	fmt.Println(d.topological())
	fmt.Println(len(d.components()))
	d.add("jacket", "shirt", 1, false)
	order, err := d.topological()
	fmt.Println(order, err, errors.Is(err, errCycle))
	fmt.Println(d.components())
	// A ladder of many nodes, for the depth of the recursion.
	long := newGraph()
	for i := range 20000 {
		long.add(fmt.Sprint(i), fmt.Sprint(i+1), i%7+1, false)
	}
	distance, _ = long.dijkstra("0")
	fmt.Println(distance[20000], len(long.components()))
	long.add("20000", "0", 1, false)
	fmt.Println(len(long.components()))
}
