// exit: 2
// stderr: panic: went wrong [recovered, repanicked]
// stderr: goroutine 1 [running]:
// stderr: main.main
// An uncaught panic with an error, re-panicked once.
package main

import "errors"

func main() {
	defer func() {
		r := recover()
		panic(r)
	}()
	panic(errors.New("went wrong"))
}
