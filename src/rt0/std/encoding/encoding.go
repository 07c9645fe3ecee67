// Package encoding names the methods by which types turn themselves into bytes
// and text, and back.
package encoding

// A BinaryMarshaler turns itself into bytes.
type BinaryMarshaler interface {
	MarshalBinary() (data []byte, err error)
}

// A BinaryUnmarshaler sets itself from bytes, which it must not keep.
type BinaryUnmarshaler interface {
	UnmarshalBinary(data []byte) error
}

// A BinaryAppender appends itself to bytes.
type BinaryAppender interface {
	AppendBinary(b []byte) ([]byte, error)
}

// A TextMarshaler turns itself into text, in UTF-8.
type TextMarshaler interface {
	MarshalText() (text []byte, err error)
}

// A TextUnmarshaler sets itself from text, which it must not keep.
type TextUnmarshaler interface {
	UnmarshalText(text []byte) error
}

// A TextAppender appends itself to text.
type TextAppender interface {
	AppendText(b []byte) ([]byte, error)
}
