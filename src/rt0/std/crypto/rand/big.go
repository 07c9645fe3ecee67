//go:build rt0.tree

package rand

import (
	"errors"
	"internal/chance"
	"internal/godebug"
	"io"
	"math/big"
)

// Int returns a number from 0 up to and without max, every one of them as likely
// as another. It panics if max is not above 0.
func Int(rand io.Reader, max *big.Int) (n *big.Int, err error) {
	if max.Sign() <= 0 {
		panic("crypto/rand: argument to Int is <= 0")
	}
	n = new(big.Int)
	bits := new(big.Int).Sub(max, big.NewInt(1)).BitLen()
	if bits == 0 {
		return n, nil
	}
	b := make([]byte, (bits+7)/8)
	for {
		if _, err := io.ReadFull(rand, b); err != nil {
			return nil, err
		}
		b[0] &= 1<<((bits-1)%8+1) - 1
		if n.SetBytes(b).Cmp(max) < 0 {
			return n, nil
		}
	}
}

var custom = godebug.New("cryptocustomrand")

// source returns where a prime's bits come from: the system, or with
// GODEBUG=cryptocustomrand=1 the reader that the program gives. Of that one byte
// is passed over every other time, so that no program comes to rely on which
// prime it gets.
func source(r io.Reader) io.Reader {
	if custom.Value() != "1" {
		return system{}
	}
	if r != Reader {
		custom.IncNonDefault()
		if b := [1]byte{}; chance.Uint64()&1 == 0 {
			r.Read(b[:])
		}
	}
	return r
}

// Prime returns a number of this many bits, the highest two of them set, that
// is prime but for a chance below 2⁻⁸⁰. Its bits come from the system whatever
// the reader is, unless GODEBUG has cryptocustomrand=1.
func Prime(rand io.Reader, bits int) (*big.Int, error) {
	if bits < 2 {
		return nil, errors.New("crypto/rand: prime size must be at least 2-bit")
	}
	rand = source(rand)
	b := make([]byte, (bits+7)/8)
	p := new(big.Int)
	for {
		if _, err := io.ReadFull(rand, b); err != nil {
			return nil, err
		}
		b[0] &= 1<<((bits-1)%8+1) - 1
		p.SetBytes(b)
		p.SetBit(p, bits-1, 1)
		p.SetBit(p, bits-2, 1)
		if bits > 2 {
			p.SetBit(p, 0, 1)
		}
		if p.ProbablyPrime(20) {
			return p, nil
		}
	}
}
