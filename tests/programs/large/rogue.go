// rogue: a dungeon by its own random numbers, fields of view, monsters that find their way by A*, and a player who walks by himself.
package main

import (
	"container/heap"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
)

type point struct{ x, y int }

func (p point) add(q point) point { return point{p.x + q.x, p.y + q.y} }
func (p point) far(q point) int   { return max(p.x-q.x, q.x-p.x) + max(p.y-q.y, q.y-p.y) }

var ways = [...]point{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}

// dice are random numbers by xorshift, so that a seed is a game.
type dice uint64

func (d *dice) roll(n int) int {
	x := uint64(*d)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*d = dice(x)
	return int((x >> 11) % uint64(n))
}

type tile byte

const (
	rock  tile = ' '
	floor tile = '.'
	wall  tile = '#'
	door  tile = '+'
)

const width, height = 64, 22

type level struct {
	tiles [height][width]tile
	seen  [height][width]bool
	rooms []room
	items map[point]item
}

type room struct{ x, y, w, h int }

func (r room) center() point { return point{r.x + r.w/2, r.y + r.h/2} }
func (r room) meets(o room) bool {
	return r.x <= o.x+o.w+2 && o.x <= r.x+r.w+2 && r.y <= o.y+o.h+2 && o.y <= r.y+r.h+2
}

type item interface {
	name() string
	use(h *hero) string
}

type (
	gold   int
	potion struct{ heals int }
	sword  struct{ bonus int }
)

func (g gold) name() string   { return fmt.Sprintf("%d gold", int(g)) }
func (p potion) name() string { return "a potion" }
func (s sword) name() string  { return fmt.Sprintf("a sword %+d", s.bonus) }

func (g gold) use(h *hero) string {
	h.purse += int(g)
	return fmt.Sprintf("purse: %d", h.purse)
}

func (p potion) use(h *hero) string {
	before := h.hp
	h.hp = min(h.hp+p.heals, h.max)
	return fmt.Sprintf("hp %d -> %d", before, h.hp)
}

func (s sword) use(h *hero) string {
	if s.bonus <= h.attack-3 {
		return "worse than what you have"
	}
	h.attack = 3 + s.bonus
	return fmt.Sprintf("attack: %d", h.attack)
}

type creature struct {
	at      point
	glyph   byte
	kind    string
	hp, max int
	attack  int
}

type hero struct {
	creature
	purse, kills int
}

type monster struct {
	creature
	mood mood
}

type mood interface {
	step(g *game, m *monster) point
}

type (
	sleeper struct{}
	hunter  struct{}
	drunk   struct{ until int }
)

type game struct {
	level
	dice     dice
	turn     int
	hero     hero
	monsters []*monster
	log      []string
}

func (g *game) tell(format string, args ...any) {
	g.log = append(g.log, fmt.Sprintf("%4d ", g.turn)+fmt.Sprintf(format, args...))
}

func (l *level) at(p point) tile {
	if p.x < 0 || p.y < 0 || p.x >= width || p.y >= height {
		return rock
	}
	return l.tiles[p.y][p.x]
}

func (l *level) open(p point) bool { t := l.at(p); return t == floor || t == door }

func dig(d *dice) *level {
	l := &level{items: map[point]item{}}
	for y := range l.tiles {
		for x := range l.tiles[y] {
			l.tiles[y][x] = rock
		}
	}
	for tries := 0; tries < 200 && len(l.rooms) < 9; tries++ {
		r := room{2 + d.roll(width-16), 2 + d.roll(height-9), 4 + d.roll(9), 2 + d.roll(4)}
		if slices.ContainsFunc(l.rooms, r.meets) {
			continue
		}
		l.rooms = append(l.rooms, r)
		for y := r.y - 1; y <= r.y+r.h; y++ {
			for x := r.x - 1; x <= r.x+r.w; x++ {
				l.tiles[y][x] = wall
				if x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h {
					l.tiles[y][x] = floor
				}
			}
		}
	}
	slices.SortFunc(l.rooms, func(a, b room) int { return a.x - b.x })
	for i := 1; i < len(l.rooms); i++ {
		p, q := l.rooms[i-1].center(), l.rooms[i].center()
		for p != q {
			step := point{min(1, max(-1, q.x-p.x)), 0}
			if step.x == 0 || p.y != q.y && d.roll(7) == 0 && l.at(p) != wall {
				step = point{0, min(1, max(-1, q.y-p.y))}
			}
			p = p.add(step)
			switch l.at(p) {
			case rock:
				l.tiles[p.y][p.x] = floor
			case wall:
				l.tiles[p.y][p.x] = door
			}
		}
	}
	return l
}

