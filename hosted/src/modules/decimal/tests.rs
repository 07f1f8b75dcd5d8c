//! Tests of the arithmetic below the operations; those are compared with CPython's by the programs in `tests/programs/modules`.

use dashu_int::UBig;

use super::coefficient::{Coefficient, Rest, digits_of};
use super::number::{Number, Rounding, Settings, Work};
use super::text::{self, Notation};
use super::{fixed, powers};

fn number(text: &str) -> Number {
    text::parse(text.as_bytes()).ok().flatten().unwrap()
}

fn shown(n: &Number) -> String {
    String::from_utf8(text::write(n, Notation::Scientific, true).unwrap()).unwrap()
}

fn work(prec: i64) -> Work {
    Work::new(Settings { prec, emax: 999, emin: -999, rounding: Rounding::HalfEven, clamp: false })
}

#[test]
fn digits() {
    assert_eq!(digits_of(0), 1);
    for k in 0..38u64 {
        let p = powers::WIDE[k as usize];
        assert_eq!((digits_of(p), digits_of(p * 10 - 1)), (k + 1, k + 1), "{k}");
    }
    for k in [38, 39, 60, 1000, 5000] {
        let p = Coefficient::from(powers::power(k));
        assert_eq!(p.digits(), k + 1);
        assert_eq!(p.sub(&Coefficient::ONE).digits(), k);
        assert!(p.is_power_of_ten() && !p.add(&Coefficient::ONE).is_power_of_ten());
        assert_eq!((p.trailing_zeros(), p.trailing_zeros_up_to(7)), (k, 7));
    }
}

#[test]
fn cuts_tell_halves() {
    for k in [3u64, 20, 38, 39, 77, 500] {
        let half = Coefficient::from(UBig::from(5u8) * powers::power(k - 1));
        let one = Coefficient::ONE;
        let whole = Coefficient::from(UBig::from(7u8) * powers::power(k));
        for (rest, expected) in
            [(Coefficient::ZERO, Rest::Zero), (half.sub(&one), Rest::Less), (half.clone(), Rest::Half), (half.add(&one), Rest::More)]
        {
            let (q, r) = whole.add(&rest).shift_right(k);
            assert_eq!((q.small(), r), (Some(7), expected), "{k}");
        }
    }
}

#[test]
fn words_agree_with_big_numbers() {
    let values = [
        1u128,
        7,
        10,
        999,
        1 << 63,
        u128::from(u64::MAX),
        (1 << 64) + 1,
        powers::WIDE[37],
        powers::WIDE[38] - 1,
        0xffff_ffff_0000_0001 << 50,
    ];
    let values: Vec<u128> = values.into_iter().filter(|v| *v < powers::WIDE[38]).collect();
    for a in &values {
        for b in &values {
            for prec in [1, 9, 28, 34] {
                let (x, y) = (Number::new(false, (*a).into(), 0), Number::new(false, (*b).into(), 0));
                let product = Number::new(false, (UBig::from(*a) * UBig::from(*b)).into(), 0);
                assert_eq!(shown(&work(prec).mul(&x, &y)), shown(&work(prec).finish(product)), "{a} * {b}");
                // One operand with more digits than words hold takes the way of big numbers.
                let scaled = Number::new(false, (UBig::from(*a) * powers::power(60)).into(), -60);
                let (p, q) = (work(prec).div(&x, &y), work(prec).div(&scaled, &y));
                assert!(p.compare_values(&q).is_eq(), "{a} / {b}: {} {}", shown(&p), shown(&q));
            }
        }
    }
}

#[test]
fn functions() {
    let ln10 = fixed::ln10(200);
    let (digits, exponent) = fixed::cut(&ln10, fixed::ERROR, 200, 30).unwrap();
    assert_eq!((digits.to_string().as_str(), exponent), ("230258509299404568401799145468", -29));
    assert_eq!(shown(&work(20).exp(&number("1"))), "2.7182818284590452354");
    assert_eq!(shown(&work(20).ln(&number("2"))), "0.69314718055994530942");
    assert_eq!(shown(&work(20).sqrt(&number("2"))), "1.4142135623730950488");
    assert_eq!(shown(&work(5).sqrt(&number("1.00"))), "1.0");
    let back = {
        let log = work(60).ln(&number("1234.5678"));
        work(40).exp(&log)
    };
    assert_eq!(shown(&work(30).normalize(&back)), "1234.5678");
}
