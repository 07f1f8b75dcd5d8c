//! Tests of printf-style formatting; expectations from Python 3.15.

use super::*;
use alloc::string::String;

fn resolved(format: &str) -> (Resolved, String) {
    let mut pieces = parse(format);
    let Some(Ok(Piece::Spec(spec))) = pieces.next() else { panic!("{format}") };
    let conversion = spec.conversion.unwrap();
    spec.check(conversion).unwrap();
    let rest = pieces.map(|piece| if let Ok(Piece::Literal(text)) = piece { text } else { panic!("{format}") }).collect();
    (spec.resolve(conversion, None, None), rest)
}

#[test]
fn integers() {
    #[rustfmt::skip]
    let cases = [
        ("%d", "0", "0"),
        ("%d", "5", "5"),
        ("%d", "-42", "-42"),
        ("%d", "255", "255"),
        ("%d", "100000000000000000000", "100000000000000000000"),
        ("%d", "-100000000000000000000", "-100000000000000000000"),
        ("%i", "0", "0"),
        ("%i", "5", "5"),
        ("%i", "-42", "-42"),
        ("%i", "255", "255"),
        ("%i", "100000000000000000000", "100000000000000000000"),
        ("%i", "-100000000000000000000", "-100000000000000000000"),
        ("%u", "0", "0"),
        ("%u", "5", "5"),
        ("%u", "-42", "-42"),
        ("%u", "255", "255"),
        ("%u", "100000000000000000000", "100000000000000000000"),
        ("%u", "-100000000000000000000", "-100000000000000000000"),
        ("%5d|", "0", "    0|"),
        ("%5d|", "5", "    5|"),
        ("%5d|", "-42", "  -42|"),
        ("%5d|", "255", "  255|"),
        ("%5d|", "100000000000000000000", "100000000000000000000|"),
        ("%5d|", "-100000000000000000000", "-100000000000000000000|"),
        ("%-5d|", "0", "0    |"),
        ("%-5d|", "5", "5    |"),
        ("%-5d|", "-42", "-42  |"),
        ("%-5d|", "255", "255  |"),
        ("%-5d|", "100000000000000000000", "100000000000000000000|"),
        ("%-5d|", "-100000000000000000000", "-100000000000000000000|"),
        ("%05d", "0", "00000"),
        ("%05d", "5", "00005"),
        ("%05d", "-42", "-0042"),
        ("%05d", "255", "00255"),
        ("%05d", "100000000000000000000", "100000000000000000000"),
        ("%05d", "-100000000000000000000", "-100000000000000000000"),
        ("%+d", "0", "+0"),
        ("%+d", "5", "+5"),
        ("%+d", "-42", "-42"),
        ("%+d", "255", "+255"),
        ("%+d", "100000000000000000000", "+100000000000000000000"),
        ("%+d", "-100000000000000000000", "-100000000000000000000"),
        ("% d", "0", " 0"),
        ("% d", "5", " 5"),
        ("% d", "-42", "-42"),
        ("% d", "255", " 255"),
        ("% d", "100000000000000000000", " 100000000000000000000"),
        ("% d", "-100000000000000000000", "-100000000000000000000"),
        ("%+ d", "0", "+0"),
        ("%+ d", "5", "+5"),
        ("%+ d", "-42", "-42"),
        ("%+ d", "255", "+255"),
        ("%+ d", "100000000000000000000", "+100000000000000000000"),
        ("%+ d", "-100000000000000000000", "-100000000000000000000"),
        ("%.5d", "0", "00000"),
        ("%.5d", "5", "00005"),
        ("%.5d", "-42", "-00042"),
        ("%.5d", "255", "00255"),
        ("%.5d", "100000000000000000000", "100000000000000000000"),
        ("%.5d", "-100000000000000000000", "-100000000000000000000"),
        ("%08.3d", "0", "00000000"),
        ("%08.3d", "5", "00000005"),
        ("%08.3d", "-42", "-0000042"),
        ("%08.3d", "255", "00000255"),
        ("%08.3d", "100000000000000000000", "100000000000000000000"),
        ("%08.3d", "-100000000000000000000", "-100000000000000000000"),
        ("%-08d|", "0", "0       |"),
        ("%-08d|", "5", "5       |"),
        ("%-08d|", "-42", "-42     |"),
        ("%-08d|", "255", "255     |"),
        ("%-08d|", "100000000000000000000", "100000000000000000000|"),
        ("%-08d|", "-100000000000000000000", "-100000000000000000000|"),
        ("%x", "0", "0"),
        ("%x", "5", "5"),
        ("%x", "-42", "-2a"),
        ("%x", "255", "ff"),
        ("%x", "100000000000000000000", "56bc75e2d63100000"),
        ("%x", "-100000000000000000000", "-56bc75e2d63100000"),
        ("%#x", "0", "0x0"),
        ("%#x", "5", "0x5"),
        ("%#x", "-42", "-0x2a"),
        ("%#x", "255", "0xff"),
        ("%#x", "100000000000000000000", "0x56bc75e2d63100000"),
        ("%#x", "-100000000000000000000", "-0x56bc75e2d63100000"),
        ("%#X", "0", "0X0"),
        ("%#X", "5", "0X5"),
        ("%#X", "-42", "-0X2A"),
        ("%#X", "255", "0XFF"),
        ("%#X", "100000000000000000000", "0X56BC75E2D63100000"),
        ("%#X", "-100000000000000000000", "-0X56BC75E2D63100000"),
        ("%#o", "0", "0o0"),
        ("%#o", "5", "0o5"),
        ("%#o", "-42", "-0o52"),
        ("%#o", "255", "0o377"),
        ("%#o", "100000000000000000000", "0o12657072742654304000000"),
        ("%#o", "-100000000000000000000", "-0o12657072742654304000000"),
        ("%o", "0", "0"),
        ("%o", "5", "5"),
        ("%o", "-42", "-52"),
        ("%o", "255", "377"),
        ("%o", "100000000000000000000", "12657072742654304000000"),
        ("%o", "-100000000000000000000", "-12657072742654304000000"),
        ("%#.5x", "0", "0x00000"),
        ("%#.5x", "5", "0x00005"),
        ("%#.5x", "-42", "-0x0002a"),
        ("%#.5x", "255", "0x000ff"),
        ("%#.5x", "100000000000000000000", "0x56bc75e2d63100000"),
        ("%#.5x", "-100000000000000000000", "-0x56bc75e2d63100000"),
        ("%#08x", "0", "0x000000"),
        ("%#08x", "5", "0x000005"),
        ("%#08x", "-42", "-0x0002a"),
        ("%#08x", "255", "0x0000ff"),
        ("%#08x", "100000000000000000000", "0x56bc75e2d63100000"),
        ("%#08x", "-100000000000000000000", "-0x56bc75e2d63100000"),
        ("%+x", "0", "+0"),
        ("%+x", "5", "+5"),
        ("%+x", "-42", "-2a"),
        ("%+x", "255", "+ff"),
        ("%+x", "100000000000000000000", "+56bc75e2d63100000"),
        ("%+x", "-100000000000000000000", "-56bc75e2d63100000"),
        ("%#5x|", "0", "  0x0|"),
        ("%#5x|", "5", "  0x5|"),
        ("%#5x|", "-42", "-0x2a|"),
        ("%#5x|", "255", " 0xff|"),
        ("%#5x|", "100000000000000000000", "0x56bc75e2d63100000|"),
        ("%#5x|", "-100000000000000000000", "-0x56bc75e2d63100000|"),
        ("%ld", "0", "0"),
        ("%ld", "5", "5"),
        ("%ld", "-42", "-42"),
        ("%ld", "255", "255"),
        ("%ld", "100000000000000000000", "100000000000000000000"),
        ("%ld", "-100000000000000000000", "-100000000000000000000"),
        ("%.0d", "0", "0"),
        ("%.0d", "5", "5"),
        ("%.0d", "-42", "-42"),
        ("%.0d", "255", "255"),
        ("%.0d", "100000000000000000000", "100000000000000000000"),
        ("%.0d", "-100000000000000000000", "-100000000000000000000"),
        ("% x", "0", " 0"),
        ("% x", "5", " 5"),
        ("% x", "-42", "-2a"),
        ("% x", "255", " ff"),
        ("% x", "100000000000000000000", " 56bc75e2d63100000"),
        ("% x", "-100000000000000000000", "-56bc75e2d63100000"),
        ("%-#8x|", "0", "0x0     |"),
        ("%-#8x|", "5", "0x5     |"),
        ("%-#8x|", "-42", "-0x2a   |"),
        ("%-#8x|", "255", "0xff    |"),
        ("%-#8x|", "100000000000000000000", "0x56bc75e2d63100000|"),
        ("%-#8x|", "-100000000000000000000", "-0x56bc75e2d63100000|"),
    ];
    for (format, value, expected) in cases {
        let (spec, rest) = resolved(format);
        let mut out = TextBuf::new();
        push_int(&mut out, &int_text::parse(value, 10, 0).unwrap(), &spec, 4300).unwrap();
        out.push_str(&rest).unwrap();
        assert_eq!(out, expected, "{format} {value}");
    }
}

