# Coroutines by generator: a lexer, a state machine and a pipeline that push values with send.
def consumer(function):
    def start(*args, **kwargs):
        g = function(*args, **kwargs)
        next(g)
        return g

    return start


@consumer
def printer(prefix):
    try:
        while True:
            item = yield
            print(prefix, item)
    except GeneratorExit:
        print(prefix, "closed")


@consumer
def filtered(test, target):
    try:
        while True:
            item = yield
            if test(item):
                target.send(item)
    finally:
        target.close()


@consumer
def broadcast(*targets):
    count = 0
    while True:
        try:
            item = yield count
        except ValueError as error:
            item = f"error {error}"
        count += 1
        for target in targets:
            target.send(item)


pipe = broadcast(printer("all:"), filtered(lambda s: len(s) > 3, printer("long:")))
print(pipe.send("abc"), pipe.send("abcdef"), pipe.throw(ValueError("x")))
pipe.close()
del pipe


def traffic_light():
    state, log = "red", []
    transitions = {"red": "green", "green": "yellow", "yellow": "red"}
    while True:
        command = yield state
        match command:
            case None | "next":
                state = transitions[state]
            case ("set", value) if value in transitions:
                state = value
            case "stop":
                return log
            case other:
                raise ValueError(f"bad command {other!r}")
        log.append(state)


light = traffic_light()
print([next(light)] + [light.send(c) for c in (None, "next", ("set", "green"))])
try:
    light.send("stop")
except StopIteration as stop:
    print(stop.value)
light = traffic_light()
next(light)
try:
    light.send(("set", "blue"))
except ValueError as error:
    print(error)
try:
    next(light)
except StopIteration:
    print("finished")


def chunks(text):
    word = ""
    for c in text + " ":
        if c == " ":
            if word:
                yield word
            word = ""
        else:
            word += c


def numbered(words):
    yield from ((n, w) for n, w in enumerate(words, 1) if w)
    return "all numbered"


def report(words):
    summary = yield from numbered(words)
    yield summary


print(list(report(chunks(" a bc  def "))))


def interleave(*iterables):
    active = [iter(i) for i in iterables]
    while active:
        for it in active[:]:
            try:
                yield next(it)
            except StopIteration:
                active.remove(it)


print(list(interleave("abc", range(2), [])))
