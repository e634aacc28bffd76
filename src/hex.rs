//! Bytes as hexadecimal digits: tokens, digests, tags of files.

use std::fmt::Write;

/// Two small digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        write!(digits, "{byte:02x}").ok();
    }
    digits
}

/// The first eight bytes: enough to tell a few things apart.
pub fn short_hex(bytes: &[u8]) -> String {
    hex(bytes.get(..8).unwrap_or(bytes))
}
