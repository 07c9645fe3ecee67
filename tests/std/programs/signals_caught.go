// Signals that nobody has asked for: most do nothing to a Go program, some print the goroutines, few end it.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	if n, err := strconv.Atoi(os.Getenv("SIGNAL")); err == nil {
		syscall.Kill(syscall.Getpid(), syscall.Signal(n))
		time.Sleep(200 * time.Millisecond)
		return
	}
	quiet := []syscall.Signal{syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGALRM, syscall.SIGXCPU, syscall.SIGXFSZ, syscall.SIGVTALRM,
		syscall.SIGPROF, syscall.SIGIO, syscall.SIGPWR, syscall.SIGCHLD, syscall.SIGCONT, syscall.SIGWINCH, syscall.SIGURG, 35, 63, 64}
	for _, s := range quiet {
		syscall.Kill(syscall.Getpid(), s)
	}
	time.Sleep(10 * time.Millisecond)
	fmt.Println("still here", signal.Ignored(syscall.SIGUSR1))
	// The same once they were asked for and are not wanted any more.
	c := make(chan os.Signal, 100)
	for _, s := range quiet {
		signal.Notify(c, s)
		syscall.Kill(syscall.Getpid(), s)
		if s != syscall.SIGPROF { // the runtime's own
			fmt.Print(<-c == s, " ")
		}
		signal.Stop(c)
		syscall.Kill(syscall.Getpid(), s)
	}
	fmt.Println(len(c))

	self, _ := os.Executable()
	for _, s := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM, syscall.SIGTRAP, syscall.SIGABRT, syscall.SIGSTKFLT, syscall.SIGSYS} {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), "SIGNAL="+strconv.Itoa(int(s)))
		var text strings.Builder
		cmd.Stderr = &text
		err := cmd.Run()
		first, _, _ := strings.Cut(text.String(), "\n")
		fmt.Printf("%v; %s\n", err, first)
	}
}
