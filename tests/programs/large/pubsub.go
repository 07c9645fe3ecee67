// pubsub: a broker with topics, filters, slow subscribers, request and reply; sync.Cond for a mailbox without bound; all ends by a context.
package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

type message struct {
	topic string
	body  any
	reply chan any
}

// A mailbox takes any number of messages; receive waits for one.
type mailbox struct {
	mu     sync.Mutex
	filled *sync.Cond
	queue  []message
	closed bool
}

func newMailbox() *mailbox {
	m := &mailbox{}
	m.filled = sync.NewCond(&m.mu)
	return m
}

func (m *mailbox) send(x message) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return false
	}
	m.queue = append(m.queue, x)
	m.filled.Signal()
	return true
}

func (m *mailbox) receive() (message, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.queue) == 0 && !m.closed {
		m.filled.Wait()
	}
	if len(m.queue) == 0 {
		return message{}, false
	}
	x := m.queue[0]
	m.queue = m.queue[1:]
	return x, true
}

func (m *mailbox) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.filled.Broadcast()
}

type subscriber struct {
	name    string
	pattern []string
	box     *mailbox
	done    chan struct{}
}

type broker struct {
	mu   sync.RWMutex
	subs []*subscriber
	sent map[string]int
	wg   sync.WaitGroup
}

// matches compares a topic with a pattern: * is one part, # all that follow.
func matches(pattern []string, topic string) bool {
	parts := strings.Split(topic, ".")
	for i, p := range pattern {
		switch {
		case p == "#":
			return true
		case i >= len(parts) || p != "*" && p != parts[i]:
			return false
		}
	}
	return len(parts) == len(pattern)
}

func (b *broker) subscribe(ctx context.Context, name, pattern string, handle func(message)) {
	s := &subscriber{name, strings.Split(pattern, "."), newMailbox(), make(chan struct{})}
	b.mu.Lock()
	b.subs = append(b.subs, s)
	b.mu.Unlock()
	b.wg.Go(func() {
		defer close(s.done)
		for {
			m, ok := s.box.receive()
			if !ok {
				return
			}
			handle(m)
		}
	})
	context.AfterFunc(ctx, func() {
		b.mu.Lock()
		b.subs = slices.DeleteFunc(b.subs, func(x *subscriber) bool { return x == s })
		b.mu.Unlock()
		s.box.close()
	})
}

func (b *broker) publish(topic string, body any, reply chan any) (n int) {
	b.mu.Lock()
	if b.sent == nil {
		b.sent = map[string]int{}
	}
	b.sent[topic]++
	b.mu.Unlock()
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, s := range b.subs {
		if matches(s.pattern, topic) && s.box.send(message{topic, body, reply}) {
			n++
		}
	}
	return n
}

var errNobody = errors.New("nobody listens")

// request publishes and waits for the first answer.
func (b *broker) request(ctx context.Context, topic string, body any) (any, error) {
	reply := make(chan any, 8)
	if b.publish(topic, body, reply) == 0 {
		return nil, fmt.Errorf("%s: %w", topic, errNobody)
	}
	select {
	case v := <-reply:
		return v, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", topic, ctx.Err())
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	b := &broker{}
	var mu sync.Mutex
	counts := map[string]int{}
	count := func(name string) func(message) {
		return func(m message) {
			mu.Lock()
			defer mu.Unlock()
			counts[name]++
		}
	}
	b.subscribe(ctx, "all", "#", count("all"))
	b.subscribe(ctx, "weather", "weather.*", count("weather"))
	b.subscribe(ctx, "oslo", "weather.oslo", count("oslo"))
	b.subscribe(ctx, "deep", "a.#", count("deep"))
	order := []int{}
	b.subscribe(ctx, "ordered", "numbers.one", func(m message) { order = append(order, m.body.(int)) })
	b.subscribe(ctx, "square", "math.square", func(m message) { n := m.body.(int); m.reply <- n * n })
	b.subscribe(ctx, "silent", "math.never", func(m message) {})

	var wg sync.WaitGroup
	for p := range 4 {
		wg.Go(func() {
			for i := range 250 {
				b.publish([]string{"weather.oslo", "weather.rome", "a.b.c", "weather"}[(p+i)%4], i, nil)
			}
		})
	}
	for i := range 100 {
		b.publish("numbers.one", i, nil)
	}
	wg.Wait()
	for _, n := range []int{3, 12} {
		v, err := b.request(ctx, "math.square", n)
		fmt.Println(v, err)
	}
	short, stop := context.WithTimeout(ctx, 10*time.Millisecond)
	defer stop()
	_, err := b.request(short, "math.cube", 1)
	fmt.Println(err == nil, b.sent["math.cube"])
	_, err = b.request(short, "math.never", 1)
	fmt.Println(err, errors.Is(err, context.DeadlineExceeded))
	cancel()
	b.wg.Wait()
	_, err = b.request(context.Background(), "math.square", 2)
	fmt.Println(err, errors.Is(err, errNobody))
	fmt.Println(counts["all"], counts["weather"], counts["oslo"], counts["deep"], len(order), slices.IsSorted(order))
	fmt.Println(matches([]string{"a", "*", "c"}, "a.b.c"), matches([]string{"a"}, "a.b"), matches([]string{"a", "b"}, "a"))
}
