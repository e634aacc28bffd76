//! Checks printers and screens.

use super::address::PrinterAddress;
use super::checked::{Checker, Seen};
use super::merged;
use super::reader::At;
use super::settings::{PrintMode, Printer, Rotate, Screen, ScreenKind, ScreenMode};
use crate::texts::Arg;

/// Names of outputs are short: "HDMI-A-1", "DisplayPort-0".
const OUTPUT_CHARS: usize = 40;

/// Metres on a roll: from a mobile printer's to a presenter kiosk's largest.
const ROLL_M: std::ops::RangeInclusive<i64> = 5..=500;

impl Checker<'_> {
    /// The printers, and the ids that screens may name: also those of printers
    /// with other mistakes.
    pub(super) fn printers(&self, written: Vec<merged::Printer>) -> (Vec<Printer>, Seen) {
        let mut seen = Seen::new();
        let check = |printer: merged::Printer| self.printer(printer, &mut seen);
        let printers = written.into_iter().filter_map(check).collect();
        (printers, seen)
    }

    fn printer(&self, printer: merged::Printer, seen: &mut Seen) -> Option<Printer> {
        let id = self.new_id(printer.id, seen);
        let address = printer.url.as_ref().and_then(|url| {
            let address = PrinterAddress::parse(url);
            if address.is_none() {
                self.bad_value(printer.url_from, "config-bad-printer-url", url);
            }
            address
        });
        let width_mm = match printer.width_mm.value {
            58 => Some(58),
            80 => Some(80),
            _ => {
                self.number_choice(&printer.width_mm, "width_mm", "58, 80");
                None
            }
        };
        let modes = [("raster", PrintMode::Raster), ("text", PrintMode::Text)];
        let mode = self.choice(&printer.mode, "mode", &modes);
        let profile = self.new_id(Some(printer.profile), &mut Seen::new());
        let code_page = match printer.code_page {
            None => None,
            Some(page) => {
                let page = self.range(&page, "code_page", 0..=255)?;
                Some(u8::try_from(page).ok()?)
            }
        };
        let roll_m = match printer.roll_m {
            None => None,
            Some(metres) => {
                let metres = self.range(&metres, "roll_m", ROLL_M)?;
                Some(u16::try_from(metres).ok()?)
            }
        };
        Some(Printer {
            id: id?,
            url: printer.url?,
            address: address?,
            width_mm: width_mm?,
            mode: mode?,
            profile: profile?,
            code_page,
            roll_m,
        })
    }

    pub(super) fn screens(
        &self,
        written: Vec<merged::Screen>,
        printers: &[Printer],
        printer_ids: &Seen,
    ) -> Vec<Screen> {
        let mut seen = Seen::new();
        let first = printers.first().map(|printer| printer.id.as_str());
        let check = |screen: merged::Screen| {
            let printer = self.screen_printer(screen.printer.as_ref(), first, printer_ids);
            self.screen(screen, printer, &mut seen)
        };
        written.into_iter().filter_map(check).collect()
    }

    fn screen(
        &self,
        screen: merged::Screen,
        printer: Option<String>,
        seen: &mut Seen,
    ) -> Option<Screen> {
        let id = self.new_id(screen.id, seen);
        let kinds = [("kiosk", ScreenKind::Kiosk), ("board", ScreenKind::Board)];
        let kind = screen
            .kind
            .and_then(|kind| self.choice(&kind, "kind", &kinds));
        let modes = [
            ("window", ScreenMode::Window),
            ("fullscreen", ScreenMode::Fullscreen),
        ];
        let mode = self.choice(&screen.mode, "mode", &modes);
        let rotate = self.rotate(&screen.rotate);
        let output = screen
            .output
            .filter(|output| self.one_line(output, "output", OUTPUT_CHARS));
        let kind = kind?;
        Some(Screen {
            id: id?,
            kind,
            mode: mode?,
            output: output.map(|output| output.value),
            rotate: rotate?,
            printer: printer.filter(|_| kind == ScreenKind::Kiosk),
        })
    }

    fn screen_printer(
        &self,
        named: Option<&At<String>>,
        first: Option<&str>,
        known: &Seen,
    ) -> Option<String> {
        let Some(named) = named else {
            return first.map(str::to_owned);
        };
        self.known_id(named.clone(), "config-unknown-printer", known)
    }

    fn rotate(&self, degrees: &At<i64>) -> Option<Rotate> {
        match degrees.value {
            0 => Some(Rotate::None),
            90 => Some(Rotate::Quarter),
            180 => Some(Rotate::Half),
            270 => Some(Rotate::ThreeQuarters),
            _ => {
                self.number_choice(degrees, "rotate", "0, 90, 180, 270");
                None
            }
        }
    }

    fn number_choice(&self, found: &At<i64>, key: &'static str, known: &str) {
        let args = vec![
            ("key", Arg::from(key)),
            ("found", Arg::from(found.value.to_string())),
            ("known", Arg::from(known)),
        ];
        self.notes.mistake(found.at, "config-unknown-choice", args);
    }
}
