package fs

// FormatFileInfo shows a file in one line, like ls -l.
func FormatFileInfo(info FileInfo) string {
	s := info.Mode().String() + " " + decimal(info.Size()) + " " + info.ModTime().Format("2006-01-02 15:04:05") + " " + info.Name()
	if info.IsDir() {
		s += "/"
	}
	return s
}

// FormatDirEntry shows an entry in one line: its kind and its name.
func FormatDirEntry(dir DirEntry) string {
	mode := dir.Type().String()
	s := mode[:len(mode)-len("rwxrwxrwx")] + " " + dir.Name()
	if dir.IsDir() {
		s += "/"
	}
	return s
}

func decimal(n int64) string {
	sign, u := "", uint64(n)
	if n < 0 {
		sign, u = "-", -u
	}
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + u%10)
		if u /= 10; u == 0 {
			return sign + string(buf[i:])
		}
	}
}
