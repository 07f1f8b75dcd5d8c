//! Elementary functions: the C library's where there is one, so that results agree to the last bit with other programs of the host, else
//! those of the crate `libm`.

#[cfg(feature = "system-math")]
mod source {
    // SAFETY: these are functions of the C standard: any argument is allowed, and nothing but the result (and `errno`) is written.
    unsafe extern "C" {
        pub(super) safe fn acos(x: f64) -> f64;
        pub(super) safe fn acosh(x: f64) -> f64;
        pub(super) safe fn asin(x: f64) -> f64;
        pub(super) safe fn asinh(x: f64) -> f64;
        pub(super) safe fn atan(x: f64) -> f64;
        pub(super) safe fn atanh(x: f64) -> f64;
        pub(super) safe fn cbrt(x: f64) -> f64;
        pub(super) safe fn cos(x: f64) -> f64;
        pub(super) safe fn cosh(x: f64) -> f64;
        pub(super) safe fn erf(x: f64) -> f64;
        pub(super) safe fn erfc(x: f64) -> f64;
        pub(super) safe fn exp(x: f64) -> f64;
        pub(super) safe fn exp2(x: f64) -> f64;
        pub(super) safe fn expm1(x: f64) -> f64;
        pub(super) safe fn log(x: f64) -> f64;
        pub(super) safe fn log10(x: f64) -> f64;
        pub(super) safe fn log1p(x: f64) -> f64;
        pub(super) safe fn log2(x: f64) -> f64;
        pub(super) safe fn sin(x: f64) -> f64;
        pub(super) safe fn sinh(x: f64) -> f64;
        pub(super) safe fn tan(x: f64) -> f64;
        pub(super) safe fn tanh(x: f64) -> f64;
        pub(super) safe fn atan2(x: f64, y: f64) -> f64;
        pub(super) safe fn pow(x: f64, y: f64) -> f64;
        pub(super) safe fn hypot(x: f64, y: f64) -> f64;
    }
}

#[cfg(not(feature = "system-math"))]
use libm as source;

macro_rules! functions {
    ($($name:ident)*) => { $(
        #[doc = concat!("C's `", stringify!($name), "`.")]
        #[inline]
        pub fn $name(x: f64) -> f64 {
            source::$name(x)
        }
    )* };
}
functions! { acos acosh asin asinh atan atanh cbrt cos cosh erf erfc exp exp2 expm1 log log10 log1p log2 sin sinh tan tanh }

/// C's `atan2`.
#[inline]
pub fn atan2(y: f64, x: f64) -> f64 {
    source::atan2(y, x)
}

/// C's `hypot`.
#[inline]
pub fn hypot(x: f64, y: f64) -> f64 {
    source::hypot(x, y)
}

/// C's `pow`.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    source::pow(x, y)
}
