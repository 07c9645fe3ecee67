// goexit: the main goroutine ends by Goexit.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	go func() { fmt.Println("other"); runtime.Goexit(); fmt.Println("no") }()
	defer fmt.Println("deferred in main")
	runtime.Goexit()
}
