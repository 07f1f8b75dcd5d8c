# Notes follow the message.
try:
    try:
        {}["k"]
    except KeyError as error:
        error.add_note("while reading the settings")
        error.add_note("two\nlines")
        raise
except KeyError as error:
    other = ValueError("multi\nline message")
    other.add_note("note of the other")
    raise other from error
