//! Sums of floats without lost digits: `fsum`, `hypot` and `dist`.

use super::math_error::MathError;
use super::math_functions::frexp;
use super::text_buf::push;
use alloc::vec::Vec;

/// The sum rounded, and what rounding lost; exact if the first argument is the larger.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let (a, b) = if a.abs() < b.abs() { (b, a) } else { (a, b) };
    let sum = a + b;
    (sum, b - (sum - a))
}

/// `math.fsum`: the exact sum, rounded once (Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997).
#[derive(Clone, Debug, Default)]
pub struct ExactSum {
    /// Floats that do not overlap, in increasing magnitude, with the exact sum so far.
    partials: Vec<f64>,
    /// The sum of infinities and NaN.
    special: f64,
    infinities: f64,
}

impl ExactSum {
    /// An empty sum.
    #[must_use]
    pub const fn new() -> Self {
        Self { partials: Vec::new(), special: 0.0, infinities: 0.0 }
    }

    /// Adds a number.
    ///
    /// # Errors
    /// [`MathError::FsumOverflow`]; without memory.
    pub fn add(&mut self, x: f64) -> Result<(), MathError> {
        if !x.is_finite() {
            if x.is_infinite() {
                self.infinities += x;
            }
            self.special += x;
            return Ok(());
        }
        let mut carried = x;
        let mut kept = 0;
        for index in 0..self.partials.len() {
            let (sum, lost) = two_sum(carried, self.partials.get(index).copied().unwrap_or(0.0));
            if lost != 0.0 {
                if let Some(place) = self.partials.get_mut(kept) {
                    *place = lost;
                }
                kept += 1;
            }
            carried = sum;
        }
        self.partials.truncate(kept);
        if carried == 0.0 {
            return Ok(());
        }
        if !carried.is_finite() {
            return Err(MathError::FsumOverflow);
        }
        Ok(push(&mut self.partials, carried)?)
    }

    /// The sum, rounded half to even.
    ///
    /// # Errors
    /// [`MathError::FsumInfinities`].
    pub fn finish(mut self) -> Result<f64, MathError> {
        if self.special != 0.0 {
            return if self.infinities.is_nan() { Err(MathError::FsumInfinities) } else { Ok(self.special) };
        }
        let mut high = self.partials.pop().unwrap_or(0.0);
        let mut low = 0.0;
        while let Some(next) = self.partials.pop() {
            (high, low) = two_sum(high, next);
            if low != 0.0 {
                break;
            }
        }
        // A tie was rounded to even; what is left below decides it if it points the same way.
        if let Some(rest) = self.partials.last()
            && ((low < 0.0 && *rest < 0.0) || (low > 0.0 && *rest > 0.0))
        {
            let twice = low * 2.0;
            let sum = high + twice;
            if sum - high == twice {
                high = sum;
            }
        }
        Ok(high)
    }
}

/// `math.fsum` of a slice.
///
/// # Errors
/// As [`ExactSum`].
pub fn fsum(values: &[f64]) -> Result<f64, MathError> {
    let mut sum = ExactSum::new();
    for value in values {
        sum.add(*value)?;
    }
    sum.finish()
}

/// `math.hypot(*coordinates)`, within a unit in the last place, without intermediate overflow.
#[must_use]
pub fn hypot(coordinates: impl Iterator<Item = f64> + Clone) -> f64 {
    let (mut largest, mut nan) = (0.0f64, false);
    for x in coordinates.clone() {
        nan |= x.is_nan();
        largest = largest.max(x.abs());
    }
    // An infinite coordinate outweighs NaN.
    if largest.is_infinite() || largest == 0.0 || nan {
        return if nan && !largest.is_infinite() { f64::NAN } else { largest };
    }
    // Scaling by a power of two loses nothing, for what gets too small does not count.
    let (_, exponent) = frexp(largest);
    let (mut sum, mut lost) = (0.0, 0.0);
    for x in coordinates {
        let x = libm::scalbn(x, -exponent);
        let square = x * x;
        lost += libm::fma(x, x, -square);
        let (next, low) = two_sum(sum, square);
        sum = next;
        lost += low;
    }
    let root = libm::sqrt(sum + lost);
    let square = root * root;
    let left = (sum - square) - libm::fma(root, root, -square) + lost;
    libm::scalbn(root + left / (2.0 * root), exponent)
}

