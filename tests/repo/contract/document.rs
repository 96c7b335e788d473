//! Reads the tables of the contract out of its Markdown, its broken rows included (traps 23 and 24).

use super::extract::{self, Line};

/// A table with what stands over it.
pub(crate) struct Table {
    /// The operation: the last heading, e.g. `Create Listing Assets API`.
    operation: String,
    /// The bold line over it, e.g. `Request Parameters`.
    caption: String,
    pub(crate) rows: Vec<Row>,
}

/// One row of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The line in the document, counted from 1.
    pub(crate) line: usize,
    pub(crate) cells: Vec<String>,
}

/// A row of a table "Request Parameters".
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// The line in the document, counted from 1.
    pub(crate) line: usize,
    pub(crate) name: String,
    /// What its third column says.
    pub(crate) text: String,
}

/// Every table of the contract.
pub(crate) fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let (mut operation, mut caption) = (String::new(), String::new());
    let mut is_open = false;
    for Line { number, text } in extract::lines() {
        if text.starts_with('|') {
            if !is_open {
                tables.push(Table {
                    operation: operation.clone(),
                    caption: caption.clone(),
                    rows: Vec::new(),
                });
            }
            is_open = true;
            let cells = cells(&text);
            let is_rule = cells
                .iter()
                .all(|cell| cell.trim_matches(['-', ':']).is_empty());
            if !is_rule {
                let row = Row {
                    line: number,
                    cells,
                };
                tables.last_mut().unwrap().rows.push(row);
            }
            continue;
        }
        is_open = false;
        if let Some(heading) = text.strip_prefix("### ") {
            heading.clone_into(&mut operation);
        } else if let Some(bold) = text.strip_prefix("**").and_then(|it| it.strip_suffix("**")) {
            bold.clone_into(&mut caption);
        }
    }
    // The first row names the columns.
    for table in &mut tables {
        table.rows.remove(0);
    }
    tables
}

/// The cells of a row. Where a row has lost the bar between its two cells, ` - ` is left of it.
fn cells(text: &str) -> Vec<String> {
    let inner = text.trim().trim_start_matches('|').trim_end_matches('|');
    let cells: Vec<&str> = inner.split('|').collect();
    let cells = match cells.as_slice() {
        [both] => both.split(" - ").collect(),
        _ => cells,
    };
    cells.into_iter().map(|it| it.trim().to_owned()).collect()
}

/// The rows of the one table with this caption.
pub(crate) fn captioned(caption: &str) -> Vec<Row> {
    let mut found = tables().into_iter().filter(|it| it.caption == caption);
    let table = found.next().unwrap();
    assert!(found.next().is_none(), "two tables are called {caption}");
    table.rows
}

/// The request parameters of an operation.
pub(crate) fn parameters(operation: &str) -> Vec<Parameter> {
    let table = tables()
        .into_iter()
        .find(|it| it.operation == operation && it.caption == "Request Parameters")
        .unwrap();
    let rows = table.rows.into_iter();
    rows.map(|row| Parameter {
        line: row.line,
        name: row.cells[0].clone(),
        text: row.cells.get(2).cloned().unwrap_or_default(),
    })
    .collect()
}

impl Parameter {
    /// The parameter of an operation.
    pub(crate) fn of(operation: &str, name: &str) -> Self {
        let mut parameters = parameters(operation).into_iter();
        parameters.find(|it| it.name == name).unwrap()
    }

    /// Whether it is "Required" and nothing else: not "Required if …".
    pub(crate) fn is_required(&self) -> bool {
        self.text.starts_with("*Required*")
    }

    /// Whether it is "Required if …".
    pub(crate) fn is_required_if(&self) -> bool {
        self.text.starts_with("*Required if")
    }

    /// The words in the first brackets of its description.
    pub(crate) fn words(&self) -> Vec<String> {
        self.words_after("")
    }

    /// The words in the first brackets after this text.
    pub(crate) fn words_after(&self, before: &str) -> Vec<String> {
        let (_, rest) = self.text.split_once(before).unwrap();
        let (_, rest) = rest.split_once('[').unwrap();
        split(rest.split(']').next().unwrap())
    }

    /// The words of a list without brackets, after this text.
    pub(crate) fn list_after(&self, before: &str) -> Vec<String> {
        split(self.text.split_once(before).unwrap().1)
    }

    /// The number after this text.
    pub(crate) fn number_after(&self, before: &str) -> usize {
        number(self.text.split_once(before).unwrap().1)
    }

    /// The number its description begins with.
    pub(crate) fn first_number(&self) -> usize {
        let start = self.text.find(|it: char| it.is_ascii_digit()).unwrap();
        number(&self.text[start..])
    }
}

/// The items of a list separated by commas.
pub(crate) fn split(list: &str) -> Vec<String> {
    list.split(',').map(|it| it.trim().to_owned()).collect()
}

fn number(text: &str) -> usize {
    let digits: String = text
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap()
}
