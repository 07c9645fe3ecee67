// The channels of timers and tickers look unbuffered, whether a tick waits in them or not.
package main

import (
	"fmt"
	"reflect"
	"time"
)

func main() {
	t := time.NewTimer(time.Millisecond)
	k := time.NewTicker(time.Millisecond)
	after, tick := time.After(time.Millisecond), time.Tick(time.Millisecond)
	fmt.Println(len(t.C), cap(t.C), len(k.C), cap(k.C), len(after), cap(after), len(tick), cap(tick))
	time.Sleep(10 * time.Millisecond)
	fmt.Println(len(t.C), cap(t.C), len(k.C), cap(k.C), len(after), cap(after), len(tick), cap(tick))
	v := reflect.ValueOf(t.C)
	fmt.Println(v.Len(), v.Cap())
	for _, c := range []<-chan time.Time{t.C, k.C, after, tick} {
		select {
		case <-c:
			fmt.Println("tick")
		default:
			fmt.Println("none")
		}
	}
	// What nobody has received is taken back.
	t.Reset(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	fmt.Println(t.Stop(), t.Reset(time.Hour), len(t.C))
	select {
	case <-t.C:
		fmt.Println("an old tick")
	default:
	}
	k.Stop()
	c := make(chan time.Time, 3)
	c <- time.Time{}
	fmt.Println(len(c), cap(c))
}
