"""Layouts of what both compiled Go code and the runtime touch, as data.

What it is: for each header (string, slice, funcval, `_type`, itab, scase, hiter, ...) the tuple of its fields in
order, each with a type in a small notation. `rt0.rtlang` builds its structs from these, `rt0.lower` its constants, and a
test pins every offset, so that neither side can drift.

The notation of a field's type: `u8 u16 u32 u64 i8 i16 i32 i64 f64 bool` scalars, `ptr` an untyped pointer, `ptr[X]` a
pointer to the layout X (or to `u8`, `ptr`), `string` and `slice` the headers in place, `X*n` n times X in place.

Invariants: C layout on amd64 (natural alignment, fields in order); no type here is Go-version dependent except where
docs/abi.md says so. Names are Go's own. Nothing is imported: both compilers read this module at import time.

Read next: docs/abi.md (meaning), symbols.py (entry points), lower/descriptors.py and runtime/core/runtime2.py (users).
"""

from __future__ import annotations

from functools import cache

PTR_SIZE = 8

# ---- kinds and flags of type descriptors ---------------------------------------------------------------------------

KINDS: tuple[str, ...] = (
    "invalid", "bool", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
    "uintptr", "float32", "float64", "complex64", "complex128", "array", "chan", "func", "interface", "map",
    "pointer", "slice", "string", "struct", "unsafe.Pointer",
)  # fmt: skip
"""Go's kinds; the index is the number in `_type.kind`."""

KIND: dict[str, int] = {name: number for number, name in enumerate(KINDS)}

TFLAG_UNCOMMON, TFLAG_NAMED, TFLAG_REGULAR_MEMORY, TFLAG_DIRECT_IFACE = 1, 2, 4, 8

MAP_INDIRECT_KEY, MAP_INDIRECT_ELEM, MAP_REFLEXIVE_KEY, MAP_NEED_KEY_UPDATE, MAP_HASH_MIGHT_PANIC = 1, 2, 4, 8, 16

FIELD_EMBEDDED, FIELD_EXPORTED = 1, 2

CHAN_RECV, CHAN_SEND, CHAN_BOTH = 1, 2, 3

# ---- the map's bucket (also lower makes its descriptor) ------------------------------------------------------------

MAP_BUCKET_COUNT = 8
"""Entries of a map bucket: `tophash u8*8, keys, elems, overflow ptr`."""

MAP_MAX_KEY_SIZE = 128
MAP_MAX_ELEM_SIZE = 128
"""Larger keys or elements are held by pointer in the bucket (the MAP_INDIRECT flags)."""

# ---- layouts --------------------------------------------------------------------------------------------------------

Layout = tuple[tuple[str, str], ...]

