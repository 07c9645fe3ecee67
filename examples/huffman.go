// huffman: a compressor with canonical Huffman codes: count, build the tree with a heap, write bits, read them again.
package main

import (
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
)

type tree struct {
	symbol      byte
	weight      int
	order       int // makes equal weights come out the same each time
	left, right *tree
}

type forest []*tree

func (f forest) Len() int { return len(f) }
func (f forest) Less(i, j int) bool {
	if f[i].weight != f[j].weight {
		return f[i].weight < f[j].weight
	}
	return f[i].order < f[j].order
}
func (f forest) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *forest) Push(x any)   { *f = append(*f, x.(*tree)) }
func (f *forest) Pop() any {
	old := *f
	last := old[len(old)-1]
	*f = old[:len(old)-1]
	return last
}

// lengths returns how many bits the code of each symbol has; 0 for those that do not occur.
func lengths(data []byte) (out [256]byte) {
	var counts [256]int
	for _, b := range data {
		counts[b]++
	}
	var f forest
	for s, n := range counts {
		if n > 0 {
			f = append(f, &tree{symbol: byte(s), weight: n, order: s})
		}
	}
	if len(f) == 1 {
		out[f[0].symbol] = 1
		return out
	}
	heap.Init(&f)
	for order := 256; f.Len() > 1; order++ {
		a, b := heap.Pop(&f).(*tree), heap.Pop(&f).(*tree)
		heap.Push(&f, &tree{weight: a.weight + b.weight, order: order, left: a, right: b})
	}
	var walk func(t *tree, depth byte)
	walk = func(t *tree, depth byte) {
		if t.left == nil {
			out[t.symbol] = depth
			return
		}
		walk(t.left, depth+1)
		walk(t.right, depth+1)
	}
	if len(f) > 0 {
		walk(f[0], 0)
	}
	return out
}

type code struct {
	symbol byte
	length byte
	bits   uint64
}

// codes numbers the symbols: by length, then by symbol. So lengths are all that a reader needs.
func codes(lens [256]byte) []code {
	var list []code
	for s, n := range lens {
		if n > 0 {
			list = append(list, code{symbol: byte(s), length: n})
		}
	}
	slices.SortStableFunc(list, func(a, b code) int { return int(a.length) - int(b.length) })
	next := uint64(0)
	for i := range list {
		if i > 0 {
			next = (next + 1) << (list[i].length - list[i-1].length)
		}
		list[i].bits = next
	}
	return list
}

var (
	errShort = errors.New("huffman: data ends early")
	errSum   = errors.New("huffman: wrong checksum")
)

// compress writes: the length of the data, its checksum, the symbols' lengths (runs of zeros shortened), the bits.
func compress(data []byte) []byte {
	out := binary.AppendUvarint(nil, uint64(len(data)))
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(data))
	lens := lengths(data)
	for i := 0; i < 256; {
		out = append(out, lens[i])
		run := i + 1
		if lens[i] == 0 {
			for run < 256 && lens[run] == 0 {
				run++
			}
			out = append(out, byte(run-i-1))
		}
		i = run
	}
	var table [256]code
	for _, c := range codes(lens) {
		table[c.symbol] = c
	}
	var acc uint64
	var n byte
	for _, b := range data {
		c := table[b]
		for k := int(c.length) - 1; k >= 0; k-- {
			acc = acc<<1 | c.bits>>k&1
			if n++; n == 8 {
				out = append(out, byte(acc))
				n = 0
			}
		}
	}
	if n > 0 {
		out = append(out, byte(acc<<(8-n)))
	}
	return out
}

func decompress(in []byte) ([]byte, error) {
	size, n := binary.Uvarint(in)
	if n <= 0 || len(in) < n+4 {
		return nil, errShort
	}
	sum := binary.BigEndian.Uint32(in[n:])
	in = in[n+4:]
	var lens [256]byte
	for i := 0; i < 256; i++ {
		if len(in) < 2 && i < 255 {
			return nil, errShort
		}
		lens[i] = in[0]
		in = in[1:]
		if lens[i] == 0 {
			i += int(in[0])
			in = in[1:]
		}
	}
	list := codes(lens)
	out := make([]byte, 0, min(size, 1<<20))
	var bits uint64
	var length byte
	first := 0
	for _, b := range in {
		for k := 7; k >= 0 && uint64(len(out)) < size; k-- {
			bits = bits<<1 | uint64(b>>k&1)
			length++
			for first < len(list) && list[first].length < length {
				first++
			}
			if first < len(list) && list[first].length == length && bits >= list[first].bits {
				if at := first + int(bits-list[first].bits); at < len(list) && list[at].length == length {
					out = append(out, list[at].symbol)
					bits, length, first = 0, 0, 0
				}
			}
		}
	}
	switch {
	case uint64(len(out)) < size:
		return nil, errShort
	case crc32.ChecksumIEEE(out) != sum:
		return nil, errSum
	}
	return out, nil
}

func main() {
	skewed := bytes.Repeat([]byte("aaaaaaaabbbbccd"), 100)
	every := make([]byte, 2560)
	for i := range every {
		every[i] = byte(i * i >> 3)
	}
	for _, t := range []struct {
		name string
		data []byte
	}{
		{"empty", nil}, {"one symbol", []byte("zzzzzzzz")}, {"text", []byte(strings.Repeat("she sells sea shells by the sea shore. ", 30))},
		{"skewed", skewed}, {"every byte", every},
	} {
		packed := compress(t.data)
		back, err := decompress(packed)
		fmt.Printf("%-10s %5d -> %5d bytes, same: %t %v\n", t.name, len(t.data), len(packed), bytes.Equal(back, t.data), err)
	}
	for _, c := range codes(lengths([]byte("abracadabra"))) {
		fmt.Printf("%c %0*b\n", c.symbol, c.length, c.bits)
	}
	packed := compress(skewed)
	_, err := decompress(packed[:len(packed)-10])
	fmt.Println(err, errors.Is(err, errShort))
	packed[len(packed)-1] ^= 0xF0
	_, err = decompress(packed)
	fmt.Println(err)
}
