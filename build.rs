//! Lists the language files: a new folder of `assets/lang` is a new language.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = root.join("assets/lang");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut list = String::from("&[\n");
    let mut languages = String::from("&[\"ru\", \"en\"");
    for language in sorted(&folder)? {
        if !language.is_dir() {
            continue;
        }
        let code = name(&language);
        if !["ru", "en"].contains(&code.as_str()) {
            // Writing to a String cannot fail.
            write!(languages, ", {code:?}").ok();
        }
        for file in sorted(&language)? {
            println!("cargo:rerun-if-changed={}", file.display());
            if file.extension().is_some_and(|ending| ending == "ftl") {
                let (name, path) = (name(&file), file.display().to_string());
                writeln!(list, "    ({code:?}, {name:?}, include_str!({path:?})),").ok();
            }
        }
    }
    list.push(']');
    languages.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    std::fs::write(out.join("language_files.rs"), list)?;
    std::fs::write(out.join("languages.rs"), languages)
}

fn sorted(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<std::io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
