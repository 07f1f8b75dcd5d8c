"""f-strings: expressions, conversions, nested specifications, debugging form."""
name, value, items = "widget", 12.3456, [1, 2, 3]
print(f"{name} {name!r:>10} {value:.2f} {value:>{8}.{1}f} {items[1]} {len(items)} {{literal}}")
print(f"{value=} {value=:.1f} {name = } {items[0]=} {name=!s}")
print(f"{'nested ' + f'{name.upper()}'} {[i * 2 for i in items]} { {'a': 1}['a'] } {(lambda x: x + 1)(4)}")
print(f"{name:*^{len(name) + 4}}|{name:<10}|{name:>10}|{name:.3}|{name:^9.2}")
print(f"{value:{'>'}{10}}|{1_000_000:,}|{255:#06x}|{3:03}|{-3:+}|{0.5:%}|{True}|{None!s:>6}")
multi = f"""
  {name}
  {value:8.3f}
"""
print(multi, f"{'a' if value > 10 else 'b'}{'\n'.join(map(str, items))}", f'{"quoted"}', rf"\d{name}", f"{chr(65)}")
class Money:
    def __init__(self, amount):
        self.amount = amount
    def __format__(self, spec):
        return f"[{spec}]{self.amount}"
    def __str__(self):
        return "str"
    def __repr__(self):
        return "repr"
print(f"{Money(5)} {Money(5):long spec} {Money(5)!s} {Money(5)!r:>6} {Money(5)=}")
for action in (lambda: f"{'x':d}", lambda: f"{1:s}", lambda: f"{object():>5}"[:0], lambda: f"{[]:5}", lambda: f"{1.5:d}", lambda: f"{1:{'x' * 3}}"):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
