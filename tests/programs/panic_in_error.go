// An Error method that panics while an uncaught panic is printed.
// exit: 2
// stderr: d
// stderr: fatal error: panic while printing panic value: in Error
package main

type err struct{}

func (err) Error() string { panic("in Error") }

func main() {
	defer func() { println("d") }()
	panic(err{})
}
