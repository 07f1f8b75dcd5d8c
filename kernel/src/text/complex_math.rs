//! Complex arithmetic, as C's Annex G has it: infinities stay infinities, and a real operand is not first made complex, so that it loses no
//! sign of zero.

use crate::prim::elementary;

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex64 {
    /// The real part.
    pub re: f64,
    /// The imaginary part.
    pub im: f64,
}

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComplexError {
    /// `ZeroDivisionError`: a zero divisor.
    DivisionByZero,
    /// `ZeroDivisionError`: zero to a power that is negative or complex.
    ZeroToPower,
    /// `OverflowError`: a power.
    PowerTooLarge,
    /// `OverflowError`: an absolute value.
    AbsTooLarge,
}

impl ComplexError {
    /// CPython's message.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::DivisionByZero => "division by zero",
            Self::ZeroToPower => "zero to a negative or complex power",
            Self::PowerTooLarge => "complex exponentiation",
            Self::AbsTooLarge => "absolute value too large",
        }
    }
}

/// 1 for an infinity, else 0, with the sign of `x`.
fn unit(x: f64) -> f64 {
    libm::copysign(if x.is_infinite() { 1.0 } else { 0.0 }, x)
}

/// A NaN as a zero of its sign.
fn without_nan(x: f64) -> f64 {
    if x.is_nan() { libm::copysign(0.0, x) } else { x }
}

