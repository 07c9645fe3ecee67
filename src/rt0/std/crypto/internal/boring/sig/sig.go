// Package sig marks, in programs of Go's own linker, which cryptography was
// linked in. Here nothing reads the marks: the functions do nothing.
package sig

// BoringCrypto marks that BoringCrypto is present; it never is.
func BoringCrypto() {}

// FIPSOnly marks that crypto/tls/fipsonly is present.
func FIPSOnly() {}

// StandardCrypto marks that Go's own cryptography is present.
func StandardCrypto() {}
