# Template strings (PEP 750).
name, width = "World", 10
t = t"Hello {name}!"
print(type(t), t.strings, t.values, t.interpolations)
print(list(t), len(list(t)))
i = t.interpolations[0]
print(i.value, i.expression, i.conversion, repr(i.format_spec))

t = t"{name!r:>{width}} and {width:.{width}f} {name=} {width + 1 = } { width }"
for i in t.interpolations:
    print(i)
print(t.strings)
print(repr(t))


# What a template is for: the values are known before they become text.
def html(template):
    out = []
    for part in template:
        if isinstance(part, str):
            out.append(part)
        else:
            value = part.value
            if part.conversion == "r":
                value = repr(value)
            out.append(format(value, part.format_spec).replace("<", "&lt;"))
    return "".join(out)


evil = "<script>"
print(html(t"<p>{evil}</p> {3.14159:.2f} {evil!r}"))

# Concatenation and nesting.
print((t"a{1}" + t"{2}b").strings, (t"a" + t"b").strings)
print((t"one {1} " t"two {2}").strings)
print(t"{t'{name}'}".values[0].strings)
print(f"{t'{1}'.values}", t"{f'{name}'}".values)
print(t"".strings, t"".values, list(t""))
print(rt"\n{name}\t".strings, t"{{}}".strings)
print(t"""multi
{name
  }""".interpolations[0].expression)

Template, Interpolation = type(t), type(i)
print(Template("a", "b", Interpolation(1, "x"), Interpolation(2), "c"))
print(Interpolation(1, "x", "r", ">3"), Interpolation(value=5))
for bad in (
    lambda: t + "text",
    lambda: "text" + t,
    lambda: Template(1),
    lambda: Template(x=1),
    lambda: Interpolation(),
    lambda: Interpolation(1, 2),
    lambda: Interpolation(1, "x", "q"),
    lambda: Interpolation(1, "x", None, 1),
):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)

print(t"a" == t"a", t == t, hash(t) == hash(t))
match t"{1}".interpolations[0]:
    case Interpolation(value, expression):
        print(value, expression)


def order(x):
    print("evaluated", x)
    return x


t"{order(1)} {order(2):{order(3)}}"
many = t"{0}{1}{2}{3}{4}{5}{6}{7}{8}{9}{10}{11}{12}{13}{14}{15}{16}{17}{18}{19}{20}{21}{22}{23}{24}{25}{26}{27}{28}{29}{30}{31}{32}{33}"
print(sum(many.values), len(many.strings))
it = iter(t"a{1}b")
print(next(it), next(it).value, next(it), next(it, "end"), next(it, "end"))
