//! Whose settings git goes by.

use std::{
    env,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

/// Whose settings git goes by, beside those of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GitSettings {
    /// The user's, the system's, and the variables of this process.
    Callers,
    /// Nobody's: a simulation is the same wherever it is played.
    Nobodys,
}

/// Whether git goes by nobody's settings in this process.
static NOBODYS: AtomicBool = AtomicBool::new(false);

/// What git reads in the place of files of settings. Sources: git(1), "Environment Variables"; gitignore(5) and
/// gitattributes(5) for what lies below the home.
const NOTHING: [(&str, &str); 6] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("HOME", "/dev/null"),
    ("XDG_CONFIG_HOME", "/dev/null"),
    ("LC_ALL", "C"),
];

impl GitSettings {
    /// Lets every call of git in this process go by these, on whatever thread. Nobody's are not left again.
    pub fn take(self) {
        match self {
            Self::Callers => {}
            Self::Nobodys => NOBODYS.store(true, Ordering::Relaxed),
        }
    }

    /// Returns those that count in this process.
    pub(super) fn taken() -> Self {
        if NOBODYS.load(Ordering::Relaxed) {
            Self::Nobodys
        } else {
            Self::Callers
        }
    }

    /// Prepares the environment of a call.
    pub fn prepare(self, call: &mut Command) {
        match self {
            Self::Callers => {}
            Self::Nobodys => {
                let names = env::vars_os().map(|(name, _)| name);
                for name in names.filter(|it| it.as_encoded_bytes().starts_with(b"GIT_")) {
                    call.env_remove(name);
                }
                call.envs(NOTHING);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, ffi::OsStr};

    use super::*;

    #[test]
    fn of_nobodys_settings_none_comes_from_the_caller() {
        let changed = |settings: GitSettings| {
            let mut call = Command::new("git");
            settings.prepare(&mut call);
            let changed = call.get_envs();
            let changed =
                changed.map(|(name, value)| (name.to_owned(), value.map(OsStr::to_owned)));
            changed.collect::<BTreeMap<_, _>>()
        };
        assert_eq!(changed(GitSettings::Callers), BTreeMap::new());
        let nobodys = changed(GitSettings::Nobodys);
        for (name, value) in NOTHING {
            assert_eq!(
                nobodys[OsStr::new(name)].as_deref(),
                Some(OsStr::new(value))
            );
        }
    }
}
