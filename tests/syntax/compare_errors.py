"""Hold the parser's errors against gc's on broken programs (a script that a person runs; tests need no Go).

    python tests/syntax/compare_errors.py GO [-n 300] [--seed 1] [--bytes] [FILE.go...]

GO is the go command. Each program is a file of Go's own sources (or FILE) with some tokens deleted, doubled, replaced
or swapped. gc stops after syntax errors, so its output is all syntax errors or has none of ours to compare: lines of
its type checker are recognised by there being no "syntax error" in the whole output, and such programs only have to
parse here as well. Differences are printed with the program's path; the last line counts them.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
from pathlib import Path

from rt0.base.diagnostics import Sink
from rt0.base.source import FileSet
from rt0.syntax import parse_file
from rt0.syntax.scanner import scan
from rt0.syntax.tokens import KEYWORDS

SPARE = [
    *sorted(KEYWORDS), "(", ")", "{", "}", "[", "]", ",", ";", ".", ":", "=", ":=", "+", "-", "*", "&", "<-", "...",
    "++", "+=", "|", "~", "x", "1", "'a'", '"s"', "\n",
]  # fmt: skip


def mutate(text: bytes, rng: random.Random) -> bytes:
    """The program with one to three tokens changed."""
    source = FileSet().add("x.go", text)
    tokens = scan(source)
    spans = [
        (pos - source.base, len(lit.encode()) if lit and kind != ";" else len(kind))
        for kind, lit, pos in zip(tokens.kinds, tokens.lits, tokens.poss, strict=True)
        if kind != "EOF" and lit not in ("newline", "EOF")
    ]
    changes: dict[int, bytes] = {}
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        index = rng.randrange(len(spans))
        start, length = spans[index]
        old = text[start : start + length]
        other = spans[rng.randrange(len(spans))]
        kind = rng.randrange(5)
        changes[index] = [
            b"",
            old + b" " + old,
            rng.choice(SPARE).encode(),
            text[other[0] : other[0] + other[1]],
            old + b" " + rng.choice(SPARE).encode(),
        ][kind]
    out = bytearray(text)
    for index in sorted(changes, reverse=True):
        start, length = spans[index]
        out[start : start + length] = changes[index]
    return bytes(out)


BYTES = [
    b"'", b'"', b"`", b"\\", b"/*", b"*/", b"//", b"\n", b"\r", b"0x", b"0b1", b"08", b"1_", b"_", b"e", b"p", b".",
    b"'\\x", b"'\\400'", b"\\u12", b"\xc3\xa9", b"\xd9\xa3", b"\xc3\x97", b"\xe2\x80\x9c", b"\xff", b"\xc3", b"\0",
    b"#", b"?", b"@", b"$", b"\xef\xbb\xbf", b"i", b"''", b"1e", b"0o1.5", b"\n//line x.go:7\n", b"\n//line y.go:x\n",
    b"/*line z.go:3:4*/", b"\n//go:noinline\n", b"//go:embed x\n",
]  # fmt: skip


def mutate_bytes(text: bytes, rng: random.Random) -> bytes:
    """The program with one or two places of its text changed, for the scanner's errors."""
    for _ in range(rng.choice([1, 1, 2])):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(BYTES) + text[at + rng.choice([0, 0, 1, 2]) :]
    return text


def agree(theirs: str, mine: str) -> bool:
    """Equal; or, where gc went on to check types, nothing of ours is news to it."""
    if "syntax error" in theirs or "syntax error" in mine:
        return theirs == mine
    return "too many errors" in theirs or set(mine.split("\n")) <= {"", *theirs.split("\n")}


def ours(path: str, text: bytes) -> str:
    """What rt0 reports."""
    files = FileSet()
    sink = Sink(files)
    parse_file(files.add(path, text), sink)
    return sink.format()


def gc_output(compiler: str, folder: Path, name: str) -> str:
    """What gc reports. The object goes to a file of the folder: gc deletes its output file when there are errors."""
    command = [compiler, "-o", str(folder / "out.o"), "-p", "main", name]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return run.stdout.decode("utf-8", "surrogateescape").strip()


def main() -> None:
    parser = argparse.ArgumentParser(description="compare syntax errors with gc")
    parser.add_argument("go")
    parser.add_argument("files", nargs="*")
    parser.add_argument("-n", type=int, default=300)
    parser.add_argument("--bytes", action="store_true", help="change bytes instead of tokens")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)

    def go(*words: str) -> str:
        return subprocess.run([args.go, *words], capture_output=True, text=True, check=True).stdout.strip()

    compiler = go("tool", "-n", "compile")
    files = args.files or sorted(str(p) for p in (Path(go("env", "GOROOT")) / "src/go").glob("**/*.go"))
    files = [file for file in files if "testdata" not in file]
    differing = wrong = 0
    folder = Path(tempfile.mkdtemp(prefix="rt0-errors-"))
    for number in range(args.n):
        text = Path(rng.choice(files)).read_bytes()
        end = text.rfind(b"\n}\n", 0, 4000)
        if not args.files and end > 0:
            text = text[: end + 3]  # short programs, so that many are tried
        text = (mutate_bytes if args.bytes else mutate)(text, rng)
        name = f"m{number}.go"
        (folder / name).write_bytes(text)
        theirs, mine = gc_output(compiler, folder, name), ours(name, text)
        wrong += "syntax error" in theirs
        if not agree(theirs, mine):
            differing += 1
            print(f"== {folder / name}\n-- gc\n{theirs}\n-- rt0\n{mine}")
        else:
            (folder / name).unlink()
    print(f"{args.n} programs, {wrong} with syntax errors, {differing} differ")


if __name__ == "__main__":
    main()
