# Assertions, references, atomic groups and possessive repeats.
import re

for pattern, s in [
    (r"foo(?=bar)", "foobar"), (r"foo(?!bar)", "foobar foobaz"), (r"(?<=\$)\d+", "cost $42"), (r"(?<!\$)\b\d+", "cost $42 or 7"),
    (r"(?<=a{3})b", "aaab"), (r"(?=(a+))", "baaa"), (r"(?=(a+))a*b\1", "baaabac"), (r"(?!.*x)^\w+", "abc"), (r"^(?=.*\d)(?=.*[a-z]).{4,}$", "abc1"),
    (r"(a)(?!b)\1", "aab"), (r"(?<=(.))b", "ab"), (r"(['\"])(.*?)\1", "say \"it's\" now"), (r"(\w)(\w)\2\1", "xabbay"), (r"(?i)(a)\1", "aA"),
    (r"(?P<w>\w+) (?P=w)", "the the cat"), (r"^(?:(a)|b)(?(1)c|d)$", "bd"), (r"^(<)?\w+(?(1)>)$", "<tag>"), (r"^(<)?\w+(?(1)>|$)", "tag>"),
    (r"(?>a*)ab", "aaab"), (r"(?>a+)b", "aaab"), (r"a++b", "aaab"), (r"a*+a", "aaa"), (r"(?:ab)?+ab", "ab"), (r"(?:a|ab)++c", "abc"), (r"\w{1,3}+\d", "ab1"),
    (r"(?:x(?=y)|y)+", "xyxyx"), (r"((?:a|b)*?)(?<=b)c", "abbc"), (r"(\d+)(?<!3)(\w)", "123x"), (r"\b(?!end\b)\w+", "end ending"),
    (r"(?s)<!--.*?-->", "a<!-- b\n -->c"), (r"(a|b)*?\1c", "abbc"), (r"(?:(\w)(?:-|$))+", "a-b-c"), (r"(?(?=a)", ""),
]:
    try:
        m = re.search(pattern, s)
    except re.error as e:
        print(f"{pattern!r:35} {e}")
        continue
    print(f"{pattern!r:35} {s!r:22}", m and (m.span(), m.groups()))
