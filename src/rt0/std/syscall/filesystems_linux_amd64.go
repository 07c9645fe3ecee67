package syscall

import "unsafe"

// Further calls about files, folders and file systems.

// Statfs_t is what the system says of a file system; sizes are in blocks of
// Bsize bytes.
type Statfs_t struct {
	Type    int64
	Bsize   int64
	Blocks  uint64
	Bfree   uint64
	Bavail  uint64
	Files   uint64
	Ffree   uint64
	Fsid    Fsid
	Namelen int64
	Frsize  int64
	Flags   int64
	Spare   [4]int64
}

// Fsid is a file system's number.
type Fsid struct {
	X__val [2]int32
}

// Ustat_t is what Ustat says of a file system.
type Ustat_t struct {
	Tfree     int32
	Pad_cgo_0 [4]byte
	Tinode    uint64
	Fname     [6]int8
	Fpack     [6]int8
	Pad_cgo_1 [4]byte
}

// A Flock_t is a lock on a range of a file, for FcntlFlock.
type Flock_t struct {
	Type      int16
	Whence    int16
	Pad_cgo_0 [4]byte
	Start     int64
	Len       int64
	Pid       int32
	Pad_cgo_1 [4]byte
}

// A Dirent is an entry of a folder, as Getdents writes it: Reclen bytes, with
// the name up to a NUL.
type Dirent struct {
	Ino       uint64
	Off       int64
	Reclen    uint16
	Type      uint8
	Name      [256]int8
	Pad_cgo_0 [5]byte
}

// A Utimbuf holds times of a file in seconds.
type Utimbuf struct {
	Actime  int64
	Modtime int64
}

// at makes a system call on a path relative to a folder.
func at(num uintptr, dirfd int, path string, a, b, c uintptr) (int, error) {
	p, err := BytePtrFromString(path)
	if err != nil {
		return -1, err
	}
	return result(syscall6(num, uintptr(dirfd), uintptr(unsafe.Pointer(p)), a, b, c, 0))
}

// Statfs asks about the file system of path, Fstatfs of an open file.
func Statfs(path string, buf *Statfs_t) error {
	return pathCall(SYS_STATFS, path, uintptr(unsafe.Pointer(buf)))
}

// Fstatfs asks about the file system of an open file.
func Fstatfs(fd int, buf *Statfs_t) error {
	return call(SYS_FSTATFS, uintptr(fd), uintptr(unsafe.Pointer(buf)), 0)
}

// Ustat asks about the mounted file system on a device.
func Ustat(dev int, buf *Ustat_t) error {
	return call(SYS_USTAT, uintptr(dev), uintptr(unsafe.Pointer(buf)), 0)
}

// Access reports whether path may be used in a way (4 read, 2 write, 1
// execute), by the user who started the program.
func Access(path string, mode uint32) error { return Faccessat(at_FDCWD, path, mode, 0) }

// Creat makes a file, or empties it, and opens it for writing.
func Creat(path string, mode uint32) (fd int, err error) {
	return Open(path, O_CREAT|O_WRONLY|O_TRUNC, mode)
}

// Openat is Open relative to a folder.
func Openat(dirfd int, path string, flags int, mode uint32) (fd int, err error) {
	return at(SYS_OPENAT, dirfd, path, uintptr(flags|O_LARGEFILE), uintptr(mode), 0)
}

// Mkdirat is Mkdir relative to a folder.
func Mkdirat(dirfd int, path string, mode uint32) error {
	_, err := at(SYS_MKDIRAT, dirfd, path, uintptr(mode), 0, 0)
	return err
}

// Mknodat is Mknod relative to a folder.
func Mknodat(dirfd int, path string, mode uint32, dev int) error {
	_, err := at(SYS_MKNODAT, dirfd, path, uintptr(mode), uintptr(dev), 0)
	return err
}

// Unlinkat is Unlink relative to a folder.
func Unlinkat(dirfd int, path string) error {
	_, err := at(SYS_UNLINKAT, dirfd, path, 0, 0, 0)
	return err
}

// Renameat is Rename, each name relative to a folder.
func Renameat(fromdir int, from string, todir int, to string) error {
	q, err := BytePtrFromString(to)
	if err != nil {
		return err
	}
	_, err = at(SYS_RENAMEAT, fromdir, from, uintptr(todir), uintptr(unsafe.Pointer(q)), 0)
	return err
}

// Fchownat is Chown relative to a folder.
func Fchownat(dirfd int, path string, uid int, gid int, flags int) error {
	_, err := at(SYS_FCHOWNAT, dirfd, path, uintptr(uid), uintptr(gid), uintptr(flags))
	return err
}

// Truncate sets a file's size.
func Truncate(path string, length int64) error { return pathCall(SYS_TRUNCATE, path, uintptr(length)) }

// Fallocate reserves or gives back room for a range of a file.
func Fallocate(fd int, mode uint32, off int64, len int64) error {
	_, err := result(syscall6(SYS_FALLOCATE, uintptr(fd), uintptr(mode), uintptr(off), uintptr(len), 0, 0))
	return err
}

// Fdatasync writes a file's content through to its device.
func Fdatasync(fd int) error { return call(SYS_FDATASYNC, uintptr(fd), 0, 0) }

// Sync has all that is written put on its way to devices; SyncFileRange a range
// of a file.
func Sync() { syscall6(SYS_SYNC, 0, 0, 0, 0, 0, 0) }

// SyncFileRange writes a range of a file through.
func SyncFileRange(fd int, off int64, n int64, flags int) error {
	_, err := result(syscall6(SYS_SYNC_FILE_RANGE, uintptr(fd), uintptr(off), uintptr(n), uintptr(flags), 0, 0))
	return err
}

