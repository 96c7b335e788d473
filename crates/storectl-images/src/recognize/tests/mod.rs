//! How images are recognized, against an image server that behaves as a test says.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Cursor},
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use md5::{Digest as _, Md5};
use storectl_model::{
    AssetContent, DesiredAvailability, DesiredImage, DesiredListing, DesiredProduct,
    DesiredProperties, Digest, Field, ImageSize, ListingIntent, Prune, RemoteAsset, RemoteProduct,
};

use super::{
    lists::{ImageList, wanted},
    notes::Recognition,
    recognition::{Concurrency, recognize},
    server::{ImageHead, ImageServer, ServerError},
    source::{ImageFile, ImageSource},
};
use crate::{
    cache::ImageCache,
    decode,
    samples::{picture, png, recompressed},
};

mod cases;
mod doubt;
mod memory;

/// What a server does about one image.
#[derive(Clone, Debug)]
enum Manner {
    /// Returns it, with its digest.
    Digest,
    /// Returns it, without a digest.
    Plain,
    /// Returns it, with the digest of these bytes.
    Wrong(Vec<u8>),
    /// Does not know HEAD and returns it.
    NoHead,
    /// Answers with a refusal.
    Refuses(&'static str),
    /// Does not answer.
    Silent,
}

#[derive(Default)]
struct Server {
    images: Mutex<BTreeMap<String, (Manner, Vec<u8>)>>,
    asked: Mutex<Vec<String>>,
}

impl Server {
    fn answer(&self, method: &str, url: &str) -> Result<(Manner, Vec<u8>), ServerError> {
        let path = url.strip_prefix("https://blobs.example").unwrap();
        self.asked.lock().unwrap().push(format!("{method} {path}"));
        let (manner, image) = self.images.lock().unwrap().get(path).cloned().unwrap();
        match manner {
            Manner::NoHead if method == "HEAD" => Err(ServerError::HeadUnsupported),
            Manner::Refuses(reason) => Err(ServerError::Refused {
                reason: reason.to_owned(),
            }),
            Manner::Silent => Err(ServerError::Silent {
                reason: "no route".to_owned(),
            }),
            manner => Ok((manner, image)),
        }
    }
}

impl ImageServer for Server {
    fn head<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<ImageHead, ServerError>> {
        Box::pin(async move {
            let (manner, image) = self.answer("HEAD", url)?;
            let md5 = |bytes: &[u8]| Some(STANDARD.encode(Md5::digest(bytes)));
            Ok(ImageHead {
                length: Some(image.len() as u64),
                content_md5: match manner {
                    Manner::Digest => md5(&image),
                    Manner::Wrong(other) => md5(&other),
                    _ => None,
                },
            })
        })
    }

    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Bytes, ServerError>> {
        Box::pin(async move { Ok(self.answer("GET", url)?.1.into()) })
    }
}

#[derive(Default)]
struct Files {
    contents: BTreeMap<String, Vec<u8>>,
    opened: Mutex<Vec<String>>,
}

impl ImageSource for Files {
    fn open(&self, image: &DesiredImage) -> io::Result<Box<dyn ImageFile>> {
        self.opened.lock().unwrap().push(image.path.clone());
        let content = self.contents.get(&image.path);
        let content = content.ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(content.clone())))
    }
}

/// A manifest, its files and a Store.
struct World {
    server: Arc<Server>,
    files: Files,
    desired: DesiredProduct,
    remote: RemoteProduct,
    cache: ImageCache,
}

const SIZE: ImageSize = ImageSize {
    width: 4,
    height: 4,
};

impl World {
    fn new() -> Self {
        Self {
            server: Arc::default(),
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
                scope: storectl_model::Scope::EVERYTHING,
                secrets: std::collections::BTreeSet::new(),
                secret_values: storectl_model::SecretValues::default(),
                remembered_secrets: storectl_model::RememberedSecrets::default(),
            },
            remote: RemoteProduct::default(),
            cache: ImageCache::in_memory(),
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
                size: decode::size(content).unwrap_or(SIZE),
                checksums: decode::measure(Cursor::new(content), u64::MAX)
                    .ok()
                    .map(|it| it.checksums),
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
        let mut images = self.server.images.lock().unwrap();
        images.insert(format!("/{id}"), (manner, content));
    }

    async fn recognize(&mut self) -> Recognition {
        let concurrency = Concurrency {
            // One after another, so that the order of requests is the order of images.
            lookups: 1,
            ..Concurrency::default()
        };
        let recognition = recognize(
            &*self.server,
            &self.desired,
            &mut self.remote,
            &self.files,
            &mut self.cache,
            concurrency,
        );
        is_send(recognition).await
    }

    /// What is known of the screenshots of a language: the file's path, or a word.
    fn known(&self, language: &str) -> Vec<String> {
        let language = language.parse().unwrap();
        let files = wanted(&self.desired, &language, ImageList::Screenshots).unwrap_or_default();
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
        std::mem::take(&mut self.server.asked.lock().unwrap())
    }

    fn opened(&self) -> Vec<String> {
        std::mem::take(&mut self.files.opened.lock().unwrap())
    }
}

fn is_send<T: Send>(future: T) -> T {
    future
}

fn messages(recognition: &Recognition) -> Vec<String> {
    let messages = recognition.messages().into_iter();
    messages
        .map(|(path, message)| format!("{}: {message}", path.cloned().unwrap_or_default()))
        .collect()
}
