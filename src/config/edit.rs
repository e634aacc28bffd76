//! Changes to the office file's text that keep its comments and its order.
//!
//! Pure: text and changes in, text out. Whether the new text is a right office
//! file is for the checks to say.

use serde::Deserialize;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};
use utoipa::ToSchema;

/// One change of one place.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// From the outside in: `["service", "2", "title", "ru"]`. A number picks
    /// from a list of sections, `"+"` adds one.
    pub path: Vec<String>,
    /// What stands there from now on; none takes it away, if it is there.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub value: Option<serde_json::Value>,
}

/// The change, counted from 0, that leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchPlace(pub usize);

/// The text with the changes made in turn; `Err` if one leads nowhere or the
/// text is no TOML.
pub fn apply(text: &str, changes: &[Change]) -> Result<String, NoSuchPlace> {
    let mut document: DocumentMut = text.parse().map_err(|_no_toml| NoSuchPlace(0))?;
    for (index, change) in changes.iter().enumerate() {
        let root = document.as_table_mut();
        walk(root, &change.path, change.value.as_ref()).ok_or(NoSuchPlace(index))?;
    }
    Ok(document.to_string())
}

type Json = serde_json::Value;

fn walk(table: &mut dyn TableLike, path: &[String], value: Option<&Json>) -> Option<()> {
    match path {
        [] => None,
        [key] => set(table, key, value),
        [key, step, rest @ ..] => {
            if step == "+" && rest.is_empty() {
                return add(table, key, value?);
            }
            match table.get_mut(key) {
                Some(Item::ArrayOfTables(sections)) => {
                    let index: usize = step.parse().ok()?;
                    match (rest, value) {
                        ([], None) if index < sections.len() => {
                            sections.remove(index);
                            Some(())
                        }
                        ([], _) => None,
                        (rest, value) => walk(sections.get_mut(index)?, rest, value),
                    }
                }
                Some(inner) => {
                    let inner = inner.as_table_like_mut()?;
                    walk(inner, path.get(1..)?, value)
                }
                None if value.is_none() => Some(()),
                None => {
                    let mut made = Table::new();
                    walk(&mut made, path.get(1..)?, value)?;
                    table.insert(key, Item::Table(made));
                    Some(())
                }
            }
        }
    }
}

/// Keeps the comment behind a value that is replaced.
fn set(table: &mut dyn TableLike, key: &str, value: Option<&Json>) -> Option<()> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        table.remove(key);
        return Some(());
    };
    let mut new = as_toml(value)?;
    if let Some(old) = table.get_mut(key) {
        let old_value = old.as_value()?;
        *new.decor_mut() = old_value.decor().clone();
        *old = Item::Value(new);
    } else {
        table.insert(key, Item::Value(new));
    }
    Some(())
}

/// One more section behind those of the same name.
fn add(table: &mut dyn TableLike, key: &str, value: &Json) -> Option<()> {
    let mut section = Table::new();
    for (name, value) in value.as_object()? {
        section.insert(name, Item::Value(as_toml(value)?));
    }
    section.decor_mut().set_prefix("\n");
    match table.get_mut(key) {
        Some(Item::ArrayOfTables(sections)) => sections.push(section),
        Some(_) => return None,
        None => {
            let mut sections = toml_edit::ArrayOfTables::new();
            sections.push(section);
            table.insert(key, Item::ArrayOfTables(sections));
        }
    }
    Some(())
}

/// The file knows texts, whole numbers, yes and no, lists, and texts by language.
fn as_toml(value: &Json) -> Option<Value> {
    match value {
        Json::Null => None,
        Json::Bool(flag) => Some(Value::from(*flag)),
        Json::Number(number) => number.as_i64().map(Value::from),
        Json::String(text) => Some(Value::from(text.as_str())),
        Json::Array(list) => {
            let mut array = Array::new();
            for value in list {
                array.push(as_toml(value)?);
            }
            Some(Value::Array(array))
        }
        Json::Object(fields) => {
            let mut inline = InlineTable::new();
            for (key, value) in fields {
                inline.insert(key, as_toml(value)?);
            }
            Some(Value::InlineTable(inline))
        }
    }
}

/// Keys whose values are hashes: nobody needs to see them.
const HASHES: [&str; 2] = ["pin_hash", "password_hash"];

/// The file as data, for forms; `None` if it is no TOML. Hashes become `true`.
pub fn as_data(text: &str) -> Option<Json> {
    let table: toml::Table = toml::from_str(text).ok()?;
    let mut data = serde_json::to_value(table).ok()?;
    let people = data.get_mut("staff").and_then(Json::as_array_mut);
    for person in people.into_iter().flatten() {
        for key in HASHES {
            if let Some(hash) = person.get_mut(key) {
                *hash = Json::Bool(true);
            }
        }
    }
    Some(data)
}

/// One line of a difference: `' '` stays, `'-'` goes, `'+'` comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    pub sign: char,
    pub text: String,
}

/// Lines around a change that are shown with it.
const AROUND: usize = 2;

/// Beyond this many lines on each side, two texts are shown as taken away and
/// written anew: comparing costs their product.
const COMPARED: usize = 2_000;

