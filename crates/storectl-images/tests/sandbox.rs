//! Images of the simulated Store and files of a manifest: what is planned after they were compared.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::{collections::BTreeMap, fs, sync::Arc};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use storectl_api::{
    AuthConfig, ClientConfig, Credential, FakeClock, HttpOptions, HttpTransport, ReadClient,
    ReadScope, STORE_SCOPE, Transport, testing::RouterTransport,
};
use storectl_images::{
    Concurrency, ImageCache, ImageFolder, ImageHead, ImageServer, Recognition, ServerError,
    measure, recognize,
};
use storectl_model::{
    DesiredAvailability, DesiredImage, DesiredListing, DesiredProduct, DesiredProperties, Digest,
    Field, ListingIntent, Prune, RemoteAsset, RemoteProduct, SubmitMode, WaitFor,
};
use storectl_plan::{Memory, PlanOptions, PriorWork, ProductPlan, plan};
use storectl_sandbox::{Credentials, Options, SAMPLE_PRODUCT, Sandbox};

const ENDPOINT: &str = "http://127.0.0.1:1";

struct World {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    cache: ImageCache,
}

impl World {
    /// A Store with these readings, and its screenshots as files named `1.png` and so on.
    async fn imported(readings: &str) -> Self {
        let open = Self::with("");
        let remote = open.read().await;
        let world = Self::with(readings);
        let client = open.client();
        for (at, asset) in screenshots(&remote).iter().enumerate() {
            let bytes = client.fetch_image(&asset.url).await.unwrap();
            world.write(&format!("{}.png", at + 1), &bytes);
        }
        world
    }

    fn with(readings: &str) -> Self {
        let options = Options {
            interpretations: readings.parse().unwrap(),
            ..Options::default()
        };
        Self {
            sandbox: Sandbox::in_memory(options),
            folder: tempfile::tempdir().unwrap(),
            cache: ImageCache::in_memory(),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    fn client(&self) -> ReadClient {
        client(ENDPOINT, RouterTransport::new(self.sandbox.router()))
    }

    async fn read(&self) -> RemoteProduct {
        read(&self.client()).await
    }

    /// A manifest that wants these screenshots and manages nothing else.
    fn wanting(&self, names: &[&str]) -> DesiredProduct {
        let image = |name: &&str| {
            let file = fs::File::open(self.folder.path().join(name)).unwrap();
            let measured = measure(std::io::BufReader::new(file), 1_000_000).unwrap();
            DesiredImage {
                path: (*name).to_owned(),
                digest: measured.digest,
                bytes: measured.bytes,
                size: measured.info.size,
                checksums: Some(measured.checksums),
            }
        };
        let listing = DesiredListing {
            screenshots: Field::Set(names.iter().map(image).collect()),
            ..DesiredListing::default()
        };
        let intent = ListingIntent::Present(Box::new(listing));
        DesiredProduct {
            product_id: SAMPLE_PRODUCT.parse().unwrap(),
            seller_id: None,
            name: None,
            availability: DesiredAvailability::default(),
            properties: DesiredProperties::default(),
            listings: BTreeMap::from([("en-us".parse().unwrap(), intent)]),
            packages: None,
            prune: Prune::Keep,
            acknowledge: [].into(),
            submit: None,
            wait: None,
            scope: storectl_model::Scope::EVERYTHING,
            secrets: std::collections::BTreeSet::new(),
            secret_values: storectl_model::SecretValues::default(),
            remembered_secrets: storectl_model::RememberedSecrets::default(),
        }
    }

    async fn plan(&mut self, names: &[&str]) -> (ProductPlan, Recognition) {
        let desired = self.wanting(names);
        let mut remote = self.read().await;
        let notes = recognize(
            &Images(self.client()),
            &desired,
            &mut remote,
            &ImageFolder::new(self.folder.path()),
            &mut self.cache,
            Concurrency::default(),
        )
        .await;
        let options = PlanOptions {
            submit: SubmitMode::Never,
            wait: WaitFor::Submitted,
            prior: &PriorWork::default(),
            acknowledge: &[],
            unmatched: &[],
            memory: Memory::NONE,
        };
        (plan(&desired, &remote, &options), notes)
    }

    fn blobs_asked(&self) -> Vec<String> {
        let requests = self.sandbox.requests();
        let blobs = requests
            .iter()
            .filter(|it| it.path_and_query.contains("listingassets"));
        blobs
            .map(|it| format!("{} {}", it.method, it.status))
            .collect()
    }
}

/// The Store's images by the product's client.
struct Images(ReadClient);

impl Images {
    fn refused(error: &storectl_api::Error) -> ServerError {
        ServerError::Refused {
            reason: error.to_string(),
        }
    }
}

impl ImageServer for Images {
    fn head<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<ImageHead, ServerError>> {
        Box::pin(async move {
            let head = self.0.head_image(url).await;
            let head = head.map_err(|it| Self::refused(&it))?;
            Ok(ImageHead {
                length: head.length,
                content_md5: head.content_md5,
            })
        })
    }

    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Bytes, ServerError>> {
        Box::pin(async move {
            let image = self.0.fetch_image(url).await;
            image.map_err(|it| Self::refused(&it))
        })
    }
}

fn client(endpoint: &str, transport: impl Transport + 'static) -> ReadClient {
    let Credentials {
        tenant_id,
        client_id,
        client_secret,
        seller_id,
    } = Credentials::default();
    let config = ClientConfig {
        seller_id: Some(seller_id.parse().unwrap()),
        ..ClientConfig::new(
            endpoint.parse().unwrap(),
            AuthConfig {
                authority: endpoint.parse().unwrap(),
                tenant_id,
                client_id,
                credential: Credential::ClientSecret(client_secret.into()),
                scope: STORE_SCOPE.to_owned(),
            },
        )
    };
    ReadClient::new(config, Arc::new(transport), Arc::new(FakeClock::new()))
}

async fn read(client: &ReadClient) -> RemoteProduct {
    let scope = ReadScope::Everything;
    let product = SAMPLE_PRODUCT.parse().unwrap();
    client.read_product(&product, scope).await.unwrap()
}

fn screenshots(remote: &RemoteProduct) -> &[RemoteAsset] {
    &remote.assets[&"en-us".parse().unwrap()].screenshots
}

fn kinds(plan: &ProductPlan) -> Vec<&'static str> {
    plan.steps.iter().map(|it| it.action.kind()).collect()
}

/// Another encoding of a PNG: every sample of sixteen bits.
fn widened(image: &[u8]) -> Vec<u8> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(image));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut samples).unwrap();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, info.width, info.height);
    encoder.set_color(info.color_type);
    encoder.set_depth(png::BitDepth::Sixteen);
    let wide: Vec<u8> = samples.iter().flat_map(|it| [*it; 2]).collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&wide).unwrap();
    writer.finish().unwrap();
    file
}

