"""A recursive ray tracer: vector classes, polymorphic shapes, many small objects.

Spheres over a chequered plane, lit by two lamps, with shadows and mirrors.

Usage: raytrace.py [size, default 10]
"""

import math
import sys

NEAR = 1e-6


class Vec:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y, self.z - other.z)

    def __neg__(self):
        return Vec(-self.x, -self.y, -self.z)

    def scaled(self, factor):
        return Vec(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def cross(self, other):
        return Vec(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    def length(self):
        return math.sqrt(self.dot(self))

    def unit(self):
        return self.scaled(1.0 / self.length())

    def mirrored(self, normal):
        return self - normal.scaled(2.0 * self.dot(normal))


class Ray:
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction.unit()

    def at(self, distance):
        return self.origin + self.direction.scaled(distance)


class Sphere:
    def __init__(self, centre, radius, surface):
        self.centre = centre
        self.radius = radius
        self.surface = surface

    def distance(self, ray):
        """How far along the ray the nearest hit is, or None."""
        to_centre = self.centre - ray.origin
        middle = to_centre.dot(ray.direction)
        rest = self.radius * self.radius - to_centre.dot(to_centre) + middle * middle
        if rest < 0.0:
            return None
        root = math.sqrt(rest)
        if middle - root > NEAR:
            return middle - root
        if middle + root > NEAR:
            return middle + root
        return None

    def normal(self, point):
        return (point - self.centre).unit()


class Plane:
    def __init__(self, height, surface):
        self.height = height
        self.surface = surface
        self.up = Vec(0.0, 1.0, 0.0)

    def distance(self, ray):
        fall = ray.direction.y
        if -NEAR < fall < NEAR:
            return None
        distance = (self.height - ray.origin.y) / fall
        return distance if distance > NEAR else None

    def normal(self, point):
        return self.up


class Plain:
    """A surface of one colour."""

    def __init__(self, colour, shine=0.2):
        self.colour = colour
        self.shine = shine

    def colour_at(self, point):
        return self.colour


class Chequered(Plain):
    """A surface of two colours in squares."""

    def __init__(self, colour, other, side, shine=0.1):
        super().__init__(colour, shine)
        self.other = other
        self.side = side

    def colour_at(self, point):
        squares = math.floor(point.x / self.side) + math.floor(point.z / self.side)
        return self.other if squares % 2 else self.colour


class Scene:
    def __init__(self, shapes, lamps):
        self.shapes = shapes
        self.lamps = lamps

    def nearest(self, ray):
        best = None
        best_distance = 1e30
        for shape in self.shapes:
            distance = shape.distance(ray)
            if distance is not None and distance < best_distance:
                best = shape
                best_distance = distance
        return best, best_distance

    def lit(self, point, lamp):
        """Whether nothing stands between the point and the lamp."""
        way = lamp - point
        far = way.length()
        ray = Ray(point, way)
        for shape in self.shapes:
            distance = shape.distance(ray)
            if distance is not None and distance < far:
                return False
        return True

    def colour(self, ray, depth):
        shape, distance = self.nearest(ray)
        if shape is None:
            sky = 0.5 + 0.5 * ray.direction.y
            return (0.3 * sky, 0.4 * sky, 0.8 * sky)
        point = ray.at(distance)
        normal = shape.normal(point)
        surface = shape.surface
        light = 0.15
        for lamp in self.lamps:
            if self.lit(point, lamp):
                light += 0.5 * max(0.0, (lamp - point).unit().dot(normal))
        red, green, blue = surface.colour_at(point)
        if depth > 0 and surface.shine > 0.0:
            mirrored = Ray(point, ray.direction.mirrored(normal))
            other_red, other_green, other_blue = self.colour(mirrored, depth - 1)
            shine = surface.shine
            return (
                red * light * (1.0 - shine) + other_red * shine,
                green * light * (1.0 - shine) + other_green * shine,
                blue * light * (1.0 - shine) + other_blue * shine,
            )
        return (red * light, green * light, blue * light)


def render(scene, eye, target, width, height):
    """Yields the rows of the picture, three bytes a pixel."""
    forward = (target - eye).unit()
    right = forward.cross(Vec(0.0, 1.0, 0.0)).unit()
    up = right.cross(forward)
    for row in range(height):
        pixels = []
        for column in range(width):
            sideways = right.scaled((column - width / 2.0) / width)
            upwards = up.scaled((height / 2.0 - row) / width)
            for part in scene.colour(Ray(eye, forward + sideways + upwards), 3):
                pixels.append(min(255, int(part * 255.0)))
        yield pixels


def make_scene():
    shapes = [Plane(-1.0, Chequered((0.9, 0.9, 0.9), (0.1, 0.1, 0.1), 1.5))]
    for index in range(6):
        centre = Vec(index * 1.4 - 3.5, (index * index % 3) * 0.5, 4.0 + index % 2 * 1.7)
        colour = (0.3 + 0.1 * index, 0.9 - 0.12 * index, 0.2 + 0.15 * (index % 4))
        shapes.append(Sphere(centre, 0.75, Plain(colour, 0.35)))
    return Scene(shapes, [Vec(-4.0, 6.0, -2.0), Vec(5.0, 8.0, 1.0)])


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    scene = make_scene()
    checksum = 0
    for turn in range(size):
        eye = Vec(0.1 * turn, 1.2, -4.0)
        for row in render(scene, eye, Vec(0.0, 0.3, 4.0), 80, 54):
            # An eighth of the range a step: a last bit lost in a float changes nothing.
            checksum += sum(part // 32 for part in row)
    print(f"raytrace {checksum}")


if __name__ == "__main__":
    main()
