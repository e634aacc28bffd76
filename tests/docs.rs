//! Whoever follows the docs finds that every command, flag, unit, file and
//! link in them exists.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README and every page of docs: path and text.
fn pages() -> Vec<(PathBuf, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let mut paths: Vec<PathBuf> = docs.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|is| is == "md"));
    paths.push(root().join("README.md"));
    paths
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// What a reader may type: lines of `sh` blocks and code within sentences.
fn commands(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut block = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), block) {
            (Some(kind), None) => block = Some(kind),
            (Some(_end), Some(_)) => block = None,
            (None, Some("sh")) => found.push(line.trim().to_owned()),
            (None, Some(_other)) => {}
            (None, None) => {
                found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
            }
        }
    }
    found
}

/// The arguments of our own program in a command, if it is one.
fn own_arguments(command: &str) -> Option<Vec<String>> {
    let mut words = command.split_whitespace().peekable();
    while words
        .peek()
        .is_some_and(|word| *word == "sudo" || word.contains('='))
    {
        words.next();
    }
    let is_own = match words.next()? {
        "talon" | "target/release/talon" | "target/debug/talon" => true,
        "cargo" => {
            let own: Vec<&str> = words.by_ref().take_while(|word| *word != "--").collect();
            own.first() == Some(&"run")
        }
        _ => false,
    };
    let arguments: Vec<String> = words.map(str::to_owned).collect();
    (is_own && !arguments.is_empty()).then_some(arguments)
}

fn help(of: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_talon"))
        .args(of)
        .arg("--help")
        .output()
        .unwrap();
    assert!(output.status.success(), "talon {of:?} does not exist");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_command_of_ours_and_each_of_its_flags_exists() {
    let mut met = BTreeSet::new();
    for (path, text) in pages() {
        for command in commands(&text) {
            let Some(arguments) = own_arguments(&command) else {
                continue;
            };
            if arguments[0].starts_with('-') {
                continue;
            }
            let told = help(&[&arguments[0]]);
            for flag in arguments.iter().filter(|word| word.starts_with("--")) {
                let flag = flag.trim_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
                let flag = flag.split('=').next().unwrap();
                let known = told
                    .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                    .any(|word| word == flag);
                assert!(known, "{}: `{command}`: no {flag}", path.display());
            }
            met.insert(arguments[0].clone());
        }
    }
    for needed in ["run", "check", "doctor", "setup", "demo"] {
        assert!(
            met.contains(needed),
            "talon {needed} is told nowhere: {met:?}"
        );
    }
}

#[test]
fn every_test_script_and_unit_that_is_named_exists() {
    let mut met = 0;
    for (path, text) in pages() {
        for command in commands(&text) {
            let words: Vec<&str> = command.split_whitespace().collect();
            for pair in words.windows(2) {
                if pair[0] == "--test" {
                    let test = root().join(format!("tests/{}.rs", pair[1]));
                    let heart = root().join(format!("src/office/tests/{}", pair[1]));
                    let is_hearts = command.contains("-p office")
                        && (heart.is_dir() || heart.with_extension("rs").exists());
                    let is_there = test.exists() || is_hearts;
                    assert!(is_there, "{}: `{command}`", path.display());
                    met += 1;
                }
            }
            for word in words {
                let word = word.trim_matches(|c: char| "(),;:.".contains(c));
                let is_unit = word.starts_with("talon")
                    && (word.ends_with(".service") || word.ends_with(".socket"));
                if is_unit {
                    let places =
                        ["systemd", "systemd/screens", "systemd/judge"].map(|dir| root().join(dir));
                    let is_there = places.iter().any(|dir| dir.join(word).exists());
                    assert!(is_there, "{}: {word}", path.display());
                    met += 1;
                }
                if word.starts_with("tests/")
                    && Path::new(word).extension().is_some_and(|is| is == "sh")
                {
                    assert!(root().join(word).exists(), "{word}");
                    met += 1;
                }
            }
        }
    }
    assert!(met > 20, "only {met} names were met");
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    for (path, text) in pages() {
        for link in text.split("](").skip(1) {
            let target = link.split(')').next().unwrap();
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if file.contains("://") {
                continue;
            }
            let file = if file.is_empty() {
                path.clone()
            } else {
                path.parent().unwrap().join(file)
            };
            assert!(file.exists(), "{}: {target}", path.display());
            if !anchor.is_empty() {
                let text = fs::read_to_string(&file).unwrap();
                let known = text
                    .lines()
                    .filter(|line| line.starts_with('#'))
                    .any(|line| slug(line.trim_start_matches('#').trim()) == anchor);
                assert!(known, "{}: no heading for #{anchor}", path.display());
            }
        }
    }
}

/// A heading's anchor, as the usual viewers make it.
fn slug(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn every_key_of_the_office_file_that_is_named_in_toml_blocks_is_one() {
    let file = include_str!("../assets/office.toml");
    for (path, text) in pages() {
        for block in text.split("```toml").skip(1) {
            let block = block.split("```").next().unwrap();
            for line in block.lines() {
                if let Some((key, _)) = line.split_once(" = ") {
                    let known = file.contains(&format!("{key} = "));
                    assert!(known, "{}: {key}", path.display());
                }
            }
        }
    }
}
