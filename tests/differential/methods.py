"""Random calls of the methods and functions that are built in, with arguments that mostly fit.

A signature is a line of kinds; `?` marks what may be left out. Kinds are methods of Values, or names of TABLE.
"""

RECEIVERS = {
    "str": "text", "bytes": "bytes", "bytearray": "bytearray", "list": "list", "tuple": "tuple", "dict": "dict", "set": "set", "deque": "deque", "range": "range",
    "int": "integer", "float": "floating", "complex": "compl", "memoryview": "memoryview", "slice": "slice_object",
}  # fmt: skip

STR = """capitalize; casefold; center count char?; count text index? index?; encode encoding? errors?; endswith text_or_tuple index? index?; expandtabs count?;
find text index? index?; index text index? index?; isalnum; isalpha; isascii; isdecimal; isdigit; isidentifier; islower; isnumeric; isprintable; isspace; istitle; isupper;
join texts; ljust count char?; lower; lstrip text?; partition text; removeprefix text; removesuffix text; replace text text count?; rfind text index? index?;
rindex text index? index?; rjust count char?; rpartition text; rsplit sep? count?; rstrip text?; split sep? count?; splitlines bool?; startswith text_or_tuple index? index?;
strip text?; swapcase; title; translate table; upper; zfill count; format any? any?; __contains__ text; __getitem__ index; __mul__ count; __rmul__ count; __add__ text;
__mod__ any; __eq__ text; __lt__ text; __len__; __getnewargs__; __format__ spec; __iter__"""
BYTES = """capitalize; center count byte?; count sub index? index?; decode encoding? errors?; endswith sub_or_tuple index? index?; expandtabs count?; find sub index? index?;
hex byte? count?; index sub index? index?; isalnum; isalpha; isascii; isdigit; islower; isspace; istitle; isupper; join buffers; ljust count byte?; lower; lstrip buffer?;
partition buffer; removeprefix buffer; removesuffix buffer; replace buffer buffer count?; rfind sub index? index?; rindex sub index? index?; rjust count byte?;
rpartition buffer; rsplit bsep? count?; rstrip buffer?; split bsep? count?; splitlines bool?; startswith sub_or_tuple index? index?; strip buffer?; swapcase; title;
translate btable buffer?; upper; zfill count; __contains__ sub; __getitem__ index; __mul__ count; __add__ buffer; __mod__ any; __lt__ buffer; __eq__ buffer; __len__; __iter__"""
SIGNATURES = {
    "str": STR,
    "bytes": BYTES + "; fromhex text",
    "bytearray": BYTES + """; append byteint; extend byteints; insert index byteint; pop index?; remove byteint; reverse; clear; copy; fromhex text; __setitem__ index byteint;
        __delitem__ index; __iadd__ buffer; __imul__ count; __setitem__ slice_object buffer; __delitem__ slice_object; resize count; take_bytes count?""",
    "list": """append any; extend iterable; insert index any; pop index?; remove small; reverse; clear; copy; count small; index small index? index?; sort; __getitem__ index;
        __setitem__ index any; __delitem__ index; __getitem__ slice_object; __setitem__ slice_object iterable; __delitem__ slice_object; __add__ any; __iadd__ iterable;
        __mul__ count; __imul__ count; __contains__ any; __eq__ list; __lt__ list; __reversed__; __iter__; __len__""",
    "tuple": """count small; index small index? index?; __getitem__ index; __getitem__ slice_object; __add__ tuple; __mul__ count; __contains__ any; __eq__ tuple; __lt__ tuple;
        __iter__; __len__""",
    "dict": """get hashable any?; pop hashable any?; popitem; setdefault hashable any?; update pairs; update dict; clear; copy; keys; values; items; fromkeys iterable any?;
        __getitem__ hashable; __setitem__ hashable any; __delitem__ hashable; __contains__ hashable; __or__ dict; __ior__ pairs; __eq__ dict; __lt__ dict; __reversed__; __iter__""",
    "set": """add hashable; discard hashable; remove hashable; clear; copy; union iterable? iterable?; intersection iterable? iterable?; difference iterable? iterable?;
        symmetric_difference iterable; update iterable? iterable?; intersection_update iterable? iterable?; difference_update iterable? iterable?;
        symmetric_difference_update iterable; issubset iterable; issuperset iterable; isdisjoint iterable; __and__ any; __or__ set; __sub__ set; __xor__ set; __le__ set;
        __lt__ set; __eq__ any; __contains__ any; __iand__ set; __ior__ any; __isub__ set; __ixor__ set""",
    "deque": """append any; appendleft any; extend iterable; extendleft iterable; pop; popleft; rotate index?; reverse; clear; copy; count small; index small index? index?;
        insert index any; remove small; __getitem__ index; __setitem__ index any; __delitem__ index; __contains__ any; __add__ deque; __iadd__ iterable; __mul__ few;
        __imul__ few; __eq__ deque; __lt__ deque; __reversed__; __iter__; __getitem__ slice_object""",
    "range": """count integer; index integer; __getitem__ index; __getitem__ slice_object; __contains__ number; __eq__ range; __len__; __lt__ range; __bool__; __reversed__""",
    "int": """bit_length; bit_count; conjugate; to_bytes length? order?; as_integer_ratio; is_integer; from_bytes byteints order?; __add__ number; __sub__ number; __mul__ number;
        __floordiv__ number; __mod__ number; __truediv__ number; __divmod__ number; __rdivmod__ number; __and__ integer; __or__ integer; __xor__ integer; __rshift__ count;
        __neg__; __invert__; __abs__; __round__ small?; __trunc__; __floor__; __ceil__; __index__; __float__; __bool__; __hash__; __format__ spec; __eq__ number; __lt__ number;
        __pow__ count3; __pow__ integer integer; __rsub__ number; __rfloordiv__ number; __lshift__ count3""",
    "float": """as_integer_ratio; conjugate; fromhex hexfloat; hex; is_integer; __add__ number; __sub__ number; __mul__ number; __floordiv__ number; __mod__ number;
        __truediv__ number; __divmod__ number; __pow__ number; __rpow__ number; __rmod__ number; __round__ small?; __trunc__; __floor__; __ceil__; __int__; __bool__; __hash__;
        __format__ spec; __eq__ number; __lt__ number; __neg__; __abs__; from_number number""",
    "complex": """conjugate; __add__ number; __sub__ number; __mul__ number; __truediv__ number; __pow__ small_number; __abs__; __bool__; __hash__; __format__ spec; __eq__ number;
        __lt__ number; __neg__; __complex__; from_number number""",
    "memoryview": """tobytes order2?; tolist; hex byte? count?; cast format; cast format shape; release; toreadonly; __getitem__ index; __getitem__ slice_object; __setitem__ index byteint;
        __setitem__ slice_object buffer; __len__; __eq__ buffer; __contains__ byteint; count byteint; index byteint index? index?; __iter__; __reversed__""",
    "slice": """indices count; __eq__ slice_object; __lt__ slice_object; __repr__""",
}  # fmt: skip
MUTABLE = {"bytearray", "list", "dict", "set", "deque", "memoryview"}
FUNCTIONS = """abs number; all iterable; any iterable; ascii any; bin integer; bool any; bytearray byteints?; bytes byteints?; bytes text encoding errors?; callable any; chr integer;
chr small; complex number? number?; complex text; dict pairs?; dict dict; divmod number number; enumerate iterable small?; float number; float text; float buffer; format any spec;
frozenset iterable?; hash integer; hash floating; hash compl; hex integer; int number; int text; int text base; int buffer; int any; isinstance any typ; issubclass typ typ; iter any;
len any; list iterable?; map fn iterable; max iterable; max number number; min iterable; min any any; next iterable any?; oct integer; ord char; ord byte; pow integer count3; pow floating number;
pow integer integer integer; pow small count3 integer; range count count? count?; range integer integer? integer?; repr any; reversed any; round number; round number small; set iterable?; slice index index? index?;
sorted iterable; str any; str buffer encoding errors?; sum numbers; sum numbers number; sum lists list; tuple iterable?; type any; zip iterable iterable; filter fn iterable; memoryview any;
getattr any name any?; hasattr any name; float.fromhex hexfloat; int.from_bytes byteints order; str.maketrans any any? any?; bytes.maketrans buffer buffer; bytes.fromhex text;
dict.fromkeys iterable any?; deque iterable count?; complex.from_number number; float.from_number number; zip iterable iterable iterable; collections.Counter iterable;
collections.OrderedDict pairs; enumerate iterable number"""
KEYWORDS = """sorted(X, key=F); sorted(X, reverse=B); sorted(X, key=F, reverse=B); max(X, key=F); max(X, default=A); min(X, key=F, default=A); sum(N, start=A); int(T, base=C);
zip(X, X, strict=B); enumerate(X, start=C); 'a'.split(maxsplit=C); T.split(sep=T, maxsplit=C); T.replace(T, T, count=C); T.splitlines(keepends=B); T.encode(errors='ignore');
round(number=D, ndigits=C); pow(base=C, exp=C, mod=C); print(X, sep=T, end=T); print(A, A, sep=A); dict(X, a=A, b=A); str(object=A); bytes(source=X); list(iterable=X); T.format(A, A, a=A);
T.format_map({'a': A}); X.sort(key=F); X.sort(reverse=B); X.sort(A); int(x=A); float(x=A); T.strip(chars=T); B.join(X); range(stop=C); reversed(sequence=X); tuple(iterable=X);
map(F, X, X); map(F, X, X, strict=B); filter(None, X); filter(F, X); T.expandtabs(tabsize=C); bytes(T, encoding='latin-1', errors='replace'); complex(real=D, imag=D); complex(imag=A);
divmod(a=C, b=C); isinstance(A, (int, str)); issubclass(int, A); getattr(A, 'a', A); list(X, X); len(A, A); deque(iterable=X, maxlen=C); iter(A, A); next(A); C.to_bytes(length=C, byteorder='big', signed=B);
int.from_bytes(X, byteorder='little', signed=B); bytearray(X).hex(sep=T, bytes_per_sep=C); collections.Counter(X).most_common(C); collections.ChainMap({'a': A}, {'b': A})['b'];
collections.OrderedDict(X).popitem(last=B); dict(**{'a': A}); dict({'a': A}, **{'b': A}); print(*X, sep='-'); '{0[0]}'.format(X); '{0.real}'.format(A); vars(A); type(A)(); type(A)(A)"""


