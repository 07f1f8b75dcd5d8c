"""The part of `csv` that CPython has in C: readers, writers and dialects.

A line without quotes and escapes, as most are, is split as a whole; others are cut at their special characters, and the pieces taken one by one. A reader
or writer belongs to one thread at a time, as a file does; the registry of dialects is a dict, whose operations are atomic.
"""

import re as _re
from _operator import index as _index

__version__ = "1.0"

QUOTE_MINIMAL = 0
QUOTE_ALL = 1
QUOTE_NONNUMERIC = 2
QUOTE_NONE = 3
QUOTE_STRINGS = 4
QUOTE_NOTNULL = 5

_dialects = {}
_field_limit = [128 * 1024]


class Error(Exception):
    __module__ = "_csv"


def _kind(v):
    return type(v).__name__


def _character(name, value, optional):
    if optional and value is None:
        return None
    if not isinstance(value, str):
        raise TypeError('"%s" must be a unicode character%s, not %s' % (name, " or None" if optional else "", _kind(value)))
    if len(value) != 1:
        raise TypeError('"%s" must be a unicode character%s, not a string of length %d' % (name, " or None" if optional else "", len(value)))
    return value


_NAMES = ("delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict")


class Dialect:
    """How rows are written: what separates, quotes and ends."""

    __module__ = "_csv"
    __slots__ = tuple("_" + n for n in _NAMES)

    def __new__(cls, dialect=None, **options):
        for name in options:
            if name not in _NAMES:
                raise TypeError("this function got an unexpected keyword argument '%s'" % name)
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        if cls is Dialect and type(dialect) is Dialect and not options:
            return dialect
        missing = object()

        def option(name, default):
            value = options.get(name, missing)
            if value is missing and dialect is not None:
                value = getattr(dialect, name, missing)
            return default if value is missing else value

        self = object.__new__(cls)
        put = object.__setattr__
        delimiter = _character("delimiter", option("delimiter", ","), False)
        put(self, "_doublequote", bool(option("doublequote", True)))
        escapechar = _character("escapechar", option("escapechar", None), True)
        lineterminator = option("lineterminator", "\r\n")
        if not isinstance(lineterminator, str):
            raise TypeError('"lineterminator" must be a string, not %s' % _kind(lineterminator))
        quotechar = _character("quotechar", option("quotechar", '"'), True)
        quoting = option("quoting", missing)
        given = quoting is not missing
        if not given:
            quoting = QUOTE_MINIMAL
        if type(quoting) is not int:
            raise TypeError('"quoting" must be an integer, not %s' % _kind(quoting))
        skip = bool(option("skipinitialspace", False))
        put(self, "_strict", bool(option("strict", False)))
        if not QUOTE_MINIMAL <= quoting <= QUOTE_NOTNULL:
            raise TypeError('bad "quoting" value')
        if "quotechar" in options and quotechar is None and not given:
            quoting = QUOTE_NONE
        if quoting != QUOTE_NONE and quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        for name, c in (("delimiter", delimiter), ("escapechar", escapechar), ("quotechar", quotechar)):
            if c is not None and (c in "\r\n" or c == " " and skip and name != "delimiter"):
                raise ValueError("bad %s value" % name)
            if c is not None and c in lineterminator:
                raise ValueError("bad %s or lineterminator value" % name)
        for a, x, b, y in (("delimiter", delimiter, "escapechar", escapechar), ("delimiter", delimiter, "quotechar", quotechar),
                           ("escapechar", escapechar, "quotechar", quotechar)):
            if x is not None and x == y:
                raise ValueError("bad %s or %s value" % (a, b))
        for name, value in (("delimiter", delimiter), ("escapechar", escapechar), ("lineterminator", lineterminator),
                            ("quotechar", quotechar), ("quoting", quoting), ("skipinitialspace", skip)):
            put(self, "_" + name, value)
        return self

    def __setattr__(self, name, value):
        raise AttributeError("attribute '%s' of '_csv.Dialect' objects is not writable" % name)

    def __delattr__(self, name):
        raise AttributeError("attribute '%s' of '_csv.Dialect' objects is not writable" % name)

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle '%s' object" % type(self).__name__)

    delimiter = property(lambda self: self._delimiter)
    doublequote = property(lambda self: self._doublequote)
    escapechar = property(lambda self: self._escapechar)
    lineterminator = property(lambda self: self._lineterminator)
    quotechar = property(lambda self: self._quotechar)
    quoting = property(lambda self: self._quoting)
    skipinitialspace = property(lambda self: self._skipinitialspace)
    strict = property(lambda self: self._strict)


