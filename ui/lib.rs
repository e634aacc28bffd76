//! The drawn screens: generated code only. `slint` itself goes out through
//! here, so that the screens and the code that fills them use one version.

pub use slint;

slint::include_modules!();

/// The languages the screens speak, Russian first; what one of them lacks is
/// said in Russian.
pub const LANGUAGES: &[&str] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));
