"""The chaos game on a spline: small vector classes, operators and float arithmetic.

A point jumps about; each jump pulls it through a map that follows a piece of a
B-spline curve. Where it lands is counted in an image.

Usage: chaos.py [size, default 10]
"""

import math
import sys


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def length(self):
        return math.sqrt(self.x * self.x + self.y * self.y)

    def towards(self, other, share):
        """The point that lies the given share of the way to the other one."""
        rest = 1.0 - share
        return Vector(self.x * rest + other.x * share, self.y * rest + other.y * share)


class Spline:
    """A B-spline over clamped uniform knots, evaluated by de Boor's scheme."""

    def __init__(self, points, degree=3):
        self.points = points
        self.degree = degree
        inner = len(points) - degree
        self.knots = [0] * degree + list(range(inner + 1)) + [inner] * degree

    def domain(self):
        return self.knots[self.degree], self.knots[len(self.points)]

    def span(self, at):
        """The knot interval that holds the parameter."""
        low, high = self.domain()
        if at >= high:
            return len(self.points) - 1
        return self.degree + int(at - low)

    def __call__(self, at):
        degree = self.degree
        span = self.span(at)
        knots = self.knots
        near = [self.points[span - degree + index] for index in range(degree + 1)]
        for level in range(1, degree + 1):
            for index in range(degree, level - 1, -1):
                left = knots[span - degree + index]
                right = knots[span + 1 + index - level]
                near[index] = near[index - 1].towards(near[index], (at - left) / (right - left))
        return near[degree]


class Dice:
    """A linear congruential generator, so that every runtime plays the same game."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return self.state / 2147483648.0


class ChaosGame:
    def __init__(self, splines, thickness):
        self.splines = splines
        self.thickness = thickness
        points = [spline(at / 50.0 * spline.domain()[1]) for spline in splines for at in range(51)]
        self.low = Vector(min(point.x for point in points), min(point.y for point in points))
        self.high = Vector(max(point.x for point in points), max(point.y for point in points))
        self.lengths = [self.curve_length(spline) for spline in splines]
        self.total = sum(self.lengths)

    @staticmethod
    def curve_length(spline):
        end = spline.domain()[1]
        length = 0.0
        before = spline(0.0)
        for step in range(1, 200):
            here = spline(step / 199.0 * end)
            length += (here - before).length()
            before = here
        return length

    def pick(self, dice):
        """Chooses a spline in proportion to its length."""
        target = dice.next() * self.total
        for index, length in enumerate(self.lengths):
            if target <= length:
                return self.splines[index]
            target -= length
        return self.splines[-1]

    def jump(self, point, dice):
        along = (point.x - self.low.x) / (self.high.x - self.low.x)
        across = (point.y - self.low.y) / (self.high.y - self.low.y)
        spline = self.pick(dice)
        end = spline.domain()[1]
        at = along * end
        here = spline(at)
        step = 1.0 / 50000.0
        tangent = spline(at + step) - here if at + step < end else here - spline(at - step)
        length = tangent.length()
        if length == 0.0:
            return here
        normal = Vector(-tangent.y, tangent.x) * (1.0 / length)
        return self.clip(here + normal * ((across - 0.5) * self.thickness))

    def clip(self, point):
        x = min(max(point.x, self.low.x), self.high.x)
        y = min(max(point.y, self.low.y), self.high.y)
        return Vector(x, y)

    def play(self, jumps, width, height):
        """Returns an image of how often the point fell on each pixel."""
        image = [[0] * width for _ in range(height)]
        dice = Dice(1234)
        point = Vector((self.low.x + self.high.x) / 2.0, (self.low.y + self.high.y) / 2.0)
        x_scale = (width - 1) / (self.high.x - self.low.x)
        y_scale = (height - 1) / (self.high.y - self.low.y)
        for _ in range(jumps):
            point = self.jump(point, dice)
            column = int((point.x - self.low.x) * x_scale)
            row = int((point.y - self.low.y) * y_scale)
            image[row][column] += 1
        return image


def make_game():
    wave = [(0.2, 1.5), (0.9, 2.9), (1.8, 2.6), (2.1, 1.1), (2.9, 0.6), (3.8, 1.7)]
    hook = [(0.5, 0.3), (1.2, 0.1), (1.9, 0.8), (1.6, 1.9), (0.8, 2.2)]
    bow = [(3.9, 2.8), (3.1, 3.3), (2.4, 2.9), (2.6, 2.0)]
    return ChaosGame([Spline([Vector(x, y) for x, y in points]) for points in (wave, hook, bow)], 0.35)


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    image = make_game().play(12_000 * size, 96, 64)
    checksum = 0
    for row in image:
        for count in row:
            checksum = (checksum * 31 + count) % 1_000_000_007
    print(f"chaos {sum(map(sum, image))} {checksum}")


if __name__ == "__main__":
    main()
