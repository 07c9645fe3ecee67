"""Type descriptors as compiled Go code holds them, and the two interface headers.

The layouts are docs/abi.md's ("Type descriptors"); `rt0.lower` writes the constants, the runtime only reads them. A size test pins
them. Read docs/abi.md next.
"""
from __future__ import annotations

from rt0.rtlang import fn, notinheap, ptr, slice, string, struct, u8, u16, u32, u64, uintptr, void

kindBool = 1
kindInt = 2
kindInt8 = 3
kindInt16 = 4
kindInt32 = 5
kindInt64 = 6
kindUint = 7
kindUint8 = 8
kindUint16 = 9
kindUint32 = 10
kindUint64 = 11
kindUintptr = 12
kindFloat32 = 13
kindFloat64 = 14
kindComplex64 = 15
kindComplex128 = 16
kindArray = 17
kindChan = 18
kindFunc = 19
kindInterface = 20
kindMap = 21
kindPtr = 22
kindSlice = 23
kindString = 24
kindStruct = 25
kindUnsafePointer = 26

tflagUncommon = 1
tflagNamed = 2
tflagRegularMemory = 4
tflagDirectIface = 8


@notinheap
@struct
class _type:
    """What begins every descriptor; 80 bytes, then by kind."""
    size: uintptr
    ptrdata: uintptr
    """Bytes from the start that may hold pointers."""
    hash: u32
    tflag: u8
    align: u8
    fieldAlign: u8
    kind: u8
    equal: uintptr
    """Code of bool(ptr, ptr, g), 0 when not comparable."""
    hasher: uintptr
    """Code of u64(ptr, u64 seed, g), 0 when not hashable."""
    gcdata: ptr[u8]
    """One bit a word of ptrdata, lowest bit first."""
    str: string
    ptrToThis: ptr["_type"]
    uncommon: ptr["uncommontype"]


@notinheap
@struct
class imethod:
    """A method of an interface type."""
    name: string
    pkgPath: string
    typ: ptr[_type]


@notinheap
@struct
class method:
    """A method of a concrete type."""
    name: string
    pkgPath: string
    mtyp: ptr[_type]
    ifn: uintptr
    tfn: uintptr


@notinheap
@struct
class uncommontype:
    """Name and methods of a named type, methods sorted by name."""
    name: string
    pkgPath: string
    methods: ptr[method]
    nmethods: u64


@notinheap
@struct
class ptrtype:
    """*T."""
    typ: _type
    elem: ptr[_type]


@notinheap
@struct
class slicetype:
    """[]T."""
    typ: _type
    elem: ptr[_type]


@notinheap
@struct
class arraytype:
    """[n]T."""
    typ: _type
    elem: ptr[_type]
    slice: ptr[_type]
    len: uintptr


@notinheap
@struct
class chantype:
    """chan T; dir 1 receive, 2 send, 3 both."""
    typ: _type
    elem: ptr[_type]
    dir: u64


@notinheap
@struct
class maptype:
    """map[K]V; flags: 1 indirect key, 2 indirect elem, 4 reflexive key, 8 key needs update, 16 hash may panic."""
    typ: _type
    key: ptr[_type]
    elem: ptr[_type]
    bucket: ptr[_type]
    keysize: u8
    valuesize: u8
    flags: u16
    bucketsize: u16


@notinheap
@struct
class functype:
    """func(ins) outs."""
    typ: _type
    nin: u32
    nout: u32
    variadic: u64
    types: ptr[ptr[_type]]


@notinheap
@struct
class structfield:
    """A field of a struct type; flags: 1 embedded, 2 exported."""
    name: string
    typ: ptr[_type]
    offset: uintptr
    tag: string
    flags: u64


@notinheap
@struct
class structtype:
    """struct{…}."""
    typ: _type
    pkgPath: string
    fields: ptr[structfield]
    nfields: u64


@notinheap
@struct
class interfacetype:
    """interface{…}, methods sorted by name."""
    typ: _type
    pkgPath: string
    methods: ptr[imethod]
    nmethods: u64


@notinheap
@struct
class itab:
    """A concrete type's methods for an interface; `fun` is the first of as many code addresses as the interface has methods."""
    inter: ptr[interfacetype]
    typ: ptr[_type]
    hash: u32
    pad: u32
    fun: uintptr


@struct
class eface:
    """interface{}: type and data word."""
    typ: ptr[_type]
    data: ptr[void]


@struct
class iface:
    """An interface with methods: itab and data word."""
    tab: ptr[itab]
    data: ptr[void]