#[test]
fn floats() {
    #[rustfmt::skip]
    let cases = [
        ("%e", 0.0, "0.000000e+00"),
        ("%e", -0.0, "-0.000000e+00"),
        ("%e", 1.5, "1.500000e+00"),
        ("%e", -1234567.891, "-1.234568e+06"),
        ("%e", 1e-10, "1.000000e-10"),
        ("%e", f64::INFINITY, "inf"),
        ("%e", f64::NEG_INFINITY, "-inf"),
        ("%f", 0.0, "0.000000"),
        ("%f", -0.0, "-0.000000"),
        ("%f", 1.5, "1.500000"),
        ("%f", -1234567.891, "-1234567.891000"),
        ("%f", 1e-10, "0.000000"),
        ("%f", f64::INFINITY, "inf"),
        ("%f", f64::NEG_INFINITY, "-inf"),
        ("%g", 0.0, "0"),
        ("%g", -0.0, "-0"),
        ("%g", 1.5, "1.5"),
        ("%g", -1234567.891, "-1.23457e+06"),
        ("%g", 1e-10, "1e-10"),
        ("%g", f64::INFINITY, "inf"),
        ("%g", f64::NEG_INFINITY, "-inf"),
        ("%E", 0.0, "0.000000E+00"),
        ("%E", -0.0, "-0.000000E+00"),
        ("%E", 1.5, "1.500000E+00"),
        ("%E", -1234567.891, "-1.234568E+06"),
        ("%E", 1e-10, "1.000000E-10"),
        ("%E", f64::INFINITY, "INF"),
        ("%E", f64::NEG_INFINITY, "-INF"),
        ("%F", 0.0, "0.000000"),
        ("%F", -0.0, "-0.000000"),
        ("%F", 1.5, "1.500000"),
        ("%F", -1234567.891, "-1234567.891000"),
        ("%F", 1e-10, "0.000000"),
        ("%F", f64::INFINITY, "INF"),
        ("%F", f64::NEG_INFINITY, "-INF"),
        ("%G", 0.0, "0"),
        ("%G", -0.0, "-0"),
        ("%G", 1.5, "1.5"),
        ("%G", -1234567.891, "-1.23457E+06"),
        ("%G", 1e-10, "1E-10"),
        ("%G", f64::INFINITY, "INF"),
        ("%G", f64::NEG_INFINITY, "-INF"),
        ("%.0f", 0.0, "0"),
        ("%.0f", -0.0, "-0"),
        ("%.0f", 1.5, "2"),
        ("%.0f", -1234567.891, "-1234568"),
        ("%.0f", 1e-10, "0"),
        ("%.0f", f64::INFINITY, "inf"),
        ("%.0f", f64::NEG_INFINITY, "-inf"),
        ("%#.0f", 0.0, "0."),
        ("%#.0f", -0.0, "-0."),
        ("%#.0f", 1.5, "2."),
        ("%#.0f", -1234567.891, "-1234568."),
        ("%#.0f", 1e-10, "0."),
        ("%#.0f", f64::INFINITY, "inf"),
        ("%#.0f", f64::NEG_INFINITY, "-inf"),
        ("%.3e", 0.0, "0.000e+00"),
        ("%.3e", -0.0, "-0.000e+00"),
        ("%.3e", 1.5, "1.500e+00"),
        ("%.3e", -1234567.891, "-1.235e+06"),
        ("%.3e", 1e-10, "1.000e-10"),
        ("%.3e", f64::INFINITY, "inf"),
        ("%.3e", f64::NEG_INFINITY, "-inf"),
        ("%10.2f|", 0.0, "      0.00|"),
        ("%10.2f|", -0.0, "     -0.00|"),
        ("%10.2f|", 1.5, "      1.50|"),
        ("%10.2f|", -1234567.891, "-1234567.89|"),
        ("%10.2f|", 1e-10, "      0.00|"),
        ("%10.2f|", f64::INFINITY, "       inf|"),
        ("%10.2f|", f64::NEG_INFINITY, "      -inf|"),
        ("%-10.2f|", 0.0, "0.00      |"),
        ("%-10.2f|", -0.0, "-0.00     |"),
        ("%-10.2f|", 1.5, "1.50      |"),
        ("%-10.2f|", -1234567.891, "-1234567.89|"),
        ("%-10.2f|", 1e-10, "0.00      |"),
        ("%-10.2f|", f64::INFINITY, "inf       |"),
        ("%-10.2f|", f64::NEG_INFINITY, "-inf      |"),
        ("%010.2f", 0.0, "0000000.00"),
        ("%010.2f", -0.0, "-000000.00"),
        ("%010.2f", 1.5, "0000001.50"),
        ("%010.2f", -1234567.891, "-1234567.89"),
        ("%010.2f", 1e-10, "0000000.00"),
        ("%010.2f", f64::INFINITY, "0000000inf"),
        ("%010.2f", f64::NEG_INFINITY, "-000000inf"),
        ("%+g", 0.0, "+0"),
        ("%+g", -0.0, "-0"),
        ("%+g", 1.5, "+1.5"),
        ("%+g", -1234567.891, "-1.23457e+06"),
        ("%+g", 1e-10, "+1e-10"),
        ("%+g", f64::INFINITY, "+inf"),
        ("%+g", f64::NEG_INFINITY, "-inf"),
        ("% g", 0.0, " 0"),
        ("% g", -0.0, "-0"),
        ("% g", 1.5, " 1.5"),
        ("% g", -1234567.891, "-1.23457e+06"),
        ("% g", 1e-10, " 1e-10"),
        ("% g", f64::INFINITY, " inf"),
        ("% g", f64::NEG_INFINITY, "-inf"),
        ("%#g", 0.0, "0.00000"),
        ("%#g", -0.0, "-0.00000"),
        ("%#g", 1.5, "1.50000"),
        ("%#g", -1234567.891, "-1.23457e+06"),
        ("%#g", 1e-10, "1.00000e-10"),
        ("%#g", f64::INFINITY, "inf"),
        ("%#g", f64::NEG_INFINITY, "-inf"),
        ("%.f", 0.0, "0"),
        ("%.f", -0.0, "-0"),
        ("%.f", 1.5, "2"),
        ("%.f", -1234567.891, "-1234568"),
        ("%.f", 1e-10, "0"),
        ("%.f", f64::INFINITY, "inf"),
        ("%.f", f64::NEG_INFINITY, "-inf"),
        ("%05f", 0.0, "0.000000"),
        ("%05f", -0.0, "-0.000000"),
        ("%05f", 1.5, "1.500000"),
        ("%05f", -1234567.891, "-1234567.891000"),
        ("%05f", 1e-10, "0.000000"),
        ("%05f", f64::INFINITY, "00inf"),
        ("%05f", f64::NEG_INFINITY, "-0inf"),
        ("%.0g", 0.0, "0"),
        ("%.0g", -0.0, "-0"),
        ("%.0g", 1.5, "2"),
        ("%.0g", -1234567.891, "-1e+06"),
        ("%.0g", 1e-10, "1e-10"),
        ("%.0g", f64::INFINITY, "inf"),
        ("%.0g", f64::NEG_INFINITY, "-inf"),
    ];
    for (format, value, expected) in cases {
        let (spec, rest) = resolved(format);
        let mut out = TextBuf::new();
        push_float(&mut out, value, &spec).unwrap();
        out.push_str(&rest).unwrap();
        assert_eq!(out, expected, "{format} {value}");
    }
}

