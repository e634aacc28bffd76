//! A few screens look as they did when somebody last looked at them.
//!
//! Every glyph comes from the embedded fonts, so the pictures are the same on
//! every machine. `TALON_BLESS=1` keeps new ones: look at them before you commit.

use std::path::PathBuf;

use talon::wire::*;
use ui::slint::{ComponentHandle, Rgba8Pixel, SharedPixelBuffer, Window};

use crate::fixtures::*;

/// Small, so that the repository stays small: the layout is the same.
const KIOSK: (u32, u32) = (432, 768);
const BOARD: (u32, u32) = (640, 360);
/// A colour that differs by less is a matter of rounding.
const SAME: u8 = 48;
/// One pixel in two hundred may differ: the edges of letters.
const TOLERATED: usize = 200;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/screens/{name}.png"))
}

fn keep(name: &str, picture: &SharedPixelBuffer<Rgba8Pixel>) {
    let file = std::fs::File::create(path(name)).unwrap();
    let mut encoder = png::Encoder::new(file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let rgb: Vec<u8> = picture
        .as_slice()
        .iter()
        .flat_map(|pixel| [pixel.r, pixel.g, pixel.b])
        .collect();
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&rgb)
        .unwrap();
}

fn looks_as_before(window: &Window, name: &str) {
    let picture = window.take_snapshot().unwrap();
    if std::env::var_os("TALON_BLESS").is_some() {
        keep(name, &picture);
        return;
    }
    let file = std::fs::File::open(path(name)).unwrap();
    let mut reader = png::Decoder::new(std::io::BufReader::new(file))
        .read_info()
        .unwrap();
    let mut before = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut before).unwrap();
    let pixels = picture.as_slice();
    assert_eq!(before.len(), pixels.len() * 3, "{name}: another size");
    let differs = |(pixel, before): &(&Rgba8Pixel, &[u8])| {
        let now = [pixel.r, pixel.g, pixel.b];
        now.iter()
            .zip(before.iter())
            .any(|(now, before)| now.abs_diff(*before) > SAME)
    };
    let different = pixels.iter().zip(before.chunks(3)).filter(differs).count();
    assert!(
        different <= pixels.len() / TOLERATED,
        "{name}: {different} pixels differ; TALON_BLESS=1 keeps the new look"
    );
}

#[test]
fn the_kiosk_from_welcome_to_number() {
    let kiosk = TestKiosk::open(KIOSK);
    let look = |name: &str| looks_as_before(kiosk.kiosk.window().window(), name);
    look("welcome");
    kiosk.tap("Для дома");
    look("services");
    kiosk.tap("Договор энергоснабжения");
    look("details");
    kiosk.tap("Взять талон");
    kiosk.answer(&ticket(Some("contract"), "В012", PrintOutcome::NotPrinted));
    look("number");
}

#[test]
fn the_kiosk_in_large_letters() {
    let kiosk = TestKiosk::open(KIOSK);
    kiosk.tap("Крупный шрифт");
    looks_as_before(kiosk.kiosk.window().window(), "large");
}

#[test]
fn the_board_in_an_ordinary_hour() {
    let board = TestBoard::new(BOARD);
    board.hear(board_view());
    looks_as_before(board.board.window().window(), "board");
}
