//! Hosted page, on which a session runs without a page of the integrator.
//!
//! `GET /flow/{id}` takes the query parameters `locale` (`ru`, `en` or `kz`; default `ru`) and `web_view`, which only the
//! page's script reads. The script runs the widget stand-in and reads its other settings from the `data-` attributes of its
//! tag.

use super::http::is_get;
use super::{Request, Response, Sandbox};

/// Path of the page's script.
pub(super) const SCRIPT_PATH: &str = "/flow/page.js";

/// Allows what the page uses: its script, the sandbox's API and an empty icon. The styles of the widget stand-in come from
/// a constructed style sheet, and its video from the camera; neither needs a source. Other sites may embed the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; \
    form-action 'none'";
const NOT_FOUND_POLICY: &str = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'";

/// Texts of the page in one language.
struct Texts {
    /// Value of the `locale` parameter.
    locale: &'static str,
    /// Language tag (BCP 47).
    language: &'static str,
    title: &'static str,
    not_found: &'static str,
    advice: &'static str,
}

const TEXTS: [Texts; 3] = [
    Texts {
        locale: "ru",
        language: "ru",
        title: "Проверка личности (песочница)",
        not_found: "Сессия не найдена",
        advice: "Проверьте ссылку или начните проверку заново.",
    },
    Texts {
        locale: "en",
        language: "en",
        title: "Identity verification (sandbox)",
        not_found: "Session not found",
        advice: "Check the link, or start the verification again.",
    },
    Texts {
        locale: "kz",
        language: "kk",
        title: "Жеке басты растау (сынақ ортасы)",
        not_found: "Сессия табылмады",
        advice: "Сілтемені тексеріңіз немесе растауды қайта бастаңыз.",
    },
];

impl Sandbox {
    /// Serves the page of the session `id`. A fault is passed on to the page's script.
    pub(super) fn hosted_page(&mut self, id: &str, fault: Option<&str>, request: &Request) -> Response {
        if !is_get(request) {
            return Response::method_not_allowed(&request.method, "GET, HEAD");
        }
        let wanted = request.query("locale");
        let [default, ..] = &TEXTS;
        let texts = TEXTS.iter().find(|texts| Some(texts.locale) == wanted.as_deref()).unwrap_or(default);
        let Some(session) = self.store.get(id.trim_end_matches('/')) else {
            let Texts { not_found, advice, .. } = texts;
            let body = format!("<h1>{not_found}</h1><p>{advice}</p>");
            return page(404, texts, NOT_FOUND_POLICY, &body);
        };
        let query = fault.map(|fault| format!("?fault={fault}")).unwrap_or_default();
        let body = format!(
            "<div id=\"flow-page\"></div><script src=\"{SCRIPT_PATH}{query}\" data-session=\"{}\" data-locale=\"{}\"></script>",
            session.id, texts.locale,
        );
        page(200, texts, POLICY, &body).header("permissions-policy", "camera=(self)")
    }
}

fn page(status: u16, texts: &Texts, policy: &str, body: &str) -> Response {
    let Texts { language, title, .. } = texts;
    let html = format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
        <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
        <link rel=\"icon\" href=\"data:,\"><body>{body}",
    );
    Response::text(status, "text/html; charset=utf-8", html)
        .header("content-security-policy", policy)
        .header("referrer-policy", "no-referrer")
        .header("x-content-type-options", "nosniff")
}
