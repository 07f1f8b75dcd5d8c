"""A plus is part of a pattern up to the colon of its case; after it the source is shown as it was written."""

match 1:
    case +1: print(f"{+1=}", f"{(+ 2)=}")
match [1, 2.5]:
    case [+1, +2.5] if +1: x = {1: +1}; print(f"{+3=}")
match {"a": 1}:
    case {"a": +1}: print(f"{+4=}")