// look marks what is seen from a point, along lines to the rim of a square.
func (l *level) look(from point, radius int) (now map[point]bool) {
	now = map[point]bool{from: true}
	for i := -radius; i <= radius; i++ {
		for _, to := range [...]point{{i, -radius}, {i, radius}, {-radius, i}, {radius, i}} {
			for n := 1; n <= radius; n++ {
				half := func(v int) int {
					if v < 0 {
						return (v*n - radius/2) / radius
					}
					return (v*n + radius/2) / radius
				}
				p := from.add(point{half(to.x), half(to.y)})
				if l.at(p) == rock {
					break
				}
				now[p] = true
				l.seen[p.y][p.x] = true
				if l.at(p) != floor {
					break
				}
			}
		}
	}
	return now
}

type node struct {
	at         point
	cost, rank int
}

type frontier []node

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(i, j int) bool {
	a, b := f[i], f[j]
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return a.at.y*width+a.at.x < b.at.y*width+b.at.x
}
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(x any)   { *f = append(*f, x.(node)) }
func (f *frontier) Pop() any {
	last := len(*f) - 1
	n := (*f)[last]
	*f = (*f)[:last]
	return n
}

// path returns the points from a to b, without a; nil if there is no way.
func (l *level) path(a, b point, free func(point) bool) (path []point) {
	from, cost := map[point]point{}, map[point]int{a: 0}
	f := &frontier{{a, 0, a.far(b)}}
	for f.Len() > 0 {
		n := heap.Pop(f).(node)
		if n.at == b {
			for p := b; p != a; p = from[p] {
				path = append(path, p)
			}
			slices.Reverse(path)
			return path
		}
		for _, w := range ways {
			p := n.at.add(w)
			c := n.cost + 1
			if l.at(p) == door {
				c++
			}
			if old, was := cost[p]; !l.open(p) || p != b && !free(p) || was && old <= c {
				continue
			}
			cost[p], from[p] = c, n.at
			heap.Push(f, node{p, c, c + p.far(b)})
		}
	}
	return nil
}

func (g *game) monsterAt(p point) *monster {
	if i := slices.IndexFunc(g.monsters, func(m *monster) bool { return m.at == p }); i >= 0 {
		return g.monsters[i]
	}
	return nil
}

func (g *game) free(p point) bool { return g.monsterAt(p) == nil && g.hero.at != p }

func (sleeper) step(g *game, m *monster) point {
	if m.at.far(g.hero.at) < 7 && g.dice.roll(3) == 0 {
		m.mood = hunter{}
		g.tell("the %s wakes up", m.kind)
	}
	return m.at
}

func (hunter) step(g *game, m *monster) point {
	if m.hp*3 < m.max {
		m.mood = &drunk{g.turn + 6}
	}
	if path := g.path(m.at, g.hero.at, g.free); len(path) > 0 {
		return path[0]
	}
	return m.at
}

func (d *drunk) step(g *game, m *monster) point {
	if g.turn > d.until {
		m.mood = hunter{}
	}
	if p := m.at.add(ways[g.dice.roll(4)]); g.open(p) {
		return p
	}
	return m.at
}

func newGame(seed uint64) *game {
	g := &game{dice: dice(seed)}
	g.level = *dig(&g.dice)
	g.hero = hero{creature: creature{g.rooms[0].center(), '@', "hero", 30, 30, 3}}
	kinds := []creature{{glyph: 'r', kind: "rat", hp: 3, attack: 1}, {glyph: 'g', kind: "goblin", hp: 6, attack: 2}, {glyph: 'T', kind: "troll", hp: 13, attack: 4}}
	for i, r := range g.rooms[1:] {
		for range 1 + g.dice.roll(2) {
			p := point{r.x + g.dice.roll(r.w), r.y + g.dice.roll(r.h)}
			if g.free(p) {
				c := kinds[min(g.dice.roll(i+2)/2, 2)]
				c.at, c.max = p, c.hp
				g.monsters = append(g.monsters, &monster{c, sleeper{}})
			}
		}
		p := point{r.x + g.dice.roll(r.w), r.y + g.dice.roll(r.h)}
		g.items[p] = []item{gold(5 + g.dice.roll(40)), potion{8 + g.dice.roll(8)}, sword{1 + g.dice.roll(3)}}[g.dice.roll(3)]
	}
	return g
}

