//! The client: connects the pure parts to the network.

use web_sys::AbortSignal;

use super::abort::{Cancellation, Cancelled, race, sleep};
use super::redact::Redactor;
use super::request::ApiRequest;
use super::response::{self, Decode};
use super::{ClientOptions, Error, Received, WaitOptions, backoff, transport};
use crate::contract::{CreateSession, FlowResult, Issue, Metadata, Session};

/// Client for one flow. It holds no connection and is cheap to create.
#[derive(Clone, Debug)]
pub struct Client {
    options: ClientOptions,
    pub(super) base_url: String,
}

impl Client {
    /// Creates a client without sending anything.
    ///
    /// # Errors
    ///
    /// `invalid-config`: the API key or the base URL is not valid.
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        let base_url = options.checked_base_url()?;
        Ok(Self { options, base_url })
    }

    /// Creates a session (service's guide, sections 2 and 3).
    ///
    /// Creating is not idempotent, so the request is retried only if it was certainly never sent. `warn` is
    /// called for each warning about the metadata, before the request; an error that it returns ends the
    /// call.
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
        let body = serde_json::to_string(&request)
            .map_err(|_| Error::internal("Could not serialize the request."))?;
        self.send(&ApiRequest::Create(&body), signal).await
    }

    /// Reads the current result of a session, final or not (service's guide, section 4.5).
    ///
    /// # Errors
    ///
    /// `network`, `http`; `invalid-response`, also for the result of another session; `aborted`.
    pub async fn get_result(
        &self,
        session_id: &str,
        signal: Option<&AbortSignal>,
    ) -> Result<Received<FlowResult>, Error> {
        self.send(&ApiRequest::Result(session_id, &self.options.api_key), signal).await
    }

    /// Polls the result until it is final. The first request is sent immediately.
    ///
    /// `progress` is called with each result received, including the final one; an error that it returns ends
    /// the call.
    ///
    /// # Errors
    ///
    /// `result-timeout` if the result is not final in time; otherwise as for
    /// [`get_result`](Self::get_result).
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
                sleep(wait.delay(polls, js_sys::Math::random()), signal).await?;
            }
        };
        let limit = Some(wait.timeout_ms).filter(|&ms| ms > 0);
        match race(poll, Cancellation::new(limit, None)).await {
            Ok(outcome) => outcome,
            Err(Cancelled::Timeout) => Err(wait.timeout_error()),
            Err(Cancelled::Aborted(reason)) => Err(Error::aborted(reason)),
        }
    }

    /// Sends a request, with retries according to [`backoff`], and decodes the response.
    async fn send<T: Decode>(
        &self,
        request: &ApiRequest<'_>,
        signal: Option<&AbortSignal>,
    ) -> Result<Received<T>, Error> {
        let redactor = Redactor::new(&self.options.api_key);
        let timeout_ms = self.options.timeout_ms;
        let mut attempts = 0;
        loop {
            let cancellation = Cancellation::new(Some(timeout_ms).filter(|&ms| ms > 0), signal);
            let response =
                transport::send(request, &self.base_url, &redactor, timeout_ms, cancellation).await;
            let decoded =
                response.and_then(|response| response::decode(response, request.session_id(), &redactor));
            let error = match decoded {
                Ok(received) => return Ok(received),
                Err(error) => error,
            };
            attempts += 1;
            let random = js_sys::Math::random();
            let delay =
                backoff::next_delay(&error, request.is_idempotent(), attempts, self.options.retries, random);
            let Some(delay) = delay else { return Err(error) };
            sleep(delay, signal).await?;
        }
    }
}
