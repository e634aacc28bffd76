//! Contrast, computed from the colours' names in `ui/theme.slint` (visual.md:
//! text 7:1, large text 4.5:1), and the same colours in the pages' style sheet.

use std::collections::BTreeMap;

type Colours = BTreeMap<String, [u8; 3]>;

fn hex(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().strip_prefix('#')?.get(..6)?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, r, g, b] = value.to_be_bytes();
    Some([r, g, b])
}

/// The colours for everyone, and those of «крупный шрифт».
fn drawn() -> (Colours, Colours) {
    let text = include_str!("../../ui/theme.slint");
    let (mut usual, mut large) = (Colours::new(), Colours::new());
    for line in text.lines() {
        let Some(rest) = line.trim().strip_prefix("out property <color> ") else {
            continue;
        };
        let (name, value) = rest.split_once(':').unwrap();
        let (in_large, in_usual) = match value.trim().strip_prefix("large ?") {
            Some(both) => both.split_once(':').unwrap(),
            None => (value, value),
        };
        let colour = |text: &str| hex(text).unwrap_or_else(|| panic!("{name} is {text}"));
        usual.insert(name.to_owned(), colour(in_usual));
        large.insert(name.to_owned(), colour(in_large));
    }
    (usual, large)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let [r, g, b] = colour.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(one: [u8; 3], two: [u8; 3]) -> f64 {
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

#[test]
fn every_text_is_readable_on_its_ground() {
    let (usual, large) = drawn();
    // Letters, ground, whether they are large wherever they stand there.
    let pairs = [
        ("ink", "paper", false),
        ("ink", "card", false),
        ("ink", "tint", false),
        // Never below 32 px on a kiosk.
        ("muted", "paper", true),
        ("muted", "card", true),
        ("muted", "faded", true),
        ("on-header", "header", false),
        ("on-header-muted", "header", false),
        ("good-ink", "good-tint", false),
        ("warn-ink", "warn-tint", false),
        ("on-pressed", "pressed", false),
        ("on-accent", "accent", true),
        ("on-accent", "accent-pressed", true),
        ("accent", "card", true),
        ("bad", "paper", true),
    ];
    for (theme, colours) in [("usual", &usual), ("large", &large)] {
        for (letters, ground, is_large) in pairs {
            let found = contrast(colours[letters], colours[ground]);
            let enough = if is_large { 4.5 } else { 7.0 };
            assert!(
                found >= enough,
                "{theme}: {letters} on {ground} is {found:.2}:1"
            );
        }
    }
}

#[test]
fn pages_and_screens_mean_the_same_by_a_colours_name() {
    let (usual, _) = drawn();
    let css = include_str!("../../assets/web/theme.css");
    let named = [
        "ink", "paper", "card", "line", "muted", "accent", "call", "good", "warn", "bad", "board",
    ];
    for name in named {
        let parts = css.split_once(&format!("--{name}:"));
        let (_, value) = parts.unwrap_or_else(|| panic!("no --{name}"));
        assert_eq!(hex(value), Some(usual[name]), "{name}");
    }
}
