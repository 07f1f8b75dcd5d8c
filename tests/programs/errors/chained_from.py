# raise … from prints the direct cause first.
class ConfigError(Exception):
    pass


def read(values, key):
    return values[key]


def load():
    try:
        return read({}, "port")
    except KeyError as error:
        raise ConfigError("no port given") from error


def start():
    try:
        load()
    except ConfigError as error:
        raise SystemError("cannot start") from error


start()
