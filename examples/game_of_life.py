"""Conway's Game of Life on a ring-shaped board, a band of rows to each thread.

All threads read the old board and write their own rows of the new one. A
barrier after each generation sees to it that nobody starts on the next board
before everyone has finished this one.

Usage: game_of_life.py [generations] [--quick]
"""

import sys
import threading
import time

WIDTH = 64
HEIGHT = 48
THREADS = 4
GLIDER = [(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)]
ACORN = [(1, 0), (3, 1), (0, 2), (1, 2), (4, 2), (5, 2), (6, 2)]


def empty():
    return [[0] * WIDTH for _ in range(HEIGHT)]


def place(board, pattern, column, row):
    for x, y in pattern:
        board[(row + y) % HEIGHT][(column + x) % WIDTH] = 1


def next_row(board, row):
    """Applies the rule to one row: born with three neighbours, alive with two or three."""
    above, here, below = board[row - 1], board[row], board[(row + 1) % HEIGHT]
    cells = []
    for column in range(WIDTH):
        after = (column + 1) % WIDTH
        near = above[column - 1] + above[column] + above[after] + here[column - 1] + here[after]
        near += below[column - 1] + below[column] + below[after]
        cells.append(1 if near == 3 or near == 2 and here[column] else 0)
    return cells


def live(boards, rows, generations, barrier):
    for generation in range(generations):
        old, new = boards[generation % 2], boards[(generation + 1) % 2]
        for row in rows:
            new[row] = next_row(old, row)
        barrier.wait()


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    generations = 12 if "--quick" in sys.argv else 1_000
    if numbers:
        generations = numbers[0]
    boards = [empty(), empty()]
    place(boards[0], GLIDER, 3, 3)
    place(boards[0], ACORN, 30, 24)
    barrier = threading.Barrier(THREADS)
    bands = [range(index * HEIGHT // THREADS, (index + 1) * HEIGHT // THREADS) for index in range(THREADS)]
    workers = [threading.Thread(target=live, args=(boards, rows, generations, barrier)) for rows in bands]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    elapsed = time.perf_counter() - started
    board = boards[generations % 2]
    for row in board[::3]:
        print("".join(".#"[cell] for cell in row))
    print(f"{sum(map(sum, board))} cells alive after {generations} generations")
    print(f"time: {elapsed:.3f} s with {THREADS} threads")


if __name__ == "__main__":
    main()
