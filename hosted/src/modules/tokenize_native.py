"""Tokens of Python source: the part of `tokenize` that CPython has in C.

Text is asked for line by line, each line is looked at once from left to right, by patterns that never go back, so that the time is linear in the text.
What is open (indentation, brackets, strings in strings) is on lists, not in calls. An iterator may be shared by threads: each token goes to one of them.
"""

import re as _re
from _thread import RLock as _RLock
from token import (
    COMMENT, DEDENT, ENDMARKER, EXACT_TOKEN_TYPES, FSTRING_END, FSTRING_MIDDLE, FSTRING_START, INDENT, NAME, NEWLINE, NL, NUMBER, OP, STRING,
    TSTRING_END, TSTRING_MIDDLE, TSTRING_START,
)

_MAX_INDENTS = 100
_MAX_BRACKETS = 200
_MAX_TEXTS = 150
_MAX_NESTED_FIELDS = 3

# One group each, in this order; a line ends with "\n", so that one of them matches at each place of it.
_WORD, _NEWLINE, _COMMENT, _NUMBER, _OPERATOR, _QUOTE, _BACKSLASH = range(1, 8)
_next = _re.compile(
    r"[ \t\f]*(?:"
    r"([A-Za-z_\x80-\U0010ffff][0-9A-Za-z_\x80-\U0010ffff]*)"
    r"|(\r?\n)"
    r"|(#[^\r\n]*)"
    r"|((?=\.?[0-9]))"
    r"|(\.\.\.|\*\*=?|//=?|>>=?|<<=?|->|[-+*/%&|^@<>=!:]=|[-+*/%&|^@<>=:!~.,;()\[\]{}])"
    r"|('''|\"\"\"|'|\")"
    r"|(\\)"
    r"|(\r?[\s\S])"
    r")").match
_blanks = _re.compile(r"[ \t\f]*").match
_continuation = _re.compile(r"\\\r?\n").match
_digits = r"[0-9](?:_?[0-9])*"
_number = _re.compile(
    r"0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
    rf"|(?:{_digits}(?:\.(?:{_digits})?)?|\.{_digits})(?:[eE][-+]?{_digits})?[jJ]?").match
_after_number = _re.compile(r"and|else|for|if|in|is|or|not").match
_bases = {"x": "hexadecimal", "o": "octal", "b": "binary"}

# The rest of a string, up to its closing quotes, the end of the line or of the text; the same for what lies between the fields of an f-string.
_string_body = {
    "'": _re.compile(r"[^'\\\n]*(?:\\(?:\r\n|[\s\S])[^'\\\n]*)*").match,
    '"': _re.compile(r'[^"\\\n]*(?:\\(?:\r\n|[\s\S])[^"\\\n]*)*').match,
    "'''": _re.compile(r"[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*").match,
    '"""': _re.compile(r'[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*').match,
}
_literal_body = {
    "'": _re.compile(r"[^{}\\\n']*").match,
    '"': _re.compile(r'[^{}\\\n"]*').match,
    "'''": _re.compile(r"[^{}\\']*").match,
    '"""': _re.compile(r'[^{}\\"]*').match,
}
_escaped = _re.compile(r"\\([\s\S])").findall
_closes = {")": "(", "]": "[", "}": "{"}


class _Source:
    """The line at hand."""

    __slots__ = ("readline", "encoding", "line", "text", "number", "ended")

    def __init__(self, readline, encoding):
        self.readline = readline
        self.encoding = encoding
        self.line = self.text = ""
        self.number = 0
        self.ended = False

    def advance(self):
        """Takes the next line; False at the end."""
        if self.ended:
            return False
        try:
            text = self.readline()
        except StopIteration:
            text = ""
        else:
            if self.encoding is None:
                if not isinstance(text, str):
                    raise TypeError("readline() returned a non-string object")
            elif not isinstance(text, (bytes, bytearray)):
                raise TypeError("readline() returned a non-bytes object")
            else:
                text = text.decode(self.encoding, "replace")
        if not text:
            self.ended = True
            return False
        self.number += 1
        # `text` is the line as it is, `line` the one to look at, which has an end.
        self.text = text
        self.line = text if text[-1] == "\n" else text + "\n"
        if "\0" in text:
            raise self.error("source code cannot contain null bytes", 0, text=text[:text.index("\0")])
        return True

    def error(self, message, column, end=None, number=None, text=None):
        """A SyntaxError at a column, counted from 1."""
        if number is None:
            number = self.number
        if text is None:
            text = self.text
        if text.endswith("\n"):
            text = text[:-1]
        return SyntaxError(message, ("<string>", number, column, text, number, column if end is None else end))

    def line_error(self, kind, message):
        """An error that concerns the whole line."""
        text = self.text[:-1] if self.text.endswith("\n") else self.text
        return kind(message, ("<string>", self.number, len(text) + 1, text, None, None))

    def unfinished(self, column):
        error = SyntaxError("unexpected EOF in multi-line statement")
        error.filename = "<string>"
        error.lineno = error.end_lineno = self.number
        error.offset = column
        return error


