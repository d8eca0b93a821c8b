//! Validation of metadata values, beyond their types.
//!
//! A value that the service's guide forbids is an error. A value that the guide allows but that is probably a mistake
//! is a warning, so every example in the guide passes, including those with placeholders.

use super::photo::{self, PhotoFault};
use super::shape::{self, join};
use super::{EDocumentMetadata, Issue, Metadata, Other, Prefill, Technology, iin};

/// Maximum number of warnings about one value. A browser may have proposed it, with any number of fields.
const MAX_WARNINGS: usize = 20;
/// Maximum length of an undocumented field's name in a warning, in characters.
const MAX_NAME: usize = 60;

impl Metadata {
    /// Validates the metadata and normalizes the photo.
    ///
    /// Removes the `data:` prefix and white space from the photo; changes nothing else. Returns errors and
    /// warnings in field order: each error, and the first 20 warnings.
    pub fn prepare(&mut self) -> Vec<Issue> {
        let mut issues = Vec::new();
        warn_undocumented(&self.other, "", &mut issues);
        if let Some(face) = &mut self.face2face {
            warn_undocumented(&face.other, "face2face", &mut issues);
            if let Some(photo1) = &mut face.photo1 {
                issues.extend(photo_issue(photo1));
            }
        }
        if let Some(edocument) = &self.edocument {
            warn_undocumented(&edocument.other, "edocument", &mut issues);
            edocument_issues(edocument, &mut issues);
        }
        if let Some(general) = &self.general {
            warn_undocumented(&general.other, "general", &mut issues);
            for (index, code) in general.interchangeable_tech.iter().flatten().enumerate() {
                if code.as_str().and_then(Technology::from_code).is_none() {
                    let path = format!("metadata.general.interchangeable_tech[{index}]");
                    issues.push(Issue::warning(path, "is not a documented technology code"));
                }
            }
        }
        limit_warnings(issues)
    }
}

/// Keeps each error and the first warnings, and says whether there were more.
fn limit_warnings(mut issues: Vec<Issue>) -> Vec<Issue> {
    let mut warnings = 0;
    issues.retain(|issue| {
        warnings += usize::from(!issue.is_error());
        issue.is_error() || warnings <= MAX_WARNINGS
    });
    if warnings > MAX_WARNINGS {
        issues.push(Issue::warning("metadata", format!("has more than {MAX_WARNINGS} warnings")));
    }
    issues
}

fn photo_issue(photo1: &mut String) -> Option<Issue> {
    let path = "metadata.face2face.photo1";
    match photo::prepare(photo1) {
        Ok(()) => None,
        Err(fault @ PhotoFault::UnknownFormat) => Some(Issue::warning(path, fault.message())),
        Err(fault) => Some(Issue::error(path, fault.message())),
    }
}

fn edocument_issues(edocument: &EDocumentMetadata, issues: &mut Vec<Issue>) {
    for (name, field) in [("iin", &edocument.iin), ("phone", &edocument.phone)] {
        let Some(field) = field else { continue };
        let path = format!("metadata.edocument.{name}");
        warn_undocumented(&field.other, &format!("edocument.{name}"), issues);
        if field.changeable == Some(false) && !field.is_given() {
            issues.push(Issue::warning(
                &path,
                "has no value and cannot be changed, so the user cannot continue",
            ));
        }
        let value = field.value.as_deref().unwrap_or_default();
        let suspicious = match name {
            "iin" => !iin::is_valid(value),
            _ => !has_phone_digits(value),
        };
        if field.is_given() && suspicious {
            let message = if name == "iin" {
                "is not a valid IIN: expected 12 digits with a valid date and check digit"
            } else {
                "is not a phone number: expected 10 to 15 digits"
            };
            issues.push(Issue::warning(format!("{path}.value"), message));
        }
    }
    if edocument.skip_input == Some(true) && !edocument.skips_input() {
        let missing =
            [("iin", &edocument.iin), ("phone", &edocument.phone)].into_iter().flat_map(|(name, field)| {
                let given = field.as_ref().is_some_and(Prefill::is_given);
                let locked = field.as_ref().is_some_and(|field| !field.may_change());
                [
                    (!given).then(|| format!("`{name}.value`")),
                    (!locked).then(|| format!("`{name}.changeable: false`")),
                ]
            });
        let missing: Vec<_> = missing.flatten().collect();
        let message = format!(
            "requires non-empty `iin` and `phone` that cannot be changed; missing: {}",
            missing.join(", ")
        );
        issues.push(Issue::error("metadata.edocument.skip_input", message));
    }
}

fn has_phone_digits(phone: &str) -> bool {
    let digits = phone.bytes().filter(u8::is_ascii_digit).count();
    let other = phone.bytes().any(|byte| !byte.is_ascii_digit() && !b"+-() ".contains(&byte));
    (10..=15).contains(&digits) && !other
}

fn warn_undocumented(other: &Other, parent: &str, issues: &mut Vec<Issue>) {
    for name in other.keys() {
        // `other` also contains documented fields whose value is `null`; these count as not set.
        let path = join(parent, name);
        if !shape::METADATA.iter().any(|&(known, _)| known == path) {
            let path = join("metadata", &join(parent, &readable(name)));
            issues.push(Issue::warning(path, "is not a documented field"));
        }
    }
}

/// Returns a field's name for a message, cut, and with control characters escaped: a browser may have chosen it, and logs
/// have lines.
fn readable(name: &str) -> String {
    let mut characters = name.chars();
    let mut text: String = characters.by_ref().take(MAX_NAME).flat_map(char::escape_debug).collect();
    if characters.next().is_some() {
        text.push('…');
    }
    text
}
