//! Hands a scene to the window: only what changed, so that nothing flickers.

use std::cell::RefCell;
use std::rc::Rc;

use ui::slint::{ComponentHandle, Model, ModelRc, SharedString, VecModel};
use ui::{
    Choice, ChoicesAdapter, DetailsAdapter, EntryAdapter, Frame, KioskWindow, MenuAdapter,
    NoticesAdapter, RateAdapter, SearchAdapter, TellAdapter, Theme, TicketAdapter,
};

use super::view::{FrameScene, NoticesScene, RateScene, Scene, TicketScene};
use crate::stage;

/// Remembers what is drawn.
pub(super) struct Painter {
    drawn: RefCell<Option<Scene>>,
    choices: Rc<VecModel<Choice>>,
    clock: Rc<VecModel<SharedString>>,
    bring: Rc<VecModel<SharedString>>,
    keys: Rc<VecModel<SharedString>>,
    tell_keys: Rc<VecModel<SharedString>>,
}

impl Painter {
    pub(super) fn new(window: &KioskWindow) -> Self {
        let painter = Self {
            drawn: RefCell::new(None),
            choices: Rc::default(),
            clock: Rc::default(),
            bring: Rc::default(),
            keys: Rc::default(),
            tell_keys: Rc::default(),
        };
        window
            .global::<ChoicesAdapter<'_>>()
            .set_choices(ModelRc::from(Rc::clone(&painter.choices)));
        window
            .global::<Frame<'_>>()
            .set_clock(ModelRc::from(Rc::clone(&painter.clock)));
        window
            .global::<DetailsAdapter<'_>>()
            .set_bring(ModelRc::from(Rc::clone(&painter.bring)));
        window
            .global::<SearchAdapter<'_>>()
            .set_keys(ModelRc::from(Rc::clone(&painter.keys)));
        window
            .global::<TellAdapter<'_>>()
            .set_keys(ModelRc::from(Rc::clone(&painter.tell_keys)));
        painter
    }

    /// Draws the scene.
    pub(super) fn paint(&self, window: &KioskWindow, scene: Scene) -> Painted {
        let mut drawn = self.drawn.borrow_mut();
        if drawn.as_ref() == Some(&scene) {
            return Painted::default();
        }
        let before = drawn.as_ref();
        if before.is_none_or(|before| before.language != scene.language) {
            stage::speak(&scene.language);
        }
        let theme = window.global::<Theme<'_>>();
        theme.set_large(scene.large);
        theme.set_lower(scene.lower);
        self.paint_choices(window, &scene);
        self.paint_details(window, &scene);
        self.paint_typed(window, &scene);
        self.paint_told(window, &scene);
        paint_ticket(window, &scene.ticket);
        paint_rate(window, &scene.rate);
        paint_notices(window, &scene);
        self.paint_frame(window, &scene.frame);
        window.global::<Frame<'_>>().set_page(scene.page);
        let painted = Painted {
            resized: before
                .is_some_and(|before| (before.large, before.lower) != (scene.large, scene.lower)),
            turned: before.is_none_or(|before| place(before) != place(&scene)),
        };
        *drawn = Some(scene);
        painted
    }

    fn paint_frame(&self, window: &KioskWindow, scene: &FrameScene) {
        let frame = window.global::<Frame<'_>>();
        frame.set_office(scene.office.as_str().into());
        frame.set_closes(scene.closes.as_str().into());
        frame.set_registration_ends(scene.registration_ends.as_str().into());
        frame.set_open(scene.open);
        frame.set_next_language(scene.next_language.as_str().into());
        frame.set_countdown(scene.countdown);
        frame.set_subject(scene.subject.as_str().into());
        frame.set_speaks(scene.speaks);
        frame.set_can_go_back(scene.can_go_back);
        frame.set_can_start_over(scene.can_start_over);
        frame.set_page_number(scene.page_number);
        frame.set_page_count(scene.page_count);
        stage::sync(&self.clock, &shared(&scene.clock));
    }

    fn paint_choices(&self, window: &KioskWindow, scene: &Scene) {
        let choices = window.global::<ChoicesAdapter<'_>>();
        // A page that is left keeps its cards until another one asks: nothing
        // on the screen shrinks while the page changes.
        let asks = matches!(scene.page, ui::Page::Search | ui::Page::RegistrationEnded);
        if asks || !scene.choices.is_empty() || self.choices.row_count() == 0 {
            stage::sync(&self.choices, &scene.choices);
        }
        choices.set_open_desks(scene.open_desks);
        choices.set_within_target(scene.within_target);
        choices.set_target_min(scene.target_min);
        choices.set_welcome(scene.welcome);
    }

