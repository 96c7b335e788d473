//! storectl: keeps Microsoft Store products (MSI and EXE apps) in git.

/// A fleet of manifests is thousands of small values, on every core: half the time of reading it went to the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    storectl::main()
}