#[test]
fn texts() {
    let cases = [
        ("%s", "", ""),
        ("%s", "a", "a"),
        ("%s", "h\u{e9}llo", "h\u{e9}llo"),
        ("%5s|", "", "     |"),
        ("%5s|", "a", "    a|"),
        ("%5s|", "h\u{e9}llo", "h\u{e9}llo|"),
        ("%-5s|", "", "     |"),
        ("%-5s|", "a", "a    |"),
        ("%-5s|", "h\u{e9}llo", "h\u{e9}llo|"),
        ("%05s|", "", "     |"),
        ("%05s|", "a", "    a|"),
        ("%05s|", "h\u{e9}llo", "h\u{e9}llo|"),
        ("%.2s", "", ""),
        ("%.2s", "a", "a"),
        ("%.2s", "h\u{e9}llo", "h\u{e9}"),
        ("%5.1s|", "", "     |"),
        ("%5.1s|", "a", "    a|"),
        ("%5.1s|", "h\u{e9}llo", "    h|"),
        ("%c", "a", "a"),
        ("%.0s|", "", "|"),
        ("%.0s|", "a", "|"),
        ("%.0s|", "h\u{e9}llo", "|"),
    ];
    for (format, value, expected) in cases {
        let (spec, rest) = resolved(format);
        let mut out = TextBuf::new();
        push_text(&mut out, value, &spec).unwrap();
        out.push_str(&rest).unwrap();
        assert_eq!(out, expected, "{format} {value}");
    }
    let Some(Ok(Piece::Spec(spec))) = parse(&b"%-6.2s"[..]).next() else { panic!() };
    let mut out = Vec::new();
    push_bytes(&mut out, b"abc", &spec.resolve('s', None, None)).unwrap();
    assert_eq!(out, b"ab    ");
}

