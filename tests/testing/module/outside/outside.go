package outside

func F() int { return 1 }
