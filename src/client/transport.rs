//! One request, one answer.
//!
//! gloo-net builds the request. It does not send it: its `send` panics where `fetch` rejects with something
//! that is no `Error`, and its `text` reads on for ever.

use gloo_net::http::{Request, RequestBuilder};
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, RequestRedirect, Url};

use super::Error;
use super::abort::{Stop, Stopped, race};
use super::answer::Reply;
use super::backoff::retry_after;
use super::redact::Redactor;
use super::unsent::{MAX_DEPTH, is_unsent};
use crate::contract::{API_KEY_PARAM, ApiKey, CREATE_PATH, Issue, RESULT_PATH, SESSION_ID_PARAM};

/// The longest answer that is read, in bytes: a result may hold photographs.
const MAX_BODY: usize = 32 * 1024 * 1024;
/// The longest refusal that is read, in bytes.
const MAX_REFUSAL: usize = 64 * 1024;

// A response by what it can do: a test's stand-in for `fetch` may answer with an object of its own, or with
// one of another realm, which `instanceof` does not know.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;

    type Response;
    #[wasm_bindgen(catch, method, getter, structural)]
    fn status(this: &Response) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, method, getter, structural)]
    fn headers(this: &Response) -> Result<Headers, JsValue>;
    #[wasm_bindgen(catch, method, getter, structural)]
    fn body(this: &Response) -> Result<Option<Body>, JsValue>;

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

/// A request of the guide.
pub(super) enum Outgoing<'a> {
    /// Creates a session; the body.
    Create(&'a str),
    /// Reads the result of a session.
    Result(&'a str, &'a ApiKey),
}

impl Outgoing<'_> {
    /// Whether sending it twice does no harm.
    pub(super) fn is_repeatable(&self) -> bool {
        matches!(self, Self::Result(..))
    }

    fn build(&self, base: &str, signal: &AbortSignal) -> Result<Request, gloo_net::Error> {
        // `manual`: the key must not follow a redirection to wherever it points.
        let common = |builder: RequestBuilder| {
            builder
                .redirect(RequestRedirect::Manual)
                .abort_signal(Some(signal))
                .header("Accept", "application/json")
        };
        match self {
            Self::Create(body) => common(Request::post(&format!("{base}{CREATE_PATH}")))
                .header("Content-Type", "application/json")
                .body(*body),
            Self::Result(id, key) => common(Request::get(&format!("{base}{RESULT_PATH}")))
                .query([(SESSION_ID_PARAM, *id), (API_KEY_PARAM, key.reveal())])
                .build(),
        }
    }
}

/// Sends a request and takes the answer off the network, until `stop`.
pub(super) async fn send(
    outgoing: &Outgoing<'_>,
    base: &str,
    redactor: &Redactor,
    timeout_ms: u32,
    stop: Stop,
) -> Result<Reply, Error> {
    match race(exchange(outgoing, base, redactor), stop).await {
        Ok(outcome) => outcome,
        Err(Stopped::Aborted(reason)) => Err(Error::aborted(reason)),
        Err(Stopped::Elapsed) => {
            Err(Error::network(format!("The service did not answer within {timeout_ms} ms."), None, false))
        }
    }
}

/// Aborts the request when dropped: a wait that ended early leaves no connection behind.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn exchange(outgoing: &Outgoing<'_>, base: &str, redactor: &Redactor) -> Result<Reply, Error> {
    let failed = |what: &str, thrown: &JsValue| {
        let told = describe(thrown);
        let cause = redactor.text(&told.join(": "));
        Error::network(format!("{what} ({cause})."), Some(cause), is_unsent(&told))
    };
    // gloo-net would panic at an address that is none.
    Url::new(base).map_err(|_| Error::config(&[Issue::error("baseUrl", "is no address")]))?;
    let abort = AbortController::new().map(Abort);
    let abort = abort.map_err(|thrown| failed("This host cannot abort requests", &thrown))?;
    let request = outgoing.build(base, &abort.0.signal());
    let request = request.map_err(|error| Error::internal(&redactor.text(&error.to_string())))?;

    let unreachable = "The service cannot be reached";
    let response = fetch(&request.into()).map_err(|thrown| failed(unreachable, &thrown))?;
    let response = JsFuture::from(Promise::resolve(&response)).await;
    let response = response.map_err(|thrown| failed(unreachable, &thrown))?;
    let no_response = "The host's `fetch` answered with something that is no Response";
    if !response.is_object() {
        return Err(Error::network(format!("{no_response}."), None, false));
    }
    let response: Response = response.unchecked_into();
    let mut reply = head(&response).map_err(|thrown| failed(no_response, &thrown))?;
    let limit = if (200..300).contains(&reply.status) { MAX_BODY } else { MAX_REFUSAL };
    let body = read(&response, limit).await;
    (reply.body, reply.too_long) = body.map_err(|thrown| failed("The answer broke off", &thrown))?;
    Ok(reply)
}

fn head(response: &Response) -> Result<Reply, JsValue> {
    let headers = response.headers()?;
    let header = |name| Ok::<_, JsValue>(headers.get(name)?.as_string());
    let from_now = |date: &str| Some(js_sys::Date::parse(date) - js_sys::Date::now());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` saturates, and NaN is 0
    Ok(Reply {
        status: response.status()?.as_f64().unwrap_or_default() as u16,
        content_type: header("content-type")?.unwrap_or_default(),
        retry_after_ms: header("retry-after")?.and_then(|header| retry_after(&header, from_now)),
        ..Reply::default()
    })
}

/// Reads a body up to a limit; whether there was more.
async fn read(response: &Response, limit: usize) -> Result<(Vec<u8>, bool), JsValue> {
    let mut body = Vec::new();
    let Some(stream) = response.body()? else { return Ok((body, false)) };
    let reader = stream.get_reader()?;
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

/// What a thrown value says, and what caused it: messages and codes, outermost first.
fn describe(thrown: &JsValue) -> Vec<String> {
    let mut told = Vec::new();
    let mut at = thrown.clone();
    for _ in 0..MAX_DEPTH {
        if let Some(text) = at.as_string() {
            told.push(text);
            break;
        }
        for name in ["message", "code"] {
            let text = Reflect::get(&at, &name.into()).ok().and_then(|value| value.as_string());
            told.extend(text.filter(|text| !text.is_empty() && !told.contains(text)));
        }
        match Reflect::get(&at, &"cause".into()) {
            Ok(cause) if cause.is_object() => at = cause,
            _ => break,
        }
    }
    if told.is_empty() {
        told.push("no reason given".to_owned());
    }
    told
}
