"""An incremental solver of one-way constraints: class hierarchies, polymorphic calls, lists.

After the DeltaBlue algorithm of Freeman-Benson, Maloney and Borning. Every
constraint has a strength; when they conflict, the strongest win. A plan is the
order in which the methods of the satisfied constraints must run.

Usage: deltablue.py [size, default 10]
"""

import sys


class Strength:
    """A rank; rank 0 is the strongest."""

    def __init__(self, rank, name):
        self.rank = rank
        self.name = name

    def stronger_than(self, other):
        return self.rank < other.rank

    def weaker_than(self, other):
        return self.rank > other.rank

    def weaker_of(self, other):
        return self if self.rank > other.rank else other

    def next_weaker(self):
        return STRENGTHS[self.rank + 1]


STRENGTHS = [
    Strength(rank, name)
    for rank, name in enumerate(["required", "strong preferred", "preferred", "strong default", "default", "weak default", "weakest"])
]
REQUIRED, STRONG_PREFERRED, PREFERRED, STRONG_DEFAULT, DEFAULT, WEAK_DEFAULT, WEAKEST = STRENGTHS

NONE, FORWARD, BACKWARD = range(3)


class Variable:
    """A value, the constraints on it, and the one that determines it now."""

    def __init__(self, name, value=0):
        self.name = name
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.strength = WEAKEST
        self.stays = True
        self.mark = 0

    def add(self, constraint):
        self.constraints.append(constraint)

    def remove(self, constraint):
        self.constraints.remove(constraint)
        if self.determined_by is constraint:
            self.determined_by = None


class Constraint:
    def __init__(self, planner, strength):
        self.planner = planner
        self.strength = strength

    def post(self):
        """Enters the constraint into the graph and has it satisfied if it can be."""
        self.enter()
        self.planner.incremental_add(self)

    def retract(self):
        if self.is_satisfied():
            self.planner.incremental_remove(self)
        else:
            self.leave()

    def is_input(self):
        return False

    def satisfy(self, mark):
        """Tries to enforce the constraint; returns the constraint that it pushed aside."""
        self.choose_method(mark)
        if not self.is_satisfied():
            if self.strength is REQUIRED:
                raise ValueError("a required constraint cannot be satisfied")
            return None
        self.mark_inputs(mark)
        out = self.output()
        pushed_aside = out.determined_by
        if pushed_aside is not None:
            pushed_aside.unsatisfy()
        out.determined_by = self
        if not self.planner.propagate(self, mark):
            raise ValueError("a cycle of constraints")
        out.mark = mark
        return pushed_aside


class UnaryConstraint(Constraint):
    """A constraint on one variable."""

    def __init__(self, planner, variable, strength):
        super().__init__(planner, strength)
        self.variable = variable
        self.satisfied = False
        self.post()

    def enter(self):
        self.variable.add(self)
        self.satisfied = False

    def leave(self):
        self.variable.remove(self)
        self.satisfied = False

    def choose_method(self, mark):
        out = self.variable
        self.satisfied = out.mark != mark and self.strength.stronger_than(out.strength)

    def is_satisfied(self):
        return self.satisfied

    def unsatisfy(self):
        self.satisfied = False

    def mark_inputs(self, mark):
        pass

    def inputs_known(self, mark):
        return True

    def output(self):
        return self.variable

    def recalculate(self):
        out = self.variable
        out.strength = self.strength
        out.stays = not self.is_input()
        if out.stays:
            self.execute()

    def execute(self):
        pass


class StayConstraint(UnaryConstraint):
    """The variable should keep its value."""


class EditConstraint(UnaryConstraint):
    """The variable is set from outside."""

    def is_input(self):
        return True


class BinaryConstraint(Constraint):
    """A constraint that can compute either of two variables from the other."""

    def __init__(self, planner, first, second, strength):
        super().__init__(planner, strength)
        self.first = first
        self.second = second
        self.direction = NONE
        self.post()

    def enter(self):
        self.first.add(self)
        self.second.add(self)
        self.direction = NONE

    def leave(self):
        self.first.remove(self)
        self.second.remove(self)
        self.direction = NONE

    def choose_method(self, mark):
        first, second, strength = self.first, self.second, self.strength
        self.direction = NONE
        if first.mark == mark:
            if second.mark != mark and strength.stronger_than(second.strength):
                self.direction = FORWARD
        elif second.mark == mark:
            if strength.stronger_than(first.strength):
                self.direction = BACKWARD
        elif first.strength.weaker_than(second.strength):
            if strength.stronger_than(first.strength):
                self.direction = BACKWARD
        elif strength.stronger_than(second.strength):
            self.direction = FORWARD

    def is_satisfied(self):
        return self.direction != NONE

    def unsatisfy(self):
        self.direction = NONE

    def input(self):
        return self.first if self.direction == FORWARD else self.second

    def output(self):
        return self.second if self.direction == FORWARD else self.first

    def mark_inputs(self, mark):
        self.input().mark = mark

    def inputs_known(self, mark):
        source = self.input()
        return source.mark == mark or source.stays or source.determined_by is None

    def recalculate(self):
        source, out = self.input(), self.output()
        out.strength = self.strength.weaker_of(source.strength)
        out.stays = source.stays
        if out.stays:
            self.execute()


class EqualityConstraint(BinaryConstraint):
    """Both variables have the same value."""

    def execute(self):
        self.output().value = self.input().value


