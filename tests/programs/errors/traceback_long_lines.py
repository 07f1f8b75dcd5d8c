# Several lines, deep expressions and repeated errors in one statement.
def value(x):
    return x


numbers = {
    "one": value(1),
    "two": value(
        undefined_in_the_middle
    ),
    "three": 3,
}
