//! Sets the size of the module's stack.

/// In bytes. The linker's default of a megabyte would be most of the module's memory; a call needs a few hundred
/// bytes, and pages that call back from inside a call nest a few of them.
const STACK: u32 = 256 * 1024;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-cdylib=-zstack-size={STACK}");
}
