// lru: a generic cache that forgets what was used longest ago, safe for goroutines, with statistics, expiry by a clock of its own and one load a key at once.
package main

import (
	"container/list"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// A Cache holds at most capacity values.
type Cache[K comparable, V any] struct {
	mu       sync.Mutex
	capacity int
	order    *list.List // of *entry, the last used first
	entries  map[K]*list.Element
	now      func() int
	life     int // how long a value counts; 0 for ever
	evicted  func(K, V)

	hits, misses atomic.Int64
}

type entry[K comparable, V any] struct {
	key   K
	value V
	made  int
}

// An Option changes how a cache is made.
type Option[K comparable, V any] func(*Cache[K, V])

func WithLife[K comparable, V any](life int, now func() int) Option[K, V] {
	return func(c *Cache[K, V]) { c.life, c.now = life, now }
}

func WithEvicted[K comparable, V any](f func(K, V)) Option[K, V] {
	return func(c *Cache[K, V]) { c.evicted = f }
}

func New[K comparable, V any](capacity int, options ...Option[K, V]) *Cache[K, V] {
	c := &Cache[K, V]{capacity: capacity, order: list.New(), entries: map[K]*list.Element{}, now: func() int { return 0 }}
	for _, o := range options {
		o(c)
	}
	return c
}

// Get returns the value of a key and makes it the last used.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if ok {
		x := e.Value.(*entry[K, V])
		if c.life == 0 || c.now()-x.made < c.life {
			c.order.MoveToFront(e)
			c.hits.Add(1)
			return x.value, true
		}
		c.drop(e)
	}
	c.misses.Add(1)
	return value, false
}

// Put sets the value of a key; the one used longest ago goes if there are too many.
func (c *Cache[K, V]) Put(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[key]; ok {
		x := e.Value.(*entry[K, V])
		x.value, x.made = value, c.now()
		c.order.MoveToFront(e)
		return
	}
	c.entries[key] = c.order.PushFront(&entry[K, V]{key, value, c.now()})
	if c.order.Len() > c.capacity {
		c.drop(c.order.Back())
	}
}

func (c *Cache[K, V]) drop(e *list.Element) {
	x := c.order.Remove(e).(*entry[K, V])
	delete(c.entries, x.key)
	if c.evicted != nil {
		c.evicted(x.key, x.value)
	}
}

// All goes over the entries, the last used first.
func (c *Cache[K, V]) All() func(yield func(K, V) bool) {
	return func(yield func(K, V) bool) {
		c.mu.Lock()
		defer c.mu.Unlock()
		for e := c.order.Front(); e != nil; e = e.Next() {
			x := e.Value.(*entry[K, V])
			if !yield(x.key, x.value) {
				return
			}
		}
	}
}

// A Loader fills a cache; of several goroutines that want a key, one loads it and the others wait.
type Loader[K comparable, V any] struct {
	cache   *Cache[K, V]
	load    func(K) (V, error)
	mu      sync.Mutex
	pending map[K]*flight[V]
	loads   atomic.Int64
}

type flight[V any] struct {
	done  chan struct{}
	value V
	err   error
}

func (l *Loader[K, V]) Get(key K) (V, error) {
	if v, ok := l.cache.Get(key); ok {
		return v, nil
	}
	l.mu.Lock()
	if f, ok := l.pending[key]; ok {
		l.mu.Unlock()
		<-f.done
		return f.value, f.err
	}
	if v, ok := l.cache.Get(key); ok { // loaded meanwhile
		l.mu.Unlock()
		return v, nil
	}
	f := &flight[V]{done: make(chan struct{})}
	l.pending[key] = f
	l.mu.Unlock()

	l.loads.Add(1)
	f.value, f.err = l.load(key)
	if f.err == nil {
		l.cache.Put(key, f.value)
	}
	l.mu.Lock()
	delete(l.pending, key)
	l.mu.Unlock()
	close(f.done)
	return f.value, f.err
}

func main() {
	var gone []string
	c := New(3, WithEvicted(func(k string, v int) { gone = append(gone, fmt.Sprint(k, v)) }))
	for i, k := range []string{"a", "b", "c"} {
		c.Put(k, i)
	}
	c.Get("a")
	c.Put("d", 3)
	c.Put("a", 10)
	_, ok := c.Get("b")
	fmt.Println(ok, gone)
	for k, v := range c.All() {
		fmt.Print(k, "=", v, " ")
	}
	fmt.Println(c.hits.Load(), c.misses.Load())

	clock := 0
	t := New(10, WithLife[int, string](5, func() int { return clock }))
	t.Put(1, "one")
	clock = 4
	t.Put(2, "two")
	v, ok := t.Get(1)
	fmt.Println(v, ok)
	clock = 6
	v, ok = t.Get(1)
	w, ok2 := t.Get(2)
	fmt.Printf("%q %t %q %t %d\n", v, ok, w, ok2, t.order.Len())

	errOdd := errors.New("odd")
	l := &Loader[int, int]{cache: New[int, int](100), pending: map[int]*flight[int]{}}
	l.load = func(k int) (int, error) {
		if k%2 == 1 {
			return 0, fmt.Errorf("key %d: %w", k, errOdd)
		}
		return k * k, nil
	}
	var wg sync.WaitGroup
	var sum, failures atomic.Int64
	for g := range 16 {
		wg.Go(func() {
			for i := range 100 {
				v, err := l.Get((g + i) % 50)
				if errors.Is(err, errOdd) {
					failures.Add(1)
				}
				sum.Add(int64(v))
			}
		})
	}
	wg.Wait()
	fmt.Println(sum.Load(), failures.Load(), l.cache.order.Len(), l.loads.Load() >= 50)
	_, err := l.Get(7)
	fmt.Println(err)
}
