//! In-memory stand-in for the service, as a function from request to response.
//!
//! This module has no network code. An HTTP server, a service worker or a test builds a [`Request`], passes
//! it to [`Sandbox::handle`] and sends the [`Response`], applying its [`Directive`]. Time and random numbers
//! come from the [`Environment`], so tests are deterministic.
//!
//! Besides the service's API, the sandbox serves the script of the widget stand-in, and a private API through
//! which that script reports what the user did.
//!
//! ```
//! use flow_widget_loader::sandbox::{Environment, Flow, Request, Sandbox};
//!
//! struct Fixed;
//! impl Environment for Fixed {
//!     fn now_ms(&mut self) -> u64 { 0 }
//!     fn random(&mut self, bytes: &mut [u8]) { bytes.fill(7) }
//! }
//!
//! let mut sandbox = Sandbox::new("/* script of the widget stand-in */", 0);
//! let request = Request {
//!     method: "POST".into(),
//!     url: "/api/v1/flows/session/create/".into(),
//!     body: format!(r#"{{"api_key":"{}"}}"#, Flow::Everyone.key()).into_bytes(),
//!     ..Request::default()
//! };
//! assert_eq!(sandbox.handle(&request, &mut Fixed).status, 200);
//! ```

mod api;
mod environment;
mod fault;
mod flow;
mod http;
mod result;
mod script;
mod session;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
mod widget_api;

pub use environment::Environment;
pub use flow::Flow;
pub use http::{Directive, Request, Response};

use store::Store;

/// Default time that a result stays in progress after the session has ended, in ms.
pub const DEFAULT_SETTLE_MS: u64 = 1500;
/// Maximum size of a request body, in bytes; enough for a photo in base64.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// In-memory stand-in for the service.
#[derive(Debug)]
pub struct Sandbox {
    settle_ms: u64,
    widget: String,
    store: Store,
    one_time_faults: fault::OneTimeFaults,
}

impl Sandbox {
    /// Creates a sandbox without sessions.
    ///
    /// `widget` is the script of the widget stand-in. A result stays in progress for `settle_ms` ms after the
    /// session has ended; see [`DEFAULT_SETTLE_MS`].
    pub fn new(widget: impl Into<String>, settle_ms: u64) -> Self {
        Self {
            settle_ms,
            widget: widget.into(),
            store: Store::default(),
            one_time_faults: fault::OneTimeFaults::default(),
        }
    }

    /// Handles a request.
    pub fn handle(&mut self, request: &Request, environment: &mut impl Environment) -> Response {
        let (path, fault) = fault::requested(request);
        http::with_cors(self.route(&path, fault.as_deref(), request, environment))
    }

    fn route(
        &mut self,
        path: &str,
        fault: Option<&str>,
        request: &Request,
        environment: &mut impl Environment,
    ) -> Response {
        if request.method == "OPTIONS" {
            return http::preflight();
        }
        if request.body.len() > MAX_BODY_BYTES {
            return Response::error(413, "The request body is larger than 16 MB.");
        }
        if let Some(rest) = path.strip_prefix("/api/v1/flows/session/") {
            let fault = fault.and_then(|name| self.one_time_faults.resolve(name, &request.url));
            return fault::apply(fault, |pending| self.api(rest, pending, request, environment));
        }
        if let Some(rest) = path.strip_prefix("/sandbox/session/") {
            return self.widget_api(rest, request, environment.now_ms());
        }
        if script::is_path(path) {
            let fault = fault.and_then(|name| self.one_time_faults.resolve(name, &request.url));
            return script::serve(&self.widget, request, fault);
        }
        Response::error(404, "Not found.")
    }
}
