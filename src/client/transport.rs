//! Sends one request with `fetch` and reads the response.
//!
//! gloo-net builds the query but does not send the request: its `send` panics if `fetch` rejects with a value that
//! is not an `Error`, and its `text` has no size limit. It also passes a `Request`, which some implementations of `fetch`
//! reject, such as undici's in a Node.js that has another version of it, and which React memoizes in server components.

use gloo_net::http::QueryParams;
use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Url};

use super::Error;
use super::abort::{Cancellation, Cancelled, race};
use super::backoff::parse_retry_after;
use super::redact::Redactor;
use super::request::ApiRequest;
use super::response::RawResponse;
use super::unsent::{MAX_DEPTH, is_unsent};
use crate::contract::{API_KEY_PARAM, CREATE_PATH, Issue, RESULT_PATH, SESSION_ID_PARAM};

// Structural types, because `fetch` may be mocked: its response may be a plain object or come from another
// realm, where `instanceof` fails.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(url: &str, init: &Object) -> Result<JsValue, JsValue>;

    type Response;
    #[wasm_bindgen(catch, method, getter, structural)]
    fn status(this: &Response) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, method, getter, structural)]
    fn headers(this: &Response) -> Result<Headers, JsValue>;
    #[wasm_bindgen(catch, method, getter, structural)]
    fn body(this: &Response) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, method, structural, js_name = arrayBuffer)]
    fn array_buffer(this: &Response) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, method, structural)]
    fn text(this: &Response) -> Result<JsValue, JsValue>;

    type Headers;
    #[wasm_bindgen(catch, method, structural)]
    fn get(this: &Headers, name: &str) -> Result<JsValue, JsValue>;

    type Body;
    #[wasm_bindgen(catch, method, structural, js_name = getReader)]
    fn get_reader(this: &Body) -> Result<Reader, JsValue>;

    type Reader;
    #[wasm_bindgen(catch, method, structural)]
    fn read(this: &Reader) -> Result<Promise, JsValue>;
}

fn url(request: &ApiRequest<'_>, base_url: &str) -> String {
    match request {
        ApiRequest::Create(_) => format!("{base_url}{CREATE_PATH}"),
        ApiRequest::Result(id, key) => {
            let query = QueryParams::new();
            query.append(SESSION_ID_PARAM, id);
            query.append(API_KEY_PARAM, key.reveal());
            format!("{base_url}{RESULT_PATH}?{query}")
        }
    }
}

/// Returns the second argument of `fetch`.
fn init(request: &ApiRequest<'_>, signal: &AbortSignal) -> Object {
    let headers = object(&[("Accept", "application/json".into())]);
    let mut fields = vec![
        // Following a redirect could send the API key to another server.
        ("redirect", "manual".into()),
        ("signal", signal.into()),
        ("headers", headers.clone().into()),
    ];
    if let ApiRequest::Create(body) = request {
        set(&headers, "Content-Type", &"application/json".into());
        fields.extend([("method", "POST".into()), ("body", (*body).into())]);
    }
    object(&fields)
}

fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

/// Sets a property of a new object, which cannot fail.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// Sends a request and reads the whole response, unless cancelled.
pub(super) async fn send(
    request: &ApiRequest<'_>,
    base_url: &str,
    redactor: &Redactor,
    timeout_ms: u32,
    cancellation: Cancellation,
) -> Result<RawResponse, Error> {
    match race(fetch_response(request, base_url, redactor), cancellation).await {
        Ok(outcome) => outcome,
        Err(Cancelled::Aborted(reason)) => Err(Error::aborted(reason)),
        Err(Cancelled::Timeout) => {
            Err(Error::network(format!("The service did not answer within {timeout_ms} ms."), None, false))
        }
    }
}

