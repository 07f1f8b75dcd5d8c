"""Sun and four giant planets under gravity: float arithmetic on list items.

Usage: nbody.py [size, default 10]
"""

import math
import sys

DAYS = 365.24
SOLAR_MASS = 4.0 * math.pi * math.pi
STEP = 0.01

# x, y, z in astronomical units; velocities in units a day; mass in suns.
BODIES = [
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    [4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609],
    [8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411480, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812],
    [12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298],
    [15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451],
]


def make_bodies():
    """Fresh bodies in years instead of days, with the whole at rest."""
    bodies = []
    for x, y, z, vx, vy, vz, mass in BODIES:
        bodies.append([x, y, z, vx * DAYS, vy * DAYS, vz * DAYS, mass * SOLAR_MASS])
    sun = bodies[0]
    for axis in (3, 4, 5):
        sun[axis] = -sum(body[axis] * body[6] for body in bodies) / SOLAR_MASS
    return bodies


def pairs_of(bodies):
    return [(one, other) for index, one in enumerate(bodies) for other in bodies[index + 1 :]]


def advance(bodies, pairs, steps):
    for _ in range(steps):
        for one, other in pairs:
            dx = one[0] - other[0]
            dy = one[1] - other[1]
            dz = one[2] - other[2]
            square = dx * dx + dy * dy + dz * dz
            pull = STEP / (square * math.sqrt(square))
            towards_other = other[6] * pull
            towards_one = one[6] * pull
            one[3] -= dx * towards_other
            one[4] -= dy * towards_other
            one[5] -= dz * towards_other
            other[3] += dx * towards_one
            other[4] += dy * towards_one
            other[5] += dz * towards_one
        for body in bodies:
            body[0] += STEP * body[3]
            body[1] += STEP * body[4]
            body[2] += STEP * body[5]


def energy(bodies, pairs):
    total = 0.0
    for _, _, _, vx, vy, vz, mass in bodies:
        total += 0.5 * mass * (vx * vx + vy * vy + vz * vz)
    for one, other in pairs:
        dx = one[0] - other[0]
        dy = one[1] - other[1]
        dz = one[2] - other[2]
        total -= one[6] * other[6] / math.sqrt(dx * dx + dy * dy + dz * dz)
    return total


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    bodies = make_bodies()
    pairs = pairs_of(bodies)
    before = energy(bodies, pairs)
    advance(bodies, pairs, 24_000 * size)
    print(f"nbody {before:.9f} {energy(bodies, pairs):.9f}")


if __name__ == "__main__":
    main()
