//! The loader as a WebAssembly module. What it exports is implemented in the library crate.
//!
//! Built without the standard library: nothing could show a panic's message, and the messages would weigh as much as the
//! loader itself.
#![cfg_attr(all(target_arch = "wasm32", not(feature = "std")), no_std)]

extern crate alloc;

use flow_widget_loader::loader::{Registry, promise::open};
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[expect(unsafe_code, reason = "the module has one thread: it is built without atomics")]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

/// A panic traps: the caller in JavaScript gets a `RuntimeError`.
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Returns the loader of a page: a function that does what [`open`] says. The function owns the page's registry.
/// `context` is described at [`Registry::new`].
#[wasm_bindgen]
pub fn loader(context: JsValue) -> JsValue {
    let registry = Registry::new(context);
    Closure::<dyn Fn(JsValue)>::new(move |call| open(&registry, call)).into_js_value()
}
