"""Strings built, searched, split and joined: the text work of ordinary scripts.

Usage: string_build.py [size, default 10]
"""

import sys

WORDS = "the quick brown fox jumps over the lazy dog while seven wizards mix potent brews".split()


def lines_of_text(count):
    lines = []
    for index in range(count):
        first = WORDS[index % len(WORDS)]
        second = WORDS[index * 7 % len(WORDS)]
        lines.append(f"{index:06d}: {first} {second}, {index / 8:.2f} -- {first.upper()}!")
    return "\n".join(lines)


def parse_lines(text):
    total = 0
    for line in text.split("\n"):
        number, _, rest = line.partition(": ")
        total += int(number)
        if rest.endswith("!") and "fox" in rest:
            total += rest.find("fox") + rest.count("o")
    return total


def letter_counts(text):
    counts = {}
    for letter in text:
        counts[letter] = counts.get(letter, 0) + 1
    return counts


def caesar(text, shift):
    out = []
    for letter in text:
        if "a" <= letter <= "z":
            letter = chr((ord(letter) - 97 + shift) % 26 + 97)
        out.append(letter)
    return "".join(out)


def grow(count):
    text = ""
    for index in range(count):
        text += chr(97 + index % 26)
        if len(text) > 200:
            text = text[150:]
    return text


def palindromes(count):
    found = 0
    for number in range(count):
        digits = str(number)
        if digits == digits[::-1]:
            found += 1
    return found


def tidy(words, rounds):
    total = 0
    for index in range(rounds):
        word = words[index % len(words)]
        padded = word.center(12, "*") + word.ljust(10) + word.rjust(10, "-")
        total += len(padded.strip("*- ").replace("*", "").title())
        total += padded.startswith("**") + word.isalpha()
    return total


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    checksum = 0
    for _ in range(2 * size):
        text = lines_of_text(20_000)
        checksum += len(text) + parse_lines(text)
        sample = text[:150_000]
        checksum += sum(ord(letter) * count for letter, count in letter_counts(sample).items())
        secret = caesar(sample[:60_000], 5)
        checksum += secret.count("ymj")
        checksum += len(grow(120_000)) + palindromes(60_000) + tidy(WORDS, 30_000)
    print(f"string_build {checksum}")


if __name__ == "__main__":
    main()
