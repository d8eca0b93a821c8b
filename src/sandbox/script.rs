//! Serves the scripts: the widget stand-in at both paths of the service's guide, and the script of the hosted page.
//! Injects script faults into all of them.

use super::http::is_get;
use super::{Assets, Directive, Request, Response, hosted};

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// Delay of `script-slow`, in ms.
const SLOW_MS: u32 = 3000;

/// Returns the script at a path, or `None` if it is another resource's.
pub(super) fn find<'a>(assets: &'a Assets, path: &str) -> Option<&'a str> {
    match path {
        "/widget/flow-widget.umd.js" => Some(&assets.umd),
        "/widget/flow-widget.js" => Some(&assets.module),
        hosted::SCRIPT_PATH => Some(&assets.page_script),
        _ => None,
    }
}

/// Serves the script. A fault that is not a script fault is passed on to the widget stand-in, which
/// implements it.
pub(super) fn serve(widget: &str, request: &Request, fault: Option<&str>) -> Response {
    if !is_get(request) {
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
        Some("global-missing") => script("/* defines no global */"),
        Some("script-slow") => {
            script(&fill_placeholders(widget, request, "")).directive(Directive::Delay { ms: SLOW_MS })
        }
        other => script(&fill_placeholders(widget, request, other.unwrap_or_default())),
    }
}

/// Inserts the origin and the fault into the script.
fn fill_placeholders(widget: &str, request: &Request, fault: &str) -> String {
    // The origin comes from the `Host` header and is inserted into a string literal, so it must not contain
    // characters that could end the literal.
    let is_safe =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-[]".contains(&byte));
    let origin = Some(request.origin()).filter(|origin| is_safe(origin)).unwrap_or_default();
    widget.replace("__FLOW_SANDBOX_ORIGIN__", origin).replace("__FLOW_SANDBOX_FAULT__", fault)
}
