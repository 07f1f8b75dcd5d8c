"""Many points in space, normalised, then their maximum: object creation and float methods.

Usage: float_points.py [size, default 10]
"""

import math
import sys


class Point:
    __slots__ = ("x", "y", "z")

    def __init__(self, index):
        self.x = x = math.sin(index)
        self.y = math.cos(index) * 3.0
        self.z = x * x / 2.0

    def normalise(self):
        x, y, z = self.x, self.y, self.z
        norm = math.sqrt(x * x + y * y + z * z)
        self.x = x / norm
        self.y = y / norm
        self.z = z / norm

    def maximum(self, other):
        self.x = self.x if self.x > other.x else other.x
        self.y = self.y if self.y > other.y else other.y
        self.z = self.z if self.z > other.z else other.z
        return self


def largest(points):
    most = points[0]
    for point in points[1:]:
        most = most.maximum(point)
    return most


def run_once(count):
    points = [Point(index) for index in range(count)]
    for point in points:
        point.normalise()
    return largest(points)


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    for _ in range(size):
        most = run_once(130_000)
    print(f"float_points {most.x:.6f} {most.y:.6f} {most.z:.6f}")


if __name__ == "__main__":
    main()
