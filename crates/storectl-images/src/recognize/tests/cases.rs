//! One image at a time: what decides.

use proptest::prelude::*;

use super::*;

#[tokio::test]
async fn the_digest_of_the_server_decides_without_a_read() {
    let mut world = World::new()
        .wants("en-us", &[("1.png", picture(3)), ("2.png", picture(5))])
        .has("en-us", "b", Manner::Digest, picture(5))
        .has("en-us", "a", Manner::Digest, picture(3));
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["2.png", "1.png"]);
    assert_eq!(world.asked(), ["HEAD /a", "HEAD /b"]);
    assert_eq!(notes, Recognition::default());
}

#[tokio::test]
async fn an_image_of_another_size_is_another_image() {
    let large = png(2, 2, png::ColorType::Rgb, png::BitDepth::Eight, &[7; 12]);
    let mut world = World::new().wants("en-us", &[("1.png", large)]).has(
        "en-us",
        "a",
        Manner::Digest,
        picture(3),
    );
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["differs"]);
    assert_eq!(world.asked(), [""; 0]);
    assert_eq!(world.opened(), [""; 0]);
}

#[tokio::test]
async fn an_image_whose_size_is_not_reported_is_asked() {
    let mut world = World::new().wants("en-us", &[("1.png", picture(3))]).has(
        "en-us",
        "a",
        Manner::Digest,
        picture(3),
    );
    for asset in world
        .remote
        .assets
        .values_mut()
        .flat_map(|it| &mut it.screenshots)
    {
        asset.size = None;
    }
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
}

#[tokio::test]
async fn images_the_manifest_does_not_manage_are_not_looked_at() {
    let mut world = World::new()
        .wants("en-us", &[])
        .has("en-us", "a", Manner::Digest, picture(3))
        .has("de-de", "b", Manner::Digest, picture(3));
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["differs"]);
    assert_eq!(world.known("de-de"), ["unread"]);
    assert_eq!(world.asked(), [""; 0]);
}

#[tokio::test]
async fn the_bytes_decide_where_the_server_keeps_no_digest() {
    let mut world = World::new()
        .wants("en-us", &[("1.png", picture(3))])
        .has("en-us", "a", Manner::Plain, picture(3))
        .has("en-us", "b", Manner::NoHead, picture(3));
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png", "1.png"]);
    assert_eq!(world.asked(), ["HEAD /a", "GET /a", "HEAD /b", "GET /b"]);
    assert_eq!(notes, Recognition::default());
    assert_eq!(world.opened(), [""; 0], "the digest of the file is known");
}

#[tokio::test]
async fn the_same_pixels_in_other_bytes_are_the_same_image_with_a_note() {
    let mut world = World::new()
        .wants("en-us", &[("1.png", recompressed(3))])
        .has("en-us", "a", Manner::Digest, picture(3));
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
    assert_eq!(
        messages(&notes),
        [
            "listings.en-us.screenshots[0]: 1.png has the same pixels as the Store's image in another encoding; not uploaded"
        ]
    );
}

#[tokio::test]
async fn other_pixels_are_another_image() {
    let mut world = World::new().wants("en-us", &[("1.png", picture(3))]).has(
        "en-us",
        "a",
        Manner::Digest,
        picture(5),
    );
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["differs"]);
    assert_eq!(notes, Recognition::default());
    assert_eq!(world.opened(), [""; 0], "its checksum is known");
}

#[tokio::test]
async fn a_digest_alone_does_not_decide_where_the_length_differs() {
    let file = recompressed(3);
    let mut world = World::new().wants("en-us", &[("1.png", file.clone())]).has(
        "en-us",
        "a",
        Manner::Wrong(file),
        picture(5),
    );
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["differs"]);
}

