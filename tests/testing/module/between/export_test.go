package between

func Set(s string) { hidden = s }
