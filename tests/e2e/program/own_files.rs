//! What stands in place of storectl's own files is refused before anything is written: exit 1, with its path.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use crate::support::{Run, Store, Workplace};

const MANIFEST: &str =
    "listings: { en-us: { whatsNew: Gears now turn both ways and the search finds them. } }\n";

/// What stands in a file's place.
#[derive(Clone, Copy, Debug)]
enum Obstacle {
    Link,
    DanglingLink,
    Folder,
    Pipe,
    /// `/dev/zero`, which is read without end.
    LinkToDevice,
    /// The same without a link; only the superuser makes devices, so for others the link again.
    Device,
}

impl Obstacle {
    const ALL: [Self; 6] = [
        Self::Link,
        Self::DanglingLink,
        Self::Folder,
        Self::Pipe,
        Self::LinkToDevice,
        Self::Device,
    ];

    /// Puts it there; a link leads to `target` beside it.
    fn put(self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let target = target(path);
        match self {
            Self::Link => {
                fs::write(&target, "precious").unwrap();
                symlink(target, path).unwrap();
            }
            Self::DanglingLink => symlink(target, path).unwrap(),
            Self::Folder => fs::create_dir(path).unwrap(),
            Self::Pipe => {
                let made = std::process::Command::new("mkfifo").arg(path).status();
                assert!(made.unwrap().success());
            }
            Self::LinkToDevice => symlink("/dev/zero", path).unwrap(),
            Self::Device => {
                let mut mknod = std::process::Command::new("mknod");
                let made = mknod.arg(path).args(["c", "1", "5"]).output();
                if !made.is_ok_and(|it| it.status.success()) {
                    symlink("/dev/zero", path).unwrap();
                }
            }
        }
    }

    /// Demands that what a link leads to is as it was.
    fn is_untouched(self, path: &Path) {
        match self {
            Self::Link => assert_eq!(fs::read_to_string(target(path)).unwrap(), "precious"),
            Self::DanglingLink => assert!(!target(path).exists()),
            Self::Folder | Self::Pipe | Self::LinkToDevice | Self::Device => {}
        }
    }

    fn take_away(self, path: &Path) {
        match self {
            Self::Folder => fs::remove_dir(path).unwrap(),
            Self::Link => {
                fs::remove_file(path).unwrap();
                fs::remove_file(target(path)).unwrap();
            }
            Self::DanglingLink | Self::Pipe | Self::LinkToDevice | Self::Device => {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

fn target(path: &Path) -> PathBuf {
    path.with_extension("target")
}

#[track_caller]
fn names(run: &Run, path: &Path) {
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(run.stderr.contains(name), "{name}: {}", run.stderr);
}

/// Demands that each command refuses each obstacle at `path`, and that nothing is written to the Store.
fn refused_by(commands: &[&[&str]], path: &Path, workplace: &Workplace, store: &Store) {
    for obstacle in Obstacle::ALL {
        obstacle.put(path);
        for command in commands {
            let before = store.requests(0).len();
            let run = workplace.run(command).exits(1);
            names(&run, path);
            assert_eq!(store.writes(before).len(), 0, "{obstacle:?} {command:?}");
        }
        obstacle.is_untouched(path);
        workplace.run(&["validate"]).exits(0);
        obstacle.take_away(path);
    }
}

const EVERY_COMMAND: &[&[&str]] = &[
    &["plan"],
    &["status"],
    &["apply", "--yes"],
    &["submit", "--yes"],
];

/// The journal of the manifest's product, as a first apply makes it; taken away again.
fn journal(workplace: &Workplace) -> PathBuf {
    workplace
        .run(&["apply", "--yes", "--submit", "never"])
        .exits(0);
    let folder = workplace.path().join(".storectl/journal");
    let files = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path());
    let files: Vec<PathBuf> = files.collect();
    for file in &files {
        fs::remove_file(file).unwrap();
    }
    let is_lock = |it: &&PathBuf| it.extension().is_some_and(|it| it == "lock");
    files.iter().find(is_lock).unwrap().with_extension("")
}

#[test]
fn in_place_of_a_journal() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let journal = journal(&workplace);
    refused_by(EVERY_COMMAND, &journal, &workplace, &store);
}

#[test]
fn a_journal_without_end_stops_what_writes_and_not_what_reads() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let journal = journal(&workplace);
    let large = fs::File::create(&journal).unwrap();
    large.set_len(1 << 40).unwrap();
    for command in [["apply", "--yes"], ["submit", "--yes"]] {
        let run = workplace.run(&command).exits(1);
        names(&run, &journal);
    }
    for command in ["plan", "status"] {
        let run = workplace.run(&[command]).exits(0);
        let name = journal.file_name().unwrap().to_str().unwrap();
        assert!(run.stdout.contains(name), "{command}: {}", run.stdout);
    }
}

#[test]
fn in_place_of_a_journals_lock() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let mut lock = journal(&workplace).into_os_string();
    lock.push(".lock");
    refused_by(EVERY_COMMAND, Path::new(&lock), &workplace, &store);
}

