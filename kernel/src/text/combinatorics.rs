//! `math.factorial`, `comb` and `perm`: products of ranges, halved so that factors stay of like size.

use super::int_math::{MAX_BITS, bit_length};
use super::int_text::Integer;
use super::math_error::MathError;
use dashu_int::{IBig, Sign, UBig};

/// The product of `top`, `top` - 1, ... of `count` factors.
fn falling_product(top: &UBig, count: u64) -> UBig {
    /// So many factors are multiplied one after the other.
    const FEW: u64 = 32;
    if count <= FEW {
        let Ok(top) = u64::try_from(top) else {
            return (0..count).fold(UBig::ONE, |product, i| product * (top - UBig::from(i)));
        };
        // A word takes as many factors as it holds before the long product is touched. There are at most `top` of them.
        let (mut product, mut word) = (UBig::ONE, 1_u64);
        for factor in (0..count).map(|i| top - i) {
            match word.checked_mul(factor) {
                Some(w) => word = w,
                None => product *= core::mem::replace(&mut word, factor),
            }
        }
        return product * word;
    }
    let half = count / 2;
    falling_product(top, half) * falling_product(&(top - UBig::from(half)), count - half)
}

/// Refuses products that would be longer than [`MAX_BITS`], by an upper bound of their length.
fn check_size(top: &IBig, count: u64) -> Result<(), MathError> {
    if bit_length(top).checked_mul(count).is_some_and(|bits| bits <= MAX_BITS) { Ok(()) } else { Err(MathError::TooLarge) }
}

fn is_negative(value: &IBig) -> bool {
    value.sign() == Sign::Negative
}

fn magnitude(value: IBig) -> UBig {
    value.into_parts().1
}

/// `math.factorial(n)`.
///
/// # Errors
/// [`MathError::NegativeFactorial`] and [`MathError::TooLarge`].
pub fn factorial(n: &Integer) -> Result<Integer, MathError> {
    let n = IBig::from(n.clone());
    if is_negative(&n) {
        return Err(MathError::NegativeFactorial);
    }
    let count = u64::try_from(&n).map_err(|_| MathError::TooLarge)?;
    check_size(&n, count)?;
    Ok(Integer::from(IBig::from(falling_product(&magnitude(n), count))))
}

/// `math.perm(n, k)`; without `k` it is the factorial.
///
/// # Errors
/// [`MathError::NegativeN`], [`MathError::NegativeK`] and [`MathError::TooLarge`].
pub fn perm(n: &Integer, k: &Integer) -> Result<Integer, MathError> {
    let (n, k) = (IBig::from(n.clone()), IBig::from(k.clone()));
    if is_negative(&n) {
        return Err(MathError::NegativeN);
    }
    if is_negative(&k) {
        return Err(MathError::NegativeK);
    }
    if k > n {
        return Ok(Integer::Small(0));
    }
    let count = u64::try_from(&k).map_err(|_| MathError::TooLarge)?;
    check_size(&n, count)?;
    Ok(Integer::from(IBig::from(falling_product(&magnitude(n), count))))
}

/// `math.comb(n, k)`.
///
/// # Errors
/// As [`perm`].
pub fn comb(n: &Integer, k: &Integer) -> Result<Integer, MathError> {
    let (n, k) = (IBig::from(n.clone()), IBig::from(k.clone()));
    if is_negative(&n) {
        return Err(MathError::NegativeN);
    }
    if is_negative(&k) {
        return Err(MathError::NegativeK);
    }
    if k > n {
        return Ok(Integer::Small(0));
    }
    let complement = &n - &k;
    let k = if complement < k { complement } else { k };
    let count = u64::try_from(&k).map_err(|_| MathError::TooLarge)?;
    check_size(&n, count)?;
    let divisor = falling_product(&magnitude(k), count);
    Ok(Integer::from(IBig::from(falling_product(&magnitude(n), count) / divisor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(text: &str) -> Integer {
        crate::text::int_text::parse(text, 10, 0).unwrap()
    }

    #[test]
    fn agrees_with_python() {
        assert_eq!(factorial(&int("0")), Ok(int("1")));
        assert_eq!(factorial(&int("20")), Ok(int("2432902008176640000")));
        assert_eq!(factorial(&int("30")), Ok(int("265252859812191058636308480000000")));
        assert_eq!(factorial(&int("-1")), Err(MathError::NegativeFactorial));
        assert_eq!(factorial(&int("99999999999")), Err(MathError::TooLarge));
        assert_eq!(factorial(&int("33")), Ok(int("8683317618811886495518194401280000000")));
        assert_eq!(comb(&int("5"), &int("7")), Ok(int("0")));
        assert_eq!(comb(&int("100"), &int("50")), Ok(int("100891344545564193334812497256")));
        assert_eq!(comb(&int("100000000000000000000"), &int("99999999999999999998")), Ok(int("4999999999999999999950000000000000000000")));
        assert_eq!(comb(&int("5"), &int("0")), Ok(int("1")));
        assert_eq!(perm(&int("5"), &int("2")), Ok(int("20")));
        assert_eq!(perm(&int("30"), &int("20")), Ok(int("73096577329197271449600000")));
        assert_eq!(perm(&int("5"), &int("-1")), Err(MathError::NegativeK));
        assert_eq!(comb(&int("-5"), &int("1")), Err(MathError::NegativeN));
    }
}
