"""Each item of a shared list is popped by exactly one thread."""
import threading

items = [[i] for i in range(2000)]
taken = [[] for _ in range(4)]


def work(mine):
    while True:
        try:
            mine.append(items.pop()[0])
        except IndexError:
            return


threads = [threading.Thread(target=work, args=(mine,)) for mine in taken]
for t in threads:
    t.start()
for t in threads:
    t.join()
everything = sorted(i for mine in taken for i in mine)
print(everything == list(range(2000)), items)
print(all(mine == sorted(mine, reverse=True) for mine in taken))
