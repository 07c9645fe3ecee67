// Package user stands between a package and its external tests.
package user

import "example.com/m/between"

func Ask() string { return between.Value() }
