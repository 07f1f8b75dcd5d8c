"""Transfers between accounts, two locks each in a fixed order: the sum never changes."""
import threading


class Account:
    def __init__(self, number, balance):
        self.number, self.balance = number, balance
        self.lock = threading.Lock()
        self.history = []


accounts = [Account(i, 1000) for i in range(6)]


def transfer(source, target, amount):
    first, second = sorted((source, target), key=lambda a: a.number)
    with first.lock, second.lock:
        if source.balance < amount:
            return False
        source.balance -= amount
        target.balance += amount
        source.history.append(-amount)
        target.history.append(amount)
        return True


def work(seed):
    x = seed
    for _ in range(300):
        x = (x * 1103515245 + 12345) % 2147483648
        a, b = (x >> 8) % 6, (x >> 12) % 6
        if a != b:
            transfer(accounts[a], accounts[b], (x >> 16) % 400)


threads = [threading.Thread(target=work, args=(s,)) for s in range(1, 6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sum(a.balance for a in accounts))
print(all(a.balance == 1000 + sum(a.history) >= 0 for a in accounts))
