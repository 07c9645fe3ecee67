//go:build rt0

package poll

import "internal/pollfd"

// A deadline that has passed is the same error for files, whose package os is
// rt0's, and for connections.
func init() { ErrDeadlineExceeded = pollfd.ErrDeadlineExceeded }
