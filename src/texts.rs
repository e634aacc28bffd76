//! Texts for people, from the language files inside the binary.
//!
//! `assets/lang/<language>/*.ftl` (Fluent) → [`Texts`]. A key that a language
//! lacks is taken from Russian; a key nobody has is shown as itself, so that a
//! hole is seen and reported rather than blank. Never stops a room: a damaged
//! message is dropped, and a test finds it before it ships.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The language every text exists in first.
pub const FIRST: &str = "ru";

/// The languages that say everything; the first is [`FIRST`].
pub const LANGUAGES: [&str; 2] = ["ru", "en"];

/// Every language there is a folder for (`build.rs` lists them); what a
/// translator has not said yet is said in Russian.
pub const KNOWN: &[&str] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// Every language file: language, file name, content.
const FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/language_files.rs"));

/// A language file as it is, for pages that fill in their texts themselves.
pub fn file(language: &str, name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(of, is, _)| *of == language && *is == name)
        .map(|(_, _, content)| *content)
}

/// What a text of the office file lists: "паспорт; договор", or a thing a line.
pub fn things(text: &str) -> impl Iterator<Item = &str> {
    let things = text.split([';', '\n']).map(str::trim);
    things.filter(|thing| !thing.is_empty())
}

/// What fills a `{ $name }` of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arg {
    Text(String),
    /// Chooses the plural form.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

/// All texts in all languages. Built once, shared by reference between threads.
pub struct Texts {
    bundles: BTreeMap<&'static str, FluentBundle<FluentResource>>,
    problems: Vec<String>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts")
            .field("languages", &self.bundles.keys())
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

impl Texts {
    /// Reads the files inside the binary; a few milliseconds.
    pub fn load() -> Self {
        Self::from_files(FILES)
    }