#[test]
fn pieces() {
    let mut pieces = parse("h\u{e9}%%%(a(b))*d");
    assert_eq!(pieces.next(), Some(Ok(Piece::Literal("h\u{e9}"))));
    assert_eq!(pieces.next(), Some(Ok(Piece::Literal("%"))));
    assert_eq!(pieces.next(), Some(Err(PercentError::StarWithKey(4))));
    assert_eq!(pieces.next(), None);
    let Some(Ok(Piece::Spec(spec))) = parse("%(k)s").next() else { panic!() };
    assert_eq!(spec.key, Some("k"));
    let Some(Ok(Piece::Spec(spec))) = parse("%*.*f").next() else { panic!() };
    let resolved = spec.resolve('f', Some(-5), Some(-1));
    assert_eq!((resolved.width, resolved.precision, resolved.flags.left), (5, Some(0), true));
}

fn error<T: Format + ?Sized>(format: &T) -> String {
    for piece in parse(format) {
        let checked = match piece {
            Ok(Piece::Literal(_)) => continue,
            Ok(Piece::Spec(spec)) => spec.conversion.map_or(Err(PercentError::Stray(spec.position)), |c| spec.check(c)),
            Err(error) => Err(error),
        };
        if let Err(error) = checked {
            return error.message().unwrap().into_string();
        }
    }
    String::new()
}

