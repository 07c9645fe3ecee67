// exit: 3
// os.Exit's status is the program's; deferred calls do not run.
package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("never")
	fmt.Println("bye")
	os.Exit(3)
}
