//! The loader's core as the facade calls it; what is exported stands in the library crate.
//!
//! Without the standard library: a panic has nobody to tell here, and its messages would weigh as much as
//! all that the loader does.
#![cfg_attr(all(target_arch = "wasm32", not(feature = "std")), no_std)]

extern crate alloc;

use flow_widget_loader::loader::{Page, promise::open};
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// A panic traps: the facade sees a `RuntimeError`.
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The loader of one page: a function that does what [`open`] says. It remembers the page, and both go when
/// nobody holds the function any more. `memory`, an object, is for what is to outlive a trap.
#[wasm_bindgen]
pub fn loader(memory: JsValue) -> JsValue {
    let page = Page::new(memory);
    Closure::<dyn Fn(JsValue)>::new(move |call| open(&page, call)).into_js_value()
}
