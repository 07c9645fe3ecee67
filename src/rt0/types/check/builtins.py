"""The predeclared functions and those of package unsafe (Go spec, "Built-in functions", "Package unsafe").

One function each, in the table `_CHECKS`; `builtin_call` checks what is common to all: the number of arguments.
Each gets the first argument in x and all of them in `args` (none evaluated for make, new and unsafe.Offsetof).
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types import constant
from rt0.types import types as t
from rt0.types.check.assignability import assignable, assignment
from rt0.types.check.checker import (
    INVALID_ARG,
    INVALID_OP,
    Checker,
    Operand,
    builtin_name,
    describe,
    error,
    record_builtin,
    record_selection,
    record_type,
    soft_error,
    verify_version,
)
from rt0.types.check.complete import cycle_error, first_in_source
from rt0.types.check.consts import convert_untyped, update_expr_type
from rt0.types.check.core import exclude, expr, expr_list, expr_or_type, use
from rt0.types.check.counts import count_error
from rt0.types.check.index import constant_index, valid_index
from rt0.types.check.operators import match_types
from rt0.types.check.under import Cause, array_ptr_deref, common_under
from rt0.types.check.validity import valid_var_type, var_type
from rt0.types.generic.typeset import type_pairs, under_is
from rt0.types.info import (
    FIELD_VAL,
    MODE_CONST,
    MODE_INVALID,
    MODE_NIL,
    MODE_NOVALUE,
    MODE_TYPE,
    MODE_VALUE,
    MODE_VARIABLE,
)
from rt0.types.lookup import deref_struct, lookup_field_or_method
from rt0.types.objects import Func, Var
from rt0.types.predicates import (
    all_ordered,
    all_string,
    identical,
    is_numeric,
    is_string,
    is_type_param,
    is_untyped,
    is_valid,
)
from rt0.types.sizes import alignof, offsetof, sizeof
from rt0.types.types import (
    EMPTY_INTERFACE,
    INVALID_TYPE,
    RECV_ONLY,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Slice,
    Struct,
    Type,
    TypeParam,
    unalias,
    under,
)
from rt0.types.universe import (
    BUILTINS,
    BYTE,
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    STRING,
    UINTPTR,
    UNSAFE_POINTER,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
)

_UNEVALUATED = ("make", "new", "unsafe.Offsetof")


def builtin_call(c: Checker, x: Operand, e: ast.Call, id: str) -> bool:
    """Checks the call of predeclared function `id` into x. False after an error."""
    min_args, variadic, _ = BUILTINS[id]
    name = builtin_name(id)
    if e.has_dots and id != "append":
        error(c, e, "InvalidDotDotDot",
              f"{INVALID_OP}invalid use of ... with built-in {name}")
        use(c, e.args)
        return False
    outer = c.has_call_or_recv
    if id in ("len", "cap"):
        c.has_call_or_recv = False  # an array's length is constant if computing the array calls nothing
    args: list[Operand] = []
    nargs = len(e.args)
    if id not in _UNEVALUATED:
        args = expr_list(c, e.args)
        nargs = len(args)
        if any(a.mode == MODE_INVALID for a in args):
            return False
        if args:
            x.assign(args[0])
            args[0] = x
    what = "not enough" if nargs < min_args else "too many" if nargs > min_args and not variadic else ""
    if what:
        error(c, e, "WrongArgCount",
              f"{INVALID_OP}{what} arguments for {expr_text(e)} (expected {min_args}, found {nargs})")
        return False
    ok = _CHECKS[id](c, x, e, args)
    if id in ("len", "cap"):
        c.has_call_or_recv = outer
    if ok and x.mode != MODE_CONST:
        record_builtin(c, e.fun)
    return ok


def slice_elem(c: Checker, x: Operand) -> tuple[Type | None, str]:
    """The element type of the slice x, or None and what is wrong."""
    elem: Type | None = None
    for _, u in type_pairs(x.type):
        if type(u) is not Slice:
            have = "untyped nil" if x.mode == MODE_NIL else describe(c, x)
            return None, f"argument must be a slice; have {have}"
        if elem is None:
            elem = u.elem
        elif not identical(elem, u.elem):
            return None, (f"mismatched slice element types {c.ts(elem)} and {c.ts(u.elem)} in {describe(c, x)}")
    return elem, ""


def _bytes_or_strings(typ: Type) -> tuple[bool, bool]:
    """Whether all types of typ are byte slices or strings, and whether one is a string."""
    has_string = False
    for _, u in type_pairs(typ):
        if type(u) is Slice and identical(u.elem, BYTE):
            continue
        if u is None or not is_string(u):
            return False, False
        has_string = True
    return True, has_string


def _append(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    elem, why = slice_elem(c, x)
    if elem is None:
        error(c, x, "InvalidAppend", f"invalid append: {why}")
        return False
    result = x.type
    if len(args) == 2 and e.has_dots and assignable(c, x, Slice(BYTE))[0]:
        ok, has_string = _bytes_or_strings(args[1].type)
        if ok and has_string:
            if is_untyped(args[1].type):
                convert_untyped(c, args[1], STRING)
            x.mode = MODE_VALUE
            return True
    if e.has_dots:
        if len(e.args) == 1 and len(args) > 1:
            error(c, e, "InvalidDotDotDot", f"cannot use ... with {len(args)}-valued {expr_text(e.args[0])}")
            return False
        if len(args) != 2:
            count_error(c, e, args, [result, Slice(elem)], True, 2)
            return True
        assignment(c, args[1], Slice(elem), "argument to append")
    else:
        for a in args[1:]:
            assignment(c, a, elem, "argument to append")
    x.mode = MODE_VALUE
    x.type = result
    return True


def _len_of(c: Checker, x: Operand, is_len: bool) -> tuple[int, constant.Value | None]:
    """Mode and value of len(x) or cap(x); MODE_INVALID if x has none."""
    u = array_ptr_deref(under(x.type))
    if type(u) is Basic:
        if is_len and is_string(u):
            if x.mode == MODE_CONST and type(x.val) is bytes:
                return MODE_CONST, len(x.val)
            return MODE_VALUE, None
    elif type(u) is Array:
        if not c.has_call_or_recv:
            return MODE_CONST, u.length if u.length >= 0 else None
        return MODE_VALUE, None
    elif type(u) is Slice or type(u) is Chan or type(u) is Map and is_len:
        return MODE_VALUE, None
    elif type(u) is Interface and is_type_param(x.type):
        def ok(v: Type | None) -> bool:
            if v is None:
                return False
            v = array_ptr_deref(v)
            return type(v) in (Array, Slice, Chan) or is_len and (type(v) is Map or is_string(v))
        if under_is(x.type, ok):
            return MODE_VALUE, None
    return MODE_INVALID, None


def _len(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    return _len_cap(c, x, "len")


def _cap(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    return _len_cap(c, x, "cap")


def _len_cap(c: Checker, x: Operand, name: str) -> bool:
    mode, val = _len_of(c, x, name == "len")
    if mode == MODE_INVALID:
        if is_valid(under(x.type)):
            error(c, x, "InvalidLen" if name == "len" else "InvalidCap",
                  f"{INVALID_ARG}{describe(c, x)} for built-in {name}")
        return False
    x.mode = mode
    x.type = INT
    x.val = val
    return True


def _clear(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    verify_version(c, e.fun, 21, "clear")
    if not under_is(x.type, lambda u: type(u) is Map or type(u) is Slice):
        error(c, x, "InvalidClear", f"{INVALID_ARG}cannot clear {describe(c, x)}: "
              "argument must be (or constrained by) map or slice")
        return False
    x.mode = MODE_NOVALUE
    return True


def _close(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    def ok(u: Type | None) -> bool:
        if type(u) is not Chan:
            error(c, x, "InvalidClose", f"{INVALID_OP}cannot close non-channel {describe(c, x)}")
            return False
        if u.dir == RECV_ONLY:
            error(c, x, "InvalidClose", f"{INVALID_OP}cannot close receive-only channel {describe(c, x)}")
            return False
        return True

    if not under_is(x.type, ok):
        return False
    x.mode = MODE_NOVALUE
    return True


_COMPLEX_OF = {t.FLOAT32: COMPLEX64, t.FLOAT64: COMPLEX128, t.UNTYPED_FLOAT: UNTYPED_COMPLEX}
_FLOAT_OF = {t.COMPLEX64: FLOAT32, t.COMPLEX128: FLOAT64, t.UNTYPED_COMPLEX: UNTYPED_FLOAT}

# A restriction of Go itself, in gc's words.
_NO_PARAMS = "%s not supported as argument to built-in %s for go1.18 (see go.dev/issue/50937)"


def _complex(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    y = args[1]
    xu, yu = is_untyped(x.type), is_untyped(y.type)
    if xu and yu:
        if x.mode == MODE_CONST and y.mode == MODE_CONST:
            for z in (x, y):
                if is_numeric(z.type) and z.val is not None and constant.imag(z.val) == 0:
                    z.type = UNTYPED_FLOAT
        else:
            convert_untyped(c, x, FLOAT64)
            convert_untyped(c, y, FLOAT64)
    elif xu:
        convert_untyped(c, x, y.type)
    elif yu:
        convert_untyped(c, y, x.type)
    if x.mode == MODE_INVALID or y.mode == MODE_INVALID:
        return False
    if not identical(x.type, y.type):
        error(c, x, "InvalidComplex",
              f"{INVALID_OP}{expr_text(e)} (mismatched types {c.ts(x.type)} and {c.ts(y.type)})")
        return False
    if is_type_param(x.type):
        soft_error(c, x, "InvalidComplex", _NO_PARAMS % (describe(c, x), "complex"))
        return False
    u = under(x.type)
    res = _COMPLEX_OF.get(u.kind) if type(u) is Basic else None
    if res is None:
        error(c, x, "InvalidComplex",
              f"{INVALID_ARG}arguments have type {c.ts(x.type)}, expected floating-point")
        return False
    if x.mode == MODE_CONST and y.mode == MODE_CONST:
        if x.val is not None and y.val is not None:
            x.val = constant.Complex(constant.real(x.val), constant.real(y.val))
    else:
        x.mode = MODE_VALUE
    x.type = res
    return True


def _copy(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    y = args[1]
    dst, why = slice_elem(c, x)
    if dst is None:
        error(c, x, "InvalidCopy", f"invalid copy: {why}")
        return False
    if not (assignable(c, x, Slice(BYTE))[0] and _bytes_or_strings(y.type)[0]):
        src, why = slice_elem(c, y)
        if src is None:
            if not all_string(y.type):
                error(c, y, "InvalidCopy", f"invalid copy: {why}")
                return False
            src = BYTE
        if not identical(dst, src):
            error(c, x, "InvalidCopy", f"invalid copy: arguments {describe(c, x)} and {describe(c, y)} have "
                  f"different element types {c.ts(dst)} and {c.ts(src)}")
            return False
    if is_untyped(y.type):
        convert_untyped(c, y, STRING)
    x.mode = MODE_VALUE
    x.type = INT
    return True


def _delete(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    key: list[Type] = []

    def ok(u: Type | None) -> bool:
        if type(u) is not Map:
            error(c, x, "InvalidDelete", f"{INVALID_ARG}{describe(c, x)} is not a map")
            return False
        if key and not identical(u.key, key[0]):
            error(c, x, "InvalidDelete", f"{INVALID_ARG}maps of {describe(c, x)} must have identical key types")
            return False
        key[:] = [u.key]
        return True

    if not under_is(x.type, ok):
        return False
    x.assign(args[1])
    assignment(c, x, key[0], "argument to delete")
    if x.mode == MODE_INVALID:
        return False
    x.mode = MODE_NOVALUE
    return True


def _real(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    return _part(c, x, "InvalidReal", constant.real)


def _imag(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    return _part(c, x, "InvalidImag", constant.imag)


def _part(c: Checker, x: Operand, code: str, part: Callable[[constant.Value], constant.Value]) -> bool:
    if is_untyped(x.type):
        if x.mode == MODE_CONST:
            if is_numeric(x.type):
                x.type = UNTYPED_COMPLEX
        else:
            convert_untyped(c, x, COMPLEX128)
            if x.mode == MODE_INVALID:
                return False
    if is_type_param(x.type):
        soft_error(c, x, code, _NO_PARAMS % (describe(c, x), "real" if code == "InvalidReal" else "imag"))
        return False
    u = under(x.type)
    res = _FLOAT_OF.get(u.kind) if type(u) is Basic else None
    if res is None:
        error(c, x, code, f"{INVALID_ARG}argument has type {c.ts(x.type)}, expected complex type")
        return False
    if x.mode == MODE_CONST:
        if x.val is not None:
            x.val = part(x.val)
    else:
        x.mode = MODE_VALUE
    x.type = res
    return True


def _make(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    typ = var_type(c, e.args[0])
    if typ is INVALID_TYPE:
        return False

    def cond(_: Type | None, u: Type | None) -> Cause | None:
        if u is None:
            return Cause("no specific type")
        return None if type(u) in (Slice, Map, Chan) else Cause("type must be slice, map, or channel")

    u, cause = common_under(c, typ, cond)
    if u is None:
        why = cause.text if cause is not None else ""
        error(c, e.args[0], "InvalidMake", f"{INVALID_ARG}cannot make {expr_text(e.args[0])}: {why}")
        return False
    least = 2 if type(u) is Slice else 1
    n = len(e.args)
    if n < least or n > least + 1:
        error(c, e, "WrongArgCount",
              f"{INVALID_OP}{expr_text(e)} expects {least} or {least + 1} arguments; found {n}")
        return False
    sizes = [s for s in (constant_index(c, a, -1)[1] for a in e.args[1:]) if s >= 0]
    if len(sizes) == 2 and sizes[0] > sizes[1]:
        error(c, e.args[1], "SwappedMakeArgs", f"{INVALID_ARG}length and capacity swapped")
    x.mode = MODE_VALUE
    x.type = typ
    return True


def _min_max(c: Checker, x: Operand, e: ast.Call, args: list[Operand], name: str) -> bool:
    verify_version(c, e.fun, 21, f"built-in {name}")
    op = "<" if name == "min" else ">"
    exprs = [a.expr for a in args]
    for i, a in enumerate(args):
        if not all_ordered(a.type):
            error(c, a, "InvalidMinMaxOperand", f"{INVALID_ARG}{describe(c, a)} cannot be ordered")
            return False
        if i == 0:
            continue
        match_types(c, x, a)
        if x.mode == MODE_INVALID:
            return False
        if not identical(x.type, a.type):
            error(c, a, "MismatchedTypes", f"{INVALID_ARG}mismatched types {c.ts(x.type)} (previous argument) "
                  f"and {c.ts(a.type)} (type of {expr_text(a.expr)})")
            return False
        if x.mode == MODE_CONST and a.mode == MODE_CONST:
            if x.val is not None and a.val is not None and constant.compare(op, a.val, x.val):
                x.assign(a)
        else:
            x.mode = MODE_VALUE
    if x.mode != MODE_CONST:
        x.mode = MODE_VALUE
        if is_untyped(x.type):
            assignment(c, x, EMPTY_INTERFACE, f"argument to built-in {name}")
            if x.mode == MODE_INVALID:
                return False
    for ex in exprs:
        update_expr_type(c, ex, x.type, True)
    return True


def _min(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    return _min_max(c, x, e, args, "min")


def _max(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    return _min_max(c, x, e, args, "max")


def _new(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    arg = e.args[0]
    expr_or_type(c, x, arg)
    exclude(c, x, False, True)
    if x.mode == MODE_INVALID:
        return False
    if x.mode == MODE_TYPE:
        valid_var_type(c, arg, x.type)
    else:
        if is_untyped(x.type):
            assignment(c, x, None, "argument to new")
            if x.mode == MODE_INVALID:
                return False
        verify_version(c, e.fun, 26, f"new({expr_text(arg)})")
    x.mode = MODE_VALUE
    x.type = Pointer(x.type)
    return True


def _panic(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    c.is_panic.add(e)
    assignment(c, x, EMPTY_INTERFACE, "argument to panic")
    if x.mode == MODE_INVALID:
        return False
    x.mode = MODE_NOVALUE
    return True


def _print(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    name = expr_text(ast.unparen(e.fun))
    for a in args:
        assignment(c, a, None, f"argument to built-in {name}")
        if a.mode == MODE_INVALID:
            return False
    x.mode = MODE_NOVALUE
    return True


def _recover(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    x.mode = MODE_VALUE
    x.type = EMPTY_INTERFACE
    return True


# ---- package unsafe -------------------------------------------------------------------------------------------------


def has_var_size(c: Checker, typ: Type, path: tuple[Named, ...] = ()) -> bool:
    """Whether typ's size depends on a type parameter. True, after reporting (once), for a type that contains itself."""
    n = unalias(typ)
    if type(n) is TypeParam:
        return True
    if type(n) is Named:
        if n in c.endless:
            return True
        at = c.obj_path_idx.get(n.obj)
        if at is not None and n.targs is None:
            cycle = [*c.obj_path[at:], *path]
            cycle_error(c, cycle, first_in_source(cycle))
            return True
        for i, p in enumerate(path):
            if identical(p, n):
                c.endless.update(path)
                cycle_error(c, path[i:], first_in_source(path[i:]))
                return True
        if len(path) > 100:
            return True
        path += (n,)
    u = under(n)
    if type(u) is Array:
        return has_var_size(c, u.elem, path)
    return type(u) is Struct and any(has_var_size(c, f.type, path) for f in u.fields)


