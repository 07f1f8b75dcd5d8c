# Frames of imported modules are shown; those of the import machinery are not.
print("importing")
from modules import broken
