//! A list of contracts out of a spreadsheet (S8): contract number, name. Pure.
//!
//! UTF-8 with or without a byte order mark, UTF-16 or Windows-1251; `;`, `,` or
//! a tab between. Every wrong line is told with its number, and then nothing of
//! the file is taken.

use std::collections::BTreeMap;

use crate::people::format;

/// Lines of one file, the largest office's several times over.
pub(crate) const LINES_MOST: usize = 20_000;

/// Longest name of an entity, characters.
const NAME_CHARS: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) contract: String,
    pub(crate) name: String,
}

/// What is wrong with one line; the texts are `csv-<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrongLine {
    /// As a spreadsheet counts, from 1.
    pub(crate) line: u64,
    pub(crate) code: &'static str,
    /// What stands there, or the line of the first of two.
    pub(crate) found: String,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Row>, Vec<WrongLine>> {
    let text = decode(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for (index, record) in reader.records().enumerate() {
        let Ok(record) = record else {
            wrong.push(line_of(0, "csv-unreadable", ""));
            break;
        };
        let line = record.position().map_or(0, csv::Position::line);
        let mut fields: Vec<&str> = record.iter().map(str::trim).collect();
        // Spreadsheets write empty columns behind the last one.
        while fields.len() > 2 && fields.last().is_some_and(|last| last.is_empty()) {
            fields.pop();
        }
        if fields.iter().all(|field| field.is_empty()) {
            continue;
        }
        let (Some(first), Some(second), true) = (fields.first(), fields.get(1), fields.len() == 2)
        else {
            wrong.push(line_of(line, "csv-columns", &fields.len().to_string()));
            continue;
        };
        // A first line without any digit says what stands in the columns.
        if index == 0 && !first.chars().any(|sign| sign.is_ascii_digit()) {
            continue;
        }
        match row(first, second) {
            Ok(found) => {
                if let Some(before) = seen.insert(found.contract.clone(), line) {
                    wrong.push(line_of(line, "csv-twice", &before.to_string()));
                }
                rows.push(found);
            }
            Err(code) => wrong.push(line_of(line, code, first)),
        }
        if rows.len() > LINES_MOST {
            wrong.push(line_of(line, "csv-too-many", &LINES_MOST.to_string()));
            break;
        }
    }
    if rows.is_empty() && wrong.is_empty() {
        wrong.push(line_of(1, "csv-empty", ""));
    }
    if wrong.is_empty() {
        Ok(rows)
    } else {
        Err(wrong)
    }
}

fn row(contract: &str, name: &str) -> Result<Row, &'static str> {
    let contract = format::contract(contract).map_err(|_wrong| "csv-contract")?;
    let name = format::line(name, NAME_CHARS).map_err(|_wrong| "csv-name")?;
    Ok(Row { contract, name })
}

fn line_of(line: u64, code: &'static str, found: &str) -> WrongLine {
    WrongLine {
        line,
        code,
        found: found.chars().take(40).collect(),
    }
}

/// What a spreadsheet of this country writes if it is not Unicode.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _length)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_not_unicode) => encoding_rs::WINDOWS_1251.decode(bytes).0.into_owned(),
    }
}

/// The sign that stands most often in the first line outside of quotes.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    for byte in text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("")
        .bytes()
    {
        quoted ^= byte == b'"';
        for (sign, count) in &mut counts {
            if byte == *sign && !quoted {
                *count += 1;
            }
        }
    }
    let most = counts.iter().rev().max_by_key(|(_sign, count)| *count);
    most.map_or(b';', |(sign, _count)| *sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contracts(bytes: &[u8]) -> Vec<String> {
        let rows = read(bytes).unwrap();
        rows.into_iter()
            .map(|row| format!("{} {}", row.contract, row.name))
            .collect()
    }

    fn wrong(text: &str) -> Vec<(u64, &'static str, String)> {
        let lines = read(text.as_bytes()).unwrap_err();
        lines
            .into_iter()
            .map(|line| (line.line, line.code, line.found))
            .collect()
    }

    #[test]
    fn s8_a_list_is_read_in_every_encoding_and_with_every_separator() {
        let plain = "Договор;Название\n660400123;ООО «Ёлка»\n660400124;\"ИП \"\"Ноль; два\"\"\"\n";
        let expected = ["660400123 ООО «Ёлка»", "660400124 ИП \"Ноль; два\""];
        assert_eq!(contracts(plain.as_bytes()), expected);
        let marked = [b"\xef\xbb\xbf", plain.as_bytes()].concat();
        assert_eq!(contracts(&marked), expected);
        let (old, _, _) = encoding_rs::WINDOWS_1251.encode(plain);
        assert_eq!(contracts(&old), expected);
        let utf16: Vec<u8> = std::iter::once(0xfeff)
            .chain(plain.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(contracts(&utf16), expected);
        assert_eq!(contracts("660400123,ООО\r\n".as_bytes()), ["660400123 ООО"]);
        assert_eq!(contracts("660400123\tООО\n".as_bytes()), ["660400123 ООО"]);
    }

    #[test]
    fn s8_empty_lines_and_columns_of_a_spreadsheet_do_no_harm() {
        assert_eq!(
            contracts("\n660400123;ООО;;;\n;;;\n\n".as_bytes()),
            ["660400123 ООО"]
        );
        assert_eq!(contracts("660400123;\n".as_bytes()), ["660400123 "]);
    }

    #[test]
    fn s8_every_wrong_line_is_told_with_its_number() {
        let text = "660400123;А\nнет;Б\n660400124\n660400123;В\n660400125;Г;лишнее\n";
        let expected = [
            (2, "csv-contract", "нет".to_owned()),
            (3, "csv-columns", "1".to_owned()),
            (4, "csv-twice", "1".to_owned()),
            (5, "csv-columns", "3".to_owned()),
        ];
        assert_eq!(wrong(text), expected);
        assert_eq!(wrong(""), [(1, "csv-empty", String::new())]);
        assert_eq!(
            wrong("Договор;Название\n"),
            [(1, "csv-empty", String::new())]
        );
    }

    #[test]
    fn s8_ten_thousand_lines_are_read_and_the_one_wrong_among_them_is_found() {
        use std::fmt::Write as _;
        let mut text = String::new();
        for n in 0..10_000 {
            writeln!(text, "6604{n:08};ООО «Номер {n}»").unwrap();
        }
        assert_eq!(read(text.as_bytes()).unwrap().len(), 10_000);
        let text = text.replacen("660400007777;", "6604 x!;", 1);
        assert_eq!(
            wrong(&text),
            [(7_778, "csv-contract", "6604 x!".to_owned())]
        );
    }
}
