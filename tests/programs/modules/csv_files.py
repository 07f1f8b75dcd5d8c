# Tables as text: csv's readers and writers over lists of lines and files in memory.
import csv
import io

text = 'name,age,note\r\nann,30,"likes, commas"\r\n"bob ""b""",,\r\n\r\n"two\nlines",5,x\r\n'
for row in csv.reader(io.StringIO(text, newline="")):
    print(row)
rows = csv.DictReader(text.splitlines(keepends=True))
for row in rows:
    print(row)
print(rows.fieldnames, rows.line_num)
out = io.StringIO(newline="")
w = csv.writer(out)
print(w.writerow(["a", 1, None, 2.5, "x,y", 'q"q', "l\nl", ""]), w.writerow([]), w.writerow([""]))
w.writerows([(1, 2), "ab", {"k": 1}])
print(repr(out.getvalue()))
out = io.StringIO(newline="")
d = csv.DictWriter(out, ["x", "y"], restval="-", extrasaction="ignore")
d.writeheader()
d.writerows([{"x": 1, "y": 2}, {"x": 3, "z": 4}])
print(repr(out.getvalue()))
for options in [dict(delimiter=";"), dict(quoting=csv.QUOTE_ALL), dict(quoting=csv.QUOTE_NONNUMERIC), dict(quoting=csv.QUOTE_NONE, escapechar="\\"), dict(quotechar="'", lineterminator="\n"),
                dict(doublequote=False, escapechar="!"), dict(quoting=csv.QUOTE_STRINGS), dict(quoting=csv.QUOTE_NOTNULL), dict(dialect="excel-tab"), dict(dialect="unix")]:
    out = io.StringIO(newline="")
    row = ["a;b", "it's", 'say "hi"', 3, None, 1.5, "t\tt", "", "n\nn"]
    try:
        csv.writer(out, **options).writerow(row)
        print(options, repr(out.getvalue()), list(csv.reader(io.StringIO(out.getvalue(), newline=""), **options)))
    except (csv.Error, ValueError) as e:
        print(options, type(e).__name__, e)
print(list(csv.reader(["a, b ,  c", "' d',e"], skipinitialspace=True, quotechar="'")), list(csv.reader(['"a"b,"c"'])), list(csv.reader(['a\\,b,c\\'], escapechar="\\")))
for lines, options in [(['"a"b'], dict(strict=True)), (['"a'], dict(strict=True)), (["a\rb"], {}), ([b"a"], {}), (["x" * 20], {})]:
    old = csv.field_size_limit(10)
    try:
        print(list(csv.reader(lines, **options)))
    except csv.Error as e:
        print("Error", e)
    csv.field_size_limit(old)
csv.register_dialect("pipes", delimiter="|", quoting=csv.QUOTE_NONE)
print(list(csv.reader(["a|b|c"], "pipes")), csv.get_dialect("pipes").delimiter, "pipes" in csv.list_dialects(), csv.field_size_limit())
csv.unregister_dialect("pipes")
for bad in [lambda: csv.get_dialect("pipes"), lambda: csv.reader([], delimiter="ab"), lambda: csv.reader([], delimiter=1), lambda: csv.reader([], quoting=9), lambda: csv.reader([], nope=1), lambda: csv.writer(1),
            lambda: csv.reader(1), lambda: csv.writer(io.StringIO()).writerow(5), lambda: csv.reader([], delimiter="\n"), lambda: csv.reader([], quotechar=","), lambda: csv.reader([], quotechar=None, quoting=csv.QUOTE_ALL)]:
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)


class Semi(csv.excel):
    delimiter = ";"


print(list(csv.reader(["a;b"], Semi)), list(csv.reader(["a;b"], dialect=Semi())), csv.Sniffer().sniff("a;b;c\n1;2;3\n").delimiter, csv.Sniffer().has_header("n,a\nx,1\ny,2\n"))

# An escaped end of line: the field goes on with the next line, whatever follows.
for lines in ["a\\\n", "b"], ["a\\\nb,c", "d"], ["a\\\n", "\\\n", "b\n"], ['"a\\\n', 'b"'], ["a\\\nb\\c,d"], ["'\\\n1"]:
    for strict in False, True:
        try:
            print(list(csv.reader(lines, escapechar="\\", strict=strict)))
        except csv.Error as e:
            print(e)
# Each character counts once, in long lines too.
line = '"éa""b",' * 5000 + '"x'
print([len(row) for row in csv.reader([line, 'y"'])])
