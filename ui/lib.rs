//! The drawn screens: generated code only. `slint` itself goes out through
//! here, so that the screens and the code that fills them use one version.

pub use slint;

slint::include_modules!();