#[test]
fn errors() {
    assert_eq!(error("%"), "stray % at position 0");
    assert_eq!(error("\u{e9}%z"), "unsupported format %z at position 1");
    assert_eq!(error("%(a"), "stray % or incomplete format key at position 0");
    assert_eq!(error("%99999999999999999999d"), "width too big at position 0");
    assert_eq!(error("%.2147483648d"), "precision too big at position 0");
    assert_eq!(error("%10"), "stray % at position 0");
    assert_eq!(error("%(a)"), "stray % at position 0");
    assert_eq!(error("%5%"), "stray % at position 0 or unexpected format character '%' at position 2");
    assert_eq!(error("%(a)5%"), "stray % at position 0 or unexpected format character '%' at position 5");
    assert_eq!(error("%l%"), "stray % at position 0 or unexpected format character '%' at position 2");
    assert_eq!(error("%lld"), "unsupported format %l at position 0");
    assert_eq!(error("%5.5.5d"), "stray % at position 0 or unexpected format character '.' at position 4");
    assert_eq!(error("%'"), "stray % at position 0 or unexpected format character \"'\" at position 1");
    assert_eq!(error("%&"), "stray % at position 0 or unexpected format character '&' at position 1");
    assert_eq!(error("%(a)*d"), "* cannot be used with a parenthesised mapping key at position 0");
    assert_eq!(error("%\u{7f}"), "stray % at position 0 or unexpected format character U+007F at position 1");
    assert_eq!(error("%\u{3042}"), "stray % at position 0 or unexpected format character '\u{3042}' (U+3042) at position 1");
    assert_eq!(error("%5\u{3042}"), "stray % at position 0 or unexpected format character '\u{3042}' (U+3042) at position 2");
    assert_eq!(error("%b"), "unsupported format %b at position 0");
    assert_eq!(error("%\u{a0}"), "stray % at position 0 or unexpected format character U+00A0 at position 1");
    assert_eq!(error("%-l"), "stray % at position 0");
    assert_eq!(error("%s%"), "stray % at position 2");
    assert_eq!(error(&b"\x25\xff"[..]), "stray % at position 0 or unexpected format character with code 0xff at position 1");
    assert_eq!(error(&b"\x25\x01"[..]), "stray % at position 0 or unexpected format character with code 0x01 at position 1");
    assert_eq!(error(&b"\x25\x35\x25"[..]), "stray % at position 0 or unexpected format character '%' at position 2");
    assert_eq!(error(&b"\x25\x7a"[..]), "unsupported format %z at position 0");
    assert_eq!(error(&b"%b"[..]), "");
}
