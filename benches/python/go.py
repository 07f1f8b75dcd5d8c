"""A player of 9 by 9 Go that learns by playing at random: many objects, sets, short methods.

Monte-Carlo tree search. Groups of stones carry a count of their liberties
(each as often as a stone touches it), and a table of random numbers tells
positions apart, so that none is repeated.

Usage: go.py [size, default 10]
"""

import math
import sys

SIDE = 9
POINTS = SIDE * SIDE
KOMI = 7.5
PASS = -1
EMPTY, BLACK, WHITE = 0, 1, 2
LONGEST_GAME = POINTS * 3
PLAYOUTS = 250
MOVES_A_GAME = 20


class Dice:
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % limit


def neighbours_of(point):
    row, column = divmod(point, SIDE)
    near = []
    if row > 0:
        near.append(point - SIDE)
    if row < SIDE - 1:
        near.append(point + SIDE)
    if column > 0:
        near.append(point - 1)
    if column < SIDE - 1:
        near.append(point + 1)
    return near


NEIGHBOURS = [neighbours_of(point) for point in range(POINTS)]
KEY_DICE = Dice(77)
KEYS = [[0] + [KEY_DICE.below(1 << 22) << 22 | KEY_DICE.below(1 << 22) for _ in range(2)] for _ in range(POINTS)]


class Group:
    """Connected stones of one colour."""

    __slots__ = ("colour", "stones", "liberties")

    def __init__(self, colour, point):
        self.colour = colour
        self.stones = [point]
        self.liberties = 0


class FreePoints:
    """A set of points from which one can be drawn by number."""

    def __init__(self):
        self.points = list(range(POINTS))
        self.places = list(range(POINTS))

    def __len__(self):
        return len(self.points)

    def add(self, point):
        self.places[point] = len(self.points)
        self.points.append(point)

    def remove(self, point):
        place = self.places[point]
        last = self.points.pop()
        if last != point:
            self.points[place] = last
            self.places[last] = place


class Board:
    def __init__(self):
        self.groups = [None] * POINTS
        self.free = FreePoints()
        self.colour = BLACK
        self.key = 0
        self.seen = {0}
        self.moves = []
        self.captured = [0, 0, 0]

    def replay(self, moves):
        for move in moves:
            self.play(move)

    def key_after(self, point):
        """The key of the position after a move, or None where the move would be suicide."""
        colour = self.colour
        key = self.key ^ KEYS[point][colour]
        alive = False
        touched = []
        for near in NEIGHBOURS[point]:
            group = self.groups[near]
            if group is None:
                alive = True
                continue
            if group in touched:
                continue
            touched.append(group)
            touches = sum(1 for other in NEIGHBOURS[point] if self.groups[other] is group)
            if group.colour == colour:
                if group.liberties > touches:
                    alive = True
            elif group.liberties == touches:
                alive = True
                for stone in group.stones:
                    key ^= KEYS[stone][group.colour]
        return key if alive else None

    def is_own_eye(self, point):
        for near in NEIGHBOURS[point]:
            group = self.groups[near]
            if group is None or group.colour != self.colour:
                return False
        return True

    def is_allowed(self, point):
        key = self.key_after(point)
        return key is not None and key not in self.seen

    def is_sensible(self, point):
        return not self.is_own_eye(point) and self.is_allowed(point)

    def play(self, point):
        if point != PASS:
            self.place(point)
            self.seen.add(self.key)
        self.moves.append(point)
        self.colour = BLACK + WHITE - self.colour

    def place(self, point):
        colour = self.colour
        self.free.remove(point)
        self.key ^= KEYS[point][colour]
        mine = Group(colour, point)
        self.groups[point] = mine
        for near in NEIGHBOURS[point]:
            group = self.groups[near]
            if group is None:
                mine.liberties += 1
            elif group.colour == colour:
                group.liberties -= 1
                if group is not mine:
                    mine = self.join(mine, group)
            else:
                group.liberties -= 1
                if group.liberties == 0:
                    self.capture(group)

    def join(self, one, other):
        if len(one.stones) < len(other.stones):
            one, other = other, one
        for stone in other.stones:
            self.groups[stone] = one
        one.stones.extend(other.stones)
        one.liberties += other.liberties
        return one

    def capture(self, group):
        self.captured[group.colour] += len(group.stones)
        for stone in group.stones:
            self.groups[stone] = None
            self.free.add(stone)
            self.key ^= KEYS[stone][group.colour]
        for stone in group.stones:
            for near in NEIGHBOURS[stone]:
                other = self.groups[near]
                if other is not None:
                    other.liberties += 1

    def random_move(self, dice):
        """A sensible move, tried in turn from a random place; a pass if there is none."""
        free = self.free.points
        count = len(free)
        if count:
            start = dice.below(count)
            for offset in range(count):
                point = free[(start + offset) % count]
                if self.is_sensible(point):
                    return point
        return PASS

    def sensible_moves(self):
        return [point for point in sorted(self.free.points) if self.is_sensible(point)] or [PASS]

    def is_over(self):
        moves = self.moves
        return len(moves) > LONGEST_GAME or (len(moves) > 1 and moves[-1] == moves[-2] == PASS)

    def winner(self):
        """Stones and the free points that only one side touches."""
        score = -KOMI
        for point in range(POINTS):
            group = self.groups[point]
            if group is not None:
                score += 1 if group.colour == BLACK else -1
                continue
            colours = 0
            for near in NEIGHBOURS[point]:
                other = self.groups[near]
                if other is not None:
                    colours |= other.colour
            if colours == BLACK:
                score += 1
            elif colours == WHITE:
                score -= 1
        return BLACK if score > 0 else WHITE


