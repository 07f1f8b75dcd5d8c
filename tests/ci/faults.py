"""Refuses each of a program's requests for memory in turn, and looks at what becomes of it.

For every N up to a bound the program runs with its request N refused (FREEWHEEL_FAULT, in builds with the feature `checks`). It must print what it prints
otherwise, or end with a MemoryError, or say that a thread or a finalizer met one; and leave a heap in order. Anything else, a signal above all, is a
failure. Runs end as soon as a program makes fewer requests than N.

Usage: faults.py BINARY [--most N] [--step N] [--times N] [PROGRAM ...]
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAMS = [
    "language/class_hooks.py",
    "language/closures.py",
    "language/comprehensions.py",
    "language/constant_folding.py",
    "language/containers_by_hand.py",
    "language/dunder_containers.py",
    "language/exception_groups.py",
    "language/generators_protocol.py",
    "modules/collections_namedtuple.py",
    "modules/gc_cycles.py",
    "modules/weakref_kinds.py",
    "threads/bank_transfers.py",
    "threads/counter_with_lock.py",
    "threads/parallel_sum.py",
    "types/dict_order_views_merge.py",
    "types/list_methods.py",
    "types/str_methods_split_join.py",
]
BROKEN, NOT_REACHED, TIMEOUT = 99, 98, 124


def run(binary, program, n, times):
    env = dict(os.environ, FREEWHEEL_FAULT=f"{n},{times}", PYTHONHASHSEED="0")
    try:
        done = subprocess.run([binary, program.name], cwd=program.parent, env=env, capture_output=True, text=True, errors="replace", timeout=20, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return TIMEOUT, "", "no end after 20 seconds"
    return done.returncode, done.stdout, done.stderr


def verdict(code, out, err, expected):
    """What is wrong with a run, or None."""
    if code < 0:
        return f"signal {-code}"
    if code in (BROKEN, TIMEOUT) or code > 1:
        return f"exit code {code}"
    if "MemoryError" in err or "MemoryError" in out or "can't start new thread" in err:
        return None
    if code == 0 and out == expected:
        return None
    return f"exit code {code} and another output, without a MemoryError"


def attempt(binary, program, most, step, times, pool):
    expected = program.with_suffix(".out").read_text()
    failures, runs, n = [], 0, 1
    while n <= most:
        batch = list(range(n, min(n + 64 * step, most + 1), step))
        results = list(pool.map(lambda i: run(binary, program, i, times), batch))
        over = False
        for i, (code, out, err) in zip(batch, results):
            if code == NOT_REACHED:
                over = True
                break
            runs += 1
            wrong = verdict(code, out, err, expected)
            if wrong:
                failures.append((i, wrong, err.strip().splitlines()[-1:] or [""]))
        if over or len(failures) > 20:
            break
        n = batch[-1] + step
    return runs, failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--most", type=int, default=2000, help="the last request that is refused")
    parser.add_argument("--step", type=int, default=1, help="refuse each so many'th only")
    parser.add_argument("--times", type=int, default=1, help="requests refused in a row")
    parser.add_argument("programs", nargs="*")
    a = parser.parse_args()
    binary = str(pathlib.Path(a.binary).resolve())
    programs = [ROOT / "tests/programs" / p for p in a.programs or PROGRAMS]
    bad = total = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for program in programs:
            runs, failures = attempt(binary, program, a.most, a.step, a.times, pool)
            total += runs
            if not runs:
                failures.append((1, "the program makes no request", [""]))
            print(f"{program.parent.name}/{program.name}: {runs} runs, {len(failures)} failures", flush=True)
            for n, wrong, last in failures[:20]:
                bad += 1
                print(f"  request {n}: {wrong}: {last[0][:200]}", flush=True)
    print(f"{total} runs, {bad} failures")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
