package main

import (
	"bufio"
	"fmt"
	"strings"
)

type point struct{ x, y int }

func (p *point) Scan(state fmt.ScanState, verb rune) error {
	_, err := fmt.Fscanf(state, "(%d,%d)", &p.x, &p.y)
	return err
}

type celsius float64

func main() {
	var a, b string
	n, err := fmt.Scan(&a, &b)
	fmt.Println(n, err, a, b)
	n, err = fmt.Scan(&a)
	fmt.Println(n, err)
	var i int
	var u uint8
	var f float64
	var s string
	var t bool
	var c complex128
	var r rune
	var d celsius
	fmt.Println(fmt.Sscan("-12 200 1.5e2 word true (1+2i) 7", &i, &u, &f, &s, &t, &c, &d))
	fmt.Println(i, u, f, s, t, c, d)
	fmt.Println(fmt.Sscanf("0x1f|é|  77%|\"q s\"", "%v|%c|%d%%|%q", &i, &r, &u, &s))
	fmt.Println(i, string(r), u, s)
	fmt.Println(fmt.Sscanf("12345", "%2d%s", &i, &s))
	fmt.Println(i, s)
	fmt.Println(fmt.Sscanln("1 2\n3", &i, &u))
	fmt.Println(fmt.Sscanln("1\n2", &i, &u))
	fmt.Println(fmt.Sscan("300", &u))
	fmt.Println(fmt.Sscan("x", &i))
	fmt.Println(fmt.Sscan("", &i))
	fmt.Println(fmt.Sscan("1", i))
	var p point
	fmt.Println(fmt.Sscan("(3,4) 5", &p, &i))
	fmt.Println(p, i)
	in := bufio.NewReader(strings.NewReader("3\n10 20 30\nend"))
	var count, sum int
	fmt.Fscan(in, &count)
	for k := 0; k < count; k++ {
		var x int
		fmt.Fscan(in, &x)
		sum += x
	}
	fmt.Fscan(in, &s)
	fmt.Println(count, sum, s)
}
