"""Checks the licences of all crates against a list.

Usage: licences.py METADATA LOCK, where METADATA is what `cargo metadata --format-version 1` prints and LOCK is Cargo.lock.
Exit code 1 when a crate has a licence that is not on the list, or none, or comes from elsewhere than the registry.
"""

import hashlib
import json
import pathlib
import re
import sys

ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
    "CC0-1.0", "ISC", "MIT", "MIT-0", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "Zlib",
}  # fmt: skip
# Crates that come with the text of a licence instead of its name: what the text is, by its SHA-256.
TEXTS = {
    "b9a6d9320b8f2693e8d41e496ce56caadacaddcca9be2a64a61749278f425cf2": "PSF-2.0",
}
TOKEN = re.compile(r"\s*([()/]|[A-Za-z0-9.+:-]+)")


class Expression:
    """An SPDX expression; `a/b` is the old way to write `a OR b`."""

    def __init__(self, text):
        self.tokens = []
        at = 0
        text = text.strip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"cannot read {text[at:]!r}")
            self.tokens.append("OR" if match[1] == "/" else match[1])
            at = match.end()

    def is_allowed(self):
        answer = self.either()
        if self.tokens:
            raise ValueError(f"left over: {' '.join(self.tokens)}")
        return answer

    def next_is(self, word):
        if self.tokens and self.tokens[0] == word:
            self.tokens.pop(0)
            return True
        return False

    def either(self):
        answer = self.both()
        while self.next_is("OR"):
            answer = self.both() or answer
        return answer

    def both(self):
        answer = self.one()
        while self.next_is("AND"):
            answer = self.one() and answer
        return answer

    def one(self):
        if not self.tokens:
            raise ValueError("ends too early")
        if self.next_is("("):
            answer = self.either()
            if not self.next_is(")"):
                raise ValueError("no closing parenthesis")
            return answer
        name = self.tokens.pop(0)
        if name in {")", "OR", "AND", "WITH"}:
            raise ValueError(f"unexpected {name}")
        if self.next_is("WITH"):
            if not self.tokens:
                raise ValueError("ends too early")
            name = f"{name} WITH {self.tokens.pop(0)}"
        return name in ALLOWED


def check_this_program():
    """A checker that lets everything through would go unnoticed; these must come out as they should."""
    for text, expected in [
        ("MIT", True),
        ("MIT/Apache-2.0", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND LGPL-3.0-only", False),
        ("(MIT OR GPL-2.0-only) AND Unicode-3.0", True),
        ("Apache-2.0 WITH LLVM-exception OR MPL-2.0", True),
        ("Apache-2.0 WITH Other-exception", False),
    ]:
        if Expression(text).is_allowed() != expected:
            raise AssertionError(f"{text} is judged wrongly")


def problem_of(package):
    source = package["source"]
    if source is not None and not source.startswith("registry+"):
        return f"comes from {source}"
    text = package["license"]
    if not text and package["license_file"]:
        text = TEXTS.get(hashlib.sha256((pathlib.Path(package["manifest_path"]).parent / package["license_file"]).read_bytes()).hexdigest())
    if not text:
        return "states no licence"
    try:
        return None if Expression(text).is_allowed() else f"has the licence {text}"
    except ValueError as error:
        return f"has a licence that cannot be read, {text}: {error}"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    check_this_program()
    with open(sys.argv[1], encoding="utf-8") as file:
        packages = json.load(file)["packages"]
    with open(sys.argv[2], encoding="utf-8") as file:
        locked = set(re.findall(r'^\[\[package\]\]\nname = "(.+)"\nversion = "(.+)"$', file.read(), re.MULTILINE))
    known = {(package["name"], package["version"]) for package in packages}
    problems = [f"{name} {version} is locked, but cargo does not know it" for name, version in sorted(locked - known)]
    for package in sorted(packages, key=lambda package: package["name"]):
        problem = problem_of(package)
        if problem is not None:
            problems.append(f"{package['name']} {package['version']} {problem}")
    if not locked:
        problems.append(f"{sys.argv[2]} lists no package")
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(1)
    print(f"ok: the licences of {len(packages)} crates are on the list")


if __name__ == "__main__":
    main()
