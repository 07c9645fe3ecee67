"""What gc's inliner says that bodies cost: the figures are those of go1.27 -gcflags=-m=2 for the same functions."""

from __future__ import annotations

from typing import Any

from support import lower

from rt0.lower.inlining import inline_cost

COSTS = """
func c1(p *int) *int { return p } // 2
func c2(a, b int) int { return a + b } // 4
func c3() *T { return &T{} } // 3
func c4(x int) *T { return &T{a: x, b: 2} } // 7
func c5(n int) [][]float64 { m := make([][]float64, n); return m } // 8
func c6(t *T) int { return t.a } // 3
func c7(t *T) { t.a++ } // 4
func c9(t *T) (r int) { r = t.n.a; return } // 6
func c10(n int) (s int) { for i := 0; i < n; i++ { s += i }; return } // 16
func c11(x []int) (s int) { for _, v := range x { s += v }; return } // 10
func c12(x int) any { return x } // 3
func c13(x int) { if x < 0 { panic("a") } } // 7
func c14(x []int) []int { return append(x, 1) } // 4
func c16(x string) string { return x + "a" + x } // 5
func c17(x int) float64 { return float64(x) } // 3
func (t *T) m1() int { return t.a } // 3
func c19(t *T) int { return t.m1() } // 6
func c20(t *T) int { return c6(t) } // 7
func c21(a int) int { switch a { case 1: return 2; case 3, 4: return 5 }; return 6 } // 13
func c24(a int) int { x, y := c22(a, 1); return x + y } // 18
func c22(a, b int) (int, int) { return b, a } // 3
func c25() int { var x int; var p *int; _ = p; return x } // 13
func c26(x any) int { v, ok := x.(int); if !ok { return 0 }; return v } // 16
func c27(x []int) []int { return x[1:2] } // 5
func c29() []int { return []int{1, 2, 3} } // 6
func c31() func() { return func() {} } // 17
func c32(t *T) bool { return t != nil && t.a == 1 || !t.ok() } // 70
func c34(x ...int) int { return x[0] } // 4
func c35() int { return c34(1, 2) } // 11
func c40(f func(int) int) int { return f(1) } // 21
func c41(x any) { switch y := x.(type) { case int: _ = y; case string: } } // 11
func c42(x int) int { for { if x > 1 { break }; x++ }; return x } // 11
func c44(x int) My { return My(x) } // 2
func c45(x []int, t *T) { x[0], x[1] = x[1], x[0]; t.n.n.a = 3 } // 19
func c49(x int) any { return &T{a: x} } // 6
func c50(i I) int { return i.m1() } // 61
func c53(a int) int { if a > 1 { return 1 } else if a > 2 { return 2 } else { return 3 } } // 14
func c60(t *T) *int { return &t.b } // 4
func c61(t *T) *int { return &t.a } // 2
func calls(t *T) bool { return t.ok() && t.ok() } // no
func deferring() { defer c3() } // no
func recursive(n int) int { return recursive(n - 1) } // no
"""

HEAD = """package main
type T struct { a, b int; n *T }
type My int
type I interface { m1() int }
//go:noinline
func (t *T) ok() bool { return true }
func main() {}
"""


def test_costs(tmp_path: Any) -> None:
    source = HEAD + COSTS
    lowered = lower(tmp_path, source)
    lines = source.splitlines()
    unit = lowered.prog.units["main"]
    said = {}
    for f in unit.info.funcs:
        file = lowered.sink.files.file(f.pos)
        assert file is not None
        line = lines[file.line(f.pos) - 1]
        if "} // " in line:
            cost = inline_cost(lowered.prog, f)
            said[f.name] = (str(cost) if cost is not None else "no", line.rpartition("// ")[2])
    assert len(said) == COSTS.count("// ")
    assert {name: pair for name, pair in said.items() if pair[0] != pair[1]} == {}
