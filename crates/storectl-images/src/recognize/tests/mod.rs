//! How images are recognised, against a blob server that can be told how to behave.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Method, Request, Response};
use md5::{Digest as _, Md5};
use proptest::prelude::*;
use storectl_api::{
    AuthConfig, BoxFuture, ClientConfig, Credential, FakeClock, RetryPolicy, STORE_SCOPE,
    Transport, TransportError, TransportErrorKind,
};
use storectl_model::{AssetContent, DesiredAvailability, DesiredProperties, ImageSize, Prune};

use super::{
    samples::{picture, png, recompressed},
    *,
};

mod cases;
mod memory;

/// What a server does about one image.
#[derive(Clone, Debug)]
enum Manner {
    /// Gives it, with its digest.
    Digest,
    /// Gives it, without a digest.
    Plain,
    /// Gives it, and tells this digest.
    Wrong(Vec<u8>),
    /// Answers a HEAD with 405 and gives it.
    NoHead,
    /// Answers with this status.
    Refuses(u16),
    /// Does not answer.
    Silent,
}

#[derive(Default)]
struct Blobs {
    images: Mutex<BTreeMap<String, (Manner, Vec<u8>)>>,
    asked: Mutex<Vec<String>>,
}

impl Transport for Blobs {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        assert!(!request.headers().contains_key("authorization"));
        let path = request.uri().path().to_owned();
        self.asked
            .lock()
            .unwrap()
            .push(format!("{} {path}", request.method()));
        let (manner, image) = self.images.lock().unwrap().get(&path).cloned().unwrap();
        let head = request.method() == Method::HEAD;
        let answer = |status: u16| Response::builder().status(status);
        let given = |md5: Option<&[u8]>| {
            let mut response = answer(200).header("content-length", image.len());
            if let Some(bytes) = md5 {
                response = response.header("content-md5", STANDARD.encode(Md5::digest(bytes)));
            }
            response.body(if head {
                Bytes::new()
            } else {
                Bytes::from(image.clone())
            })
        };
        let response = match manner {
            Manner::Digest => given(Some(&image)),
            Manner::Wrong(other) => given(Some(&other)),
            Manner::NoHead if head => answer(405).body(Bytes::new()),
            Manner::Plain | Manner::NoHead => given(None),
            Manner::Refuses(status) => answer(status).body(Bytes::new()),
            Manner::Silent => {
                let kind = TransportErrorKind::NotSent;
                let message = "no route".to_owned();
                return Box::pin(async move { Err(TransportError { kind, message }) });
            }
        };
        Box::pin(async { Ok(response.unwrap()) })
    }
}

#[derive(Default)]
struct Files {
    contents: BTreeMap<String, Vec<u8>>,
    opened: Mutex<Vec<String>>,
}

impl ImageSource for Files {
    fn open(&self, image: &DesiredImage) -> io::Result<Box<dyn Read + Send>> {
        self.opened.lock().unwrap().push(image.path.clone());
        let content = self.contents.get(&image.path);
        let content = content.ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(io::Cursor::new(content.clone())))
    }
}

/// A manifest, its files and a Store.
struct World {
    blobs: Arc<Blobs>,
    files: Files,
    desired: DesiredProduct,
    remote: RemoteProduct,
    cache: IdentityCache,
}

const SIZE: ImageSize = ImageSize {
    width: 4,
    height: 4,
};

impl World {
    fn new() -> Self {
        Self {
            blobs: Arc::default(),
            files: Files::default(),
            desired: DesiredProduct {
                product_id: "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap(),
                seller_id: None,
                name: None,
                availability: DesiredAvailability::default(),
                properties: DesiredProperties::default(),
                listings: BTreeMap::new(),
                packages: None,
                prune: Prune::Keep,
                acknowledge: BTreeSet::new(),
                submit: None,
                wait: None,
            },
            remote: RemoteProduct::default(),
            cache: IdentityCache::in_memory(),
        }
    }

    /// The manifest wants these screenshots, by path and content.
    fn wants(mut self, language: &str, images: &[(&str, Vec<u8>)]) -> Self {
        let images = images.iter().map(|(path, content)| {
            self.files
                .contents
                .insert((*path).to_owned(), content.clone());
            DesiredImage {
                path: (*path).to_owned(),
                digest: Digest::of(content),
                bytes: content.len() as u64,
                size: picture::size(content).unwrap_or(SIZE),
            }
        });
        let listing = DesiredListing {
            screenshots: Field::Set(images.collect()),
            ..DesiredListing::default()
        };
        let intent = ListingIntent::Present(Box::new(listing));
        self.desired
            .listings
            .insert(language.parse().unwrap(), intent);
        self
    }

    /// The Store has one more screenshot.
    fn has(mut self, language: &str, id: &str, manner: Manner, content: Vec<u8>) -> Self {
        let assets = self
            .remote
            .assets
            .entry(language.parse().unwrap())
            .or_default();
        assets.screenshots.push(RemoteAsset {
            id: id.parse().unwrap(),
            url: format!("https://blobs.example/{id}"),
            size: Some(SIZE),
            content: AssetContent::Unread,
        });
        self.serve(id, manner, content);
        self
    }

    fn serve(&self, id: &str, manner: Manner, content: Vec<u8>) {
        let mut images = self.blobs.images.lock().unwrap();
        images.insert(format!("/{id}"), (manner, content));
    }

    async fn identify(&mut self) -> IdentityNotes {
        let config = ClientConfig {
            endpoint: "https://store.example".parse().unwrap(),
            seller_id: None,
            auth: AuthConfig {
                authority: "https://login.example".parse().unwrap(),
                tenant_id: String::new(),
                client_id: String::new(),
                credential: Credential::ClientSecret("secret".to_owned().into()),
                scope: STORE_SCOPE.to_owned(),
            },
            retry: RetryPolicy::default(),
            trace: None,
        };
        let transport: Arc<dyn Transport> = Arc::clone(&self.blobs) as _;
        let client = ReadClient::new(config, transport, Arc::new(FakeClock::new()));
        let limits = IdentityLimits {
            // One after another, so that the order of requests is the order of images.
            lookups: 1,
            ..IdentityLimits::default()
        };
        let identify = identify(
            &client,
            &self.desired,
            &mut self.remote,
            &self.files,
            &mut self.cache,
            limits,
        );
        is_send(identify).await
    }

    /// What is known of the screenshots of a language: the file's path, or a word.
    fn known(&self, language: &str) -> Vec<String> {
        let language = language.parse().unwrap();
        let files = wanted(&self.desired, &language, Kind::Screenshots).unwrap_or_default();
        let assets = &self.remote.assets[&language];
        let word = |asset: &RemoteAsset| match &asset.content {
            AssetContent::Unread => "unread".to_owned(),
            AssetContent::Differs => "differs".to_owned(),
            AssetContent::CannotTell => "cannot tell".to_owned(),
            AssetContent::Equals(digest) => {
                let file = files.iter().find(|it| it.digest == *digest);
                file.unwrap().path.clone()
            }
        };
        assets.screenshots.iter().map(word).collect()
    }

    /// What was asked since the last time.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.blobs.asked.lock().unwrap())
    }

    fn opened(&self) -> Vec<String> {
        std::mem::take(&mut self.files.opened.lock().unwrap())
    }
}

fn is_send<T: Send>(future: T) -> T {
    future
}

fn told(notes: &IdentityNotes) -> Vec<String> {
    let line = |it: storectl_plan::Warning| format!("{}: {}", it.address, it.message);
    notes.warnings().into_iter().map(line).collect()
}
