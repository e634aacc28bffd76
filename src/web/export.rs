//! A report as a file for a spreadsheet: XLSX with real numbers, CSV as Russian
//! spreadsheets open it (UTF-8 with BOM, semicolons, CRLF, decimal comma).

use jiff::civil::Date;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::texts::{Arg, Texts};
use crate::web::reports::LineView;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Value {
    Count(u32),
    /// Minutes, hours or a mean mark with one decimal.
    Time(Option<f64>),
    /// Percent with one decimal.
    Percent(Option<f64>),
}

type Column = (&'static str, fn(&LineView) -> Value);

/// In the order of the page's table; the heading is the text `report-<name>`.
const COLUMNS: [Column; 23] = [
    ("visits", |line| Value::Count(line.visits)),
    ("answered", |line| Value::Count(line.answered)),
    ("share", |line| Value::Percent(line.share)),
    ("late", |line| Value::Count(line.late)),
    ("wait-mean", |line| minutes(line.wait_mean_ms)),
    ("wait-median", |line| minutes(line.wait_median_ms)),
    ("wait-p85", |line| minutes(line.wait_p85_ms)),
    ("wait-p95", |line| minutes(line.wait_p95_ms)),
    ("wait-longest", |line| minutes(line.wait_longest_ms)),
    ("service-mean", |line| minutes(line.service_mean_ms)),
    ("service-median", |line| minutes(line.service_median_ms)),
    ("served", |line| Value::Count(line.served)),
    ("no-shows", |line| Value::Count(line.no_shows)),
    ("left", |line| Value::Count(line.left)),
    ("not-served", |line| Value::Count(line.not_served)),
    ("transfers", |line| Value::Count(line.transfers)),
    ("promises", |line| Value::Percent(line.promises_kept)),
    ("rated", |line| Value::Count(line.rated)),
    ("rating", |line| Value::Time(line.rating)),
    ("solved", |line| Value::Count(line.solved)),
    ("peaks", |line| Value::Count(line.peaks)),
    ("open", |line| hours(line.open_ms)),
    ("breaks", |line| hours(line.break_ms)),
];

fn minutes(ms: Option<i64>) -> Value {
    // Tenths of a minute, rounded to the nearest.
    let tenths = ms.map(|ms| (ms + 3_000).div_euclid(6_000));
    let tenths = tenths.and_then(|tenths| i32::try_from(tenths).ok());
    Value::Time(tenths.map(|tenths| f64::from(tenths) / 10.0))
}

fn hours(ms: i64) -> Value {
    let tenths = i32::try_from((ms + 180_000).div_euclid(360_000)).ok();
    Value::Time(tenths.map(|tenths| f64::from(tenths) / 10.0))
}

/// One report with its words.
pub(super) struct Sheet<'a> {
    pub(super) texts: &'a Texts,
    pub(super) language: &'a str,
    pub(super) by: &'a str,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) lines: Vec<LineView>,
    pub(super) total: LineView,
}

impl Sheet<'_> {
    fn say(&self, key: &str) -> String {
        self.texts.get(self.language, key, &[])
    }

    fn title(&self) -> String {
        let span = [
            ("by", Arg::from(self.say(&format!("report-by-{}", self.by)))),
            ("from", Arg::from(self.from.to_string())),
            ("to", Arg::from(self.to.to_string())),
        ];
        self.texts.get(self.language, "report-title", &span)
    }

    fn headings(&self) -> impl Iterator<Item = String> {
        let first = self.say(&format!("report-by-{}", self.by));
        let rest = COLUMNS
            .iter()
            .map(|(name, _value)| self.say(&format!("report-{name}")));
        std::iter::once(first).chain(rest)
    }

    /// Monday has a name, the live queue's line too.
    fn label(&self, line: &LineView) -> String {
        match (self.by, line.key.as_str()) {
            ("weekday", key) if !key.is_empty() => self.say(&format!("weekday-{key}")),
            ("service", "") if line.label.is_empty() => self.say("service-live"),
            ("topic" | "outcome", "") => self.say(&format!("report-no-{}", self.by)),
            (_, _) => line.label.clone(),
        }
    }

    pub(super) fn csv(&self) -> Vec<u8> {
        let comma = if self.language == "ru" { "," } else { "." };
        let mut text = String::from('\u{feff}');
        let mut row = |cells: Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
            text.push_str(&cells.join(";"));
            text.push_str("\r\n");
        };
        row(self.headings().collect());
        for line in self.lines.iter().chain([&self.total]) {
            let values = COLUMNS.iter().map(|(_name, value)| match value(line) {
                Value::Count(count) => count.to_string(),
                Value::Time(value) | Value::Percent(value) => value
                    .map(|value| format!("{value:.1}").replace('.', comma))
                    .unwrap_or_default(),
            });
            row(std::iter::once(self.label(line)).chain(values).collect());
        }
        text.into_bytes()
    }

    pub(super) fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let (bold, tenth) = (
            Format::new().set_bold(),
            Format::new().set_num_format("0.0"),
        );
        let sheet = book.add_worksheet();
        sheet.set_name(self.say(&format!("report-by-{}", self.by)))?;
        sheet.write_with_format(0, 0, self.title(), &bold)?;
        for (column, heading) in (0_u16..).zip(self.headings()) {
            sheet.write_with_format(2, column, heading, &bold)?;
        }
        for (row, line) in (3_u32..).zip(self.lines.iter().chain([&self.total])) {
            sheet.write(row, 0, self.label(line))?;
            for (column, (_name, value)) in (1_u16..).zip(&COLUMNS) {
                match value(line) {
                    Value::Count(count) => sheet.write(row, column, count)?,
                    Value::Time(Some(value)) | Value::Percent(Some(value)) => {
                        sheet.write_with_format(row, column, value, &tenth)?
                    }
                    Value::Time(None) | Value::Percent(None) => sheet,
                };
            }
        }
        sheet.set_freeze_panes(3, 1)?;
        sheet.autofit();
        book.save_to_buffer()
    }
}

/// RFC 4180, with the semicolon as separator. A text that a spreadsheet would
/// take for a formula is told to be a text.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '@']) || cell.starts_with('-') && cell.len() > 1;
    let is_number = cell
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-,.".contains(&byte));
    let cell = if is_formula && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains([';', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}
