package time

import "errors"

// AppendText appends t in the format RFC3339Nano; it is an error if that has no
// room for its year or offset.
func (t Time) AppendText(b []byte) ([]byte, error) {
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, errors.New("Time.MarshalText: year outside of range [0,9999]")
	}
	if _, offset := t.Zone(); offset <= -24*secondsPerHour || offset >= 24*secondsPerHour {
		return nil, errors.New("Time.MarshalText: timezone hour outside of range [0,23]")
	}
	return t.AppendFormat(b, RFC3339Nano), nil
}

// MarshalText returns t in the format RFC3339Nano.
func (t Time) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText reads t in the format RFC3339.
func (t *Time) UnmarshalText(data []byte) error {
	read, err := Parse(RFC3339, string(data))
	if err == nil {
		*t = read
	}
	return err
}

// MarshalJSON returns t as a string in the format RFC3339Nano.
func (t Time) MarshalJSON() ([]byte, error) {
	b, err := t.AppendText([]byte{'"'})
	if err != nil {
		return nil, errors.New("Time.MarshalJSON: " + err.Error()[len("Time.MarshalText: "):])
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
