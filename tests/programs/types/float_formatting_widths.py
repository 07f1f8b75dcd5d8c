"""Fixed, scientific and general notation over magnitudes, signs and precisions."""
values = [0.0, -0.0, 0.5, 1.5, 2.5, 0.125, 0.375, 1e-7, 123.456, 99.995, 0.045, 1e9, 4294967295.5, 12345678901.25, 1e22, 2**-30, -7.25]
for v in values:
    print([f"{v:.{n}f}" for n in range(0, 11, 2)], f"{v:.3e}", f"{v:.4g}", f"{v:12.3f}|{v:<12.1f}|{v:^12.2f}|{v:+.1f}|{v:012.2f}|{v:,.2f}|{v:.1%}")
    print("%.0f %.1f %8.3f %-8.2f| %+.2f %08.1f %e %g" % ((v,) * 8), round(v, 1), round(v, 3))
print([f"{n / 8:.2f}" for n in range(20)], [f"{n / 1000:.2f}" for n in range(5, 60, 10)])
print([format(10.0**e, ".6g") for e in range(-6, 10)], [repr(10.0**e) for e in range(-6, 20, 3)])
