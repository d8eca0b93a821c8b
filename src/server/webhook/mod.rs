//! The webhook handler, which receives the events of the service.
//!
//! An event is a hint, since the service documents no signature: when a session has ended, its result is read from the
//! service before the application learns of it.

mod delivery;
mod event;
mod secret;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response};
use serde_json::json;

use super::body::{self, BodyFault};
use super::error::HttpError;
use super::respond;
use super::service::Connection;
use super::settings::WebhookSettings;
use super::step::Failure;
use crate::client::Error;

pub use delivery::{Delivery, DeliveryEffect, DeliveryInput};
pub use event::Event;

/// What one webhook handler needs for all its requests.
pub struct WebhookCore {
    settings: WebhookSettings,
    connection: Connection,
}

impl WebhookCore {
    /// Validates the settings.
    ///
    /// # Errors
    ///
    /// `invalid-config`, see [`WebhookSettings::check`].
    pub fn new(settings: WebhookSettings) -> Result<Self, Error> {
        settings.check()?;
        let WebhookSettings { api_key, base_url, retries, timeout, .. } = &settings;
        Ok(Self { connection: Connection::new(api_key, base_url, *retries, *timeout), settings })
    }

    /// Returns the settings.
    pub fn settings(&self) -> &WebhookSettings {
        &self.settings
    }

    /// Checks secret, method and length of a request, before its body is read.
    ///
    /// # Errors
    ///
    /// The error to respond with.
    pub fn check(&self, head: &Parts) -> Result<(), HttpError> {
        let WebhookSettings { secrets, max_body, .. } = &self.settings;
        if !secrets.is_empty() && !secret::has_secret(&head.uri, secrets) {
            return Err(HttpError::no_such_path());
        }
        if head.method != Method::POST {
            return Err(HttpError::method_not_allowed("POST"));
        }
        body::check_length(&head.headers, *max_body)
    }

    /// Reads the event in the body of a request; `None` stands for a body that did not arrive in time.
    ///
    /// # Errors
    ///
    /// The error to respond with.
    pub fn event(&self, head: &Parts, body: Option<Result<Bytes, BodyFault>>) -> Result<Event, HttpError> {
        let body = body.ok_or_else(|| body::timeout(self.settings.body_timeout.as_secs_f64()))?;
        let body = body.as_deref().map_err(|&fault| fault);
        Event::read(body::read_object(&head.headers, body, self.settings.max_body, false)?)
    }

    /// Returns the response after a delivery, or for an error.
    pub fn respond(&self, outcome: Result<(), HttpError>) -> Response<Bytes> {
        let redactor = &self.connection.redactor;
        match outcome {
            Ok(()) => respond::json(redactor, 200, &json!({ "received": true })),
            Err(error) => respond::error(redactor, error),
        }
    }

    /// Creates the failure to report if a function of the application has failed.
    pub fn failure(&self, name: &'static str, message: &str) -> Failure {
        Failure::callback(name, message, &self.connection.redactor)
    }

    fn timeout(&self) -> Duration {
        self.settings.timeout
    }
}

impl fmt::Debug for WebhookCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookCore").field("settings", &self.settings).finish_non_exhaustive()
    }
}
