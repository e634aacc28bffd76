//! First stage: what the office file may say, as written, with its places.
//!
//! Every key the file may have is asked for here and nowhere else. Kinds of
//! values are checked (text, number, list), required keys too; what the values
//! mean is left to `checked`. What is absent or of the wrong kind is `None`.

use std::collections::BTreeMap;

use super::directory;
use super::finding::Place;
use super::hall::{HallFile, Written, read_group, read_plan};
use super::merged::RULES;
use super::reader::{At, Notes, Section, Words};

/// The days of `[hours]`, Monday first.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) languages: Option<At<Vec<At<String>>>>,
    pub(super) name: Option<Words>,
    pub(super) time_zone: Option<At<String>>,
    pub(super) direct_line: Option<Words>,
    /// In the order of [`DAYS`].
    pub(super) hours: Vec<Option<At<String>>>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) segments: Vec<Segment>,
    pub(super) services: Vec<Service>,
    pub(super) desks: Vec<Desk>,
    pub(super) zones: Vec<Zone>,
    pub(super) staff: Vec<Account>,
    pub(super) matters: super::matters::Written,
    pub(super) printers: Vec<Printer>,
    pub(super) screens: Vec<Screen>,
    pub(super) voice_enabled: Option<At<bool>>,
    pub(super) voice_languages: Option<At<Vec<At<String>>>>,
    pub(super) ticket_order: Option<At<Vec<At<String>>>>,
    pub(super) ticket_logo: Option<At<String>>,
    pub(super) ticket_qr: Option<At<bool>>,
    pub(super) voice_device: Option<At<String>>,
    pub(super) closing: Option<At<Vec<Words>>>,
    pub(super) thanks: Option<Words>,
    pub(super) ticker: Option<At<Vec<Words>>>,
    pub(super) hall: HallFile,
    /// By screen id, filled while merging.
    pub(super) plans: Vec<(String, Written)>,
    /// Name of the rule → number.
    pub(super) limits: BTreeMap<&'static str, At<i64>>,
    pub(super) live_order: Option<At<String>>,
    pub(super) data_dir: Option<At<String>>,
    pub(super) journal_dir: Option<At<String>>,
    pub(super) backup_dir: Option<At<String>>,
    pub(super) listen: Option<At<String>>,
    pub(super) allowed_hosts: Option<At<Vec<At<String>>>>,
    pub(super) tls: Option<At<String>>,
    pub(super) certificate: Option<At<String>>,
    pub(super) key: Option<At<String>>,
    pub(super) directory: directory::Written,
}

#[derive(Debug)]
pub(super) struct Exception {
    pub(super) date: Option<At<String>>,
    pub(super) until: Option<At<String>>,
    pub(super) hours: Option<At<String>>,
    pub(super) note: Option<Words>,
}

