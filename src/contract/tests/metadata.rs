use proptest::prelude::*;
use serde_json::{Value, json};

use crate::contract::photo::{self, MAX_PHOTO_BYTES, PhotoFault};
use crate::contract::{ApiKey, Issue, Metadata, Severity, iin};

fn issues(metadata: Value) -> Vec<(String, Severity)> {
    let mut metadata = Metadata::read(metadata).unwrap();
    metadata.prepare().into_iter().map(|issue| (issue.path, issue.severity)).collect()
}

fn warning(path: &str) -> Vec<(String, Severity)> {
    vec![(path.to_owned(), Severity::Warning)]
}

fn error(path: &str) -> Vec<(String, Severity)> {
    vec![(path.to_owned(), Severity::Error)]
}

#[test]
fn reports_all_wrong_types_without_their_values() {
    let issues = Metadata::read(json!({
        "face2face": { "photo1": 1 },
        "edocument": { "iin": "900101400013", "phone": { "changeable": "no" }, "skip_input": "yes" },
        "general": { "interchangeable_tech": { "DR": "ED" } },
    }))
    .unwrap_err();
    let paths: Vec<_> = issues.iter().map(|issue| issue.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "metadata.face2face.photo1",
            "metadata.edocument.iin",
            "metadata.edocument.phone.changeable",
            "metadata.edocument.skip_input",
            "metadata.general.interchangeable_tech",
        ]
    );
    assert!(!Issue::sentence(&issues).contains("900101400013"));
    assert_eq!(Metadata::read(json!("x")).unwrap_err()[0].path, "metadata");
}

#[test]
fn null_counts_as_not_set() {
    assert_eq!(Metadata::read(Value::Null).unwrap(), Metadata::default());
    let metadata =
        Metadata::read(json!({ "edocument": { "iin": null, "skip_input": null }, "general": null })).unwrap();
    assert_eq!(serde_json::to_value(metadata).unwrap(), json!({ "edocument": {} }));
}

#[test]
fn undocumented_fields_are_kept_with_a_warning() {
    let given = json!({
        "face2face": { "photo": "x" },
        "edocument": { "iin": { "values": "1" } },
        "general": { "later": [1, 2.5] },
        "new": { "a": null },
    });
    let mut metadata = Metadata::read(given.clone()).unwrap();
    let found: Vec<_> = metadata.prepare().into_iter().map(|issue| issue.path).collect();
    let expected = ["new", "face2face.photo", "edocument.iin.values", "general.later"];
    assert_eq!(found, expected.map(|path| format!("metadata.{path}")));
    assert_eq!(serde_json::to_value(metadata).unwrap(), given);
}

#[test]
fn skipping_the_form_requires_all_conditions_of_the_guide() {
    let locked = json!({ "value": "900101400013", "changeable": false });
    let phone = json!({ "value": "+7 701 000 00 00", "changeable": false });
    let case = |iin: &Value, phone: &Value| {
        issues(json!({ "edocument": { "iin": iin, "phone": phone, "skip_input": true } }))
    };
    assert_eq!(case(&locked, &phone), []);
    assert_eq!(case(&json!({ "value": "900101400013" }), &phone), error("metadata.edocument.skip_input"));
    assert_eq!(case(&locked, &Value::Null), error("metadata.edocument.skip_input"));
    assert_eq!(
        issues(json!({ "edocument": { "skip_input": true } })),
        error("metadata.edocument.skip_input")
    );
    assert_eq!(issues(json!({ "edocument": { "skip_input": false } })), []);
}

#[test]
fn a_locked_field_without_a_value_is_a_warning() {
    assert_eq!(
        issues(json!({ "edocument": { "iin": { "changeable": false } } })),
        warning("metadata.edocument.iin")
    );
}

#[test]
fn a_malformed_iin_or_phone_is_a_warning() {
    let field = |name: &str, value: &str| issues(json!({ "edocument": { name: { "value": value } } }));
    assert_eq!(field("iin", "123456789012"), warning("metadata.edocument.iin.value"), "the guide's example");
    assert_eq!(field("phone", "+1234567890"), [], "the guide's example");
    assert_eq!(field("phone", "12"), warning("metadata.edocument.phone.value"));
    assert_eq!(field("phone", "call me on 7010000000"), warning("metadata.edocument.phone.value"));
}

