//! In-memory stand-in for the service, as a function from request to response.
//!
//! This module has no network code. An HTTP server, a service worker or a test builds a [`Request`], passes
//! it to [`Sandbox::handle`] and sends the [`Response`], applying its [`Directive`]. Time and random numbers
//! come from the [`Environment`], so tests are deterministic.
//!
//! Besides the service's API, the sandbox serves the widget stand-in, the hosted page, and a private API through which
//! the widget stand-in reports what the user did. It emits the service's webhook events, which the host sends.
//!
//! # Outcomes without a user
//!
//! | how | when the session ends |
//! | --- | --- |
//! | `POST /sandbox/session/{id}/end` with `{ outcome, reason?, technology? }` | at once, in any state |
//! | `metadata.sandbox` with `{ outcome, reason?, technology?, after }` | `after` ms after its creation, without a widget |
//! | `metadata.sandbox` with `{ outcome, reason?, technology? }` | when the widget or the hosted page starts it |
//! | the flow's API key followed by `+passed`, `+failed`, `+cancelled` or `+expired` | when the widget or the hosted page starts it |
//!
//! - `outcome` is `passed`, `failed`, `cancelled` or `expired`.
//! - `reason` is `{ type, detail? }`. Default: `CALC_RESULT` "Low prediction" for `failed`, `CLIENT` "Operation
//!   aborted by user" for `cancelled`, none for `expired`. It may be undocumented, to test how a client handles that.
//! - `technology` is the code of the technology at which the session ends; those before it are passed. Default: the
//!   first one that the user has not passed.
//!
//! `metadata.sandbox` takes precedence over the API key. It can also have `qr` and `retryLiveness`, which override the
//! [`Settings`].
//!
//! ```
//! use flow_widget_loader::sandbox::{Assets, Environment, Flow, Request, Sandbox, Settings};
//!
//! struct Fixed;
//! impl Environment for Fixed {
//!     fn now_ms(&mut self) -> u64 { 0 }
//!     fn random(&mut self, bytes: &mut [u8]) { bytes.fill(7) }
//! }
//!
//! let mut sandbox = Sandbox::new(Assets::default(), Settings::default());
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
mod hosted;
mod http;
mod preset;
mod result;
mod script;
mod session;
mod settings;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
mod webhook;
mod widget_api;

pub use environment::Environment;
pub use flow::Flow;
pub use http::{Directive, Request, Response};
pub use settings::{Assets, DEFAULT_LIFETIME_MS, DEFAULT_SETTLE_MS, Qr, Settings};

use serde_json::Value;
use store::Store;
use webhook::Events;

/// Maximum size of a request body, in bytes; enough for a photo in base64.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// In-memory stand-in for the service.
#[derive(Debug)]
pub struct Sandbox {
    settings: Settings,
    assets: Assets,
    store: Store,
    events: Events,
    one_time_faults: fault::OneTimeFaults,
}

impl Sandbox {
    /// Creates a sandbox without sessions.
    pub fn new(assets: Assets, settings: Settings) -> Self {
        Self {
            settings,
            assets,
            store: Store::default(),
            events: Events::default(),
            one_time_faults: fault::OneTimeFaults::default(),
        }
    }

    /// Handles a request. The events that it causes can then be taken with [`take_events`](Self::take_events).
    pub fn handle(&mut self, request: &Request, environment: &mut impl Environment) -> Response {
        self.advance(environment);
        let (path, fault) = fault::requested(request);
        let response = http::with_cors(self.route(&path, fault.as_deref(), request, environment));
        self.advance(environment);
        response
    }

    /// Ends the sessions whose time has come, and emits their events. [`handle`](Self::handle) does this, too; a host
    /// that sends events calls this at the time that [`next_event_ms`](Self::next_event_ms) returns.
    pub fn advance(&mut self, environment: &mut impl Environment) {
        let now_ms = environment.now_ms();
        let lifetime_ms = self.settings.lifetime_ms;
        self.store.drop_old(now_ms, lifetime_ms);
        for session in self.store.iter_mut() {
            session.advance(now_ms, lifetime_ms);
            self.events.flow_end(session, &self.settings, now_ms, environment);
        }
    }

    /// Returns the webhook events that were emitted since the last call, oldest first. At most 1,000 are kept.
    pub fn take_events(&mut self) -> Vec<Value> {
        self.events.take()
    }

    /// Returns when the next event is due that no request causes, in ms since 1970; `None` if there is none.
    pub fn next_event_ms(&self) -> Option<u64> {
        self.store.iter().filter_map(|session| webhook::due_ms(session, &self.settings)).min()
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
            return self.widget_api(rest, request, environment);
        }
        if let Some(script) = script::find(&self.assets, path) {
            let fault = fault.and_then(|name| self.one_time_faults.resolve(name, &request.url));
            return script::serve(script, request, fault);
        }
        if let Some(id) = path.strip_prefix("/flow/") {
            return self.hosted_page(id, fault, request);
        }
        Response::error(404, "Not found.")
    }
}
