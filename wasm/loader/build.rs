//! Sets the size of the module's stack.

/// The size of the stack, in bytes. The linker's default of 1 MiB would be most of the module's memory. A call needs a
/// few hundred bytes, and re-entrant calls of the page nest only a few levels deep.
const STACK: u32 = 256 * 1024;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Only for WebAssembly: linkers for the host do not all support the option.
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size={STACK}");
    }
}
