//! Whether systemd keeps trying to start the office, and cannot.

use std::process::{Command, Stdio};

const UNIT: &str = "talon.service";

/// systemd is asked for so long, in the words of `timeout`.
const PATIENCE: &str = "3";

const ASKED: &str = "--property=ActiveState,SubState,UnitFileState,NRestarts";

/// False as well where there is no systemd or no such unit.
pub fn unit_fails() -> bool {
    let asked = Command::new("timeout")
        .args([PATIENCE, "systemctl", "show", ASKED, UNIT])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    asked.is_ok_and(|answer| fails(&String::from_utf8_lossy(&answer.stdout)))
}

/// Enabled, and down for good or between two starts; one that is not enabled
/// was stopped by somebody who knows.
fn fails(told: &str) -> bool {
    let value = |name: &str| {
        let mut lines = told.lines().filter_map(|line| line.split_once('='));
        lines.find_map(|(key, value)| (key == name).then_some(value.trim()))
    };
    let is_enabled = value("UnitFileState").is_some_and(|state| state.starts_with("enabled"));
    let has_restarted = value("NRestarts").is_some_and(|count| count != "0");
    let waits = value("SubState").is_some_and(|state| state.starts_with("auto-restart"));
    let is_down = match value("ActiveState") {
        Some("failed") => true,
        Some("activating") => waits || has_restarted,
        _ => false,
    };
    is_enabled && is_down
}

#[cfg(test)]
mod tests {
    use super::fails;

    fn told(active: &str, sub: &str, file: &str, restarts: u8) -> String {
        format!(
            "NRestarts={restarts}\nActiveState={active}\nSubState={sub}\nUnitFileState={file}\n"
        )
    }

    #[test]
    fn a_unit_that_is_enabled_and_does_not_stay_up_fails() {
        assert!(fails(&told("failed", "failed", "enabled", 0)));
        assert!(fails(&told("activating", "auto-restart", "enabled", 1)));
        assert!(fails(&told("activating", "start", "enabled", 7)));
    }

    #[test]
    fn one_that_starts_runs_or_was_stopped_does_not() {
        assert!(!fails(&told("activating", "start", "enabled", 0)));
        assert!(!fails(&told("active", "running", "enabled", 3)));
        assert!(!fails(&told("inactive", "dead", "enabled", 0)));
        assert!(!fails(&told("failed", "failed", "disabled", 0)));
        assert!(!fails(""), "no systemd");
    }
}
