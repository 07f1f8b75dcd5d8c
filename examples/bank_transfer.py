"""Threads move money between accounts; not a penny may appear or vanish.

A transfer locks both accounts, always the one with the lower number first,
so that two opposite transfers cannot wait for each other for ever. Auditors
lock all the accounts and must find the same total at any time.

Usage: bank_transfer.py [transfers per thread] [--quick]
"""

import random
import sys
import threading
import time

ACCOUNTS = 20
OPENING = 1_000
TELLERS = 4


class Account:
    def __init__(self, number, balance):
        self.number = number
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    """Moves the amount if the source has it; says whether it did."""
    first, second = (source, target) if source.number < target.number else (target, source)
    with first.lock, second.lock:
        if source.balance < amount:
            return False
        source.balance -= amount
        target.balance += amount
        return True


def teller(accounts, seed, count):
    chance = random.Random(seed)
    for _ in range(count):
        source, target = chance.sample(accounts, 2)
        transfer(source, target, chance.randint(1, 300))


def audit(accounts):
    """Adds up all balances at one moment."""
    for account in accounts:
        account.lock.acquire()
    try:
        return sum(account.balance for account in accounts)
    finally:
        for account in accounts:
            account.lock.release()


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    count = 1_000 if "--quick" in sys.argv else 40_000
    if numbers:
        count = numbers[0]
    accounts = [Account(number, OPENING) for number in range(ACCOUNTS)]
    tellers = [threading.Thread(target=teller, args=(accounts, seed, count)) for seed in range(TELLERS)]
    totals = set()
    started = time.perf_counter()
    for thread in tellers:
        thread.start()
    while any(thread.is_alive() for thread in tellers):
        totals.add(audit(accounts))
        time.sleep(0.001)
    for thread in tellers:
        thread.join()
    totals.add(audit(accounts))
    elapsed = time.perf_counter() - started
    if min(account.balance for account in accounts) < 0:
        sys.exit("an account was overdrawn")
    if totals != {ACCOUNTS * OPENING}:
        sys.exit(f"auditors saw these totals: {sorted(totals)}")
    print(f"{TELLERS * count} transfers tried, total {audit(accounts)} at every audit")
    print(f"time: {elapsed:.3f} s with {TELLERS} threads")


if __name__ == "__main__":
    main()
