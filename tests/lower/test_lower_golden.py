"""The IR of small functions: `// CHECK: text` after a statement must be found, in order, in its function's IR, and
`// NOT: text` nowhere in it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support import lower

from rt0.lower.eval import STMTS
from rt0.syntax import ast

FUNCTIONS = {
    "add wraps": "func f(a, b int) int { return a + b } // CHECK: add i64 %p.0.0, %p.1.0\n// NOT: nsw",
    "constant divisor": "func f(a int) int { return a / 3 } // CHECK: sdiv i64 %p.0.0, 3\n// NOT: panicdivide",
    "variable divisor": "func f(a, b int) int { return a / b } // CHECK: panicdivide",
    "bounds check": "func f(s []int, i int) int { return s[i] } // CHECK: icmp uge i64 %p.1.0, %p.0.1",
    "constant index of an array": "func f(a [3]int) int { return a[1] }\n// NOT: panicIndex",
    "range has no bounds check": """func f(s []float64) (t float64) {
	for _, x := range s { // CHECK: icmp slt i64
		t += x // CHECK: fadd double
	}
	return
}
// NOT: panicIndex""",
    "nil check once": """func f(p *struct{ a, b int }) int {
	return p.a + p.b // CHECK: icmp eq ptr %p.0.0, null
}
// NOT: icmp eq ptr %t""",
    "string length is an operand": "func f(s string) int { return len(s) } // CHECK: ret i64 %p.0.1",
    "results are one struct": "func f() (int, string) { return 1, \"ab\" } // CHECK: ret { i64, ptr, i64 }",
    "large results through a pointer": "func f() (a [9]int) { return } // CHECK: ptr noalias %r0",
    "g comes last": "func f(a int) {} // CHECK: (i64 %p.0.0, ptr swiftself %g)",
    "interface method": "func f(e error) string { return e.Error() } // CHECK: i64 24",
    "small struct in operands": """type t struct{ a int; b string }
func f(x t) string { return x.b } // CHECK: ret { ptr, i64 }
// NOT: alloca""",
    "map of strings": 'func f(m map[string]int) int { return m["k"] } // CHECK: mapaccess1_faststr',
    "append grows out of line": "func f(s []int) []int { return append(s, 1) } // CHECK: growslice",
    "go statement": "func g(int)\nfunc f() { go g(3) } // CHECK: newproc(i32 8,".replace("func g(int)\n", "func g(int) {}\n"),
    "shift by a constant": "func f(x uint32) uint32 { return x << 5 } // CHECK: shl i32 %p.0.0, 5\n// NOT: select",
    "bytes given up": """func f(n int) string { b := make([]byte, n); b = append(b[:1], 'x'); return string(b) }
// CHECK: bytetostringgiven""",
    "bytes of a caller": "func f(b []byte) string { b = append(b, 'x'); return string(b) }\n// NOT: bytetostringgiven",
    "bytes that two have": """func f(n int) (string, []byte) { b := make([]byte, n); c := b[1:]; return string(b), c }
// NOT: bytetostringgiven""",
    "bytes of a closure": """func f(n int) (string, func()) { b := make([]byte, n); g := func() { b[0]++ }; return string(b), g }
// NOT: bytetostringgiven""",
    "bytes changed later": """func f(n int) string { b := make([]byte, n); defer copy(b, b[1:]); return string(b) }
// NOT: bytetostringgiven""",
    "address of a byte": """func f(n int) (string, *byte) { b := make([]byte, n); p := &b[0]; return string(b), p }
// NOT: bytetostringgiven""",
    "bytes twice": "func f(n int) (string, []byte) { b := make([]byte, n); return string(b), b }\n// NOT: bytetostringgiven",
    "a direct call": """func f(x float64) float64 { return g(x) }
func g(x float64) float64 { return x }
// CHECK: call swiftcc double @main.g""",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function(name: str, tmp_path: Any) -> None:
    source = FUNCTIONS[name]
    ir = lower(tmp_path, "package main\n\nfunc main() {}\n" + source + "\n").function("main.f")
    at = 0
    for want in re.findall(r"// CHECK: (.*)", source):
        found = ir.find(want.strip(), at)
        assert found >= 0, f"no {want!r} in\n{ir}"
        at = found
    for unwanted in re.findall(r"// NOT: (.*)", source):
        assert unwanted.strip() not in ir, f"{unwanted!r} in\n{ir}"


def test_unsupported_is_a_diagnostic(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(STMTS, ast.SendStmt)
    lowered = lower(tmp_path, "package main\n\nfunc main() {\n\tmake(chan int, 1) <- 1\n}\n")
    text = lowered.sink.format()
    assert "snippet.go:4:20: rt0 does not support SendStmt yet" in text