/// `math.dist(p, q)`.
///
/// # Errors
/// [`MathError::Dimensions`].
pub fn dist(p: &[f64], q: &[f64]) -> Result<f64, MathError> {
    if p.len() != q.len() {
        return Err(MathError::Dimensions);
    }
    Ok(hypot(p.iter().zip(q).map(|(a, b)| a - b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        assert_eq!(fsum(&[]), Ok(0.0));
        assert_eq!(fsum(&[0.1; 10]), Ok(1.0));
        assert_eq!(fsum(&[1e100, 1.0, -1e100, 1e-100, 1e50, -1.0, -1e50]), Ok(1e-100));
        assert_eq!(fsum(&[9007199254740992.0, -0.5, -5.551115123125783e-17]), Ok(9007199254740991.0));
        assert_eq!(fsum(&[9007199254740992.0, 1.0, 5.551115123125783e-17]), Ok(9007199254740994.0));
        assert_eq!(fsum(&[1e308, 1e308, -1e308]), Err(MathError::FsumOverflow));
        assert_eq!(fsum(&[f64::INFINITY, f64::NEG_INFINITY]), Err(MathError::FsumInfinities));
        assert_eq!(fsum(&[f64::INFINITY, 1.0]), Ok(f64::INFINITY));
        assert!(fsum(&[f64::NAN, 1.0]).unwrap().is_nan());
    }

    #[test]
    fn norms() {
        let norm = |values: &[f64]| hypot(values.iter().copied());
        assert_eq!(norm(&[3.0, -4.0]), 5.0);
        assert_eq!(norm(&[]), 0.0);
        assert_eq!(norm(&[1e308, 1e308]), 1.4142135623730951e308);
        assert_eq!(norm(&[1e-320, 1e-320]), 1.414e-320);
        assert_eq!(norm(&[f64::NAN, f64::INFINITY]), f64::INFINITY);
        assert!(norm(&[f64::NAN, 1.0]).is_nan());
        assert_eq!(norm(&[f64::MAX, f64::MAX]), f64::INFINITY);
        assert_eq!(norm(&[5e-324, 0.0]), 5e-324);
        assert_eq!(dist(&[1.0, 2.0], &[4.0, 6.0]), Ok(5.0));
        assert_eq!(dist(&[1.0], &[4.0, 6.0]), Err(MathError::Dimensions));
        for (values, expected) in [
            ([24.580338977940386, -28.292897648820947, 88.49005675541007], 96.09979847123931),
            ([3.0406339350827016, -0.9419895434327705, 0.005519171348714338], 3.1832105629954124),
            ([0.002979491062738484, -0.7735880706937113, 0.7368909157301906], 1.0683892559232755),
            ([0.8752171847186085, -50.133857111462675, -0.05665403990723037], 50.14152813460337),
            ([-635.8486724444425, 0.005314509032582835, 0.000523850855188772], 635.848672466868),
            ([-7.224651632021937, -0.0011032862772495712, -996.4502755949308], 996.4764660169526),
            ([-989.3737255117838, -0.005690376615505355, 0.07448155308736037], 989.37372833169),
            ([-0.003726972645300928, 7.844693774162126, 0.0025146039135425548], 7.844695062520656),
            ([88.19520021759982, -0.6062419121479348, -0.040242220429226455], 88.19729298632056),
            ([-0.0017018657675450966, -0.047237612210005955, -3.9728179846107503], 3.9730991715789097),
            ([1.7228251700674169, 0.03558684990953825, -0.08679550988978457], 1.7253771909473405),
            ([0.6370361492941417, 0.003928396152823135, -3.756322752627228], 3.8099594630007334),
            ([-0.06477598390430075, 0.0009501991262884706, 0.08984409533410523], 0.110764581141959),
            ([0.0006897617787762593, 0.09813189190236171, -2.6763104831627893], 2.678109061682644),
            ([0.6824681909245012, -0.00906545762602117, 0.002474260621544702], 0.6825328828059157),
            ([-0.0076195888585245, 0.8593106391950422, -0.031123637389397607], 0.8599078517914066),
            ([0.07854221839413318, 0.0005512060293979906, 179.52674252387956], 179.5267597056752),
            ([594.4533551826656, -0.4082723850513761, 0.0008916003700843675], 594.45349538468),
            ([-5.830332139024059, 0.002216550761852485, -32.00809467483108], 32.534764521621845),
            ([0.009028807419647778, 0.037193166191577885, -0.0006450444489900229], 0.03827880689254293),
            ([25.361153705221472, 0.3783491746977503, -0.0006769410711507675], 25.363975749399234),
            ([-8.380835356310143, 0.06706148272166867, -93.63470340171965], 94.00904520119354),
            ([187.9204413865938, -49.9582283859475, -0.00015648543617682132], 194.44772272880755),
            ([95.81012415300212, -0.9345575600614484, -0.0033162941279367697], 95.81468206409994),
            ([-73.88563456937601, 0.0012809522375164261, 260.79858685278913], 271.06270474148965),
        ] {
            assert_eq!(norm(&values), expected, "{values:?}");
        }
    }
}
