//! Dates in ISO 8601.

/// Returns a time in ms since 1970 as a date, such as `2026-01-01T12:00:00.000Z`.
pub(super) fn iso_8601(unix_ms: u64) -> String {
    let (days, ms) = (unix_ms / 86_400_000, unix_ms % 86_400_000);
    let (seconds, ms) = (ms / 1000, ms % 1000);
    let (year, month, day) = civil(days);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{ms:03}Z")
}

/// Returns year, month and day of the Gregorian calendar for a number of days since 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    // Days since 1 March of the year 0, so that a leap day is the last day of a year.
    let days = days + 719_468;
    // 146,097 days are 400 years.
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let first = (153 * month + 2) / 5;
    let january = u64::from(month >= 10);
    (400 * era + year + january, if january == 1 { month - 9 } else { month + 3 }, day - first + 1)
}
