// pipe: writes until nobody reads.
package main

import "fmt"

func main() {
	for i := 0; ; i++ {
		_, err := fmt.Println("line", i)
		if err != nil {
			println("err", err.Error())
			return
		}
	}
}
