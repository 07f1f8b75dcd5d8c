"""Every presentation of an integer, through format(), f-strings and the old operator."""
for value in (0, 7, -42, 255, 1234567, -98765432109876543210):
    print(f"{value:d}|{value:5d}|{value:<12}|{value:^+14,}|{value:_}|{value:=+30}")
    print(f"{value:b}|{value:#b}|{value:o}|{value:#o}|{value:x}|{value:#X}|{value:#012x}|{value:_x}|{value:_b}")
    print(f"{value:e}|{value:.3f}|{value:g}|{value:%}|{value:,.1f}")
    print("%d|%5d|%-8d|%+d|%05d|%x|%#o|%X|% d|%.5d" % ((value,) * 10))
print(bin(10), oct(-8), hex(255), bin(True), format(65, "c"), f"{8364:c}")
width, fill = 12, "*"
print(f"{42:{fill}^{width}d}", f"{42:{fill}>{width}}", format(-3, "08.1f"), format(3, "n"))
for spec in (".2d", "z", ",x", "+c", "_c", "s", "10q", ",_d", "#c"):
    try:
        print(format(66, spec))
    except ValueError as error:
        print(spec, "->", error)
