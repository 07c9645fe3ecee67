// statemachine: tables of transitions with guards and actions: a vending machine, a connection's states with random events, a lift.
package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

type state string
type event string

type transition[C any] struct {
	from  state
	on    event
	to    state
	guard func(*C) bool
	do    func(*C)
}

type machine[C any] struct {
	state   state
	context C
	table   []transition[C]
	history []string
}

var errNoWay = errors.New("no transition")

func (m *machine[C]) fire(e event) error {
	for _, t := range m.table {
		if (t.from == m.state || t.from == "*") && t.on == e && (t.guard == nil || t.guard(&m.context)) {
			if t.do != nil {
				t.do(&m.context)
			}
			if t.to != "=" {
				m.history = append(m.history, fmt.Sprintf("%s-%s->%s", m.state, e, t.to))
				m.state = t.to
			}
			return nil
		}
	}
	return fmt.Errorf("%s in %s: %w", e, m.state, errNoWay)
}

// reachable returns the states that can be come to from one.
func (m *machine[C]) reachable(from state) []state {
	seen := []state{from}
	for i := 0; i < len(seen); i++ {
		for _, t := range m.table {
			if (t.from == seen[i] || t.from == "*") && t.to != "=" && !slices.Contains(seen, t.to) {
				seen = append(seen, t.to)
			}
		}
	}
	slices.Sort(seen)
	return seen
}

type vending struct {
	money, price, sold int
	stock              map[string]int
	chosen             string
	change             []int
}

func coin(n int) func(*vending) { return func(v *vending) { v.money += n } }

func newVending() *machine[vending] {
	enough := func(v *vending) bool { return v.money >= v.price && v.stock[v.chosen] > 0 }
	give := func(v *vending) {
		v.money -= v.price
		v.stock[v.chosen]--
		v.sold++
	}
	refund := func(v *vending) {
		v.change = nil
		for _, c := range []int{50, 20, 10} {
			for v.money >= c {
				v.money -= c
				v.change = append(v.change, c)
			}
		}
	}
	choose := func(name string, price int) func(*vending) {
		return func(v *vending) { v.chosen, v.price = name, price }
	}
	return &machine[vending]{state: "idle", context: vending{stock: map[string]int{"tea": 1, "soup": 5}}, table: []transition[vending]{
		{"idle", "coin10", "paying", nil, coin(10)}, {"idle", "coin50", "paying", nil, coin(50)},
		{"paying", "coin10", "=", nil, coin(10)}, {"paying", "coin50", "=", nil, coin(50)},
		{"paying", "tea", "chosen", nil, choose("tea", 30)}, {"paying", "soup", "chosen", nil, choose("soup", 70)},
		{"chosen", "coin10", "=", nil, coin(10)}, {"chosen", "coin50", "=", nil, coin(50)},
		{"chosen", "push", "giving", enough, give}, {"chosen", "push", "paying", nil, nil},
		{"giving", "take", "idle", nil, refund},
		{"*", "cancel", "idle", nil, refund}, {"*", "kick", "broken", func(v *vending) bool { return v.sold > 1 }, nil},
	}}
}

type connection struct{ sent, received, retries int }

func newConnection() *machine[connection] {
	again := func(c *connection) bool { return c.retries < 3 }
	return &machine[connection]{state: "closed", table: []transition[connection]{
		{"closed", "open", "syn-sent", nil, func(c *connection) { c.retries = 0 }},
		{"closed", "listen", "listening", nil, nil},
		{"listening", "syn", "syn-received", nil, nil},
		{"syn-sent", "ack", "established", nil, nil},
		{"syn-sent", "timeout", "=", again, func(c *connection) { c.retries++ }},
		{"syn-sent", "timeout", "closed", nil, nil},
		{"syn-received", "ack", "established", nil, nil},
		{"established", "send", "=", nil, func(c *connection) { c.sent++ }},
		{"established", "data", "=", nil, func(c *connection) { c.received++ }},
		{"established", "close", "fin-wait", nil, nil}, {"established", "fin", "close-wait", nil, nil},
		{"close-wait", "close", "last-ack", nil, nil}, {"last-ack", "ack", "closed", nil, nil},
		{"fin-wait", "fin", "time-wait", nil, nil}, {"time-wait", "timeout", "closed", nil, nil},
		{"*", "reset", "closed", nil, nil},
	}}
}

// A lift serves floors in the direction that it goes, then turns.
type lift struct {
	floor, direction, moved int
	wanted                  map[int]bool
	served                  []int
}

func (l *lift) step() bool {
	if l.wanted[l.floor] {
		delete(l.wanted, l.floor)
		l.served = append(l.served, l.floor)
	}
	if len(l.wanted) == 0 {
		l.direction = 0
		return false
	}
	ahead := func(d int) bool {
		for f := range l.wanted {
			if (f-l.floor)*d > 0 {
				return true
			}
		}
		return false
	}
	if l.direction == 0 {
		l.direction = 1
	}
	if !ahead(l.direction) {
		l.direction = -l.direction
	}
	l.floor += l.direction
	l.moved++
	return true
}

func main() {
	v := newVending()
	for _, e := range strings.Fields("tea coin10 coin10 tea push coin10 tea push take coin50 tea push cancel coin50 coin50 soup push take kick coin10") {
		err := v.fire(event(e))
		c := v.context
		fmt.Printf("%-6s %-7s money %d sold %d change %v %v\n", e, v.state, c.money, c.sold, c.change, err)
	}
	fmt.Println(strings.Join(v.history, " "))
	fmt.Println(v.reachable("idle"))

	c := newConnection()
	events := strings.Fields("open listen syn ack timeout send data close fin reset send data ack")
	x, refused := uint32(17), 0
	visits := map[state]int{}
	for range 100000 {
		x = x*1664525 + 1013904223
		if err := c.fire(event(events[int(x>>16)%len(events)])); errors.Is(err, errNoWay) {
			refused++
		}
		visits[c.state]++
	}
	for _, s := range c.reachable("closed") {
		fmt.Println(s, visits[s])
	}
	fmt.Println(refused, c.context.sent, c.context.received, len(c.history))

	l := &lift{floor: 4, wanted: map[int]bool{7: true, 2: true, 5: true, 9: true, 0: true}}
	for step := 0; l.step(); step++ {
		if step == 3 {
			l.wanted[4] = true
		}
	}
	fmt.Println(l.served, "moved", l.moved)
}
