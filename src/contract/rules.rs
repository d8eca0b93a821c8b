//! What is allowed in a field, beyond its type.
//!
//! A rule that the guide states is an error. What the guide leaves open and experience does not is a
//! warning, so that everything in the guide's own examples passes, its placeholders included.

use super::photo::{self, PhotoFault};
use super::shape::{self, join};
use super::{EDocumentMetadata, Issue, Metadata, Other, Prefill, Technology, iin};

impl Metadata {
    /// Puts the metadata into the form that the service wants, and says what is wrong or odd about them.
    ///
    /// A photograph loses its `data:` prefix and its white space; nothing else is changed.
    pub fn prepare(&mut self) -> Vec<Issue> {
        let mut issues = Vec::new();
        unknown(&self.other, "", &mut issues);
        if let Some(face) = &mut self.face2face {
            unknown(&face.other, "face2face", &mut issues);
            if let Some(photo1) = &mut face.photo1 {
                issues.extend(photo_issue(photo1));
            }
        }
        if let Some(edocument) = &self.edocument {
            unknown(&edocument.other, "edocument", &mut issues);
            edocument_issues(edocument, &mut issues);
        }
        if let Some(general) = &self.general {
            unknown(&general.other, "general", &mut issues);
            for (index, code) in general.interchangeable_tech.iter().flatten().enumerate() {
                if code.as_str().and_then(Technology::from_code).is_none() {
                    let path = format!("metadata.general.interchangeable_tech[{index}]");
                    issues.push(Issue::warning(path, "is no technology's code that the guide names"));
                }
            }
        }
        issues
    }
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
        unknown(&field.other, &format!("edocument.{name}"), issues);
        if field.changeable == Some(false) && !field.is_given() {
            issues.push(Issue::warning(&path, "may not be changed and has no value: the person is stuck"));
        }
        let value = field.value.as_deref().unwrap_or_default();
        let odd = match name {
            "iin" => !iin::is_valid(value),
            _ => !has_phone_digits(value),
        };
        if field.is_given() && odd {
            let message = if name == "iin" {
                "is no IIN: 12 digits, of which the last checks the others"
            } else {
                "is no phone number: it should have 10 to 15 digits"
            };
            issues.push(Issue::warning(format!("{path}.value"), message));
        }
    }
    if edocument.skip_input == Some(true) && !edocument.skips_input() {
        let lacks =
            [("iin", &edocument.iin), ("phone", &edocument.phone)].into_iter().flat_map(|(name, field)| {
                let given = field.as_ref().is_some_and(Prefill::is_given);
                let fixed = field.as_ref().is_some_and(|field| !field.may_change());
                [
                    (!given).then(|| format!("`{name}.value`")),
                    (!fixed).then(|| format!("`{name}.changeable: false`")),
                ]
            });
        let lacks: Vec<_> = lacks.flatten().collect();
        let message = format!("needs both values, and neither changeable (lacks {})", lacks.join(", "));
        issues.push(Issue::error("metadata.edocument.skip_input", message));
    }
}

fn has_phone_digits(phone: &str) -> bool {
    let digits = phone.bytes().filter(u8::is_ascii_digit).count();
    let other = phone.bytes().any(|byte| !byte.is_ascii_digit() && !b"+-() ".contains(&byte));
    (10..=15).contains(&digits) && !other
}

fn unknown(other: &Other, at: &str, issues: &mut Vec<Issue>) {
    for name in other.keys() {
        // A field that is known stays here only as `null`, which means not given.
        let path = join(at, name);
        if !shape::METADATA.iter().any(|&(known, _)| known == path) {
            issues.push(Issue::warning(join("metadata", &path), "is no field that the guide names"));
        }
    }
}
