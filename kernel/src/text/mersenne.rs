//! The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded and read as Python's `random` does.

use super::int_text::Integer;
use super::text_buf::{OutOfMemory, reserve};
use alloc::vec::Vec;
use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, UBig};

/// Words of state.
pub const STATE_WORDS: usize = 624;
const MIDDLE: usize = 397;

/// A generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MersenneTwister {
    state: [u32; STATE_WORDS],
    /// The next word to give; [`STATE_WORDS`] when all are used.
    index: usize,
}

impl MersenneTwister {
    /// A generator seeded with one word: `init_genrand` of the authors' program.
    #[must_use]
    pub fn from_word(seed: u32) -> Self {
        let mut state = [0; STATE_WORDS];
        let mut previous = seed;
        for (number, word) in (0u32..).zip(&mut state) {
            if number > 0 {
                previous = 1_812_433_253u32.wrapping_mul(previous ^ previous >> 30).wrapping_add(number);
            }
            *word = previous;
        }
        Self { state, index: STATE_WORDS }
    }

    /// A generator seeded with words, least significant first: `init_by_array`. An empty key counts as one zero.
    #[must_use]
    pub fn from_key(key: &[u32]) -> Self {
        let key = if key.is_empty() { &[0][..] } else { key };
        let mut twister = Self::from_word(19_650_218);
        let state = &mut twister.state;
        let (mut i, mut previous) = (1, state[0]);
        let mut step = |state: &mut [u32; STATE_WORDS], factor: u32, change: &dyn Fn(u32, usize) -> u32| {
            let mixed = state[i] ^ (previous ^ previous >> 30).wrapping_mul(factor);
            previous = change(mixed, i);
            state[i] = previous;
            i += 1;
            if i == STATE_WORDS {
                state[0] = previous;
                i = 1;
            }
        };
        for (j, word) in (0u32..).zip(key).cycle().take(key.len().max(STATE_WORDS)) {
            step(state, 1_664_525, &|mixed, _| mixed.wrapping_add(*word).wrapping_add(j));
        }
        for _ in 1..STATE_WORDS {
            // The index has ten bits.
            step(state, 1_566_083_941, &|mixed, i| mixed.wrapping_sub(i as u32));
        }
        state[0] = 0x8000_0000;
        twister
    }

    /// A generator seeded as `random.seed(n)` does: with the words of the magnitude.
    pub fn from_integer(seed: &IBig) -> Result<Self, OutOfMemory> {
        let bytes = seed.clone().unsigned_abs().to_le_bytes();
        let mut key = Vec::new();
        reserve(&mut key, bytes.len() / 4 + 1)?;
        for chunk in bytes.chunks(4) {
            key.push(chunk.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte)));
        }
        while key.last() == Some(&0) {
            key.pop();
        }
        Ok(Self::from_key(&key))
    }

    /// Makes the next 624 words.
    fn refill(&mut self) {
        for i in 0..STATE_WORDS {
            let y = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % STATE_WORDS] & 0x7fff_ffff);
            let twist = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + MIDDLE) % STATE_WORDS] ^ y >> 1 ^ twist;
        }
        self.index = 0;
    }

    /// The next 32 bits.
    pub fn next_u32(&mut self) -> u32 {
        if self.index >= STATE_WORDS {
            self.refill();
        }
        let mut y = self.state[self.index];
        self.index += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ y >> 18
    }

    /// `random.random()`: a multiple of 2^-53 from 0 to less than 1.
    pub fn random(&mut self) -> f64 {
        let high = self.next_u32() >> 5;
        let low = self.next_u32() >> 6;
        (f64::from(high) * 67_108_864.0 + f64::from(low)) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `random.getrandbits(bits)`.
    ///
    /// # Errors
    /// Without memory.
    pub fn getrandbits(&mut self, bits: usize) -> Result<Integer, OutOfMemory> {
        if bits <= 32 {
            // A shift by all 32 bits gives nothing, without taking a word.
            let word = if bits == 0 { 0 } else { self.next_u32() >> (32 - bits) };
            return Ok(Integer::Small(i64::from(word)));
        }
        let mut bytes = Vec::new();
        reserve(&mut bytes, bits / 8 + 4)?;
        let mut left = bits;
        while left > 0 {
            let mut word = self.next_u32();
            if left < 32 {
                word >>= 32 - left;
            }
            bytes.extend_from_slice(&word.to_le_bytes());
            left = left.saturating_sub(32);
        }
        Ok(Integer::from(IBig::from(UBig::from_le_bytes(&bytes))))
    }

    /// The state's words and the index of the next one: the 625 numbers of `getstate`.
    #[must_use]
    pub const fn state(&self) -> (&[u32; STATE_WORDS], usize) {
        (&self.state, self.index)
    }

    /// A generator with a given state; `None` for an index past its end.
    #[must_use]
    pub fn from_state(state: [u32; STATE_WORDS], index: usize) -> Option<Self> {
        (index <= STATE_WORDS).then_some(Self { state, index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn agrees_with_python() {
        for (seed, randoms, bits, hundred) in [
            ("0", [0.8444218515250481, 0.7579544029403025, 0.420571580830845], 26475, "311470737471438111137877821699"),
            ("1", [0.13436424411240122, 0.8474337369372327, 0.763774618976614], 118902, "946259547631123141059205282579"),
            ("-42", [0.6394267984578837, 0.025010755222666936, 0.27502931836911926], 15118, "179151925193181551892940297947"),
            ("4294967296", [0.11299430095636409, 0.41782886486292836, 0.0166763664992291], 62152, "240050398875279326599281663712"),
            (
                "12345678901234567890123",
                [0.15803717805068784, 0.9863365111874665, 0.13242015726274725],
                71295,
                "964706182918387883475967706626",
            ),
            (
                "4562440617622195218641171605700291324893228507248559930579192517899275167208677386505912811317371399778642309573594407310688704721375437998252661319722214188251994674360264950082874192246603783",
                [0.9233149936925198, 0.7799565168719721, 0.565469721386902],
                112233,
                "237594059985741191986861129762",
            ),
        ] {
            let mut twister = MersenneTwister::from_integer(&IBig::from_str_radix(seed, 10).unwrap()).unwrap();
            for random in randoms {
                assert_eq!(twister.random(), random, "{seed}");
            }
            for _ in 0..700 {
                twister.next_u32();
            }
            assert_eq!(twister.getrandbits(17), Ok(Integer::Small(bits)));
            assert_eq!(IBig::from(twister.getrandbits(100).unwrap()).to_string(), hundred);
            assert_eq!(twister.getrandbits(0), Ok(Integer::Small(0)));
            let (state, index) = twister.state();
            assert_eq!(MersenneTwister::from_state(*state, index), Some(twister.clone()));
        }
        assert_eq!(MersenneTwister::from_state([0; STATE_WORDS], 625), None);
    }
}
