"""Type descriptors as the compiler emits them (docs/abi.md, "Type descriptors").

A descriptor is a constant of the program, one for each type, so two types are identical exactly when their addresses are equal.
The structs here mirror `rt0.abi.layouts`; tests/runtime/core/test_type.py holds the two against each other. Nothing in the
runtime ever writes to a descriptor.
"""

from __future__ import annotations

from rt0.rtlang import *

# Kinds, Go's numbers (reflect.Kind).
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

# tflag bits.
tflagUncommon = 1
tflagNamed = 2
tflagRegularMemory = 4
tflagDirectIface = 8


@struct
class _type:
    """The part that every descriptor begins with; `kind` says what follows."""

    size: uintptr
    ptrdata: uintptr  # bytes of the prefix that can hold pointers; 0 = noscan
    hash: u32
    tflag: u8
    align: u8
    fieldAlign: u8
    kind: u8
    equal: fn[[ptr[void], ptr[void]], bool]  # None: values of the type are not comparable
    hasher: fn[[ptr[void], u64], u64]  # None likewise
    gcdata: ptr[u8]  # one bit a word of ptrdata
    str: string
    ptrToThis: ptr["_type"]
    uncommon: ptr["uncommontype"]


@notinheap
@struct
class method:
    """One method of a defined type: `ifn` takes the interface's data word, `tfn` the receiver itself."""

    name: string
    pkgPath: string
    mtyp: ptr[_type]
    ifn: ptr[void]
    tfn: ptr[void]


@notinheap
@struct
class uncommontype:
    """What only defined types and types with methods have. Methods are sorted by name, then by package path."""

    name: string
    pkgPath: string
    methods: ptr[method]
    nmethods: uintptr


@notinheap
@struct
class ptrtype:
    typ: _type
    elem: ptr[_type]


@notinheap
@struct
class slicetype:
    typ: _type
    elem: ptr[_type]


@notinheap
@struct
class arraytype:
    typ: _type
    elem: ptr[_type]
    slice: ptr[_type]
    len: uintptr


@notinheap
@struct
class chantype:
    typ: _type
    elem: ptr[_type]
    dir: uintptr


# maptype.flags.
mapIndirectKey = 1
mapIndirectElem = 2
mapReflexiveKey = 4
mapNeedKeyUpdate = 8
mapHashMightPanic = 16


@notinheap
@struct
class maptype:
    typ: _type
    key: ptr[_type]
    elem: ptr[_type]
    bucket: ptr[_type]  # the bucket's layout, for the collector
    keysize: u8  # of the slot in the bucket
    valuesize: u8
    flags: u16
    bucketsize: u16


@notinheap
@struct
class functype:
    typ: _type
    nin: u32
    nout: u32
    variadic: uintptr
    types: ptr[ptr[_type]]


@notinheap
@struct
class structfield:
    name: string
    typ: ptr[_type]
    offset: uintptr
    tag: string
    flags: uintptr  # 1 embedded, 2 exported


@notinheap
@struct
class structtype:
    typ: _type
    pkgPath: string
    fields: ptr[structfield]
    nfields: uintptr


@notinheap
@struct
class imethod:
    name: string
    pkgPath: string  # empty for an exported name
    typ: ptr[_type]


@notinheap
@struct
class interfacetype:
    typ: _type
    pkgPath: string
    methods: ptr[imethod]
    nmethods: uintptr


@struct
class eface:
    """interface{}: the dynamic type and the data word. A nil interface has a nil type."""

    typ: ptr[_type]
    data: ptr[void]


@notinheap
@struct
class itab:
    """The methods of typ for inter, in inter's order; what follows `fun` are the further methods' code addresses."""

    inter: ptr[interfacetype]
    typ: ptr[_type]
    hash: u32
    pad: u32
    fun: array[ptr[void], 1]


@struct
class iface:
    """A non-empty interface."""

    tab: ptr[itab]
    data: ptr[void]
