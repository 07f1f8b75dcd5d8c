# f-strings: expressions, conversions, nested specifications, debugging form, nesting.
name, width, value = "World", 10, 3.14159
print(f"Hello {name}!", f"{name!r} {name!s} {name!a}", f"{'é'!a}", f"{{}} {{{name}}}")
print(f"{value:.2f}|{value:{width}.3f}|{value:<{width}}|{value:^+{width}.{2}e}")
print(f"{name=} {value = :.1f} {width+1=} {name!r:>10} {name=!s}")
print(f"{1:0>{width}} {255:#x} {255:08b} {1234567:,} {1234567.891:_.2f} {0.25:.0%}")
print(f"{[i for i in range(3)]} {(lambda x: x * 2)(4)} {'nested ' + f'{name}'} {f'{f"{1}"}'}")
print(f"{name:>{len(name) + 2}}|{name:*^{width}}|{'':-<5}|{'x':{'>'}{5}}|")
d = {"key": [1, {"deep": "value"}]}
print(f"{d['key'][1]["deep"]} {d["key"][0]}")
print(f"a{1}b" "c{2}" f"d{3}" rf"\n{4}" "\x41")
print(f"""multi
{name
 .upper()}
  line""")
print(f"{(x := 5)} {x} {x!r:^5}| {x if x > 3 else 'small'} {not x} {x, } {*[1, 2], 3}")


class Spec:
    def __format__(self, spec):
        return f"<{spec}>"


s = Spec()
print(f"{s} {s:} {s:abc} {s:{name}} {s:a{1}b{2}} {s:%Y-%m-%d} {s:{{}}}" if False else f"{s} {s:} {s:abc} {s:{name}} {s:a{1}b{2}} {s:%Y-%m-%d}")
print(f"{lambda_ if (lambda_ := 3) else 0} {d['key'] is not None} {1 == 1} {3 != 4} {5 >= 4}")
print(f"{'a' if True else 'b'}{'':>3}{None}{True}{...}{b'x'}{[]}{ {1: 2} }{ {1} }")
print(F"{1}" f'{2}' f"{'3'}" f'{"4"}', f"", f"plain", f"\N{BULLET} \u00e9 \t|")
print(f"{value!r:.4} {name!s:.3} {'%s' % name} {'{}'.format(1)}")
for bad in (lambda: f"{name:d}", lambda: f"{1:s}", lambda: f"{1:.2d}", lambda: f"{object():x}"[:0], lambda: f"{[]:5}", lambda: f"{missing}", lambda: f"{1.5:d}",
            lambda: f"{1:{'a'}{2}}", lambda: f"{1:,_}", lambda: f"{None:>5}"):
    try:
        print(bad())
    except (ValueError, TypeError, NameError) as error:
        print(type(error).__name__, error)


def order():
    def t(x):
        print("eval", x, end=" ")
        return x

    return f"{t(1)}{t(2):{t(3)}}{t('z'):{t('>')}{t(4)}}"


print(order())
long = f"{1}{2}{3}{4}{5}{6}{7}{8}{9}{10}{11}{12}{13}{14}{15}{16}{17}{18}{19}{20}{21}{22}{23}{24}{25}{26}{27}{28}{29}{30}{31}{32}{33}{34}{35}"
print(long, len(long))
print(f"{ name = }", f"{name   =!r}", f"{1 + 1=}", f"{d['key'] = }", f"{name=:>8}")
print(f'{ '''triple''' }' f"{"same quotes"}" f'{'a' 'b'}')
print(f"{3.0:g} {1e20:g} {10**20:e} {12345.678:10.1f}| {-5:+} {5:+} {5: } {True:d} {'c':c<3}" if True else "")
print(f"{ord('a'):c} {97:c} {0x1F600:c} {5:5}|{'5':5}|{5:<5}|{-5:=+6}")
print(f"{'trailing'}\\ {'x'}\
continued")
