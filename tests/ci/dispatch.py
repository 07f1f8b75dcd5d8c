"""Looks at the machine code of a released program for forms of the evaluation loop that use up the machine's stack.

Usage: dispatch.py PROGRAM

A form of the interpreter goes on to the next instruction by a call in tail position (`interp::eval::go`), which Rust does not promise to be a jump. This
finds every function that goes on, directly or by jumping to one that does, and fails if one of them is called by anything but the loop itself:
each such call would take stack for every instruction executed from there on. x86-64, by binutils.
"""

import re
import subprocess
import sys

LOOP = "freewheel_kernel::interp::eval::run"
# Fewer functions with a jump through the table than this: the build is none whose forms go on by themselves, or what is looked for has changed.
FEWEST = 150

HEAD = re.compile(r"^[0-9a-f]+ <(.*)>:$")
THROUGH_TABLE = re.compile(r"\s(jmp|call)\s+\*(?:0x[0-9a-f]+)?\(%r\w+,%r\w+,8\)")
DIRECT = re.compile(r"\s(jmp|call)\s+[0-9a-f]+ <(freewheel_kernel::interp::[^>+]*(?:<[^>]*>[^>+]*)*)>")


def main():
    listing = subprocess.run(
        ["objdump", "--disassemble", "--demangle", "--no-show-raw-insn", sys.argv[1]], capture_output=True, text=True, check=True
    ).stdout
    table = {"jmp": set(), "call": set()}
    direct = {"jmp": set(), "call": set()}
    name = ""
    for line in listing.splitlines():
        if head := HEAD.match(line):
            name = head[1]
        elif name.startswith("freewheel_kernel::interp::"):
            if found := THROUGH_TABLE.search(line):
                table[found[1]].add(name)
            elif (found := DIRECT.search(line)) and found[2] != name:
                direct[found[1]].add((name, found[2]))
    going = set(table["jmp"])
    while more := {a for a, b in direct["jmp"] if b in going} - going:
        going |= more
    faults = [f"{a} calls the next form" for a in sorted(table["call"] - {LOOP})]
    faults += [f"{a} calls {b}, which goes on to the next form" for a, b in sorted(direct["call"]) if b in going and a != LOOP]
    if LOOP not in table["call"]:
        faults.append(f"{LOOP} calls no form: it is not the loop any more")
    if len(table["jmp"]) < FEWEST:
        faults.append(f"{len(table['jmp'])} functions jump to the next form, {FEWEST} at least were expected")
    for fault in faults:
        print("FAILED", fault)
    if not faults:
        print(f"ok: {len(going)} functions go on by jumps alone")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
