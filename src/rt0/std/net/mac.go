package net

// A HardwareAddr is the address of a network's hardware.
type HardwareAddr []byte

// String returns the bytes in hexadecimal with colons between them.
func (a HardwareAddr) String() string {
	if len(a) == 0 {
		return ""
	}
	out := make([]byte, 0, 3*len(a)-1)
	for i, c := range a {
		if i > 0 {
			out = append(out, ':')
		}
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(out)
}

// ParseMAC reads an address of 6, 8 or 20 bytes: "00:00:5e:00:53:01",
// "00-00-5e-00-53-01", "0000.5e00.5301" or "00005e005301".
func ParseMAC(s string) (HardwareAddr, error) {
	fail := func() (HardwareAddr, error) { return nil, &AddrError{Err: "invalid MAC address", Addr: s} }
	if len(s) < 12 {
		return fail()
	}
	group, gap := len(s), 0 // digits between two separators, and how long one is
	switch {
	case s[2] == ':' || s[2] == '-':
		group, gap = 2, 1
	case s[4] == '.':
		group, gap = 4, 1
	}
	if (len(s)+gap)%(group+gap) != 0 {
		return fail()
	}
	digits := (len(s) + gap) / (group + gap) * group
	if digits != 12 && digits != 16 && digits != 40 {
		return fail()
	}
	out := make(HardwareAddr, 0, digits/2)
	for i := 0; i < len(s); i += group + gap {
		if i > 0 && s[i-1] != s[group] {
			return fail()
		}
		for j := i; j < i+group; j += 2 {
			hi, lo := hexValue(s[j]), hexValue(s[j+1])
			if hi < 0 || lo < 0 {
				return fail()
			}
			out = append(out, byte(hi<<4|lo))
		}
	}
	return out, nil
}

// hexValue returns a digit's value, -1 for what is none.
func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
