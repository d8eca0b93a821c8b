//! The session id, from wherever the page gets it.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::error::{Code, Error};
use super::js::{describe, when_settled};
use super::options::Source;

/// Asks the source for the session id and calls `done` with it, at once or later. `signal` is aborted
/// when nobody wants the id any more.
pub fn resolve(
    source: &Source,
    signal: &AbortSignal,
    done: impl Fn(Result<String, Error>) + Clone + 'static,
) {
    let promised = match source {
        Source::Id(id) => return done(Ok(id.clone())),
        Source::Promise(promise) => promise.clone().into(),
        Source::Function(function) => {
            let context = Object::new();
            let _ = Reflect::set(&context, &"signal".into(), signal);
            match function.call1(&JsValue::UNDEFINED, &context) {
                Ok(value) => value,
                Err(thrown) => return done(Err(failed(thrown))),
            }
        }
    };
    let rejected = done.clone();
    when_settled(
        &promised,
        move |value| {
            done(match value.as_string() {
                Some(id) if !id.trim().is_empty() => Ok(id),
                _ => Err(Error::new(
                    Code::SessionSourceFailed,
                    &[
                        "`id` must come to a session id, a string that is not empty; got ",
                        &describe(&value),
                        ".",
                    ],
                )),
            });
        },
        move |thrown| rejected(Err(failed(thrown))),
    );
}

fn failed(thrown: JsValue) -> Error {
    let text = "The session id could not be had: the Promise or function given as `id` failed; see `cause`.";
    Error::new(Code::SessionSourceFailed, &[text]).because(thrown)
}