// Flock takes or gives back a lock on an open file (LOCK_SH, LOCK_EX, LOCK_UN,
// with LOCK_NB without waiting).
func Flock(fd int, how int) error { return call(SYS_FLOCK, uintptr(fd), uintptr(how), 0) }

// FcntlFlock takes, gives back or asks for a lock on a range of a file.
func FcntlFlock(fd uintptr, cmd int, lk *Flock_t) error {
	return call(SYS_FCNTL, fd, uintptr(cmd), uintptr(unsafe.Pointer(lk)))
}

// Utime sets the times of a file in seconds.
func Utime(path string, buf *Utimbuf) error {
	return pathCall(SYS_UTIME, path, uintptr(unsafe.Pointer(buf)))
}

// Utimes sets the times of use and of change of a file.
func Utimes(path string, tv []Timeval) error {
	if len(tv) != 2 {
		return EINVAL
	}
	return pathCall(SYS_UTIMES, path, uintptr(unsafe.Pointer(&tv[0])))
}

// Futimesat is Utimes relative to a folder.
func Futimesat(dirfd int, path string, tv []Timeval) error {
	if len(tv) != 2 {
		return EINVAL
	}
	_, err := at(SYS_FUTIMESAT, dirfd, path, uintptr(unsafe.Pointer(&tv[0])), 0, 0)
	return err
}

// Futimes is Utimes of an open file.
func Futimes(fd int, tv []Timeval) error { return Utimes("/proc/self/fd/"+decimal(fd), tv) }

// Getdents reads entries of an open folder as Dirents.
func Getdents(fd int, buf []byte) (n int, err error) { return ReadDirent(fd, buf) }

// ParseDirent appends the names of up to max entries (-1: of all) in buf, which
// ReadDirent has filled, but not of . and .., and returns how many bytes and
// names these are.
func ParseDirent(buf []byte, max int, names []string) (consumed int, count int, newnames []string) {
	const head = 19 // a Dirent before its name
	rest := buf
	for max != 0 && len(rest) >= head {
		n := int(rest[16]) | int(rest[17])<<8
		if n < head || n > len(rest) {
			break
		}
		entry := rest[:n]
		rest = rest[n:]
		ino := uint64(0)
		for i := range 8 {
			ino |= uint64(entry[i])
		}
		name := entry[head:]
		for i, c := range name {
			if c == 0 {
				name = name[:i]
				break
			}
		}
		if ino == 0 || string(name) == "." || string(name) == ".." {
			continue
		}
		max--
		count++
		names = append(names, string(name))
	}
	return len(buf) - len(rest), count, names
}

// Getcwd writes the working folder and a NUL into buf, and returns how many
// bytes that is.
func Getcwd(buf []byte) (n int, err error) {
	return result(syscall6(SYS_GETCWD, start(buf), uintptr(len(buf)), 0, 0, 0, 0))
}

// attribute makes a call on an extended attribute of a file.
func attribute(num uintptr, path, attr string, data []byte, flags int) (int, error) {
	p, err := BytePtrFromString(path)
	if err != nil {
		return -1, err
	}
	a, err := BytePtrFromString(attr)
	if err != nil {
		return -1, err
	}
	return result(syscall6(num, uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(a)), start(data), uintptr(len(data)), uintptr(flags), 0))
}

// Getxattr reads an extended attribute of a file and returns its size, which is
// all it does if dest is empty.
func Getxattr(path string, attr string, dest []byte) (sz int, err error) {
	return attribute(SYS_GETXATTR, path, attr, dest, 0)
}

// Setxattr sets an extended attribute of a file.
func Setxattr(path string, attr string, data []byte, flags int) error {
	_, err := attribute(SYS_SETXATTR, path, attr, data, flags)
	return err
}

// Removexattr removes one.
func Removexattr(path string, attr string) error { return twoPaths(SYS_REMOVEXATTR, path, attr) }

// Listxattr reads the names of a file's extended attributes, each with a NUL,
// and returns their size.
func Listxattr(path string, dest []byte) (sz int, err error) {
	p, err := BytePtrFromString(path)
	if err != nil {
		return -1, err
	}
	return result(syscall6(SYS_LISTXATTR, uintptr(unsafe.Pointer(p)), start(dest), uintptr(len(dest)), 0, 0, 0))
}

// Mount puts a file system, or a folder, at target.
func Mount(source string, target string, fstype string, flags uintptr, data string) error {
	var at [4]uintptr
	for i, s := range [...]string{source, target, fstype, data} {
		if i == 3 && s == "" {
			break // none
		}
		p, err := BytePtrFromString(s)
		if err != nil {
			return err
		}
		at[i] = uintptr(unsafe.Pointer(p))
	}
	_, err := result(syscall6(SYS_MOUNT, at[0], at[1], at[2], flags, at[3], 0))
	return err
}

// Unmount takes the file system at target away.
func Unmount(target string, flags int) error { return pathCall(SYS_UMOUNT2, target, uintptr(flags)) }

// PivotRoot makes newroot the root, and puts the old one at putold.
func PivotRoot(newroot string, putold string) error { return twoPaths(SYS_PIVOT_ROOT, newroot, putold) }

// Chroot makes path the root of names for this process.
func Chroot(path string) error { return pathCall(SYS_CHROOT, path, 0) }

// Acct has the system keep accounts of processes in a file.
func Acct(path string) error { return pathCall(SYS_ACCT, path, 0) }
