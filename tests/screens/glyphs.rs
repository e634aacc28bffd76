//! A sign the fonts do not have would be drawn as nothing, silently: every text
//! of the screens is looked up in the embedded fonts.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            found.push(path);
        }
    }
}

/// What stands between double quotes, line by line; comments are left out.
fn quoted(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_sign_on_the_screens_is_in_every_font() {
    let mut sources = Vec::new();
    files(&root().join("ui"), "slint", &mut sources);
    files(&root().join("ui/lang"), "po", &mut sources);
    assert!(sources.len() > 8, "{sources:?}");
    let mut fonts = Vec::new();
    files(&root().join("assets/fonts"), "ttf", &mut fonts);
    assert_eq!(fonts.len(), 3);
    for font in &fonts {
        let bytes = std::fs::read(font).unwrap();
        let charmap = swash::FontRef::from_index(&bytes, 0).unwrap().charmap();
        for source in &sources {
            let text = quoted(&std::fs::read_to_string(source).unwrap());
            let missing: Vec<char> = text
                .chars()
                .filter(|sign| !sign.is_control() && charmap.map(*sign) == 0)
                .collect();
            assert!(
                missing.is_empty(),
                "{} has no {missing:?} of {}",
                font.display(),
                source.display()
            );
        }
    }
}

#[test]
fn every_text_is_said_in_every_language() {
    let english = std::fs::read_to_string(root().join("ui/lang/en/LC_MESSAGES/ui.po")).unwrap();
    let mut sources = Vec::new();
    files(&root().join("ui"), "slint", &mut sources);
    for source in sources {
        let text = std::fs::read_to_string(&source).unwrap();
        for part in text.split("@tr(\"").skip(1) {
            let id = part.split('"').next().unwrap();
            let entry = format!("msgid \"{id}\"\n");
            assert!(
                english.contains(&entry),
                "{}: «{id}» has no English",
                source.display()
            );
        }
    }
    assert!(
        !english.contains("msgstr \"\"\n\n"),
        "an English text is empty"
    );
}

#[test]
fn no_text_demands_anything() {
    // S15: polite and plain, never «Вы обязаны».
    let banned = [
        "обязан",
        "предписыва",
        "явитьс",
        "явитес",
        "предъяви",
        "необходимо",
        "запрещ",
    ];
    let mut sources = Vec::new();
    files(&root().join("ui"), "slint", &mut sources);
    files(&root().join("ui/lang"), "po", &mut sources);
    for source in sources {
        let text = quoted(&std::fs::read_to_string(&source).unwrap()).to_lowercase();
        for word in banned {
            assert!(!text.contains(word), "{} says «{word}»", source.display());
        }
    }
}
