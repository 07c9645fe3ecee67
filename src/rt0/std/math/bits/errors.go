package bits

// A divError is what Div panics with. It is a runtime.Error by its methods, as
// Go's own is, though this package imports nothing.
type divError string

func (e divError) Error() string { return "runtime error: " + string(e) }

// RuntimeError marks the error as one of the runtime's.
func (e divError) RuntimeError() {}

const (
	divideError   = divError("integer divide by zero")
	overflowError = divError("integer overflow")
)
