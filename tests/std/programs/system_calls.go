// Calls of the system: file systems and locks, epoll, select and inotify, descriptors handed on over a socket, the machine.
package main

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

func main() {
	var st syscall.Statfs_t
	fmt.Println(syscall.Statfs("/", &st), st.Bsize > 0)
	f, _ := os.CreateTemp("", "x")
	defer os.Remove(f.Name())
	fd := int(f.Fd())
	fmt.Println(syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB), syscall.Fallocate(fd, 0, 0, 100), syscall.Truncate(f.Name(), 50))
	fi, _ := f.Stat()
	fmt.Println(fi.Size(), syscall.Access(f.Name(), 4), syscall.Access("/nonesuch", 4))
	lk := syscall.Flock_t{Type: syscall.F_WRLCK}
	fmt.Println(syscall.FcntlFlock(uintptr(fd), syscall.F_SETLK, &lk))
	buf := make([]byte, 100)
	ep, err := syscall.EpollCreate1(0)
	var p [2]int
	syscall.Pipe(p[:])
	fmt.Println(ep > 0, err, syscall.EpollCtl(ep, syscall.EPOLL_CTL_ADD, p[0], &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(p[0])}))
	syscall.Write(p[1], []byte("x"))
	ev := make([]syscall.EpollEvent, 4)
	n, err := syscall.EpollWait(ep, ev, -1)
	fmt.Println(n, err, ev[0].Fd == int32(p[0]), ev[0].Events)
	var set syscall.FdSet
	set.Bits[p[0]/64] |= 1 << (p[0] % 64)
	n, err = syscall.Select(p[0]+1, &set, nil, nil, &syscall.Timeval{})
	fmt.Println(n, err)
	in, err := syscall.InotifyInit()
	dir, _ := os.MkdirTemp("", "d")
	defer os.RemoveAll(dir)
	w, err := syscall.InotifyAddWatch(in, dir, syscall.IN_CREATE)
	fmt.Println(w, err)
	os.WriteFile(dir+"/made", nil, 0o600)
	n, _ = syscall.Read(in, buf)
	e := (*syscall.InotifyEvent)(unsafe.Pointer(&buf[0]))
	fmt.Println(n, e.Mask == syscall.IN_CREATE, string(buf[16:20]))
	d, _ := syscall.Open(dir, syscall.O_RDONLY, 0)
	big := make([]byte, 4096)
	n, _ = syscall.ReadDirent(d, big)
	c, k, names := syscall.ParseDirent(big[:n], -1, nil)
	fmt.Println(c == n, k, names)
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	fmt.Println(err, syscall.Sendmsg(pair[0], []byte("hi"), syscall.UnixRights(p[1]), nil, 0))
	oob := make([]byte, syscall.CmsgSpace(4))
	n, on, _, _, err := syscall.Recvmsg(pair[1], buf, oob, 0)
	ms, err := syscall.ParseSocketControlMessage(oob[:on])
	fds, err2 := syscall.ParseUnixRights(&ms[0])
	fmt.Println(n, on, len(ms), err, len(fds), err2, fds[0] > p[1])
	u, err := syscall.GetsockoptUcred(pair[0], syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	fmt.Println(int(u.Pid) == os.Getpid(), err)
	var si syscall.Sysinfo_t
	fmt.Println(syscall.Sysinfo(&si), si.Totalram > 0)
	var tv syscall.Timeval
	fmt.Println(syscall.Gettimeofday(&tv), tv.Sec > 1e9)
	_, _, errno := syscall.Syscall(syscall.SYS_GETPID, 0, 0, 0)
	fmt.Println(errno, syscall.Gettid() > 0)
	_, _, errno = syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(p[0]), syscall.TCGETS, uintptr(unsafe.Pointer(&syscall.Termios{})))
	fmt.Println(errno, errno == syscall.ENOTTY, syscall.EKEYREJECTED, syscall.SIGSTKFLT)
	fmt.Println(syscall.Mount("/nonesuch", "/nonesuch", "ext4", 0, "") != nil, syscall.Nanosleep(&syscall.Timespec{Nsec: 1}, nil))
	g := make([]byte, 4096)
	n, err = syscall.Getcwd(g)
	wd, _ := os.Getwd()
	fmt.Println(string(g[:n-1]) == wd, err, unsafe.Sizeof(syscall.Timex{}), unsafe.Sizeof(syscall.Sysinfo_t{}), unsafe.Sizeof(syscall.EpollEvent{}), unsafe.Sizeof(syscall.Dirent{}), unsafe.Sizeof(syscall.Statfs_t{}), unsafe.Sizeof(syscall.Termios{}))
	fmt.Println(syscall.Openat(-100, "/nonesuch", 0, 0))
	fmt.Println(syscall.Mkdirat(d, "sub", 0o700), syscall.Renameat(d, "sub", d, "sub2"), syscall.Unlinkat(d, "made"), syscall.Utimes(dir, []syscall.Timeval{{Sec: 1}, {Sec: 2}}), syscall.Futimes(d, []syscall.Timeval{{Sec: 1}, {Sec: 2}}))
}
