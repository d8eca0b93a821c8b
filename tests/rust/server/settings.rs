//! Settings that are not valid: the message names the setting, the value and what is expected, and contains no secret.

use std::time::Duration;

use flow_widget_loader::server::{Cors, FlowSettings, WebhookSettings};

use super::fake::{KEY, SECRET};

type Change = Box<dyn FnOnce(&mut FlowSettings)>;

fn problem(change: impl FnOnce(&mut FlowSettings)) -> Option<String> {
    let mut settings = FlowSettings::new(KEY);
    change(&mut settings);
    let error = settings.check().err()?;
    assert_eq!(error.code().as_str(), "invalid-config");
    Some(error.message().to_owned())
}

#[test]
fn messages_name_setting_value_and_expectation() {
    let secret = "`secrets` must be strings of 32 or more random characters, such as the output of \
                  `openssl rand -hex 32`, not a string of ";
    let whole = "`lifetime` must be a whole number of ms from 1 to 31,536,000,000 (365 days), not ";
    let url = "`base_url` must be an http(s) URL without credentials, query and fragment, such as \
               `https://kyc.biometric.kz`.";
    let cases: [(Change, String); 13] = [
        (
            Box::new(|settings| *settings = FlowSettings::new("")),
            "`api_key` must be the flow's API key (is the environment variable set?), not an empty string."
                .into(),
        ),
        (
            Box::new(|settings| *settings = FlowSettings::new(format!("{KEY} "))),
            "`api_key` must be the flow's API key (without white space), not a string of 49 characters.".into(),
        ),
        (
            Box::new(|settings| *settings = FlowSettings::new("k".repeat(31))),
            "`api_key` must be a string of 32 or more characters unless `secrets` is set, not a string of 31 \
             characters."
                .into(),
        ),
        (Box::new(|settings| settings.secrets = vec!["short".into()]), format!("{secret}5 characters.")),
        (
            Box::new(|settings| settings.secrets = vec![SECRET.into(), "ab".repeat(20)]),
            format!("{secret}40 characters."),
        ),
        (Box::new(|settings| settings.lifetime = Duration::ZERO), format!("{whole}0ns.")),
        (
            Box::new(|settings| settings.lifetime = Duration::from_millis(31_536_000_001)),
            format!("{whole}31536000.001s."),
        ),
        (
            Box::new(|settings| settings.timeout = Duration::from_nanos(1)),
            "`timeout` must be zero or a duration from 1 to 2,147,483,647 ms, not 1ns.".into(),
        ),
        (
            Box::new(|settings| settings.max_body = 67_108_865),
            "`max_body` must be at most 67,108,864 bytes, not 67108865.".into(),
        ),
        (Box::new(|settings| settings.retries = 101), "`retries` must be at most 100, not 101.".into()),
        (Box::new(|settings| settings.base_url = "https://anna:secret@kyc.example".into()), url.into()),
        (
            Box::new(|settings| settings.path = Some("api".into())),
            "`path` must be a percent-encoded path that begins with a slash, without a query, not \"api\".".into(),
        ),
        (
            Box::new(|settings| settings.cors = Some(Cors::new(["*"]))),
            "`cors.origins` must be a list of origins such as `https://shop.example`, without path and without \
             `*`, not \"*\"."
                .into(),
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(problem(change).unwrap(), expected);
    }
}

#[test]
fn base_urls() {
    for valid in ["https://kyc.biometric.kz", "http://127.0.0.1:3000", "HTTPS://x/prefix/"] {
        assert_eq!(problem(|settings| settings.base_url = valid.into()), None, "{valid}");
    }
    for invalid in
        ["", "kyc.biometric.kz", "ftp://x", "https://", "https://x?a", "https://x#a", "https://x y"]
    {
        assert!(problem(|settings| settings.base_url = invalid.into()).is_some(), "{invalid}");
    }
}

#[test]
fn paths() {
    for valid in ["", "/", "/api", "/api/", "/api/flow"] {
        assert_eq!(problem(|settings| settings.path = Some(valid.into())), None, "{valid}");
    }
    for invalid in ["api", "//", "/a//b", "/a?b", "/a#b", "/a b", "/\u{e9}"] {
        assert!(problem(|settings| settings.path = Some(invalid.into())).is_some(), "{invalid}");
    }
}

#[test]
fn origins_and_headers() {
    let cors = |origin: &str| problem(|settings| settings.cors = Some(Cors::new([origin])));
    for valid in
        ["https://shop.example", "http://localhost:3000", "capacitor://localhost", "http://[::1]:80443"]
    {
        let expected = valid.ends_with("80443");
        assert_eq!(cors(valid).is_some(), expected, "{valid}");
    }
    for invalid in [
        "",
        "*",
        "null",
        "https://*.example",
        "https://shop.example/",
        "https://shop.example/x",
        "https://Shop.example",
        "HTTPS://shop.example",
        "https://shop.example:443",
        "http://x:80",
        "https://anna@shop.example",
        "https://",
        "shop.example",
        "https://shop.example?x",
        "//shop.example",
    ] {
        assert!(cors(invalid).is_some(), "{invalid}");
    }
    let headers = |name: &str| {
        let mut cors = Cors::new(["https://shop.example"]);
        cors.headers = vec![name.to_owned()];
        problem(|settings| settings.cors = Some(cors))
    };
    assert_eq!(headers("X-Tenant"), None);
    for invalid in ["", "*", "x y", "x\n", "x-a, x-b"] {
        assert!(headers(invalid).is_some(), "{invalid:?}");
    }
}

#[test]
fn a_webhook_secret_has_16_characters_of_6_kinds() {
    let check = |secret: &str| WebhookSettings::new(KEY, secret).check();
    assert!(check("0123456789abcdef").is_ok());
    for weak in ["", "0123456789abcde", "aaaaaaaabbbbbbbbcd"] {
        let error = check(weak).unwrap_err();
        assert!(error.message().starts_with("`secrets` must be strings of 16 or more"), "{error}");
        assert!(weak.is_empty() || !error.message().contains(weak));
    }
    assert!(WebhookSettings::without_secret(KEY).check().is_ok());
}

#[test]
fn debug_output_contains_no_secret() {
    let mut settings = FlowSettings::new(KEY);
    settings.secrets = vec![SECRET.into()];
    let text = format!("{settings:?} {:?}", WebhookSettings::new(KEY, SECRET));
    assert!(!text.contains(KEY) && !text.contains(SECRET), "{text}");
}

#[test]
fn the_manual_names_every_setting_of_the_flow_handler() {
    let read =
        |path: &str| std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let source = read("src/server/settings.rs");
    let fields = source.split("pub struct FlowSettings {").nth(1).unwrap().split("\n}").next().unwrap();
    let fields = fields.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next());
    let manual = read("docs/rust-server.md");
    let table = manual.split("\n| setting ").nth(1).unwrap().split("\n\n").next().unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(rows.collect::<Vec<_>>(), fields.collect::<Vec<_>>());
}