LAYOUTS: dict[str, Layout] = {
    "string": (("ptr", "ptr[u8]"), ("len", "i64")),
    "slice": (("ptr", "ptr"), ("len", "i64"), ("cap", "i64")),
    "eface": (("typ", "ptr[_type]"), ("data", "ptr")),
    "iface": (("tab", "ptr[itab]"), ("data", "ptr")),
    "complex128": (("re", "f64"), ("im", "f64")),
    "funcval": (("fn", "ptr"),),
    "_type": (
        ("size", "u64"),
        ("ptrdata", "u64"),
        ("hash", "u32"),
        ("tflag", "u8"),
        ("align", "u8"),
        ("fieldAlign", "u8"),
        ("kind", "u8"),
        ("equal", "ptr"),
        ("hasher", "ptr"),
        ("gcdata", "ptr[u8]"),
        ("str", "string"),
        ("ptrToThis", "ptr[_type]"),
        ("uncommon", "ptr[uncommontype]"),
    ),
    "ptrtype": (("typ", "_type"), ("elem", "ptr[_type]")),
    "slicetype": (("typ", "_type"), ("elem", "ptr[_type]")),
    "arraytype": (("typ", "_type"), ("elem", "ptr[_type]"), ("slice", "ptr[_type]"), ("len", "u64")),
    "chantype": (("typ", "_type"), ("elem", "ptr[_type]"), ("dir", "u64")),
    "maptype": (
        ("typ", "_type"),
        ("key", "ptr[_type]"),
        ("elem", "ptr[_type]"),
        ("bucket", "ptr[_type]"),
        ("keysize", "u8"),
        ("valuesize", "u8"),
        ("flags", "u16"),
        ("bucketsize", "u16"),
    ),
    "functype": (("typ", "_type"), ("nin", "u32"), ("nout", "u32"), ("variadic", "u64"), ("types", "ptr[ptr]")),
    "structtype": (("typ", "_type"), ("pkgPath", "string"), ("fields", "ptr[structfield]"), ("nfields", "u64")),
    "structfield": (("name", "string"), ("typ", "ptr[_type]"), ("offset", "u64"), ("tag", "string"), ("flags", "u64")),
    "interfacetype": (("typ", "_type"), ("pkgPath", "string"), ("methods", "ptr[imethod]"), ("nmethods", "u64")),
    "imethod": (("name", "string"), ("pkgPath", "string"), ("typ", "ptr[_type]")),
    "uncommontype": (("name", "string"), ("pkgPath", "string"), ("methods", "ptr[method]"), ("nmethods", "u64")),
    "method": (("name", "string"), ("pkgPath", "string"), ("mtyp", "ptr[_type]"), ("ifn", "ptr"), ("tfn", "ptr")),
    "itab": (("inter", "ptr[interfacetype]"), ("typ", "ptr[_type]"), ("hash", "u32"), ("pad", "u32"), ("fun", "ptr*1")),
    "scase": (("c", "ptr"), ("elem", "ptr")),
    "hiter": (("key", "ptr"), ("elem", "ptr"), ("rest", "u64*14")),
    "_defer": (
        ("link", "ptr[_defer]"),
        ("fn", "ptr[funcval]"),
        ("frame", "ptr"),
        ("flags", "u64"),
        ("pc", "u64"),
        ("sp", "u64"),
    ),
    "panicbuf": (("regs", "u64*16"),),
    "inittask": (("fn", "ptr"), ("name", "string")),
    "inittasks": (("n", "u64"), ("tasks", "inittask*0")),
}
"""Every shared layout by name. `itab.fun` really has one pointer for each method of the interface, `hiter.rest` and
`panicbuf.regs` belong to the runtime alone, `inittasks.tasks` has n entries."""

DEFER_HEAP = 1
"""`_defer.flags`: the record came from newdefer (a defer in a loop) and goes back to its pool when it has run."""

_SCALARS: dict[str, int] = {
    "u8": 1, "i8": 1, "bool": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "f32": 4, "u64": 8, "i64": 8, "f64": 8,
    "ptr": 8,
}  # fmt: skip


@cache
def size_align(type: str) -> tuple[int, int]:
    """Size and alignment in bytes of a type in the notation above. Raises KeyError for an unknown one."""
    if "*" in type:
        elem, count = type.rsplit("*", 1)
        size, align = size_align(elem)
        return size * int(count), align
    if type.startswith("ptr["):
        return PTR_SIZE, PTR_SIZE
    size = _SCALARS.get(type, 0)
    if size:
        return size, size
    end, most = 0, 1
    for _, field_type in LAYOUTS[type]:
        size, align = size_align(field_type)
        end = -(-end // align) * align + size
        most = max(most, align)
    return -(-end // most) * most, most


@cache
def offsets(name: str) -> dict[str, int]:
    """Byte offset of each field of the layout `name`."""
    out: dict[str, int] = {}
    end = 0
    for field, type in LAYOUTS[name]:
        size, align = size_align(type)
        end = -(-end // align) * align
        out[field] = end
        end += size
    return out


def sizeof(name: str) -> int:
    """Size in bytes of the layout `name`."""
    return size_align(name)[0]
