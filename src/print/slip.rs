//! What is on the paper, as content only: texts, a number, a QR payload.
//!
//! Promises: pure; every text arrives in the visitor's language, already chosen.
//! Never: measures, draws, knows a printer. How a block looks is the business
//! of `draw` (our own font) and `text` (the printer's font).

use super::bitmap::Bitmap;

/// The longest text a single place on the paper may hold, in characters.
/// A full «что взять с собой» list is about 300; beyond it the slip would
/// outgrow the paper, so the rest gives way to «…».
const TEXT_LIMIT: usize = 400;

/// The longest QR payload, in characters. An address with a ticket code is
/// about 60; at 300 the dots are as small as a phone still reads.
const QR_LIMIT: usize = 300;

/// How long a ticket may be, in millimetres, as the house style sets it.
const TICKET_LENGTH_MM: u16 = 120;

/// A part of a ticket; the office file puts them in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Logo,
    Office,
    Number,
    Service,
    /// «Перед вами / 3» and the like, below a rule.
    Facts,
    /// What to bring, below a rule.
    Bring,
    /// Closing lines with the QR code, below a rule.
    Closing,
    Thanks,
    /// A rule of its own.
    Line,
}

/// The usual order.
const USUAL: [Part; 8] = [
    Part::Logo,
    Part::Office,
    Part::Number,
    Part::Service,
    Part::Facts,
    Part::Bring,
    Part::Closing,
    Part::Thanks,
];

/// One piece of paper, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    blocks: Vec<Block>,
    length_limit_mm: Option<u16>,
}

/// One thing on the paper. A new kind of slip is a new order of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The office's sign, centred; only where a picture can be printed.
    Logo(Bitmap),
    /// Small, bold, centred: the name of the office.
    Heading(String),
    /// The big number; fills the width.
    Number(String),
    /// Large, bold, centred: the service.
    Title(String),
    /// A framed word, such as «повтор».
    Stamp(String),
    /// A line across the paper.
    Rule,
    /// Label at the left, value at the right.
    Rows(Vec<Row>),
    /// A bold label and running text: what to bring.
    Labelled {
        /// The bold beginning, with its colon if the language has one.
        label: String,
        /// The text that follows in the same paragraph.
        text: String,
    },
    /// Calm centred lines.
    Note(Vec<String>),
    /// A QR code with lines beside it (or above it on narrow paper).
    Qr {
        /// What a phone reads.
        payload: String,
        /// Lines that stand next to the code.
        lines: Vec<String>,
    },
    /// One bold centred closing line.
    Thanks(String),
}

/// A labelled value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// «Перед вами».
    pub label: String,
    /// «3».
    pub value: String,
}

impl Row {
    /// A row of the given label and value.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
        }
    }
}

/// What a queue ticket says. Empty texts leave no gap on the paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketTexts {
    /// The parts from top to bottom; empty: the usual order.
    pub order: Vec<Part>,
    /// The office's sign.
    pub logo: Option<Bitmap>,
    /// Name of the office.
    pub office: String,
    /// The number as the house writes it, «А012»; shown as «А 012».
    pub number: String,
    /// Title of the service.
    pub service: String,
    /// «Перед вами / 3» and the like.
    pub rows: Vec<Row>,
    /// Bold labels and texts: what to bring, how it is done without a visit (S14).
    pub bring: Vec<(String, String)>,
    /// Closing lines.
    pub closing: Vec<String>,
    /// The kind word at the end.
    pub thanks: String,
    /// What the QR code holds, if there is one.
    pub qr: Option<String>,
    /// «повтор», if this is a reprint.
    pub stamp: Option<String>,
}

impl TicketTexts {
    /// A part that has nothing to say leaves no gap and no rule.
    fn add(&self, part: Part, blocks: &mut Vec<Block>) {
        // No two rules in a row, and none at the very top.
        let rule = |blocks: &mut Vec<Block>| {
            if !matches!(blocks.last(), None | Some(Block::Rule)) {
                blocks.push(Block::Rule);
            }
        };
        match part {
            Part::Logo => blocks.extend(self.logo.clone().map(Block::Logo)),
            Part::Office => blocks.push(Block::Heading(self.office.clone())),
            Part::Number => {
                blocks.extend(self.stamp.clone().map(Block::Stamp));
                blocks.push(Block::Number(spaced(&self.number)));
            }
            Part::Service => blocks.push(Block::Title(self.service.clone())),
            Part::Facts if !self.rows.is_empty() => {
                rule(blocks);
                blocks.push(Block::Rows(self.rows.clone()));
            }
            Part::Bring if !self.bring.is_empty() => {
                rule(blocks);
                let told = self.bring.iter().cloned();
                blocks.extend(told.map(|(label, text)| Block::Labelled { label, text }));
            }
            Part::Closing => {
                rule(blocks);
                let lines = self.closing.clone();
                blocks.push(match self.qr.clone() {
                    Some(payload) => Block::Qr { payload, lines },
                    None => Block::Note(lines),
                });
            }
            Part::Thanks => blocks.push(Block::Thanks(self.thanks.clone())),
            Part::Line => rule(blocks),
            Part::Facts | Part::Bring => {}
        }
    }
}

impl Slip {
    /// A slip of these blocks, as long as it needs to be.
    pub fn new(blocks: Vec<Block>) -> Self {
        Self {
            blocks: blocks.into_iter().filter_map(tidy).collect(),
            length_limit_mm: None,
        }
    }

