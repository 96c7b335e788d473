//! Every bad image gets a clear error at its line before anything is sent.

use crate::support::{
    Store, Workplace, apply,
    images::{declaring, png},
};

/// Runs `validate` and `apply` over `field: list`, with the files that `prepare` makes; both must end with 10 and say
/// `part` at `place`, and the Store hears nothing.
#[track_caller]
fn refuses(field: &str, list: &str, prepare: impl Fn(&Workplace), place: &str, part: &str) {
    let store = Store::start();
    let body = format!("listings:\n  en-us:\n    {field}: [{list}]\n");
    let workplace = Workplace::at(&store, &body);
    prepare(&workplace);
    for arguments in [vec!["validate"], apply(&[])] {
        let run = workplace.run(&arguments).exits(10);
        let told = format!("{}{}", run.stdout, run.stderr);
        assert!(
            told.contains(place) && told.contains(part),
            "no `{place}` or `{part}` in\n{told}"
        );
        assert!(!told.contains("panicked"), "{told}");
    }
    assert!(store.requests(0).is_empty());
}

/// A bad file between two good ones.
#[track_caller]
fn refuses_file(content: &[u8], part: &str) {
    refuses_prepared(|it| it.write("bad.png", content), part);
}

#[track_caller]
fn refuses_prepared(prepare: impl Fn(&Workplace), part: &str) {
    let both = |workplace: &Workplace| {
        workplace.write("1.png", png(40, 30, 1));
        workplace.write("2.png", png(40, 30, 2));
        prepare(workplace);
    };
    refuses(
        "screenshots",
        "1.png, bad.png, 2.png",
        both,
        "storectl.yaml:5:26",
        part,
    );
}

#[test]
fn a_file_that_is_not_an_image() {
    refuses_file(b"GIF89a, or so it says", "`bad.png` is not an image");
}

#[test]
fn a_truncated_image() {
    let whole = png(40, 30, 3);
    refuses_file(&whole[..whole.len() - 20], "the image is truncated");
}

#[test]
fn a_damaged_image() {
    let mut damaged = png(40, 30, 3);
    damaged[200] ^= 0x40;
    refuses_file(&damaged, "the image is damaged");
}

#[test]
fn an_empty_file() {
    refuses_file(b"", "`bad.png` is not an image");
}

#[test]
fn a_file_of_a_hundred_megabytes() {
    refuses_prepared(
        |workplace| {
            workplace.write("bad.png", png(40, 30, 3));
            let file = std::fs::File::options()
                .write(true)
                .open(workplace.path().join("bad.png"));
            file.unwrap().set_len(100 * 1024 * 1024).unwrap();
        },
        "is 104857600 bytes",
    );
}

#[test]
fn a_picture_larger_than_any_memory() {
    refuses_file(&declaring(60_000, 60_000), "60000 × 60000 pixels");
}

#[test]
fn eleven_screenshots() {
    let names: Vec<String> = (0..11).map(|it| format!("{it}.png")).collect();
    let prepare = |workplace: &Workplace| {
        for (seed, name) in (0..).zip(&names) {
            workplace.write(name, png(40, 30, seed));
        }
    };
    refuses(
        "screenshots",
        &names.join(", "),
        prepare,
        "storectl.yaml:5:",
        "11",
    );
}

#[test]
fn three_logos() {
    let prepare = |workplace: &Workplace| {
        for (seed, name) in (0..).zip(["a.png", "b.png", "c.png"]) {
            workplace.write(name, png(30, 30, seed));
        }
    };
    refuses(
        "storeLogos",
        "a.png, b.png, c.png",
        prepare,
        "storectl.yaml:5:",
        "3",
    );
}

#[test]
fn a_folder() {
    refuses_prepared(
        |it| it.write("bad.png/1.png", png(40, 30, 3)),
        "`bad.png` is not a regular file",
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read() {
    // Permissions stop nobody who runs tests as root; a link to itself does.
    let link = |workplace: &Workplace| {
        let place = workplace.path().join("bad.png");
        if !place.is_symlink() {
            std::os::unix::fs::symlink("bad.png", place).unwrap();
        }
    };
    refuses_prepared(link, "`bad.png` cannot be read");
}

#[test]
fn a_file_that_is_not_there() {
    refuses_prepared(|_| {}, "`bad.png` does not exist");
}
