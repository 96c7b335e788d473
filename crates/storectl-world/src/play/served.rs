//! The Store on a socket.

use std::{fmt, thread};

use storectl_sandbox::Sandbox;
use tokio::{net::TcpListener, sync::oneshot};

use crate::play::Lack;

/// A Store that is served until this is dropped.
#[derive(Debug)]
pub(super) struct Served {
    /// Where, e.g. `http://127.0.0.1:4711`.
    pub(super) address: String,
    _stop: oneshot::Sender<()>,
}

impl Served {
    /// Serves a Store on a free port, from a thread of its own.
    ///
    /// # Errors
    /// No port can be used.
    pub(super) fn start(sandbox: &Sandbox) -> Result<Self, Lack> {
        let lack = |error: &dyn fmt::Display| Lack(format!("no port can be used: {error}"));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|it| lack(&it))?;
        let address = listener.local_addr().map_err(|it| lack(&it))?;
        listener.set_nonblocking(true).map_err(|it| lack(&it))?;
        let sandbox = sandbox.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|it| lack(&it))?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener).map_err(|it| lack(&it))?
        };
        thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = sandbox.serve(listener) => {}
                    _ = stopped => {}
                }
            });
        });
        Ok(Self {
            address: format!("http://{address}"),
            _stop: stop,
        })
    }
}
