//! How installers are looked at, as flags and environment say.

use std::time::Duration;

use storectl_model::PreflightMode;

use crate::{
    error::CliError,
    exit::Exit,
    settings::env::{Env, Given, Origin},
};

/// The environment's name of the mode.
const VARIABLE: &str = "STORECTL_PREFLIGHT";

/// How installers are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PreflightSettings {
    /// Which of them, and how much of each.
    pub(crate) mode: PreflightMode,
    /// What said so.
    origin: Origin,
    /// How long hosts may take to have them; `None` does not wait.
    pub(crate) wait: Option<Duration>,
}

impl PreflightSettings {
    /// Nothing is looked at.
    pub(crate) const OFF: Self = Self {
        mode: PreflightMode::Off,
        origin: Origin::Default,
        wait: None,
    };

    /// Takes the flag, else the environment, else `auto`.
    ///
    /// # Errors
    /// A word that is no mode (64), and `--wait-for-package` where nothing is looked at.
    pub(crate) fn resolve(
        flag: Option<PreflightMode>,
        wait: Option<Duration>,
        env: &Env,
    ) -> Result<Self, CliError> {
        let given = match flag {
            Some(value) => Some(Given {
                value,
                origin: Origin::Name("--preflight"),
            }),
            None => env.text(&[VARIABLE])?.map(mode).transpose()?,
        };
        let settings = match given {
            Some(Given { value, origin }) => Self {
                mode: value,
                origin,
                wait,
            },
            None => Self {
                mode: PreflightMode::Auto,
                origin: Origin::Default,
                wait,
            },
        };
        if settings.mode == PreflightMode::Off && settings.wait.is_some() {
            let message = format!(
                "`--wait-for-package` cannot be used where {} is `off`: no installer is looked at",
                settings.origin
            );
            return Err(CliError::usage(message).hint("use `--preflight auto`"));
        }
        Ok(settings)
    }

    /// Refuses a flag that asks for a look where nothing is fetched.
    ///
    /// # Errors
    /// `--preflight auto` or `full` (64).
    pub(crate) fn refuse_offline(flag: Option<PreflightMode>) -> Result<(), CliError> {
        match flag {
            Some(mode @ (PreflightMode::Auto | PreflightMode::Full)) => {
                let message = format!(
                    "`--preflight {mode}` cannot be used with `--live`, which fetches nothing: no installer is looked at"
                );
                Err(CliError::usage(message).hint("remove one of the two"))
            }
            Some(PreflightMode::Off) | None => Ok(()),
        }
    }

    /// Takes the mode of an approved plan, which is the one that counts.
    ///
    /// # Errors
    /// A flag that says otherwise (12), and `--wait-for-package` where the plan looked at nothing (64).
    pub(crate) fn of_plan(self, approved: Option<PreflightMode>) -> Result<Self, CliError> {
        let Some(approved) = approved else {
            return Ok(self);
        };
        if self.origin == Origin::Name("--preflight") && self.mode != approved {
            return Err(other_mode(approved, self.mode));
        }
        if approved == PreflightMode::Off && self.wait.is_some() {
            let message = "`--wait-for-package` cannot be used with a plan that was made with `--preflight off`: no installer is looked at";
            return Err(CliError::usage(message.to_owned()).hint("plan with `--preflight auto`"));
        }
        Ok(Self {
            mode: approved,
            ..self
        })
    }
}

/// The error of a plan that looked at installers in another way.
pub(crate) fn other_mode(approved: PreflightMode, here: PreflightMode) -> CliError {
    CliError::new(
        Exit::Stale,
        format!(
            "the plan was made with `--preflight {approved}`, but this run uses `--preflight {here}`"
        ),
    )
    .hint(format!("use `--preflight {approved}`"))
}

fn mode(given: Given<String>) -> Result<Given<PreflightMode>, CliError> {
    let Given { value, origin } = given;
    let mode = value.parse().map_err(|_| {
        CliError::usage(format!("{origin}: invalid value `{value}`")).hint("use auto, full or off")
    })?;
    Ok(Given {
        value: mode,
        origin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(value: &str) -> Env {
        Env::of([(VARIABLE, value)])
    }

    #[test]
    fn the_flag_comes_before_the_environment() {
        use PreflightMode::{Auto, Full, Off};
        for (given, variable, expected) in [
            (None, "", Auto),
            (None, "off", Off),
            (Some(Full), "off", Full),
        ] {
            let settings = PreflightSettings::resolve(given, None, &env(variable));
            assert_eq!(settings.unwrap().mode, expected, "{given:?} {variable}");
        }
        let error = PreflightSettings::resolve(None, None, &env("often")).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        assert!(error.view().message.contains(VARIABLE), "{error:?}");
    }

    #[test]
    fn a_wait_for_installers_that_nobody_looks_at_is_wrong_usage() {
        let minute = Some(Duration::from_secs(60));
        let error = PreflightSettings::resolve(None, minute, &env("off")).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
    }

    #[test]
    fn a_wait_for_installers_that_the_plan_did_not_look_at_is_wrong_usage() {
        let minute = Some(Duration::from_secs(60));
        let settings = PreflightSettings::resolve(None, minute, &env("")).unwrap();
        let error = settings.of_plan(Some(PreflightMode::Off)).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
    }

    #[test]
    fn the_mode_of_a_plan_counts_and_a_flag_that_contradicts_it_is_named() {
        let of = |given| PreflightSettings::resolve(given, None, &env("off")).unwrap();
        let approved = Some(PreflightMode::Full);
        let settings = of(None).of_plan(approved).unwrap();
        assert_eq!(settings.mode, PreflightMode::Full);
        let error = of(Some(PreflightMode::Auto)).of_plan(approved).unwrap_err();
        assert_eq!(error.exit(), Exit::Stale);
        assert!(
            error.view().message.contains("--preflight full"),
            "{error:?}"
        );
    }
}
