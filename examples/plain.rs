//! Verifies a user from Rust, without a front-end framework: gets a session id from the backend, runs the session in
//! the element `#flow-widget`, and logs its states and its result.
//!
//! To use it, copy it into a crate that depends on `flow-widget-loader`, and build that with
//! `wasm-pack build --target web`.

use flow_widget_loader::api::{ErrorCode, Session, SessionError, SessionSource};
use futures_util::StreamExt;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::console;

#[wasm_bindgen]
extern "C" {
    /// A global function that the page defines: sends `POST /api/flow` and resolves to the backend's parsed response.
    #[wasm_bindgen(js_name = createFlowSession, catch)]
    fn create_flow_session() -> Result<js_sys::Promise, JsValue>;
}

/// Gets a session id from the backend. Runs while the widget's script loads.
async fn session_id() -> Result<String, JsValue> {
    let response = JsFuture::from(create_flow_session()?).await?;
    let id = js_sys::Reflect::get(&response, &"session_id".into())?;
    id.as_string().ok_or_else(|| JsValue::from_str("The backend's response has no `session_id`"))
}

async fn verify() -> Result<(), SessionError> {
    let mut session =
        Session::builder(SessionSource::future(session_id())).selector("#flow-widget").locale("kk").open();
    let mut states = session.states();
    spawn_local(async move {
        while let Some(state) = states.next().await {
            console::log_1(&state.name().into());
        }
    });
    let detail = session.finished().await?;
    console::dir_1(&detail);
    Ok(())
}

fn main() {
    spawn_local(async {
        match verify().await {
            Ok(()) => console::log_1(&"done".into()),
            // Another session is running in this page.
            Err(error) if error.code() == Some(ErrorCode::SessionActive) => {}
            Err(error) => console::error_1(&error.to_string().into()),
        }
    });
}
