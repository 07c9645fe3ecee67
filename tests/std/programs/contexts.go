package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

type key struct{}
type named string

type foreign struct {
	context.Context
	done chan struct{}
}

func (f foreign) Done() <-chan struct{} { return f.done }
func (f foreign) Err() error {
	select {
	case <-f.done:
		return errors.New("foreign end")
	default:
		return nil
	}
}

func main() {
	bg := context.Background()
	fmt.Println(bg, context.TODO(), bg.Done() == nil, bg.Err())
	v := context.WithValue(context.WithValue(bg, key{}, 1), named("n"), "x")
	fmt.Println(v, v.Value(key{}), v.Value(named("n")), v.Value("n"))
	c, cancel := context.WithCancel(v)
	fmt.Println(c, c.Err(), context.Cause(c))
	c2, cancel2 := context.WithCancelCause(c)
	c3 := context.WithValue(c2, named("deep"), true)
	c4, cancel4 := context.WithTimeout(c3, time.Hour)
	defer cancel4()
	_, has := c4.Deadline()
	free := context.WithoutCancel(c4)
	fmt.Println(has, c4.Value(named("deep")), free.Err(), free.Value(key{}))
	ran := make(chan bool)
	context.AfterFunc(c4, func() { close(ran) })
	stop := context.AfterFunc(c4, func() { panic("stopped one") })
	fmt.Println(stop(), stop())
	cancel2(errors.New("why"))
	<-c4.Done()
	<-ran
	fmt.Println(c.Err(), c2.Err(), c4.Err(), context.Cause(c4), context.Cause(c3), free.Err())
	cancel()
	cancel()
	fmt.Println(c.Err(), context.Cause(c))
	d, cd := context.WithTimeout(bg, 5*time.Millisecond)
	defer cd()
	select {
	case <-d.Done():
		fmt.Println(d.Err(), errors.Is(d.Err(), context.DeadlineExceeded))
	case <-time.After(5 * time.Second):
		fmt.Println("too late")
	}
	past, cp := context.WithDeadlineCause(bg, time.Now().Add(-time.Second), errors.New("was past"))
	cp()
	fmt.Println(past.Err(), context.Cause(past))
	f := foreign{bg, make(chan struct{})}
	under, cu := context.WithCancel(f)
	defer cu()
	close(f.done)
	<-under.Done()
	fmt.Println(under.Err())
	var wg sync.WaitGroup
	many, cm := context.WithCancel(bg)
	for i := 0; i < 100; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			x, cx := context.WithCancel(many)
			if i%2 == 0 {
				cx()
			}
			<-x.Done()
			cx()
		}()
	}
	time.Sleep(time.Millisecond)
	cm()
	wg.Wait()
	fmt.Println(many.Err())
	func() {
		defer func() { fmt.Println(recover()) }()
		context.WithValue(bg, []int{}, 1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		context.WithCancel(nil)
	}()
}
