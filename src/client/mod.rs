//! The REST client: creates sessions and reads their results, wherever there is a `fetch`.
//!
//! What to send, what an answer means, whether to try again and when to ask next are pure functions,
//! tested on the host. [`Client`] joins them to the network.
//!
//! ```no_run
//! use flow_widget_loader::client::{Client, ClientOptions, Error, WaitOptions};
//! use flow_widget_loader::contract::{ApiKey, FlowResult};
//!
//! async fn verify(key: &str) -> Result<FlowResult, Error> {
//!     let client = Client::new(ClientOptions::new(ApiKey::new(key)))?;
//!     let session = client.create_session(None, None, |_| Ok(())).await?.value;
//!     // … the person goes through the widget …
//!     let wait = WaitOptions::default();
//!     let result = client.wait_for_result(&session.session_id, &wait, None, |_| Ok(())).await?;
//!     Ok(result.value)
//! }
//! ```

mod abort;
mod answer;
mod backoff;
mod config;
mod error;
mod redact;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
mod transport;
mod unsent;
mod wait;

use web_sys::AbortSignal;

use crate::contract::{CreateSession, FlowResult, Issue, Metadata, Session};
use abort::{Stop, Stopped, race};
use answer::Answer;
use redact::Redactor;
use transport::Outgoing;

pub use answer::Received;
pub use config::{ClientOptions, DEFAULT_RETRIES, DEFAULT_TIMEOUT_MS};
pub use error::{Code, Error};
pub use wait::WaitOptions;

/// Talks to the service on behalf of one flow. It holds no connection and is cheap to make.
#[derive(Clone, Debug)]
pub struct Client {
    options: ClientOptions,
    base: String,
}

impl Client {
    /// A client that asks nothing yet.
    ///
    /// # Errors
    ///
    /// `invalid-config`: no key, or a base address that is none.
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        let base = options.checked_base()?;
        Ok(Self { options, base })
    }

    /// Creates a session (guide, sections 2 and 3). The request is sent again only if it certainly never
    /// left, since a second one would make a second session. `warn` is told what is odd about the
    /// metadata; its error ends the call before anything is sent.
    ///
    /// # Errors
    ///
    /// `invalid-metadata`, and nothing is sent; `network`, `http`, `invalid-response`; `aborted`.
    pub async fn create_session(
        &self,
        mut metadata: Option<Metadata>,
        signal: Option<&AbortSignal>,
        warn: impl FnMut(&Issue) -> Result<(), Error>,
    ) -> Result<Received<Session>, Error> {
        let issues = metadata.as_mut().map(Metadata::prepare).unwrap_or_default();
        if issues.iter().any(Issue::is_error) {
            return Err(Error::metadata(&issues));
        }
        issues.iter().try_for_each(warn)?;
        let request = CreateSession { api_key: self.options.api_key.clone(), metadata };
        let body =
            serde_json::to_string(&request).map_err(|_| Error::internal("The request cannot be written."))?;
        self.ask(&Outgoing::Create(&body), signal).await
    }

    /// Reads the result of a session as it stands (guide, section 4.5).
    ///
    /// # Errors
    ///
    /// `network`, `http`, `invalid-response`; `aborted`.
    pub async fn get_result(
        &self,
        session_id: &str,
        signal: Option<&AbortSignal>,
    ) -> Result<Received<FlowResult>, Error> {
        self.ask(&Outgoing::Result(session_id, &self.options.api_key), signal).await
    }

    /// Reads the result at once, and then again and again until it is final. `progress` is told every
    /// result that comes in, the last included; its error ends the waiting.
    ///
    /// # Errors
    ///
    /// `result-timeout` if it is not final in time; else as for [`get_result`](Self::get_result).
    pub async fn wait_for_result(
        &self,
        session_id: &str,
        wait: &WaitOptions,
        signal: Option<&AbortSignal>,
        mut progress: impl FnMut(&Received<FlowResult>) -> Result<(), Error>,
    ) -> Result<Received<FlowResult>, Error> {
        let poll = async {
            let mut polls = 0;
            loop {
                let received = self.get_result(session_id, signal).await?;
                progress(&received)?;
                if received.value.is_final() {
                    return Ok(received);
                }
                polls += 1;
                Stop::new(Some(wait.delay(polls, js_sys::Math::random())), signal).sleep().await?;
            }
        };
        let limit = Some(wait.timeout_ms).filter(|&ms| ms > 0);
        match race(poll, Stop::new(limit, None)).await {
            Ok(outcome) => outcome,
            Err(Stopped::Elapsed) => Err(wait.expired()),
            Err(Stopped::Aborted(reason)) => Err(Error::aborted(reason)),
        }
    }

    async fn ask<T: Answer>(
        &self,
        outgoing: &Outgoing<'_>,
        signal: Option<&AbortSignal>,
    ) -> Result<Received<T>, Error> {
        let redactor = Redactor::new(&self.options.api_key);
        let timeout_ms = self.options.timeout_ms;
        let mut attempts = 0;
        loop {
            let stop = Stop::new(Some(timeout_ms).filter(|&ms| ms > 0), signal);
            let error = match transport::send(outgoing, &self.base, &redactor, timeout_ms, stop).await {
                Ok(reply) => match answer::read(reply, &redactor) {
                    Ok(received) => return Ok(received),
                    Err(error) => error,
                },
                Err(error) => error,
            };
            attempts += 1;
            let random = js_sys::Math::random();
            let next =
                backoff::next(&error, outgoing.is_repeatable(), attempts, self.options.retries, random);
            let Some(delay) = next else { return Err(error) };
            Stop::new(Some(delay), signal).sleep().await?;
        }
    }
}