#[tokio::test]
async fn imported_images_are_unchanged_and_their_bytes_are_not_read() {
    let mut world = World::imported("").await;
    let (plan, notes) = world.plan(&["1.png", "2.png"]).await;
    assert_eq!(plan.changes, []);
    assert_eq!(kinds(&plan), [""; 0]);
    assert_eq!(notes, Recognition::default());
    assert_eq!(world.blobs_asked(), ["HEAD 200", "HEAD 200"]);
}

#[tokio::test]
async fn a_reorder_alone_is_a_commit_without_uploads() {
    let mut world = World::imported("").await;
    let (plan, _) = world.plan(&["2.png", "1.png"]).await;
    let kinds = kinds(&plan);
    assert!(kinds.contains(&"commit-assets"), "{kinds:?}");
    assert!(!kinds.contains(&"upload-assets"), "{kinds:?}");
}

#[tokio::test]
async fn a_reencoded_image_is_not_uploaded_and_a_note_says_why() {
    let mut world = World::imported("").await;
    let image = fs::read(world.folder.path().join("1.png")).unwrap();
    world.write("1.png", &widened(&image));
    let (plan, notes) = world.plan(&["1.png", "2.png"]).await;
    assert_eq!(plan.changes, []);
    let messages = notes.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(
        messages[0].0.map(ToString::to_string).as_deref(),
        Some("listings.en-us.screenshots[0]")
    );
}

#[tokio::test]
async fn a_new_picture_is_uploaded() {
    let mut world = World::imported("").await;
    let image = fs::read(world.folder.path().join("2.png")).unwrap();
    world.write("1.png", &image);
    let (plan, _) = world.plan(&["1.png", "2.png"]).await;
    assert!(kinds(&plan).contains(&"upload-assets"), "{plan:?}");
}

#[tokio::test]
async fn a_private_store_is_left_unchanged_with_a_warning_on_every_run() {
    let mut world = World::imported("blob-reads=private").await;
    for _ in 0..2 {
        let (plan, notes) = world.plan(&["1.png", "2.png"]).await;
        assert_eq!(plan.changes, []);
        assert_eq!(kinds(&plan), [""; 0]);
        assert_eq!(notes.notes.len(), 2);
        assert!(!plan.warnings.is_empty());
    }
}

#[tokio::test]
async fn a_private_store_is_known_by_what_was_uploaded() {
    let mut world = World::imported("blob-reads=private").await;
    let remote = world.read().await;
    for (at, asset) in screenshots(&remote).iter().enumerate() {
        let bytes = fs::read(world.folder.path().join(format!("{}.png", at + 1))).unwrap();
        world.cache.remember(&asset.id, &Digest::of(&bytes));
    }
    let (plan, notes) = world.plan(&["1.png", "2.png"]).await;
    assert_eq!((plan.changes, plan.warnings), (vec![], vec![]));
    assert_eq!(notes, Recognition::default());
    let (plan, _) = world.plan(&["2.png", "2.png"]).await;
    assert!(kinds(&plan).contains(&"upload-assets"), "{plan:?}");
}

#[tokio::test]
async fn length_and_digest_of_an_image_come_through_http() {
    let sandbox = Sandbox::in_memory(Options::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let client = client(
        &endpoint,
        HttpTransport::new(HttpOptions::default()).unwrap(),
    );
    let look = async {
        let remote = read(&client).await;
        let url = &screenshots(&remote)[0].url;
        let head = client.head_image(url).await.unwrap();
        let image = client.fetch_image(url).await.unwrap();
        assert_eq!(head.length, Some(image.len() as u64));
        assert!(head.content_md5.is_some());
    };
    tokio::select! {
        () = look => {}
        end = sandbox.serve(listener) => panic!("the sandbox ended: {end:?}"),
    }
}
