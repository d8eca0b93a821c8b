//! The client as a WebAssembly module: calls in, outcomes out, as the facade wants them.

mod task;

use flow_widget_loader::client::{Client, ClientOptions, Error, Received, WaitOptions};
use flow_widget_loader::contract::{Issue, Metadata, Severity, Verdict};
use js_sys::{Function, JSON, Object, Reflect};
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** The facade's side of a call. */
export interface CoreHost {
  /** Shall call `poll(id)` soon, but not before it returns. */
  wake(id: number): void;
  /** Something is odd; the call goes on, unless this throws. */
  warn(path: string, message: string): void;
  /** A result has come in. What this throws ends the call. */
  progress(result: unknown): void;
  resolve(value: unknown): void;
  reject(error: CoreError): void;
}
/** Why a call failed. With code `aborted`, `reason` is the signal's. */
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
    /// The facade's side of a call.
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

/// Creates a session. `input` is JSON: `{ options, metadata? }`.
#[wasm_bindgen(js_name = createSession)]
pub fn create_session(input: String, signal: Option<AbortSignal>, host: &Host) -> u32 {
    start(host, async move |host| {
        let (client, mut input) = open(&input, &host)?;
        let metadata = match input.get_mut("metadata").map(Value::take) {
            None | Some(Value::Null) => None,
            Some(metadata) => Some(Metadata::read(metadata).map_err(|issues| Error::metadata(&issues))?),
        };
        let warn = |issue: &Issue| tell(&host, issue);
        let session = client.create_session(metadata, signal.as_ref(), warn).await?;
        parse(&session)
    })
}

/// Reads a result as it stands. `input` is JSON: `{ options, sessionId }`.
#[wasm_bindgen(js_name = getResult)]
pub fn get_result(input: String, signal: Option<AbortSignal>, host: &Host) -> u32 {
    start(host, async move |host| {
        let (client, input) = open(&input, &host)?;
        let result = client.get_result(session_id(&input), signal.as_ref()).await?;
        parse(&result)
    })
}

/// Reads a result until it is final. `input` is JSON: `{ options, sessionId, wait? }`.
#[wasm_bindgen(js_name = waitForResult)]
pub fn wait_for_result(input: String, signal: Option<AbortSignal>, host: &Host) -> u32 {
    start(host, async move |host| {
        let (client, input) = open(&input, &host)?;
        let wait = WaitOptions::read(input.get("wait").unwrap_or(&Value::Null))?;
        let progress = |result: &Received<_>| host.progress(parse(result)?).map_err(Error::aborted);
        let result = client.wait_for_result(session_id(&input), &wait, signal.as_ref(), progress).await?;
        parse(&result)
    })
}

/// Reads a result as it stands, and judges it. `input` is JSON: `{ options, sessionId }`; the outcome is
/// `{ result, verdict }`.
#[wasm_bindgen(js_name = getVerdict)]
pub fn get_verdict(input: String, signal: Option<AbortSignal>, host: &Host) -> u32 {
    start(host, async move |host| {
        let (client, input) = open(&input, &host)?;
        let Received { value, text } = client.get_result(session_id(&input), signal.as_ref()).await?;
        let verdict = serde_json::to_string(&Verdict::of(&value));
        let verdict = verdict.map_err(|_| Error::internal("The verdict cannot be written."))?;
        parse(&Received { value: (), text: format!(r#"{{"result":{text},"verdict":{verdict}}}"#) })
    })
}

/// Goes on with a call; see `CoreHost.wake`. If this throws, the call is lost, and no other.
#[wasm_bindgen]
pub fn poll(id: u32) {
    task::poll(id);
}

fn start(host: &Host, run: impl AsyncFnOnce(Host) -> Result<JsValue, Error> + 'static) -> u32 {
    let host = host.clone();
    let wake = host.wake();
    let work = async move {
        match run(host.clone()).await {
            Ok(value) => host.resolve(value),
            Err(error) => host.reject(plain(&error)),
        }
    };
    task::spawn(work, wake)
}

/// A client from the input's options, and the input. What is odd about the options is told.
fn open(input: &str, host: &Host) -> Result<(Client, Value), Error> {
    let input: Value = serde_json::from_str(input).map_err(|_| too_deep())?;
    let options = ClientOptions::read(input.get("options").unwrap_or(&Value::Null))?;
    let odd = options.check();
    let client = Client::new(options)?;
    for issue in &odd {
        tell(host, issue)?;
    }
    Ok((client, input))
}

/// The facade writes whole JSON, so there is one reason why it cannot be read: the parser's limit of 128 levels.
fn too_deep() -> Error {
    let message = "is nested too deeply".into();
    Error::metadata(&[Issue { path: "metadata".into(), severity: Severity::Error, message }])
}

fn tell(host: &Host, issue: &Issue) -> Result<(), Error> {
    host.warn(&issue.path, &issue.message).map_err(Error::aborted)
}

fn session_id(input: &Value) -> &str {
    input.get("sessionId").and_then(Value::as_str).unwrap_or_default()
}

/// The service's own JSON: nothing is lost on the way through Rust.
fn parse<T>(received: &Received<T>) -> Result<JsValue, Error> {
    JSON::parse(&received.text).map_err(|_| Error::internal("The service's JSON cannot be read here."))
}

fn plain(error: &Error) -> Object {
    let object = Object::new();
    // Setting a field of an object made here cannot be refused.
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
