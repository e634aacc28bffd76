//! The house's own rules, read from its source: who may use whom, how long a
//! file may be, and that texts for visitors keep the tone (S15).

#![expect(clippy::unwrap_used, reason = "the helpers read our own source")]

use std::fs;
use std::path::{Path, PathBuf};

/// Room, and the words its files may not contain: the arrows ARCHITECTURE.md forbids.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "src/office",
        &[
            "tokio",
            "rusqlite",
            "slint",
            "axum",
            "std::fs",
            "std::net",
            "SystemTime",
            "Instant::now",
        ],
    ),
    (
        "src/reception",
        &[
            "crate::web",
            "crate::store",
            "crate::print",
            "crate::voice",
            "crate::kiosk",
            "crate::board",
            "rusqlite",
            "axum",
        ],
    ),
    (
        "src/store",
        &[
            "crate::web",
            "crate::print",
            "crate::voice",
            "crate::kiosk",
            "crate::board",
            "axum",
            "slint",
        ],
    ),
    (
        "src/people",
        &[
            "crate::web",
            "crate::store",
            "crate::print",
            "crate::voice",
            "crate::kiosk",
            "crate::board",
            "crate::reception",
            "rusqlite",
            "axum",
            "slint",
        ],
    ),
    (
        "src/history",
        &[
            "crate::web",
            "crate::store",
            "crate::print",
            "crate::voice",
            "crate::kiosk",
            "crate::board",
            "office.db",
            "axum",
        ],
    ),
    (
        "src/print",
        &[
            "crate::web",
            "crate::store",
            "crate::voice",
            "crate::kiosk",
            "crate::board",
            "crate::reception",
            "axum",
            "slint",
        ],
    ),
    (
        "src/voice",
        &[
            "crate::web",
            "crate::store",
            "crate::print",
            "crate::kiosk",
            "crate::board",
            "axum",
            "slint",
        ],
    ),
    (
        "src/web",
        &[
            "crate::kiosk",
            "crate::board",
            "crate::link",
            "crate::store",
            "rusqlite",
            "slint",
        ],
    ),
    (
        "src/directory",
        &[
            "crate::web",
            "crate::store",
            "crate::reception",
            "crate::people",
            "axum",
            "rusqlite",
        ],
    ),
    (
        "src/kiosk",
        &[
            "crate::board",
            "crate::web",
            "crate::store",
            "crate::print",
            "crate::voice",
            "crate::reception",
            "office::",
        ],
    ),
    (
        "src/board",
        &[
            "crate::kiosk",
            "crate::web",
            "crate::store",
            "crate::print",
            "crate::voice",
            "crate::reception",
            "office::",
        ],
    ),
    (
        "src/link",
        &[
            "crate::kiosk",
            "crate::board",
            "crate::web",
            "crate::store",
            "crate::reception",
            "slint",
        ],
    ),
    (
        "src/config",
        &[
            "crate::web",
            "crate::store",
            "crate::print",
            "crate::voice",
            "crate::kiosk",
            "crate::board",
            "crate::reception",
            "office::",
        ],
    ),
];

/// A file is near 150 lines and at most this.
const LONGEST_FILE: usize = 600;

/// The standard's own list of forms that visitors are never to read (S15).
const BANNED_FORMS: &[&str] = &[
    "обязан",
    "предписыва",
    "явиться",
    "предъяв",
    "категорическ",
    "вы должны",
    "запрещ",
    "немедленно",
];

fn files_under(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_under(&path, ending));
        } else if path.extension().is_some_and(|is| is == ending) {
            found.push(path);
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The part of a file above its tests, without comments.
fn code_of(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap_or("");
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn no_room_uses_one_it_may_not() {
    let mut broken = Vec::new();
    for (room, forbidden) in FORBIDDEN {
        for path in files_under(&root().join(room), "rs") {
            if path.components().any(|part| part.as_os_str() == "tests") {
                continue;
            }
            let code = code_of(&path);
            for word in *forbidden {
                if code.contains(word) {
                    broken.push(format!("{} uses {word}", path.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn only_the_clock_reads_the_time() {
    for path in files_under(&root().join("src"), "rs") {
        if path.ends_with("src/clock.rs") {
            continue;
        }
        let code = code_of(&path);
        assert!(
            !code.contains("SystemTime::now()"),
            "{} reads the wall clock",
            path.display()
        );
    }
}

#[test]
fn files_stay_short_and_say_what_they_are_for() {
    for path in files_under(&root().join("src"), "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        assert!(
            lines <= LONGEST_FILE,
            "{} has {lines} lines",
            path.display()
        );
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is for",
            path.display()
        );
    }
}

#[test]
fn texts_for_people_keep_the_tone_s15() {
    let mut broken = Vec::new();
    let languages = files_under(&root().join("assets/lang/ru"), "ftl");
    let screens = files_under(&root().join("ui/lang/ru"), "po");
    // The kiosk's and the board's Russian stands in the drawings themselves.
    let drawings = files_under(&root().join("ui"), "slint");
    let scripts = files_under(&root().join("assets/web"), "js");
    let pages = files_under(&root().join("assets/web"), "html");
    let office = vec![root().join("assets/office.toml")];
    let all = [languages, screens, drawings, scripts, pages, office];
    for path in all.into_iter().flatten() {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let line_of_text = line.trim_start();
            if line_of_text.starts_with('#') || line_of_text.starts_with("//") {
                continue;
            }
            let words = line_of_text.to_lowercase();
            for form in BANNED_FORMS {
                if words.contains(form) {
                    broken.push(format!("{}:{}: {line}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
