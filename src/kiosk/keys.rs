//! Keys: a keypad walks through the whole visit, a scanner types its code, and
//! nothing else leads anywhere.

use std::rc::Rc;
use std::time::Duration;

use ui::Frame;
use ui::slint::platform::{Key, WindowEvent};
use ui::slint::{ComponentHandle, SharedString, Timer};

use super::Kiosk;
use super::steps::{Step, Tap};
use crate::stage;

impl Kiosk {
    /// A key was pressed; true: it is dealt with here. Tab, Enter and space go
    /// on to what has the focus.
    pub(super) fn key(self: &Rc<Self>, text: &SharedString) -> bool {
        let is = |key: Key| *text == SharedString::from(key);
        let now = stage::now(&self.clock);
        let was_typing = self.typing.replace(false);
        if is(Key::Return) {
            if let Some(code) = self.wedge.borrow_mut().enter(now) {
                self.tap(&Tap::Scanned(code));
                return true;
            }
            if was_typing {
                self.tap(&Tap::Enter);
            }
            return was_typing;
        }
        if is(Key::Tab) || is(Key::Backtab) || *text == " " {
            self.tap(&Tap::Elsewhere);
            return false;
        }
        if is(Key::DownArrow) || is(Key::RightArrow) {
            self.walk(Key::Tab);
        } else if is(Key::UpArrow) || is(Key::LeftArrow) {
            self.walk(Key::Backtab);
        } else if is(Key::Backspace) || is(Key::Escape) {
            self.step_back();
        } else if is(Key::Home) || *text == "*" {
            self.tap(&Tap::StartOver);
        } else if is(Key::F1) || *text == "#" {
            self.toggle_speech();
        } else if text
            .chars()
            .all(|sign| !sign.is_control() && !is_private(sign))
        {
            self.typing.set(true);
            self.wedge.borrow_mut().sign(text, now);
            self.tap(&Tap::Key(text.to_string()));
        }
        true
    }

    /// Back by one sign, else by one page.
    fn step_back(&self) {
        let types = {
            let visit = self.visit.borrow();
            match visit.flow.step() {
                Step::Search { typed, .. } | Step::Entry { typed, .. } => !typed.is_empty(),
                Step::Late { at, told, .. } => !told.is_empty(*at),
                Step::Welcome { .. }
                | Step::Left { .. }
                | Step::Branch { .. }
                | Step::Languages { .. }
                | Step::Details { .. }
                | Step::Long { .. }
                | Step::Asking { .. }
                | Step::Ticket { .. }
                | Step::Failed { .. }
                | Step::Thanks { .. }
                | Step::Finished
                | Step::Rate { .. }
                | Step::Rated { .. }
                | Step::DirectLine { .. }
                | Step::Menu { .. } => false,
            }
        };
        self.tap(if types { &Tap::Erase } else { &Tap::Back });
    }

    fn toggle_speech(&self) {
        if self.speech.borrow().is_there() {
            self.tap(&Tap::Spoken);
        }
    }

    /// To the next or the previous button, after this key is done with. The
    /// arrow that begins the reading aloud stays: the page is read first.
    fn walk(self: &Rc<Self>, key: Key) {
        let could_hear = self.spoken_language().is_some();
        let can_speak = self.window.global::<Frame<'_>>().get_can_speak();
        self.tap(&Tap::Arrow { can_speak });
        if !could_hear && self.spoken_language().is_some() {
            return;
        }
        let weak = Rc::downgrade(self);
        Timer::single_shot(Duration::ZERO, move || {
            if let Some(kiosk) = weak.upgrade() {
                kiosk.press(key);
            }
        });
    }

    fn press(&self, key: Key) {
        let window = self.window.window();
        let text = SharedString::from(key);
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
    }

    /// Another page: keys go to the window again.
    pub(super) fn turned(&self) {
        self.window.invoke_take_focus();
    }

    /// Reads the page, in the spoken mode: as it comes, and when what matters
    /// on it changes. Who has just asked for it also hears how to go on.
    pub(super) fn read_page(&self) {
        if self.spoken_language().is_none() {
            self.read.take();
            return;
        }
        let mark = self.window.get_page_mark();
        let before = self.read.replace(mark.clone());
        if before == mark {
            return;
        }
        let page = self.window.get_page_told();
        if before.is_empty() {
            self.tell(&format!("{} {page}", self.window.get_speech_guide()));
        } else {
            self.tell(&page);
        }
    }

    /// Says the text, if this visitor asked for it.
    pub(super) fn tell(&self, text: &str) {
        if let Some(language) = self.spoken_language() {
            self.speech.borrow_mut().say(text, &language);
        }
    }

    fn spoken_language(&self) -> Option<String> {
        let visit = self.visit.try_borrow().ok()?;
        let wishes = visit.flow.wishes();
        wishes.spoken.then(|| wishes.language.clone())
    }
}

/// Slint's arrows and function keys are private letters.
fn is_private(sign: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&sign)
}
