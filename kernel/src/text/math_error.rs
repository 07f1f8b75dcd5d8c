//! Errors of the `math` functions, with CPython's messages.

use super::float_text;
use super::text_buf::{OutOfMemory, TextBuf};

/// Why a function has no result. `ValueError` unless [`MathError::is_overflow`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MathError {
    /// Outside of the domain, without more words.
    Domain,
    /// `OverflowError`: beyond the largest float.
    Range,
    /// An infinity.
    ExpectedFinite(f64),
    /// A negative number.
    ExpectedNonnegative(f64),
    /// A number that is not positive; `None` for an integer, which is not shown.
    ExpectedPositive(Option<f64>),
    /// For `log1p`.
    ExpectedAboveMinusOne(f64),
    /// For `asin` and `acos`.
    ExpectedMinusOneToOne(f64),
    /// For `atanh`.
    ExpectedBetweenMinusOneAndOne(f64),
    /// For `acosh`.
    ExpectedAtLeastOne(f64),
    /// A pole of `gamma`.
    GammaPole(f64),
    /// `factorial` of a negative integer.
    NegativeFactorial,
    /// A negative `n` of `comb` or `perm`.
    NegativeN,
    /// A negative `k` of `comb` or `perm`.
    NegativeK,
    /// `OverflowError`: a `k` or factorial whose result would not fit into memory.
    TooLarge,
    /// A negative tolerance of `isclose`.
    NegativeTolerance,
    /// `dist` of points with different numbers of coordinates.
    Dimensions,
    /// `OverflowError`: a partial sum of `fsum` is beyond the largest float.
    FsumOverflow,
    /// `fsum` of both infinities.
    FsumInfinities,
    /// `OverflowError`: `fma` of finite numbers.
    FmaOverflow,
    /// `fma` of zero and infinity.
    FmaInvalid,
    /// `MemoryError`.
    OutOfMemory,
}

impl From<OutOfMemory> for MathError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl MathError {
    /// Whether this is an `OverflowError` rather than a `ValueError`.
    #[must_use]
    pub const fn is_overflow(&self) -> bool {
        matches!(self, Self::Range | Self::TooLarge | Self::FsumOverflow | Self::FmaOverflow)
    }

    /// CPython's message.
    pub fn message(&self) -> Result<TextBuf, OutOfMemory> {
        let (words, shown) = match *self {
            Self::Domain => ("math domain error", None),
            Self::Range => ("math range error", None),
            Self::ExpectedFinite(x) => ("expected a finite input", Some(x)),
            Self::ExpectedNonnegative(x) => ("expected a nonnegative input", Some(x)),
            Self::ExpectedPositive(x) => ("expected a positive input", x),
            Self::ExpectedAboveMinusOne(x) => ("expected argument value > -1", Some(x)),
            Self::ExpectedMinusOneToOne(x) => ("expected a number in range from -1 up to 1", Some(x)),
            Self::ExpectedBetweenMinusOneAndOne(x) => ("expected a number between -1 and 1", Some(x)),
            Self::ExpectedAtLeastOne(x) => ("expected argument value not less than 1", Some(x)),
            Self::GammaPole(x) => ("expected a noninteger or positive integer", Some(x)),
            Self::NegativeFactorial => ("factorial() not defined for negative values", None),
            Self::NegativeN => ("n must be a non-negative integer", None),
            Self::NegativeK => ("k must be a non-negative integer", None),
            Self::TooLarge => ("too many digits in integer", None),
            Self::NegativeTolerance => ("tolerances must be non-negative", None),
            Self::Dimensions => ("both points must have the same number of dimensions", None),
            Self::FsumOverflow => ("intermediate overflow in fsum", None),
            Self::FsumInfinities => ("-inf + inf in fsum", None),
            Self::FmaOverflow => ("overflow in fma", None),
            Self::FmaInvalid => ("invalid operation in fma", None),
            Self::OutOfMemory => ("out of memory", None),
        };
        let mut out = TextBuf::from_text(words)?;
        if let Some(x) = shown {
            out.push_str(", got ")?;
            float_text::push_repr(&mut out, x)?;
        }
        Ok(out)
    }
}
