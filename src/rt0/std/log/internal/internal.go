// Package internal is where log and log/slog meet.
package internal

// DefaultOutput writes data as a line of log's standard Logger; its head names
// the place of pc, if places are asked for. log sets it; log/slog calls it
// where nobody has chosen a handler.
var DefaultOutput func(pc uintptr, data []byte) error
