# sys.exit with a number, inside try/finally.
import sys

try:
    try:
        sys.exit(3)
    except Exception:
        print("never: SystemExit is no Exception")
    finally:
        print("finally runs")
except SystemExit as error:
    print("code", error.code, error.args)
for code in (None, 0, 5, "text", (1, 2)):
    try:
        sys.exit(code)
    except SystemExit as error:
        print(repr(error.code), repr(error))
print("leaving")
sys.exit(42)
