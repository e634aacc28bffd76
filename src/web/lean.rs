//! What makes the first view of a page light: scripts, styles and texts go out
//! without their comments, and a page names at once every script it will need.
//!
//! Pure: names and texts in, texts out. Never changes a line that does something.

use std::collections::BTreeSet;

/// Where a page's HTML wants the names of what it needs.
pub(super) const MARK: &str = "<!-- preload -->";

/// The text without lines that are nothing but a comment; empty lines stay in
/// their place, so that a mistake's line is that of the source.
pub(super) fn without_comments(path: &str, text: &str) -> String {
    // Libraries keep their licences.
    let is_own = !path.starts_with("vendor/");
    let kind = path.rsplit('.').next().unwrap_or_default();
    let is_comment: fn(&str) -> bool = match kind {
        "js" if is_own => |line| line.trim_start().starts_with("//"),
        "ftl" => |line| line.starts_with('#'),
        "css" => |_line| false,
        _ => return text.to_owned(),
    };
    let mut lean = String::with_capacity(text.len());
    let mut is_inside = false;
    for line in text.lines() {
        let opens = kind != "ftl" && !is_inside && line.trim_start().starts_with("/*");
        // A block that has its lines to itself: «/** … */».
        let is_block = is_inside || (opens && !line.contains("*/"));
        let is_one_line_block = opens && line.trim_end().ends_with("*/");
        if !(is_block || is_one_line_block || is_comment(line)) {
            lean.push_str(line);
        }
        is_inside = is_block && !line.contains("*/");
        lean.push('\n');
    }
    lean
}

/// Every script that `script` takes in, itself first; `read` gives a file's text.
pub(super) fn scripts(script: &str, read: &impl Fn(&str) -> Option<String>) -> Vec<String> {
    let (mut known, mut found, mut next) = (BTreeSet::new(), Vec::new(), vec![script.to_owned()]);
    while let Some(path) = next.pop() {
        if !known.insert(path.clone()) {
            continue;
        }
        let text = read(&path).unwrap_or_default();
        let taken = text.lines().filter_map(|line| {
            let is_import = line.starts_with("import ") || line.starts_with("export ");
            let (_before, rest) = line.split_once(" from '").filter(|_found| is_import)?;
            rest.split_once('\'')
                .map(|(name, _after)| beside(&path, name))
        });
        next.extend(taken);
        found.push(path);
    }
    found
}

/// The path of `name` as `path` sees it: `desk/main.js` and `../common/api.js`
/// give `common/api.js`.
fn beside(path: &str, name: &str) -> String {
    let mut steps: Vec<&str> = path.split('/').collect();
    steps.pop();
    for step in name.split('/') {
        match step {
            "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The page with the names of its scripts and of the type it is set in.
pub(super) fn with_names(html: &str, read: &impl Fn(&str) -> Option<String>) -> String {
    let script = html
        .split_once("<script type=\"module\" src=\"/assets/")
        .and_then(|(_before, rest)| rest.split_once('"'))
        .map(|(script, _after)| script);
    let fonts = [400, 600, 800].map(|weight| {
        format!(
            "<link rel=\"preload\" href=\"/assets/fonts/golos-{weight}.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>"
        )
    });
    let scripts = script
        .map(|script| scripts(script, read))
        .unwrap_or_default();
    let scripts = scripts
        .iter()
        .map(|path| format!("<link rel=\"modulepreload\" href=\"/assets/{path}\">"));
    let names: Vec<String> = scripts.chain(fonts).collect();
    html.replace(MARK, &names.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_lines_stay_where_they_are() {
        let script = "// why\n/** what */\nconst a = 'http://x'; // kept\n  // gone\n/**\n * block\n */\nb();\n";
        let lean = without_comments("a.js", script);
        assert_eq!(lean, "\n\nconst a = 'http://x'; // kept\n\n\n\n\nb();\n");
        assert_eq!(
            without_comments("a.ftl", "# a\nkey = a # b\n"),
            "\nkey = a # b\n"
        );
        assert_eq!(
            without_comments("a.css", "/* a */\n.b { }\n/* c */ .d { }\n"),
            "\n.b { }\n/* c */ .d { }\n"
        );
        assert_eq!(without_comments("a.svg", "# a"), "# a");
    }

    #[test]
    fn a_page_names_every_script_once() {
        let read = |path: &str| {
            match path {
            "desk/main.js" => Some("import { a } from '../common/api.js';\nimport { b } from './b.js';\nconst from = ' from \'no.js\'';".to_owned()),
            "desk/b.js" => Some("import { a } from '../common/api.js';".to_owned()),
            _ => None,
        }
        };
        let html =
            format!("{MARK}\n<script type=\"module\" src=\"/assets/desk/main.js\"></script>");
        let named = with_names(&html, &read);
        for script in ["desk/main.js", "desk/b.js", "common/api.js"] {
            let link = format!("<link rel=\"modulepreload\" href=\"/assets/{script}\">");
            assert_eq!(named.matches(&link).count(), 1, "{named}");
        }
        assert!(!named.contains("no.js") && !named.contains(MARK));
    }
}
