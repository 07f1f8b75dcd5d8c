//! Layout of a formatted number: sign, prefix, groups of digits, and padding inside or around.

use super::format_spec::{Align, FormatSpec, Grouping, Sign};
use super::text_buf::{OutOfMemory, TextBuf};

/// A number's text, taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Whether it shows a minus sign.
    pub negative: bool,
    /// `0x` and the like.
    pub prefix: &'a str,
    /// The digits before the point.
    pub digits: &'a str,
    /// Everything after: point, decimals, exponent, percent sign; or the whole of what has no digits.
    pub rest: &'a str,
    /// How many digits make a group.
    pub group: usize,
    /// How many decimals `rest` has after its point.
    pub fraction: usize,
}

/// Appends `text` padded to `width` characters.
pub fn push_aligned(out: &mut TextBuf, text: &str, fill: char, align: Align, width: usize) -> Result<(), OutOfMemory> {
    let padding = if width == 0 { 0 } else { width.saturating_sub(text.chars().count()) };
    let before = match align {
        Align::Left => 0,
        Align::Right | Align::AfterSign => padding,
        Align::Center => padding / 2,
    };
    out.push_repeated(fill, before)?;
    out.push_str(text)?;
    out.push_repeated(fill, padding - before)
}

/// How many zeros go before `len` digits so that they fill `width` with their separators. A separator is never first, so the result may
/// be one wider.
fn zeros_to_fill(len: usize, width: usize, group: usize, separated: bool) -> usize {
    if !separated || group == 0 {
        return width.saturating_sub(len);
    }
    // n digits take n + (n - 1) / group places; this is the smallest n that fills the width.
    let needed = width - width.saturating_sub(1) / (group + 1);
    needed.saturating_sub(len)
}

/// Appends digits in groups counted from the right, with zeros before them.
fn push_grouped(out: &mut TextBuf, zeros: usize, digits: &str, group: usize, separator: Option<char>) -> Result<(), OutOfMemory> {
    let Some(separator) = separator else {
        out.push_repeated('0', zeros)?;
        return out.push_str(digits);
    };
    let total = zeros.checked_add(digits.len()).ok_or(OutOfMemory)?;
    out.reserve(total)?;
    let all = core::iter::repeat_n('0', zeros).chain(digits.chars());
    for (index, digit) in all.enumerate() {
        if index > 0 && (total - index).is_multiple_of(group.max(1)) {
            out.push_char(separator)?;
        }
        out.push_char(digit)?;
    }
    Ok(())
}

/// Appends a point and decimals with a separator after every third, and what follows.
fn push_rest(out: &mut TextBuf, parts: &Parts<'_>, grouping: Grouping) -> Result<(), OutOfMemory> {
    let Some(separator) = grouping.separator().filter(|_| parts.fraction > 0) else {
        return out.push_str(parts.rest);
    };
    for (index, c) in parts.rest.chars().enumerate() {
        // Character 0 is the point.
        if index > 1 && index <= parts.fraction && (index - 1).is_multiple_of(3) {
            out.push_char(separator)?;
        }
        out.push_char(c)?;
    }
    Ok(())
}

/// Appends sign, prefix, digits and rest, padded to the specification's width; `rest_width` is that of the rest in characters.
fn lay_out(
    out: &mut TextBuf,
    spec: &FormatSpec,
    sign: &str,
    prefix: &str,
    digits: &str,
    rest: &str,
    rest_width: usize,
) -> Result<(), OutOfMemory> {
    let padding = spec.width.saturating_sub(sign.len() + prefix.len() + digits.len() + rest_width);
    let (before, inside, after) = match spec.align {
        Align::Left => (0, 0, padding),
        Align::Right => (padding, 0, 0),
        Align::Center => (padding / 2, 0, padding - padding / 2),
        Align::AfterSign => (0, padding, 0),
    };
    out.push_repeated(spec.fill, before)?;
    out.push_str(sign)?;
    out.push_str(prefix)?;
    out.push_repeated(spec.fill, inside)?;
    out.push_str(digits)?;
    out.push_str(rest)?;
    out.push_repeated(spec.fill, after)
}

/// Appends a number as the specification lays it out.
pub fn push_number(out: &mut TextBuf, parts: &Parts<'_>, spec: &FormatSpec) -> Result<(), OutOfMemory> {
    let sign = match (parts.negative, spec.sign) {
        (true, _) => "-",
        (false, Some(Sign::Plus)) => "+",
        (false, Some(Sign::Space)) => " ",
        (false, _) => "",
    };
    if spec.grouping.separator().is_none() && spec.fraction_grouping.separator().is_none() {
        // No part needs a buffer of its own.
        return lay_out(out, spec, sign, parts.prefix, parts.digits, parts.rest, parts.rest.chars().count());
    }
    let mut rest = TextBuf::new();
    push_rest(&mut rest, parts, spec.fraction_grouping)?;
    let rest_width = rest.as_str().chars().count();
    let around = sign.len() + parts.prefix.len() + rest_width;
    // Zeros after the sign are digits and take separators; any other padding is not. What has no digits (inf) gets plain padding.
    let zero_padded = spec.fill == '0' && spec.align == Align::AfterSign && !parts.digits.is_empty();
    let width = if zero_padded { spec.width.saturating_sub(around) } else { 0 };
    let separator = spec.grouping.separator();
    let zeros = zeros_to_fill(parts.digits.len(), width, parts.group, separator.is_some());
    let mut digits = TextBuf::new();
    push_grouped(&mut digits, zeros, parts.digits, parts.group, separator)?;
    lay_out(out, spec, sign, parts.prefix, digits.as_str(), rest.as_str(), rest_width)
}
