//! The binary `assay`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// Following code makes and drops millions of small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    assay_cli::main()
}
