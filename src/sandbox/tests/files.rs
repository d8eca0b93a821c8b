//! Scripts and the hosted page.

use serde_json::Value;

use super::super::Directive;
use super::{Flow, Request, Service, header, text};

#[test]
fn serves_each_script_with_its_placeholders_filled_in() {
    let mut service = Service::new();
    for (path, name) in [
        ("/widget/flow-widget.umd.js", "umd"),
        ("/widget/flow-widget.js", "module"),
        ("/flow/page.js", "page"),
    ] {
        let response = service.send("GET", &format!("{path}?fault=never-finishes"), "");
        assert_eq!(header(&response, "content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(text(&response), format!("{name}('http://127.0.0.1:8080', 'never-finishes');"));
    }
}

#[test]
fn does_not_insert_unsafe_text_into_the_script() {
    let mut service = Service::new();
    let response = service.send("GET", "/widget/flow-widget.js?fault=%27%3Balert(1)%2F%2F", "");
    assert_eq!(text(&response), "module('http://127.0.0.1:8080', '');");
    let url = "http://x';alert(1)//'/widget/flow-widget.js".to_owned();
    let request = Request { method: "GET".into(), url, ..Request::default() };
    let response = service.sandbox.handle(&request, &mut service.environment);
    assert!(!text(&response).contains("alert"));
}

#[test]
fn injects_script_faults() {
    let mut service = Service::new();
    let mut script = |fault| service.send("GET", &format!("/widget/flow-widget.js?fault={fault}"), "");
    assert_eq!(script("script-404").status, 404);
    assert_eq!(script("script-500").status, 500);
    assert_eq!(header(&script("script-html"), "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(script("script-hang").directive, Some(Directive::Hang));
    assert!(matches!(script("script-slow").directive, Some(Directive::Delay { .. })));
    assert!(text(&script("script-throws")).contains("throw"));
    assert!(!text(&script("global-missing")).contains("const"));
    assert_eq!(script("script-404-once").status, 404);
    assert_eq!(script("script-404-once").status, 200);
    assert_eq!(script("script-500-once").status, 500);
    // The loader adds a query parameter when it retries.
    assert_eq!(script("script-500-once&retry=1").status, 200);
}

#[test]
fn serves_the_hosted_page_of_a_session() {
    let mut service = Service::new();
    let id = service.create(Flow::Everyone, &Value::Null);
    for (query, language, locale) in [
        ("", "ru", "ru"),
        ("?locale=en&web_view=true", "en", "en"),
        ("?locale=kz", "kk", "kz"),
        ("?locale=%22%3E", "ru", "ru"),
    ] {
        let page = service.send("GET", &format!("/flow/{id}{query}"), "");
        assert_eq!(page.status, 200);
        assert_eq!(header(&page, "content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(header(&page, "permissions-policy"), Some("camera=(self)"));
        let policy = header(&page, "content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        let html = text(&page);
        assert!(html.starts_with(&format!("<!doctype html><html lang=\"{language}\">")), "{html}");
        let script =
            format!("<script src=\"/flow/page.js\" data-session=\"{id}\" data-locale=\"{locale}\"></script>");
        assert!(html.contains(&script), "{html}");
        assert_eq!(html.matches("<script").count(), 1);
        assert!(html.contains("<meta name=\"color-scheme\" content=\"light dark\">"), "{html}");
    }
    let page = service.send("GET", &format!("/flow/{id}?fault=never-finishes"), "");
    assert!(text(&page).contains("src=\"/flow/page.js?fault=never-finishes\""));
}

#[test]
fn an_unknown_session_has_a_readable_hosted_page() {
    let mut service = Service::new();
    let page = service.send("GET", "/flow/%3Cscript%3E?locale=en", "");
    assert_eq!(page.status, 404);
    assert!(text(&page).contains("<h1>Session not found</h1>"));
    assert!(!text(&page).contains("script"));
    // Without it, the browser reports the page's own icon as an error.
    assert!(header(&page, "content-security-policy").unwrap().contains("img-src data:"));
    let page = service.send("GET", "/flow/unknown", "");
    assert!(text(&page).contains("Сессия не найдена"));
}
