//! Compiles the drawn screens; nothing else.

fn main() -> Result<(), slint_build::CompileError> {
    // Debug info lets tests find elements by their accessible labels.
    let config = slint_build::CompilerConfiguration::new()
        .with_debug_info(true)
        .with_bundled_translations("lang");
    slint_build::compile_with_config("screens.slint", config)
}
