//! The individual identification number of Kazakhstan: 12 digits.
//!
//! `YYMMDD`, a digit for century and sex, four of a serial number, and one that checks the others (the
//! rules for forming identification numbers, order of the Minister of Justice of Kazakhstan).

/// Whether a text is an IIN: 12 digits, a possible day, and the right check digit.
pub fn is_valid(text: &str) -> bool {
    let Some(digits) = digits(text) else { return false };
    let month = digits[2] * 10 + digits[3];
    let day = digits[4] * 10 + digits[5];
    (1..=12).contains(&month) && (1..=31).contains(&day) && check_digit(&digits) == Some(digits[11])
}

fn digits(text: &str) -> Option<[u32; 12]> {
    let mut digits = [0; 12];
    if text.len() != digits.len() {
        return None;
    }
    for (digit, byte) in digits.iter_mut().zip(text.bytes()) {
        *digit = char::from(byte).to_digit(10)?;
    }
    Some(digits)
}

/// The first eleven digits weighted 1 to 11, modulo 11; where that gives 10, weighted again with the
/// weights moved on by two. A number for which that gives 10 as well is never issued.
fn check_digit(digits: &[u32; 12]) -> Option<u32> {
    let sum = |offset: u32| -> u32 {
        let weights = (0..11).map(|place| (place + offset) % 11 + 1);
        digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11
    };
    [0, 2].into_iter().map(sum).find(|&rest| rest < 10)
}
