//! The binary `assay`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// Following code makes and drops millions of small values.
// Not where this program is its own jail: the walls leave no room for what it asks of the kernel.
#[cfg(not(feature = "run"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    assay_cli::main()
}