class _Text:
    """An f-string or t-string that is open."""

    __slots__ = ("kind", "quote", "raw", "number", "column", "text", "length", "depth", "fields", "literal", "in_format")

    def __init__(self, kind, quote, raw, number, column, text):
        self.kind = kind
        self.quote = quote
        self.raw = raw
        self.number = number
        self.column = column
        self.text = text
        self.length = len(text.encode("utf-8", "replace"))
        # Brackets that are open in its fields, and how many of them are those of fields, less one.
        self.depth = 0
        self.fields = -1
        self.literal = True
        self.in_format = False

    def enter_field(self, source, column):
        self.fields += 1
        if self.fields >= _MAX_NESTED_FIELDS:
            raise source.error("%s-string: expressions nested too deeply" % self.kind, column)
        self.literal = False


def _is_prefix(word):
    """Whether a word before a quote belongs to the string: none of these letters twice, nothing else."""
    left = "brutf"
    for c in word.lower():
        if c not in left:
            return False
        left = left.replace(c, "")
    return True


def _check_prefix(source, prefix, start):
    for pair in "ub", "ur", "uf", "ut", "bf", "bt", "ft":
        if pair[0] in prefix and pair[1] in prefix:
            raise source.error("'%s' and '%s' prefixes are incompatible" % tuple(pair), start + 1, start + len(prefix) + 1)


def _invalid(source, c, column):
    if c.isprintable():
        return source.error("invalid character '%s' (U+%04X)" % (c, ord(c)), column)
    return source.error("invalid non-printable character U+%04X" % ord(c), column)


def _warn(source, message):
    from warnings import warn_explicit
    warn_explicit(message, SyntaxWarning, "<string>", source.number)


def _check_word(source, word, start):
    for i, c in enumerate(word):
        if not (c if i == 0 else "a" + c).isidentifier():
            raise _invalid(source, c, start + i + 1)


def _number_end(source, line, start, extra):
    """Where a number ends. In a program, as opposed to `extra`, no letter may follow it."""
    end = _number(line, start).end()
    after = line[end]
    if end == start + 1 and line[start] == "0" and after in "xXoObB":
        base = _bases[after.lower()]
        end += 1
        if line[end] == "_":
            end += 1
        if base != "hexadecimal" and line[end] in "0123456789":
            raise source.error("invalid digit '%s' in %s literal" % (line[end], base), end + 1)
        raise source.error("invalid %s literal" % base, end)
    base = _bases.get(line[start + 1].lower()) if line[start] == "0" else None
    kind = base or ("imaginary" if line[end - 1] in "jJ" else "decimal")
    if after == "_" and line[end - 1] not in ".jJ":
        raise source.error("invalid %s literal" % kind, end + 1)
    if base is not None and after in "0123456789":
        raise source.error("invalid digit '%s' in %s literal" % (after, base), end + 1)
    if kind == "decimal" and after in "eE" and line[end + 1] in "+-" and "e" not in line[start:end].lower():
        raise source.error("invalid decimal literal", end + 2)
    if not extra and kind == "decimal" and after not in "eE":
        digits = line[start:end].replace("_", "")
        if digits[0] == "0" and digits.isdigit() and digits.strip("0"):
            # What is marked ends with the first digit that is not 0.
            zeros = end - len(line[start:end].lstrip("0_"))
            raise source.error("leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", start + 1, zeros + 1)
    if not extra and (after.isalpha() and after.isascii() or after == "_"):
        if _after_number(line, end):
            _warn(source, "invalid %s literal" % kind)
        else:
            raise source.error("invalid %s literal" % kind, end)
    return end


