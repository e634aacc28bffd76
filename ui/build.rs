//! Compiles the drawn screens and lists the languages they speak: a new folder
//! of `lang` is a new language.
//!
//! A debug build speaks one more, «qps»: Russian made two fifths longer, so that
//! tests see where a translator's longer words would not fit.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=lang");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let lang = out.join("lang");
    let mut spoken = vec!["ru".to_owned()];
    for entry in fs::read_dir("lang")? {
        let entry = entry?;
        let code = entry.file_name().to_string_lossy().into_owned();
        let po = entry.path().join("LC_MESSAGES/ui.po");
        let Ok(text) = fs::read_to_string(&po) else {
            continue;
        };
        put(&lang, &code, &text)?;
        if code != "ru" && says_something(&text) {
            spoken.push(code);
        }
    }
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        let russian = fs::read_to_string("lang/en/LC_MESSAGES/ui.po")?;
        put(&lang, "qps", &longer(&russian))?;
        spoken.push("qps".to_owned());
    }
    for kept in fs::read_dir(&lang)? {
        let kept = kept?;
        let is_spoken =
            kept.file_name() == "qps" || Path::new("lang").join(kept.file_name()).exists();
        if !is_spoken {
            fs::remove_dir_all(kept.path())?;
        }
    }
    spoken.sort_by_key(|code| (code != "ru", code != "en", code.clone()));
    let mut list = String::from("&[");
    for code in spoken {
        write!(list, "{code:?}, ")?;
    }
    fs::write(out.join("languages.rs"), list + "]")?;
    // Debug info lets tests find elements by their accessible labels.
    let config = slint_build::CompilerConfiguration::new()
        .with_debug_info(true)
        .with_bundled_translations(lang);
    slint_build::compile_with_config("screens.slint", config)?;
    Ok(())
}

fn put(lang: &Path, code: &str, text: &str) -> std::io::Result<()> {
    let folder = lang.join(code).join("LC_MESSAGES");
    fs::create_dir_all(&folder)?;
    let po = folder.join("ui.po");
    // Written anew it would look changed to cargo, and be compiled every time.
    if fs::read_to_string(&po).is_ok_and(|kept| kept == text) {
        return Ok(());
    }
    fs::write(po, text)
}

/// Beyond its head, a translator has filled in at least one text.
fn says_something(po: &str) -> bool {
    let body = po.split("\n\n").skip(1);
    let mut texts = body.flat_map(str::lines);
    texts.any(|line| line.starts_with("msgstr") && !line.ends_with(" \"\""))
}

/// Every text in Russian and two fifths longer; places for numbers stay.
fn longer(po: &str) -> String {
    let mut made = String::new();
    let (mut one, mut many) = (String::new(), String::new());
    for line in po.lines() {
        if let Some(id) = line.strip_prefix("msgid ") {
            (one, many) = (id.to_owned(), id.to_owned());
        } else if let Some(id) = line.strip_prefix("msgid_plural ") {
            id.clone_into(&mut many);
        }
        let stretched = match line.split_once(' ') {
            Some((key, _)) if one == "\"\"" && key == "msgstr" => None,
            Some((key @ ("msgstr" | "msgstr[0]"), _)) => Some((key, &one)),
            Some((key @ "msgstr[1]", _)) => Some((key, &many)),
            _other => None,
        };
        match stretched {
            Some((key, text)) => made.push_str(&format!("{key} {}", stretch(text))),
            None => made.push_str(line),
        }
        made.push('\n');
    }
    made
}

/// "Готово" → "Готово ая": words of the length Russian words have.
fn stretch(quoted: &str) -> String {
    let text = quoted.trim_matches('"');
    let wanted = (text.chars().count() * 2).div_ceil(5);
    let filler = "лишние слова перевода ещё немного длиннее обычного "
        .chars()
        .cycle();
    let mut more: String = filler.take(wanted.saturating_sub(1)).collect();
    if more.ends_with(' ') {
        more.pop();
        more.push('а');
    }
    format!("\"{text} {more}\"")
}
