def __getattr__(name):
    if name.startswith("made_"):
        return name.upper()
    raise AttributeError(f"dynamic has no {name}")


def __dir__():
    return ["b", "a"]
