package time

import (
	"errors"
	"unsafe"
)

// AppendText appends t in the format RFC3339Nano; it is an error if that has no
// room for its year or offset.
func (t Time) AppendText(b []byte) ([]byte, error) { return t.appendText(b, "Time.AppendText: ") }

func (t Time) appendText(b []byte, who string) ([]byte, error) {
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, errors.New(who + "year outside of range [0,9999]")
	}
	if _, offset := t.Zone(); offset <= -24*secondsPerHour || offset >= 24*secondsPerHour {
		return nil, errors.New(who + "timezone hour outside of range [0,23]")
	}
	return t.AppendFormat(b, RFC3339Nano), nil
}

// MarshalText returns t in the format RFC3339Nano.
func (t Time) MarshalText() ([]byte, error) { return t.appendText(nil, "Time.MarshalText: ") }

// UnmarshalText reads t in the format RFC3339.
func (t *Time) UnmarshalText(data []byte) error {
	// Only an error keeps the text.
	read, err := Parse(RFC3339, unsafe.String(unsafe.SliceData(data), len(data)))
	if err != nil {
		_, err = Parse(RFC3339, string(data))
		return err
	}
	*t = read
	return nil
}

// MarshalJSON returns t as a string in the format RFC3339Nano.
func (t Time) MarshalJSON() ([]byte, error) {
	b, err := t.appendText([]byte{'"'}, "Time.MarshalJSON: ")
	if err != nil {
		return nil, err
	}
	return append(b, '"'), nil
}

// UnmarshalJSON reads t from a string in the format RFC3339; null changes
// nothing.
func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return errors.New("Time.UnmarshalJSON: input is not a JSON string")
	}
	return t.UnmarshalText(data[1 : len(data)-1])
}

// Versions of the binary form. The second has a byte for the seconds of the
// offset, for zones of old.
const (
	binaryMinutes = 1
	binarySeconds = 2
)

// AppendBinary appends t in a form of Go's own: the version, the seconds since
// the zero Time, the nanoseconds, and the minutes that its zone is ahead of
// UTC, -1 for UTC itself; all with the high bytes first.
func (t Time) AppendBinary(b []byte) ([]byte, error) {
	version, minutes, seconds := binaryMinutes, -1, 0
	if t.Location() != UTC {
		_, offset := t.Zone()
		if minutes, seconds = offset/secondsPerMinute, offset%secondsPerMinute; seconds != 0 {
			version = binarySeconds
		}
		if minutes != int(int16(minutes)) || minutes == -1 {
			return b, errors.New("Time.MarshalBinary: unexpected zone offset")
		}
	}
	b = append(b, byte(version))
	for shift := 56; shift >= 0; shift -= 8 {
		b = append(b, byte(t.sec>>shift))
	}
	for shift := 24; shift >= 0; shift -= 8 {
		b = append(b, byte(t.nsec>>shift))
	}
	b = append(b, byte(minutes>>8), byte(minutes))
	if version == binarySeconds {
		b = append(b, byte(seconds))
	}
	return b, nil
}

// MarshalBinary returns t in the form of AppendBinary.
func (t Time) MarshalBinary() ([]byte, error) {
	b, err := t.AppendBinary(make([]byte, 0, 16))
	if err != nil {
		return nil, err
	}
	return b, nil
}

// UnmarshalBinary reads t in the form of AppendBinary.
func (t *Time) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return errors.New("Time.UnmarshalBinary: no data")
	}
	version := data[0]
	if version != binaryMinutes && version != binarySeconds {
		return errors.New("Time.UnmarshalBinary: unsupported version")
	}
	if len(data) != 14+int(version) {
		return errors.New("Time.UnmarshalBinary: invalid length")
	}
	var sec, nsec uint64
	for _, c := range data[1:9] {
		sec = sec<<8 | uint64(c)
	}
	for _, c := range data[9:13] {
		nsec = nsec<<8 | uint64(c)
	}
	offset := int(int16(data[13])<<8|int16(data[14])) * secondsPerMinute
	if version == binarySeconds {
		offset += int(int8(data[15]))
	}
	read := Time{sec: int64(sec), nsec: int32(nsec)}
	if offset != -secondsPerMinute {
		if _, local := read.In(Local).Zone(); local == offset {
			read.setLoc(Local)
		} else {
			read.setLoc(FixedZone("", offset))
		}
	}
	*t = read
	return nil
}

// GobEncode is MarshalBinary for encoding/gob.
func (t Time) GobEncode() ([]byte, error) { return t.MarshalBinary() }

// GobDecode is UnmarshalBinary for encoding/gob.
func (t *Time) GobDecode(data []byte) error { return t.UnmarshalBinary(data) }
