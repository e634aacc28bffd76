//! Reads TOML key by key and notes every mistake with its line.
//!
//! Why not derive: a derived reader stops at the first wrong key, and the one
//! who fixes the file should see all of them at once. A [`Section`] knows which
//! keys were asked of it; what is left over is unknown and gets a «did you mean».

use std::cell::RefCell;
use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Notice;
use super::finding::{Finding, Level, Place};
use crate::texts::Arg;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) at: Place,
}

/// One text in several languages as written, language code → text.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) key: &'static str,
    pub(super) at: Place,
    pub(super) by_language: BTreeMap<String, At<String>>,
}

/// What fills a finding's text.
type Args = Vec<(&'static str, Arg)>;

/// More syntax errors than this are the same one over and over.
const SYNTAX_ERRORS_SHOWN: usize = 20;

/// What the texts take for "nothing": no guess near enough, no section.
pub(super) const NOTHING: &str = "none";

/// Collects findings of one file.
#[derive(Debug)]
pub(super) struct Notes {
    file: String,
    /// Byte offsets at which lines start.
    lines: Vec<usize>,
    text: String,
    unknown: Notice,
    findings: RefCell<Vec<Finding>>,
}

impl Notes {
    pub(super) fn new(file: &str, text: &str, unknown: Notice) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            file: file.to_owned(),
            lines: std::iter::once(0).chain(ends).collect(),
            text: text.to_owned(),
            unknown,
            findings: RefCell::new(Vec::new()),
        }
    }

    pub(super) fn mistake(&self, at: Place, key: &'static str, args: Args) {
        self.add(Level::Error, at, key, args);
    }

    pub(super) fn warning(&self, at: Place, key: &'static str, args: Args) {
        self.add(Level::Warning, at, key, args);
    }

    /// A mistake in what the command line set over the file.
    pub(super) fn option_mistake(&self, option: &str, key: &'static str, found: &str) {
        self.findings.borrow_mut().push(Finding {
            level: Level::Error,
            file: option.to_owned(),
            at: Place::default(),
            key,
            args: vec![("found", Arg::from(found))],
        });
    }

    fn add(&self, level: Level, at: Place, key: &'static str, args: Args) {
        self.findings.borrow_mut().push(Finding {
            level,
            file: self.file.clone(),
            at,
            key,
            args,
        });
    }

    /// Everything noted, in the order of the file.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        let mut findings = self.findings.into_inner();
        findings.sort_by_key(|finding| finding.at);
        findings
    }

    pub(super) fn place(&self, offset: usize) -> Place {
        let index = self.lines.partition_point(|start| *start <= offset);
        let start = index
            .checked_sub(1)
            .and_then(|line| self.lines.get(line))
            .copied()
            .unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or("");
        Place {
            line: u32::try_from(index).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX),
        }
    }

    /// The file as a tree, or nothing when it is no TOML: then each syntax
    /// error is noted.
    pub(super) fn parse<'t>(&self, text: &'t str) -> Option<Spanned<DeTable<'t>>> {
        let (tree, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Some(tree);
        }
        for error in errors.iter().take(SYNTAX_ERRORS_SHOWN) {
            let offset = error.span().map_or(0, |span| span.start);
            let code = error.message().split(',').next().unwrap_or("");
            let code = code.to_lowercase().replace(' ', "-").replace('`', "");
            let args = vec![
                ("code", Arg::from(code)),
                ("message", Arg::from(error.message())),
            ];
            self.mistake(self.place(offset), "config-syntax", args);
        }
        None
    }
}

/// One table of the file while it is read.
#[derive(Debug)]
pub(super) struct Section<'a, 't> {
    notes: &'a Notes,
    /// As people see it: `[office]`, `[[service]]`; empty for the whole file.
    name: String,
    pub(super) at: Place,
    table: &'a DeTable<'t>,
    known: Vec<&'static str>,
    required: Vec<&'static str>,
}

