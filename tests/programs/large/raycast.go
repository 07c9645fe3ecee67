// raycast: a walk through a maze as text pictures: rays by digital differential analysis, a sprite with a depth buffer, a map.
package main

import (
	"fmt"
	"math"
	"strings"
)

var world = []string{
	"################",
	"#......#.......#",
	"#.####.#.#####.#",
	"#.#....#.....#.#",
	"#.#.########.#.#",
	"#.#......S.#...#",
	"#.######.#.###.#",
	"#........#.....#",
	"################",
}

type vec struct{ x, y float64 }

func (a vec) plus(b vec) vec      { return vec{a.x + b.x, a.y + b.y} }
func (a vec) times(f float64) vec { return vec{a.x * f, a.y * f} }
func (a vec) turned(by float64) vec {
	s, c := math.Sincos(by)
	return vec{a.x*c - a.y*s, a.x*s + a.y*c}
}

type player struct {
	at, look vec
}

func solid(x, y int) bool {
	return y < 0 || y >= len(world) || x < 0 || x >= len(world[y]) || world[y][x] == '#'
}

// cast follows a ray to the first wall: how far that is along the look, and on which side it was hit.
func cast(from, dir vec) (distance float64, side int) {
	x, y := int(from.x), int(from.y)
	step := func(d, p float64, i int) (int, float64, float64) {
		if d == 0 {
			return 0, math.Inf(1), math.Inf(1)
		}
		delta := math.Abs(1 / d)
		if d < 0 {
			return -1, (p - float64(i)) * delta, delta
		}
		return 1, (float64(i) + 1 - p) * delta, delta
	}
	sx, nx, dx := step(dir.x, from.x, x)
	sy, ny, dy := step(dir.y, from.y, y)
	for {
		if nx < ny {
			x += sx
			distance, side = nx, 0
			nx += dx
		} else {
			y += sy
			distance, side = ny, 1
			ny += dy
		}
		if solid(x, y) {
			return distance, side
		}
	}
}

type screen struct {
	w, h  int
	cells [][]byte
	depth []float64
}

func newScreen(w, h int) *screen {
	s := &screen{w: w, h: h, depth: make([]float64, w)}
	for range h {
		s.cells = append(s.cells, []byte(strings.Repeat(" ", w)))
	}
	return s
}

func (s *screen) draw(p player) {
	plane := p.look.turned(math.Pi / 2).times(0.66)
	for c := range s.w {
		camera := 2*float64(c)/float64(s.w-1) - 1
		distance, side := cast(p.at, p.look.plus(plane.times(camera)))
		s.depth[c] = distance
		height := int(float64(s.h) / math.Max(distance, 0.2))
		shade := "@%#*+=-."[min(int(distance), 7)]
		if side == 1 && shade != '.' {
			shade = "%#*+=-.."[min(int(distance), 7)]
		}
		for r := range s.h {
			switch {
			case r < (s.h-height)/2:
				s.cells[r][c] = ' '
			case r >= (s.h+height)/2:
				s.cells[r][c] = "_ "[(r+c)&1]
			default:
				s.cells[r][c] = shade
			}
		}
	}
	s.sprite(p, plane)
}

// sprite draws the one thing in the maze, where no wall is nearer.
func (s *screen) sprite(p player, plane vec) {
	for y, row := range world {
		x := strings.IndexByte(row, 'S')
		if x < 0 {
			continue
		}
		to := vec{float64(x) + 0.5 - p.at.x, float64(y) + 0.5 - p.at.y}
		inv := 1 / (plane.x*p.look.y - p.look.x*plane.y)
		side := inv * (p.look.y*to.x - p.look.x*to.y)
		ahead := inv * (-plane.y*to.x + plane.x*to.y)
		if ahead <= 0.1 {
			continue
		}
		middle := int(float64(s.w) / 2 * (1 + side/ahead))
		size := int(float64(s.h) / ahead / 2)
		for c := middle - size/2; c <= middle+size/2; c++ {
			if c < 0 || c >= s.w || s.depth[c] < ahead {
				continue
			}
			for r := s.h / 2; r < s.h/2+size && r < s.h; r++ {
				s.cells[r][c] = 'S'
			}
		}
	}
}

func (s *screen) String() string {
	var b strings.Builder
	for _, row := range s.cells {
		b.WriteString("|" + string(row) + "|\n")
	}
	return b.String()
}

func (p *player) walk(by float64) bool {
	next := p.at.plus(p.look.times(by))
	moved := false
	if !solid(int(next.x), int(p.at.y)) {
		p.at.x = next.x
		moved = true
	}
	if !solid(int(p.at.x), int(next.y)) {
		p.at.y = next.y
		moved = true
	}
	return moved
}

func (p player) arrow() byte {
	angle := math.Atan2(p.look.y, p.look.x)
	return ">v<^"[int(math.Round(angle/(math.Pi/2))+4)%4]
}

func main() {
	p := player{vec{1.5, 1.5}, vec{1, 0}}
	for i, command := range "wwwwrwwlwwrwwwwwrwww" {
		switch command {
		case 'w':
			p.walk(1)
		case 'l':
			p.look = p.look.turned(-math.Pi / 2)
		case 'r':
			p.look = p.look.turned(math.Pi / 2)
		}
		if i%6 == 0 {
			s := newScreen(48, 14)
			s.draw(p)
			fmt.Printf("at (%.1f, %.1f) looking %c\n%v", p.at.x, p.at.y, p.arrow(), s)
		}
	}
	p = player{vec{3.5, 5.5}, vec{1, 0}}
	s := newScreen(48, 14)
	s.draw(p)
	fmt.Print(s)
	rows := make([][]byte, len(world))
	for y, row := range world {
		rows[y] = []byte(row)
	}
	rows[int(p.at.y)][int(p.at.x)] = p.arrow()
	for _, row := range rows {
		fmt.Println(string(row))
	}
}
