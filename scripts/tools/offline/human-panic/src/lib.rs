//! Empty: only the original `main` function of wasm-pack installs a panic handler, and ours replaces it.