def _size_result(c: Checker, x: Operand, typ: Type, size: Callable[[], int]) -> bool:
    if has_var_size(c, typ):
        x.mode = MODE_VALUE
    else:
        n = size()
        if n >= 1 << 63:
            error(c, x, "TypeTooLarge", f"{describe(c, x)} is too large")
            return False
        x.mode = MODE_CONST
        x.val = n
    x.type = UINTPTR
    return True


def _sizeof(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    assignment(c, x, None, "argument to unsafe.Sizeof")
    typ = x.type
    return x.mode != MODE_INVALID and _size_result(c, x, typ, lambda: sizeof(typ))


def _alignof(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    assignment(c, x, None, "argument to unsafe.Alignof")
    typ = x.type
    return x.mode != MODE_INVALID and _size_result(c, x, typ, lambda: alignof(typ))


def _offsetof(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    arg = e.args[0]
    sel = ast.unparen(arg)
    if type(sel) is not ast.Selector:
        error(c, arg, "BadOffsetofSyntax", f"{INVALID_ARG}{expr_text(arg)} is not a selector expression")
        use(c, [arg])
        return False
    expr(c, x, sel.x)
    if x.mode == MODE_INVALID:
        return False
    base = deref_struct(x.type)
    found = lookup_field_or_method(base, False, c.pkg, sel.sel.value)
    if type(found.obj) is Func:
        error(c, arg, "InvalidOffsetof", f"{INVALID_ARG}{expr_text(arg)} is a method value")
        return False
    if type(found.obj) is not Var:
        error(c, x, "MissingFieldOrMethod", f"{INVALID_ARG}{c.ts(base)} has no single field {sel.sel.value}")
        return False
    if found.indirect:
        error(c, x, "InvalidOffsetof",
              f"{INVALID_ARG}field {sel.sel.value} is embedded via a pointer in {c.ts(base)}")
        return False
    record_selection(c, sel, FIELD_VAL, base, found.obj, found.index, False, found.obj.type)
    record_type(c, sel, MODE_VARIABLE, found.obj.type)
    index = found.index
    return _size_result(c, x, base, lambda: offsetof(base, index))


def _unsafe_add(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    verify_version(c, e.fun, 17, "unsafe.Add")
    assignment(c, x, UNSAFE_POINTER, "argument to unsafe.Add")
    if x.mode == MODE_INVALID or not valid_index(c, args[1], "InvalidUnsafeAdd", "length", True):
        return False
    x.mode = MODE_VALUE
    x.type = UNSAFE_POINTER
    return True


def _unsafe_slice(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    verify_version(c, e.fun, 17, "unsafe.Slice")
    u, _ = common_under(c, x.type)
    if type(u) is not Pointer:
        error(c, x, "InvalidUnsafeSlice", f"{INVALID_ARG}{describe(c, x)} is not a pointer")
        return False
    if not valid_index(c, args[1], "InvalidUnsafeSlice", "length", False):
        return False
    x.mode = MODE_VALUE
    x.type = Slice(u.base)
    return True


def _unsafe_slice_data(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    verify_version(c, e.fun, 20, "unsafe.SliceData")
    u, _ = common_under(c, x.type)
    if type(u) is not Slice:
        error(c, x, "InvalidUnsafeSliceData", f"{INVALID_ARG}{describe(c, x)} is not a slice")
        return False
    x.mode = MODE_VALUE
    x.type = Pointer(u.elem)
    return True


def _unsafe_string(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    verify_version(c, e.fun, 20, "unsafe.String")
    assignment(c, x, Pointer(BYTE), "argument to unsafe.String")
    if x.mode == MODE_INVALID or not valid_index(c, args[1], "InvalidUnsafeString", "length", False):
        return False
    x.mode = MODE_VALUE
    x.type = STRING
    return True


def _unsafe_string_data(c: Checker, x: Operand, e: ast.Call, args: list[Operand]) -> bool:
    verify_version(c, e.fun, 20, "unsafe.StringData")
    assignment(c, x, STRING, "argument to unsafe.StringData")
    if x.mode == MODE_INVALID:
        return False
    x.mode = MODE_VALUE
    x.type = Pointer(BYTE)
    return True


_CHECKS: dict[str, Callable[[Checker, Operand, ast.Call, list[Operand]], bool]] = {
    "append": _append, "cap": _cap, "clear": _clear, "close": _close, "complex": _complex, "copy": _copy,
    "delete": _delete, "imag": _imag, "len": _len, "make": _make, "max": _max, "min": _min, "new": _new,
    "panic": _panic, "print": _print, "println": _print, "real": _real, "recover": _recover,
    "unsafe.Add": _unsafe_add, "unsafe.Alignof": _alignof, "unsafe.Offsetof": _offsetof, "unsafe.Sizeof": _sizeof,
    "unsafe.Slice": _unsafe_slice, "unsafe.SliceData": _unsafe_slice_data, "unsafe.String": _unsafe_string,
    "unsafe.StringData": _unsafe_string_data,
}
