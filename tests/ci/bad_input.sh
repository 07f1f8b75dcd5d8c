#!/usr/bin/env bash
# Gives Freewheel files that are no programs, or programs nobody should write. An empty file succeeds; everything
# else must end with exit code 1 or 2 and a message on stderr: no signal, no panic, no endless run.
# FREEWHEEL=PATH runs another program instead of the one built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${FREEWHEEL:-}" ]; then
    cargo build --release -p freewheel
    FREEWHEEL=$(realpath "${CARGO_TARGET_DIR:-target}/release/freewheel")
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
    echo "FAILED $1: $2"
    head -c 300 "$work/err"
    failed=1
}

# run NAME PATH: leaves the exit code in $code, and judges what no input may cause.
run() {
    code=0
    timeout -s KILL 60 "$FREEWHEEL" "$2" >"$work/out" 2>"$work/err" </dev/null || code=$?
    if [ "$code" -ge 128 ]; then
        fail "$1" "ended by signal $((code - 128)), or still running after 60 s"
        return 1
    elif [ "$code" -ge 124 ]; then
        fail "$1" "exit code $code"
        return 1
    elif grep -aq panicked "$work/err"; then
        fail "$1" "panicked"
        return 1
    fi
}

accepts() {
    run "$1" "$2" || return 0
    if [ "$code" -ne 0 ]; then fail "$1" "exit code $code, not 0"; else echo "ok $1"; fi
}

rejects() {
    run "$1" "$2" || return 0
    if [ "$code" -ne 1 ] && [ "$code" -ne 2 ]; then
        fail "$1" "exit code $code, neither 1 nor 2"
    elif [ ! -s "$work/err" ]; then
        fail "$1" "no message on stderr"
    else
        echo "ok $1 (exit code $code)"
    fi
}

: >"$work/empty.py"
accepts "empty file" "$work/empty.py"
printf '# only a comment, no line end' >"$work/comment.py"
accepts "comment without line end" "$work/comment.py"

awk 'BEGIN { for (i = 0; i < 20000; i++) printf "%c%c", 128 + i % 127, 1 + i % 31 }' >"$work/binary.py"
rejects "binary file" "$work/binary.py"
printf 'name = "\377\376"\n' >"$work/latin.py"
rejects "not UTF-8" "$work/latin.py"
printf 'a = 1\n\0b = 2\n' >"$work/nul.py"
rejects "NUL byte" "$work/nul.py"
head -c 65536 /dev/zero >"$work/zeros.py"
rejects "nothing but NUL bytes" "$work/zeros.py"

printf 'text = """never closed\n' >"$work/string.py"
rejects "string without end" "$work/string.py"
printf 'def f():\n    return f()\nf()\n' >"$work/recursion.py"
rejects "endless recursion" "$work/recursion.py"

printf '# coding: klingon\npass\n' >"$work/coding.py"
rejects "unknown encoding" "$work/coding.py"
printf '\xef\xbb\xbf# coding: latin-1\npass\n' >"$work/mark.py"
rejects "byte order mark with another encoding" "$work/mark.py"
printf '\xff\xfep\0a\0s\0s\0' >"$work/utf16.py"
rejects "UTF-16" "$work/utf16.py"
printf 'x = "\xed\xa0\x80"\n' >"$work/surrogate.py"
rejects "surrogate in UTF-8" "$work/surrogate.py"
printf '\xef\xbb\xbfpass\r\nif 1:\r\n    pass\r' >"$work/lines.py"
accepts "byte order mark, line ends of all kinds" "$work/lines.py"

# Programs that are far too deep, long or large; nasty_programs.py says what each may do.
mkdir "$work/nasty"
python3 tests/ci/nasty_programs.py "$work/nasty"
for program in "$work"/nasty/*.py; do
    name=$(basename "$program" .py)
    want=$(cat "${program%.py}.want")
    run "$name" "$program" || continue
    found=$(head -c 1000 "$work/out")
    last=$(tail -n 1 "$work/err" | head -c 1000)
    if [ "$code" -eq 0 ]; then
        if [ "$found" != "${want#\? }" ]; then fail "$name" "prints '$found', not '$want'"; else echo "ok $name"; fi
    elif [ "$code" -gt 2 ]; then
        fail "$name" "exit code $code, neither 0, 1 nor 2"
    elif [ -z "$last" ]; then
        fail "$name" "no message on stderr"
    else
        case $want in
        '? '* | '! ') echo "ok $name (refused)" ;;
        "! $last") echo "ok $name (refused)" ;;
        *) fail "$name" "says '$last', not '$want'" ;;
        esac
    fi
done

mkdir "$work/folder.py"
rejects "directory" "$work/folder.py"
rejects "missing file" "$work/missing.py"
echo 'print(1)' >"$work/secret.py"
chmod 000 "$work/secret.py"
if [ -r "$work/secret.py" ]; then
    echo "skipped unreadable file: this user may read everything"
else
    rejects "unreadable file" "$work/secret.py"
fi
exit "$failed"
