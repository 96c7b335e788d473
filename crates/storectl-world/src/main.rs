//! `storectl-world`: plays simulated histories.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