def parse(text):
    return [tuple(part.split()) for part in text.split(";") if part.split()]


PARSED = {name: parse(text) for name, text in SIGNATURES.items()}
PARSED_FUNCTIONS = parse(FUNCTIONS)
PARSED_KEYWORDS = [part.strip() for part in KEYWORDS.split(";") if part.strip()]


def hash_of(call):
    """A call that gives a hash, or whether it does, where it may be another one."""
    # The hash of a NaN is that of its identity, and differs from run to run.
    call = call.replace("'nan'", "'inf'")
    # Hashes of texts are nobody's promise. Those of ASCII are the same under the same key; others are of what a text is kept as.
    # That of `...` is where it lies.
    return call if call.isascii() and "\\" not in call and "..." not in call else f"isinstance({call}, int)"


class Calls:
    """Text of random calls; `v` is a Values."""

    def __init__(self, v):
        self.v = v

    def kind(self, name):
        v = self.v
        pick = v.pick
        if name == "few":
            # CPython goes through all the repetitions of a deque, one by one.
            return str(v.rng.randint(-2, 9))
        if name == "count3":
            # An exponent: no value large enough to compute for long.
            return str(v.rng.randint(-3, 40)) if v.chance(0.9) else pick(["None", "1.5", "'a'", "-1", "True"])
        if name == "small_number":
            return pick([v.small(), v.small(), str(v.rng.uniform(-5, 5)), "(1+2j)", "1j", "0j"])
        if name == "bool":
            return pick(["True", "False", "1", "0", "None", "[]"])
        if name == "encoding":
            return repr(pick(["utf-8", "ascii", "latin-1", "utf-16-le", "utf-32-be", "utf8", "cp1252", "UTF_8", "nope", "utf-7", "idna", "punycode"][: 8 if v.chance(0.9) else 9]))
        if name == "errors":
            return repr(pick(["strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace", "nope"]))
        if name == "text_or_tuple":
            return v.text() if v.chance(0.7) else f"({v.text()}, {v.text()})" if v.chance(0.9) else pick(["()", "('a', 1)", "['a']"])
        if name == "sub_or_tuple":
            return v.buffer() if v.chance(0.7) else f"({v.bytes()}, {v.buffer()})" if v.chance(0.9) else pick(["()", "(b'a', 1)", "'a'"])
        if name in ("sep", "bsep"):
            return "None" if v.chance(0.4) else (v.text() if name == "sep" else v.buffer())
        if name == "texts":
            return "[" + ", ".join(v.text() for _ in range(v.rng.randint(0, 4))) + "]" if v.chance(0.9) else v.iterable()
        if name == "buffers":
            return "[" + ", ".join(v.buffer() for _ in range(v.rng.randint(0, 4))) + "]" if v.chance(0.9) else v.iterable()
        if name == "byte":
            return repr(bytes([v.rng.randrange(256)])) if v.chance(0.8) else pick(["'-'", "b''", "b'ab'", "bytearray(b':')"])
        if name == "byteint":
            return str(v.rng.randrange(256)) if v.chance(0.8) else pick(["256", "-1", "'a'", "True", "1.0", "None", str(2**64)])
        if name == "byteints":
            return v.buffer() if v.chance(0.5) else "[" + ", ".join(str(v.rng.randrange(256)) for _ in range(v.rng.randint(0, 5))) + "]" if v.chance(0.8) else pick([v.count(), v.iterable()])
        if name == "sub":
            return v.buffer() if v.chance(0.7) else self.kind("byteint")
        if name == "table":
            return "{" + ", ".join(f"{ord(v.pick('abcxé H'))}: {pick([v.text(), 'None', '66', '1114112'])}" for _ in range(v.rng.randint(0, 3))) + "}" if v.chance(0.9) else v.any()
        if name == "btable":
            return pick(["None", "bytes(range(255, -1, -1))", "bytes(256)", "b'abc'", "bytes.maketrans(b'abc', b'xyz')"])
        if name == "pairs":
            return v.dict() if v.chance(0.5) else "[" + ", ".join(f"({v.hashable()}, {v.any()})" for _ in range(v.rng.randint(0, 3))) + "]" if v.chance(0.8) else v.iterable()
        if name == "numbers":
            return "[" + ", ".join(v.number() for _ in range(v.rng.randint(0, 5))) + "]"
        if name == "lists":
            return "[" + ", ".join(v.list() for _ in range(v.rng.randint(0, 3))) + "]"
        if name == "length":
            return str(v.rng.randint(0, 40)) if v.chance(0.9) else pick(["-1", "1.0", "None", str(2**65)])
        if name in ("order", "order2"):
            return repr(pick(["big", "little", "big", "middle"] if name == "order" else ["C", "F", "A", "x"]))
        if name == "base":
            return str(v.rng.randint(-1, 38)) if v.chance(0.6) else pick(["0", "2", "8", "10", "16", "36"])
        if name == "hexfloat":
            return repr(pick(["0x1.8p3", "-0x.1p-3", "inf", "nan", "0x1", "1.5", "0x1p2000", " 0x1.fffffffffffffp+1023 ", "0x", "p1", "1e5", "0x0.0000000000001p-1022"]))
        if name == "format":
            return repr(pick("BbcHhIiLlQqfd@?nN"))
        if name == "shape":
            return pick(["[2]", "(1, 2)", "[2, 2]", "[0]", "(3,)", "[-1]", "2"])
        if name == "typ":
            return pick(["int", "str", "float", "bool", "list", "object", "type", "(int, str)", "int | str", "None", "1", "dict", "tuple"])
        if name == "fn":
            return pick(["str", "len", "lambda x: x", "lambda x: (x, 1)", "None", "int", "repr", "bool", "lambda: 0", "lambda x, y: x", "1", "type", "list"])
        if name == "name":
            return repr(pick(["real", "imag", "append", "upper", "nope", "__class__", "start", "maxlen", "__len__", "numerator", ""]))
        if name == "spec":
            return repr(v.spec())
        if name == "range":
            return v.large_range() if v.chance(0.5) else v.small_range()
        if name == "bytearray":
            return f"bytearray({v.bytes()})"
        if name == "memoryview":
            b = v.bytes()
            return pick([f"memoryview({b})", f"memoryview(bytearray({b}))", f"memoryview(bytearray({b}))[{v.slice()}]", "memoryview(bytearray(range(8))).cast('H')", "memoryview(bytearray(range(16))).cast('i')", "memoryview(bytes(range(8))).cast('B', [2, 4])", "memoryview(bytearray(24)).cast('d')"])  # fmt: skip
        return getattr(v, name)()

    def arguments(self, kinds):
        out = []
        for name in kinds:
            if name.endswith("?"):
                if self.v.chance(0.5):
                    break
                name = name[:-1]
            out.append(self.v.any() if self.v.chance(0.05) and name not in ("count3", "few") else self.kind(name))
        if self.v.chance(0.02):
            out.append(self.v.any())
        if out and self.v.chance(0.02):
            out.pop()
        return out

    def receiver(self, kind=None):
        kind = kind or self.v.pick(list(RECEIVERS))
        return kind, self.kind(RECEIVERS[kind])

    def method(self, kind, target):
        """A call of a method of a value of the kind."""
        name, *kinds = self.v.pick(PARSED[kind])
        if kind == "range" and name in ("count", "index", "__contains__"):
            # What is no int is looked for item by item: in a large range, without an end.
            if self.v.chance(0.5):
                return f"{target}.{name}({self.v.integer()})"
            target = f"({self.v.small_range()})"
        call = f"{target}.{name}({', '.join(self.arguments(kinds))})"
        return hash_of(call) if name == "__hash__" else call

    def function(self):
        if self.v.chance(0.25):
            return self.keywords()
        name, *kinds = self.v.pick(PARSED_FUNCTIONS)
        arguments = ", ".join(self.arguments(kinds))
        call = f"{name}({arguments})"
        return hash_of(call) if name == "hash" else call

    def keywords(self):
        v = self.v
        kinds = {"X": v.iterable, "F": lambda: self.kind("fn"), "B": lambda: self.kind("bool"), "A": v.any, "N": lambda: self.kind("numbers"), "T": v.text, "C": v.count, "D": v.number}
        out = []
        text = v.pick(PARSED_KEYWORDS)
        for i, c in enumerate(text):
            alone = not (text[i - 1 : i].isalnum() or text[i + 1 : i + 2].isalnum() or text[i - 1 : i] in "_'")
            value = kinds[c]() if c in kinds and alone else c
            out.append(f"({value})" if value != c and text[i + 1 : i + 2] == "." else value)
        return "".join(out)
