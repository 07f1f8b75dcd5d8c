"""Counts the words of many documents into one dictionary shared by all threads.

Every thread counts a document privately and then folds its counts into the
shared dictionary under a lock: reading the old count and storing the new one
are two steps, and only the lock makes them one.

Usage: word_count.py [documents] [--quick]
"""

import sys
import threading
import time

SYLLABLES = "ba co di fu ge ha ji ko lu me ni po qua ra se ti vo wy".split()
THREADS = 4


def make_document(number):
    """Builds the same few hundred words for the same number, every time."""
    state = number * 7919 + 17
    words = []
    for _ in range(300):
        state = (state * 1103515245 + 12345) % 2147483648
        first = SYLLABLES[state // 65536 % len(SYLLABLES)]
        # Low numbers come up more often, so that some words are common.
        second = SYLLABLES[min(state // 1024 % len(SYLLABLES), state // 7 % len(SYLLABLES))]
        words.append(first + second)
    return ", ".join(words).capitalize() + "."


def words_of(text):
    for word in text.split():
        yield word.strip(",.;").lower()


def count_all(documents):
    """Returns how often each word occurs in all the documents together."""
    totals = {}
    lock = threading.Lock()

    def work(first):
        for text in documents[first::THREADS]:
            mine = {}
            for word in words_of(text):
                mine[word] = mine.get(word, 0) + 1
            with lock:
                for word, count in mine.items():
                    totals[word] = totals.get(word, 0) + count

    workers = [threading.Thread(target=work, args=(first,)) for first in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return totals


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    size = 60 if "--quick" in sys.argv else 3_000
    if numbers:
        size = numbers[0]
    documents = [make_document(number) for number in range(size)]
    started = time.perf_counter()
    totals = count_all(documents)
    elapsed = time.perf_counter() - started
    print(f"{sum(totals.values())} words, {len(totals)} different ones")
    for word, count in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))[:8]:
        print(f"{word:<8} {count:>7}")
    print(f"time: {elapsed:.3f} s with {THREADS} threads")


if __name__ == "__main__":
    main()