#[derive(Debug)]
pub(super) struct Segment {
    pub(super) id: Option<At<String>>,
    pub(super) title: Option<Words>,
    pub(super) kiosk_title: Option<Words>,
    pub(super) hint: Option<Words>,
    pub(super) icon: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct Service {
    pub(super) id: Option<At<String>>,
    pub(super) segment: Option<At<String>>,
    pub(super) group: Option<At<String>>,
    pub(super) series: Option<At<String>>,
    pub(super) title: Option<Words>,
    pub(super) expected_minutes: Option<At<i64>>,
    pub(super) bring: Option<Words>,
    pub(super) remote: Option<Words>,
    pub(super) booked: Option<At<bool>>,
}

#[derive(Debug)]
pub(super) struct Desk {
    pub(super) number: Option<At<i64>>,
    pub(super) services: Option<At<Vec<At<String>>>>,
    pub(super) auto_call_seconds: Option<At<i64>>,
}

#[derive(Debug)]
pub(super) struct Zone {
    pub(super) id: Option<At<String>>,
    pub(super) name: Option<Words>,
    pub(super) desks: Option<At<Vec<At<i64>>>>,
    pub(super) voice: Option<Words>,
}

#[derive(Debug)]
pub(super) struct Account {
    pub(super) at: Place,
    pub(super) id: Option<At<String>>,
    pub(super) name: Option<At<String>>,
    pub(super) role: Option<At<String>>,
    pub(super) desk: Option<At<i64>>,
    pub(super) services: Option<At<Vec<At<String>>>>,
    pub(super) pin_hash: Option<At<String>>,
    pub(super) password_hash: Option<At<String>>,
    pub(super) renew: Option<At<bool>>,
    pub(super) directory: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct Printer {
    pub(super) id: Option<At<String>>,
    pub(super) url: Option<At<String>>,
    pub(super) width_mm: Option<At<i64>>,
    pub(super) mode: Option<At<String>>,
    pub(super) profile: Option<At<String>>,
    pub(super) code_page: Option<At<i64>>,
    pub(super) roll_m: Option<At<i64>>,
}

#[derive(Debug)]
pub(super) struct Screen {
    pub(super) id: Option<At<String>>,
    pub(super) kind: Option<At<String>>,
    pub(super) mode: Option<At<String>>,
    pub(super) output: Option<At<String>>,
    pub(super) rotate: Option<At<i64>>,
    pub(super) printer: Option<At<String>>,
    pub(super) shows: Written,
}

impl File {
    /// Reads the text; `None` when it is no TOML at all.
    pub(super) fn read(notes: &Notes, text: &str) -> Option<Self> {
        let tree = notes.parse(text)?;
        let mut root = Section::whole_file(notes, &tree);
        root.require(&["office", "hours", "segment", "service", "desk"]);
        let mut file = Self::default();
        file.read_office(root.section("office"));
        file.read_hours(root.section("hours"));
        file.exceptions = each(root.sections("exception"), read_exception);
        file.segments = each(root.sections("segment"), read_segment);
        file.hall.groups = each(root.sections("group"), read_group);
        file.services = each(root.sections("service"), read_service);
        file.desks = each(root.sections("desk"), read_desk);
        file.zones = each(root.sections("zone"), read_zone);
        file.staff = each(root.sections("staff"), read_account);
        file.matters = super::matters::read(&mut root);
        file.printers = each(root.sections("printer"), read_printer);
        file.screens = each(root.sections("screen"), read_screen);
        file.hall.read_kiosk(root.section("kiosk"));
        file.read_voice(root.section("voice"));
        file.read_ticket(root.section("ticket"));
        file.read_board(root.section("board"));
        file.read_limits(root.section("limits"));
        file.read_live_queue(root.section("live_queue"));
        file.read_storage(root.section("storage"));
        file.read_network(root.section("network"));
        file.directory = directory::read(root.section("directory"));
        root.done();
        Some(file)
    }

    fn read_office(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        s.require(&["languages", "name", "time_zone", "direct_line"]);
        self.languages = s.list("languages");
        self.name = s.words("name");
        self.time_zone = s.text("time_zone");
        self.direct_line = s.words("direct_line");
        s.done();
    }

    fn read_hours(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        s.require(&DAYS);
        self.hours = DAYS.iter().map(|day| s.text(day)).collect();
        s.done();
    }

    fn read_voice(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        self.voice_enabled = s.flag("enabled");
        self.voice_languages = s.list("languages");
        self.voice_device = s.text("device");
        self.hall.read_voice(&mut s);
        s.done();
    }

    fn read_ticket(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        self.closing = s.words_list("closing");
        self.thanks = s.words("thanks");
        self.ticket_order = s.list("order");
        self.ticket_logo = s.text("logo");
        self.ticket_qr = s.flag("qr");
        s.done();
    }

    fn read_board(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        self.ticker = s.words_list("ticker");
        self.hall.read_board(&mut s);
        s.done();
    }