#[test]
fn in_place_of_the_journals_folder() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let folder = workplace.path().join(".storectl/journal");
    for obstacle in [Obstacle::Link, Obstacle::DanglingLink, Obstacle::Pipe] {
        obstacle.put(&folder);
        for command in EVERY_COMMAND {
            names(&workplace.run(command).exits(1), &folder);
        }
        obstacle.is_untouched(&folder);
        obstacle.take_away(&folder);
    }
}

#[test]
fn in_place_of_the_plans_folder_and_of_a_kept_plan() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let folder = workplace.path().join(".storectl/plans");
    for obstacle in [Obstacle::Link, Obstacle::DanglingLink, Obstacle::Pipe] {
        obstacle.put(&folder);
        for command in EVERY_COMMAND {
            names(&workplace.run(command).exits(1), &folder);
        }
        obstacle.is_untouched(&folder);
        obstacle.take_away(&folder);
    }
    let plan = folder.join("sp1-0123.json");
    let expect: &[&str] = &["apply", "--yes", "--expect", "sp1-0123"];
    refused_by(&[expect], &plan, &workplace, &store);
}

#[test]
fn a_plan_is_kept_for_the_hash_it_prints() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    let hash = plan["planHash"].as_str().unwrap();
    let kept = workplace.read(&format!(".storectl/plans/{hash}.json"));
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["planHash"], hash);
    assert_eq!(workplace.read(".storectl/.gitignore"), "*\n");
    workplace
        .run(&["apply", "--yes", "--expect", hash])
        .exits(0);
}

#[test]
fn in_place_of_the_state_folder() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let folder = workplace.path().join(".storectl");
    for obstacle in [Obstacle::Link, Obstacle::DanglingLink, Obstacle::Pipe] {
        obstacle.put(&folder);
        for command in EVERY_COMMAND {
            names(&workplace.run(command).exits(1), &folder);
        }
        workplace.run(&["validate"]).exits(0);
        obstacle.is_untouched(&folder);
        obstacle.take_away(&folder);
    }
    fs::create_dir(workplace.path().join("elsewhere")).unwrap();
    symlink("elsewhere", &folder).unwrap();
    for command in EVERY_COMMAND {
        names(&workplace.run(command).exits(1), &folder);
    }
    let elsewhere = fs::read_dir(workplace.path().join("elsewhere")).unwrap();
    assert_eq!(elsewhere.count(), 0);
}

#[test]
fn a_state_folder_that_git_tracks() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        let done = git.current_dir(workplace.path()).args(arguments).output();
        assert!(done.unwrap().status.success(), "{arguments:?}");
    };
    fs::remove_dir(workplace.path().join(".git")).unwrap();
    git(&["init", "--quiet"]);
    workplace.write(".storectl/journal/planted.json", "{}");
    git(&["add", "--force", ".storectl"]);
    // Whoever runs storectl needs a PATH to find git in.
    let run = |arguments: &[&str]| {
        let mut command = workplace.command(arguments);
        command.env("PATH", std::env::var_os("PATH").unwrap());
        Run::of(command.output().unwrap())
    };
    for command in EVERY_COMMAND {
        let run = run(command).exits(1);
        assert!(run.stderr.contains("git tracks"), "{}", run.stderr);
        assert!(run.stderr.contains(".storectl"), "{}", run.stderr);
    }
    run(&["validate"]).exits(0);
    git(&["rm", "--cached", "--quiet", "-r", ".storectl"]);
    run(&["plan"]).exits(0);
}