def _dialect(dialect, options):
    if dialect is None and not options:
        return Dialect("excel") if "excel" in _dialects else Dialect()
    return Dialect(dialect, **options)


def register_dialect(name, /, dialect=None, **options):
    """Create a mapping from a string name to a dialect class."""
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    _dialects[name] = Dialect(dialect, **options)


def unregister_dialect(name):
    """Forgets the dialect of a name."""
    try:
        del _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def get_dialect(name):
    """The dialect of a name."""
    try:
        return _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def list_dialects():
    """The names of all dialects."""
    return list(_dialects)


_same = object()


def field_size_limit(new_limit=_same):
    """Sets an upper limit on parsed fields, and returns the old one."""
    old = _field_limit[0]
    if new_limit is not _same:
        if not isinstance(new_limit, int):
            raise TypeError("limit must be an integer")
        _field_limit[0] = _index(new_limit)
    return old


def reader(iterable, /, dialect=None, **options):
    """Return a reader object that will process lines from the given iterable."""
    self = object.__new__(Reader)
    self._begin(iterable, dialect, options)
    return self


def writer(fileobj, /, dialect=None, **options):
    """Return a writer object that will write user data on the given file object."""
    self = object.__new__(Writer)
    self._begin(fileobj, dialect, options)
    return self


# Where a reader is in a record.
# `_ESCAPED_END` is a field with an escaped end of line: it goes on with the next line.
_START, _IN_FIELD, _ESCAPED_END, _IN_QUOTED, _END_OF_LINE = range(5)


class Reader:
    """An iterator over rows of a text."""

    __module__ = "_csv"

    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create '_csv.Reader' instances")

    def _begin(self, iterable, dialect, options):
        self._lines = iter(iterable)
        self.dialect = d = _dialect(dialect, options)
        self.line_num = 0
        self._convert = d.quoting in (QUOTE_NONNUMERIC, QUOTE_STRINGS, QUOTE_NOTNULL)
        self._special = [c for c in (d.escapechar, None if d.quoting == QUOTE_NONE else d.quotechar) if c is not None]
        self._cut = _re.compile("([" + _re.escape("".join([d.delimiter, *self._special, "\r\n"])) + "])").split

    def __iter__(self):
        return self

    def __next__(self):
        fields, part, quoted = [], [], False
        state = _START
        while True:
            number = self.line_num
            try:
                line = next(self._lines)
            except StopIteration:
                if part and any(part) or state == _IN_QUOTED:
                    if self.dialect.strict:
                        raise Error("unexpected end of data") from None
                    self._save(fields, part, quoted)
                    return fields
                raise
            if not isinstance(line, str):
                raise Error("iterator should return strings, not %s (the file should be opened in text mode)" % _kind(line))
            if self.line_num != number:
                raise Error("iterator has already advanced the reader")
            self.line_num = number + 1
            if state == _START:
                plain = self._plain(line)
                if plain is not None:
                    return plain
            state, part, quoted = self._parse(line, fields, part, quoted, state)
            if state == _END_OF_LINE:
                return fields

    def _plain(self, line):
        """The fields of a line that can be split as a whole; None for others."""
        d = self.dialect
        for c in self._special:
            if c in line:
                return None
        text = line.rstrip("\r\n")
        if not text:
            return []
        if "\n" in text or "\r" in text or self._convert or len(text) > _field_limit[0]:
            return None
        if not d.skipinitialspace:
            return text.split(d.delimiter)
        return None if d.delimiter == " " else [f.lstrip(" ") for f in text.split(d.delimiter)]

    def _save(self, fields, part, quoted):
        field = "".join(part)
        if self._convert and not quoted:
            quoting = self.dialect.quoting
            if not field and quoting != QUOTE_NONNUMERIC:
                field = None
            elif field and quoting != QUOTE_NOTNULL:
                field = float(field)
        fields.append(field)

    def _parse(self, line, fields, part, quoted, state):
        """Takes a line's characters, and says where the record is at its end."""
        d = self.dialect
        delimiter, escape, quote = d.delimiter, d.escapechar, None if d.quoting == QUOTE_NONE else d.quotechar
        # Last first: each is one character that counts, or a text without any.
        tokens = [t for t in self._cut(line) if t]
        tokens.reverse()
        limit, size = _field_limit[0], sum(map(len, part))

        def character():
            if not tokens:
                return None
            token = tokens.pop()
            if len(token) > 1:
                tokens.append(token[1:])
            return token[0]

        while True:
            if size > limit:
                raise Error("field larger than field limit (%d)" % limit)
            token = tokens.pop() if tokens else ""
            if state == _IN_QUOTED:
                if not token:
                    return _IN_QUOTED, part, quoted
                if token == escape:
                    c = character()
                    part.append("\n" if c is None else c)
                    size += 1
                    if c is None:
                        return _IN_QUOTED, part, quoted
                elif token != quote:
                    part.append(token)
                    size += len(token)
                else:
                    after = tokens[-1] if tokens else ""
                    if not d.doublequote or not after or after == delimiter or after in "\r\n":
                        state = _IN_FIELD
                    elif after == quote:
                        part.append(tokens.pop())
                        size += 1
                    else:
                        if d.strict:
                            raise Error("'%s' expected after '%s'" % (delimiter, quote))
                        part.append(character())
                        size += 1
                        state = _IN_FIELD
                continue
            if state == _START:
                quoted = False
                if d.skipinitialspace and token[:1] == " ":
                    if rest := token.lstrip(" "):
                        tokens.append(rest)
                    continue
                if quote is not None and token == quote:
                    quoted = True
                    state = _IN_QUOTED
                    continue
                state = _IN_FIELD
            if not token:
                if state == _ESCAPED_END:
                    return state, part, quoted
                self._save(fields, part, quoted)
                return _END_OF_LINE, [], False
            if token == escape:
                c = character()
                part.append("\n" if c is None else c)
                if c is None:
                    return _IN_FIELD, part, quoted
                size += 1
                state = _ESCAPED_END if c in "\r\n" else _IN_FIELD
            elif token == delimiter:
                self._save(fields, part, quoted)
                part, size, state = [], 0, _START
            elif token in "\r\n":
                self._save(fields, part, quoted)
                if "".join(tokens).strip("\r\n"):
                    raise Error("new-line character seen in unquoted field - do you need to open the file with newline=''?")
                return _END_OF_LINE, [], False
            else:
                part.append(token)
                size += len(token)


