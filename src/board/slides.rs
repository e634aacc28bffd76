//! Pictures beside the calls: whose turn it is (pure), and a thread that fetches
//! and decodes them, so that a call never waits for a picture.

use std::sync::mpsc;
use std::time::Duration;

use tracing::warn;
use ui::slint::{Rgb8Pixel, SharedPixelBuffer};

use crate::link::{self, LinkError, Place};
use crate::wire_screens::Slides;

use super::show::Now;

/// Where the office says nothing.
const EACH: Duration = Duration::from_secs(12);
/// Pictures are drawn no larger than on a full HD board.
const WIDEST: u32 = 1920;
const HIGHEST: u32 = 1080;
/// A picture of 8000 × 8000 points decoded.
const MEMORY: u64 = 256 << 20;

/// A picture that came, or could not.
#[derive(Debug)]
pub struct Slide {
    pub path: String,
    pub picture: Option<SharedPixelBuffer<Rgb8Pixel>>,
}

/// The picture whose turn it is.
pub fn due(slides: &Slides, now: Now) -> Option<&str> {
    let each = match slides.each_s {
        0 => EACH,
        seconds => Duration::from_secs(u64::from(seconds)),
    };
    let count = u64::try_from(slides.paths.len()).ok()?;
    let turn = (now.as_secs() / each.as_secs().max(1)).checked_rem(count)?;
    let path = slides.paths.get(usize::try_from(turn).ok()?)?;
    Some(path.as_str())
}

/// The thread with the pictures; it ends when this is dropped.
#[derive(Debug)]
pub struct Shelf {
    wanted: mpsc::SyncSender<String>,
}

impl Shelf {
    /// Starts the thread; `tell` is called on it.
    pub fn start<T>(place: &Place, tell: T) -> Result<Self, LinkError>
    where
        T: Fn(Slide) + Send + 'static,
    {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        // One that is being fetched and one whose turn comes meanwhile.
        let (wanted, waiting) = mpsc::sync_channel::<String>(2);
        let place = place.clone();
        std::thread::Builder::new()
            .name("slides".to_owned())
            .spawn(move || {
                for path in waiting {
                    let picture = match runtime.block_on(link::picture(&place, &path)) {
                        Ok((200, bytes)) => decoded(&bytes),
                        Ok((status, _problem)) => {
                            warn!(status, "a slide is not there");
                            None
                        }
                        Err(error) => {
                            warn!(%error, "a slide did not come");
                            None
                        }
                    };
                    tell(Slide { path, picture });
                }
            })?;
        Ok(Self { wanted })
    }

    /// Asks for a picture; while two are under way the third is let go, its
    /// turn comes again.
    pub fn fetch(&self, path: &str) {
        if self.wanted.try_send(path.to_owned()).is_err() {
            warn!("slides come too slowly; one is left out");
        }
    }
}

/// As large as it is drawn; `None`: no PNG or JPEG, or far too large.
pub fn decoded(bytes: &[u8]) -> Option<SharedPixelBuffer<Rgb8Pixel>> {
    let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let picture = match reader.decode() {
        Ok(picture) => picture,
        Err(error) => {
            warn!(%error, "a slide cannot be read");
            return None;
        }
    };
    let fits = picture.width() <= WIDEST && picture.height() <= HIGHEST;
    let picture = if fits {
        picture
    } else {
        picture.thumbnail(WIDEST, HIGHEST)
    };
    let picture = picture.into_rgb8();
    let (width, height) = picture.dimensions();
    Some(SharedPixelBuffer::clone_from_slice(
        picture.as_raw(),
        width,
        height,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_take_turns() {
        let slides = Slides {
            paths: ["a", "b"].map(str::to_owned).to_vec(),
            each_s: 10,
        };
        let at = |second| due(&slides, Duration::from_secs(second));
        assert_eq!(at(0), Some("a"));
        assert_eq!(at(9), Some("a"));
        assert_eq!(at(10), Some("b"));
        assert_eq!(at(20), Some("a"));
        assert_eq!(due(&Slides::default(), Duration::ZERO), None);
    }

    #[test]
    fn what_is_no_picture_is_no_slide() {
        assert!(decoded(b"no picture").is_none());
    }
}
