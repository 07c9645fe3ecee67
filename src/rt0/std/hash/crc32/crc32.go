// Package crc32 computes cyclic redundancy checks of 32 bits, by eight tables for
// eight bytes at a time.
package crc32

import (
	"errors"
	"hash"
	"internal/endian"
	"sync"
)

// Size is the size of a checksum in bytes.
const Size = 4

// Polynomials, with their bits reversed.
const (
	IEEE       = 0xedb88320 // Ethernet, gzip, png
	Castagnoli = 0x82f63b78 // iSCSI
	Koopman    = 0xeb31d82e
)

// IEEETable is the table of IEEE.
var IEEETable = MakeTable(IEEE)

// ChecksumIEEE returns the checksum of data with IEEE.
func ChecksumIEEE(data []byte) uint32 { return Update(0, IEEETable, data) }

// NewIEEE returns a hash with IEEE.
func NewIEEE() hash.Hash32 { return New(IEEETable) }

// A Table belongs to a polynomial: the checksums of single bytes.
type Table [256]uint32

// eight belongs to a polynomial: eight[k] holds the checksums of a byte with k
// zero bytes behind it.
type eight [8]Table

var (
	known     = map[uint32]*Table{}
	wide      = map[Table]*eight{} // by the first of its tables
	knownLock sync.Mutex
)

func fill(t *Table, poly uint32) {
	for i := range t {
		crc := uint32(i)
		for bit := 0; bit < 8; bit++ {
			if crc&1 != 0 {
				crc = crc>>1 ^ poly
			} else {
				crc >>= 1
			}
		}
		t[i] = crc
	}
}

// MakeTable returns the table of a polynomial, which is not to be changed.
func MakeTable(poly uint32) *Table {
	knownLock.Lock()
	defer knownLock.Unlock()
	t := known[poly]
	if t == nil {
		t = new(Table)
		fill(t, poly)
		known[poly] = t
	}
	return t
}

// widen returns the eight tables that belong to one.
func widen(t *Table) *eight {
	knownLock.Lock()
	defer knownLock.Unlock()
	w := wide[*t]
	if w == nil {
		w = new(eight)
		w[0] = *t
		for i := range t {
			crc := t[i]
			for k := 1; k < 8; k++ {
				crc = t[byte(crc)] ^ crc>>8
				w[k][i] = crc
			}
		}
		wide[*t] = w
	}
	return w
}

const longEnough = 64 // for the eight tables to be worth looking up

// Update returns the checksum of all that crc is the checksum of, and p.
func Update(crc uint32, tab *Table, p []byte) uint32 {
	crc = ^crc
	if len(p) >= longEnough {
		w := widen(tab)
		for len(p) >= 8 {
			x := endian.LE64(p) ^ uint64(crc)
			crc = w[7][byte(x)] ^ w[6][byte(x>>8)] ^ w[5][byte(x>>16)] ^ w[4][byte(x>>24)] ^
				w[3][byte(x>>32)] ^ w[2][byte(x>>40)] ^ w[1][byte(x>>48)] ^ w[0][x>>56]
			p = p[8:]
		}
	}
	for _, c := range p {
		crc = tab[byte(crc)^c] ^ crc>>8
	}
	return ^crc
}

// Checksum returns the checksum of data.
func Checksum(data []byte, tab *Table) uint32 { return Update(0, tab, data) }

type digest struct {
	crc uint32
	tab *Table
}

// New returns a hash of 32 bits; its Sum has the most significant byte first.
func New(tab *Table) hash.Hash32 { return &digest{0, tab} }

func (d *digest) Size() int      { return Size }
func (d *digest) BlockSize() int { return 1 }
func (d *digest) Reset()         { d.crc = 0 }
func (d *digest) Sum32() uint32  { return d.crc }

func (d *digest) Write(p []byte) (n int, err error) {
	d.crc = Update(d.crc, d.tab, p)
	return len(p), nil
}

func (d *digest) Sum(in []byte) []byte { return endian.AppendBE32(in, d.crc) }

func (d *digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

const mark = "crc\x01"

// tableSum tells tables apart in a marshalled state.
func tableSum(t *Table) uint32 {
	var b []byte
	for _, x := range t {
		b = endian.AppendBE32(b, x)
	}
	return Checksum(b, MakeTable(IEEE))
}

func (d *digest) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, mark...)
	b = endian.AppendBE32(b, tableSum(d.tab))
	return endian.AppendBE32(b, d.crc), nil
}

func (d *digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

func (d *digest) UnmarshalBinary(b []byte) error {
	switch {
	case len(b) < len(mark) || string(b[:len(mark)]) != mark:
		return errors.New("hash/crc32: invalid hash state identifier")
	case len(b) != len(mark)+2*Size:
		return errors.New("hash/crc32: invalid hash state size")
	case tableSum(d.tab) != endian.BE32(b[len(mark):]):
		return errors.New("hash/crc32: tables do not match")
	}
	d.crc = endian.BE32(b[len(mark)+Size:])
	return nil
}
