//! The loader as a WebAssembly module. The implementation is in the library crate.
//!
//! Built without the standard library, because its panic messages, which nothing would display, would double the
//! size of the module.
#![cfg_attr(all(target_arch = "wasm32", not(feature = "std")), no_std)]

extern crate alloc;

use flow_widget_loader::loader::{Registry, promise::open};
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[expect(unsafe_code, reason = "the module is built without atomics, so it has only one thread")]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

/// Traps on a panic, so the JavaScript caller gets a `RuntimeError`.
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Returns the page's loader: a function that owns the page's registry and passes its argument to [`open`].
///
/// For the fields of `context`, see [`Registry::new`].
#[wasm_bindgen]
pub fn loader(context: JsValue) -> JsValue {
    let registry = Registry::new(context);
    Closure::<dyn Fn(JsValue)>::new(move |call| open(&registry, call)).into_js_value()
}
