//! A cache that others may have written.

use super::*;
use crate::{cache::CacheTrust, decode::pixels};

/// A world whose cache says that the image `a` is `claimed`.
fn claiming(world: World, claimed: &[u8]) -> World {
    let mut world = World {
        cache: ImageCache::worth(CacheTrust::Confirmed),
        ..world
    };
    let id = "a".parse().unwrap();
    world.cache.remember(&id, &Digest::of(claimed));
    world
}

/// A manifest that wants `file`, and a Store that has `stored`.
fn world(file: Vec<u8>, manner: Manner, stored: Vec<u8>) -> World {
    World::new()
        .wants("en-us", &[("1.png", file)])
        .has("en-us", "a", manner, stored)
}

#[tokio::test]
async fn the_digest_of_the_server_confirms_what_is_claimed() {
    let mut world = claiming(world(picture(3), Manner::Digest, picture(3)), &picture(3));
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
    assert_eq!(world.asked(), ["HEAD /a"]);
    assert_eq!(notes, Recognition::default());
}

#[tokio::test]
async fn a_lie_about_the_content_is_found_out_and_forgotten() {
    for manner in [Manner::Digest, Manner::Plain, Manner::NoHead] {
        let mut world = claiming(world(picture(3), manner, picture(5)), &picture(3));
        world.recognize().await;
        assert_eq!(world.known("en-us"), ["differs"]);
        let content = world.cache.content(&"a".parse().unwrap());
        assert_eq!(content, Some(&Digest::of(&picture(5))));
    }
}

#[tokio::test]
async fn a_lie_about_pixels_is_not_heard() {
    let mut world = claiming(world(picture(3), Manner::Digest, picture(5)), &picture(5));
    let (_, shown) = pixels(Cursor::new(picture(5))).unwrap();
    for content in [picture(3), picture(5)] {
        world
            .cache
            .insert_pixels(&Digest::of(&content), shown.clone());
    }
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["differs"]);
}

#[tokio::test]
async fn what_an_image_was_uploaded_from_is_confirmed_by_its_pixels() {
    let mut world = claiming(
        world(recompressed(3), Manner::Digest, picture(3)),
        &recompressed(3),
    );
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
    assert_eq!(notes, Recognition::default());
    let content = world.cache.content(&"a".parse().unwrap());
    assert_eq!(content, Some(&Digest::of(&recompressed(3))));
}

#[tokio::test]
async fn where_nobody_may_read_the_claim_counts_and_is_named() {
    let refuses = Manner::Refuses("permission denied (HTTP 403)");
    let mut world = claiming(world(picture(3), refuses.clone(), Vec::new()), &picture(3));
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
    assert_eq!(
        messages(&notes),
        [
            ": one of the Store's images is known from the image cache only, because its server rejects reads; let only trusted jobs write that cache"
        ]
    );
    let mut world = claiming(self::world(picture(3), refuses, Vec::new()), &picture(5));
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["differs"]);
    assert_eq!(notes, Recognition::default());
}

#[tokio::test]
async fn a_server_that_does_not_answer_confirms_nothing() {
    let mut world = claiming(world(picture(3), Manner::Silent, Vec::new()), &picture(3));
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["cannot tell"]);
}
