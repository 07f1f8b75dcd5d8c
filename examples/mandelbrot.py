"""Draws the Mandelbrot set into a grey picture (PGM, which most viewers open).

Rows cost very different amounts of work, so the threads take them one by one
from a shared counter. The picture is the same however many threads there are.

Usage: mandelbrot.py [width [file]] [--quick]
"""

import itertools
import sys
import threading
import time

THREADS = 4
LIMIT = 96


def escape_time(real, imaginary):
    """Steps until the orbit of the point leaves the circle of radius two."""
    x = y = 0.0
    for step in range(LIMIT):
        x_squared = x * x
        y_squared = y * y
        if x_squared + y_squared > 4.0:
            return step
        y = 2.0 * x * y + imaginary
        x = x_squared - y_squared + real
    return LIMIT


def draw(width, height):
    """Returns the picture as a list of rows of grey values, and the seconds it took."""
    rows = [None] * height
    tickets = itertools.count()

    def work():
        while True:
            row = next(tickets)
            if row >= height:
                break
            imaginary = 2.4 * row / height - 1.2
            steps = [escape_time(3.2 * column / width - 2.3, imaginary) for column in range(width)]
            rows[row] = bytes([255 - 255 * step // LIMIT for step in steps])

    workers = [threading.Thread(target=work) for _ in range(THREADS)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return rows, time.perf_counter() - started


def main():
    words = [word for word in sys.argv[1:] if word != "--quick"]
    width = 64 if "--quick" in sys.argv else 480
    if words:
        width = int(words[0])
    height = width * 3 // 4
    path = words[1] if len(words) > 1 else "mandelbrot.pgm"
    rows, elapsed = draw(width, height)
    with open(path, "wb") as picture:
        picture.write(f"P5 {width} {height} 255\n".encode())
        for row in rows:
            picture.write(row)
    black = sum(row.count(0) for row in rows)
    print(f"{width} x {height} points, {black} of them in the set, grey sum {sum(map(sum, rows))}")
    print(f"time: {elapsed:.3f} s with {THREADS} threads")


if __name__ == "__main__":
    main()