#[test]
fn in_place_of_the_sandboxs_state() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let state = workplace.path().join(".storectl/sandbox.json");
    let commands: &[&[&str]] = &[
        &["plan", "--sandbox"],
        &["status", "--sandbox"],
        &["apply", "--sandbox", "--yes"],
        &["submit", "--sandbox", "--yes"],
    ];
    refused_by(commands, &state, &workplace, &store);
    // What storectl writes beside it has a name nobody can foresee.
    fs::write(workplace.path().join("precious"), "precious").unwrap();
    for name in ["sandbox.json.tmp", "sandbox.json.new"] {
        symlink("../precious", workplace.path().join(".storectl").join(name)).unwrap();
    }
    workplace.run(&["apply", "--sandbox", "--yes"]).exits(0);
    assert_eq!(workplace.read("precious"), "precious");
}

#[test]
fn a_device_or_a_file_without_end_as_the_sandboxs_state() {
    let workplace = Workplace::empty();
    workplace.manifest(MANIFEST);
    let run = workplace.run(&["plan", "--sandbox=/dev/zero"]).exits(1);
    assert!(
        run.stderr.contains("`/dev/zero` is a device"),
        "{}",
        run.stderr
    );
    let large = fs::File::create(workplace.path().join("large.json")).unwrap();
    large.set_len(1 << 40).unwrap();
    let run = workplace.run(&["plan", "--sandbox=large.json"]).exits(1);
    assert!(run.stderr.contains("large.json"), "{}", run.stderr);
}

#[test]
fn in_place_of_a_plan_file() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let plan = workplace.path().join("plan.json");
    let apply: &[&str] = &["apply", "--yes", "--plan", "plan.json"];
    refused_by(&[apply], &plan, &workplace, &store);
    let large = fs::File::create(&plan).unwrap();
    large.set_len(1 << 40).unwrap();
    names(&workplace.run(apply).exits(1), &plan);
    let zero = workplace.run(&["apply", "--yes", "--plan", "/dev/zero"]);
    let zero = zero.exits(1);
    assert!(
        zero.stderr.contains("`/dev/zero` is a device"),
        "{}",
        zero.stderr
    );
}

#[test]
fn a_plan_file_written_by_powershell_is_read() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).stdout;
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(plan.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    workplace.write("plan.json", utf16);
    workplace
        .run(&["apply", "--yes", "--plan", "plan.json"])
        .exits(0);
}

#[test]
fn in_place_of_a_result() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    for flag in ["--out=json=result.json", "--trace=result.json"] {
        let result = workplace.path().join("result.json");
        for obstacle in [Obstacle::Link, Obstacle::DanglingLink, Obstacle::Folder] {
            obstacle.put(&result);
            for command in EVERY_COMMAND {
                let before = store.requests(0).len();
                let run = workplace.run(&[command, &[flag][..]].concat()).exits(1);
                names(&run, &result);
                assert_eq!(store.requests(before), [""; 0], "{obstacle:?} {command:?}");
            }
            obstacle.is_untouched(&result);
            obstacle.take_away(&result);
        }
    }
}

#[test]
fn a_result_for_stdout_is_written_through() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    let run = workplace
        .run(&["plan", "--out", "json=/dev/stdout"])
        .exits(0);
    let json = run.stdout.find("{\"format\"").or(run.stdout.find("{\n"));
    let document = run.stdout.get(json.unwrap()..).unwrap();
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    assert_eq!(document["format"], "storectl.plan");
}

#[test]
fn a_full_disk_leaves_the_old_result() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    workplace.write("plan.json", "old");
    // No file may grow, as on a disk that is full.
    let plan = workplace.command(&["plan", "--out", "json=plan.json"]);
    let mut shell = std::process::Command::new("/bin/sh");
    shell
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(plan.get_program())
        .args(plan.get_args())
        .current_dir(workplace.path())
        .env_clear();
    let variables = plan.get_envs().filter_map(|(name, it)| Some((name, it?)));
    shell.envs(variables);
    let run = Run::of(shell.output().unwrap()).exits(1);
    names(&run, Path::new("plan.json"));
    assert_eq!(workplace.read("plan.json"), "old");
    let leftovers = fs::read_dir(workplace.path()).unwrap();
    let leftovers = leftovers.map(|it| it.unwrap().file_name().into_string().unwrap());
    let leftovers: Vec<String> = leftovers.filter(|it| it.contains("tmp")).collect();
    assert_eq!(leftovers, [""; 0]);
}