    fn paint_details(&self, window: &KioskWindow, scene: &Scene) {
        let details = window.global::<DetailsAdapter<'_>>();
        stage::sync(&self.bring, &shared(&scene.bring));
        details.set_remote(scene.remote.as_str().into());
        details.set_bring_told(scene.bring_told.as_str().into());
        details.set_wait(scene.wait.clone());
        details.set_waiting(scene.waiting);
        details.set_long(scene.long);
        details.set_paused(scene.paused);
        details.set_may_be_privileged(scene.may_be_privileged);
        details.set_privileged(scene.privileged);
        details.set_list(scene.list);
    }

    fn paint_typed(&self, window: &KioskWindow, scene: &Scene) {
        let entry = window.global::<EntryAdapter<'_>>();
        entry.set_kind(scene.entry.kind);
        entry.set_typed(scene.entry.typed.as_str().into());
        entry.set_wrong(scene.entry.wrong);
        entry.set_trouble(scene.entry.trouble.as_str().into());
        entry.set_ready(scene.entry.ready);
        let search = window.global::<SearchAdapter<'_>>();
        search.set_example(scene.search.example.as_str().into());
        search.set_typed(scene.search.typed.as_str().into());
        search.set_script(scene.search.script.as_str().into());
        if scene.page == ui::Page::Search {
            stage::sync(&self.keys, &shared(&scene.search.keys));
        }
        let menu = window.global::<MenuAdapter<'_>>();
        menu.set_said(scene.menu_said.as_str().into());
    }
}

impl Painter {
    fn paint_told(&self, window: &KioskWindow, scene: &Scene) {
        let tell = window.global::<TellAdapter<'_>>();
        let told = &scene.tell;
        if scene.page == ui::Page::Tell {
            stage::sync(&self.tell_keys, &shared(&told.keys));
            tell.set_columns(told.columns);
        }
        tell.set_kind(told.kind);
        tell.set_typed(told.typed.as_str().into());
        tell.set_wrong(told.wrong);
        tell.set_trouble(told.trouble.as_str().into());
        tell.set_ready(told.ready);
        tell.set_ordinary(told.ordinary);
        tell.set_phone(told.phone.as_str().into());
        tell.set_contract(told.contract.as_str().into());
        tell.set_gist(told.gist.as_str().into());
        tell.set_consent(told.consent.as_str().into());
        tell.set_day(told.day);
        tell.set_day_number(told.day_number);
        tell.set_month(told.month);
        tell.set_number(told.number.as_str().into());
        tell.set_slip(told.slip);
    }
}

/// What became of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Painted {
    /// The letters or the room changed their size.
    pub(super) resized: bool,
    /// Another page: what had the focus is gone.
    pub(super) turned: bool,
}

/// Where the visitor is: a change of it takes what had the focus away.
fn place(scene: &Scene) -> (ui::Page, &str, ui::Tell, i32, bool) {
    let FrameScene {
        subject,
        page_number,
        countdown,
        ..
    } = &scene.frame;
    (
        scene.page,
        subject,
        scene.tell.kind,
        *page_number,
        *countdown >= 0,
    )
}

fn paint_ticket(window: &KioskWindow, scene: &TicketScene) {
    let ticket = window.global::<TicketAdapter<'_>>();
    ticket.set_number(scene.number.as_str().into());
    ticket.set_service(scene.service.as_str().into());
    ticket.set_ahead(scene.ahead);
    ticket.set_wait(scene.wait.clone());
    ticket.set_slip(scene.slip);
    ticket.set_paper_out(scene.paper_out);
}

fn paint_rate(window: &KioskWindow, scene: &RateScene) {
    let rate = window.global::<RateAdapter<'_>>();
    rate.set_number(scene.number.as_str().into());
    rate.set_wrong(scene.wrong);
    rate.set_said(scene.said.as_str().into());
    rate.set_outcome(scene.outcome);
}

fn paint_notices(window: &KioskWindow, scene: &Scene) {
    let notices = window.global::<NoticesAdapter<'_>>();
    let NoticesScene {
        phone_place,
        phone_heading,
        opens,
        closes,
        next_day,
        next_day_number,
        next_month,
        next_opens,
        trouble,
        starting,
        rating,
    } = &scene.notices;
    notices.set_phone_place(phone_place.as_str().into());
    notices.set_phone_heading(phone_heading.as_str().into());
    notices.set_opens(opens.as_str().into());
    notices.set_closes(closes.as_str().into());
    notices.set_next_day(*next_day);
    notices.set_next_day_number(*next_day_number);
    notices.set_next_month(*next_month);
    notices.set_next_opens(next_opens.as_str().into());
    notices.set_trouble(trouble.as_str().into());
    notices.set_starting(*starting);
    notices.set_rating(*rating);
    notices.set_wait(scene.wait.clone());
    notices.set_waiting(scene.waiting);
    notices.set_long(scene.long);
}

fn shared(texts: &[String]) -> Vec<SharedString> {
    texts.iter().map(|text| text.as_str().into()).collect()
}
