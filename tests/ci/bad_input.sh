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

# `repeat COUNT TEXT` writes the text that often.
repeat() {
    awk -v count="$1" -v text="$2" 'BEGIN { for (i = 0; i < count; i++) printf "%s", text }'
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

deep=100000
{ repeat "$deep" '('; printf 1; repeat "$deep" ')'; echo; } >"$work/parens.py"
rejects "$deep parentheses" "$work/parens.py"
{ repeat "$deep" '['; repeat "$deep" ']'; echo; } >"$work/lists.py"
rejects "$deep lists" "$work/lists.py"
{ repeat "$deep" '-'; echo 1; } >"$work/minus.py"
rejects "$deep minus signs" "$work/minus.py"
{ printf 'x = 1; '; repeat "$deep" 'not '; echo x; } >"$work/not.py"
rejects "$deep times not" "$work/not.py"
{ printf 'f = lambda: '; repeat "$deep" 'lambda: '; echo 1; } >"$work/lambda.py"
rejects "$deep lambdas" "$work/lambda.py"
repeat "$deep" '(' >"$work/open.py"
rejects "$deep open parentheses" "$work/open.py"
awk 'BEGIN { for (i = 0; i < 5000; i++) { printf "%*sif 1:\n", i, "" } printf "%*spass\n", 5000, "" }' >"$work/indent.py"
rejects "5000 levels of indentation" "$work/indent.py"
printf 'text = """never closed\n' >"$work/string.py"
rejects "string without end" "$work/string.py"
printf 'def f():\n    return f()\nf()\n' >"$work/recursion.py"
rejects "endless recursion" "$work/recursion.py"

# A flat sum of a million terms may be refused or added up, but not added up wrongly.
terms=1000000
{ printf 'x = 1\nprint(x'; repeat "$((terms - 1))" '+x'; echo ')'; } >"$work/chain.py"
if run "sum of $terms terms" "$work/chain.py"; then
    if [ "$code" -eq 0 ] && [ "$(head -c 100 "$work/out")" = "$terms" ]; then
        echo "ok sum of $terms terms (added up)"
    elif [ "$code" -eq 1 ] || [ "$code" -eq 2 ]; then
        if [ -s "$work/err" ]; then echo "ok sum of $terms terms (exit code $code)"; else fail "sum of $terms terms" "no message"; fi
    else
        fail "sum of $terms terms" "exit code $code, prints '$(head -c 100 "$work/out")'"
    fi
fi
{ printf '1'; repeat "$((terms - 1))" '+1'; echo; } >"$work/constants.py"
if run "sum of $terms constants" "$work/constants.py"; then
    if [ "$code" -le 2 ]; then echo "ok sum of $terms constants (exit code $code)"; else fail "sum of $terms constants" "exit code $code"; fi
fi

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
