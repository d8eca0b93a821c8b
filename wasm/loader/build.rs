//! Sets the size of the module's stack.

/// In bytes. The linker's default of a megabyte would be most of the module's memory; a call needs a few hundred
/// bytes, and pages that call back from inside a call nest a few of them.
const STACK: u32 = 256 * 1024;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A linker for the host has a stack of its own, and not each knows the option.
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size={STACK}");
    }
}
