//! An axum server with the backend for `verify` at `/api/flow`.
//!
//! ```sh
//! FLOW_API_KEY=… PORT=3000 cargo run --example axum --features server-reqwest
//! ```
//!
//! | variable | meaning |
//! | --- | --- |
//! | `FLOW_API_KEY` | the API key of the flow |
//! | `FLOW_BASE_URL` | the address of the service, such as that of a sandbox; default: the real service |
//! | `FLOW_ALLOWED_ORIGIN` | another origin whose pages may use the server |
//! | `PORT` | the port; 0, the default, for any that is free |

use std::env;

use axum::Router;
use flow_widget_loader::contract::{FlowResult, Verdict};
use flow_widget_loader::server::{
    BoxError, Caller, Cors, CreatedSession, Denied, FlowBackend, FlowHandler, FlowSettings, RequestHead,
};
use tokio::net::TcpListener;

struct Shop;

/// Returns the user who sent a request. This is a demonstration: **your application's own authentication belongs
/// here**, such as a lookup of the session cookie. The function accepts `Authorization: Bearer anna-demo-token` as the
/// user `anna`, so anyone can be anyone.
fn current_user(head: &RequestHead) -> Option<String> {
    let header = head.headers.get("authorization")?.to_str().ok()?;
    let name = header.strip_prefix("Bearer ")?.strip_suffix("-demo-token")?;
    (!name.is_empty()).then(|| name.to_owned())
}

impl FlowBackend for Shop {
    type User = String;

    async fn authorize(&self, head: RequestHead) -> Result<Option<String>, Denied> {
        Ok(current_user(&head))
    }

    async fn on_created(&self, caller: &Caller<String>, session: &CreatedSession) -> Result<(), BoxError> {
        // Store the session with the user here.
        println!("{} has started the session {}", caller.user, session.session_id);
        Ok(())
    }

    async fn on_verdict(
        &self,
        caller: &Caller<String>,
        verdict: &Verdict,
        _: &FlowResult,
    ) -> Result<(), BoxError> {
        // Store the outcome here; it can be trusted, since it comes from the service.
        println!("{}: passed is {:?} in the session {}", caller.user, verdict.passed, verdict.session_id);
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let mut settings = FlowSettings::new(variable("FLOW_API_KEY").unwrap_or_default());
    if let Some(url) = variable("FLOW_BASE_URL") {
        settings.base_url = url;
    }
    settings.cors = variable("FLOW_ALLOWED_ORIGIN").map(|origin| Cors::new([origin]));
    let handler = FlowHandler::new(settings, Shop)?;
    let app = Router::new().nest_service("/api/flow", handler);
    let port = variable("PORT").map_or(Ok(0), |port| port.parse::<u16>())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
