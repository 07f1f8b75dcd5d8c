def fine():
    return 1


def wrong(:
    pass
