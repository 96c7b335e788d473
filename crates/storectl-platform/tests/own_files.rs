//! What stands in place of a file of storectl's own, and what becomes of it.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use storectl_platform::{
    OwnFileError, check_own, check_result, create_result, open_own, open_own_for_lock, read_own,
    remove_leftovers, replace_file, write_result,
};
use tempfile::TempDir;

const LIMIT: u64 = 1000;

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// Every way to use a file of ours, by what it does to it.
fn uses(path: &Path) -> Vec<(&'static str, OwnFileError)> {
    let refused = |what, error: Option<OwnFileError>| error.map(|it| (what, it));
    [
        refused("read", read_own(path, LIMIT).err()),
        refused("open", open_own(path).err()),
        refused("lock", open_own_for_lock(path).err()),
        refused("replace", replace_file(path, b"new").err()),
        refused("check", check_own(path).err()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn refuses_every_use(path: &Path, kind: &str) {
    let errors = uses(path);
    let whats: Vec<&str> = errors.iter().map(|it| it.0).collect();
    assert_eq!(whats, ["read", "open", "lock", "replace", "check"]);
    for (what, error) in errors {
        let message = error.to_string();
        assert!(message.contains(kind), "{what}: {message}");
        assert!(
            message.contains(&*path.file_name().unwrap().to_string_lossy()),
            "{what}: {message}"
        );
    }
}

#[test]
fn an_absent_file_is_none_and_is_made_with_the_folders_on_the_way() {
    let place = Place::new();
    let path = place.path("a/b/state.json");
    assert_eq!(read_own(&path, LIMIT).unwrap(), None);
    replace_file(&path, b"one").unwrap();
    replace_file(&path, b"two").unwrap();
    assert_eq!(read_own(&path, LIMIT).unwrap().unwrap(), b"two");
    let mut made = create_result(&path).unwrap();
    made.write_all(b"3").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"3");
}

#[test]
fn a_replacement_leaves_nothing_beside_the_file() {
    let place = Place::new();
    replace_file(&place.path("state.json"), b"one").unwrap();
    replace_file(&place.path("state.json"), b"two").unwrap();
    assert_eq!(place.names(), ["state.json"]);
}

#[test]
fn what_a_killed_run_left_is_deleted_and_nothing_else() {
    let place = Place::new();
    for name in [
        ".p.json.aB3.tmp",
        ".p.json.tmp",
        ".q.json.aB3.tmp",
        "p.json",
        "p.json.tmp",
    ] {
        fs::write(place.path(name), "").unwrap();
    }
    remove_leftovers(&place.path("p.json"));
    assert_eq!(
        place.names(),
        [".p.json.tmp", ".q.json.aB3.tmp", "p.json", "p.json.tmp"]
    );
}

#[test]
fn a_lock_keeps_what_the_file_holds() {
    let place = Place::new();
    fs::write(place.path("lock"), "holder").unwrap();
    let mut text = String::new();
    let mut file = open_own_for_lock(&place.path("lock")).unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "holder");
}

#[test]
fn a_folder_is_refused() {
    let place = Place::new();
    fs::create_dir(place.path("state.json")).unwrap();
    refuses_every_use(&place.path("state.json"), "a folder");
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let place = Place::new();
    fs::write(place.path("state.json"), vec![b'a'; 1001]).unwrap();
    let error = read_own(&place.path("state.json"), LIMIT).unwrap_err();
    assert!(matches!(error, OwnFileError::TooLarge { limit: 1000, .. }));
    assert!(read_own(&place.path("state.json"), 1001).unwrap().is_some());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::{
        fs::{PermissionsExt as _, symlink},
        net::UnixListener,
    };

    use storectl_platform::{STATE_DIR, StateDirError, check_state_dir};

    use super::*;

    fn make_pipe(path: &Path) {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    }

    #[test]
    fn a_link_is_refused_and_its_target_stays_as_it_was() {
        let place = Place::new();
        fs::write(place.path("target"), "precious").unwrap();
        symlink("target", place.path("state.json")).unwrap();
        refuses_every_use(&place.path("state.json"), "a symbolic link");
        assert_eq!(fs::read(place.path("target")).unwrap(), b"precious");
        assert_eq!(place.names(), ["state.json", "target"]);
    }

    #[test]
    fn a_dangling_link_is_refused_and_its_target_is_not_made() {
        let place = Place::new();
        symlink("target", place.path("state.json")).unwrap();
        refuses_every_use(&place.path("state.json"), "a symbolic link");
        assert_eq!(place.names(), ["state.json"]);
    }

    #[test]
    fn a_pipe_is_refused_without_waiting_for_a_writer() {
        let place = Place::new();
        make_pipe(&place.path("state.json"));
        refuses_every_use(&place.path("state.json"), "a named pipe");
    }

    #[test]
    fn a_socket_is_refused() {
        let place = Place::new();
        let _listener = UnixListener::bind(place.path("state.json")).unwrap();
        refuses_every_use(&place.path("state.json"), "a socket");
    }

    #[test]
    fn a_device_is_refused() {
        let zero = Path::new("/dev/zero");
        let error = read_own(zero, LIMIT).unwrap_err().to_string();
        assert!(error.contains("`/dev/zero` is a device"), "{error}");
        assert!(replace_file(zero, b"new").is_err());
        assert!(open_own_for_lock(zero).is_err());
    }

    #[test]
    fn a_linked_folder_below_the_state_folder_is_refused() {
        let place = Place::new();
        fs::create_dir(place.path("elsewhere")).unwrap();
        fs::create_dir(place.path(STATE_DIR)).unwrap();
        symlink("../elsewhere", place.path(".storectl/journal")).unwrap();
        let path = place.path(".storectl/journal/product.json");
        let errors = uses(&path);
        assert_eq!(errors.len(), 5);
        for (what, error) in errors {
            let message = error.to_string();
            assert!(
                message.contains("journal` is a symbolic link"),
                "{what}: {message}"
            );
        }
        assert_eq!(fs::read_dir(place.path("elsewhere")).unwrap().count(), 0);
    }

    #[test]
    fn a_linked_folder_above_is_the_users_own_business() {
        let place = Place::new();
        fs::create_dir(place.path("real")).unwrap();
        symlink("real", place.path("link")).unwrap();
        replace_file(&place.path("link/.storectl/state.json"), b"one").unwrap();
        assert_eq!(
            fs::read(place.path("real/.storectl/state.json")).unwrap(),
            b"one"
        );
    }

    #[test]
    fn a_replaced_file_keeps_its_permissions_and_a_new_one_has_the_usual_ones() {
        let place = Place::new();
        let mode = |name: &str| {
            let facts = fs::metadata(place.path(name)).unwrap();
            facts.permissions().mode() & 0o777
        };
        fs::write(place.path("plain"), "").unwrap();
        replace_file(&place.path("new"), b"one").unwrap();
        assert_eq!(mode("new"), mode("plain"));
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(place.path("new"), private).unwrap();
        replace_file(&place.path("new"), b"two").unwrap();
        assert_eq!(mode("new"), 0o600);
    }

    #[test]
    fn a_full_disk_leaves_the_old_file_and_nothing_beside_it() {
        // A name so long that the file beside it cannot be made fails where a full disk does: before the rename.
        let place = Place::new();
        let name = "x".repeat(250);
        fs::write(place.path(&name), "old").unwrap();
        assert!(replace_file(&place.path(&name), b"new").is_err());
        assert_eq!(fs::read(place.path(&name)).unwrap(), b"old");
        assert_eq!(place.names(), [name]);
    }

    #[test]
    fn a_result_is_not_written_through_a_link_or_over_a_folder() {
        let place = Place::new();
        fs::write(place.path("target"), "precious").unwrap();
        symlink("target", place.path("link.json")).unwrap();
        fs::create_dir(place.path("folder.json")).unwrap();
        for name in ["link.json", "folder.json"] {
            let error = write_result(&place.path(name), b"{}").unwrap_err();
            assert!(matches!(error, OwnFileError::NotRegular { .. }), "{name}");
            assert!(check_result(&place.path(name)).is_err(), "{name}");
            assert!(create_result(&place.path(name)).is_err(), "{name}");
        }
        assert_eq!(fs::read(place.path("target")).unwrap(), b"precious");
    }

    #[test]
    fn a_result_is_written_through_a_stream_of_the_system_and_never_through_a_pipe_that_lies_there()
    {
        let place = Place::new();
        make_pipe(&place.path("pipe"));
        let error = write_result(&place.path("pipe"), b"{}").unwrap_err();
        assert!(error.to_string().contains("a named pipe"), "{error}");
        write_result(Path::new("/dev/null"), b"{}").unwrap();
    }

    #[test]
    fn a_state_folder_that_is_a_link_is_refused() {
        let place = Place::new();
        check_state_dir(place.folder.path()).unwrap();
        fs::create_dir(place.path("elsewhere")).unwrap();
        symlink("elsewhere", place.path(STATE_DIR)).unwrap();
        let error = check_state_dir(place.folder.path()).unwrap_err();
        assert!(matches!(error, StateDirError::NotAFolder { .. }), "{error}");
    }

    #[test]
    fn a_state_folder_that_git_tracks_is_refused() {
        let place = Place::new();
        let git = |args: &[&str]| {
            let mut git = std::process::Command::new("git");
            let done = git.current_dir(place.folder.path()).args(args).output();
            assert!(done.unwrap().status.success(), "{args:?}");
        };
        git(&["init", "-q"]);
        fs::create_dir_all(place.path("product/.storectl/journal")).unwrap();
        let product = place.path("product");
        fs::write(product.join(".storectl/journal/p.json"), "{}").unwrap();
        check_state_dir(&product).unwrap();
        git(&["add", "-f", "product/.storectl/journal/p.json"]);
        let error = check_state_dir(&product).unwrap_err();
        assert!(matches!(error, StateDirError::Tracked { .. }), "{error}");
        // A neighbor's folder of the same name says nothing.
        fs::create_dir_all(place.path("other/.storectl")).unwrap();
        check_state_dir(&place.path("other")).unwrap();
    }
}