impl Complex64 {
    /// From its parts.
    #[must_use]
    pub const fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }

    /// `z + w`
    #[must_use]
    pub fn plus(self, w: Self) -> Self {
        Self::new(self.re + w.re, self.im + w.im)
    }

    /// `z - w`
    #[must_use]
    pub fn minus(self, w: Self) -> Self {
        Self::new(self.re - w.re, self.im - w.im)
    }

    /// `z * w`
    #[must_use]
    pub fn times(self, w: Self) -> Self {
        let (mut a, mut b, mut c, mut d) = (self.re, self.im, w.re, w.im);
        let (ac, bd, ad, bc) = (a * c, b * d, a * d, b * c);
        let r = Self::new(ac - bd, ad + bc);
        if !(r.re.is_nan() && r.im.is_nan()) {
            return r;
        }
        let mut infinite = false;
        if a.is_infinite() || b.is_infinite() {
            (a, b, c, d) = (unit(a), unit(b), without_nan(c), without_nan(d));
            infinite = true;
        }
        if c.is_infinite() || d.is_infinite() {
            (a, b, c, d) = (without_nan(a), without_nan(b), unit(c), unit(d));
            infinite = true;
        }
        if !infinite && [ac, bd, ad, bc].iter().any(|p| p.is_infinite()) {
            (a, b, c, d) = (without_nan(a), without_nan(b), without_nan(c), without_nan(d));
            infinite = true;
        }
        if infinite { Self::new(f64::INFINITY * (a * c - b * d), f64::INFINITY * (a * d + b * c)) } else { r }
    }

    /// `z * x` for a real number.
    #[must_use]
    pub fn scaled(self, x: f64) -> Self {
        Self::new(self.re * x, self.im * x)
    }

    /// `z / w`, by Smith's method.
    ///
    /// # Errors
    /// [`ComplexError::DivisionByZero`]
    pub fn over(self, w: Self) -> Result<Self, ComplexError> {
        let (re, im) = (w.re.abs(), w.im.abs());
        let r = if re >= im {
            if re == 0.0 {
                return Err(ComplexError::DivisionByZero);
            }
            let ratio = w.im / w.re;
            let by = w.re + w.im * ratio;
            Self::new((self.re + self.im * ratio) / by, (self.im - self.re * ratio) / by)
        } else if im >= re {
            let ratio = w.re / w.im;
            let by = w.re * ratio + w.im;
            Self::new((self.re * ratio + self.im) / by, (self.im * ratio - self.re) / by)
        } else {
            Self::new(f64::NAN, f64::NAN)
        };
        if !(r.re.is_nan() && r.im.is_nan()) {
            return Ok(r);
        }
        if !self.is_finite_pair() && (self.re.is_infinite() || self.im.is_infinite()) && w.is_finite_pair() {
            let (x, y) = (unit(self.re), unit(self.im));
            return Ok(Self::new(f64::INFINITY * (x * w.re + y * w.im), f64::INFINITY * (y * w.re - x * w.im)));
        }
        if (re.is_infinite() || im.is_infinite()) && self.is_finite_pair() {
            let (x, y) = (unit(w.re), unit(w.im));
            return Ok(Self::new(0.0 * (self.re * x + self.im * y), 0.0 * (self.im * x - self.re * y)));
        }
        Ok(r)
    }

    /// `x / w` for a real number.
    ///
    /// # Errors
    /// [`ComplexError::DivisionByZero`]
    pub fn real_over(x: f64, w: Self) -> Result<Self, ComplexError> {
        let (re, im) = (w.re.abs(), w.im.abs());
        let r = if re >= im {
            if re == 0.0 {
                return Err(ComplexError::DivisionByZero);
            }
            let ratio = w.im / w.re;
            let by = w.re + w.im * ratio;
            Self::new(x / by, (-x * ratio) / by)
        } else if im >= re {
            let ratio = w.re / w.im;
            let by = w.re * ratio + w.im;
            Self::new((x * ratio) / by, -x / by)
        } else {
            Self::new(f64::NAN, f64::NAN)
        };
        if r.re.is_nan() && r.im.is_nan() && x.is_finite() && (re.is_infinite() || im.is_infinite()) {
            return Ok(Self::new(0.0 * (x * unit(w.re)), 0.0 * (-x * unit(w.im))));
        }
        Ok(r)
    }

    /// `z / x` for a real number.
    ///
    /// # Errors
    /// [`ComplexError::DivisionByZero`]
    pub fn over_real(self, x: f64) -> Result<Self, ComplexError> {
        if x == 0.0 { Err(ComplexError::DivisionByZero) } else { Ok(Self::new(self.re / x, self.im / x)) }
    }

    /// `-z`
    #[must_use]
    pub fn negated(self) -> Self {
        Self::new(-self.re, -self.im)
    }

    /// `abs(z)`
    ///
    /// # Errors
    /// [`ComplexError::AbsTooLarge`] where finite parts have an absolute value that no float holds.
    pub fn magnitude(self) -> Result<f64, ComplexError> {
        if self.re.is_infinite() || self.im.is_infinite() {
            return Ok(f64::INFINITY);
        }
        let r = elementary::hypot(self.re, self.im);
        if r.is_infinite() { Err(ComplexError::AbsTooLarge) } else { Ok(r) }
    }

    /// Whether both parts are finite.
    #[must_use]
    pub fn is_finite_pair(self) -> bool {
        self.re.is_finite() && self.im.is_finite()
    }

    /// `z ** n` for n > 0, by squaring.
    fn to_natural(self, n: u32) -> Self {
        let (mut r, mut p, mut bit) = (Self::new(1.0, 0.0), self, 1);
        while bit <= n {
            if n & bit != 0 {
                r = r.times(p);
            }
            bit <<= 1;
            p = p.times(p);
        }
        r
    }

    /// `z ** w`
    ///
    /// # Errors
    /// [`ComplexError::ZeroToPower`], [`ComplexError::PowerTooLarge`]
    pub fn power(self, w: Self) -> Result<Self, ComplexError> {
        // Small whole exponents are multiplied out: quicker, and more exact.
        let r = if w.im == 0.0 && w.re == libm::floor(w.re) && w.re.abs() <= 100.0 {
            let n = w.re.abs() as u32;
            if w.re > 0.0 {
                self.to_natural(n)
            } else if self.re == 0.0 && self.im == 0.0 && w.re < 0.0 {
                return Err(ComplexError::ZeroToPower);
            } else {
                match Self::new(1.0, 0.0).over(self.to_natural(n)) {
                    Ok(r) => r,
                    Err(_) => return Err(ComplexError::ZeroToPower),
                }
            }
        } else if self.re == 0.0 && self.im == 0.0 {
            if w.im != 0.0 || w.re < 0.0 {
                return Err(ComplexError::ZeroToPower);
            }
            Self::new(0.0, 0.0)
        } else {
            let size = elementary::hypot(self.re, self.im);
            let mut length = elementary::pow(size, w.re);
            let angle = elementary::atan2(self.im, self.re);
            let mut phase = angle * w.re;
            if w.im != 0.0 {
                length *= elementary::exp(-angle * w.im);
                phase += w.im * elementary::log(size);
            }
            // C's sine and cosine report an infinite angle as an error, which CPython words like this.
            if phase.is_infinite() {
                return Err(ComplexError::ZeroToPower);
            }
            Self::new(length * elementary::cos(phase), length * elementary::sin(phase))
        };
        if r.re.is_infinite() || r.im.is_infinite() { Err(ComplexError::PowerTooLarge) } else { Ok(r) }
    }
}