    /// A queue ticket: at most 120 mm long where the texts allow it.
    pub fn ticket(texts: &TicketTexts) -> Self {
        let order = if texts.order.is_empty() {
            USUAL.to_vec()
        } else {
            texts.order.clone()
        };
        let mut blocks = Vec::new();
        for part in order {
            texts.add(part, &mut blocks);
        }
        Self {
            length_limit_mm: Some(TICKET_LENGTH_MM),
            ..Self::new(blocks)
        }
    }

    /// The blocks, top first.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// How long the slip may be, in millimetres; `None` for as long as it needs.
    pub fn length_limit_mm(&self) -> Option<u16> {
        self.length_limit_mm
    }

    /// The big number on the slip, if it bears one.
    pub fn number(&self) -> Option<&str> {
        self.blocks.iter().find_map(|block| match block {
            Block::Number(number) => Some(number.as_str()),
            Block::Logo(_)
            | Block::Heading(_)
            | Block::Title(_)
            | Block::Stamp(_)
            | Block::Rule
            | Block::Rows(_)
            | Block::Labelled { .. }
            | Block::Note(_)
            | Block::Qr { .. }
            | Block::Thanks(_) => None,
        })
    }
}

/// «А012» as it is shown: «А 012». Anything else stays as it is.
pub fn spaced(number: &str) -> String {
    let number = number.trim();
    let letters: String = number
        .chars()
        .take_while(|letter| letter.is_alphabetic())
        .collect();
    let digits: String = number.chars().skip(letters.chars().count()).collect();
    let plain = !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit());
    if letters.is_empty() || !plain {
        return number.to_owned();
    }
    // A narrow office font would break «А 012» in two; a no-break space cannot be broken.
    format!("{letters}\u{a0}{digits}")
}

/// The block without control characters and over-long texts; `None` if nothing is left of it.
fn tidy(block: Block) -> Option<Block> {
    let block = match block {
        Block::Logo(picture) => Block::Logo(picture),
        Block::Heading(text) => Block::Heading(clean(&text)?),
        Block::Number(text) => Block::Number(clean(&text)?),
        Block::Title(text) => Block::Title(clean(&text)?),
        Block::Stamp(text) => Block::Stamp(clean(&text)?),
        Block::Rule => Block::Rule,
        Block::Rows(rows) => Block::Rows(rows.iter().map(tidy_row).collect()),
        Block::Labelled { label, text } => Block::Labelled {
            label: clean(&label).unwrap_or_default(),
            text: clean(&text)?,
        },
        Block::Note(lines) => Block::Note(clean_lines(&lines)),
        Block::Qr { payload, lines } => {
            let lines = clean_lines(&lines);
            match qr_payload(&payload) {
                Some(payload) => Block::Qr { payload, lines },
                None => Block::Note(lines),
            }
        }
        Block::Thanks(text) => Block::Thanks(clean(&text)?),
    };
    let empty = match &block {
        Block::Rows(rows) => rows.is_empty(),
        Block::Note(lines) => lines.is_empty(),
        Block::Logo(_)
        | Block::Heading(_)
        | Block::Number(_)
        | Block::Title(_)
        | Block::Stamp(_)
        | Block::Rule
        | Block::Labelled { .. }
        | Block::Qr { .. }
        | Block::Thanks(_) => false,
    };
    (!empty).then_some(block)
}

fn tidy_row(row: &Row) -> Row {
    Row {
        label: clean(&row.label).unwrap_or_default(),
        value: clean(&row.value).unwrap_or_default(),
    }
}

fn clean_lines(lines: &[String]) -> Vec<String> {
    lines.iter().filter_map(|line| clean(line)).collect()
}

/// One line of printable text: a control character inside a text would be a
/// command to the printer.
fn clean(text: &str) -> Option<String> {
    let printable: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let trimmed = printable.trim();
    if trimmed.is_empty() {
        return None;
    }
    if trimmed.chars().count() <= TEXT_LIMIT {
        return Some(trimmed.to_owned());
    }
    let mut short: String = trimmed.chars().take(TEXT_LIMIT).collect();
    short.push('…');
    Some(short)
}

/// A payload cannot be shortened and still mean the same: too long means none.
fn qr_payload(payload: &str) -> Option<String> {
    let fits = !payload.is_empty() && payload.chars().count() <= QR_LIMIT;
    (fits && !payload.chars().any(char::is_control)).then(|| payload.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_shown_with_a_gap_between_letter_and_digits() {
        assert_eq!(spaced("А012"), "А\u{a0}012");
        assert_eq!(spaced("Ж7"), "Ж\u{a0}7");
        assert_eq!(spaced("012"), "012");
        assert_eq!(spaced("А-12"), "А-12");
        assert_eq!(spaced(""), "");
    }

    #[test]
    fn a_ticket_without_extras_has_no_empty_places() {
        let slip = Slip::ticket(&TicketTexts {
            number: "А012".into(),
            ..TicketTexts::default()
        });
        assert_eq!(
            slip.blocks(),
            [Block::Number("А\u{a0}012".into()), Block::Rule]
        );
        assert_eq!(slip.number(), Some("А\u{a0}012"));
    }

    #[test]
    fn a_text_can_carry_no_command_to_the_printer() {
        let slip = Slip::new(vec![Block::Title("а\u{1b}@б\u{10}\u{4}в".into())]);
        assert_eq!(slip.blocks(), [Block::Title("а @б  в".into())]);
    }

    #[test]
    fn an_endless_text_is_cut_and_an_endless_payload_is_left_out() {
        let slip = Slip::new(vec![
            Block::Title("я".repeat(100_000)),
            Block::Qr {
                payload: "x".repeat(100_000),
                lines: vec![],
            },
        ]);
        let [Block::Title(title)] = slip.blocks() else {
            panic!("only the title stays: {slip:?}")
        };
        assert_eq!(title.chars().count(), TEXT_LIMIT + 1);
    }
}
