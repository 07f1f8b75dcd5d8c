"""A module that asks for its specification while it is loaded."""

name, parent = __spec__.name, __spec__.parent
loaded_by = __loader__.name
data = __spec__.loader.get_data(__file__)[:15]