class Writer:
    """What writes rows as text."""

    __module__ = "_csv"

    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create '_csv.Writer' instances")

    def _begin(self, fileobj, dialect, options):
        write = getattr(fileobj, "write", None)
        if not callable(write):
            raise TypeError('argument 1 must have a "write" method')
        self._write = write
        self.dialect = d = _dialect(dialect, options)
        self._special = [c for c in (d.delimiter, d.escapechar, d.quotechar, "\r", "\n", *d.lineterminator) if c is not None]

    def writerow(self, row, /):
        """Writes one row."""
        return self._write(self._line(row))

    def writerows(self, rows, /):
        """Writes all rows that an iterable gives."""
        for row in rows:
            self._write(self._line(row))

    def _line(self, row):
        d = self.dialect
        quoting, quote, escape = d.quoting, d.quotechar, d.escapechar
        try:
            items = iter(row)
        except TypeError:
            raise Error("iterable expected, not %s" % _kind(row)) from None
        out = []
        null = False
        for field in items:
            null = field is None
            if quoting == QUOTE_NONNUMERIC:
                quoted = not isinstance(field, (int, float)) and not hasattr(type(field), "__float__") and not hasattr(type(field), "__index__")
            elif quoting == QUOTE_ALL:
                quoted = True
            elif quoting == QUOTE_STRINGS:
                quoted = isinstance(field, str)
            elif quoting == QUOTE_NOTNULL:
                quoted = not null
            else:
                quoted = False
            text = field if type(field) is str else "" if null else str(field)
            if not text and d.delimiter == " " and d.skipinitialspace:
                if quoting == QUOTE_NONE or null and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                    raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
                quoted = True
            out.append(self._field(text, quoted, quoting, quote, escape))
        if len(out) == 1 and not out[0]:
            if quoting == QUOTE_NONE or null and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                raise Error("single empty field record must be quoted")
            out[0] = quote + quote
        return d.delimiter.join(out) + d.lineterminator

    def _field(self, text, quoted, quoting, quote, escape):
        d = self.dialect
        special = [c for c in self._special if c in text]
        if special:
            out = []
            for c in text:
                if c in special:
                    escaped = False
                    if quoting == QUOTE_NONE:
                        escaped = True
                    elif c == quote:
                        if d.doublequote:
                            out.append(quote)
                        else:
                            escaped = True
                    elif c == escape:
                        escaped = True
                    if not escaped:
                        quoted = True
                    elif escape is None:
                        raise Error("need to escape, but no escapechar set")
                    else:
                        out.append(escape)
                out.append(c)
            text = "".join(out)
        return quote + text + quote if quoted else text
