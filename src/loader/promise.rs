//! The loader's interface to JavaScript: takes a config and callbacks. The page gets no wasm-bindgen object that it would
//! have to free.

use alloc::boxed::Box;

use wasm_bindgen::prelude::*;

use super::dom;
use super::js::{Function, get, read};
use super::lifecycle::{Goal, State};
use super::options::Options;
use super::registry::Registry;
use super::session::Observer;

/// Opens a session, or loads only the widget's script.
///
/// `call` is `{ config, signal, notify, container, resolve, reject }`. The session ends when `signal` is aborted, and runs
/// in the element `container` if the config names none. `notify(state, id)` is called for each state, and at the end
/// `resolve(detail)` or `reject(error)`. Without `notify`, only the script is loaded, and `resolve` gets
/// `window.FlowWidget`.
pub fn open(registry: &Registry, call: JsValue) {
    let goal = if read(&call, "notify").is_function() { Goal::Session } else { Goal::Script };
    let signal = get(&call, "signal").ok().filter(JsValue::is_object);
    let container = get(&call, "container").ok().filter(JsValue::is_object);
    let options = Options::read(&read(&call, "config"), goal, container);
    let caller = Caller(call);
    match options {
        Ok(mut options) => {
            options.0.signals[1] = signal.map(JsCast::unchecked_into);
            registry.open(options, Box::new(caller));
        }
        Err(error) => {
            caller.entered(State::Failed, &JsValue::UNDEFINED);
            caller.settled(Err(error.into()));
        }
    }
}

/// The caller of [`open`].
struct Caller(JsValue);

impl Observer for Caller {
    fn entered(&self, state: State, id: &JsValue) {
        let notify = read(&self.0, "notify");
        if notify.is_function()
            && let Err(thrown) = notify.unchecked_ref::<Function>().call2(&self.0, &state.name().into(), id)
        {
            // Report the exception as for an event listener that throws; the session continues.
            let _ = dom::report_error(&thrown);
        }
    }

    fn settled(&self, outcome: Result<JsValue, JsValue>) {
        let (name, value) = match outcome {
            Ok(value) => ("resolve", value),
            Err(error) => ("reject", error),
        };
        // The resolving functions of a Promise do not throw.
        let _ = read(&self.0, name).unchecked_ref::<Function>().call(&JsValue::UNDEFINED, &value);
    }
}

#[cfg(feature = "std")]
mod shared {
    use js_sys::{Function, Object, Promise};
    use wasm_bindgen::closure::Closure;
    use web_sys::AbortSignal;

    use super::super::js::set;
    use super::{JsValue, Registry, open, wasm_bindgen};

    // The same function as in `js/wasm/instance.ts`.
    #[wasm_bindgen(inline_js = "export const importWidget = async (url) => {
        const exports = await import(url);
        return [exports, exports.FlowWidget, exports.default, globalThis.FlowWidget].find((widget) => widget?.startSession);
    };")]
    extern "C" {
        #[wasm_bindgen(thread_local_v2, js_name = importWidget)]
        static IMPORT_WIDGET: JsValue;
    }

    thread_local! {
        static REGISTRY: Registry = new_registry();
    }

    /// Makes a registry with the context that [`open_session`] and [`load_widget`] use. A page has one; each test has its
    /// own.
    pub fn new_registry() -> Registry {
        Registry::new(context())
    }

    /// Makes a context whose `guard` returns callbacks unchanged: a trap ends the whole application, not only the loader.
    fn context() -> JsValue {
        let context = Object::new();
        set(
            &context,
            "guard",
            &Closure::<dyn Fn(JsValue) -> JsValue>::new(|callback| callback).into_js_value(),
        );
        IMPORT_WIDGET.with(|import_widget| set(&context, "import", import_widget));
        set(&context, "own", &Closure::<dyn Fn(JsValue)>::new(drop).into_js_value());
        context.into()
    }

    /// Calls `work` with the page's registry.
    pub(crate) fn with_registry<T>(work: impl FnOnce(&Registry) -> T) -> T {
        REGISTRY.with(work)
    }

    fn promise(config: &JsValue, fields: &[(&str, &JsValue)]) -> Promise {
        Promise::new(&mut |resolve, reject| {
            let call = Object::new();
            let common = [("config", config), ("resolve", resolve.as_ref()), ("reject", reject.as_ref())];
            for (name, value) in common.iter().chain(fields) {
                set(&call, name, value);
            }
            with_registry(|registry| open(registry, call.into()));
        })
    }

    /// Opens a session that ends when `signal` is aborted. `notify(state, id)` is called for each state; the Promise
    /// settles when the session ends.
    pub fn open_session(config: &JsValue, signal: &AbortSignal, notify: &Function) -> Promise {
        promise(config, &[("signal", signal), ("notify", notify)])
    }

    /// Loads the widget's script; resolves with `window.FlowWidget`.
    pub fn load_widget(options: &JsValue) -> Promise {
        promise(options, &[])
    }
}

#[cfg(feature = "api")]
pub(crate) use shared::with_registry;
#[cfg(feature = "std")]
pub use shared::{load_widget, new_registry, open_session};