impl<'a, 't> Section<'a, 't> {
    pub(super) fn whole_file(notes: &'a Notes, tree: &'a Spanned<DeTable<'t>>) -> Self {
        Self {
            notes,
            name: String::new(),
            at: Place::default(),
            table: tree.get_ref(),
            known: Vec::new(),
            required: Vec::new(),
        }
    }

    /// Names keys that may not be absent; [`Section::done`] notes those that are.
    pub(super) fn require(&mut self, keys: &[&'static str]) {
        self.required.extend(keys);
    }

    /// Notes every key that nobody asked for and every required one that is
    /// absent. A mistyped required key is one mistake, not two.
    pub(super) fn done(self) {
        let mut mistyped = Vec::new();
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if self.known.contains(&name) {
                continue;
            }
            let guess = closest(name, self.known.iter().copied());
            mistyped.extend(guess);
            let args = vec![
                ("key", Arg::from(name)),
                ("section", Arg::from(self.shown_name())),
                ("guess", Arg::from(guess.unwrap_or(NOTHING))),
                ("known", Arg::from(self.known.join(", "))),
            ];
            let at = self.notes.place(key.span().start);
            let level = match self.notes.unknown {
                Notice::Mistake => Level::Error,
                Notice::Warning => Level::Warning,
            };
            self.notes.add(level, at, "config-unknown-key", args);
        }
        for key in &self.required {
            if !self.table.contains_key(*key) && !mistyped.contains(key) {
                let args = vec![
                    ("key", Arg::from(*key)),
                    ("section", Arg::from(self.shown_name())),
                ];
                self.notes.mistake(self.at, "config-missing-key", args);
            }
        }
    }

    fn shown_name(&self) -> &str {
        if self.name.is_empty() {
            NOTHING
        } else {
            &self.name
        }
    }

    fn get(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'t>>> {
        self.known.push(key);
        self.table.get(key)
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<At<String>> {
        let value = self.get(key)?;
        text_of(self.notes, key, "text", value)
    }

    pub(super) fn whole(&mut self, key: &'static str) -> Option<At<i64>> {
        let value = self.get(key)?;
        whole_of(self.notes, key, value)
    }

    /// `[1, 2]`
    pub(super) fn numbers(&mut self, key: &'static str) -> Option<At<Vec<At<i64>>>> {
        let value = self.get(key)?;
        let at = self.notes.place(value.span().start);
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(self.notes, key, "list", value);
            return None;
        };
        let items = items
            .iter()
            .filter_map(|item| whole_of(self.notes, key, item))
            .collect();
        Some(At { value: items, at })
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<At<bool>> {
        let value = self.get(key)?;
        let at = self.notes.place(value.span().start);
        if let DeValue::Boolean(value) = value.get_ref() {
            return Some(At { value: *value, at });
        }
        wrong_type(self.notes, key, "flag", value);
        None
    }

    /// A day, as TOML's own date or as text.
    pub(super) fn date(&mut self, key: &'static str) -> Option<At<String>> {
        let value = self.get(key)?;
        if let DeValue::Datetime(date) = value.get_ref() {
            let at = self.notes.place(value.span().start);
            let value = date.to_string();
            return Some(At { value, at });
        }
        text_of(self.notes, key, "text", value)
    }

    /// `["a", "b"]`
    pub(super) fn list(&mut self, key: &'static str) -> Option<At<Vec<At<String>>>> {
        let value = self.get(key)?;
        let at = self.notes.place(value.span().start);
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(self.notes, key, "list", value);
            return None;
        };
        let items = items
            .iter()
            .filter_map(|item| text_of(self.notes, key, "item", item))
            .collect();
        Some(At { value: items, at })
    }

