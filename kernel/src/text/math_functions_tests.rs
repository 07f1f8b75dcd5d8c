//! Tests of the math functions; expectations from Python 3.15.

use super::*;
use alloc::string::String;

fn message(result: Result<f64, MathError>) -> String {
    result.unwrap_err().message().unwrap().into_string()
}

#[test]
fn errors() {
    let inf = f64::INFINITY;
    assert_eq!(message(sqrt(-1.0)), "expected a nonnegative input, got -1.0");
    assert_eq!(message(sqrt(-inf)), "expected a nonnegative input, got -inf");
    assert_eq!(message(log(-1.5, Base::Two)), "expected a positive input, got -1.5");
    assert_eq!(message(log_integer(&IBig::ZERO, Base::E)), "expected a positive input");
    assert_eq!(message(log1p(-1.0)), "expected argument value > -1, got -1.0");
    assert_eq!(message(acos(2.0)), "expected a number in range from -1 up to 1, got 2.0");
    assert_eq!(message(acosh(0.5)), "expected argument value not less than 1, got 0.5");
    assert_eq!(message(atanh(1.0)), "expected a number between -1 and 1, got 1.0");
    assert_eq!(message(gamma(-0.0)), "expected a noninteger or positive integer, got -0.0");
    assert_eq!(message(lgamma(-1.0)), "expected a noninteger or positive integer, got -1.0");
    assert_eq!(message(tan(-inf)), "expected a finite input, got -inf");
    for result in [exp(1000.0), exp2(2000.0), cosh(1000.0), gamma(172.0), lgamma(1e306), ldexp(1.0, 5000), pow(1e300, 2.0)] {
        assert_eq!(result, Err(MathError::Range));
    }
    for result in [fmod(1.0, 0.0), fmod(inf, 1.0), remainder(1.0, 0.0), pow(0.0, -1.0), pow(-1.0, 0.5)] {
        assert_eq!(result, Err(MathError::Domain));
    }
    assert_eq!(fma(1e308, 10.0, -1.0), Err(MathError::FmaOverflow));
    assert_eq!(fma(inf, 0.0, 1.0), Err(MathError::FmaInvalid));
    assert!(sin(f64::NAN).unwrap().is_nan() && sqrt(f64::NAN).unwrap().is_nan() && gamma(f64::NAN).unwrap().is_nan());
}

#[test]
fn exact_cases() {
    for exponent in -1074..1024 {
        assert_eq!(log(libm::scalbn(1.0, exponent), Base::Two), Ok(f64::from(exponent)));
    }
    for exponent in 0..=22u32 {
        assert_eq!(log_integer(&IBig::from(10).pow(exponent as usize), Base::Ten), Ok(f64::from(exponent)));
    }
    assert_eq!(log_integer(&IBig::from(10).pow(400), Base::Ten), Ok(400.0));
    assert_eq!(log_integer(&IBig::from(10).pow(400), Base::E), Ok(921.0340371976182));
    assert_eq!(log_integer(&(IBig::ONE << 5000), Base::Two), Ok(5000.0));
    assert_eq!(gamma(23.0), Ok(1.1240007277776077e21));
    assert_eq!(gamma(1.0), Ok(1.0));
    assert_eq!(lgamma(f64::NEG_INFINITY), Ok(f64::INFINITY));
    assert_eq!(fmod(1.0, f64::INFINITY), Ok(1.0));
    assert_eq!(remainder(5.0, 2.0), Ok(1.0));
    assert_eq!(remainder(7.0, 2.0), Ok(-1.0));
}

#[test]
fn parts_of_floats() {
    assert_eq!(frexp(f64::INFINITY), (f64::INFINITY, 0));
    assert_eq!(frexp(-6.0), (-0.75, 3));
    assert_eq!(frexp(5e-324), (0.5, -1073));
    assert_eq!(ldexp(1.0, i64::MIN), Ok(0.0));
    assert_eq!(ldexp(0.0, i64::MAX), Ok(0.0));
    assert_eq!(ldexp(0.75, -1073), Ok(1e-323));
    assert_eq!(modf(-1.5), (-0.5, -1.0));
    assert_eq!(modf(f64::INFINITY), (0.0, f64::INFINITY));
    assert!(modf(-2.0).0.is_sign_negative());
    assert_eq!(next_after(1.0, 2.0, 3), 1.0000000000000007);
    assert_eq!(next_after(5e-324, -1.0, 2), -5e-324);
    assert!(next_after(-5e-324, 1.0, 1).is_sign_negative());
    assert_eq!(next_after(f64::MAX, f64::INFINITY, 1), f64::INFINITY);
    assert_eq!(next_after(f64::NEG_INFINITY, f64::INFINITY, u64::MAX), f64::INFINITY);
    assert_eq!(next_after(1.0, 1.0, 5), 1.0);
    assert!(next_after(1.0, f64::NAN, 1).is_nan());
    assert_eq!(ulp(0.0), 5e-324);
    assert_eq!(ulp(-f64::MAX), 1.99584030953472e+292);
    assert_eq!(ulp(1.0), f64::EPSILON);
    assert_eq!(is_close(1.0, 1.0 + 1e-10, 1e-9, 0.0), Ok(true));
    assert_eq!(is_close(0.0, 1e-10, 1e-9, 0.0), Ok(false));
    assert_eq!(is_close(f64::INFINITY, f64::INFINITY, 0.0, 0.0), Ok(true));
    assert_eq!(is_close(1.0, 2.0, -1.0, 0.0), Err(MathError::NegativeTolerance));
}