/// What changes from one text to the other, line by line; hashes are hidden.
pub fn difference(old: &str, new: &str) -> Vec<DiffLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let alike =
        |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(a, b)| a == b).count();
    let start = alike(&mut old.iter().zip(&new));
    let left = old.len().min(new.len()) - start;
    let end = alike(&mut old.iter().rev().zip(new.iter().rev())).min(left);
    let middle = |lines: &[&str]| -> Vec<String> {
        let inner = lines.get(start..lines.len() - end).unwrap_or_default();
        inner.iter().map(|line| hidden(line)).collect()
    };
    let mut lines: Vec<DiffLine> = Vec::new();
    let stays = |line: &&str| DiffLine {
        sign: ' ',
        text: hidden(line),
    };
    lines.extend(
        old.get(start.saturating_sub(AROUND)..start)
            .into_iter()
            .flatten()
            .map(stays),
    );
    lines.extend(compared(&middle(&old), &middle(&new)));
    let tail = new.len() - end;
    lines.extend(
        new.get(tail..(tail + AROUND).min(new.len()))
            .into_iter()
            .flatten()
            .map(stays),
    );
    lines
}

/// The longest common lines stay, the others go and come.
fn compared(old: &[String], new: &[String]) -> Vec<DiffLine> {
    let line = |sign, text: &String| DiffLine {
        sign,
        text: text.clone(),
    };
    if old.len() > COMPARED || new.len() > COMPARED {
        let gone = old.iter().map(|text| line('-', text));
        return gone.chain(new.iter().map(|text| line('+', text))).collect();
    }
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    let at = |common: &[u32], i: usize, j: usize| common.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let best = if a == b {
                at(&common, i + 1, j + 1) + 1
            } else {
                at(&common, i + 1, j).max(at(&common, i, j + 1))
            };
            if let Some(cell) = common.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                lines.push(line(' ', a));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || at(&common, i + 1, j) >= at(&common, i, j + 1) => {
                lines.push(line('-', a));
                i += 1;
            }
            (_, Some(b)) => {
                lines.push(line('+', b));
                j += 1;
            }
            (Some(_) | None, None) => return lines,
        }
    }
}

fn hidden(line: &str) -> String {
    let masked = |key: &str| {
        let (before, rest) = line.split_once(key)?;
        let is_set = rest.trim_start().starts_with('=');
        is_set.then(|| format!("{before}{key} = \"•••\""))
    };
    HASHES
        .into_iter()
        .find_map(masked)
        .unwrap_or_else(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# офис\n[office]\nname = { ru = \"Офис\", en = \"Office\" } # вывеска\n\n# первая\n[[desk]]\nnumber = 1 # у входа\nservices = [\"a\"]\n\n[[staff]]\nid = \"x\"\npin_hash = \"$argon2id$secret\"\n";

    fn change(path: &[&str], value: Json) -> Change {
        Change {
            path: path.iter().map(|step| (*step).to_owned()).collect(),
            value: Some(value).filter(|v| !v.is_null()),
        }
    }

    #[test]
    fn a_change_keeps_every_comment() {
        let new = apply(
            FILE,
            &[
                change(&["office", "name", "ru"], "Новый".into()),
                change(&["desk", "0", "number"], 7.into()),
            ],
        )
        .unwrap();
        assert_eq!(
            new,
            FILE.replace("\"Офис\"", "\"Новый\"")
                .replace("number = 1", "number = 7")
        );
    }

    #[test]
    fn sections_come_and_go() {
        let new = apply(
            FILE,
            &[change(
                &["desk", "+"],
                serde_json::json!({ "number": 2, "services": ["a", "b"] }),
            )],
        )
        .unwrap();
        assert!(
            new.contains("[[desk]]\nnumber = 2\nservices = [\"a\", \"b\"]"),
            "{new}"
        );
        let back = apply(&new, &[change(&["desk", "1"], Json::Null)]).unwrap();
        assert!(!back.contains("number = 2"));
        assert!(back.contains("# первая"));
    }

    #[test]
    fn what_is_taken_away_need_not_be_there() {
        let gone = [
            change(&["staff", "0", "password_hash"], Json::Null),
            change(&["voice", "volume"], Json::Null),
        ];
        assert_eq!(apply(FILE, &gone).unwrap(), FILE);
    }

    #[test]
    fn a_place_that_is_not_there_is_told_and_nothing_changes() {
        for path in [
            &["desk", "5", "number"][..],
            &["desk", "5"],
            &[],
            &["office", "name", "ru", "deeper"],
        ] {
            assert_eq!(
                apply(FILE, &[change(path, 1.into())]).unwrap_err(),
                NoSuchPlace(0),
                "{path:?}"
            );
        }
        assert!(apply("[[[", &[]).is_err());
    }

    #[test]
    fn forms_and_differences_never_show_a_hash() {
        assert_eq!(
            as_data(FILE).unwrap()["staff"][0]["pin_hash"],
            Json::Bool(true)
        );
        let new = FILE.replace("secret", "other").replace("\"x\"", "\"y\"");
        let lines = difference(FILE, &new);
        assert!(
            lines.iter().all(|line| !line.text.contains("argon2id")),
            "{lines:?}"
        );
        assert!(
            lines
                .iter()
                .any(|line| line.sign == '+' && line.text == "id = \"y\"")
        );
    }

    #[test]
    fn a_difference_shows_what_goes_and_what_comes() {
        let signs = |old: &str, new: &str| -> String {
            difference(old, new).iter().map(|line| line.sign).collect()
        };
        assert_eq!(signs("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n"), " -+  +");
        assert_eq!(signs("a\n", "a\n"), " ");
        assert_eq!(signs("", "a\nb\n"), "++");
    }
}
