//! The Store on a socket.

use std::thread;

use storectl_sandbox::Sandbox;
use tokio::{net::TcpListener, sync::oneshot};

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
    /// # Panics
    /// No port can be used.
    pub(super) fn start(sandbox: &Sandbox) -> Self {
        let sandbox = sandbox.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let runtime = runtime.unwrap_or_else(|error| panic!("no runtime: {error}"));
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await;
                let listener = listener.unwrap_or_else(|error| panic!("no port: {error}"));
                let _ = tell.send(listener.local_addr());
                tokio::select! {
                    _ = sandbox.serve(listener) => {}
                    _ = stopped => {}
                }
            });
        });
        match told.recv() {
            Ok(Ok(address)) => Self {
                address: format!("http://{address}"),
                _stop: stop,
            },
            Ok(Err(error)) => panic!("no address: {error}"),
            Err(error) => panic!("the Store could not be served: {error}"),
        }
    }
}
