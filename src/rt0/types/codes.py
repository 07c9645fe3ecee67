"""The codes of diagnostics: what each means, with a program that leads to it.

Codes are the names of Go's internal/types/errors, which gopls and golangci-lint show too, so that what people know and
search for carries over. Codes of our own: "syntax" for all that the scanner and parser say, "load" for faults of files and
folders, "Directive" for //go: comments, "MissingBody" and "InvalidTypeCycle" for what other parts of gc report, and "Unsupported" for
right Go that rt0 refuses.

`rt0 check --explain CODE` shows an entry with what `rt0 check` says about its program; a test checks every program and
that it yields its code, and that every code in the checker's sources is here.

An entry is "code: meaning", then the program, indented; without a package clause it is one of package p. A code without
a program is one that a single file cannot show.
Read next: rt0.base.diagnostics.
"""

from __future__ import annotations

import re
import textwrap

from rt0.base.records import dataclass


@dataclass(slots=True, frozen=True)
class Code:
    """A kind of fault: its name, what it means, and a whole source file that has it ("" if no single file can)."""

    name: str
    meaning: str
    example: str


_TABLE = """
syntax: The text is not a Go program: the scanner or the parser could not go on.
    func f() { if x { }

load: The files or folders that make up the program are not there or do not fit together.

Unsupported: The program is right, but uses what rt0 does not have (docs/roadmap.md), as a function written in assembly.

Directive: A //go: comment says something that it may not.
    //go:systemstack
    func f() {}

InvalidTypeCycle: An interface without a name refers to itself.
    type A interface{ m() interface{ A } }

MissingBody: A function has no body, and nothing else implements it.
    func f() int

# ---- packages and imports

BlankPkgName: A package is called _.
    package _

InvalidPkgUse: A package's name stands alone, not before a dot.
    import "fmt"

    var x = fmt

    var y = fmt.Sprint()

BadImportPath: An import path is empty or has characters that no path may have.
    import ""

BrokenImport: The imported package cannot be found or loaded.
    import _ "no/such/package"

ImportCRenamed: The pseudo-package C is imported under another name.

UnusedImport: A package is imported and never used.
    import "fmt"

# ---- declarations

InvalidInitCycle: Package variables need each other for their initial values.
    var a = f()

    func f() int { return a }

DuplicateDecl: A name is declared twice in one block.
    var x = 1
    var x = 2

InvalidDeclCycle: A declaration contains itself.
    type T struct{ t T }

InvalidConstInit: A constant's value is not constant.
    var x int

    const c = x

InvalidConstVal: A constant's value cannot be computed, or cannot be one of the type.
    var s = make([]int, "a")

InvalidConstType: A constant has a type that constants cannot have.
    const c []int = nil

UntypedNilUse: A variable gets nil, which says nothing of its type.
    var x = nil

WrongAssignCount: There are more or fewer values than variables.
    var a, b int = 1, 2, 3

UnassignableOperand: The left side of an assignment is nothing that can be assigned to.
    func f() { 1 = 2 }

NoNewVar: A := declares nothing new.
    func f() {
        x := 1
        x := 2
        _ = x
    }

InvalidIfaceAssign: A value lacks methods of the interface that it is assigned to.
    type T struct{}

    var e error = T{}

InvalidChanAssign: A channel is assigned to one of another direction or element type.
    type C chan int

    type D <-chan int

    func f(c C) { var d D = c; _ = d }

IncompatibleAssign: A value of one type is assigned to a variable of another.
    var s string = 1

UnaddressableFieldAssign: A field of a struct in a map is assigned to.
    type T struct{ x int }

    func f(m map[string]T) { m["a"].x = 1 }

NotAType: Something that is no type stands where a type must.
    var x int

    var y x

InvalidArrayLen: An array's length is not a constant integer that is not negative.
    var n = 3

    var a [n]int

BlankIfaceMethod: A method of an interface is called _.
    type I interface{ _() }

IncomparableMapKey: The type of a map's keys has no ==.
    var m map[[]int]string

InvalidPtrEmbed: A struct embeds a pointer to something that cannot be embedded so.
    import "unsafe"

    type T struct{ unsafe.Pointer }

BadRecv: A receiver has more or fewer type parameters than its type.
    type T[P any] struct{}

    func (T[P, Q]) m() {}

InvalidRecv: A receiver's type is none that methods can be declared for.
    func (x []int) m() {}

DuplicateFieldAndMethod: A struct type has a field and a method of one name.
    type T struct{ x int }

    func (T) x() {}

DuplicateMethod: A type has two methods of one name.
    type T int

    func (T) m() {}
    func (T) m() {}

InvalidBlank: The blank identifier is used as a value.
    var x = _

InvalidIota: iota stands outside a constant declaration.
    var x = iota

MissingInitBody: A function init has no body.
    func init()

InvalidInitDecl: init is not declared as a function without parameters and results.
    func init() int { return 1 }

InvalidMainDecl: main is not declared as a function without parameters and results.
    package main

    func main(x int) {}

BadDecl: A declaration is malformed.
    func f[T any]()

RepeatedDecl: A name stands twice on the left of a :=.
    func f() {
        x, x := 1, 2
        _ = x
    }

TooNew: A file's //go:build line asks for a newer Go than this one.
    //go:build go1.999

    package p

UnsupportedFeature: The construct needs a newer Go than go.mod or the file's //go:build line asks for.
    //go:build go1.21

    package p

    type List[T any] = []T

# ---- expressions

TooManyValues: A call with several results, or none, stands where one value must.
    func two() (int, int) { return 1, 2 }

    var x = 1 + two()

NotAnExpr: A type stands where a value must.
    var x = 1 + int

TruncatedFloat: A constant with a fraction is converted to an integer type.
    var x int = 1.5

NumericOverflow: A constant does not fit its type.
    var x int8 = 1000

UndefinedOp: The operator does not exist for operands of this type.
    var x = -"a"

MismatchedTypes: The operands of an operator have different types.
    func f(a int, b string) bool { return a == b }

DivByZero: A constant division by zero.
    var x = 1 / 0

NonNumericIncDec: ++ or -- of something that is no number.
    func f(s string) { s++ }

UnaddressableOperand: & of something that has no address.
    var p = &1

InvalidIndirection: * of something that is no pointer.
    func f(x int) int { return *x }

NonIndexableOperand: The indexed value is no array, slice, string or map.
    func f(x int) int { return x[0] }

InvalidIndex: An index is no integer, is negative, or lies outside.
    var x = [2]int{}[5]

SwappedSliceIndices: Constant indices of a slice expression are in the wrong order.
    func f(s []int) []int { return s[2:1] }

NonSliceableOperand: The sliced value is no array with an address, slice or string.
    func f(x int) []int { return x[:] }

InvalidSliceExpr: A slice expression with three indices is applied to a string.
    func f(s string) string { return s[0:1:2] }

InvalidShiftCount: A shift count is negative, too large or no integer.
    var x = 1 << -1

InvalidShiftOperand: The shifted value is no integer.
    var x = 1.5 << 1

InvalidReceive: A value is received from what cannot give one.
    func f(c chan<- int) int { return <-c }

InvalidSend: A value is sent to what cannot take one.
    func f(c <-chan int) { c <- 1 }

DuplicateLitKey: A literal has a key or an index twice.
    var m = map[string]int{"a": 1, "a": 2}

MissingLitKey: A literal of a map has a value without a key.
    var m = map[string]int{1}

InvalidLitIndex: A key in a literal of an array or slice is no constant integer.
    func f(i int) []int { return []int{i: 1} }

OversizeArrayLit: A literal has more elements than its array.
    var a = [1]int{1, 2}

MixedStructLit: A literal of a struct has fields with and without names.
    var x = struct{ a, b int }{a: 1, 2}

InvalidStructLit: A literal of a struct has too few or too many values.
    var x = struct{ a, b int }{1}

MissingLitField: A literal of a struct names a field that the struct does not have.
    var x = struct{ a int }{b: 1}

DuplicateLitField: A literal of a struct gives a field twice.
    var x = struct{ a int }{a: 1, a: 2}

UnexportedLitField: A literal without names sets a field that another package keeps to itself.
    import "strings"

    var x = strings.Builder{nil, nil}

InvalidLitField: What stands before the colon in a literal of a struct is no field's name.
    var x = struct{ a int }{1: 1}

UntypedLit: A literal's type is left out where nothing tells it.
    var x = []struct{ a any }{{a: {}}}

InvalidLit: A literal has a type that has no literals.
    var x = int{}

AmbiguousSelector: Two embedded fields at one depth have the selected name.
    type A struct{ x int }
    type B struct{ x int }
    type C struct {
        A
        B
    }

    func f(c C) int { return c.x }

UndeclaredImportedName: The package does not have the name.
    import "fmt"

    var x = fmt.Nothing

UnexportedName: The package keeps the name to itself.
    import "fmt"

    var x = fmt.newPrinter

UndeclaredName: The name is declared nowhere around.
    var x = y

MissingFieldOrMethod: The type has no field or method of this name.
    func f(x struct{ a int }) int { return x.b }

InvalidMethodExpr: A method with a pointer receiver is taken of the type itself.
    type T struct{}

    func (*T) m() {}

    var f = T.m

InvalidAssert: .(T) of something that is no interface.
    func f(x int) any { return x.(int) }

ImpossibleAssert: .(T) with a type that lacks the interface's methods.
    func f(e error) int { return e.(int) }

InvalidConversion: A value cannot be converted to the type.
    func f(s []int) int { return int(s) }

InvalidUntypedConversion: An untyped value cannot become the type that its place asks for.
    func f(s []int) int { return s[nil] }

BadTypeKeyword: .(type) stands outside a type switch.
    func f(x any) { _ = x.(type) }

# ---- calls and built-in functions

WrongArgCount: A call has too few or too many arguments.
    func f(x int) { f() }

InvalidCall: Something that is no function is called.
    func f(x int) { x() }

UnusedResults: The results of a call are not used where they must be.
    func f() { go len("a") }

BadDotDotDotSyntax: ... stands where it cannot.
    var a [...]int

NonVariadicDotDotDot: A slice is passed with ... to a function that is not variadic.
    func f(x []int) { f(x...) }

InvalidDotDotDot: ... with a built-in function that does not take it, or with several values.
    func f(x []int) int { return len(x...) }

UncalledBuiltin: A built-in function is used without a call.
    var x = len

InvalidAppend: append to what is no slice.
    func f(x int) { _ = append(x, 1) }

InvalidCap: cap of something that has none.
    func f(s string) int { return cap(s) }

InvalidClear: clear of what is neither map nor slice.
    func f(x int) { clear(x) }

InvalidClose: close of what is no channel, or of one that only receives.
    func f(c <-chan int) { close(c) }

InvalidCopy: copy between things that are no slices of one element type.
    func f(a []int, b []string) { copy(a, b) }

InvalidComplex: complex of two values that do not make a complex number.
    func f(a float32, b float64) complex128 { return complex(a, b) }

InvalidDelete: delete from what is no map.
    func f(s []int) { delete(s, 1) }

InvalidImag: imag of what is no complex number.
    func f(x int) { _ = imag(x) }

InvalidReal: real of what is no complex number.
    func f(x int) { _ = real(x) }

InvalidLen: len of something that has none.
    func f(x int) int { return len(x) }

SwappedMakeArgs: make with a length greater than the capacity.
    var s = make([]int, 2, 1)

InvalidMake: make of a type that is no slice, map or channel.
    var x = make(int)

InvalidMinMaxOperand: min or max of values that have no order.
    func f(a, b []int) { _ = min(a, b) }

BadOffsetofSyntax: The argument of unsafe.Offsetof is not x.f.
    import "unsafe"

    var x = unsafe.Offsetof(1)

InvalidOffsetof: unsafe.Offsetof of a method, or of a field behind a pointer.
    import "unsafe"

    type E struct{ a int }

    type T struct{ *E }

    var x = unsafe.Offsetof(T{}.a)

InvalidUnsafeAdd: unsafe.Add with a pointer or length of the wrong type.
    import "unsafe"

    func f(p unsafe.Pointer, s string) unsafe.Pointer { return unsafe.Add(p, s) }

InvalidUnsafeSlice: unsafe.Slice with a pointer or length of the wrong type.
    import "unsafe"

    var x = unsafe.Slice(1, 1)

InvalidUnsafeSliceData: unsafe.SliceData of what is no slice.
    import "unsafe"

    var x = unsafe.SliceData("a")

InvalidUnsafeString: unsafe.String with a length of the wrong type.
    import "unsafe"

    func f(p *byte, n float64) string { return unsafe.String(p, n) }

TypeTooLarge: A type is larger than the address space or than what may be sent or kept in a map.
    import "unsafe"

    type T [1 << 60]int64

    const n = unsafe.Sizeof(T{})

# ---- statements

UnusedExpr: An expression's value is not used.
    func f(x int) { x + 1 }

UnusedVar: A variable is declared and not used.
    func f() { x := 1 }

MissingReturn: A function with results can end without a return.
    func f() int {}

WrongResultCount: return has too few or too many values.
    func f() int { return 1, 2 }

OutOfScopeResult: A return without values where another variable hides a result.
    func f() (x int) {
        {
            x := 1
            _ = x
            return
        }
    }

InvalidCond: The condition of an if is no bool.
    func f(x int) {
        if x {
        }
    }

InvalidIterVar: A range has more iteration variables than it gives values.
    func f(c chan int) {
        for a, b := range c {
            _, _ = a, b
        }
    }

InvalidRangeExpr: range over something that cannot be ranged over.
    func f(x float64) {
        for range x {
        }
    }

MisplacedBreak: break outside a loop, switch or select.
    func f() { break }

MisplacedContinue: continue outside a loop.
    func f() { continue }

MisplacedFallthrough: fallthrough elsewhere than at the end of a switch's clause.
    func f() { fallthrough }

DuplicateCase: A value or type stands in two cases.
    func f(x int) {
        switch x {
        case 1, 1:
        }
    }

DuplicateDefault: A switch or select has two defaults.
    func f() {
        switch {
        default:
        default:
        }
    }

InvalidTypeSwitch: A type switch over something that is no interface.
    func f(x int) {
        switch x.(type) {
        }
    }

InvalidExprSwitch: A switch over something that cannot be compared.
    func f(x struct{ f func() }) {
        switch x {
        }
    }

InvalidSelectCase: A case of a select is neither send nor receive.
    func f(x int) {
        select {
        case x:
        }
    }

InvalidDefer: What is deferred is no call.
    func f(x func()) { defer int(3) }

InvalidGo: What is started is no call.
    func f(x func()) { go int(3) }

UndeclaredLabel: A label that a goto, break or continue names is not there.
    func f() { goto L }

DuplicateLabel: A function has two labels of one name.
    func f() {
    L:
        goto L
    L:
    }

MisplacedLabel: break or continue names a label of a statement that it is not in.
    func f() {
    L:
        println()
        for {
            break L
        }
    }

UnusedLabel: A label is not used.
    func f() {
    L:
    }

JumpOverDecl: A goto jumps over a variable's declaration.
    func f() {
        goto L
        x := 1
        _ = x
    L:
    }

JumpIntoBlock: A goto jumps into a block.
    func f() {
        goto L
        {
        L:
        }
    }

# ---- generics

NotAGenericType: Type arguments are given to a type that takes none.
    type T int

    var x T[int]

WrongTypeArgCount: There are too few or too many type arguments.
    type T[A any] struct{}

    var x T[int, string]

CannotInferTypeArgs: The call does not tell a type argument.
    func f[T any]() {}

    func g() { f() }

InvalidTypeArg: A type argument does not satisfy its constraint.
    func f[T comparable](T) {}

    func g(x []int) { f(x) }

InvalidInstanceCycle: A generic function would need ever new instances of itself.
    type B[T any] struct{ x T }

    func f[T any](x T) { f(B[T]{x}) }

InvalidUnion: A union has terms that cannot stand in one.
    type I interface{ int | error }

MisplacedConstraintIface: An interface with a type set is used as the type of values.
    var x comparable

MisplacedTypeParam: A type parameter stands where it cannot.
    type T[P any] P
"""


def _parse(table: str) -> dict[str, Code]:
    """The table's entries by name, in its order."""
    out = {}
    for entry in re.split(r"\n(?=[A-Za-z]+: )", re.sub(r"\n# ---- .*", "", table)):
        head, _, program = entry.strip("\n").partition("\n")
        if head:
            name, _, meaning = head.partition(": ")
            program = textwrap.dedent(program).strip("\n")
            program = re.sub(r"^(?: {4})+", lambda m: "\t" * (len(m[0]) // 4), program, flags=re.MULTILINE)
            clause = "" if re.search(r"^package ", program, re.MULTILINE) else "package p\n\n"
            out[name] = Code(name, meaning, f"{clause}{program}\n" if program else "")
    return out


CODES: dict[str, Code] = _parse(_TABLE)
"""All codes by name."""