#[test]
fn each_issue_says_what_is_wrong() {
    let messages = |edocument: Value| {
        let mut metadata = Metadata::read(json!({ "edocument": edocument })).unwrap();
        metadata.prepare().into_iter().map(|issue| issue.message).collect::<Vec<_>>().join("; ")
    };
    assert!(messages(json!({ "iin": { "value": "1" } })).contains("is not a valid IIN"));
    assert!(messages(json!({ "phone": { "value": "1" } })).contains("is not a phone number"));
    let missing = |iin: Value, phone: Value| {
        let all = messages(json!({ "iin": iin, "phone": phone, "skip_input": true }));
        all.split("missing: ").nth(1).unwrap().to_owned()
    };
    let open = json!({ "value": "900101400013" });
    let locked = json!({ "value": "+7 701 000 00 00", "changeable": false });
    assert_eq!(missing(open, locked), "`iin.changeable: false`");
    let empty = json!({ "changeable": false });
    let iin = json!({ "value": "900101400013", "changeable": false });
    assert_eq!(missing(iin, empty), "`phone.value`");
}

#[test]
fn a_photo_in_the_metadata_is_checked() {
    let photo = |text: &str| issues(json!({ "face2face": { "photo1": text } }));
    assert_eq!(photo("/9j/4AAQ"), []);
    assert_eq!(photo("base64"), warning("metadata.face2face.photo1"), "the guide's placeholder");
    assert_eq!(photo(""), error("metadata.face2face.photo1"));
}

#[test]
fn names_that_a_browser_chose_are_cut_and_escaped_in_warnings() {
    for (name, readable) in [
        ("a\nb", "a\\nb".to_owned()),
        ("\u{1b}[31m\r\u{0}", "\\u{1b}[31m\\r\\0".to_owned()),
        ("\u{202e}\u{2028}\u{85}", "\\u{202e}\\u{2028}\\u{85}".to_owned()),
        ("тел-қ", "тел-қ".to_owned()),
        (&"n".repeat(60), "n".repeat(60)),
        (&"қ".repeat(60_000), format!("{}…", "қ".repeat(60))),
    ] {
        assert_eq!(issues(json!({ name: 1 })), warning(&format!("metadata.{readable}")));
        let nested = json!({ "edocument": { "iin": { name: 1 } } });
        assert_eq!(issues(nested), warning(&format!("metadata.edocument.iin.{readable}")));
    }
}

#[test]
fn has_20_warnings_at_most_and_every_error() {
    let fields = |count| (0..count).map(|index| (format!("x{index}"), json!(1))).collect::<Value>();
    assert_eq!(issues(fields(20)).len(), 20);
    let more = |path: &str| (path.to_owned(), Severity::Warning);
    for count in [21, 6_000] {
        let found = issues(fields(count));
        assert_eq!(found.len(), 21);
        assert_eq!((&found[19], &found[20]), (&more("metadata.x19"), &more("metadata")));
    }
    let codes = json!({ "general": { "interchangeable_tech": vec!["X"; 6_000] } });
    assert_eq!(issues(codes).len(), 21);
    let mut both = json!({ "edocument": { "skip_input": true }, "general": fields(6_000) });
    both["edocument"]["iin"] = fields(6_000);
    let found = issues(both);
    assert_eq!(found.len(), 22);
    assert!(found.contains(&("metadata.edocument.skip_input".to_owned(), Severity::Error)));
}

#[test]
fn an_undocumented_technology_is_a_warning() {
    let list = json!({ "general": { "interchangeable_tech": ["DR", "ED", "XX", 5] } });
    let paths: Vec<_> = issues(list).into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        ["metadata.general.interchangeable_tech[2]", "metadata.general.interchangeable_tech[3]"]
    );
}

#[test]
fn debug_output_has_no_personal_data() {
    let metadata = Metadata::read(json!({
        "face2face": { "photo1": "/9j/SECRET" },
        "edocument": { "iin": { "value": "900101400013", "changeable": false, "more": "SECRET" } },
    }));
    let seen = format!("{:?}", metadata.unwrap());
    assert!(!seen.contains("900101400013") && !seen.contains("SECRET"), "{seen}");
    assert!(seen.contains("FaceMetadata { photo1: Some(10), .. }"), "only the length: {seen}");
    assert!(seen.contains("changeable: Some(false)"), "{seen}");
}

