// Package sysrand gives the cryptographic packages of Go's source tree the
// system's random numbers.
package sysrand

import "crypto/rand"

// Read fills b; it ends the program if the system has no random numbers.
func Read(b []byte) { rand.Read(b) }
