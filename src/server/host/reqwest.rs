//! The transport with reqwest.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use reqwest::{Client, redirect};

use super::backend::{BoxError, describe};
use super::transport::Transport;
use crate::server::TransportError;

/// Sends the requests to the service with reqwest and rustls.
#[derive(Clone, Debug)]
pub struct ReqwestTransport(Client);

impl ReqwestTransport {
    /// Creates the transport. It follows no redirects, and uses no proxy, whatever the environment says.
    ///
    /// # Errors
    ///
    /// reqwest could not set up TLS.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().referer(false);
        Ok(Self(client.build()?))
    }

    /// Creates the transport from a client of your own, for example for a proxy. It must not follow redirects.
    pub fn with_client(client: Client) -> Self {
        Self(client)
    }
}

impl Transport for ReqwestTransport {
    type Body = reqwest::Body;

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<reqwest::Body>, TransportError> {
        let failed = |error: reqwest::Error| {
            let unsent = error.is_connect() || error.is_builder();
            // The URL contains the API key.
            let error: BoxError = error.without_url().into();
            TransportError { message: describe(&error), unsent }
        };
        let request = request.map(reqwest::Body::wrap).try_into().map_err(failed)?;
        Ok(self.0.execute(request).await.map_err(failed)?.into())
    }
}