    /// `[1, 2]`; what is no number is noted and left out.
    pub(super) fn whole_list(&mut self, key: &'static str) -> Vec<At<i64>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(self.notes, key, "list", value);
            return Vec::new();
        };
        let number = |item: &Spanned<DeValue<'_>>| {
            let at = self.notes.place(item.span().start);
            if let DeValue::Integer(number) = item.get_ref()
                && let Ok(value) = i64::from_str_radix(number.as_str(), number.radix())
            {
                return Some(At { value, at });
            }
            wrong_type(self.notes, key, "whole", item);
            None
        };
        items.iter().filter_map(number).collect()
    }

    /// `{ ru = "…", en = "…" }`
    pub(super) fn words(&mut self, key: &'static str) -> Option<Words> {
        let value = self.get(key)?;
        words_of(self.notes, key, value)
    }

    /// `[{ ru = "…", en = "…" }, …]`
    pub(super) fn words_list(&mut self, key: &'static str) -> Option<At<Vec<Words>>> {
        let value = self.get(key)?;
        let at = self.notes.place(value.span().start);
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(self.notes, key, "list", value);
            return None;
        };
        let items = items
            .iter()
            .filter_map(|item| words_of(self.notes, key, item))
            .collect();
        Some(At { value: items, at })
    }

    /// `[key]`
    pub(super) fn section(&mut self, key: &'static str) -> Option<Section<'a, 't>> {
        let value = self.get(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            wrong_type(self.notes, key, "table", value);
            return None;
        };
        Some(Section {
            notes: self.notes,
            name: format!("[{key}]"),
            at: self.notes.place(value.span().start),
            table,
            known: Vec::new(),
            required: Vec::new(),
        })
    }

    /// `[[key]]`, as often as it stands there.
    pub(super) fn sections(&mut self, key: &'static str) -> Vec<Section<'a, 't>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(self.notes, key, "tables", value);
            return Vec::new();
        };
        if items.is_empty() {
            let at = self.notes.place(value.span().start);
            let args = vec![("key", Arg::from(key))];
            self.notes.mistake(at, "config-empty", args);
        }
        let mut sections = Vec::new();
        for item in items {
            let DeValue::Table(table) = item.get_ref() else {
                wrong_type(self.notes, key, "tables", item);
                continue;
            };
            sections.push(Section {
                notes: self.notes,
                name: format!("[[{key}]]"),
                at: self.notes.place(item.span().start),
                table,
                known: Vec::new(),
                required: Vec::new(),
            });
        }
        sections
    }
}

fn text_of(
    notes: &Notes,
    key: &'static str,
    wanted: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<At<String>> {
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(notes, key, wanted, value);
        return None;
    };
    Some(At {
        value: text.to_string(),
        at: notes.place(value.span().start),
    })
}

fn whole_of(notes: &Notes, key: &'static str, value: &Spanned<DeValue<'_>>) -> Option<At<i64>> {
    if let DeValue::Integer(number) = value.get_ref()
        && let Ok(whole) = i64::from_str_radix(number.as_str(), number.radix())
    {
        let at = notes.place(value.span().start);
        return Some(At { value: whole, at });
    }
    wrong_type(notes, key, "whole", value);
    None
}

fn words_of(notes: &Notes, key: &'static str, value: &Spanned<DeValue<'_>>) -> Option<Words> {
    let DeValue::Table(table) = value.get_ref() else {
        wrong_type(notes, key, "words", value);
        return None;
    };
    let mut by_language = BTreeMap::new();
    for (language, text) in table {
        if let Some(text) = text_of(notes, key, "text", text) {
            by_language.insert(language.get_ref().to_string(), text);
        }
    }
    Some(Words {
        key,
        at: notes.place(value.span().start),
        by_language,
    })
}

fn wrong_type(notes: &Notes, key: &'static str, wanted: &str, value: &Spanned<DeValue<'_>>) {
    let args = vec![
        ("key", Arg::from(key)),
        ("wanted", Arg::from(wanted)),
        ("found", Arg::from(value.get_ref().type_str())),
    ];
    notes.mistake(notes.place(value.span().start), "config-wrong-type", args);
}

/// The known word nearest to `found`, if it is near enough for a slip of the
/// finger: a third of its letters, at least two.
pub(super) fn closest<'w>(
    found: &str,
    known: impl IntoIterator<Item = &'w str>,
) -> Option<&'w str> {
    let bound = (found.chars().count() / 3).max(2);
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(found, word), word))
        .filter(|(distance, _)| *distance <= bound)
        .min()
        .map(|(_, word)| word)
}
