//! The one token of a client, renewed in time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::HeaderValue;
use tokio::sync::Mutex;

use crate::{
    auth::{
        credential::AuthConfig,
        sign_in::{Grant, sign_in},
    },
    error::Error,
    observe::exchange::Exchanger,
};

/// A token and when to renew it.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    /// Tells tokens apart, so that one refused by many requests is renewed once.
    pub(crate) serial: u64,
    renew_at: Duration,
}

/// The one token of a client and all its clones.
#[derive(Debug)]
pub(crate) struct TokenSource {
    config: AuthConfig,
    state: Mutex<State>,
    /// Sign-ins that ended, well or not.
    ended: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    token: Option<Arc<Token>>,
    failure: Option<Error>,
}

impl TokenSource {
    pub(crate) fn new(config: AuthConfig) -> Self {
        Self {
            config,
            state: Mutex::default(),
            ended: AtomicU64::new(0),
        }
    }

    /// Returns a token that is good for a while yet and is not `refused`; signs in where there is none. However many ask
    /// together, one signs in, and the others share what it gets, a failure too.
    pub(crate) async fn token(
        &self,
        exchanger: &Exchanger,
        refused: Option<u64>,
    ) -> Result<Arc<Token>, Error> {
        let ended = self.ended.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(token) = &state.token
            && exchanger.clock.now() < token.renew_at
            && refused.is_none_or(|serial| token.serial > serial)
        {
            return Ok(Arc::clone(token));
        }
        let now_ended = self.ended.load(Ordering::Acquire);
        if now_ended != ended
            && let Some(failure) = &state.failure
        {
            return Err(failure.clone());
        }
        let outcome = sign_in(exchanger, &self.config).await;
        let serial = now_ended + 1;
        self.ended.store(serial, Ordering::Release);
        match outcome {
            Ok(Grant { header, renew_at }) => {
                let token = Arc::new(Token {
                    header,
                    serial,
                    renew_at,
                });
                *state = State {
                    token: Some(Arc::clone(&token)),
                    failure: None,
                };
                Ok(token)
            }
            Err(error) => {
                *state = State {
                    token: None,
                    failure: Some(error.clone()),
                };
                Err(error)
            }
        }
    }
}
