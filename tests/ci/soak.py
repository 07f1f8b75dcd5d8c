"""Runs a program for a while and watches its resident size, which must stay flat.

The median of the sizes in the last third of the time may be at most 5 % (or 2 MiB) above that in the second third; the first third is for the
program to grow to what it needs. An allocator or a collector that loses a little each round shows as a slope. (Not the highest sizes: when the
machine holds a thread up others queue what they made for it, and the highest peak so far is the higher the longer one looks.) --leak makes the
watched program keep something each round, to see this check fail.

Usage: soak.py BINARY [--seconds N] [--leak]
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = pathlib.Path(__file__).resolve().with_name("soak_program.py")


def resident(pid):
    """KiB, or None when the process has ended."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    except OSError:
        pass
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--leak", action="store_true", help="keep something each round: the check must fail")
    a = parser.parse_args()
    program = PROGRAM.read_text()
    if a.leak:
        program = program.replace("        rounds += 1\n", "        rounds += 1\n        kept.append(bytes(20000))\n").replace("\nmain()\n", "\nkept = []\nmain()\n")
    with tempfile.NamedTemporaryFile("w", suffix=".py") as f:
        f.write(program)
        f.flush()
        p = subprocess.Popen([str(pathlib.Path(a.binary).resolve()), f.name, str(a.seconds)], stdout=subprocess.PIPE, text=True)
        begun, seen = time.monotonic(), []
        while p.poll() is None:
            size = resident(p.pid)
            if size:
                seen.append((time.monotonic() - begun, size))
            if time.monotonic() - begun > a.seconds * 1.5 + 30:
                p.kill()
                print("no end")
                return 1
            time.sleep(min(0.5, a.seconds / 60))
        out = p.stdout.read().strip()
    if p.returncode != 0 or not out.isdigit() or int(out) < 10:
        print(f"exit code {p.returncode}, after {out or 'no'} rounds")
        return 1
    third = a.seconds / 3
    before = [s for t, s in seen if third <= t < 2 * third]
    after = [s for t, s in seen if 2 * third <= t < a.seconds]
    if not before or not after:
        print("too short to tell")
        return 1
    first, last = statistics.median(before), statistics.median(after)
    flat = last <= max(first * 1.05, first + 2048)
    print(
        f"{out} rounds in {a.seconds:g} s; resident: median {first:.0f} KiB (at most {max(before)}) in the second third, "
        f"{last:.0f} KiB (at most {max(after)}) in the last: {'flat' if flat else 'GROWS'}"
    )
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
