# Linked list, tree and heap written as classes with the container protocols.
class LinkedList:
    class Node:
        __slots__ = ("value", "next")

        def __init__(self, value, next=None):
            self.value, self.next = value, next

    def __init__(self, items=()):
        self.head = None
        self.size = 0
        for item in items:
            self.append(item)

    def append(self, value):
        node = self.Node(value)
        self.size += 1
        if self.head is None:
            self.head = node
            return
        last = self.head
        while last.next:
            last = last.next
        last.next = node

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if isinstance(index, slice):
            return LinkedList(list(self)[index])
        if index < 0:
            index += self.size
        for i, value in enumerate(self):
            if i == index:
                return value
        raise IndexError("list index out of range")

    def __reversed__(self):
        return LinkedList(list(self)[::-1])

    def __eq__(self, other):
        return len(self) == len(other) and all(a == b for a, b in zip(self, other))

    def __repr__(self):
        return "<" + " -> ".join(map(repr, self)) + ">"

    def __add__(self, other):
        return LinkedList([*self, *other])


l = LinkedList("abc")
print(l, len(l), l[1], l[-1], l[1:], reversed(l), "b" in l, l == LinkedList("abc"), l + [1], [*l], list(zip(l, l[::-1])))
try:
    l[9]
except IndexError as error:
    print(error)


class Tree:
    def __init__(self):
        self.root = None

    def insert(self, key):
        def go(node):
            if node is None:
                return [key, None, None]
            if key < node[0]:
                node[1] = go(node[1])
            elif key > node[0]:
                node[2] = go(node[2])
            return node

        self.root = go(self.root)
        return self

    def __iter__(self):
        def walk(node):
            if node:
                key, left, right = node
                yield from walk(left)
                yield key
                yield from walk(right)

        return walk(self.root)

    def depth(self):
        return (lambda f: f(f, self.root))(lambda f, n: 0 if n is None else 1 + max(f(f, n[1]), f(f, n[2])))

    def __contains__(self, key):
        node = self.root
        while node is not None:
            if key == node[0]:
                return True
            node = node[1] if key < node[0] else node[2]
        return False


t = Tree()
for n in [5, 2, 8, 1, 9, 3, 5]:
    t.insert(n)
print(list(t), t.depth(), 8 in t, 7 in t, sum(t), max(t), sorted(t, key=lambda k: -k))


class Heap:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)
        i = len(self.items) - 1
        while i and self.items[i] < self.items[parent := (i - 1) // 2]:
            self.items[i], self.items[parent] = self.items[parent], self.items[i]
            i = parent

    def pop(self):
        top, last = self.items[0], self.items.pop()
        if self.items:
            self.items[0] = last
            i = 0
            while (child := 2 * i + 1) < len(self.items):
                if child + 1 < len(self.items) and self.items[child + 1] < self.items[child]:
                    child += 1
                if self.items[i] <= self.items[child]:
                    break
                self.items[i], self.items[child] = self.items[child], self.items[i]
                i = child
        return top

    def __bool__(self):
        return bool(self.items)


h = Heap()
for n in (n * 7919 % 101 for n in range(20)):
    h.push(n)
out = []
while h:
    out.append(h.pop())
print(out, out == sorted(out))
