//! Size classes: multiples of 16 bytes up to 256, then four steps per doubling up to [`MAX_SMALL`].

/// Largest block that shares a page with others.
pub const MAX_SMALL: usize = super::PAGE / 4;
/// Number of classes.
pub const CLASSES: usize = class_of(MAX_SMALL) + 1;

/// The class of a size of at most [`MAX_SMALL`] bytes.
#[inline(always)]
pub const fn class_of(bytes: usize) -> usize {
    if bytes <= 256 {
        return bytes.saturating_sub(1) / 16;
    }
    // 256 < bytes: the top bit of `bytes - 1` is at least 8; the two bits below it choose the quarter.
    let n = bytes - 1;
    let top = usize::BITS as usize - 1 - n.leading_zeros() as usize;
    16 + (top - 8) * 4 + (n >> (top - 2) & 3)
}

/// Bytes of a block of a class.
#[inline]
pub const fn size_of_class(class: usize) -> usize {
    if class < 16 {
        return (class + 1) * 16;
    }
    let (top, quarter) = ((class - 16) / 4 + 8, (class - 16) % 4);
    (1 << top) + (quarter + 1) * (1 << (top - 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_cover_and_fit() {
        for bytes in 1..=MAX_SMALL {
            let c = class_of(bytes);
            assert!(size_of_class(c) >= bytes, "{bytes}");
            assert!(c == 0 || size_of_class(c - 1) < bytes, "{bytes}");
            assert_eq!(size_of_class(c) % 16, 0);
        }
        assert_eq!(class_of(MAX_SMALL), CLASSES - 1);
    }
}
