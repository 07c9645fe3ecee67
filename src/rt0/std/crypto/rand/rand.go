// Package rand gives random numbers for secrets, from the system.
package rand

import (
	"errors"
	"io"
	"syscall"
	"unsafe"
)

// Reader gives random bytes from the system, to any goroutine.
var Reader io.Reader = system{}

type system struct{}

const getrandom = 318 // the number of the system call on x86-64

func (system) Read(b []byte) (n int, err error) {
	for n < len(b) {
		p := unsafe.Pointer(&b[n])
		k, _, errno := syscall.Syscall(getrandom, uintptr(p), uintptr(len(b)-n), 0)
		if errno == syscall.EINTR {
			continue
		}
		if errno != 0 {
			return n, errors.New("crypto/rand: getrandom: " + errno.Error())
		}
		n += int(k)
	}
	return n, nil
}

// Read fills b; it never fails, but ends the program if Reader does.
func Read(b []byte) (n int, err error) {
	if _, err := io.ReadFull(Reader, b); err != nil {
		panic("crypto/rand: failed to read random data: " + err.Error())
	}
	return len(b), nil
}

// Text returns a random string of 26 letters and digits, at least 128 bits.
func Text() string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	b := make([]byte, 26)
	Read(b)
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b)
}
