# The nearest of the library's modules is named.
import colections
