// Signals: Notify, Stop, Ignore, Reset, NotifyContext, and what children see of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func kill(sig syscall.Signal) { syscall.Kill(os.Getpid(), sig) }

func next(c chan os.Signal) any {
	select {
	case s := <-c:
		return s
	case <-time.After(5 * time.Second):
		return "nothing"
	}
}

func main() {
	c := make(chan os.Signal, 4)
	signal.Notify(c, syscall.SIGUSR1, os.Interrupt)
	kill(syscall.SIGUSR1)
	fmt.Println(next(c))
	kill(syscall.SIGINT)
	fmt.Println(next(c))
	d := make(chan os.Signal, 4)
	signal.Notify(d, syscall.SIGUSR1)
	kill(syscall.SIGUSR1)
	fmt.Println(next(c), next(d))
	signal.Stop(c)
	kill(syscall.SIGUSR1)
	fmt.Println(next(d), len(c))

	signal.Ignore(syscall.SIGUSR1)
	fmt.Println(signal.Ignored(syscall.SIGUSR1), signal.Ignored(syscall.SIGTERM))
	kill(syscall.SIGUSR1)
	time.Sleep(5 * time.Millisecond)
	fmt.Println(len(d))
	signal.Notify(d, syscall.SIGUSR1, syscall.SIGSEGV, syscall.SIGQUIT, syscall.SIGURG)
	for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGSEGV, syscall.SIGQUIT} {
		kill(s)
		for got := next(d); ; got = next(d) {
			if got != syscall.SIGURG { // the runtime's own come too
				fmt.Println(got)
				break
			}
		}
	}
	// A fault is still a panic.
	func() {
		defer func() { fmt.Println(recover()) }()
		var p *int
		*p = 1
	}()

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	fmt.Println(ctx)
	kill(syscall.SIGTERM)
	<-ctx.Done()
	fmt.Println(ctx.Err(), context.Cause(ctx), errors.Is(context.Cause(ctx), context.Canceled))
	stop()

	// SIGCHLD, and a child's handlers are the system's again.
	e := make(chan os.Signal, 4)
	signal.Notify(e, syscall.SIGCHLD, syscall.SIGTERM)
	err := exec.Command("sh", "-c", "kill -TERM $$; sleep 5").Run()
	fmt.Println(err, next(e))
	signal.Reset()
	if len(os.Args) > 2 { // as our own child
		return
	}
	cmd := exec.Command("sh", "-c", "trap '' USR2; exec cat /proc/self/status")
	out, _ := cmd.Output()
	var blocked, ignored string
	for i := 0; i < len(out); i++ {
		for name, to := range map[string]*string{"\nSigBlk:\t": &blocked, "\nSigIgn:\t": &ignored} {
			if i+len(name)+16 < len(out) && string(out[i:i+len(name)]) == name {
				*to = string(out[i+len(name) : i+len(name)+16])
			}
		}
	}
	fmt.Println(blocked, ignored[12:])
	// A broken standard output ends the program, unless it wants to know.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	r, w, _ := os.Pipe()
	r.Close()
	_, err = w.Write([]byte("x"))
	fmt.Println(errors.Is(err, syscall.EPIPE))
}
