"""Live heaps for the programs beside this package."""


class Node:
    __slots__ = ("next", "other", "value")


def linked(n):
    """A ring of n nodes, each of which refers to its neighbours and a number."""
    first = last = Node()
    last.value = 0
    last.other = None
    for i in range(n - 1):
        node = Node()
        node.value = i
        node.other = last
        last.next = node
        last = node
    last.next = first
    return first