/// Aborts the request when dropped, so that a cancelled call closes its connection.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn fetch_response(
    request: &ApiRequest<'_>,
    base_url: &str,
    redactor: &Redactor,
) -> Result<RawResponse, Error> {
    let network_error = |message: &str, thrown: &JsValue| {
        let messages = messages_of(thrown);
        let cause = redactor.text(&messages.join(": "));
        Error::network(format!("{message} ({cause})."), Some(cause), is_unsent(&messages))
    };
    Url::new(base_url).map_err(|_| Error::config(&[Issue::error("baseUrl", "is not a valid URL")]))?;
    let abort = AbortController::new().map(AbortOnDrop);
    let abort = abort.map_err(|thrown| network_error("AbortController is unavailable", &thrown))?;
    let unreachable = "The service cannot be reached";
    let sent = fetch(&url(request, base_url), &init(request, &abort.0.signal()));
    let response = sent.map_err(|thrown| network_error(unreachable, &thrown))?;
    let response = JsFuture::from(Promise::resolve(&response)).await;
    let response = response.map_err(|thrown| network_error(unreachable, &thrown))?;
    let no_response = "`fetch` did not return a Response";
    if !response.is_object() {
        return Err(Error::network(format!("{no_response}."), None, false));
    }
    let response: Response = response.unchecked_into();
    let mut raw = read_head(&response).map_err(|thrown| network_error(no_response, &thrown))?;
    let body = read_body(&response, request.max_body(raw.status)).await;
    (raw.body, raw.too_large) = body.map_err(|thrown| network_error("The response was cut off", &thrown))?;
    Ok(raw)
}

fn read_head(response: &Response) -> Result<RawResponse, JsValue> {
    let headers = response.headers()?;
    let header = |name| Ok::<_, JsValue>(headers.get(name)?.as_string());
    let ms_from_now = |date: &str| Some(js_sys::Date::parse(date) - js_sys::Date::now());
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates; NaN becomes 0"
    )]
    Ok(RawResponse {
        status: response.status()?.as_f64().unwrap_or_default() as u16,
        content_type: header("content-type")?.unwrap_or_default(),
        retry_after_ms: header("retry-after")?.and_then(|header| parse_retry_after(&header, ms_from_now)),
        ..RawResponse::default()
    })
}

/// Reads at most `limit` bytes of the body; also returns whether the body was longer.
///
/// Some implementations of `fetch` have no web stream: node-fetch has a stream of Node.js, and a mock may have only `text`.
/// Their body is read as a whole, so only the time limit holds while it arrives.
async fn read_body(response: &Response, limit: usize) -> Result<(Vec<u8>, bool), JsValue> {
    let stream = response.body()?;
    let has =
        |target: &JsValue, name: &str| Reflect::get(target, &name.into()).is_ok_and(|f| f.is_function());
    if !(stream.is_object() && has(&stream, "getReader")) {
        let mut body = read_whole(response, has).await?;
        let too_large = body.len() > limit;
        body.truncate(limit);
        return Ok((body, too_large));
    }
    let mut body = Vec::new();
    let reader = stream.unchecked_into::<Body>().get_reader()?;
    loop {
        let chunk = JsFuture::from(Promise::resolve(&reader.read()?)).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok((body, false));
        }
        let bytes = Uint8Array::new(&Reflect::get(&chunk, &"value".into())?);
        let start = body.len();
        let end = start + bytes.length() as usize;
        if end > limit {
            return Ok((body, true));
        }
        body.resize(end, 0);
        bytes.copy_to(&mut body[start..]);
    }
}

/// Reads the body of a response without a web stream; one without a method to read it has no body.
async fn read_whole(response: &Response, has: impl Fn(&JsValue, &str) -> bool) -> Result<Vec<u8>, JsValue> {
    let target: &JsValue = response.as_ref();
    if has(target, "arrayBuffer") {
        let buffer = JsFuture::from(Promise::resolve(&response.array_buffer()?)).await?;
        return Ok(Uint8Array::new(&buffer).to_vec());
    }
    if has(target, "text") {
        let text = JsFuture::from(Promise::resolve(&response.text()?)).await?;
        return Ok(text.as_string().unwrap_or_default().into_bytes());
    }
    Ok(Vec::new())
}

/// Returns the messages and codes of a thrown value and its causes, outermost first.
fn messages_of(thrown: &JsValue) -> Vec<String> {
    let mut messages = Vec::new();
    let mut current = thrown.clone();
    for _ in 0..MAX_DEPTH {
        if let Some(text) = current.as_string() {
            messages.push(text);
            break;
        }
        for name in ["message", "code"] {
            let text = Reflect::get(&current, &name.into()).ok().and_then(|value| value.as_string());
            messages.extend(text.filter(|text| !text.is_empty() && !messages.contains(text)));
        }
        match Reflect::get(&current, &"cause".into()) {
            Ok(cause) if cause.is_object() => current = cause,
            _ => break,
        }
    }
    if messages.is_empty() {
        messages.push("no reason given".to_owned());
    }
    messages
}