    fn read_limits(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        for rule in RULES {
            if let Some(number) = s.whole(rule.name) {
                self.limits.insert(rule.name, number);
            }
        }
        s.done();
    }

    fn read_live_queue(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        self.live_order = s.text("order");
        s.done();
    }

    fn read_storage(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        self.data_dir = s.text("data_dir");
        self.journal_dir = s.text("journal_dir");
        self.backup_dir = s.text("backup_dir");
        s.done();
    }

    fn read_network(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        self.listen = s.text("listen");
        self.allowed_hosts = s.list("allowed_hosts");
        self.tls = s.text("tls");
        self.certificate = s.text("certificate");
        self.key = s.text("key");
        s.done();
    }
}

fn each<'a, 't, T>(
    sections: Vec<Section<'a, 't>>,
    read: impl Fn(&mut Section<'a, 't>) -> T,
) -> Vec<T> {
    let read_one = |mut section: Section<'a, 't>| {
        let thing = read(&mut section);
        section.done();
        thing
    };
    sections.into_iter().map(read_one).collect()
}

fn read_exception(s: &mut Section<'_, '_>) -> Exception {
    s.require(&["date", "hours"]);
    Exception {
        date: s.date("date"),
        until: s.date("until"),
        hours: s.text("hours"),
        note: s.words("note"),
    }
}

fn read_segment(s: &mut Section<'_, '_>) -> Segment {
    s.require(&["id", "title", "kiosk_title", "hint", "icon"]);
    Segment {
        id: s.text("id"),
        title: s.words("title"),
        kiosk_title: s.words("kiosk_title"),
        hint: s.words("hint"),
        icon: s.text("icon"),
    }
}

fn read_service(s: &mut Section<'_, '_>) -> Service {
    s.require(&["id", "segment", "series", "title", "expected_minutes"]);
    Service {
        id: s.text("id"),
        segment: s.text("segment"),
        group: s.text("group"),
        series: s.text("series"),
        title: s.words("title"),
        expected_minutes: s.whole("expected_minutes"),
        bring: s.words("bring"),
        remote: s.words("remote"),
        booked: s.flag("booked"),
    }
}

fn read_desk(s: &mut Section<'_, '_>) -> Desk {
    s.require(&["number", "services"]);
    Desk {
        number: s.whole("number"),
        services: s.list("services"),
        auto_call_seconds: s.whole("auto_call_seconds"),
    }
}

fn read_zone(s: &mut Section<'_, '_>) -> Zone {
    s.require(&["id", "name", "desks"]);
    Zone {
        id: s.text("id"),
        name: s.words("name"),
        desks: s.numbers("desks"),
        voice: s.words("voice"),
    }
}

fn read_account(s: &mut Section<'_, '_>) -> Account {
    s.require(&["id", "name", "role"]);
    Account {
        at: s.at,
        id: s.text("id"),
        name: s.text("name"),
        role: s.text("role"),
        desk: s.whole("desk"),
        services: s.list("services"),
        pin_hash: s.text("pin_hash"),
        password_hash: s.text("password_hash"),
        renew: s.flag("renew"),
        directory: s.text("directory"),
    }
}

fn read_printer(s: &mut Section<'_, '_>) -> Printer {
    s.require(&["id", "url"]);
    Printer {
        id: s.text("id"),
        url: s.text("url"),
        width_mm: s.whole("width_mm"),
        mode: s.text("mode"),
        profile: s.text("profile"),
        code_page: s.whole("code_page"),
        roll_m: s.whole("roll_m"),
    }
}

fn read_screen(s: &mut Section<'_, '_>) -> Screen {
    s.require(&["id", "kind"]);
    Screen {
        id: s.text("id"),
        kind: s.text("kind"),
        mode: s.text("mode"),
        output: s.text("output"),
        rotate: s.whole("rotate"),
        printer: s.text("printer"),
        shows: read_plan(s),
    }
}
