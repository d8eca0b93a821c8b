//! Exports the stack pointer, which JavaScript restores after a trap: see `js/service/client-call.ts`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-cdylib=--export=__stack_pointer");
}
