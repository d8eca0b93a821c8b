//! The loader as JavaScript sees it: a config in, a Promise out. Plain functions, so that a page holds
//! nothing of ours that it would have to free.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::error::{Code, Error};
use super::js::{Listener, Timer, report};
use super::lifecycle::State;
use super::options::{Options, ScriptOptions};
use super::script;
use super::session::{Observer, Session};
use super::widget::Widget;

/// Opens a session that ends when `signal` is aborted. `notify(state, id)` is called for every state; the
/// Promise settles with the session.
pub fn open_session(config: &JsValue, signal: &AbortSignal, notify: &Function) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let page = Page { notify: notify.clone(), resolve, reject };
        let opened = Options::read(config).and_then(|mut options| {
            options.signals.push(signal.clone());
            Session::open(options, page.clone())
        });
        if let Err(error) = opened {
            page.entered(State::Failed, None);
            page.settled(Err(error.into_js()));
        }
    })
}

/// Loads the widget's script; resolves with `window.FlowWidget`.
pub fn load_widget(options: &JsValue) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let (options, timeouts, signal) = match ScriptOptions::read(options) {
            Ok(read) => read,
            Err(error) => return call(&reject, &error.into_js()),
        };
        if let Some(signal) = signal.as_ref().filter(|signal| signal.aborted()) {
            return call(&reject, &signal.reason());
        }
        // What is attached while the script is on its way; the first who settles takes it.
        let held: Rc<RefCell<Option<Held>>> = Rc::default();
        let settle = {
            let held = Rc::clone(&held);
            move |outcome: Result<Widget, JsValue>| {
                match &outcome {
                    Ok(widget) => call(&resolve, &widget.into()),
                    Err(error) => call(&reject, error),
                }
                drop(held.take());
            }
        };
        let done = settle.clone();
        let load = script::load(&options, move |outcome| done(outcome.map_err(Error::into_js)));
        let stop = settle.clone();
        let abort = signal.map(|signal| {
            let own = signal.clone();
            Listener::new(&signal, "abort", move |_| stop(Err(own.reason())))
        });
        let limit = (timeouts.script > 0.0).then(|| {
            Timer::new(timeouts.script, move || {
                let text = "The widget's script did not arrive within `timeouts.script`.";
                settle(Err(Error::new(Code::ScriptTimeout, &[text]).into_js()));
            })
        });
        if load.is_pending() {
            *held.borrow_mut() = Some(Held { _load: load, _abort: abort, _limit: limit });
        }
    })
}

struct Held {
    _load: script::Load,
    _abort: Option<Listener>,
    _limit: Option<Timer>,
}

/// The facade's end of a session.
#[derive(Clone)]
struct Page {
    notify: Function,
    resolve: Function,
    reject: Function,
}

impl Observer for Page {
    fn entered(&self, state: State, id: Option<&str>) {
        let id = id.map_or(JsValue::UNDEFINED, JsValue::from);
        if let Err(thrown) = self.notify.call2(&JsValue::UNDEFINED, &state.name().into(), &id) {
            report(&thrown);
        }
    }

    fn settled(&self, outcome: Result<JsValue, JsValue>) {
        match outcome {
            Ok(detail) => call(&self.resolve, &detail),
            Err(error) => call(&self.reject, &error),
        }
    }
}

/// A Promise's own functions do not throw.
fn call(function: &Function, value: &JsValue) {
    let _ = function.call1(&JsValue::UNDEFINED, value);
}
