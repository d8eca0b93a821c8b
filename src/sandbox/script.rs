//! The widget's stand-in as a script, at both of the guide's paths, and the ways in which it fails.

use super::{Directive, Request, Response};

const PATHS: [&str; 2] = ["/widget/flow-widget.umd.js", "/widget/flow-widget.js"];
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// How long `script-slow` waits, in ms.
const SLOW_MS: u32 = 3000;

pub(super) fn is_path(path: &str) -> bool {
    PATHS.contains(&path)
}

/// Serves the stand-in. A fault that is not about the script is handed on to the stand-in, which
/// knows how to misbehave by that name.
pub(super) fn serve(widget: &str, request: &Request, fault: Option<&str>) -> Response {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::method_not_allowed(&request.method, "GET, HEAD");
    }
    let script = |text: &str| Response::text(200, JAVASCRIPT, text);
    match fault {
        Some("script-404") => Response::error(404, "Not found."),
        Some("script-500") => Response::error(500, "Internal server error."),
        Some("script-html") => {
            Response::text(200, "text/html; charset=utf-8", "<!doctype html><title>Sign in</title>")
                .header("x-content-type-options", "nosniff")
        }
        Some("script-hang") => script("").directive(Directive::Hang),
        Some("script-syntax-error") => script("globalThis.FlowWidget = {;"),
        Some("script-throws") => script("throw new Error('the widget script failed on purpose');"),
        Some("global-missing") => script("/* loads, and defines nothing */"),
        Some("script-slow") => {
            script(&filled(widget, request, "")).directive(Directive::Delay { ms: SLOW_MS })
        }
        other => script(&filled(widget, request, other.unwrap_or_default())),
    }
}

fn filled(widget: &str, request: &Request, fault: &str) -> String {
    // Both end up between quotes in a script, and the origin comes from a Host header.
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-[]".contains(&byte));
    let origin = Some(request.origin()).filter(|origin| plain(origin)).unwrap_or_default();
    widget.replace("__FLOW_SANDBOX_ORIGIN__", origin).replace("__FLOW_SANDBOX_FAULT__", fault)
}