class ScaleConstraint(BinaryConstraint):
    """The second variable is the first, scaled and shifted by two more that are only read."""

    def __init__(self, planner, first, scale, offset, second, strength):
        self.scale = scale
        self.offset = offset
        super().__init__(planner, first, second, strength)

    def enter(self):
        super().enter()
        self.scale.add(self)
        self.offset.add(self)

    def leave(self):
        super().leave()
        self.scale.remove(self)
        self.offset.remove(self)

    def mark_inputs(self, mark):
        super().mark_inputs(mark)
        self.scale.mark = mark
        self.offset.mark = mark

    def execute(self):
        if self.direction == FORWARD:
            self.second.value = self.first.value * self.scale.value + self.offset.value
        else:
            self.first.value = (self.second.value - self.offset.value) // self.scale.value

    def recalculate(self):
        source, out = self.input(), self.output()
        out.strength = self.strength.weaker_of(source.strength)
        out.stays = source.stays and self.scale.stays and self.offset.stays
        if out.stays:
            self.execute()


class Planner:
    def __init__(self):
        self.last_mark = 0

    def new_mark(self):
        self.last_mark += 1
        return self.last_mark

    def incremental_add(self, constraint):
        mark = self.new_mark()
        pushed_aside = constraint.satisfy(mark)
        while pushed_aside is not None:
            pushed_aside = pushed_aside.satisfy(mark)

    def incremental_remove(self, constraint):
        out = constraint.output()
        constraint.unsatisfy()
        constraint.leave()
        loose = self.loosen(out)
        strength = REQUIRED
        while True:
            for candidate in loose:
                if candidate.strength is strength:
                    self.incremental_add(candidate)
            if strength is WEAKEST:
                break
            strength = strength.next_weaker()

    def propagate(self, constraint, mark):
        """Recomputes everything downstream; false when that leads back to the start."""
        todo = [constraint]
        while todo:
            current = todo.pop()
            if current.output().mark == mark:
                self.incremental_remove(constraint)
                return False
            current.recalculate()
            self.add_consumers(current.output(), todo)
        return True

    def loosen(self, out):
        """Takes the strength from everything downstream; returns the constraints that may now get their way."""
        out.determined_by = None
        out.strength = WEAKEST
        out.stays = True
        loose = []
        todo = [out]
        while todo:
            variable = todo.pop()
            loose.extend(constraint for constraint in variable.constraints if not constraint.is_satisfied())
            determining = variable.determined_by
            for constraint in variable.constraints:
                if constraint is not determining and constraint.is_satisfied():
                    constraint.recalculate()
                    todo.append(constraint.output())
        return loose

    def make_plan(self, sources):
        mark = self.new_mark()
        plan = []
        todo = sources
        while todo:
            constraint = todo.pop()
            out = constraint.output()
            if out.mark != mark and constraint.inputs_known(mark):
                plan.append(constraint)
                out.mark = mark
                self.add_consumers(out, todo)
        return plan

    def plan_from(self, constraints):
        return self.make_plan([each for each in constraints if each.is_input() and each.is_satisfied()])

    @staticmethod
    def add_consumers(variable, into):
        determining = variable.determined_by
        for constraint in variable.constraints:
            if constraint is not determining and constraint.is_satisfied():
                into.append(constraint)


def execute(plan):
    for constraint in plan:
        constraint.execute()


def change(planner, variable, value):
    edit = EditConstraint(planner, variable, PREFERRED)
    plan = planner.plan_from([edit])
    for _ in range(10):
        variable.value = value
        execute(plan)
    edit.retract()


def chain_test(length):
    """A chain of equalities: editing one end must change the other."""
    planner = Planner()
    variables = [Variable(f"v{index}") for index in range(length + 1)]
    for before, after in zip(variables, variables[1:]):
        EqualityConstraint(planner, before, after, REQUIRED)
    first, last = variables[0], variables[-1]
    StayConstraint(planner, last, STRONG_DEFAULT)
    edit = EditConstraint(planner, first, PREFERRED)
    plan = planner.plan_from([edit])
    total = 0
    for value in range(100):
        first.value = value
        execute(plan)
        if last.value != value:
            raise AssertionError("the chain broke")
        total += last.value
    edit.retract()
    return total


def projection_test(count):
    """Many pairs related by one scale and one offset, edited from every side."""
    planner = Planner()
    scale = Variable("scale", 10)
    offset = Variable("offset", 1000)
    sources, targets = [], []
    for index in range(count):
        source = Variable(f"source{index}", index)
        target = Variable(f"target{index}", index)
        sources.append(source)
        targets.append(target)
        StayConstraint(planner, source, DEFAULT)
        ScaleConstraint(planner, source, scale, offset, target, REQUIRED)
    change(planner, source, 17)
    if target.value != 1170:
        raise AssertionError("forward projection failed")
    change(planner, target, 1050)
    if source.value != 5:
        raise AssertionError("backward projection failed")
    change(planner, scale, 5)
    if any(targets[index].value != index * 5 + 1000 for index in range(count - 1)):
        raise AssertionError("changing the scale failed")
    change(planner, offset, 2000)
    if any(targets[index].value != index * 5 + 2000 for index in range(count - 1)):
        raise AssertionError("changing the offset failed")
    return sum(each.value for each in targets) + sum(each.value for each in sources)


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    checksum = 0
    for turn in range(12 * size):
        length = 400 + turn % 5
        checksum += chain_test(length) + projection_test(length)
    print(f"deltablue {checksum}")


if __name__ == "__main__":
    main()
