"""Escape times over the Mandelbrot set: one tight loop of float arithmetic.

Usage: mandelbrot.py [size, default 10]
"""

import sys


def escape_time(real, imaginary, limit):
    x = y = 0.0
    step = 0
    while step < limit:
        x_squared = x * x
        y_squared = y * y
        if x_squared + y_squared > 4.0:
            break
        y = (x + x) * y + imaginary
        x = x_squared - y_squared + real
        step += 1
    return step


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    inside = total = 0
    for _ in range(2 * size):
        for row in range(100):
            imaginary = row / 40.0 - 1.25
            for column in range(150):
                steps = escape_time(column / 50.0 - 2.2, imaginary, 150)
                total += steps
                inside += steps == 150
    print(f"mandelbrot {inside} {total}")


if __name__ == "__main__":
    main()
