package between

var hidden = "plain"

func Value() string { return hidden }
