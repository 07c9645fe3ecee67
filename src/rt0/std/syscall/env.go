package syscall

import (
	"sync"
	_ "unsafe"
)

//go:linkname runtimeEnvs runtime.envs
func runtimeEnvs() []string

// The environment: a copy of what the process was given, made at first use.
var (
	envMu   sync.Mutex // protects env and envMade
	env     []string   // key=value, each key once
	envMade bool
)

// makeEnv copies the environment; of equal keys the first counts. envMu is held
// for writing.
func makeEnv() {
	if envMade {
		return
	}
	envMade = true
	for _, entry := range runtimeEnvs() {
		if k := keyLen(entry); k >= 0 && findEnv(entry[:k]) < 0 {
			env = append(env, entry)
		}
	}
}

// keyLen returns where an entry's = stands, or -1. A key may begin with =.
func keyLen(entry string) int {
	for i := 1; i < len(entry); i++ {
		if entry[i] == '=' {
			return i
		}
	}
	return -1
}

func findEnv(key string) int {
	n := len(key)
	for i, entry := range env {
		if len(entry) > n && entry[n] == '=' && entry[:n] == key {
			return i
		}
	}
	return -1
}

// Getenv returns the value of a variable, and whether it is set.
func Getenv(key string) (value string, found bool) {
	envMu.Lock()
	defer envMu.Unlock()
	makeEnv()
	if i := findEnv(key); i >= 0 && key != "" {
		return env[i][len(key)+1:], true
	}
	return "", false
}

// Setenv sets a variable for this process.
func Setenv(key, value string) error {
	if key == "" {
		return EINVAL
	}
	for i := 0; i < len(key); i++ {
		if key[i] == '=' || key[i] == 0 {
			return EINVAL
		}
	}
	for i := 0; i < len(value); i++ {
		if value[i] == 0 {
			return EINVAL
		}
	}
	envMu.Lock()
	defer envMu.Unlock()
	makeEnv()
	entry := key + "=" + value
	if i := findEnv(key); i >= 0 {
		env[i] = entry
	} else {
		env = append(env, entry)
	}
	return nil
}

// Unsetenv removes a variable.
func Unsetenv(key string) error {
	envMu.Lock()
	defer envMu.Unlock()
	makeEnv()
	if i := findEnv(key); i >= 0 {
		env = append(env[:i], env[i+1:]...)
	}
	return nil
}

// Clearenv removes all variables.
func Clearenv() {
	envMu.Lock()
	defer envMu.Unlock()
	envMade = true
	env = nil
}

// Environ returns a copy of all variables, as key=value.
func Environ() []string {
	envMu.Lock()
	defer envMu.Unlock()
	makeEnv()
	return append([]string(nil), env...)
}