func (g *game) strike(by, on *creature) {
	hit := 1 + g.dice.roll(by.attack)
	on.hp -= hit
	verb := "hits"
	if on.hp <= 0 {
		verb = "kills"
	}
	g.tell("%s %s %s for %d", by.kind, verb, on.kind, hit)
}

// plan is what the hero does: fight what is beside him, drink, then go to what is nearest and not yet known.
func (g *game) plan(seen map[point]bool) (to point, ok bool) {
	var goals []point
	for _, m := range g.monsters {
		if seen[m.at] {
			goals = append(goals, m.at)
		}
	}
	if len(goals) == 0 || g.hero.hp < 8 {
		for p := range g.items {
			if g.seen[p.y][p.x] {
				goals = append(goals, p)
			}
		}
	}
	if len(goals) == 0 {
		for y := range height {
			for x := range width {
				p := point{x, y}
				if g.open(p) && !g.seen[y][x] && slices.ContainsFunc(ways[:], func(w point) bool { q := p.add(w); return g.open(q) && g.seen[q.y][q.x] }) {
					goals = append(goals, p)
				}
			}
		}
	}
	best := []point(nil)
	slices.SortFunc(goals, func(a, b point) int { return (a.y-b.y)*width + a.x - b.x })
	for _, goal := range goals {
		if path := g.path(g.hero.at, goal, func(point) bool { return true }); len(path) > 0 && (best == nil || len(path) < len(best)) {
			best = path
		}
	}
	if best == nil {
		return g.hero.at, false
	}
	return best[0], true
}

func (g *game) play(turns int) (ended string) {
	for g.turn = 1; g.turn <= turns; g.turn++ {
		seen := g.look(g.hero.at, 8)
		to, ok := g.plan(seen)
		if !ok {
			return "explored"
		}
		if m := g.monsterAt(to); m != nil {
			g.strike(&g.hero.creature, &m.creature)
			if m.hp <= 0 {
				g.hero.kills++
				g.monsters = slices.DeleteFunc(g.monsters, func(o *monster) bool { return o == m })
			}
		} else {
			g.hero.at = to
			if it, ok := g.items[to]; ok {
				delete(g.items, to)
				g.tell("found %s; %s", it.name(), it.use(&g.hero))
			}
		}
		for _, m := range g.monsters {
			switch p := m.mood.step(g, m); {
			case p == g.hero.at:
				g.strike(&m.creature, &g.hero.creature)
			case g.free(p):
				m.at = p
			}
		}
		if g.hero.hp <= 0 {
			return "dead"
		}
	}
	return "out of time"
}

func (g *game) String() string {
	var b strings.Builder
	for y := range height {
		var line [width]byte
		for x := range width {
			line[x] = ' '
			if p := (point{x, y}); g.seen[y][x] {
				line[x] = byte(g.tiles[y][x])
				if it := g.items[p]; it != nil {
					line[x] = '$'
				}
				if m := g.monsterAt(p); m != nil {
					line[x] = m.glyph
				}
			}
			if (g.hero.at == point{x, y}) {
				line[x] = g.hero.glyph
			}
		}
		if s := strings.TrimRight(string(line[:]), " "); s != "" || b.Len() > 0 {
			b.WriteString(s + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func main() {
	g := newGame(20)
	end := g.play(400)
	fmt.Println(g)
	fmt.Println(strings.Join(g.log, "\n"))
	fmt.Printf("%s at turn %d: hp %d/%d, attack %d, %d gold, %d kills, %d monsters left\n",
		end, g.turn, g.hero.hp, g.hero.max, g.hero.attack, g.hero.purse, g.hero.kills, len(g.monsters))

	ends := map[string]int{}
	sum := fnv.New64a()
	purse, turns := 0, 0
	for seed := range uint64(60) {
		g := newGame(seed*2654435761 + 1)
		ends[g.play(600)]++
		purse += g.hero.purse
		turns += g.turn
		fmt.Fprint(sum, g, g.log)
	}
	for _, end := range slices.Sorted(maps.Keys(ends)) {
		fmt.Printf("%s %d; ", end, ends[end])
	}
	fmt.Printf("%d gold in %d turns; %016x\n", purse, turns, sum.Sum64())
}
