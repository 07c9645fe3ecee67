// chess: positions as words of bits, legal moves, and perft, which counts the leaves of the tree of moves and so finds any wrong rule.
package main

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

type board uint64

// Kinds of pieces; white's are 0 to 5, black's 6 to 11.
const (
	pawn = iota
	knight
	bishop
	rook
	queen
	king
)

const letters = "PNBRQKpnbrqk"

type move struct {
	from, to, promote int // promote: a kind, 0 for none
}

func square(s int) string { return string([]byte{'a' + byte(s%8), '1' + byte(s/8)}) }

func (m move) String() string {
	text := square(m.from) + square(m.to)
	if m.promote != 0 {
		text += string(letters[m.promote+6])
	}
	return text
}

// A position is copied to make a move: nothing is ever taken back.
type position struct {
	pieces  [12]board
	side    int // 0 white, 1 black
	castle  uint8
	passant int // the square behind a pawn that has gone two, -1 for none
}

var (
	knightMoves, kingMoves [64]board
	pawnTakes              [2][64]board
	rays                   [8][64][]int
	directions             = [8][2]int{{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {1, 1}, {1, -1}, {-1, -1}, {-1, 1}}
	keeps                  [64]uint8 // rights to castle that are left when a square is moved from or to
)

func init() {
	at := func(x, y int) (int, bool) { return y*8 + x, x >= 0 && x < 8 && y >= 0 && y < 8 }
	for s := range 64 {
		x, y := s%8, s/8
		for dx := -2; dx <= 2; dx++ {
			for dy := -2; dy <= 2; dy++ {
				to, ok := at(x+dx, y+dy)
				switch {
				case !ok || to == s:
				case dx*dx+dy*dy == 5:
					knightMoves[s] |= 1 << to
				case max(dx, -dx) <= 1 && max(dy, -dy) <= 1:
					kingMoves[s] |= 1 << to
				}
			}
		}
		for side, dy := range []int{1, -1} {
			for _, dx := range []int{-1, 1} {
				if to, ok := at(x+dx, y+dy); ok {
					pawnTakes[side][s] |= 1 << to
				}
			}
		}
		for d, step := range directions {
			for i := 1; ; i++ {
				to, ok := at(x+i*step[0], y+i*step[1])
				if !ok {
					break
				}
				rays[d][s] = append(rays[d][s], to)
			}
		}
		keeps[s] = 15
	}
	for s, lost := range map[int]uint8{4: 3, 0: 2, 7: 1, 60: 12, 56: 8, 63: 4} {
		keeps[s] &^= lost
	}
}

func parse(fen string) (p position, err error) {
	fields := strings.Fields(fen)
	if len(fields) < 4 {
		return p, fmt.Errorf("fen %q: %d fields of 4", fen, len(fields))
	}
	for i, row := range strings.Split(fields[0], "/") {
		x := 0
		for _, c := range row {
			if n, err := strconv.Atoi(string(c)); err == nil {
				x += n
				continue
			}
			kind := strings.IndexRune(letters, c)
			if kind < 0 || x > 7 || i > 7 {
				return p, fmt.Errorf("fen %q: row %d: %q", fen, 8-i, c)
			}
			p.pieces[kind] |= 1 << ((7-i)*8 + x)
			x++
		}
	}
	p.side = strings.Index("wb", fields[1])
	for i, c := range "KQkq" {
		if strings.ContainsRune(fields[2], c) {
			p.castle |= 1 << i
		}
	}
	p.passant = -1
	if f := fields[3]; f != "-" {
		p.passant = int(f[1]-'1')*8 + int(f[0]-'a')
	}
	return p, nil
}

func (p *position) of(side int) (all board) {
	for _, b := range p.pieces[side*6 : side*6+6] {
		all |= b
	}
	return all
}

// slide returns the squares seen from s in directions from to until, over what is taken.
func slide(s int, taken board, from, until int) (seen board) {
	for d := from; d < until; d++ {
		for _, to := range rays[d][s] {
			seen |= 1 << to
			if taken>>to&1 != 0 {
				break
			}
		}
	}
	return seen
}

// attacked reports whether a side could take on a square.
func (p *position) attacked(s, by int, taken board) bool {
	them := p.pieces[by*6 : by*6+6]
	return pawnTakes[1-by][s]&them[pawn]|knightMoves[s]&them[knight]|kingMoves[s]&them[king]|
		slide(s, taken, 0, 4)&(them[rook]|them[queen])|slide(s, taken, 4, 8)&(them[bishop]|them[queen]) != 0
}

func (p *position) inCheck(side int) bool {
	return p.attacked(bits.TrailingZeros64(uint64(p.pieces[side*6+king])), 1-side, p.of(0)|p.of(1))
}

// each yields the squares of a board.
func (b board) each(yield func(int) bool) {
	for b != 0 {
		if !yield(bits.TrailingZeros64(uint64(b))) {
			return
		}
		b &= b - 1
	}
}

func (p *position) moves(list []move) []move {
	own, other := p.of(p.side), p.of(1-p.side)
	taken := own | other
	us := p.pieces[p.side*6 : p.side*6+6]
	add := func(from int, targets board) {
		for to := range (targets &^ own).each {
			list = append(list, move{from, to, 0})
		}
	}
	ahead, home, last := 8, 1, 7
	if p.side == 1 {
		ahead, home, last = -8, 6, 0
	}
	for s := range us[pawn].each {
		var to board
		if taken>>(s+ahead)&1 == 0 {
			to |= 1 << (s + ahead)
			if s/8 == home && taken>>(s+2*ahead)&1 == 0 {
				to |= 1 << (s + 2*ahead)
			}
		}
		targets := other
		if p.passant >= 0 {
			targets |= 1 << p.passant
		}
		for t := range (to | pawnTakes[p.side][s]&targets).each {
			if t/8 != last {
				list = append(list, move{s, t, 0})
				continue
			}
			for kind := queen; kind >= knight; kind-- {
				list = append(list, move{s, t, kind})
			}
		}
	}
	for s := range us[knight].each {
		add(s, knightMoves[s])
	}
	for s := range (us[bishop] | us[queen]).each {
		add(s, slide(s, taken, 4, 8))
	}
	for s := range (us[rook] | us[queen]).each {
		add(s, slide(s, taken, 0, 4))
	}
	for s := range us[king].each {
		add(s, kingMoves[s])
	}
	row := p.side * 56
	rights := p.castle >> (p.side * 2)
	safe := func(squares ...int) bool {
		return !slices.ContainsFunc(squares, func(s int) bool { return p.attacked(row+s, 1-p.side, taken) })
	}
	if rights&1 != 0 && taken>>row&0x60 == 0 && safe(4, 5, 6) {
		list = append(list, move{row + 4, row + 6, 0})
	}
	if rights&2 != 0 && taken>>row&0x0e == 0 && safe(4, 3, 2) {
		list = append(list, move{row + 4, row + 2, 0})
	}
	return list
}

// after returns the position after a move, and whether the move was legal.
func (p position) after(m move) (position, bool) {
	from, to := board(1)<<m.from, board(1)<<m.to
	us, them := p.pieces[p.side*6:p.side*6+6], p.pieces[6-p.side*6:12-p.side*6]
	kind := slices.IndexFunc(us, func(b board) bool { return b&from != 0 })
	us[kind] ^= from | to
	for i := range them {
		them[i] &^= to
	}
	passant := p.passant
	p.passant = -1
	switch {
	case kind == pawn && m.to == passant:
		them[pawn] &^= 1 << (m.from/8*8 + m.to%8)
	case kind == pawn && (m.to-m.from == 16 || m.from-m.to == 16):
		p.passant = (m.from + m.to) / 2
	case kind == king && m.to-m.from == 2:
		us[rook] ^= to<<1 | to>>1
	case kind == king && m.from-m.to == 2:
		us[rook] ^= to>>2 | to<<1
	}
	if m.promote != 0 {
		us[pawn] ^= to
		us[m.promote] ^= to
	}
	p.castle &= keeps[m.from] & keeps[m.to]
	p.side = 1 - p.side
	return p, !p.inCheck(1 - p.side)
}

func (p position) perft(depth int) (n uint64) {
	var room [256]move
	for _, m := range p.moves(room[:0]) {
		next, legal := p.after(m)
		switch {
		case !legal:
		case depth == 1:
			n++
		default:
			n += next.perft(depth - 1)
		}
	}
	return n
}

func (p position) String() string {
	var b strings.Builder
	for y := 7; y >= 0; y-- {
		for x := range 8 {
			c := byte('.')
			for kind, set := range p.pieces {
				if set>>(y*8+x)&1 != 0 {
					c = letters[kind]
				}
			}
			b.WriteByte(c)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// mate looks for moves that mate in n, whatever the other side does.
func (p position) mate(n int) (line []move, found bool) {
	for _, m := range p.moves(nil) {
		next, legal := p.after(m)
		if !legal {
			continue
		}
		escaped, longest := false, []move{}
		replies := 0
		for _, reply := range next.moves(nil) {
			after, legal := next.after(reply)
			if !legal {
				continue
			}
			replies++
			if n == 1 {
				escaped = true
				break
			}
			rest, ok := after.mate(n - 1)
			if !ok {
				escaped = true
				break
			}
			longest = append([]move{reply}, rest...)
		}
		if !escaped && (replies > 0 || next.inCheck(next.side)) {
			return append([]move{m}, longest...), true
		}
	}
	return nil, false
}

func main() {
	for _, test := range []struct {
		name, fen string
		depth     int
	}{
		{"start", "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1", 4},
		{"kiwipete", "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", 3},
		{"en passant", "8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1", 4},
		{"promotions", "n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1", 3},
		{"bad", "rnbqkbnr/ppppxppp/8/8 w KQkq -", 1},
		{"short", "8/8 w", 1},
	} {
		p, err := parse(test.fen)
		if err != nil {
			fmt.Println(test.name, "error:", err)
			continue
		}
		fmt.Printf("%s:", test.name)
		for depth := 1; depth <= test.depth; depth++ {
			fmt.Print(" ", p.perft(depth))
		}
		fmt.Println()
	}
	p, _ := parse("r1bqkb1r/pppp1ppp/2n2n2/4p2Q/2B1P3/8/PPPP1PPP/RNB1K1NR w KQkq - 0 1")
	fmt.Print(p)
	line, ok := p.mate(1)
	fmt.Println("mate in one:", line, ok)
	p, _ = parse("kbK5/pp6/1P6/8/8/8/8/R7 w - - 0 1")
	line, ok = p.mate(2)
	fmt.Println("mate in two:", line, ok)
	for _, m := range line {
		p, _ = p.after(m)
	}
	fmt.Print(p)
}
