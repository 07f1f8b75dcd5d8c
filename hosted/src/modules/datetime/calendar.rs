//! The proleptic Gregorian calendar: arithmetic on days, months and ISO weeks. Day 1 is the first of January of year 1.
//!
//! Fields may come from a pickle that nobody checked, so each function takes any day and any 16-bit year; months are 1 to 12.

/// The first year that dates have.
pub(super) const MIN_YEAR: i32 = 1;
/// The last one.
pub(super) const MAX_YEAR: i32 = 9999;
/// The number of the last day of the last year.
pub(super) const MAX_ORDINAL: i64 = 3_652_059;

const BEFORE_MONTH: [u16; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// English names as `ctime` has them; the week begins on Monday.
pub(super) const DAY_NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// The same of months.
pub(super) const MONTH_NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether a year has a 29th of February.
pub(super) const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Place of a month in tables.
fn place(month: i32) -> usize {
    (month - 1).clamp(0, 11) as usize
}

/// Length of a month.
pub(super) fn days_in_month(year: i32, month: i32) -> i32 {
    if month == 2 && is_leap(year) { 29 } else { i32::from(DAYS[place(month)]) }
}

/// Days before the first of January of a year.
const fn days_before_year(year: i32) -> i64 {
    let y = year as i64 - 1;
    y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400)
}

/// Day of the year, from 1.
pub(super) fn day_of_year(year: i32, month: i32, day: i32) -> i32 {
    i32::from(BEFORE_MONTH[place(month)]) + i32::from(month > 2 && is_leap(year)) + day
}

/// Number of a day.
pub(super) fn ordinal(year: i32, month: i32, day: i32) -> i64 {
    days_before_year(year) + i64::from(day_of_year(year, month, day))
}

/// Year, month and day of a day's number; years are such as 64 bits hold.
///
/// Counted from March on, leap days come last, so months follow one formula (Neri and Schneider, "Euclidean affine functions", 2021, do the same).
pub(super) fn from_ordinal(ordinal: i64) -> (i64, i32, i32) {
    // Day 0 is the first of March of year 0.
    let day = ordinal + 305;
    let era = day.div_euclid(146_097);
    let day = day.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = (day - (153 * month + 2) / 5 + 1) as i32;
    let (month, year) = (month as i32, era * 400 + year);
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

/// Day of the week, Monday being 0.
pub(super) fn weekday(year: i32, month: i32, day: i32) -> i32 {
    (ordinal(year, month, day) + 6).rem_euclid(7) as i32
}

/// The Monday that begins the first ISO week of a year: that which has its first Thursday.
fn first_monday(year: i32) -> i64 {
    let first = ordinal(year, 1, 1);
    let weekday = (first + 6).rem_euclid(7);
    first - weekday + if weekday > 3 { 7 } else { 0 }
}

/// ISO year, week and day of the week (Monday is 1).
pub(super) fn iso_calendar(year: i32, month: i32, day: i32) -> (i32, i32, i32) {
    let today = ordinal(year, month, day);
    let since = |y| today - first_monday(y);
    let (year, days) = match since(year) {
        d if d < 0 => (year - 1, since(year - 1)),
        d if d >= 52 * 7 && since(year + 1) >= 0 => (year + 1, since(year + 1)),
        d => (year, d),
    };
    (year, (days / 7) as i32 + 1, (days % 7) as i32 + 1)
}

/// What is wrong with an ISO date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IsoError {
    Year,
    Week,
    Weekday,
}

/// Number of the day that an ISO date names.
pub(super) fn from_iso(year: i32, week: i32, weekday: i32) -> Result<i64, IsoError> {
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        return Err(IsoError::Year);
    }
    // Week 53 is there in years that begin on a Thursday, and in leap years that begin on a Wednesday.
    let first = (ordinal(year, 1, 1) + 6).rem_euclid(7);
    let long = first == 3 || (first == 2 && is_leap(year));
    if !(1..=52 + i32::from(long)).contains(&week) {
        return Err(IsoError::Week);
    }
    if !(1..=7).contains(&weekday) {
        return Err(IsoError::Weekday);
    }
    Ok(first_monday(year) + i64::from((week - 1) * 7 + weekday - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_has_its_number() {
        let mut n = 0;
        for year in MIN_YEAR..=MAX_YEAR {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    n += 1;
                    assert_eq!(ordinal(year, month, day), n);
                    assert_eq!(from_ordinal(n), (i64::from(year), month, day));
                }
            }
        }
        assert_eq!(n, MAX_ORDINAL);
    }

    #[test]
    fn iso_weeks_go_there_and_back() {
        for n in 400..MAX_ORDINAL - 400 {
            let (y, m, d) = from_ordinal(n);
            let (y, w, d) = iso_calendar(y as i32, m, d);
            assert_eq!(from_iso(y, w, d), Ok(n));
        }
    }
}
