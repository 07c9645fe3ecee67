"""Maps.

A map is an array of 2^B buckets of eight slots; the low B bits of a key's hash choose the bucket, the top eight are kept in it
(tophash) so that most misses are told apart without touching keys. A ninth key goes to an overflow bucket linked behind. Layout of
a bucket: 8 tophash bytes, 8 key slots, 8 value slots, one overflow pointer; keys and values over 128 bytes are held by pointer.

Growing is incremental: when the load passes 6.5 a slot the bucket array doubles (when there are too many overflow buckets it is
renewed at the same size), and each assignment and deletion moves ("evacuates") one or two old buckets. While oldbuckets is not nil,
a bucket lives in the old array until its evacuated mark is set.

Iteration starts at a random bucket and a random slot in it and visits each entry that exists throughout exactly once, even if the
map grows meanwhile: an iterator begun before a growth walks the new array's order and, for a bucket not moved yet, looks at the old
one and takes only what will move to the bucket in question.

flags is written by the map's user only; hashWriting set by two at once is a data race of the program, reported as a fatal error.
hmap, buckets and overflow buckets live in the collected heap and are typed by t.bucket.

The operations are templates over KIND: 4 and 8 for keys that compare as one integer of that size, 16 for strings, 0 for any other
key through its descriptor. All of them serve the same map, so their hashes agree (see alg.py).

The eight tophash bytes of a bucket are looked at as one word (_match): which slots may hold the key is known without a branch a slot,
and the branches that are left are mostly foreseen by the processor. Byte by byte, as it was, maps_string took 1.15 times as long.

Source: Go specification, "Map types", "For statements with range clause"; Go's runtime design (hmap, bmap, evacuation).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.chance import fastrand, fastrand64
from rt0.runtime.core.throw import fatal, throw
from rt0.runtime.core.type import (
    _type,
    mapHashMightPanic,
    mapIndirectElem,
    mapIndirectKey,
    mapNeedKeyUpdate,
    mapReflexiveKey,
    maptype,
)
from rt0.runtime.gc.barrier import typedmemclr, typedmemmove, writebarrierptr
from rt0.runtime.lang.alg import checkhashable, hash32, hash64, hashbytes, shortequal
from rt0.runtime.lang.errors import panicnilmap
from rt0.runtime.mem.malloc import mallocgc, newobject

bucketCntBits = 3
bucketCnt = 1 << bucketCntBits
dataOffset = 8

# tophash values below minTopHash are marks.
emptyRest = 0  # this slot and all behind it, overflow buckets included, are empty
emptyOne = 1  # this slot is empty
evacuatedX = 2  # moved to the first half of the larger array
evacuatedY = 3  # moved to the second half
evacuatedEmpty = 4  # was empty when its bucket was evacuated
minTopHash = 5

# hmap.flags.
iterator = 1  # there may be an iterator using buckets
oldIterator = 2  # there may be an iterator using oldbuckets
hashWriting = 4
sameSizeGrow = 8

noCheck = (1 << 64) - 1
maxZero = 1024

zeroVal: array[u8, maxZero] = static(align=16)


@struct
class hmap:
    """A map's header; len(m) is its first word."""

    count: i64
    flags: u8
    B: u8  # log2 of the number of buckets
    noverflow: u16  # overflow buckets, approximate from B = 16 on
    pad: u32
    hash0: u64  # seed
    buckets: ptr[u8]
    oldbuckets: ptr[u8]
    nevacuate: uintptr  # old buckets below this are evacuated


@struct
class hiter:
    """An iteration in progress, in the frame of the range statement (128 bytes are reserved there, zeroed)."""

    key: ptr[u8]  # None at the end
    elem: ptr[u8]
    t: ptr[maptype]
    h: ptr[hmap]
    buckets: ptr[u8]  # the array at the start of the iteration
    bptr: ptr[u8]  # bucket in hand
    startBucket: uintptr
    offset: u8  # slot to start from within each bucket
    wrapped: bool
    B: u8
    i: u8
    bucket: uintptr
    checkBucket: uintptr
    seed: u64


