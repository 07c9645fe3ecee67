// Package endian reads and writes numbers byte by byte, in both orders,
// for packages below encoding/binary.
package endian

// BE16 to BE64 read numbers whose most significant byte is first.
func BE16(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 }

// BE32 reads four bytes.
func BE32(b []byte) uint32 {
	_ = b[3]
	return uint32(b[3]) | uint32(b[2])<<8 | uint32(b[1])<<16 | uint32(b[0])<<24
}

// BE64 reads eight bytes.
func BE64(b []byte) uint64 { return uint64(BE32(b))<<32 | uint64(BE32(b[4:])) }

// PutBE32 writes four bytes.
func PutBE32(b []byte, x uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(x>>24), byte(x>>16), byte(x>>8), byte(x)
}

// PutBE64 writes eight bytes.
func PutBE64(b []byte, x uint64) {
	PutBE32(b[4:], uint32(x))
	PutBE32(b, uint32(x>>32))
}

// AppendBE32 appends four bytes.
func AppendBE32(b []byte, x uint32) []byte {
	return append(b, byte(x>>24), byte(x>>16), byte(x>>8), byte(x))
}

// AppendBE64 appends eight bytes.
func AppendBE64(b []byte, x uint64) []byte {
	return AppendBE32(AppendBE32(b, uint32(x>>32)), uint32(x))
}

// LE32 reads a number whose least significant byte is first.
func LE32(b []byte) uint32 {
	_ = b[3]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// LE64 reads eight bytes.
func LE64(b []byte) uint64 { return uint64(LE32(b)) | uint64(LE32(b[4:]))<<32 }

// PutLE32 writes four bytes.
func PutLE32(b []byte, x uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(x), byte(x>>8), byte(x>>16), byte(x>>24)
}

// PutLE64 writes eight bytes.
func PutLE64(b []byte, x uint64) {
	PutLE32(b, uint32(x))
	PutLE32(b[4:], uint32(x>>32))
}
