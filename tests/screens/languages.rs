//! A translator adds a language by filling in a file: no code is touched.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::fixtures::*;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn ids(code: &str) -> BTreeSet<String> {
    let path = root().join(format!("ui/lang/{code}/LC_MESSAGES/ui.po"));
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("msgid "));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_prepared_files_name_every_text() {
    let all = ids("en");
    assert!(all.len() > 100);
    for code in ["tt", "uz", "tg", "ky", "zh"] {
        let missing: Vec<_> = all.difference(&ids(code)).cloned().collect();
        assert!(missing.is_empty(), "{code} does not ask for {missing:?}");
        assert!(talon::texts::KNOWN.contains(&code), "{code}");
        // Nothing is filled in yet: the screens do not offer it.
        let is_empty = !ui::LANGUAGES.contains(&code);
        let path = root().join(format!("ui/lang/{code}/LC_MESSAGES/ui.po"));
        let text = std::fs::read_to_string(path).unwrap();
        let says = text.split("\n\n").skip(1).any(|entry| {
            let mut lines = entry.lines().filter(|line| line.starts_with("msgstr"));
            lines.any(|line| !line.ends_with(" \"\""))
        });
        assert_eq!(is_empty, !says, "{code}");
    }
}

/// «qps» is such a file, made by the build from the Russian texts, and no line
/// of code knows it.
#[test]
fn a_new_folder_is_a_new_language_and_what_it_lacks_is_russian() {
    assert!(ui::LANGUAGES.contains(&"qps"));
    let kiosk = TestKiosk::new(PORTRAIT);
    let mut view = kiosk_view();
    view.office.languages = ["ru", "en", "qps"].map(str::to_owned).to_vec();
    kiosk.hear(view);
    kiosk.tap("Language");
    kiosk.tap("QPS");
    let labels = kiosk.labels();
    assert!(
        labels
            .iter()
            .any(|label| label.starts_with("Крупный шрифт ")),
        "{labels:?}"
    );
    // The office's own words have no such language: they stay Russian.
    assert!(labels.contains(&"Для дома".to_owned()), "{labels:?}");
    kiosk.tap("Для дома");
    kiosk.tap("Консультация");
    let take = kiosk
        .labels()
        .into_iter()
        .find(|label| label.starts_with("Взять талон"));
    kiosk.tap(&take.unwrap());
    // The ticket is taken in the visitor's language.
    assert_eq!(kiosk.asked.borrow().last().unwrap().language, "qps");
}

#[test]
fn the_fonts_have_the_letters_of_every_prepared_language_but_chinese() {
    let letters = [
        ("tt", "ӘәҖҗҢңӨөҮүҺһ"),
        ("uz", "O‘o‘G‘g‘QqHhXx’"),
        ("tg", "ҒғӢӣҚқӮӯҲҳҶҷ"),
        ("ky", "ҢңӨөҮү"),
    ];
    for font in ["Regular", "SemiBold", "ExtraBold"] {
        let path = root().join(format!("assets/fonts/GolosText-{font}.ttf"));
        let bytes = std::fs::read(path).unwrap();
        let charmap = swash::FontRef::from_index(&bytes, 0).unwrap().charmap();
        for (code, letters) in letters {
            // The Uzbek turned comma is not in the font: «‘» stands for it.
            let missing: String = letters
                .chars()
                .filter(|letter| charmap.map(*letter) == 0)
                .collect();
            assert_eq!(missing, "", "{font} for {code}");
        }
        // Chinese needs a font of its own: docs/languages.md says which.
        assert_eq!(charmap.map('票'), 0);
    }
}

#[test]
fn a_ticket_in_a_language_with_gaps_is_whole() {
    let texts = talon::texts::Texts::load();
    let line = texts.get("tt", "slip-ahead", &[]);
    assert_eq!(line, texts.get("ru", "slip-ahead", &[]));
}
