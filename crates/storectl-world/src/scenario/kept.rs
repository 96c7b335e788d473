//! Reads histories that were kept, and refuses what nobody could have drawn: it would be held against the client.

use std::fmt;

use storectl_sandbox::Interpretations;

use crate::scenario::{Command, Config, Disturbance, Event, Runner, Scenario};

/// How many products a history may have: the Store's ids of more would not differ.
const MOST_PRODUCTS: usize = 8;

/// Why a history cannot be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplayable(String);

impl fmt::Display for Unplayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Scenario {
    /// Reads a history that was kept, as JSON.
    ///
    /// # Errors
    /// It is damaged, or its parts contradict each other.
    pub fn read(text: &str) -> Result<Self, Unplayable> {
        let scenario: Self =
            serde_json::from_str(text).map_err(|error| Unplayable(error.to_string()))?;
        scenario.config.check().map_err(Unplayable)?;
        let order = |event: &Event| check_event(event, &scenario.config, &[]);
        scenario
            .events
            .iter()
            .try_for_each(order)
            .map_err(Unplayable)?;
        Ok(scenario)
    }
}

impl Config {
    /// Checks what its types leave open.
    fn check(&self) -> Result<(), String> {
        let count = self.products.len();
        if !(1..=MOST_PRODUCTS).contains(&count) {
            return Err(format!(
                "`products` holds {count} products; a history has 1 to {MOST_PRODUCTS}"
            ));
        }
        let mut interpretations = Interpretations::default();
        for switch in &self.interpretations {
            let set = interpretations.set(switch);
            set.map_err(|error| format!("`interpretations`: {error}"))?;
        }
        for (name, value, values) in [
            ("submit", &self.submit, ["auto", "always", "never"]),
            ("wait", &self.wait, ["draft", "submitted", "published"]),
            ("preflight", &self.preflight, ["auto", "full", "off"]),
        ] {
            if !values.contains(&value.as_str()) {
                let values = values.join(", ");
                return Err(format!("`{name}` is {value:?}, which is none of {values}"));
            }
        }
        if self.submit == "always" && self.wait == "draft" {
            return Err(
                "`submit` is \"always\" and `wait` is \"draft\", which contradict each other"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// Checks an event that happens while commands run.
fn check_event(event: &Event, config: &Config, running: &[Runner]) -> Result<(), String> {
    match event {
        Event::Run {
            runner,
            command,
            meanwhile,
            behind: _,
        } => {
            if running.contains(runner) {
                return Err(format!(
                    "a command runs on {runner:?} while another one does there"
                ));
            }
            if *command == Command::Submit && config.wait == "draft" {
                return Err(
                    "`wait` is \"draft\", and a command is \"submit\", which contradict each other"
                        .to_owned(),
                );
            }
            let running = [running, &[*runner]].concat();
            meanwhile.iter().try_for_each(|(_, it)| match it {
                Disturbance::Event(event) => check_event(event, config, &running),
                Disturbance::Kill
                | Disturbance::Interrupt
                | Disturbance::Terminate
                | Disturbance::Fault(_) => Ok(()),
            })
        }
        Event::Acknowledge if !running.is_empty() => {
            Err("`acknowledge` happens while a command runs".to_owned())
        }
        Event::Acknowledge
        | Event::Merge { .. }
        | Event::Lose { .. }
        | Event::Portal { .. }
        | Event::PortalSubmit { .. }
        | Event::PortalCancel { .. }
        | Event::Certify { .. }
        | Event::Wait { .. }
        | Event::Clock { .. }
        | Event::Swap { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::scenario::{first_release, orders};

    /// Reads a history that is sound but for what is changed.
    fn read(change: impl FnOnce(&mut Value)) -> Result<Scenario, Unplayable> {
        let sound = orders(&first_release(), 1).last();
        let mut history = serde_json::to_value(sound).unwrap();
        change(&mut history);
        Scenario::read(&history.to_string())
    }

    #[track_caller]
    fn assert_refused(change: impl FnOnce(&mut Value), named: &str) {
        let Unplayable(said) = read(change).unwrap_err();
        assert!(said.contains(named), "{said}");
    }

    fn run(command: &str, meanwhile: &Value) -> Value {
        let run = json!({ "runner": "A", "command": command, "behind": 0, "meanwhile": meanwhile });
        json!({ "run": run })
    }

    #[test]
    fn a_sound_history_is_read() {
        assert!(read(|_| {}).is_ok());
        for seed in 1..=300 {
            let drawn = Scenario::draw(seed);
            let text = serde_json::to_string(&drawn).unwrap();
            assert_eq!(Scenario::read(&text), Ok(drawn), "seed {seed}");
        }
    }

    #[test]
    fn unknown_members_are_refused() {
        let wish = "/config/products/0/wish";
        for (place, member) in [
            ("", "sed"),
            ("/config", "latencies"),
            ("/config/products/0", "capitals"),
            (wish, "listing"),
            ("/config/products/0/wish/listings/en-us", "pictures"),
        ] {
            let change = |it: &mut Value| it.pointer_mut(place).unwrap()[member] = json!(1);
            assert_refused(change, &format!("unknown field `{member}`"));
        }
        let swap = json!([{ "swap": { "product": 0, "installer": 1 } }]);
        assert_refused(|it| it["events"] = swap, "unknown field `installer`");
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        assert_refused(
            |it| it["config"]["products"] = json!([]),
            "holds 0 products",
        );
        let nine = |it: &mut Value| {
            let one = it["config"]["products"][0].clone();
            it["config"]["products"] = json!(vec![one; 9]);
        };
        assert_refused(nine, "holds 9 products");
        let set =
            |name: &'static str, value: Value| move |it: &mut Value| it["config"][name] = value;
        assert_refused(
            set("interpretations", json!(["upload-speed=3"])),
            "upload-speed",
        );
        assert_refused(
            set("submit", json!("sometimes")),
            "`submit` is \"sometimes\"",
        );
        assert_refused(set("wait", json!("forever")), "`wait` is \"forever\"");
        assert_refused(set("preflight", json!("on")), "`preflight` is \"on\"");
    }

    #[test]
    fn contradictions_are_refused() {
        let both = |it: &mut Value| {
            it["config"]["submit"] = json!("always");
            it["config"]["wait"] = json!("draft");
        };
        assert_refused(both, "contradict");
        let submits = |it: &mut Value| {
            it["config"]["wait"] = json!("draft");
            it["events"] = json!([run("submit", &json!([]))]);
        };
        assert_refused(submits, "contradict");
        let during = |event: Value| {
            let meanwhile = json!([["submit", { "event": event }]]);
            move |it: &mut Value| it["events"] = json!([run("apply", &meanwhile)])
        };
        assert_refused(during(run("plan", &json!([]))), "runs on A while");
        assert_refused(during(json!("acknowledge")), "`acknowledge` happens while");
    }
}
