//! storectl: keeps Microsoft Store products (MSI and EXE apps) in git.

fn main() -> std::process::ExitCode {
    storectl::main()
}
