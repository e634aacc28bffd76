//! Every page looks as it did when somebody last looked at it: in every shape,
//! theme and language, small and in sixteen greys, so that the repository stays
//! light.
//!
//! Every glyph comes from the embedded fonts, so the pictures are the same on
//! every machine. A difference leaves both beside each other in the folder the
//! message names. `TALON_BLESS=1` keeps new ones: look at them before you commit.

use std::path::{Path, PathBuf};
use std::time::Duration;

use talon::wire::*;
use ui::slint::{ComponentHandle, PhysicalSize, Rgba8Pixel, SharedPixelBuffer, Window};

use crate::fixtures::*;

/// Greys apart that are a matter of rounding, of sixteen.
const SAME: u8 = 2;
/// One point in two hundred may differ: the edges of letters.
const TOLERATED: usize = 200;

/// A picture in sixteen greys, one a byte.
#[derive(Clone)]
pub(crate) struct Small {
    width: usize,
    height: usize,
    greys: Vec<u8>,
}

impl Small {
    /// The window as it is, drawn small by its own rules.
    pub(crate) fn of(window: &Window, stage: &Stage, (width, height): (u32, u32)) -> Self {
        window.set_size(PhysicalSize::new(width, height));
        stage.pass(Duration::from_millis(50));
        Self::grey(&window.take_snapshot().unwrap())
    }

    fn grey(picture: &SharedPixelBuffer<Rgba8Pixel>) -> Self {
        let grey = |pixel: &Rgba8Pixel| {
            let (r, g, b) = (u32::from(pixel.r), u32::from(pixel.g), u32::from(pixel.b));
            u8::try_from((3 * r + 6 * g + b) / 160).unwrap().min(15)
        };
        Self {
            width: usize::try_from(picture.width()).unwrap(),
            height: usize::try_from(picture.height()).unwrap(),
            greys: picture.as_slice().iter().map(grey).collect(),
        }
    }

    /// Pictures beside each other, white between them.
    fn sheet(pictures: &[Self]) -> Self {
        let height = pictures.iter().map(|one| one.height).max().unwrap();
        let width = pictures.iter().map(|one| one.width + 4).sum::<usize>();
        let mut greys = Vec::with_capacity(width * height);
        for y in 0..height {
            for one in pictures {
                let row = one.greys.chunks(one.width).nth(y);
                match row {
                    Some(row) => greys.extend_from_slice(row),
                    None => greys.resize(greys.len() + one.width, 15),
                }
                greys.resize(greys.len() + 4, 15);
            }
        }
        Self {
            width,
            height,
            greys,
        }
    }

    fn write(&self, path: &Path) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = std::fs::File::create(path).unwrap();
        let (width, height) = (u32::try_from(self.width), u32::try_from(self.height));
        let mut encoder = png::Encoder::new(file, width.unwrap(), height.unwrap());
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_compression(png::Compression::High);
        let rows = self.greys.chunks(self.width);
        let pairs = rows.flat_map(|row| row.chunks(2));
        let packed: Vec<u8> = pairs
            .map(|pair| {
                let grey = |at| pair.get(at).copied().unwrap_or(0);
                grey(0) << 4 | grey(1)
            })
            .collect();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&packed).unwrap();
    }

    fn read(path: &Path) -> Self {
        let file = std::fs::File::open(path).unwrap_or_else(|_| {
            panic!("{} was never kept: TALON_BLESS=1 keeps it", path.display())
        });
        let decoder = png::Decoder::new(std::io::BufReader::new(file));
        let mut reader = decoder.read_info().unwrap();
        let mut packed = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut packed).unwrap();
        let width = usize::try_from(info.width).unwrap();
        packed.truncate(info.buffer_size());
        let greys = packed
            .chunks(info.line_size)
            .flat_map(|line| {
                line.iter()
                    .flat_map(|byte| [byte >> 4, byte & 15])
                    .take(width)
            })
            .collect();
        Self {
            width,
            height: usize::try_from(info.height).unwrap(),
            greys,
        }
    }

    fn differs(&self, other: &Self) -> usize {
        let pairs = self.greys.iter().zip(&other.greys);
        pairs
            .filter(|(one, two)| one.abs_diff(**two) > SAME)
            .count()
    }
}

fn kept(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/screens/pages/{name}.png"))
}

/// Holds the shapes of one page against those kept.
pub(crate) fn looks_as_before(name: &str, pictures: &[Small]) {
    let now = Small::sheet(pictures);
    if std::env::var_os("TALON_BLESS").is_some() {
        now.write(&kept(name));
        return;
    }
    // A page nobody has kept yet is held against nothing.
    if !kept(name).exists() {
        return;
    }
    let tell = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages");
    let before = Small::read(&kept(name));
    let is_same_size = (before.width, before.height) == (now.width, now.height);
    let different = if is_same_size {
        now.differs(&before)
    } else {
        usize::MAX
    };
    // The pages are small among their shapes: each shape has its own share.
    if different <= now.greys.len() / TOLERATED / pictures.len() {
        return;
    }
    before.write(&tell.join(format!("{name}-before.png")));
    now.write(&tell.join(format!("{name}-now.png")));
    panic!(
        "{name}: {different} points differ; both are in {}; TALON_BLESS=1 keeps the new look",
        tell.display()
    );
}

/// What differs from an ordinary hour.
type Change = fn(&mut BoardView);

#[test]
fn the_board_in_every_state_and_shape() {
    let shapes = [(1920, 1080), (1080, 1920), (3840, 1080), (1024, 768)];
    let states: [(&str, Change); 6] = [
        ("board-open", |_| {}),
        ("board-zones", |view| {
            let zone = ZoneView {
                id: "b".into(),
                name: texts("Зал Б, 2 этаж", "Hall B, floor 2"),
            };
            view.calls[0].zone = Some(zone.clone());
            view.at_desks[0].zone = Some("b".into());
            view.zones = vec![zone];
        }),
        ("board-live", |view| view.mode = QueueMode::Live),
        ("board-before-opening", |view| {
            view.day = day(Doors::BeforeOpening);
            (view.calls, view.at_desks, view.next) = (Vec::new(), Vec::new(), Vec::new());
        }),
        ("board-closed", |view| {
            view.day = day(Doors::Closed);
            (view.calls, view.at_desks, view.next) = (Vec::new(), Vec::new(), Vec::new());
        }),
        ("board-registration-ended", |view| {
            view.day = day(Doors::RegistrationEnded);
        }),
    ];
    for (name, change) in states {
        let pictures: Vec<Small> = shapes
            .map(|(width, height)| {
                let drawn = std::thread::spawn(move || {
                    let board = TestBoard::new((width, height));
                    let mut view = board_view();
                    change(&mut view);
                    board.hear(view);
                    board.shot(&format!("{name}-{width}x{height}"));
                    let window = board.board.window().window();
                    Small::of(window, &board.stage, (width / 6, height / 6))
                });
                drawn.join().unwrap()
            })
            .to_vec();
        looks_as_before(name, &pictures);
    }
}

#[test]
fn a_difference_is_seen_and_both_pictures_are_kept() {
    let page = |grey| Small {
        width: 40,
        height: 40,
        greys: vec![grey; 1600],
    };
    let mut other = page(15);
    other.greys[..20].fill(0);
    assert_eq!(page(15).differs(&other), 20);
    assert_eq!(page(15).differs(&page(14)), 0, "rounding is no difference");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages/itself.png");
    other.write(&path);
    assert_eq!(Small::read(&path).greys, other.greys);
}
