// Processes: os/exec with its pipes, contexts and errors, os.StartProcess, what a child inherits.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

func output() {
	out, err := exec.Command("echo", "hello", "world").Output()
	fmt.Printf("%q %v\n", out, err)
	_, err = exec.Command("sh", "-c", "echo out; echo problem >&2; exit 3").Output()
	var exit *exec.ExitError
	fmt.Println(err, errors.As(err, &exit), exit.ExitCode(), exit.Success(), exit.Exited(), string(exit.Stderr))
	out, err = exec.Command("sh", "-c", "echo one; echo two >&2; echo three").CombinedOutput()
	fmt.Printf("%q %v\n", out, err)
	_, err = exec.Command("sh", "-c", "yes | head -c 100000 >&2; exit 1").Output()
	errors.As(err, &exit)
	fmt.Println(len(exit.Stderr), strings.Contains(string(exit.Stderr), "... omitting 34464 bytes ..."))
	err = exec.Command("sh", "-c", "kill -9 $$").Run()
	errors.As(err, &exit)
	fmt.Println(err, exit.ExitCode(), exit.Sys().(syscall.WaitStatus).Signal())
}

func notFound() {
	_, err := exec.Command("no-such-program-here").Output()
	fmt.Println(err, errors.Is(err, exec.ErrNotFound))
	_, err = exec.Command("/no/such/program").Output()
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	_, err = exec.LookPath("/etc")
	fmt.Println(err)
	cmd := exec.Command("true")
	cmd.Dir = "/no/such/folder"
	fmt.Println(cmd.Run())
	fmt.Println(exec.Command("/etc/passwd").Run())

	dir := filepath.Join(os.Args[1], "bin")
	os.Mkdir(dir, 0755)
	os.WriteFile(filepath.Join(dir, "mine"), []byte("#!/bin/sh\necho mine $*\n"), 0755)
	os.Chdir(dir)
	old := os.Getenv("PATH")
	os.Setenv("PATH", ":"+old)
	path, err := exec.LookPath("mine")
	fmt.Println(path, err, errors.Is(err, exec.ErrDot))
	fmt.Println(exec.Command("mine").Run())
	os.Setenv("PATH", dir+":"+old)
	out, err := exec.Command("mine", "a", "b").Output()
	fmt.Printf("%q %v\n", out, err)
	os.Setenv("PATH", old)
}

func pipes() {
	cmd := exec.Command("cat")
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	fmt.Println(cmd.Start(), cmd.Start())
	go func() {
		for i := range 3 {
			fmt.Fprintln(in, "line", i)
		}
		in.Close()
	}()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fmt.Println("got", lines.Text())
	}
	fmt.Println(cmd.Wait(), cmd.ProcessState, cmd.ProcessState.Pid() == cmd.Process.Pid)
	fmt.Println(cmd.Process.Signal(syscall.Signal(0)), cmd.Wait())

	cmd = exec.Command("tr", "a-z", "A-Z")
	cmd.Stdin = strings.NewReader("through a reader")
	var b strings.Builder
	cmd.Stdout = &b
	fmt.Println(cmd.Run(), b.String())
	cmd = exec.Command("true") // does not read
	cmd.Stdin = strings.NewReader(strings.Repeat("x", 1<<20))
	fmt.Println(cmd.Run())
	_, err := cmd.StdoutPipe()
	fmt.Println(err)
}

func inherited() {
	cmd := exec.Command("sh", "-c", "echo $A:$B:$PWD; cat <&3; ls -l /proc/self/fd | grep -c extra")
	cmd.Env = []string{"A=first", "B=2", "A=last", "PATH=" + os.Getenv("PATH")}
	cmd.Dir = "/"
	name := filepath.Join(os.Args[1], "extra")
	os.WriteFile(name, []byte("from the extra file\n"), 0600)
	f, _ := os.Open(name)
	g, _ := os.Open(name) // not handed on
	cmd.ExtraFiles = []*os.File{f}
	out, err := cmd.Output()
	g.Close()
	fmt.Printf("%s%v\n", out, err)
	fmt.Println(exec.Command("/bin/echo", "a b", "c"))
	cmd = exec.Command("pwd")
	cmd.Dir = "/usr"
	fmt.Println(cmd.Environ()[len(cmd.Environ())-1])
}

func contexts() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	start := time.Now()
	err := exec.CommandContext(ctx, "sleep", "10").Run()
	fmt.Println(err, ctx.Err(), time.Since(start) < 5*time.Second)
	fmt.Println(exec.CommandContext(ctx, "true").Run())
	// The pipe outlives the process: WaitDelay ends it.
	cmd := exec.Command("sh", "-c", "sleep 5 & echo started")
	cmd.WaitDelay = 50 * time.Millisecond
	out, err := cmd.Output()
	fmt.Printf("%q %v\n", out, err)
	ctx, cancel = context.WithCancel(context.Background())
	cmd = exec.CommandContext(ctx, "sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	r, _ := cmd.StdoutPipe()
	cmd.Start()
	bufio.NewReader(r).ReadString('\n')
	cancel()
	fmt.Println(cmd.Wait())
}

func raw() {
	r, w, _ := os.Pipe()
	p, err := os.StartProcess("/bin/sh", []string{"sh", "-c", "echo $0 $1; exit 4", "x"}, &os.ProcAttr{Files: []*os.File{nil, w, os.Stderr}})
	w.Close()
	b, _ := io.ReadAll(r)
	state, werr := p.Wait()
	fmt.Printf("%q %v %v %v %v\n", b, err, state, werr, state.UserTime() >= 0 && state.SysUsage().(*syscall.Rusage).Maxrss > 0)
	_, err = p.Wait()
	fmt.Println(err, p.Kill())
	p, _ = os.FindProcess(os.Getpid())
	fmt.Println(p.Signal(syscall.Signal(0)), p.WithHandle(func(h uintptr) { fmt.Println(h > 2) }), p.Release(), p.Signal(os.Kill))
	p, _ = os.StartProcess("/bin/sleep", []string{"sleep", "20"}, &os.ProcAttr{Sys: &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}})
	group, _ := syscall.Getpgid(p.Pid)
	fmt.Println(group == p.Pid, p.Signal(os.Interrupt))
	state, _ = p.Wait()
	fmt.Println(state)
}

func many() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := range 40 {
		wg.Go(func() {
			out, err := exec.Command("echo", fmt.Sprint(i)).Output()
			if err != nil {
				panic(err)
			}
			n := 0
			fmt.Sscan(string(out), &n)
			mu.Lock()
			sum += n
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println(sum)
}

func main() {
	output()
	notFound()
	pipes()
	inherited()
	contexts()
	raw()
	many()
}
