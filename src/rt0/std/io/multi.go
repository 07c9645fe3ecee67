package io

// MultiReader returns a reader of one after the other.
func MultiReader(readers ...Reader) Reader {
	return &multiReader{append([]Reader(nil), readers...)}
}

type multiReader struct{ readers []Reader }

// ended takes the place of a reader that is at its end, so that the collector
// can have that. Another multiReader may have the same slice.
type ended struct{}

func (ended) Read([]byte) (int, error) { return 0, EOF }

func (m *multiReader) Read(p []byte) (n int, err error) {
	for len(m.readers) > 0 {
		// A nested one is opened up, so that chains of them stay fast.
		if len(m.readers) == 1 {
			if inner, ok := m.readers[0].(*multiReader); ok {
				m.readers = inner.readers
				continue
			}
		}
		n, err = m.readers[0].Read(p)
		if err == EOF {
			m.readers[0] = ended{}
			m.readers = m.readers[1:]
		}
		if n > 0 || err != EOF {
			if err == EOF && len(m.readers) > 0 {
				err = nil
			}
			return n, err
		}
	}
	return 0, EOF
}

// WriteTo writes all that is left to w.
func (m *multiReader) WriteTo(w Writer) (n int64, err error) {
	buf := make([]byte, 32*1024)
	for i, r := range m.readers {
		var k int64
		if inner, ok := r.(*multiReader); ok {
			k, err = inner.WriteTo(w)
		} else {
			k, err = copyBuffer(w, r, buf)
		}
		n += k
		if err != nil {
			m.readers = m.readers[i:]
			return n, err
		}
		m.readers[i] = ended{}
	}
	m.readers = nil
	return n, nil
}

// MultiWriter returns a writer to all of them, in order; the first error ends
// a write.
func MultiWriter(writers ...Writer) Writer {
	all := make([]Writer, 0, len(writers))
	for _, w := range writers {
		if inner, ok := w.(*multiWriter); ok {
			all = append(all, inner.writers...)
		} else {
			all = append(all, w)
		}
	}
	return &multiWriter{all}
}

type multiWriter struct{ writers []Writer }

func (m *multiWriter) Write(p []byte) (n int, err error) {
	for _, w := range m.writers {
		n, err = w.Write(p)
		if err != nil {
			return n, err
		}
		if n != len(p) {
			return n, ErrShortWrite
		}
	}
	return len(p), nil
}

func (m *multiWriter) WriteString(s string) (n int, err error) {
	var bytes []byte // s, for writers of bytes only
	for _, w := range m.writers {
		if sw, ok := w.(StringWriter); ok {
			n, err = sw.WriteString(s)
		} else {
			if bytes == nil {
				bytes = []byte(s)
			}
			n, err = w.Write(bytes)
		}
		if err != nil {
			return n, err
		}
		if n != len(s) {
			return n, ErrShortWrite
		}
	}
	return len(s), nil
}