def _indentation(source, line, pos):
    """Column and place of the first character of a line, counted twice: with tabs to the eighth column, and with tabs as one."""
    column = other = first = 0
    while True:
        end = _blanks(line, pos).end()
        blanks = line[pos:end]
        if "\t" in blanks or "\f" in blanks:
            for c in blanks:
                if c == "\t":
                    column = (column // 8 + 1) * 8
                    other += 1
                elif c == "\f":
                    column = other = 0
                else:
                    column += 1
                    other += 1
        else:
            column += len(blanks)
            other += len(blanks)
        if line[end] != "\\":
            return line, end, first or column, first or other
        # Of a line that is continued at once, the first part counts.
        first = first or column
        pos = _continue(source, line, end, True)
        line = source.line


def _continue(source, line, pos, fresh=False):
    """Goes on behind a backslash at the end of a line."""
    found = _continuation(line, pos)
    if found is None:
        raise source.line_error(SyntaxError, "unexpected character after line continuation character")
    if found.end() < len(line):
        return found.end()
    if not source.advance():
        raise source.unfinished(0 if fresh else len(line.encode("utf-8", "replace")))
    return 0


def _tokens(source, extra):
    indents = [0]
    others = [0]
    brackets = []
    texts = []
    inner = None
    line = text = ""
    pos = number = size = 0
    fresh = True
    blank = False
    remark = None

    while True:
        if inner is not None and inner.literal:
            # Between the fields of an f-string.
            quote = inner.quote
            if line[pos] == "{" and line[pos + 1] != "{":
                inner.enter_field(source, pos)
            elif line.startswith(quote, pos):
                start = pos
                pos += len(quote)
                yield FSTRING_END if inner.kind == "f" else TSTRING_END, quote, (number, start), (number, pos), text
                texts.pop()
                inner = texts[-1] if texts else None
                continue
            else:
                kind = FSTRING_MIDDLE if inner.kind == "f" else TSTRING_MIDDLE
                body = _literal_body[quote]
                in_format = inner.in_format and inner.fields >= 0
                named = False
                place = number, pos
                parts = []
                lines = []
                begin = at = pos
                while True:
                    if at < size:
                        at = body(line, at).end()
                    if at >= size:
                        parts.append(line[begin:])
                        lines.append(text)
                        if not source.advance():
                            raise _unclosed_text(source, inner)
                        line, text, number = source.line, source.text, source.number
                        size = len(line)
                        begin = at = 0
                        continue
                    c = line[at]
                    if c == "{":
                        if line[at + 1] != "{" or in_format:
                            inner.enter_field(source, at)
                            end = pos = at
                        else:
                            end = at + 1
                            pos = at + 2
                        break
                    if c == "}":
                        if named:
                            end = pos = at + 1
                        elif line[at + 1] == "}" and not in_format and inner.depth == 0:
                            end = at + 1
                            pos = at + 2
                        else:
                            inner.literal = False
                            end = pos = at
                        break
                    if c == "\\":
                        if line[at + 1] in "{}":
                            if not inner.raw:
                                escape = "\\" + line[at + 1]
                                _warn(source, '"%s" is an invalid escape sequence. Such sequences will not work in the future. '
                                      'Did you mean "\\%s"? A raw string is also an option.' % (escape, escape))
                            at += 1
                        elif line.startswith("\r\n", at + 1):
                            at += 3
                        elif not inner.raw and line.startswith("N{", at + 1):
                            named = True
                            at += 3
                        else:
                            at += 2
                    elif c == "\n":
                        if in_format:
                            raise source.error("%s-string: newlines are not allowed in format specifiers for single quoted %s-strings"
                                               % (inner.kind, inner.kind), at + 1)
                        raise _unclosed_text(source, inner)
                    elif line.startswith(quote, at):
                        end = pos = at
                        break
                    else:
                        at += 1
                parts.append(line[begin:end])
                yield kind, "".join(parts), place, (number, end), "".join(lines) + text if lines else text
                continue

        if pos >= size:
            if not source.advance():
                break
            line, text, number = source.line, source.text, source.number
            pos = 0
            size = len(line)

        if fresh:
            fresh = False
            begin = pos
            line, pos, column, other = _indentation(source, line, pos)
            if source.number != number:
                text, number = source.text, source.number
                size = len(line)
                begin = 0
            blank = line[pos] in "#\r\n"
            if not blank and not brackets:
                if column == indents[-1]:
                    if other != others[-1]:
                        raise source.line_error(TabError, "inconsistent use of tabs and spaces in indentation")
                elif column > indents[-1]:
                    if len(indents) >= _MAX_INDENTS:
                        raise source.line_error(IndentationError, "too many levels of indentation")
                    if other <= others[-1]:
                        raise source.line_error(TabError, "inconsistent use of tabs and spaces in indentation")
                    indents.append(column)
                    others.append(other)
                    yield (INDENT, line[begin:pos], (number, begin), (number, pos), text) if extra else (INDENT, "", (number, -1), (number, -1), text)
                else:
                    count = 0
                    while column < indents[-1]:
                        indents.pop()
                        others.pop()
                        count += 1
                    if column != indents[-1]:
                        raise source.line_error(IndentationError, "unindent does not match any outer indentation level")
                    if other != others[-1]:
                        raise source.line_error(TabError, "inconsistent use of tabs and spaces in indentation")
                    place = number, pos if extra else -1
                    for _ in range(count):
                        yield DEDENT, "", place, place, text

        found = _next(line, pos)
        kind = found.lastindex
        start = found.start(kind)
        pos = found.end()

        if kind == _WORD:
            word = line[start:pos]
            if line[pos] not in "'\"" or not _is_prefix(word):
                if not extra and not word.isascii() and not word.isidentifier():
                    _check_word(source, word, start)
                yield NAME, word, (number, start), (number, pos), text
                continue
            prefix = word.lower()
            _check_prefix(source, prefix, start)
            quote = line[pos]
            if line.startswith(quote * 3, pos):
                quote *= 3
            pos += len(quote)
            if "f" in prefix or "t" in prefix:
                if len(texts) >= _MAX_TEXTS - 1:
                    raise source.error("too many nested f-strings or t-strings", pos)
                inner = _Text("f" if "f" in prefix else "t", quote, "r" in prefix, number, start, text)
                texts.append(inner)
                yield FSTRING_START if inner.kind == "f" else TSTRING_START, line[start:pos], (number, start), (number, pos), text
                continue
        elif kind == _OPERATOR:
            sign = line[start:pos]
            if sign in "([{":
                if len(brackets) >= _MAX_BRACKETS:
                    raise source.error("too many nested parentheses", pos)
                brackets.append((sign, number))
                if inner is not None:
                    inner.depth += 1
            elif sign in ")]}":
                if inner is not None and inner.depth == 0 and sign == "}":
                    raise source.error("%s-string: single '}' is not allowed" % inner.kind, pos)
                if brackets:
                    opening, since = brackets.pop()
                    if opening != _closes[sign]:
                        if inner is not None and opening == "{" and inner.depth - 1 == inner.fields:
                            raise source.error("%s-string: unmatched '%s'" % (inner.kind, sign), pos)
                        if not extra:
                            where = "" if since == number else " on line %d" % since
                            raise source.error("closing parenthesis '%s' does not match opening parenthesis '%s'%s" % (sign, opening, where), pos)
                elif not extra:
                    raise source.error("unmatched '%s'" % sign, pos)
                if inner is not None:
                    inner.depth -= 1
                    if inner.depth < 0:
                        raise source.error("%s-string: unmatched '%s'" % (inner.kind, sign), pos)
                    if sign == "}" and inner.depth == inner.fields:
                        inner.fields -= 1
                        inner.literal = True
                        inner.in_format = False
            elif sign[0] == ":" and inner is not None and inner.depth - 1 == inner.fields:
                sign = ":"
                pos = start + 1
                inner.literal = inner.in_format = True
            yield OP if extra else EXACT_TOKEN_TYPES[sign], sign, (number, start), (number, pos), text
            continue
        elif kind == _NEWLINE:
            fresh = True
            if blank or brackets:
                if extra:
                    end = pos - 1 if len(text) < pos else pos
                    yield NL, line[start:end], (number, start), (number, pos), text
            elif extra:
                end = pos - 1 if len(text) < pos else pos
                yield NEWLINE, line[start:end], (number, start), (number, pos), text
            elif remark is not None:
                yield NEWLINE, line[remark:pos - 1], (number, remark), (number, pos - 1), text
            else:
                end = pos - 1
                yield NEWLINE, line[start:end], (number, start), (number, end), text
            remark = None
            continue
        elif kind == _COMMENT:
            if extra:
                yield COMMENT, line[start:pos], (number, start), (number, pos), text
            else:
                remark = start
            continue
        elif kind == _NUMBER:
            pos = _number_end(source, line, start, extra)
            yield NUMBER, line[start:pos], (number, start), (number, pos), text
            continue
        elif kind == _BACKSLASH:
            pos = _continue(source, line, start)
            line, text, number = source.line, source.text, source.number
            size = len(line)
            continue
        elif kind == _QUOTE:
            quote = line[start:pos]
        else:
            c = line[start]
            if c != "\r" and not c.isprintable():
                raise _invalid(source, c, start + 1)
            yield OP, line[start:pos], (number, start), (number, pos), text
            continue

        # A string, whose opening quotes have been read.
        body = _string_body[quote]
        place = number, start
        first = text
        parts = []
        begin = start
        while True:
            pos = body(line, pos).end()
            if line.startswith(quote, pos):
                break
            if pos < size or not source.advance():
                raise _unclosed_string(source, inner, quote, place, first, brackets)
            parts.append((line[begin:], text))
            line, text, number = source.line, source.text, source.number
            size = len(line)
            begin = pos = 0
        pos += len(quote)
        if parts:
            string = "".join([p for p, _ in parts]) + line[begin:pos]
            yield STRING, string, place, (number, pos), "".join([t for _, t in parts]) + text
        else:
            yield STRING, line[start:pos], place, (number, pos), text

    if brackets:
        column = 0
        if texts:
            column = texts[0].length if texts[0].number == number else texts[0].length + len(line.encode("utf-8", "replace"))
            column += texts[0].text[-1:] != "\n"
        raise source.unfinished(column)
    if extra:
        place = number + 1, 0
        for _ in indents[1:]:
            yield DEDENT, "", place, place, ""
        yield ENDMARKER, "", (number + 1 if number else 1, 0), (number + 1 if number else 1, 0), ""
    elif number:
        if blank:
            text = ""
        for _ in indents[1:]:
            yield DEDENT, "", (number, -1), (number, -1), text
        yield ENDMARKER, "", (number, -1), (number, -1), text


def _unclosed_string(source, inner, quote, place, first, brackets):
    number, start = place
    if inner is not None and inner.quote == quote:
        # The innermost field's own brace.
        since = brackets[len(brackets) - inner.depth + inner.fields][1]
        where = "" if since == number else " to close '{' on line %d" % since
        return source.error("%s-string: expecting '}'%s" % (inner.kind, where), start + 1, number=number, text=first)
    kind = "unterminated triple-quoted string literal" if len(quote) == 3 else "unterminated string literal"
    escaped = len(quote) == 1 and quote in _escaped(source.line, start if source.number == number else 0)
    advice = "; perhaps you escaped the end quote?" if escaped else ""
    return source.error("%s (detected at line %d)%s" % (kind, source.number, advice), start + 1, number=number, text=first)


def _unclosed_text(source, inner):
    kind = "unterminated triple-quoted" if len(inner.quote) == 3 else "unterminated"
    return source.error("%s %s-string literal (detected at line %d)" % (kind, inner.kind, source.number), inner.column + 1,
                        number=inner.number, text=inner.text)


class TokenizerIter:
    """Iterator of tokens: (type, string, (line, column), (end line, end column), text of the line)."""

    __module__ = "_tokenize"

    def __init__(self, /, *args, **options):
        if len(args) != 1:
            raise TypeError("tokenizeriter() takes exactly 1 positional argument (%d given)" % len(args))
        if "extra_tokens" not in options:
            raise TypeError("tokenizeriter() missing required argument 'extra_tokens' (pos 2)")
        extra = bool(options.pop("extra_tokens"))
        encoding = None
        if "encoding" in options:
            encoding = options.pop("encoding")
            if not isinstance(encoding, str):
                raise TypeError("tokenizeriter() argument 'encoding' must be str, not %s" % ("None" if encoding is None else type(encoding).__name__))
        for name in options:
            raise TypeError("tokenizeriter() got an unexpected keyword argument '%s'" % name)
        self._lock = _RLock()
        self._tokens = _tokens(_Source(args[0], encoding), extra)

    def __iter__(self):
        return self

    def __next__(self):
        with self._lock:
            for token in self._tokens:
                return token
        raise StopIteration("EOF")