class Node:
    """A position in the search tree, and how often the side that moved into it has won."""

    def __init__(self, move, colour):
        self.move = move
        self.colour = colour
        self.visits = 0
        self.wins = 0
        self.children = []
        self.untried = None

    def score(self, log_parent):
        return self.wins / self.visits + math.sqrt(0.5 * log_parent / self.visits)

    def select(self):
        log_visits = math.log(self.visits)
        return max(self.children, key=lambda child: child.score(log_visits))

    def expand(self, board, dice):
        move = self.untried.pop(dice.below(len(self.untried)))
        child = Node(move, board.colour)
        self.children.append(child)
        return child


def search_once(root, moves, dice):
    """Walks down the tree, adds one node, plays to the end, and writes the result back."""
    board = Board()
    board.replay(moves)
    node = root
    path = [root]
    while not board.is_over():
        if node.untried is None:
            node.untried = board.sensible_moves()
        if node.untried:
            node = node.expand(board, dice)
            path.append(node)
            board.play(node.move)
            break
        node = node.select()
        path.append(node)
        board.play(node.move)
    while not board.is_over():
        board.play(board.random_move(dice))
    winner = board.winner()
    for node in path:
        node.visits += 1
        if node.colour == winner:
            node.wins += 1
    return len(board.moves)


def choose_move(moves, playouts, dice):
    """Returns the move tried most, and how many moves all the random games had together."""
    colour = BLACK if len(moves) % 2 else WHITE
    root = Node(PASS, colour)
    played = 0
    for _ in range(playouts):
        played += search_once(root, moves, dice)
    best = max(root.children, key=lambda child: (child.visits, child.move))
    return best.move, played


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    dice = Dice(1)
    moves = []
    played = checksum = 0
    for _ in range(size):
        if len(moves) == MOVES_A_GAME:
            moves = []
        move, count = choose_move(moves, PLAYOUTS, dice)
        moves.append(move)
        played += count
        checksum = (checksum * 83 + move + 1) % 1_000_000_007
    print(f"go {played} {checksum}")


if __name__ == "__main__":
    main()
