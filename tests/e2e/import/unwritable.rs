//! Folders and disks that an import cannot write to.

#[cfg(unix)]
use super::{IMPORT, changes_nothing, names, workplace};
#[cfg(unix)]
use crate::support::{Run, Store, Workplace};

/// Runs an import that may write files of so many blocks of 512 bytes, as on a disk that is full from there on.
#[cfg(unix)]
fn import_within(workplace: &Workplace, blocks: u32, more: &[&str]) -> Run {
    let import = workplace.command(&[&IMPORT[..], more].concat());
    let mut limited = std::process::Command::new("sh");
    // Without the trap the limit kills, and no disk does.
    let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    limited.args(["-c", &line]).arg(import.get_program());
    limited.args(import.get_args()).env_clear();
    for (name, value) in import.get_envs() {
        if let Some(value) = value {
            limited.env(name, value);
        }
    }
    limited.current_dir(import.get_current_dir().unwrap());
    Run::of(limited.output().unwrap())
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    let store = Store::start();
    for (more, what) in [
        (&[][..], "an image"),
        (&["--scope", "listings.*.description"][..], "a text"),
    ] {
        let workplace = workplace(&store);
        let run = import_within(&workplace, 0, more).exits(1);
        assert!(
            run.stderr.contains("cannot write"),
            "{what}: {}",
            run.stderr
        );
        assert_eq!(run.stdout, "", "{what}");
        assert_eq!(names(workplace.path()), [""; 0], "{what}");
    }
}

#[cfg(unix)]
#[test]
fn what_was_there_is_there_after_an_import_that_overwrites_on_a_full_disk() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.write("storectl.yaml", "mine\n");
    workplace.write("listings/en-us/description.md", "mine\n");
    import_within(&workplace, 0, &["--overwrite"]).exits(1);
    assert_eq!(names(workplace.path()), ["listings", "storectl.yaml"]);
    for path in ["storectl.yaml", "listings/en-us/description.md"] {
        assert_eq!(workplace.read(path), "mine\n");
    }
    workplace
        .run(&[&IMPORT[..], &["--overwrite"]].concat())
        .exits(0);
    changes_nothing(&workplace, &[]);
}

/// In `/proc` nobody makes a folder, whoever runs the test.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let store = Store::start();
    let workplace = workplace(&store);
    for folder in ["/proc", "/proc/new/folder"] {
        let output = ["--output", folder];
        let run = workplace.run(&[&IMPORT[..], &output].concat()).exits(1);
        let said = "cannot write /proc";
        assert!(run.stderr.contains(said), "{folder}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{folder}");
    }
    assert_eq!(names(workplace.path()), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_file_in_a_folders_place_is_named_before_anything_is_written() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.write("file", "mine\n");
    for folder in ["file", "file/below"] {
        let output = ["--output", folder];
        let run = workplace.run(&[&IMPORT[..], &output].concat()).exits(64);
        let said = "file is a file, not a folder";
        assert!(run.stderr.contains(said), "{folder}: {}", run.stderr);
    }
    workplace.write("listings", "mine\n");
    let run = workplace.run(&IMPORT).exits(1);
    assert!(run.stderr.contains("listings"), "{}", run.stderr);
    assert!(run.stderr.contains("not a folder"), "{}", run.stderr);
    assert_eq!(names(workplace.path()), ["file", "listings"]);
    assert_eq!(workplace.read("listings"), "mine\n");
}
