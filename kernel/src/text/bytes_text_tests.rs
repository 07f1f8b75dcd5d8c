//! Tests of the bytes methods; expectations from Python 3.15.

use super::*;

const MAX: i64 = i64::MAX;

#[test]
fn finding() {
    let text = b"abracadabra abracadabra simsalabim";
    for start in 0..text.len() {
        for end in start..text.len() {
            let needle = &text[start..end];
            let expected = (0..=text.len() - needle.len()).find(|at| text[*at..].starts_with(needle));
            assert_eq!(find_in(text, needle), expected);
            let expected = (0..=text.len() - needle.len()).rfind(|at| text[*at..].starts_with(needle));
            assert_eq!(rfind_in(text, needle), expected);
        }
    }
    assert_eq!(find_in(b"ab", b"abc"), None);
    assert_eq!(find(b"abcabc", b"c", 3, MAX), Some(5));
    assert_eq!(rfind(b"abcabc", b"c", 0, -1), Some(2));
    assert_eq!(find(b"abc", b"", 4, MAX), None);
    assert_eq!(count(b"aaaa", b"aa", 0, MAX), 2);
    assert_eq!(count(b"aa", b"", 0, MAX), 3);
    assert_eq!(count(b"a", b"", 2, MAX), 0);
    let long = [b'x'; 600];
    assert_eq!(find_in(&[&[b'y'; 700][..], &long].concat(), &long), Some(700));
}

#[test]
fn splitting() {
    let parts = |split: Option<Split<'static>>| split.unwrap().collect::<Vec<_>>();
    assert_eq!(parts(split(b"a\x1cb\x0bc\x85", None, -1)), [&b"a\x1cb"[..], b"c\x85"]);
    assert_eq!(parts(split(b" a b  c ", None, 1)), [&b"a"[..], b"b  c "]);
    assert_eq!(parts(rsplit(b" a b  c ", None, 1)), [&b"c"[..], b" a b"]);
    assert_eq!(parts(split(b"a,b,,c", Some(b","), -1)), [&b"a"[..], b"b", b"", b"c"]);
    assert_eq!(parts(rsplit(b"a,b,c", Some(b","), 1)), [&b"c"[..], b"a,b"]);
    assert_eq!(parts(split(b"", Some(b","), -1)), [&b""[..]]);
    assert_eq!(parts(split(b"", None, -1)), [&b""[..]; 0]);
    assert!(split(b"a", Some(b""), -1).is_none());
    assert_eq!(split_lines(b"a\x0bb\rc\x1c\r\n\n", false).collect::<Vec<_>>(), [&b"a\x0bb"[..], b"c\x1c", b""]);
    assert_eq!(split_lines(b"a\r\nb", true).collect::<Vec<_>>(), [&b"a\r\n"[..], b"b"]);
    assert_eq!(strip(b"  a\x1c ", None, Side::Both), b"a\x1c");
    assert_eq!(strip(b"xyax", Some(b"xy"), Side::Left), b"ax");
    assert_eq!(strip(b"xyax", Some(b"xy"), Side::Right), b"xya");
    assert_eq!(strip(b"   ", None, Side::Both), b"");
    assert_eq!(partition(b"a=b=c", b"=", true), Some((&b"a=b"[..], &b"c"[..])));
}

#[test]
fn replacing_and_padding() {
    assert_eq!(replace(b"abc", b"", b"-", 2).unwrap(), b"-a-bc");
    assert_eq!(replace(b"abc", b"", b"-", -1).unwrap(), b"-a-b-c-");
    assert_eq!(replace(b"banana", b"an", b"N", -1).unwrap(), b"bNNa");
    assert_eq!(replace(b"banana", b"an", b"N", 1).unwrap(), b"bNana");
    assert_eq!(pad(b"ab", 5, b'*', Pad::Center).unwrap(), b"**ab*");
    assert_eq!(pad(b"a", 4, b'*', Pad::Center).unwrap(), b"*a**");
    assert_eq!(pad(b"a", -4, b'*', Pad::Left).unwrap(), b"a");
    // Miri ends at an allocation that no machine has, instead of refusing it.
    if cfg!(not(miri)) {
        assert_eq!(pad(b"a", MAX, b'*', Pad::Left), Err(OutOfMemory));
    }
    assert_eq!(zfill(b"-5", 4).unwrap(), b"-005");
    assert_eq!(zfill(b"5", 3).unwrap(), b"005");
    assert_eq!(zfill(b"-5", 1).unwrap(), b"-5");
    assert_eq!(expand_tabs(b"a\tb\n\tc", 4).unwrap(), b"a   b\n    c");
    assert_eq!(translate(b"abc", None, b"b").unwrap(), b"ac");
}

#[test]
fn case() {
    assert_eq!(title(b"they're 1a").unwrap(), b"They'Re 1A");
    assert_eq!(swapcase(b"aB\xe9").unwrap(), b"Ab\xe9");
    assert_eq!(capitalize(b"aBC d").unwrap(), b"Abc d");
    assert!(is_title(b"They'Re 1A") && !is_title(b"aB") && !is_title(b"") && !is_title(b"12"));
    assert!(is_upper(b"A1") && !is_upper(b"1") && is_lower(b"a\xe9") && !is_lower(b"aB"));
    assert!(is_all(b"\x0b", |b| is_space_byte(*b)) && !is_all(b"", u8::is_ascii_digit));
}

#[test]
fn hexadecimal() {
    let hex = |sep, group| to_hex(b"abcde", sep, group).unwrap();
    assert_eq!(hex(Some(':'), 2), "61:6263:6465");
    assert_eq!(hex(Some(':'), -2), "6162:6364:65");
    assert_eq!(hex(Some(':'), 1), "61:62:63:64:65");
    assert_eq!(hex(Some(':'), 0), "6162636465");
    assert_eq!(hex(None, 1), "6162636465");
    assert_eq!(from_hex(" 12\t34\n".chars()), Ok(alloc::vec![0x12, 0x34]));
    assert_eq!(from_hex("0".chars()), Err(FromHexError::Odd));
    assert_eq!(from_hex("0x".chars()), Err(FromHexError::At(1)));
    assert_eq!(from_hex("12 3 4".chars()), Err(FromHexError::At(4)));
    assert_eq!(from_hex("12é".chars()), Err(FromHexError::At(2)));
    assert_eq!(from_hex("12\u{2003}".chars()), Err(FromHexError::At(2)));
}
