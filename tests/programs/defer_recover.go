// recover as a deferred call itself, and functions below the deferred one, which must not recover, optimised too.
package main

import "fmt"

func below(where string) {
	if v := recover(); v != nil {
		fmt.Println("recovered below", where, v)
	}
}

func deferred() { below("deferred") }

func deferredWith(s string) { below(s) }

func catch(f func()) {
	defer func() { fmt.Println("caught", recover()) }()
	f()
}

func main() {
	catch(func() {
		defer deferred()
		panic(1)
	})
	catch(func() {
		defer deferredWith("with an argument")
		panic(2)
	})
	// Where the deferred function returns, recover is as if it called it.
	catch(func() {
		defer func() {
			defer recover()
		}()
		panic(3)
	})
	// The panic itself calls recover: nothing happens.
	catch(func() {
		defer recover()
		panic(4)
	})
	catch(func() {
		defer func() {
			defer func() { fmt.Println("inner", recover()) }()
			defer recover()
			panic("second")
		}()
		panic(5)
	})
	// Nothing to recover from.
	defer recover()
	go recover()
	defer func() { defer recover() }()
	fmt.Println("end")
}
