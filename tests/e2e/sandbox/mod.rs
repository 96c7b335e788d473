//! `storectl sandbox`.

mod installers;
mod node_sample;
mod state_file;

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};

use crate::support::Workplace;

/// A `storectl sandbox` that runs until this is dropped.
struct Server {
    process: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts `storectl sandbox` and returns the variables it prints.
fn serve(workplace: &Workplace, arguments: &[&str]) -> (Server, Vec<(String, String)>) {
    let mut process = workplace
        .command(&[&["sandbox"], arguments].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let mut variables = Vec::new();
    for line in lines {
        if let Some((name, value)) = line
            .strip_prefix("export ")
            .and_then(|it| it.split_once('='))
        {
            variables.push((name.to_owned(), value.trim_matches(['"', '\'']).to_owned()));
        }
        if variables.len() == 7 {
            break;
        }
    }
    (Server { process }, variables)
}
