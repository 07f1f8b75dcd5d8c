"""Solves hexagonal puzzles by propagation and search: lists of lists, copying, small loops.

Tiles lie on a hexagonal board, and the number on each says how many of its
neighbours are covered. Given how many tiles of each number there are (and a
few of their places), the solver finds where they lie.

Usage: hexiom.py [size, default 10]
"""

import sys

EMPTY = 7
DIRECTIONS = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)]


class Hexagon:
    """Cells of a hexagonal board with `side` cells along each edge."""

    def __init__(self, side):
        self.places = []
        for row in range(1 - side, side):
            for column in range(max(1 - side, 1 - side - row), min(side, side - row)):
                self.places.append((column, row))
        index_of = {place: index for index, place in enumerate(self.places)}
        self.neighbours = []
        for column, row in self.places:
            near = [(column + right, row + down) for right, down in DIRECTIONS]
            self.neighbours.append([index_of[place] for place in near if place in index_of])

    def __len__(self):
        return len(self.places)


class Puzzle:
    def __init__(self, hexagon, counts, hints):
        self.hexagon = hexagon
        self.counts = counts
        self.hints = hints


class Contradiction(Exception):
    pass


class State:
    """What may still lie on each cell."""

    def __init__(self, cells):
        self.cells = cells

    def clone(self):
        return State([cell[:] for cell in self.cells])

    def remove(self, index, tile):
        """Rules a tile out; says whether that was news."""
        cell = self.cells[index]
        if tile not in cell:
            return False
        if len(cell) == 1:
            raise Contradiction
        cell.remove(tile)
        return True

    def decide(self, index, tile):
        cell = self.cells[index]
        if tile not in cell:
            raise Contradiction
        if len(cell) == 1:
            return False
        self.cells[index] = [tile]
        return True

    def is_solved(self):
        return all(len(cell) == 1 for cell in self.cells)


class Solver:
    def __init__(self, puzzle):
        self.puzzle = puzzle
        self.steps = 0

    def start(self):
        tiles = [tile for tile, count in enumerate(self.puzzle.counts) if count]
        state = State([tiles[:] for _ in range(len(self.puzzle.hexagon))])
        for index, tile in self.puzzle.hints:
            state.decide(index, tile)
        return state

    def look_around(self, state):
        """Compares each cell with its neighbours; says whether anything was learned."""
        news = False
        cells = state.cells
        for index, near in enumerate(self.puzzle.hexagon.neighbours):
            covered = unknown = 0
            for other in near:
                cell = cells[other]
                if EMPTY not in cell:
                    covered += 1
                elif len(cell) > 1:
                    unknown += 1
            for tile in cells[index][:]:
                if tile != EMPTY and not covered <= tile <= covered + unknown:
                    news |= state.remove(index, tile)
            if len(cells[index]) == 1 and unknown:
                tile = cells[index][0]
                if tile == EMPTY:
                    continue
                if tile == covered:
                    for other in near:
                        if EMPTY in cells[other]:
                            news |= state.decide(other, EMPTY)
                elif tile == covered + unknown:
                    for other in near:
                        if len(cells[other]) > 1:
                            news |= state.remove(other, EMPTY)
        return news

    def count_tiles(self, state):
        """Compares the tiles of each number with the cells that can hold them."""
        news = False
        for tile, count in enumerate(self.puzzle.counts):
            if not count:
                continue
            fixed = 0
            possible = []
            for index, cell in enumerate(state.cells):
                if tile in cell:
                    if len(cell) == 1:
                        fixed += 1
                    else:
                        possible.append(index)
            if fixed > count or fixed + len(possible) < count:
                raise Contradiction
            if possible and fixed == count:
                for index in possible:
                    news |= state.remove(index, tile)
            elif possible and fixed + len(possible) == count:
                for index in possible:
                    news |= state.decide(index, tile)
        return news

    def propagate(self, state):
        while self.look_around(state) or self.count_tiles(state):
            pass

    def choose(self, state):
        """The open cell that has the most decided neighbours, and of those the fewest choices."""
        best = None
        best_rank = None
        for index, near in enumerate(self.puzzle.hexagon.neighbours):
            cell = state.cells[index]
            if len(cell) > 1:
                decided = sum(1 for other in near if len(state.cells[other]) == 1)
                rank = (6 - len(near) + decided, -len(cell))
                if best_rank is None or rank > best_rank:
                    best, best_rank = index, rank
        return best

    def search(self, state):
        """Returns a solved state, or None."""
        self.steps += 1
        try:
            self.propagate(state)
        except Contradiction:
            return None
        if state.is_solved():
            return state
        index = self.choose(state)
        for tile in reversed(state.cells[index]):
            trial = state.clone()
            trial.decide(index, tile)
            solved = self.search(trial)
            if solved is not None:
                return solved
        return None

    def solve(self):
        return self.search(self.start())


def make_puzzle(side, seed, share, hints):
    """Covers a share of the cells by chance and counts the numbers that belong on them."""
    hexagon = Hexagon(side)
    covered = []
    state = seed
    for _ in range(len(hexagon)):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        covered.append((state >> 16) % 100 < share)
    tiles = []
    for index, near in enumerate(hexagon.neighbours):
        tiles.append(sum(covered[other] for other in near) if covered[index] else EMPTY)
    counts = [tiles.count(tile) for tile in range(8)]
    return Puzzle(hexagon, counts, [(index, tiles[index]) for index in range(hints, len(hexagon), 7)])


def is_right(puzzle, tiles):
    for index, near in enumerate(puzzle.hexagon.neighbours):
        if tiles[index] != EMPTY and tiles[index] != sum(tiles[other] != EMPTY for other in near):
            return False
    return [tiles.count(tile) for tile in range(8)] == puzzle.counts


LEVELS = [(3, 11, 60, 0), (3, 29, 70, 2), (4, 5, 55, 1), (4, 17, 65, 3), (4, 23, 75, 0)]


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    checksum = steps = 0
    for _ in range(size):
        for level in LEVELS:
            puzzle = make_puzzle(*level)
            solver = Solver(puzzle)
            solved = solver.solve()
            tiles = [cell[0] for cell in solved.cells]
            if not is_right(puzzle, tiles):
                raise AssertionError(f"level {level} is solved wrongly")
            for tile in tiles:
                checksum = (checksum * 9 + tile) % 1_000_000_007
            steps += solver.steps
    print(f"hexiom {steps} {checksum}")


if __name__ == "__main__":
    main()
