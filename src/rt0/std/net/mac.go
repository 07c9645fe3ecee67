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
// "00-00-5e-00-53-01" or "0000.5e00.5301".
func ParseMAC(s string) (HardwareAddr, error) {
	fail := func() (HardwareAddr, error) { return nil, &AddrError{Err: "invalid MAC address", Addr: s} }
	if len(s) < 14 {
		return fail()
	}
	sep, group := s[2], 2
	if sep != ':' && sep != '-' {
		sep, group = s[4], 4
		if sep != '.' {
			return fail()
		}
	}
	if (len(s)+1)%(group+1) != 0 {
		return fail()
	}
	n := (len(s) + 1) / (group + 1) * group / 2
	if n != 6 && n != 8 && n != 20 {
		return fail()
	}
	out := make(HardwareAddr, 0, n)
	for i := 0; i < len(s); i += group + 1 {
		if i > 0 && s[i-1] != sep {
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