    fn from_files(files: &[(&'static str, &str, &str)]) -> Self {
        let mut texts = Self {
            bundles: BTreeMap::new(),
            problems: Vec::new(),
        };
        for (language, name, content) in files {
            texts.add(language, name, content);
        }
        texts
    }

    fn add(&mut self, language: &'static str, name: &str, content: &str) {
        let bundle = self.bundles.entry(language).or_insert_with(|| {
            let id: LanguageIdentifier = language.parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            // The marks around arguments are for mixed directions; none of our
            // languages is written from right to left, and printers show them.
            bundle.set_use_isolating(false);
            bundle
        });
        let resource = match FluentResource::try_new(content.to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                for error in errors {
                    self.problems.push(format!("{language}/{name}: {error}"));
                }
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            for error in errors {
                self.problems.push(format!("{language}/{name}: {error}"));
            }
        }
    }

    /// The text `key` in `language`, else in Russian, else the key itself.
    pub fn get(&self, language: &str, key: &str, args: &[(&str, Arg)]) -> String {
        self.find(language, key, None, args)
            .unwrap_or_else(|| key.to_owned())
    }

    /// A text's attribute (`.name = …` below it), if it has one.
    pub fn attribute(
        &self,
        language: &str,
        key: &str,
        name: &str,
        args: &[(&str, Arg)],
    ) -> Option<String> {
        self.find(language, key, Some(name), args)
    }

    /// Whether `language` itself has the text.
    pub fn has(&self, language: &str, key: &str) -> bool {
        self.bundles
            .get(language)
            .is_some_and(|bundle| bundle.has_message(key))
    }

    /// Messages that could not be read; empty in a build that passed its tests.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    fn find(
        &self,
        language: &str,
        key: &str,
        attribute: Option<&str>,
        args: &[(&str, Arg)],
    ) -> Option<String> {
        let wanted = self.bundles.get(language);
        let first = self.bundles.get(FIRST);
        [wanted, first]
            .into_iter()
            .flatten()
            .find_map(|bundle| format(bundle, key, attribute, args))
    }
}

fn format(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    attribute: Option<&str>,
    args: &[(&str, Arg)],
) -> Option<String> {
    let message = bundle.get_message(key)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let mut filled = FluentArgs::with_capacity(args.len());
    for (name, arg) in args {
        let value = match arg {
            Arg::Text(text) => FluentValue::from(text.as_str()),
            Arg::Number(number) => FluentValue::from(*number),
        };
        filled.set(*name, value);
    }
    // A missing argument shows as {$name}: seen by people, found by tests.
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&filled), &mut errors);
    Some(Cow::into_owned(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SAMPLE: &[(&str, &str, &str)] = &[
        (
            "ru",
            "a.ftl",
            "people = { $n ->\n    [one] { $n } человек\n    [few] { $n } человека\n   *[other] { $n } человек\n }\nonly-ru = только { $what }\n    .more = ещё { $what }\n",
        ),
        (
            "en",
            "a.ftl",
            "people = { $n ->\n    [one] { $n } person\n   *[other] { $n } people\n }\n",
        ),
    ];

    #[test]
    fn plurals_follow_the_language() {
        let texts = Texts::from_files(SAMPLE);
        let people = |language, n: i64| texts.get(language, "people", &[("n", Arg::from(n))]);
        assert_eq!(people("ru", 1), "1 человек");
        assert_eq!(people("ru", 2), "2 человека");
        assert_eq!(people("ru", 5), "5 человек");
        assert_eq!(people("ru", 21), "21 человек");
        assert_eq!(people("en", 1), "1 person");
        assert_eq!(people("en", 21), "21 people");
    }

    #[test]
    fn a_text_missing_in_one_language_is_shown_in_russian_and_a_missing_one_as_its_key() {
        let texts = Texts::from_files(SAMPLE);
        let what = [("what", Arg::from("тут"))];
        assert_eq!(texts.get("en", "only-ru", &what), "только тут");
        assert_eq!(texts.get("tt", "only-ru", &what), "только тут");
        assert_eq!(
            texts.attribute("en", "only-ru", "more", &what).as_deref(),
            Some("ещё тут")
        );
        assert_eq!(texts.attribute("ru", "only-ru", "less", &what), None);
        assert_eq!(texts.get("en", "no-such-key", &[]), "no-such-key");
    }

    #[test]
    fn a_damaged_message_is_noticed() {
        let texts = Texts::from_files(&[("ru", "a.ftl", "good = да\nbad = { $x\n")]);
        assert_eq!(texts.problems().len(), 1);
        assert_eq!(texts.get("ru", "good", &[]), "да");
    }

    #[test]
    fn the_shipped_texts_are_whole() {
        assert_eq!(Texts::load().problems(), &[] as &[String]);
    }

    #[test]
    fn every_text_resolves_in_every_language_with_the_same_arguments() {
        let texts = Texts::load();
        let russian = keys(FIRST);
        for language in LANGUAGES {
            let here = keys(language);
            for (key, args) in &russian {
                assert_eq!(here.get(key), Some(args), "{key} in {language}");
                let (id, _) = key.split_once('.').unwrap_or((key, ""));
                assert!(texts.has(language, id), "{id} in {language}");
            }
            assert_eq!(here.len(), russian.len(), "texts only in {language}");
        }
    }

    #[test]
    fn every_language_file_in_the_folder_is_inside_the_binary() {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/lang");
        let mut on_disk = BTreeSet::new();
        for language in std::fs::read_dir(&dir).unwrap() {
            let language = language.unwrap();
            for file in std::fs::read_dir(language.path()).unwrap() {
                let name = file.unwrap().file_name().into_string().unwrap();
                if std::path::Path::new(&name)
                    .extension()
                    .is_some_and(|ext| ext == "ftl")
                {
                    on_disk.insert((language.file_name().into_string().unwrap(), name));
                }
            }
        }
        let inside: BTreeSet<_> = FILES
            .iter()
            .map(|(language, name, _)| ((*language).to_owned(), (*name).to_owned()))
            .collect();
        assert_eq!(on_disk, inside);
    }

    /// Every text of `language`: key, or `key.attribute`, with the names of the
    /// arguments it takes. For holding
    /// languages against each other.
    fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for (_, _, content) in FILES.iter().filter(|(of, _, _)| *of == language) {
            let mut key = String::new();
            let mut place = String::new();
            for line in content.lines() {
                let starts_text = line.starts_with(|first: char| first.is_ascii_lowercase());
                let trimmed = line.trim_start();
                if starts_text && let Some((name, _)) = line.split_once('=') {
                    name.trim().clone_into(&mut key);
                    place.clone_from(&key);
                } else if let Some(rest) = trimmed.strip_prefix('.')
                    && let Some((name, _)) = rest.split_once('=')
                {
                    place = format!("{key}.{}", name.trim());
                }
                if place.is_empty() || trimmed.starts_with('#') {
                    continue;
                }
                let used: &mut BTreeSet<String> = found.entry(place.clone()).or_default();
                for part in line.split('$').skip(1) {
                    let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                    let (name, _) = part.split_at(end.unwrap_or(part.len()));
                    used.insert(name.to_owned());
                }
            }
        }
        found
    }
}
