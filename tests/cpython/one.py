"""Runs one of CPython's test modules and writes what came of each test method: `one.py MODULE RESULT`."""

import importlib
import json
import sys
import traceback
import unittest


class Result(unittest.TestResult):
    """Notes an outcome for each test method: the worst of its subtests."""

    RANK = {"passed": 0, "skipped": 1, "failed": 2, "error": 3}

    def __init__(self, file):
        super().__init__()
        self.file = file
        self.outcomes = {}
        self.why = {}

    def note(self, test, outcome, why=""):
        name = test.id()
        if self.RANK[outcome] >= self.RANK[self.outcomes.get(name, "passed")]:
            self.outcomes[name] = outcome
            if why:
                self.why[name] = why

    def startTest(self, test):
        super().startTest(test)
        # A process that dies says in which test.
        self.file.write(json.dumps(["running", test.id()]) + "\n")
        self.file.flush()

    def stopTest(self, test):
        super().stopTest(test)
        name = test.id()
        self.file.write(json.dumps([self.outcomes.setdefault(name, "passed"), name, self.why.get(name, "")]) + "\n")
        self.file.flush()

    def addFailure(self, test, err):
        self.note(test, "failed", self.last(err))

    def addError(self, test, err):
        self.note(test, "error", self.last(err))
        if not isinstance(test, unittest.TestCase):
            # A fixture of a class or module: none of its tests will run.
            self.file.write(json.dumps(["error", test.id(), self.why.get(test.id(), "")]) + "\n")

    def addSkip(self, test, reason):
        self.note(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        self.note(test, "passed")

    def addUnexpectedSuccess(self, test):
        self.note(test, "failed", "unexpected success")

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note(test, "failed" if issubclass(err[0], test.failureException) else "error", self.last(err))

    def last(self, err):
        try:
            line = traceback.format_exception_only(err[0], err[1])[-1].strip()
            places = traceback.extract_tb(err[2])
            return f"{line[:200]}  [{places[-1].name}:{places[-1].lineno}]" if places else line[:200]
        except Exception:
            return err[0].__name__


def main():
    name, path = sys.argv[1:3]
    sys.argv[1:] = []
    with open(path, "w", encoding="utf-8") as file:
        module = importlib.import_module(name)
        tests = unittest.defaultTestLoader.loadTestsFromModule(module)
        file.write(json.dumps(["found", tests.countTestCases()]) + "\n")
        tests.run(Result(file))
        file.write(json.dumps(["done"]) + "\n")


if __name__ == "__main__":
    main()
