//! Manual pages and shell completions, made from the program's own arguments.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Command;
use clap_complete::Shell;

/// The shells of Debian.
const SHELLS: [(Shell, &str); 3] = [
    (Shell::Bash, "talon.bash"),
    (Shell::Zsh, "_talon"),
    (Shell::Fish, "talon.fish"),
];

/// Writes `completions/` and `man/` into `dir`.
pub fn write(command: Command, dir: &Path) -> Result<()> {
    // `talon help run` says what the page of `talon run` says.
    let mut command = command.disable_help_subcommand(true);
    let (completions, man) = (dir.join("completions"), dir.join("man"));
    for dir in [&completions, &man] {
        fs::create_dir_all(dir).with_context(|| format!("could not make {}", dir.display()))?;
    }
    for (shell, name) in SHELLS {
        let mut file = fs::File::create(completions.join(name))
            .with_context(|| format!("could not write {name}"))?;
        clap_complete::generate(shell, &mut command, "talon", &mut file);
    }
    clap_mangen::generate_to(command, &man).context("could not write the manual pages")
}