#[test]
fn an_empty_or_malformed_key_is_an_error_and_a_short_one_a_warning() {
    let severity = |key: &str| ApiKey::new(key).check("apiKey").map(|issue| issue.severity);
    assert_eq!(severity(""), Some(Severity::Error));
    for malformed in [' ', '\n', '\u{a0}', '\u{0}', '\u{7f}'] {
        assert_eq!(
            severity(&format!("{}{malformed}", "k".repeat(47))),
            Some(Severity::Error),
            "{malformed:?}"
        );
    }
    assert_eq!(severity(&"k".repeat(46)), Some(Severity::Warning));
    assert_eq!(severity(&"k".repeat(47)), None);
}

#[test]
fn a_key_is_revealed_only_on_request() {
    let key = ApiKey::new("secret");
    assert_eq!(key.reveal(), "secret");
    assert_eq!(format!("{key:?}"), "ApiKey(…)");
}

#[test]
fn an_iin_has_a_possible_date() {
    for (date, possible) in [
        ("900101", true),
        ("901231", true),
        ("000131", true),
        ("900001", false),
        ("901301", false),
        ("902001", false),
        ("900100", false),
        ("900132", false),
        ("900140", false),
    ] {
        // Some serial numbers have no check digit.
        let found = (40_000..40_100)
            .filter_map(|serial| with_check_digit(&format!("{date}{serial}")))
            .any(|iin| iin::is_valid(&iin));
        assert_eq!(found, possible, "{date}");
    }
}

#[test]
fn normalizes_and_validates_photos() {
    let prepare = |text: &str| {
        let mut text = text.to_owned();
        (photo::prepare(&mut text), text)
    };
    assert_eq!(prepare("/9j/4AAQ"), (Ok(()), "/9j/4AAQ".to_owned()));
    assert_eq!(prepare("iVBORw0KGgoAAAAN"), (Ok(()), "iVBORw0KGgoAAAAN".to_owned()));
    assert_eq!(prepare("DATA:image/jpeg;base64,/9j/\r\n 4AAQ\n"), (Ok(()), "/9j/4AAQ".to_owned()));
    assert_eq!(prepare("base64").0, Err(PhotoFault::UnknownFormat), "the guide's placeholder");
    assert_eq!(prepare("").0, Err(PhotoFault::Empty));
    assert_eq!(prepare("data:image/png;base64,").0, Err(PhotoFault::Empty));
    assert_eq!(prepare("/9j/4A_-").0, Err(PhotoFault::UrlAlphabet));
    for broken in ["/9j/4", "/9j/4A=", "/9j/4===", "/9j/=AAA", "/9j/*AAA", "C:\\face.jpg"] {
        assert_eq!(prepare(broken).0, Err(PhotoFault::NotBase64), "{broken}");
    }
    for padded in ["/9j/4A==", "/9j/4AA=", "/9j/4A", "/9j/4AA"] {
        assert_eq!(prepare(padded).0, Ok(()), "{padded}");
    }
}

/// Returns the base64 of a JPEG with this number of bytes, with or without padding.
fn jpeg(bytes: usize, padded: bool) -> String {
    let letters = (bytes * 4).div_ceil(3);
    let mut text = "/9j/".repeat(letters / 4) + &"/9j/"[..letters % 4];
    if padded {
        text += &"=".repeat((4 - letters % 4) % 4);
    }
    text
}

#[test]
fn accepts_a_photo_of_exactly_the_largest_size() {
    assert_eq!(photo::prepare(&mut jpeg(MAX_PHOTO_BYTES, true)), Ok(()));
    let bytes = MAX_PHOTO_BYTES + 1;
    assert_eq!(photo::prepare(&mut jpeg(bytes, false)), Err(PhotoFault::TooLarge { bytes }));
}

#[test]
fn reports_the_size_of_a_photo_that_is_too_large() {
    let megabyte = 1024 * 1024;
    for (bytes, size) in [
        (MAX_PHOTO_BYTES + 1, "10.1"),
        (MAX_PHOTO_BYTES + megabyte / 10, "10.1"),
        (MAX_PHOTO_BYTES + megabyte / 10 + 1, "10.2"),
        (11 * megabyte, "11.0"),
        (123 * megabyte + megabyte / 2, "123.5"),
    ] {
        assert_eq!(
            PhotoFault::TooLarge { bytes }.message(),
            format!("is {size} MB; the limit is 10 MB"),
            "{bytes}"
        );
    }
    for fault in
        [PhotoFault::Empty, PhotoFault::NotBase64, PhotoFault::UrlAlphabet, PhotoFault::UnknownFormat]
    {
        assert!(fault.message().starts_with("is "));
    }
}

