//! wasm-pack, wasm-bindgen and wasm-bindgen-test-runner in one program: which of them it is, its name decides.
//!
//! They share most of their dependencies, and one program is linked once.

use std::{env, path::Path, process::ExitCode};

use anyhow::{Result, bail};
use clap::Parser;
use wasm_pack::{Cli, PBAR, command::run_wasm_pack};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let called = env::args_os().next().unwrap_or_default();
    let name = Path::new(&called).file_stem().unwrap_or_default();
    match name.to_str() {
        Some("wasm-pack") => wasm_pack(),
        Some("wasm-bindgen") => wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(env::args_os()),
        Some("wasm-bindgen-test-runner") => {
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(env::args_os())
        }
        _ => bail!("call this program wasm-pack, wasm-bindgen or wasm-bindgen-test-runner"),
    }
}

/// wasm-pack without its question to the registry, on every run, whether there is a newer one.
fn wasm_pack() -> Result<()> {
    let cli = Cli::parse();
    PBAR.set_log_level(cli.log_level);
    if cli.quiet {
        PBAR.set_quiet(true);
    }
    run_wasm_pack(cli.cmd)
}
