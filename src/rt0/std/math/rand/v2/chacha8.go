package rand

import (
	"errors"
	"math/bits"
)

const (
	chachaWords  = 32                           // numbers of four blocks
	chachaKeep   = 4                            // of the last ones, that become the next key
	chachaGroups = 4                            // of four blocks, with one key
	chachaUsable = 32*chachaGroups - chachaKeep // numbers of one key
)

// A ChaCha8 is a generator that is cryptographically strong: the stream cipher
// ChaCha with eight rounds. Four blocks are made at once, interlaced word by
// word; after 16 blocks the last four numbers become the key.
type ChaCha8 struct {
	key   [4]uint64
	buf   [chachaWords]uint64
	group uint32 // of blocks, since the key
	next  int    // in buf
	limit int
	rest  [8]byte // what Read has left, at the end
	left  int
}

// NewChaCha8 returns a ChaCha8 with that key.
func NewChaCha8(seed [32]byte) *ChaCha8 {
	c := new(ChaCha8)
	c.Seed(seed)
	return c
}

// Seed sets the key.
func (c *ChaCha8) Seed(seed [32]byte) {
	*c = ChaCha8{}
	for i := range c.key {
		c.key[i] = littleEndian(seed[8*i:])
	}
	c.fill()
}

// fill makes the numbers of the group.
func (c *ChaCha8) fill() {
	c.next, c.limit = 0, chachaWords
	if c.group == chachaGroups-1 {
		c.limit -= chachaKeep
	}
	for lane := uint32(0); lane < 4; lane++ {
		x := c.block(4*c.group + lane)
		for w := range x {
			// Word w of the lanes 0 to 3 lies in two numbers.
			at, shift := 2*w+int(lane/2), 32*(lane%2)
			c.buf[at] = c.buf[at]&^(0xffffffff<<shift) | uint64(x[w])<<shift
		}
	}
}

// block returns a block of the cipher. Only the key words are added at the
// end: the others are no secret.
func (c *ChaCha8) block(counter uint32) (x [16]uint32) {
	x = [16]uint32{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, 12: counter}
	for i, k := range c.key {
		x[4+2*i], x[5+2*i] = uint32(k), uint32(k>>32)
	}
	key := x
	quarter := func(a, b, c, d int) {
		x[a] += x[b]
		x[d] = bits.RotateLeft32(x[d]^x[a], 16)
		x[c] += x[d]
		x[b] = bits.RotateLeft32(x[b]^x[c], 12)
		x[a] += x[b]
		x[d] = bits.RotateLeft32(x[d]^x[a], 8)
		x[c] += x[d]
		x[b] = bits.RotateLeft32(x[b]^x[c], 7)
	}
	for round := 0; round < 4; round++ {
		for i := 0; i < 4; i++ {
			quarter(i, 4+i, 8+i, 12+i)
		}
		for i := 0; i < 4; i++ {
			quarter(i, 4+(i+1)%4, 8+(i+2)%4, 12+(i+3)%4)
		}
	}
	for i := 4; i < 12; i++ {
		x[i] += key[i]
	}
	return x
}

// Uint64 returns the next number.
func (c *ChaCha8) Uint64() uint64 {
	if c.next == c.limit {
		if c.group++; c.group == chachaGroups {
			c.group = 0
			copy(c.key[:], c.buf[chachaWords-chachaKeep:])
		}
		c.fill()
	}
	c.next++
	return c.buf[c.next-1]
}

// Read fills p, and never fails. What it leaves of a number serves the next
// Read.
func (c *ChaCha8) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if c.left == 0 {
			x := c.Uint64()
			for i := range c.rest {
				c.rest[i] = byte(x >> (8 * i))
			}
			c.left = 8
		}
		k := copy(p[n:], c.rest[8-c.left:])
		n += k
		c.left -= k
	}
	return n, nil
}

func littleEndian(b []byte) (x uint64) {
	for i, c := range b[:8] {
		x |= uint64(c) << (8 * i)
	}
	return x
}

// AppendBinary appends the state, for UnmarshalBinary.
func (c *ChaCha8) AppendBinary(b []byte) ([]byte, error) {
	if c.left > 0 {
		b = append(b, "readbuf:"...)
		b = append(b, uint8(c.left))
		b = append(b, c.rest[8-c.left:]...)
	}
	b = append(b, "chacha8:"...)
	used := uint64(c.group)*chachaWords + uint64(c.next)
	for shift := 56; shift >= 0; shift -= 8 {
		b = append(b, byte(used>>shift))
	}
	for _, k := range c.key {
		for shift := 0; shift < 64; shift += 8 {
			b = append(b, byte(k>>shift))
		}
	}
	return b, nil
}

// MarshalBinary returns the state, for UnmarshalBinary.
func (c *ChaCha8) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// UnmarshalBinary sets the state.
func (c *ChaCha8) UnmarshalBinary(data []byte) error {
	const mark = "readbuf:"
	if len(data) >= len(mark) && string(data[:len(mark)]) == mark {
		data = data[len(mark):]
		if len(data) == 0 || len(data) < 1+int(data[0]) || data[0] > 8 {
			return errors.New("invalid ChaCha8 Read buffer encoding")
		}
		n := int(data[0])
		c.left = copy(c.rest[8-n:], data[1:1+n])
		data = data[1+n:]
	}
	if len(data) != 48 || string(data[:8]) != "chacha8:" {
		return errors.New("invalid ChaCha8 encoding")
	}
	used := bigEndian(data[8:])
	if used > chachaUsable {
		return errors.New("invalid ChaCha8 encoding")
	}
	for i := range c.key {
		c.key[i] = littleEndian(data[16+8*i:])
	}
	c.group = uint32(used / chachaWords)
	c.fill()
	c.next = int(used % chachaWords)
	return nil
}
