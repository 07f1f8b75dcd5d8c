# Long and deep matches: nothing here is bounded by a stack.
import re

n = 20000
print(re.match("(?:a|b)*", "ab" * n).end(), re.match("(?:a|b)*?c", "ab" * n + "c").end(), re.match("(a|b)*", "ab" * n).group(1))
print(re.fullmatch("(?:(?:a)(?:b)?)+", "ab" * n).end(), re.match("(?:a?)*?b", "a" * n + "b").end(), re.match("(x+x+)+y", "x" * 10))
print(re.match("(?:.|\n)*z", "a\n" * n), re.match("(?s:.*)c", "ab" * n), len(re.findall("(?=a)", "ab" * n)))
print(re.match("(?:a?){12}a{12}", "a" * 12).end(), re.match("(a*)*b", "a" * 12), re.fullmatch("(?>a|aa)*", "a" * n).end(), re.match("(?:a{1,2})++b", "a" * n))
nested = "(?:" * 60 + "a" + ")*" * 60
print(re.match("(" * 90 + "a" + ")" * 90, "a").groups()[-1], re.match(nested, "aaa").end())
many = "|".join(f"w{i}" for i in range(3000))
print(re.fullmatch(many, "w2999"), re.compile("(x)" * 300).groups)