/// Appends the check digit to the first eleven digits of an IIN; `None` if there is no check digit for them.
///
/// Independent of `iin::is_valid`: the weights are written out as in the official rules.
fn with_check_digit(body: &str) -> Option<String> {
    let digits: Vec<u32> = body.chars().map(|digit| digit.to_digit(10).unwrap()).collect();
    let first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    let second = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
    let remainder = |weights: [u32; 11]| digits.iter().zip(weights).map(|(d, w)| d * w).sum::<u32>() % 11;
    let check = [first, second].into_iter().map(remainder).find(|&digit| digit < 10)?;
    Some(format!("{body}{check}"))
}

proptest! {
    #[test]
    fn exactly_one_check_digit_is_valid(year in 0..100, month in 1..=12, day in 1..=31, serial in 0..100_000) {
        let body = format!("{year:02}{month:02}{day:02}{serial:05}");
        let valid: Vec<_> = (0..10).map(|digit| format!("{body}{digit}")).filter(|iin| iin::is_valid(iin)).collect();
        prop_assert_eq!(valid, Vec::from_iter(with_check_digit(&body)));
    }

    // Changes a digit of the serial number, except for the last one: its weight is 11, so it does not affect
    // the sum modulo 11.
    #[test]
    fn detects_a_wrong_digit_in_the_serial_number(year in 0..100, month in 1..=12, day in 1..=31, serial in 0..100_000, index in 6_usize..10, by in 1_u8..10) {
        let Some(iin) = with_check_digit(&format!("{year:02}{month:02}{day:02}{serial:05}")) else { return Ok(()) };
        let mut bytes = iin.clone().into_bytes();
        bytes[index] = (bytes[index] - b'0' + by) % 10 + b'0';
        let wrong = String::from_utf8(bytes).unwrap();
        // The check digits of two numbers certainly differ only if both are computed with the first weights.
        let needs_second_weights = |text: &str| text.bytes().zip(1_u32..).take(11).map(|(d, w)| u32::from(d - b'0') * w).sum::<u32>() % 11 == 10;
        prop_assume!(!needs_second_weights(&iin) && !needs_second_weights(&wrong));
        prop_assert!(!iin::is_valid(&wrong));
    }

    #[test]
    fn only_twelve_ascii_digits_can_be_an_iin(text in any::<String>()) {
        prop_assert!(!iin::is_valid(&text) || (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())));
    }

    #[test]
    fn preparing_a_photo_is_idempotent(mut text in "(data:[a-z/;0-9]{0,20},)?[A-Za-z0-9+/ \n=_-]{0,60}") {
        if let Ok(()) | Err(PhotoFault::UnknownFormat) = photo::prepare(&mut text) {
            let once = text.clone();
            let again = photo::prepare(&mut text);
            prop_assert!(matches!(again, Ok(()) | Err(PhotoFault::UnknownFormat)));
            prop_assert_eq!(text, once);
        }
    }

    #[test]
    fn preparing_a_photo_never_panics(mut text in any::<String>()) {
        let _ = photo::prepare(&mut text);
    }

    #[test]
    fn the_form_is_skipped_only_if_all_conditions_hold(iin in any::<Option<bool>>(), phone in any::<Option<bool>>(), given in any::<(bool, bool)>(), skip in any::<Option<bool>>()) {
        let field = |changeable: Option<bool>, given: bool| {
            let mut field = json!({});
            if let Some(changeable) = changeable { field["changeable"] = json!(changeable); }
            if given { field["value"] = json!("x"); }
            field
        };
        let mut edocument = json!({ "iin": field(iin, given.0), "phone": field(phone, given.1) });
        if let Some(skip) = skip { edocument["skip_input"] = json!(skip); }
        let mut metadata = Metadata::read(json!({ "edocument": edocument })).unwrap();
        let all = given == (true, true) && iin == Some(false) && phone == Some(false);
        prop_assert_eq!(metadata.edocument.as_ref().unwrap().skips_input(), all && skip == Some(true));
        prop_assert_eq!(metadata.prepare().iter().any(Issue::is_error), skip == Some(true) && !all);
        prop_assert_eq!(serde_json::to_value(&metadata).unwrap(), json!({ "edocument": edocument }));
    }
}
