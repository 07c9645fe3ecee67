// sleeper: sleeps until a signal ends it.
package main

import "time"

func main() { go func() { select {} }(); time.Sleep(time.Hour) }