hmapBits = const_array(u8, [(1 << (offsetof(hmap, "buckets") // 8)) | (1 << (offsetof(hmap, "oldbuckets") // 8))])
hmapType: _type = static()


def _hmaptype() -> ptr[_type]:
    """The descriptor of hmap. Filled at first use; racing fills write the same values, size last."""
    t = addr(hmapType)
    if atomic.LoadAcq(addr(t.size)) == 0:
        t.ptrdata = offsetof(hmap, "oldbuckets") + 8
        t.gcdata = addr(hmapBits[0])
        t.align = 8
        t.fieldAlign = 8
        atomic.StoreRel(addr(t.size), uintptr(sizeof(hmap)))
    return t


@inline
def tophash(hash: u64) -> u8:
    """The byte kept in the bucket."""
    top = u8(hash >> 56)
    if top < minTopHash:
        top += minTopHash
    return top


@inline
def _match(word: u64, byte: u8) -> u64:
    """0x80 in each byte of word that equals `byte`, 0 in the others."""
    x = word ^ (u64(byte) * 0x0101010101010101)
    return ~(((x & 0x7F7F7F7F7F7F7F7F) + 0x7F7F7F7F7F7F7F7F) | x | 0x7F7F7F7F7F7F7F7F)


@inline
def _tops(b: ptr[u8]) -> u64:
    """The tophash bytes of a bucket, slot 0 lowest."""
    return cast(ptr[u64], b)[0]


@inline
def _evacuated(b: ptr[u8]) -> bool:
    h = b[0]
    return h > emptyOne and h < minTopHash


@inline
def _keyslot(t: ptr[maptype], b: ptr[u8], i: i64) -> ptr[u8]:
    return add(b, dataOffset + i * i64(t.keysize))


@inline
def _elemslot(t: ptr[maptype], b: ptr[u8], i: i64) -> ptr[u8]:
    return add(b, dataOffset + bucketCnt * i64(t.keysize) + i * i64(t.valuesize))


@inline
def _keyat(KIND: const[int], t: ptr[maptype], b: ptr[u8], i: i64) -> ptr[u8]:
    """_keyslot, with the key's size known where KIND tells it."""
    if KIND != 0:
        return add(b, dataOffset + i * KIND)
    else:
        return _keyslot(t, b, i)


@inline
def _elemat(KIND: const[int], t: ptr[maptype], b: ptr[u8], i: i64) -> ptr[u8]:
    """_elemslot, with the key's size known where KIND tells it."""
    if KIND != 0:
        return add(b, dataOffset + bucketCnt * KIND + i * i64(t.valuesize))
    else:
        return _elemslot(t, b, i)


@inline
def _overflowplace(t: ptr[maptype], b: ptr[u8]) -> ptr[ptr[u8]]:
    return cast(ptr[ptr[u8]], add(b, i64(t.bucketsize) - 8))


@inline
def _overflow(t: ptr[maptype], b: ptr[u8]) -> ptr[u8]:
    return _overflowplace(t, b)[0]


@inline
def _bucketat(t: ptr[maptype], array: ptr[u8], i: uintptr) -> ptr[u8]:
    return add(array, i * uintptr(t.bucketsize))


@inline
def _fetchahead(KIND: const[int], t: ptr[maptype], h: ptr[hmap], b: ptr[u8]) -> void:
    """Ask for all cache lines of a bucket at once, where the map is too large for the first cache: which slot is wanted is only
    known when the first line is there."""
    if h.B >= 7 and KIND != 0:
        prefetch(add(b, 64))
        if KIND == 16:
            prefetch(add(b, 128))
        if u64(t.bucketsize) > dataOffset + bucketCnt * KIND + 64:
            prefetch(add(b, dataOffset + bucketCnt * KIND + 56))


@inline
def _keyin(t: ptr[maptype], slot: ptr[u8]) -> ptr[u8]:
    """The key that a slot holds, in place or by pointer."""
    if (t.flags & mapIndirectKey) != 0:
        return cast(ptr[ptr[u8]], slot)[0]
    return slot


@inline
def _elemin(t: ptr[maptype], slot: ptr[u8]) -> ptr[u8]:
    if (t.flags & mapIndirectElem) != 0:
        return cast(ptr[ptr[u8]], slot)[0]
    return slot


@inline
def _hashkey(KIND: const[int], t: ptr[maptype], key: ptr[u8], seed: u64) -> u64:
    if KIND == 8:
        return hash64(cast(ptr[u64], key)[0], seed)
    elif KIND == 4:
        return hash32(cast(ptr[u32], key)[0], seed)
    elif KIND == 16:
        s = cast(ptr[string], key)
        return hashbytes(s.ptr, uintptr(s.len), seed)
    else:
        return t.key.hasher(cast(ptr[void], key), seed)


@inline
def _keyequal(KIND: const[int], t: ptr[maptype], slot: ptr[u8], key: ptr[u8]) -> bool:
    if KIND == 8:
        return cast(ptr[u64], slot)[0] == cast(ptr[u64], key)[0]
    elif KIND == 4:
        return cast(ptr[u32], slot)[0] == cast(ptr[u32], key)[0]
    elif KIND == 16:
        a = cast(ptr[string], slot)
        b = cast(ptr[string], key)
        return a.len == b.len and (a.ptr == b.ptr or shortequal(a.ptr, b.ptr, uintptr(a.len)))
    else:
        return t.key.equal(cast(ptr[void], key), cast(ptr[void], _keyin(t, slot)))


def makemap(t: ptr[maptype], hint: i64, _: ptr[void]) -> ptr[hmap]:
    """make(map[K]V, hint): a new map with room for about hint entries.

    Source: Go specification, "Making slices, maps and channels"."""
    h = cast(ptr[hmap], mallocgc(sizeof(hmap), _hmaptype(), True))
    h.hash0 = fastrand64()
    if hint < 0 or uintptr(hint) > (1 << 46) // uintptr(t.bucketsize):
        hint = 0
    B: u8 = 0
    while _overLoadFactor(hint, B):
        B += 1
    h.B = B
    # The first bucket array of a map without a hint is made at the first assignment.
    if B != 0:
        h.buckets = _makeBucketArray(t, B)
    return h


@inline
def _overLoadFactor(count: i64, B: u8) -> bool:
    """Whether count entries in 2^B buckets are over 6.5 a bucket."""
    return count > bucketCnt and uintptr(count) > 13 * ((uintptr(1) << B) >> 1)


def _makeBucketArray(t: ptr[maptype], B: u8) -> ptr[u8]:
    return cast(ptr[u8], mallocgc(uintptr(t.bucketsize) << B, t.bucket, True))


@inline
def _find(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> ptr[u8]:
    """The value of key, or None. h is not empty."""
    if (h.flags & hashWriting) != 0:
        fatal("concurrent map read and map write")
    hash = _hashkey(KIND, t, key, h.hash0)
    m = (uintptr(1) << h.B) - 1
    b = _bucketat(t, h.buckets, hash & m)
    _fetchahead(KIND, t, h, b)
    old = h.oldbuckets
    if unlikely(old is not None):
        if (h.flags & sameSizeGrow) == 0:
            m >>= 1
        oldb = _bucketat(t, old, hash & m)
        if not _evacuated(oldb):
            b = oldb
    top = tophash(hash)
    while b is not None:
        word = _tops(b)
        hits = _match(word, top)
        while hits != 0:
            i = i64(ctz(hits) >> 3)
            if _keyequal(KIND, t, _keyat(KIND, t, b, i), key):
                return _elemin(t, _elemat(KIND, t, b, i))
            hits &= hits - 1
        if _match(word, emptyRest) != 0:
            return None
        b = _overflow(t, b)
    return None


@inline
def _access1(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> ptr[u8]:
    e, ok = _access2(KIND, t, h, key)
    return e


@inline
def _access2(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> tuple[ptr[u8], bool]:
    if h is None or h.count == 0:
        if KIND == 0:
            if (t.flags & mapHashMightPanic) != 0:
                checkhashable(t.key, cast(ptr[void], key))
        return addr(zeroVal[0]), False
    e = _find(KIND, t, h, key)
    if e is None:
        return addr(zeroVal[0]), False
    return e, True


def mapaccess1(t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> ptr[u8]:
    """m[*key]: the address of the value, or of zeroVal (for values of at most 1024 bytes). h may be nil."""
    return _access1(0, t, h, key)


def mapaccess2(t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> tuple[ptr[u8], bool]:
    """v, ok := m[*key]: the value's address (of zeroVal when not ok) and whether the key is there."""
    e, ok = _access2(0, t, h, key)
    return e, ok


def mapaccess1_fast32(t: ptr[maptype], h: ptr[hmap], key: u32) -> ptr[u8]:
    """mapaccess1 for 4-byte integer keys."""
    return _access1(4, t, h, cast(ptr[u8], addr(key)))


def mapaccess2_fast32(t: ptr[maptype], h: ptr[hmap], key: u32) -> tuple[ptr[u8], bool]:
    """mapaccess2 for 4-byte integer keys."""
    e, ok = _access2(4, t, h, cast(ptr[u8], addr(key)))
    return e, ok


def mapaccess1_fast64(t: ptr[maptype], h: ptr[hmap], key: u64) -> ptr[u8]:
    """mapaccess1 for 8-byte integer and pointer keys."""
    return _access1(8, t, h, cast(ptr[u8], addr(key)))


def mapaccess2_fast64(t: ptr[maptype], h: ptr[hmap], key: u64) -> tuple[ptr[u8], bool]:
    """mapaccess2 for 8-byte integer and pointer keys."""
    e, ok = _access2(8, t, h, cast(ptr[u8], addr(key)))
    return e, ok


def mapaccess1_faststr(t: ptr[maptype], h: ptr[hmap], key: string) -> ptr[u8]:
    """mapaccess1 for string keys."""
    return _access1(16, t, h, cast(ptr[u8], addr(key)))


def mapaccess2_faststr(t: ptr[maptype], h: ptr[hmap], key: string) -> tuple[ptr[u8], bool]:
    """mapaccess2 for string keys."""
    e, ok = _access2(16, t, h, cast(ptr[u8], addr(key)))
    return e, ok


@inline
def _updatekey(KIND: const[int], t: ptr[maptype], slot: ptr[u8], key: ptr[u8]) -> void:
    """The key of an entry that is assigned to again: keys that are equal and yet differ, as +0 and -0, or strings that keep other
    memory alive, become the new one."""
    if KIND == 16:
        _storekey(KIND, t, slot, key)
    elif KIND == 0:
        if (t.flags & mapNeedKeyUpdate) != 0:
            typedmemmove(t.key, _keyin(t, slot), key)


@inline
def _storekey(KIND: const[int], t: ptr[maptype], slot: ptr[u8], key: ptr[u8]) -> void:
    """Put *key into a fresh slot."""
    if KIND == 4:
        cast(ptr[u32], slot)[0] = cast(ptr[u32], key)[0]
    elif KIND == 0:
        if (t.flags & mapIndirectKey) != 0:
            k = cast(ptr[u8], newobject(t.key))
            writebarrierptr(cast(ptr[ptr[void]], slot), cast(ptr[void], k))
            slot = k
        typedmemmove(t.key, slot, key)
    elif KIND == 16:
        a = cast(ptr[string], slot)
        b = cast(ptr[string], key)
        writebarrierptr(cast(ptr[ptr[void]], slot), cast(ptr[void], b.ptr))
        a.len = b.len
    else:
        typedmemmove(t.key, slot, key)


@inline
def _assignagain(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8], hash: u64) -> ptr[u8]:
    """_assign where that is short: the address of the value of a key that stands in its first bucket, in a map that is not growing;
    else None, and nothing is done. What a program that counts things does most, and mostly waits for memory in: the fewer instructions
    stand between two such waits, the more of them the processor has under way at once."""
    if unlikely(h.buckets is None or h.oldbuckets is not None):
        return None
    flags = h.flags
    # Not plain stores, so that they stay: another goroutine that writes now shall meet them.
    atomic.StoreRel(addr(h.flags), flags | hashWriting)
    b = _bucketat(t, h.buckets, hash & ((uintptr(1) << h.B) - 1))
    _fetchahead(KIND, t, h, b)
    hits = _match(_tops(b), tophash(hash))
    elem: ptr[u8] = None
    while hits != 0:
        i = i64(ctz(hits) >> 3)
        slot = _keyat(KIND, t, b, i)
        if likely(_keyequal(KIND, t, slot, key)):
            _updatekey(KIND, t, slot, key)
            elem = _elemin(t, _elemat(KIND, t, b, i))
            break
        hits &= hits - 1
    if (atomic.LoadAcq(addr(h.flags)) & hashWriting) == 0:
        fatal("concurrent map writes")
    atomic.StoreRel(addr(h.flags), flags)
    return elem


@inline
def _assign(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> ptr[u8]:
    """The address of the value of *key, entering the key if it is not there."""
    if h is None:
        panicnilmap()
    if (h.flags & hashWriting) != 0:
        fatal("concurrent map writes")
    hash = _hashkey(KIND, t, key, h.hash0)
    if KIND != 0:
        e = _assignagain(KIND, t, h, key, hash)
        if likely(e is not None):
            return e
    return _assignnew(KIND, t, h, key, hash)


@noinline
def _assignnew(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8], hash: u64) -> ptr[u8]:
    """_assign after hashing, which may panic and then has written nothing."""
    h.flags ^= hashWriting
    if h.buckets is None:
        writebarrierptr(cast(ptr[ptr[void]], addr(h.buckets)), newobject(t.bucket))
    elem = _assignplace(KIND, t, h, key, hash)
    if (h.flags & hashWriting) == 0:
        fatal("concurrent map writes")
    h.flags &= ~hashWriting & 0xFF
    return elem


@inline
def _assignplace(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8], hash: u64) -> ptr[u8]:
    """The work of _assign under the hashWriting flag."""
    top = tophash(hash)
    while True:
        bucket = hash & ((uintptr(1) << h.B) - 1)
        if h.oldbuckets is not None:
            _growWork(t, h, bucket)
        b = _bucketat(t, h.buckets, bucket)
        _fetchahead(KIND, t, h, b)
        freeb: ptr[u8] = None
        freei: i64 = 0
        while True:
            word = _tops(b)
            hits = _match(word, top)
            while hits != 0:
                i = i64(ctz(hits) >> 3)
                slot = _keyat(KIND, t, b, i)
                if _keyequal(KIND, t, slot, key):
                    _updatekey(KIND, t, slot, key)
                    return _elemin(t, _elemat(KIND, t, b, i))
                hits &= hits - 1
            if freeb is None:
                # emptyRest and emptyOne differ in the lowest bit only.
                free = _match(word & 0xFEFEFEFEFEFEFEFE, emptyRest)
                if free != 0:
                    freeb = b
                    freei = i64(ctz(free) >> 3)
            if _match(word, emptyRest) != 0:
                break
            nxt = _overflow(t, b)
            if nxt is None:
                break
            b = nxt
        if h.oldbuckets is None and (
            _overLoadFactor(h.count + 1, h.B) or _tooManyOverflowBuckets(h.noverflow, h.B)
        ):
            _hashGrow(t, h)
            continue  # the table has changed: look again
        if freeb is None:
            freeb = _newoverflow(t, h, b)
            freei = 0
        freeb[freei] = top
        _storekey(KIND, t, _keyat(KIND, t, freeb, freei), key)
        eslot = _elemat(KIND, t, freeb, freei)
        if (t.flags & mapIndirectElem) != 0:
            writebarrierptr(cast(ptr[ptr[void]], eslot), newobject(t.elem))
        h.count += 1
        return _elemin(t, eslot)


def mapassign(t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> ptr[u8]:
    """m[*key] = …: the address to store the value at. Panics for a nil map ("assignment to entry in nil map")."""
    return _assign(0, t, h, key)


def mapassign_fast32(t: ptr[maptype], h: ptr[hmap], key: u32) -> ptr[u8]:
    """mapassign for 4-byte integer keys."""
    return _assign(4, t, h, cast(ptr[u8], addr(key)))


def mapassign_fast64(t: ptr[maptype], h: ptr[hmap], key: u64) -> ptr[u8]:
    """mapassign for 8-byte integer and pointer keys."""
    return _assign(8, t, h, cast(ptr[u8], addr(key)))


def mapassign_faststr(t: ptr[maptype], h: ptr[hmap], key: string) -> ptr[u8]:
    """mapassign for string keys."""
    return _assign(16, t, h, cast(ptr[u8], addr(key)))


@inline
def _delete(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> void:
    if h is None or h.count == 0:
        if KIND == 0:
            if (t.flags & mapHashMightPanic) != 0:
                checkhashable(t.key, cast(ptr[void], key))
        return
    if (h.flags & hashWriting) != 0:
        fatal("concurrent map writes")
    hash = _hashkey(KIND, t, key, h.hash0)
    h.flags ^= hashWriting
    _deleteplace(KIND, t, h, key, hash)
    if (h.flags & hashWriting) == 0:
        fatal("concurrent map writes")
    h.flags &= ~hashWriting & 0xFF


def _deleteplace(KIND: const[int], t: ptr[maptype], h: ptr[hmap], key: ptr[u8], hash: u64) -> void:
    """The work of _delete under the hashWriting flag."""
    bucket = hash & ((uintptr(1) << h.B) - 1)
    if h.oldbuckets is not None:
        _growWork(t, h, bucket)
    first = _bucketat(t, h.buckets, bucket)
    top = tophash(hash)
    b = first
    while b is not None:
        word = _tops(b)
        hits = _match(word, top)
        while hits != 0:
            i = i64(ctz(hits) >> 3)
            hits &= hits - 1
            slot = _keyat(KIND, t, b, i)
            if not _keyequal(KIND, t, slot, key):
                continue
            if (t.flags & mapIndirectKey) != 0:
                writebarrierptr(cast(ptr[ptr[void]], slot), None)
            elif t.key.ptrdata != 0:
                typedmemclr(t.key, slot)
            eslot = _elemat(KIND, t, b, i)
            if (t.flags & mapIndirectElem) != 0:
                writebarrierptr(cast(ptr[ptr[void]], eslot), None)
            else:
                typedmemclr(t.elem, eslot)
            b[i] = emptyOne
            _trimempty(t, first, b, i)
            h.count -= 1
            if h.count == 0:
                # No entry is left that a known seed could place: new hashes for the entries to come.
                h.hash0 = fastrand64()
            return
        if _match(word, emptyRest) != 0:
            return
        b = _overflow(t, b)


def _trimempty(t: ptr[maptype], first: ptr[u8], b: ptr[u8], i: i64) -> void:
    """Slot i of b has just become empty: where nothing stands behind it, mark the empty run before it as emptyRest."""
    if i == bucketCnt - 1:
        o = _overflow(t, b)
        if o is not None and o[0] != emptyRest:
            return
    elif b[i + 1] != emptyRest:
        return
    while True:
        b[i] = emptyRest
        if i == 0:
            if b == first:
                return
            c = b
            b = first
            while _overflow(t, b) != c:
                b = _overflow(t, b)
            i = bucketCnt - 1
        else:
            i -= 1
        if b[i] != emptyOne:
            return


def mapdelete(t: ptr[maptype], h: ptr[hmap], key: ptr[u8]) -> void:
    """delete(m, *key)."""
    _delete(0, t, h, key)


def mapdelete_fast32(t: ptr[maptype], h: ptr[hmap], key: u32) -> void:
    """delete for 4-byte integer keys."""
    _delete(4, t, h, cast(ptr[u8], addr(key)))


def mapdelete_fast64(t: ptr[maptype], h: ptr[hmap], key: u64) -> void:
    """delete for 8-byte integer and pointer keys."""
    _delete(8, t, h, cast(ptr[u8], addr(key)))


def mapdelete_faststr(t: ptr[maptype], h: ptr[hmap], key: string) -> void:
    """delete for string keys."""
    _delete(16, t, h, cast(ptr[u8], addr(key)))


def mapclear(t: ptr[maptype], h: ptr[hmap]) -> void:
    """clear(m), and the loop that deletes every key: also entries that no key finds (NaN)."""
    if h is None or h.count == 0:
        return
    if (h.flags & hashWriting) != 0:
        fatal("concurrent map writes")
    h.flags ^= hashWriting
    # Iterators in progress must see the entries gone, also those that walk the old arrays.
    _markempty(t, h.buckets, uintptr(1) << h.B)
    if h.oldbuckets is not None:
        _markempty(t, h.oldbuckets, _noldbuckets(h))
    h.flags &= ~sameSizeGrow & 0xFF
    writebarrierptr(cast(ptr[ptr[void]], addr(h.oldbuckets)), None)
    h.nevacuate = 0
    h.noverflow = 0
    h.count = 0
    h.hash0 = fastrand64()
    writebarrierptr(cast(ptr[ptr[void]], addr(h.buckets)), cast(ptr[void], _makeBucketArray(t, h.B)))
    if (h.flags & hashWriting) == 0:
        fatal("concurrent map writes")
    h.flags &= ~hashWriting & 0xFF


def _markempty(t: ptr[maptype], array: ptr[u8], n: uintptr) -> void:
    for i in range(n):
        b = _bucketat(t, array, i)
        while b is not None:
            cast(ptr[u64], b)[0] = 0  # eight times emptyRest
            b = _overflow(t, b)


def maplen(h: ptr[hmap]) -> i64:
    """len(m); 0 for a nil map."""
    if h is None:
        return 0
    return h.count


# Growing.


def _tooManyOverflowBuckets(noverflow: u16, B: u8) -> bool:
    """Whether there are about as many overflow buckets as buckets: the map is sparse and worth renewing."""
    if B > 15:
        B = 15
    return noverflow >= u16(1) << B


def _newoverflow(t: ptr[maptype], h: ptr[hmap], b: ptr[u8]) -> ptr[u8]:
    """Link a new overflow bucket behind b."""
    o = cast(ptr[u8], newobject(t.bucket))
    if h.B < 16:
        h.noverflow += 1
    elif fastrand() & ((u32(1) << (h.B - 15)) - 1) == 0:
        h.noverflow += 1
    writebarrierptr(cast(ptr[ptr[void]], _overflowplace(t, b)), cast(ptr[void], o))
    return o


def _hashGrow(t: ptr[maptype], h: ptr[hmap]) -> void:
    """Begin growing: make the new array; entries move later, bucket by bucket."""
    bigger: u8 = 1
    if not _overLoadFactor(h.count + 1, h.B):
        bigger = 0
        h.flags |= sameSizeGrow
    newbuckets = _makeBucketArray(t, h.B + bigger)
    flags = h.flags & (~(iterator | oldIterator) & 0xFF)
    if (h.flags & iterator) != 0:
        flags |= oldIterator
    h.B += bigger
    h.flags = flags
    writebarrierptr(cast(ptr[ptr[void]], addr(h.oldbuckets)), cast(ptr[void], h.buckets))
    writebarrierptr(cast(ptr[ptr[void]], addr(h.buckets)), cast(ptr[void], newbuckets))
    h.nevacuate = 0
    h.noverflow = 0


@inline
def _noldbuckets(h: ptr[hmap]) -> uintptr:
    B = h.B
    if (h.flags & sameSizeGrow) == 0:
        B -= 1
    return uintptr(1) << B


@noinline
def _growWork(t: ptr[maptype], h: ptr[hmap], bucket: uintptr) -> void:
    """Evacuate the old bucket that is about to be used, and one more, so that growing ends."""
    _evacuate(t, h, bucket & (_noldbuckets(h) - 1))
    if h.oldbuckets is not None:
        _evacuate(t, h, h.nevacuate)


@struct
class evacDst:
    """Where evacuated entries go: the bucket and its next free slot."""

    b: ptr[u8]
    i: i64


def _evacuate(t: ptr[maptype], h: ptr[hmap], oldbucket: uintptr) -> void:
    """Move the entries of one old bucket to the one (same size) or two (doubling) buckets where they belong."""
    first = _bucketat(t, h.oldbuckets, oldbucket)
    newbit = _noldbuckets(h)
    if not _evacuated(first):
        xy: array[evacDst, 2] = zero()
        xy[0].b = _bucketat(t, h.buckets, oldbucket)
        if (h.flags & sameSizeGrow) == 0:
            xy[1].b = _bucketat(t, h.buckets, oldbucket + newbit)
        b = first
        while b is not None:
            for i in range(bucketCnt):
                top = b[i]
                if top <= emptyOne:
                    b[i] = evacuatedEmpty
                    continue
                if top < minTopHash:
                    throw("bad map state")
                _evacuateslot(t, h, b, i, newbit, addr(xy[0]))
            b = _overflow(t, b)
        if (h.flags & oldIterator) == 0:
            # Nobody looks at the old bucket any more: let go of what it points to, but keep its evacuation marks.
            p = add(first, dataOffset)
            n = uintptr(t.bucketsize) - dataOffset
            memclr(cast(ptr[void], p), n)
    if oldbucket == h.nevacuate:
        _advanceEvacuationMark(t, h, newbit)


def _evacuateslot(t: ptr[maptype], h: ptr[hmap], b: ptr[u8], i: i64, newbit: uintptr, xy: ptr[evacDst]) -> void:
    """Move one entry. The choice for a key that is not equal to itself (NaN) cannot be repeated from its hash, so its half is
    taken from the low bit of the old tophash and a new tophash is drawn: iterators find the choice by the mark."""
    kslot = _keyslot(t, b, i)
    k = _keyin(t, kslot)
    useY: u8 = 0
    top = b[i]
    if (h.flags & sameSizeGrow) == 0:
        hash = t.key.hasher(cast(ptr[void], k), h.hash0)
        if (
            (h.flags & iterator) != 0
            and (t.flags & mapReflexiveKey) == 0
            and not t.key.equal(cast(ptr[void], k), cast(ptr[void], k))
        ):
            useY = top & 1
            top = tophash(hash)
        elif (hash & newbit) != 0:
            useY = 1
    b[i] = evacuatedX + useY
    dst = addr(xy[useY])
    if dst.i == bucketCnt:
        dst.b = _newoverflow(t, h, dst.b)
        dst.i = 0
    dst.b[dst.i] = top
    dkey = _keyslot(t, dst.b, dst.i)
    delem = _elemslot(t, dst.b, dst.i)
    if (t.flags & mapIndirectKey) != 0:
        writebarrierptr(cast(ptr[ptr[void]], dkey), cast(ptr[void], k))
    else:
        typedmemmove(t.key, dkey, k)
    eslot = _elemslot(t, b, i)
    if (t.flags & mapIndirectElem) != 0:
        writebarrierptr(cast(ptr[ptr[void]], delem), cast(ptr[ptr[void]], eslot)[0])
    else:
        typedmemmove(t.elem, delem, eslot)
    dst.i += 1


def _advanceEvacuationMark(t: ptr[maptype], h: ptr[hmap], newbit: uintptr) -> void:
    """Step nevacuate over evacuated buckets (at most 1024, to bound the pause); free the old array at its end."""
    h.nevacuate += 1
    stop = h.nevacuate + 1024
    if stop > newbit:
        stop = newbit
    while h.nevacuate != stop and _evacuated(_bucketat(t, h.oldbuckets, h.nevacuate)):
        h.nevacuate += 1
    if h.nevacuate == newbit:
        writebarrierptr(cast(ptr[ptr[void]], addr(h.oldbuckets)), None)
        h.flags &= ~sameSizeGrow & 0xFF


# Iteration.


def mapiterinit(t: ptr[maptype], h: ptr[hmap], it: ptr[hiter]) -> void:
    """Begin for k, v := range m and step to the first entry. *it is zeroed by the caller."""
    it.t = t
    if h is None or h.count == 0:
        return
    it.h = h
    it.B = h.B
    it.buckets = h.buckets
    it.seed = h.hash0
    r = fastrand64()
    it.startBucket = r & ((uintptr(1) << h.B) - 1)
    it.offset = u8(r >> 61)
    it.bucket = it.startBucket
    # Other goroutines may iterate over the same map at the same time.
    if (h.flags & (iterator | oldIterator)) != iterator | oldIterator:
        atomic.Or(addr(h.flags), u8(iterator | oldIterator))
    mapiternext(it)


def mapiternext(it: ptr[hiter]) -> void:
    """Step to the next entry: it.key and it.elem, or it.key None at the end."""
    h = it.h
    if (h.flags & hashWriting) != 0:
        fatal("concurrent map iteration and map write")
    t = it.t
    bucket = it.bucket
    b = it.bptr
    i = i64(it.i)
    check = it.checkBucket
    while True:
        if b is None:
            if bucket == it.startBucket and it.wrapped:
                it.key = None
                it.elem = None
                return
            check = noCheck
            if h.oldbuckets is not None and it.B == h.B:
                # The iteration began during a growth that has not ended: an old bucket not moved yet stands for two new ones,
                # of which only the present one's entries are wanted now.
                oldbucket = bucket & (_noldbuckets(h) - 1)
                b = _bucketat(t, h.oldbuckets, oldbucket)
                if not _evacuated(b):
                    check = bucket
                else:
                    b = _bucketat(t, it.buckets, bucket)
            else:
                b = _bucketat(t, it.buckets, bucket)
            bucket += 1
            if bucket == uintptr(1) << it.B:
                bucket = 0
                it.wrapped = True
            i = 0
        while i < bucketCnt:
            offi = (i + i64(it.offset)) & (bucketCnt - 1)
            i += 1
            top = b[offi]
            if top <= emptyOne or top == evacuatedEmpty:
                continue
            if _iterslot(it, h, b, offi, check):
                it.bucket = bucket
                it.bptr = b
                it.i = u8(i)
                it.checkBucket = check
                return
        b = _overflow(t, b)
        i = 0


def _iterslot(it: ptr[hiter], h: ptr[hmap], b: ptr[u8], i: i64, check: uintptr) -> bool:
    """Whether the entry in slot i of b is to be visited now; if so it.key and it.elem name it."""
    t = it.t
    k = _keyin(t, _keyslot(t, b, i))
    if check != noCheck and (h.flags & sameSizeGrow) == 0:
        if (t.flags & mapReflexiveKey) != 0 or t.key.equal(cast(ptr[void], k), cast(ptr[void], k)):
            hash = t.key.hasher(cast(ptr[void], k), h.hash0)
            if (hash & ((uintptr(1) << it.B) - 1)) != check:
                return False
        elif (check >> (it.B - 1)) != uintptr(b[i] & 1):
            # NaN: the half it will move to, as _evacuateslot chooses it.
            return False
    top = b[i]
    same = top != evacuatedX and top != evacuatedY
    if same or not ((t.flags & mapReflexiveKey) != 0 or t.key.equal(cast(ptr[void], k), cast(ptr[void], k))):
        # Not moved since the iteration began, or a key that nobody can delete or change.
        it.key = k
        it.elem = _elemin(t, _elemslot(t, b, i))
        return True
    # The map has grown since: the entry lives elsewhere, and may be deleted, or deleted and entered again.
    return _itermoved(it, h, k)


def _itermoved(it: ptr[hiter], h: ptr[hmap], key: ptr[u8]) -> bool:
    """Look an entry up again that has moved since the iteration began."""
    if h.count == 0:
        return False
    t = it.t
    hash = t.key.hasher(cast(ptr[void], key), h.hash0)
    m = (uintptr(1) << h.B) - 1
    b = _bucketat(t, h.buckets, hash & m)
    if h.oldbuckets is not None:
        oldb = _bucketat(t, h.oldbuckets, hash & (_noldbuckets(h) - 1))
        if not _evacuated(oldb):
            b = oldb
    top = tophash(hash)
    while b is not None:
        for i in range(bucketCnt):
            if b[i] == top:
                k = _keyin(t, _keyslot(t, b, i))
                if t.key.equal(cast(ptr[void], key), cast(ptr[void], k)):
                    it.key = k
                    it.elem = _elemin(t, _elemslot(t, b, i))
                    return True
        b = _overflow(t, b)
    return False
