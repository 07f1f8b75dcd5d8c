"""What site adds to the built-in names."""

import builtins
print(repr(exit), repr(quit), repr(help))
print([n for n in ("exit", "quit", "copyright", "credits", "license", "help") if hasattr(builtins, n)])
try: exit(3)
except SystemExit as e: print(e.code)
try: quit()
except SystemExit as e: print(e.code)
try: exit(code="x")
except SystemExit as e: print(e.code)
try: exit(1, 2)
except TypeError: print("TypeError")
