//! How requests reach the service.

use std::pin::pin;

use bytes::{Buf, Bytes, BytesMut};
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full};

use super::backend::{BoxError, describe};
use crate::server::{ServiceRequest, ServiceResponse, TransportError};

/// Sends the requests to the service.
///
/// An implementation must not follow redirects, which could send the API key to another server, and must not log the URL,
/// which contains the key. Time and size limits are the handler's: it drops the future or the body.
pub trait Transport: Send + Sync + 'static {
    /// Body of a response.
    type Body: Body<Data: Send, Error: Into<BoxError>> + Send + 'static;

    /// Sends a request and returns the response as soon as its head has arrived.
    fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> impl Future<Output = Result<Response<Self::Body>, TransportError>> + Send;
}

/// Sends a request and reads the body of the response.
pub(super) async fn exchange(
    transport: &impl Transport,
    request: ServiceRequest,
) -> Result<ServiceResponse, TransportError> {
    let (head, body) = transport.send(request.request.clone().map(Full::new)).await?.into_parts();
    let status = head.status.as_u16();
    let (body, too_large) = read(body, request.max_body(status)).await.map_err(|error| TransportError {
        message: format!("the response was cut off: {}", describe(&error)),
        unsent: false,
    })?;
    Ok(ServiceResponse { status, headers: head.headers, body, too_large })
}

/// Reads at most `limit` bytes of a body; also returns whether the body was longer.
pub(super) async fn read<B>(body: B, limit: usize) -> Result<(Bytes, bool), BoxError>
where
    B: Body<Error: Into<BoxError>>,
{
    let mut body = pin!(body);
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame.map_err(Into::into)?.into_data() else { continue };
        if data.remaining() > limit - bytes.len() {
            return Ok((bytes.freeze(), true));
        }
        bytes.extend_from_slice(&data.copy_to_bytes(data.remaining()));
    }
    Ok((bytes.freeze(), false))
}
