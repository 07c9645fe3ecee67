"""The predeclared objects (Go spec, "Predeclared identifiers") and package unsafe.

`UNIVERSE` is the scope around every package. Types are module constants: `INT`, `STRING`, `UNTYPED_NIL_T`, ...;
`byte` and `rune` are objects of their own (`BYTE`, `RUNE`) that are identical to uint8 and int32, so that
messages show the name the program used.

Read next: objects.py, check/builtins.py (what the predeclared functions do).
"""
from __future__ import annotations

from rt0.types import types as t
from rt0.types.objects import NO_POS, Builtin, Const, Func, Nil, Package, Scope, TypeName, Var
from rt0.types.types import Alias, Basic, Interface, Named, Signature, Tuple

UNIVERSE = Scope(None, NO_POS, NO_POS)

_INT = t.IS_INTEGER
_UNT = t.IS_UNTYPED

BOOL = Basic(t.BOOL, t.IS_BOOLEAN, "bool")
INT = Basic(t.INT, _INT, "int")
INT8 = Basic(t.INT8, _INT, "int8")
INT16 = Basic(t.INT16, _INT, "int16")
INT32 = Basic(t.INT32, _INT, "int32")
INT64 = Basic(t.INT64, _INT, "int64")
UINT = Basic(t.UINT, _INT | t.IS_UNSIGNED, "uint")
UINT8 = Basic(t.UINT8, _INT | t.IS_UNSIGNED, "uint8")
UINT16 = Basic(t.UINT16, _INT | t.IS_UNSIGNED, "uint16")
UINT32 = Basic(t.UINT32, _INT | t.IS_UNSIGNED, "uint32")
UINT64 = Basic(t.UINT64, _INT | t.IS_UNSIGNED, "uint64")
UINTPTR = Basic(t.UINTPTR, _INT | t.IS_UNSIGNED, "uintptr")
FLOAT32 = Basic(t.FLOAT32, t.IS_FLOAT, "float32")
FLOAT64 = Basic(t.FLOAT64, t.IS_FLOAT, "float64")
COMPLEX64 = Basic(t.COMPLEX64, t.IS_COMPLEX, "complex64")
COMPLEX128 = Basic(t.COMPLEX128, t.IS_COMPLEX, "complex128")
STRING = Basic(t.STRING, t.IS_STRING, "string")
UNSAFE_POINTER = Basic(t.UNSAFE_POINTER, 0, "Pointer")
BYTE = Basic(t.UINT8, _INT | t.IS_UNSIGNED, "byte")
RUNE = Basic(t.INT32, _INT, "rune")
UNTYPED_BOOL = Basic(t.UNTYPED_BOOL, t.IS_BOOLEAN | _UNT, "untyped bool")
UNTYPED_INT = Basic(t.UNTYPED_INT, _INT | _UNT, "untyped int")
UNTYPED_RUNE = Basic(t.UNTYPED_RUNE, _INT | _UNT, "untyped rune")
UNTYPED_FLOAT = Basic(t.UNTYPED_FLOAT, t.IS_FLOAT | _UNT, "untyped float")
UNTYPED_COMPLEX = Basic(t.UNTYPED_COMPLEX, t.IS_COMPLEX | _UNT, "untyped complex")
UNTYPED_STRING = Basic(t.UNTYPED_STRING, t.IS_STRING | _UNT, "untyped string")
UNTYPED_NIL = Basic(t.UNTYPED_NIL, _UNT, "untyped nil")
INVALID = t.INVALID_TYPE

_DEFAULTS = {t.UNTYPED_BOOL: BOOL, t.UNTYPED_INT: INT, t.UNTYPED_RUNE: RUNE, t.UNTYPED_FLOAT: FLOAT64,
             t.UNTYPED_COMPLEX: COMPLEX128, t.UNTYPED_STRING: STRING}


def default_type(typ: t.Type) -> t.Type:
    """The type that an untyped constant of type `typ` gets where nothing asks for another; other types are kept."""
    if type(typ) is Basic:
        return _DEFAULTS.get(typ.kind, typ)
    return typ


def _define(obj: TypeName | Const | Builtin | Nil) -> None:
    UNIVERSE.insert(obj)


for _b in (BOOL, INT, INT8, INT16, INT32, INT64, UINT, UINT8, UINT16, UINT32, UINT64, UINTPTR, FLOAT32, FLOAT64,
           COMPLEX64, COMPLEX128, STRING, BYTE, RUNE):
    _define(TypeName(_b.name, _b))

_any = TypeName("any", INVALID)
ANY = Alias(_any, t.EMPTY_INTERFACE, t.EMPTY_INTERFACE)
_any.type = ANY
_define(_any)

_error = TypeName("error", INVALID)
ERROR = Named(_error)
_error.type = ERROR
_define(_error)
ERROR_METHOD = Func("Error", Signature(Tuple([]), Tuple([Var("", STRING)]), recv=Var("", ERROR)))
ERROR.underlying = Interface([ERROR_METHOD], [], [], complete=True)

_comparable = TypeName("comparable", INVALID)
COMPARABLE = Named(_comparable)
_comparable.type = COMPARABLE
_define(_comparable)
COMPARABLE_INTERFACE = Interface([], [], [], complete=True)  # its type set is made in generic/typeset.py
COMPARABLE.underlying = COMPARABLE_INTERFACE

_define(Const("true", UNTYPED_BOOL, True))
_define(Const("false", UNTYPED_BOOL, False))
IOTA = Const("iota", UNTYPED_INT, 0)
_define(IOTA)
NIL = Nil("nil", UNTYPED_NIL)
_define(NIL)

# Predeclared functions: name -> (number of arguments, variadic, kind of expression).
# Kinds as in check/core.py: 0 conversion, 1 expression (its value must be used), 2 statement.
BUILTINS = {
    "append": (1, True, 1), "cap": (1, False, 1), "clear": (1, False, 2), "close": (1, False, 2),
    "complex": (2, False, 1), "copy": (2, False, 2), "delete": (2, False, 2), "imag": (1, False, 1),
    "len": (1, False, 1), "make": (1, True, 1), "max": (1, True, 1), "min": (1, True, 1), "new": (1, False, 1),
    "panic": (1, False, 2), "print": (0, True, 2), "println": (0, True, 2), "real": (1, False, 1),
    "recover": (0, False, 2),
}
UNSAFE_BUILTINS = {
    "Add": (2, False, 1), "Alignof": (1, False, 1), "Offsetof": (1, False, 1), "Sizeof": (1, False, 1),
    "Slice": (2, False, 1), "SliceData": (1, False, 1), "String": (2, False, 1), "StringData": (1, False, 1),
}
for _name in BUILTINS:
    _define(Builtin(_name, _name))

UNSAFE = Package("unsafe", "unsafe")
UNSAFE.complete = True
UNSAFE.scope.parent = UNIVERSE
UNSAFE.scope.insert(TypeName("Pointer", UNSAFE_POINTER, UNSAFE))
for _name in UNSAFE_BUILTINS:
    UNSAFE.scope.insert(Builtin(_name, "unsafe." + _name, UNSAFE))
BUILTINS.update({"unsafe." + _k: _v for _k, _v in UNSAFE_BUILTINS.items()})
