"""Counting words into a shared dict under locks of its parts."""
import threading

text = "the quick brown fox jumps over the lazy dog and the dog sleeps while the fox runs".split() * 60
shards = [({}, threading.Lock()) for _ in range(4)]


def count(words):
    for word in words:
        table, lock = shards[len(word) % 4]
        with lock:
            table[word] = table.get(word, 0) + 1


threads = [threading.Thread(target=count, args=(text[n::3],)) for n in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
totals = {}
for table, _ in shards:
    totals.update(table)
for word in sorted(totals, key=lambda w: (-totals[w], w))[:5]:
    print(word, totals[word])
print(sum(totals.values()) == len(text))
