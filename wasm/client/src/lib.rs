//! WebAssembly bindings of the REST client, called by the TypeScript client (`js/service/client-call.ts`).

mod task;

use flow_widget_loader::client::{Client, ClientOptions, Error, Received, WaitOptions};
use flow_widget_loader::contract::{Issue, Metadata, Severity, Verdict};
use js_sys::{Function, JSON, Object, Reflect};
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** Callbacks of one call, implemented by the TypeScript client. */
export interface CoreHost {
  /** Schedules a call of `poll(id)`, which must not run before this function returns. */
  wake(id: number): void;
  /** Reports a warning. An exception ends the call and becomes its rejection. */
  warn(path: string, message: string): void;
  /** Reports a result received while polling. An exception ends the call and becomes its rejection. */
  progress(result: unknown): void;
  resolve(value: unknown): void;
  reject(error: CoreError): void;
}
/** Error of a call. With code `aborted`, `reason` is the signal's reason or the exception of a callback. */
export interface CoreError {
  code: string;
  message: string;
  retryable: boolean;
  status?: number;
  body?: unknown;
  retryAfter?: number;
  cause?: string;
  reason?: unknown;
}
";

#[wasm_bindgen]
extern "C" {
    /// Callbacks of one call, implemented by the TypeScript client.
    #[wasm_bindgen(typescript_type = "CoreHost")]
    #[derive(Clone)]
    pub type Host;
    #[wasm_bindgen(method, getter, structural)]
    fn wake(this: &Host) -> Function;
    #[wasm_bindgen(catch, method, structural)]
    fn warn(this: &Host, path: &str, message: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, method, structural)]
    fn progress(this: &Host, result: JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural)]
    fn resolve(this: &Host, value: JsValue);
    #[wasm_bindgen(method, structural)]
    fn reject(this: &Host, error: Object);
}

/// Creates a session and returns the task id for [`poll`]. `input` is JSON: `{ options, metadata? }`.
#[wasm_bindgen(js_name = createSession)]
pub fn create_session(input: String, signal: Option<AbortSignal>, host: &Host) -> u32 {
    start(host, async move |host| {
        let (client, mut input) = create_client(&input, &host)?;
        let metadata = match input.get_mut("metadata").map(Value::take) {
            None | Some(Value::Null) => None,
            Some(metadata) => Some(Metadata::read(metadata).map_err(|issues| Error::metadata(&issues))?),
        };
        let session = client.create_session(metadata, signal.as_ref(), |issue| warn(&host, issue)).await?;
        to_js(&session)
    })
}

/// Reads the current result and returns the task id for [`poll`]. `input` is JSON: `{ options, sessionId }`.
#[wasm_bindgen(js_name = getResult)]
pub fn get_result(input: String, signal: Option<AbortSignal>, host: &Host) -> u32 {
    start(host, async move |host| {
        let (client, input) = create_client(&input, &host)?;
        let result = client.get_result(session_id(&input), signal.as_ref()).await?;
        to_js(&result)
    })
}

/// Polls until the result is final and returns the task id for [`poll`]. `input` is JSON:
/// `{ options, sessionId, wait? }`.
#[wasm_bindgen(js_name = waitForResult)]
pub fn wait_for_result(input: String, signal: Option<AbortSignal>, host: &Host) -> u32 {
    start(host, async move |host| {
        let (client, input) = create_client(&input, &host)?;
        let wait = WaitOptions::read(input.get("wait").unwrap_or(&Value::Null))?;
        let progress = |result: &Received<_>| host.progress(to_js(result)?).map_err(Error::aborted);
        let result = client.wait_for_result(session_id(&input), &wait, signal.as_ref(), progress).await?;
        to_js(&result)
    })
}

/// Reads the current result and summarizes it as a [`Verdict`]; returns the task id for [`poll`].
///
/// `input` is JSON: `{ options, sessionId }`. The call resolves to `{ result, verdict }`.
#[wasm_bindgen(js_name = getVerdict)]
pub fn get_verdict(input: String, signal: Option<AbortSignal>, host: &Host) -> u32 {
    start(host, async move |host| {
        let (client, input) = create_client(&input, &host)?;
        let session_id = session_id(&input);
        let Received { value, text } = client.get_result(session_id, signal.as_ref()).await?;
        // The service may write the id in another case, but callers compare it with the one that they passed.
        let verdict = Verdict { session_id: session_id.to_owned(), ..Verdict::of(&value) };
        let verdict = serde_json::to_string(&verdict);
        let verdict = verdict.map_err(|_| Error::internal("Could not serialize the verdict."))?;
        to_js(&Received { value: (), text: format!(r#"{{"result":{text},"verdict":{verdict}}}"#) })
    })
}

/// Polls a task, as requested by `CoreHost.wake`. If this throws, the task never completes; other tasks are
/// not affected.
#[wasm_bindgen]
pub fn poll(id: u32) {
    task::poll(id);
}

/// Spawns a task that runs `run` and passes its outcome to `host`; returns the task id.
fn start(host: &Host, run: impl AsyncFnOnce(Host) -> Result<JsValue, Error> + 'static) -> u32 {
    let host = host.clone();
    let wake = host.wake();
    let future = async move {
        match run(host.clone()).await {
            Ok(value) => host.resolve(value),
            Err(error) => host.reject(to_js_error(&error)),
        }
    };
    task::spawn(future, wake)
}

/// Parses the input and creates a client from its options, reporting warnings about them.
fn create_client(input: &str, host: &Host) -> Result<(Client, Value), Error> {
    let input: Value = serde_json::from_str(input).map_err(|_| nesting_error())?;
    let options = ClientOptions::read(input.get("options").unwrap_or(&Value::Null))?;
    let issues = options.check();
    let client = Client::new(options)?;
    for issue in &issues {
        warn(host, issue)?;
    }
    Ok((client, input))
}

/// Creates the error for metadata nested more deeply than the 128 levels that `serde_json` parses.
///
/// Parsing cannot fail for another reason, because the input comes from `JSON.stringify`.
fn nesting_error() -> Error {
    let message = "is nested too deeply".into();
    Error::metadata(&[Issue { path: "metadata".into(), severity: Severity::Error, message }])
}

/// Reports a warning. An exception of the callback becomes an `aborted` error, which carries it to the
/// caller.
fn warn(host: &Host, issue: &Issue) -> Result<(), Error> {
    host.warn(&issue.path, &issue.message).map_err(Error::aborted)
}

fn session_id(input: &Value) -> &str {
    input.get("sessionId").and_then(Value::as_str).unwrap_or_default()
}

/// Converts a response with `JSON.parse`, because decoding it in Rust may lose details.
fn to_js<T>(received: &Received<T>) -> Result<JsValue, Error> {
    JSON::parse(&received.text).map_err(|_| Error::internal("`JSON.parse` failed on the response."))
}

fn to_js_error(error: &Error) -> Object {
    let object = Object::new();
    // Setting a property of a new object cannot fail.
    let set = |name: &str, value: JsValue| drop(Reflect::set(&object, &name.into(), &value));
    set("code", error.code().as_str().into());
    set("message", error.message().into());
    set("retryable", error.is_retryable().into());
    if let Some(status) = error.status() {
        set("status", status.into());
    }
    if let Some(body) = error.body() {
        set("body", JSON::parse(&body.to_string()).unwrap_or_default());
    }
    if let Some(ms) = error.retry_after_ms() {
        set("retryAfter", ms.into());
    }
    if let Some(cause) = error.cause() {
        set("cause", cause.into());
    }
    if let Some(reason) = error.reason() {
        set("reason", reason.clone());
    }
    object
}
