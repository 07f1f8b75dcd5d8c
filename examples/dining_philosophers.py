"""Five philosophers, five forks, and no one starves.

To eat, a philosopher needs the forks on both sides. If all took the left one
first, all could wait for ever; so a waiter lets only four sit down at once.

Usage: dining_philosophers.py [meals each] [--quick]
"""

import sys
import threading
import time

NAMES = ["Hypatia", "Zeno", "Diotima", "Thales", "Themistoclea"]


class Table:
    """Forks, a waiter, and a note of who holds which fork."""

    def __init__(self, seats):
        self.forks = [threading.Lock() for _ in range(seats)]
        self.holder = [None] * seats
        self.waiter = threading.Semaphore(seats - 1)

    def eat(self, seat, name):
        left, right = seat, (seat + 1) % len(self.forks)
        with self.waiter, self.forks[left], self.forks[right]:
            self.holder[left] = self.holder[right] = name
            time.sleep(0)  # A chance for a neighbour to reach for our fork.
            undisturbed = self.holder[left] == name and self.holder[right] == name
            self.holder[left] = self.holder[right] = None
        return undisturbed


class Philosopher(threading.Thread):
    def __init__(self, table, seat, meals):
        super().__init__(name=NAMES[seat])
        self.table = table
        self.seat = seat
        self.meals = meals
        self.eaten = 0
        self.thoughts = 0

    def run(self):
        while self.eaten < self.meals:
            for number in range(50):
                self.thoughts += number % 3
            if not self.table.eat(self.seat, self.name):
                raise RuntimeError(f"someone took a fork from {self.name}")
            self.eaten += 1


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    meals = 300 if "--quick" in sys.argv else 4_000
    if numbers:
        meals = numbers[0]
    table = Table(len(NAMES))
    guests = [Philosopher(table, seat, meals) for seat in range(len(NAMES))]
    started = time.perf_counter()
    for guest in guests:
        guest.start()
    for guest in guests:
        guest.join()
    elapsed = time.perf_counter() - started
    for guest in guests:
        print(f"{guest.name:<13} ate {guest.eaten} times and had {guest.thoughts} thoughts")
    if any(guest.eaten != meals for guest in guests):
        sys.exit("a philosopher left hungry")
    print(f"time: {elapsed:.3f} s")


if __name__ == "__main__":
    main()