#[tokio::test]
async fn a_refused_read_stays_unknown() {
    for why in ["permission denied (HTTP 403)", "not found (HTTP 404)"] {
        let mut world = World::new().wants("en-us", &[("1.png", picture(3))]).has(
            "en-us",
            "a",
            Manner::Refuses(why),
            Vec::new(),
        );
        let notes = world.recognize().await;
        assert_eq!(world.known("en-us"), ["cannot tell"]);
        assert_eq!(world.asked(), ["HEAD /a"]);
        let messages = messages(&notes);
        assert_eq!(
            messages,
            [format!(
                ": one of the Store's images could not be compared: {why}"
            )]
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_not_an_image_stays_unknown_and_is_not_remembered() {
    let mut world = World::new().wants("en-us", &[("1.png", picture(3))]).has(
        "en-us",
        "a",
        Manner::Plain,
        b"<html>sign in</html>".to_vec(),
    );
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["cannot tell"]);
    assert_eq!(
        messages(&notes),
        [
            ": one of the Store's images could not be compared: the image server did not return a comparable image: not a PNG or JPEG image"
        ]
    );
    world.serve("a", Manner::Plain, picture(3));
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
}

#[tokio::test]
async fn a_thumbnail_stays_unknown() {
    let thumbnail = png(2, 2, png::ColorType::Rgb, png::BitDepth::Eight, &[7; 12]);
    let mut world = World::new().wants("en-us", &[("1.png", picture(3))]).has(
        "en-us",
        "a",
        Manner::Plain,
        thumbnail,
    );
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["cannot tell"]);
    assert_eq!(
        messages(&notes),
        [
            ": one of the Store's images could not be compared: the image server returned 2 × 2 pixels, but the Store reports 4 × 4"
        ]
    );
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_not_claimed() {
    let mut world = World::new()
        .wants("en-us", &[("1.png", recompressed(3))])
        .has("en-us", "a", Manner::Digest, picture(3));
    world.files.contents.insert("1.png".to_owned(), picture(5));
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["cannot tell"]);
    assert_eq!(
        messages(&notes),
        [": one of the Store's images could not be compared: 1.png has changed since it was read"]
    );
}

#[tokio::test]
async fn a_picture_that_is_in_a_list_twice_is_found_twice() {
    let mut world = World::new()
        .wants(
            "en-us",
            &[("1.png", picture(3)), ("copy.png", recompressed(3))],
        )
        .has("en-us", "a", Manner::Plain, recompressed(3))
        .has("en-us", "b", Manner::Plain, recompressed(3));
    world.recognize().await;
    assert_eq!(
        world.known("en-us"),
        ["copy.png", "copy.png"],
        "both have its bytes"
    );

    let wide: Vec<u8> = (0..48).flat_map(|it: u8| [it.wrapping_mul(3); 2]).collect();
    let other = png(4, 4, png::ColorType::Rgb, png::BitDepth::Sixteen, &wide);
    let mut world = World::new()
        .wants(
            "en-us",
            &[("1.png", picture(3)), ("copy.png", recompressed(3))],
        )
        .has("en-us", "a", Manner::Plain, other.clone())
        .has("en-us", "b", Manner::Plain, other);
    world.recognize().await;
    assert_eq!(
        world.known("en-us"),
        ["1.png", "copy.png"],
        "neither has the bytes"
    );
}

proptest! {
    #[test]
    fn no_image_is_taken_for_one_of_other_pixels(
        wanted in 1..6_u8,
        stored in 1..6_u8,
        file in prop::bool::ANY,
        blob in prop::bool::ANY,
        digest in prop::bool::ANY,
    ) {
        let image = |shade, plain| if plain { picture(shade) } else { recompressed(shade) };
        let manner = if digest { Manner::Digest } else { Manner::Plain };
        let mut world = World::new()
            .wants("en-us", &[("1.png", image(wanted, file))])
            .has("en-us", "a", manner, image(stored, blob));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for _ in 0..2 {
            runtime.block_on(world.recognize());
            let expected = if wanted == stored { "1.png" } else { "differs" };
            prop_assert_eq!(world.known("en-us"), [expected]);
        }
    }
}
