//! Serves a sandbox on loopback, for trying other clients of the API against it.
//!
//! `cargo run -p storectl-sandbox --example serve -- 8931 [READINGS]`

use std::error::Error;
use std::sync::Arc;

use storectl_sandbox::{Log, Options, Sandbox};

#[expect(clippy::print_stderr, reason = "an example talks to its user")]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().unwrap_or_default().parse().unwrap_or(0);
    let interpretations = arguments.next().unwrap_or_default().parse()?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    eprintln!("http://{}", listener.local_addr()?);
    let log = Log::Lines(Arc::new(|line| eprintln!("{line}")));
    Sandbox::in_memory(Options {
        log,
        interpretations,
        ..Options::default()
    })
    .serve(listener)
    .await?;
    Ok(())
}
