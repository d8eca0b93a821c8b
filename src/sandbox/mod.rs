//! The service's stand-in: a function from request to response, in memory.
//!
//! There is no network code here. A host (Node's http, a service worker, a test) turns what it
//! received into a [`Request`], lets [`Sandbox::handle`] answer, and does what the [`Response`] says,
//! its [`Directive`] included. Time and chance come from the host as well, through [`Environment`],
//! so a test can hold both still.
//!
//! Beside the service's two API paths it serves the widget's stand-in and the private paths by which
//! that stand-in tells what the person did.
//!
//! ```
//! use flow_widget_loader::sandbox::{Environment, Flow, Request, Sandbox};
//!
//! struct Still;
//! impl Environment for Still {
//!     fn now_ms(&mut self) -> u64 { 0 }
//!     fn random(&mut self, bytes: &mut [u8]) { bytes.fill(7) }
//! }
//!
//! let mut sandbox = Sandbox::new("/* the widget's stand-in */", 0);
//! let request = Request {
//!     method: "POST".into(),
//!     url: "/api/v1/flows/session/create/".into(),
//!     body: format!(r#"{{"api_key":"{}"}}"#, Flow::Everyone.key()).into_bytes(),
//!     ..Request::default()
//! };
//! assert_eq!(sandbox.handle(&request, &mut Still).status, 200);
//! ```

mod api;
mod environment;
mod fault;
mod flow;
mod http;
mod report;
mod script;
mod session;
mod stage;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;

pub use environment::Environment;
pub use flow::Flow;
pub use http::{Directive, Request, Response};

use store::Store;

/// How long a result stays in progress after the end unless the host says otherwise, in ms.
pub const DEFAULT_SETTLE_MS: u64 = 1500;
/// The largest request body that is read, in bytes: room for a photograph in base64.
pub const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The service's stand-in.
#[derive(Debug)]
pub struct Sandbox {
    settle_ms: u64,
    widget: String,
    store: Store,
    spent: fault::Spent,
}

impl Sandbox {
    /// A service without sessions.
    ///
    /// `widget` is the text of the widget's stand-in. `settle_ms` is how long a result stays in
    /// progress after the person has finished, see [`DEFAULT_SETTLE_MS`].
    pub fn new(widget: impl Into<String>, settle_ms: u64) -> Self {
        Self { settle_ms, widget: widget.into(), store: Store::default(), spent: fault::Spent::default() }
    }

    /// Answers a request.
    pub fn handle(&mut self, request: &Request, environment: &mut impl Environment) -> Response {
        let (path, fault) = fault::asked_for(request);
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
            let fault = fault.and_then(|name| self.spent.effective(name, &request.url));
            return fault::apply(fault, |pending| self.api(rest, pending, request, environment));
        }
        if let Some(rest) = path.strip_prefix("/sandbox/session/") {
            return self.stage(rest, request, environment.now_ms());
        }
        if script::is_path(path) {
            let effective = fault.and_then(|name| self.spent.effective(name, &request.url));
            return script::serve(&self.widget, request, effective);
        }
        Response::error(404, "Not found.")
    }
}
