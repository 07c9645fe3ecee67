// Package crypto names hash functions and says what keys of the other packages
// can do.
package crypto

import (
	"hash"
	"io"
	"strconv"
)

// Hash names a hash function. The package that implements it registers it when
// it is imported.
type Hash uint

// The hash functions that have a number.
const (
	MD4         Hash = 1 + iota // golang.org/x/crypto/md4
	MD5                         // crypto/md5
	SHA1                        // crypto/sha1
	SHA224                      // crypto/sha256
	SHA256                      // crypto/sha256
	SHA384                      // crypto/sha512
	SHA512                      // crypto/sha512
	MD5SHA1                     // nowhere: TLS's pair of both
	RIPEMD160                   // golang.org/x/crypto/ripemd160
	SHA3_224                    // crypto/sha3
	SHA3_256                    // crypto/sha3
	SHA3_384                    // crypto/sha3
	SHA3_512                    // crypto/sha3
	SHA512_224                  // crypto/sha512
	SHA512_256                  // crypto/sha512
	BLAKE2s_256                 // golang.org/x/crypto/blake2s
	BLAKE2b_256                 // golang.org/x/crypto/blake2b
	BLAKE2b_384                 // golang.org/x/crypto/blake2b
	BLAKE2b_512                 // golang.org/x/crypto/blake2b
	MLDSAMu                     // nowhere: says that a message for ML-DSA is hashed already
	end
)

// table has the names of hash functions and the sizes of their sums in bytes.
var table = [end]struct {
	name string
	size int
}{
	MD4: {"MD4", 16}, MD5: {"MD5", 16}, SHA1: {"SHA-1", 20}, SHA224: {"SHA-224", 28}, SHA256: {"SHA-256", 32},
	SHA384: {"SHA-384", 48}, SHA512: {"SHA-512", 64}, MD5SHA1: {"MD5+SHA1", 36}, RIPEMD160: {"RIPEMD-160", 20},
	SHA3_224: {"SHA3-224", 28}, SHA3_256: {"SHA3-256", 32}, SHA3_384: {"SHA3-384", 48}, SHA3_512: {"SHA3-512", 64},
	SHA512_224: {"SHA-512/224", 28}, SHA512_256: {"SHA-512/256", 32}, BLAKE2s_256: {"BLAKE2s-256", 32},
	BLAKE2b_256: {"BLAKE2b-256", 32}, BLAKE2b_384: {"BLAKE2b-384", 48}, BLAKE2b_512: {"BLAKE2b-512", 64},
	MLDSAMu: {"ML-DSA μ message representative", 64},
}

// made has what makes each hash function that was registered. Only
// initialisation writes to it.
var made [end]func() hash.Hash

// RegisterHash says how a hash function is made. It is for the initialisation
// of packages that implement one, and panics if h has no number here.
func RegisterHash(h Hash, f func() hash.Hash) {
	if h == 0 || h >= end {
		panic("crypto: RegisterHash of unknown hash function")
	}
	made[h] = f
}

// Available reports whether a package of the program has registered h.
func (h Hash) Available() bool { return h < end && made[h] != nil }

// New returns a new hash of this function. It panics if none is registered.
func (h Hash) New() hash.Hash {
	if !h.Available() {
		panic("crypto: requested hash function unavailable: " + h.String())
	}
	return made[h]()
}

// Size returns the length of h's sums in bytes, whether it is registered or not.
func (h Hash) Size() int {
	if h == 0 || h >= end {
		panic("crypto: Size of unknown hash function")
	}
	return table[h].size
}

// HashFunc returns h: a Hash is its own SignerOpts.
func (h Hash) HashFunc() Hash { return h }

// String returns h's name.
func (h Hash) String() string {
	if h == 0 || h >= end {
		return "unknown hash value " + strconv.Itoa(int(h))
	}
	return table[h].name
}

// PublicKey is a public key of any algorithm. Those of the standard library
// have a method Equal(x crypto.PublicKey) bool.
type PublicKey any

// PrivateKey is a private key of any algorithm. Those of the standard library
// have the methods Public() crypto.PublicKey and Equal(x crypto.PrivateKey) bool.
type PrivateKey any

// SignerOpts says how to sign: HashFunc is what the message was hashed with, 0
// for a message as it is.
type SignerOpts interface {
	HashFunc() Hash
}

// Signer is a private key, perhaps in hardware, that signs.
type Signer interface {
	Public() PublicKey
	Sign(rand io.Reader, digest []byte, opts SignerOpts) (signature []byte, err error)
}

// MessageSigner is a Signer that hashes messages itself.
type MessageSigner interface {
	Signer
	SignMessage(rand io.Reader, msg []byte, opts SignerOpts) (signature []byte, err error)
}

// SignMessage signs a message that was not hashed: the signer hashes it if it
// can, else this does, with opts.HashFunc().
func SignMessage(signer Signer, rand io.Reader, msg []byte, opts SignerOpts) (signature []byte, err error) {
	if s, ok := signer.(MessageSigner); ok {
		return s.SignMessage(rand, msg, opts)
	}
	if f := opts.HashFunc(); f != 0 {
		h := f.New()
		h.Write(msg)
		msg = h.Sum(nil)
	}
	return signer.Sign(rand, msg, opts)
}

// DecrypterOpts says how to decrypt; what it is depends on the algorithm.
type DecrypterOpts any

// Decrypter is a private key, perhaps in hardware, that decrypts.
type Decrypter interface {
	Public() PublicKey
	Decrypt(rand io.Reader, msg []byte, opts DecrypterOpts) (plaintext []byte, err error)
}

// Encapsulator is a public key of a key encapsulation mechanism.
type Encapsulator interface {
	Bytes() []byte
	Encapsulate() (sharedKey, ciphertext []byte)
}

// Decapsulator is a private key of a key encapsulation mechanism.
type Decapsulator interface {
	Encapsulator() Encapsulator
	Decapsulate(ciphertext []byte) (sharedKey []byte, err error)
}
