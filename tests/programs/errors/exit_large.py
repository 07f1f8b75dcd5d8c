# Exit codes wrap to a byte.
import sys

sys.exit(256 + 7)
