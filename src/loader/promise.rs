//! The loader as JavaScript sees it: a config in, functions called back. Plain functions, so that a page
//! holds nothing of ours that it would have to free.

use alloc::boxed::Box;
use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::js::{Function, NONE, call3, get, read, report};
use super::lifecycle::{Goal, State};
use super::options::Options;
use super::page::Page;
use super::session::{Observer, Session};

/// Does what a page asks for in `{ config, signal, notify, container, resolve, reject }`: opens a session
/// that ends when `signal` is aborted, in `container` if the config names no place of its own, calls `notify(state, id)` for every state, and in the end `resolve(detail)` or
/// `reject(error)`. Without a `notify` it loads the widget's script and nothing else, and resolves with
/// `window.FlowWidget`.
pub fn open(page: &Rc<Page>, call: JsValue) {
    let goal = if read(&call, "notify").is_function() { Goal::Session } else { Goal::Script };
    let signal = get(&call, "signal").ok().filter(JsValue::is_object);
    let place = get(&call, "container").ok().filter(JsValue::is_object);
    let options = Options::read(&read(&call, "config"), goal, place);
    let caller = Caller(call);
    match options {
        Ok(mut options) => {
            options.signals[1] = signal.unwrap_or_default();
            Session::open(page, options, Box::new(caller));
        }
        Err(error) => {
            caller.entered(State::Failed, &JsValue::UNDEFINED);
            caller.settled(Err(error.into()));
        }
    }
}

/// A page's end of a session.
struct Caller(JsValue);

impl Observer for Caller {
    fn entered(&self, state: State, id: &JsValue) {
        if read(&self.0, "notify").is_function()
            && let Err(thrown) = call3(&self.0, "notify", &state.name().into(), id, NONE)
        {
            report(&thrown);
        }
    }

    fn settled(&self, outcome: Result<JsValue, JsValue>) {
        let (name, value) = match outcome {
            Ok(value) => ("resolve", value),
            Err(error) => ("reject", error),
        };
        // A Promise's own functions do not throw.
        let _ = read(&self.0, name).unchecked_ref::<Function>().call1(&JsValue::UNDEFINED, &value);
    }
}

#[cfg(feature = "std")]
mod shared {
    use js_sys::{Function, Object, Promise};
    use web_sys::AbortSignal;

    use super::super::js::set;
    use super::{JsValue, Page, Rc, open};

    thread_local! {
        static PAGE: Rc<Page> = Page::new(Object::new().into());
    }

    /// The one page that there is.
    pub fn with_page<T>(work: impl FnOnce(&Rc<Page>) -> T) -> T {
        PAGE.with(work)
    }

    fn promise(config: &JsValue, fields: &[(&str, &JsValue)]) -> Promise {
        Promise::new(&mut |resolve, reject| {
            let call = Object::new();
            let own = [("config", config), ("resolve", resolve.as_ref()), ("reject", reject.as_ref())];
            for (name, value) in own.iter().chain(fields) {
                set(&call, name, value);
            }
            with_page(|page| open(page, call.into()));
        })
    }

    /// Opens a session that ends when `signal` is aborted. `notify(state, id)` is called for every state; the
    /// Promise settles with the session.
    pub fn open_session(config: &JsValue, signal: &AbortSignal, notify: &Function) -> Promise {
        promise(config, &[("signal", signal), ("notify", notify)])
    }

    /// Loads the widget's script; resolves with `window.FlowWidget`.
    pub fn load_widget(options: &JsValue) -> Promise {
        promise(options, &[])
    }
}

#[cfg(feature = "std")]
pub use shared::{load_widget, open_session, with_page};
