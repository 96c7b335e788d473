//! What is read a single time, and what is remembered.

use super::*;

#[tokio::test]
async fn a_file_of_many_languages_is_read_once_and_only_for_its_pixels() {
    let files = [("same.png", picture(3)), ("again.png", picture(3))];
    for (manner, stored, opened) in [
        (Manner::Digest, picture(3), 0),
        (Manner::Wrong(Vec::new()), picture(3), 0),
        (Manner::Plain, recompressed(3), 1),
    ] {
        let mut world = World::new();
        for language in ["en-us", "de-de", "fr-fr", "ja-jp"] {
            let id = format!("id-{language}");
            world =
                world
                    .wants(language, &files)
                    .has(language, &id, manner.clone(), stored.clone());
        }
        world.recognize().await;
        assert_eq!(world.known("ja-jp"), ["same.png"]);
        assert_eq!(world.opened().len(), opened);
    }
}

#[tokio::test]
async fn the_second_time_nothing_is_asked() {
    let mut world = World::new()
        .wants(
            "en-us",
            &[
                ("1.png", picture(3)),
                ("2.png", recompressed(5)),
                ("3.png", picture(7)),
            ],
        )
        .has("en-us", "a", Manner::Digest, picture(3))
        .has("en-us", "b", Manner::Plain, picture(5))
        .has("en-us", "c", Manner::Plain, picture(11));
    let first = world.recognize().await;
    let known = world.known("en-us");
    assert_eq!(known, ["1.png", "2.png", "differs"]);
    world.asked();
    world.opened();
    let second = world.recognize().await;
    assert_eq!(world.known("en-us"), known);
    assert_eq!(world.asked(), [""; 0]);
    assert_eq!(world.opened(), [""; 0]);
    assert_eq!(
        second, first,
        "the second run reports again why nothing is uploaded"
    );
}

#[tokio::test]
async fn an_upload_is_remembered_where_the_store_refuses_to_be_read() {
    let refuses = Manner::Refuses("permission denied (HTTP 403)");
    let mut world = World::new().wants("en-us", &[("1.png", picture(3))]).has(
        "en-us",
        "a",
        refuses.clone(),
        Vec::new(),
    );
    let id = "a".parse().unwrap();
    world.cache.remember(&id, &Digest::of(&picture(3)));
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
    assert_eq!(world.asked(), [""; 0]);
    assert_eq!(notes, Recognition::default());

    let mut world = world.wants("en-us", &[("1.png", picture(5))]);
    world.recognize().await;
    assert_eq!(
        world.known("en-us"),
        ["differs"],
        "the file has changed since"
    );
}

#[tokio::test]
async fn a_remembered_upload_is_looked_at_where_it_may_be_the_same_picture() {
    let mut world = World::new()
        .wants("en-us", &[("1.png", recompressed(3))])
        .has("en-us", "a", Manner::Digest, picture(3));
    let id = "a".parse().unwrap();
    world.cache.remember(&id, &Digest::of(&picture(3)));
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
    assert_eq!(world.asked(), ["GET /a"]);
}

#[tokio::test]
async fn what_an_image_was_uploaded_from_is_not_forgotten_where_the_store_makes_another_of_it() {
    let mut world = World::new().wants("en-us", &[("1.png", picture(5))]).has(
        "en-us",
        "a",
        Manner::Digest,
        picture(7),
    );
    let id = "a".parse().unwrap();
    world.cache.remember(&id, &Digest::of(&picture(3)));
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["differs"]);
    let mut world = world.wants("en-us", &[("1.png", picture(3))]);
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["1.png"]);
}

#[tokio::test]
async fn a_private_container_is_not_asked_for_every_image() {
    let mut world = World::new().wants("en-us", &[("1.png", picture(3))]);
    for at in 10..30 {
        world = world.has(
            "en-us",
            &format!("a{at}"),
            Manner::Refuses("not found (HTTP 404)"),
            Vec::new(),
        );
    }
    let notes = world.recognize().await;
    assert_eq!(world.known("en-us"), ["cannot tell"; 20]);
    assert_eq!(world.asked().len(), 8);
    assert_eq!(
        messages(&notes),
        [
            ": 8 of the Store's images could not be compared: not found (HTTP 404)",
            ": 12 of the Store's images could not be compared: the image server rejected all earlier requests, so no more were sent",
        ]
    );
}

#[tokio::test]
async fn one_missing_image_says_nothing_of_the_others() {
    let mut world = World::new().wants("en-us", &[("1.png", picture(3))]).has(
        "en-us",
        "a00",
        Manner::Digest,
        picture(3),
    );
    for at in 10..30 {
        world = world.has(
            "en-us",
            &format!("a{at}"),
            Manner::Refuses("not found (HTTP 404)"),
            Vec::new(),
        );
    }
    world = world.has("en-us", "a99", Manner::Digest, picture(3));
    world.recognize().await;
    assert_eq!(world.known("en-us").last().unwrap(), "1.png");
}

#[tokio::test]
async fn a_silent_server_is_waited_for_once() {
    let mut world = World::new()
        .wants("en-us", &[("1.png", picture(3))])
        .has("en-us", "a", Manner::Silent, Vec::new())
        .has("en-us", "b", Manner::Silent, Vec::new());
    world.recognize().await;
    assert_eq!(world.known("en-us"), ["cannot tell", "cannot tell"]);
    assert!(world.asked().iter().all(|it| it == "HEAD /a"));
}
