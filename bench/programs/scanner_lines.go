// scanner_lines: bufio.Scanner over n MB of text, once by lines and once by words.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
)

func makeText(size int) []byte {
	text := make([]byte, 0, size+128)
	seed := uint64(99)
	for len(text) < size {
		seed = seed*6364136223846793005 + 1442695040888963407
		for w := 1 + int(seed>>60); w > 0; w-- {
			seed = seed*6364136223846793005 + 1442695040888963407
			for k := 1 + int(seed>>61); k > 0; k-- {
				text = append(text, 'a'+byte(seed>>33%26))
				seed ^= seed << 7
			}
			text = append(text, ' ')
		}
		text[len(text)-1] = '\n'
	}
	return text
}

func main() {
	n := 100
	if len(os.Args) > 1 {
		if k, err := strconv.Atoi(os.Args[len(os.Args)-1]); err == nil {
			n = k
		}
	}
	text := makeText(n << 20)
	lines, last, hash := 0, "", uint32(0)
	s := bufio.NewScanner(bytes.NewReader(text))
	for s.Scan() {
		line := s.Text()
		lines++
		if line > last {
			last = line
		}
		hash = hash*16777619 ^ uint32(len(line))
	}
	words := 0
	s = bufio.NewScanner(bytes.NewReader(text))
	s.Split(bufio.ScanWords)
	for s.Scan() {
		words++
		hash = hash*16777619 ^ uint32(s.Bytes()[0])
	}
	fmt.Printf("scanner_lines %d %d %d %d %d\n", n, lines, len(last), words, hash)
}
