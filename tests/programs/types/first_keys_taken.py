"""Loops that look at the first entry of a dict and take it do not pass all that were taken before each time."""


def take_key(d):
    for key in d:
        break
    del d[key]


def take_value(d):
    for value in d.values():
        break
    del d[value]


def take_item(d):
    for key, value in d.items():
        break
    del d[key]
    return value


N = 150_000
for take in (take_key, take_value, take_item):
    d = {i: i for i in range(N)}
    for _ in range(N - 1):
        take(d)
    print(take.__name__, d)
