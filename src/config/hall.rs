//! What the office file says of kiosks, boards and the voice
//! beyond the queue: groups of services, which kiosk offers what, the staff
//! menu's PIN, slides, quiet hours. Read here, checked here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::ByLanguage;
use super::calendar::MinuteOfDay;
use super::checked::{Checker, Seen};
use super::file;
use super::reader::{At, Section, Words};
use super::settings::{Screen, ScreenKind, Service, Zone};
use crate::texts::Arg;

/// As a segment on the kiosk: one line at 1080 px.
const GROUP_TITLE_CHARS: usize = 60;
const GROUP_HINT_CHARS: usize = 120;
/// More depth than this is a maze, whoever stands before it.
const DEEPEST: usize = 6;

/// What the office file says of the hall, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HallSettings {
    /// Groups inside segments, any depth; a group's parent stands before it.
    pub groups: Vec<Group>,
    /// A longer likely wait is said before the ticket is taken; 5…240 minutes.
    pub ask_over_min: u32,
    /// Whether the kiosk offers «у меня льгота» in one tap.
    pub privileged: bool,
    /// Whether the kiosk asks for a mark after the visit (S13).
    pub rating: bool,
    /// The kiosk goes back to its first page after so many seconds; 15…300.
    pub idle_s: u32,
    /// argon2id of the PIN of the kiosk's staff menu; `None`: no menu.
    pub menu_pin_hash: Option<String>,
    /// Whether kiosk and board go dark outside the office's hours.
    pub dark_when_closed: bool,
    /// By screen id; only screens that are told something.
    pub screens: BTreeMap<String, ScreenPlan>,
    /// Pictures shown beside the calls; `None`: no slides.
    pub slides_dir: Option<PathBuf>,
    /// Each picture's time; 5…120 seconds.
    pub slide_s: u32,
    pub voice: VoicePlan,
}

/// Services that stand together on the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: String,
    /// A segment or a group that stands before this one.
    pub parent: String,
    pub title: ByLanguage,
    pub hint: ByLanguage,
}

/// What one screen shows of the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScreenPlan {
    /// A kiosk's services; empty: all.
    pub services: BTreeSet<String>,
    /// A board's desks; empty: all.
    pub desks: BTreeSet<u16>,
}

/// When and how loud the hall is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoicePlan {
    /// The chime without words.
    pub chime_only: bool,
    /// Percent of full loudness; 0…100.
    pub volume_percent: u8,
    /// From this minute on another loudness, until the next of the list.
    pub volume_from: Vec<(MinuteOfDay, u8)>,
    /// From when to when nothing is spoken; may go over midnight.
    pub quiet: Vec<(MinuteOfDay, MinuteOfDay)>,
    /// A speaker's recordings; `None`: the built-in clips.
    pub clips_dir: Option<PathBuf>,
}

impl Default for VoicePlan {
    fn default() -> Self {
        Self {
            chime_only: false,
            volume_percent: 100,
            volume_from: Vec::new(),
            quiet: Vec::new(),
            clips_dir: None,
        }
    }
}

impl VoicePlan {
    /// Loudness at this minute of the day, percent; 0 in quiet hours.
    pub fn volume_at(&self, minute: u16) -> u8 {
        let is_quiet = |(from, to): &(MinuteOfDay, MinuteOfDay)| {
            let (from, to) = (from.minutes(), to.minutes());
            if from <= to {
                (from..to).contains(&minute)
            } else {
                minute >= from || minute < to
            }
        };
        if self.quiet.iter().any(is_quiet) {
            return 0;
        }
        let begun = self
            .volume_from
            .iter()
            .filter(|(from, _)| from.minutes() <= minute)
            .max_by_key(|(from, _)| from.minutes());
        // Before the first change of the day the last of yesterday's holds.
        let last = self
            .volume_from
            .iter()
            .max_by_key(|(from, _)| from.minutes());
        begun
            .or(last)
            .map_or(self.volume_percent, |(_, percent)| *percent)
    }
}

/// The same as written.
#[derive(Debug, Default)]
pub(super) struct HallFile {
    pub(super) groups: Vec<GroupFile>,
    ask_over_min: Option<At<i64>>,
    privileged: Option<At<bool>>,
    rating: Option<At<bool>>,
    idle_s: Option<At<i64>>,
    menu_pin_hash: Option<At<String>>,
    dark_when_closed: Option<At<bool>>,
    slides_dir: Option<At<String>>,
    slide_s: Option<At<i64>>,
    chime_only: Option<At<bool>>,
    volume: Option<At<i64>>,
    volume_from: Option<At<Vec<At<String>>>>,
    quiet: Option<At<Vec<At<String>>>>,
    clips_dir: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct GroupFile {
    id: Option<At<String>>,
    parent: Option<At<String>>,
    title: Option<Words>,
    hint: Option<Words>,
}

pub(super) fn read_group(s: &mut Section<'_, '_>) -> GroupFile {
    s.require(&["id", "parent", "title"]);
    GroupFile {
        id: s.text("id"),
        parent: s.text("parent"),
        title: s.words("title"),
        hint: s.words("hint"),
    }
}

/// A kiosk's services and a board's desks.
pub(super) fn read_plan(s: &mut Section<'_, '_>) -> Written {
    Written {
        services: s
            .list("services")
            .map(|list| list.value)
            .unwrap_or_default(),
        desks: s.whole_list("desks"),
        zone: s.text("zone"),
    }
}

impl HallFile {
    pub(super) fn read_kiosk(&mut self, section: Option<Section<'_, '_>>) {
        let Some(mut s) = section else { return };
        self.ask_over_min = s.whole("ask_over_min");
        self.privileged = s.flag("privileged");
        self.rating = s.flag("rating");
        self.idle_s = s.whole("idle_s");
        self.menu_pin_hash = s.text("menu_pin_hash");
        self.dark_when_closed = s.flag("dark_when_closed");
        s.done();
    }

    pub(super) fn read_board(&mut self, s: &mut Section<'_, '_>) {
        self.slides_dir = s.text("slides_dir");
        self.slide_s = s.whole("slide_s");
    }

    pub(super) fn read_voice(&mut self, s: &mut Section<'_, '_>) {
        self.chime_only = s.flag("chime_only");
        self.volume = s.whole("volume");
        self.volume_from = s.list("volume_from");
        self.quiet = s.list("quiet");
        self.clips_dir = s.text("clips_dir");
    }
}

impl Checker<'_> {
    /// Groups, and their ids for the services that name them.
    pub(super) fn groups(&self, written: Vec<GroupFile>, segments: &Seen) -> (Vec<Group>, Seen) {
        let mut seen = Seen::new();
        let mut groups: Vec<Group> = Vec::new();
        let mut parents = segments.clone();
        for group in written {
            let parent = group
                .parent
                .and_then(|parent| self.known_id(parent, "config-unknown-parent", &parents));
            let id = group.id.and_then(|id| {
                // A group and a segment of one name would be one button.
                self.no_repeat(&id, "id", &mut segments.clone())
                    .then_some(id)
            });
            let at = id.as_ref().map(|id| id.at).unwrap_or_default();
            let id = self.new_id(id, &mut seen);
            if let Some(id) = &id {
                parents.insert(id.clone(), at);
            }
            let title = self.words(group.title, GROUP_TITLE_CHARS);
            let hint = self.optional_words(group.hint, GROUP_HINT_CHARS);
            if let (Some(id), Some(parent), Some(title)) = (id, parent, title) {
                if depth(&groups, &parent) >= DEEPEST {
                    let args = vec![("found", Arg::from(id.as_str()))];
                    self.notes.mistake(at, "config-group-too-deep", args);
                }
                groups.push(Group {
                    id,
                    parent,
                    title,
                    hint,
                });
            }
        }
        (groups, seen)
    }

    /// The group a service names, if it lies in the service's own segment.
    pub(super) fn service_group(
        &self,
        named: Option<At<String>>,
        segment: Option<&str>,
        groups: &(Vec<Group>, Seen),
    ) -> Option<String> {
        let named = named?;
        let at = named.at;
        let id = self.known_id(named, "config-unknown-group", &groups.1)?;
        let root = root_of(&groups.0, &id);
        if segment.is_some_and(|segment| root != segment) {
            self.found(at, "config-group-elsewhere", &id);
            return None;
        }
        Some(id)
    }

    /// Everything else of the hall.
    pub(super) fn hall(
        &self,
        file: &mut file::File,
        parts: HallParts<'_>,
        base_dir: &Path,
    ) -> HallSettings {
        let mut hall = std::mem::take(&mut file.hall);
        let number = |written: Option<At<i64>>, key, range: std::ops::RangeInclusive<i64>, or| {
            let Some(written) = written else { return or };
            let number = self.range(&written, key, range);
            number
                .and_then(|number| u32::try_from(number).ok())
                .unwrap_or(or)
        };
        let folder = |written: Option<At<String>>| written.map(|dir| base_dir.join(dir.value));
        let screens = self.plans(&parts, file);
        HallSettings {
            groups: parts.groups,
            // Twice the standard's 15 minutes (S4).
            ask_over_min: number(hall.ask_over_min.take(), "ask_over_min", 5..=240, 30),
            privileged: hall.privileged.take().is_some_and(|flag| flag.value),
            rating: hall.rating.take().is_some_and(|flag| flag.value),
            idle_s: number(hall.idle_s.take(), "idle_s", 15..=300, 30),
            menu_pin_hash: hall
                .menu_pin_hash
                .take()
                .and_then(|hash| self.pin_hash(hash)),
            dark_when_closed: hall.dark_when_closed.take().is_some_and(|flag| flag.value),
            screens,
            slides_dir: folder(hall.slides_dir.take()),
            slide_s: number(hall.slide_s.take(), "slide_s", 5..=120, 12),
            voice: VoicePlan {
                chime_only: hall.chime_only.take().is_some_and(|flag| flag.value),
                volume_percent: u8::try_from(number(hall.volume.take(), "volume", 0..=100, 100))
                    .unwrap_or(100),
                volume_from: self.volumes(hall.volume_from.take()),
                quiet: self.spans(hall.quiet.take()),
                clips_dir: folder(hall.clips_dir.take()),
            },
        }
    }

    fn plans(&self, parts: &HallParts<'_>, file: &mut file::File) -> BTreeMap<String, ScreenPlan> {
        let services: Seen = parts
            .services
            .iter()
            .map(|service| (service.id.clone(), super::finding::Place::default()))
            .collect();
        let mut plans = BTreeMap::new();
        for (screen, written) in std::mem::take(&mut file.plans) {
            let Some(screen) = parts.screens.iter().find(|known| known.id == screen) else {
                continue;
            };
            let mut plan = ScreenPlan::default();
            for service in written.services {
                if screen.kind != ScreenKind::Kiosk {
                    self.found(service.at, "config-only-kiosk", "services");
                } else if let Some(id) = self.known_id(service, "config-unknown-service", &services)
                {
                    plan.services.insert(id);
                }
            }
            for desk in written.desks {
                let number = u16::try_from(desk.value).unwrap_or(0);
                if screen.kind != ScreenKind::Board {
                    self.found(desk.at, "config-only-board", "desks");
                } else if parts.desks.contains(&number) {
                    plan.desks.insert(number);
                } else {
                    let known: Vec<String> = parts.desks.iter().map(u16::to_string).collect();
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let written = At {
                        value: desk.value.to_string(),
                        at: desk.at,
                    };
                    self.unknown(&written, "config-unknown-desk", &known);
                }
            }
            if let Some(zone) = written.zone {
                if screen.kind == ScreenKind::Board {
                    plan.desks.extend(self.desks_of(&zone, parts.zones));
                } else {
                    self.found(zone.at, "config-only-board", "zone");
                }
            }
            if plan != ScreenPlan::default() {
                plans.insert(screen.id.clone(), plan);
            }
        }
        plans
    }

    /// The desks under a zone's sign (S8).
    fn desks_of(&self, written: &At<String>, zones: &[Zone]) -> BTreeSet<u16> {
        let zone = zones.iter().find(|zone| zone.id == written.value);
        if zone.is_none() {
            let known: Vec<&str> = zones.iter().map(|zone| zone.id.as_str()).collect();
            self.unknown(written, "config-unknown-zone", &known);
        }
        let desks = zone.iter().flat_map(|zone| &zone.desks);
        desks.map(|desk| desk.get()).collect()
    }

    /// "18:00 60": from six in the evening at 60 %.
    fn volumes(&self, list: Option<At<Vec<At<String>>>>) -> Vec<(MinuteOfDay, u8)> {
        let mut volumes = Vec::new();
        for written in list.map(|list| list.value).unwrap_or_default() {
            let parsed = written.value.split_once(' ').and_then(|(from, percent)| {
                let percent: u8 = percent.trim().trim_end_matches('%').parse().ok()?;
                (percent <= 100).then_some((minute(from)?, percent))
            });
            match parsed {
                Some(volume) => volumes.push(volume),
                None => self.found(written.at, "config-bad-volume", &written.value),
            }
        }
        volumes
    }

    /// "22:00-08:00".
    fn spans(&self, list: Option<At<Vec<At<String>>>>) -> Vec<(MinuteOfDay, MinuteOfDay)> {
        let mut spans = Vec::new();
        for written in list.map(|list| list.value).unwrap_or_default() {
            let parsed = written
                .value
                .split_once('-')
                .and_then(|(from, to)| Some((minute(from)?, minute(to)?)));
            match parsed {
                Some(span) => spans.push(span),
                None => self.found(written.at, "config-bad-span", &written.value),
            }
        }
        spans
    }
}

/// What of the file has been checked already.
#[derive(Debug)]
pub(super) struct HallParts<'a> {
    pub(super) groups: Vec<Group>,
    pub(super) services: &'a [Service],
    pub(super) desks: BTreeSet<u16>,
    pub(super) zones: &'a [Zone],
    pub(super) screens: &'a [Screen],
}

/// What a screen says it shows, as written.
#[derive(Debug, Default)]
pub(super) struct Written {
    services: Vec<At<String>>,
    desks: Vec<At<i64>>,
    zone: Option<At<String>>,
}

fn minute(text: &str) -> Option<MinuteOfDay> {
    MinuteOfDay::parse(text.trim())
}

fn depth(groups: &[Group], id: &str) -> usize {
    let parent = groups.iter().find(|group| group.id == id);
    parent.map_or(0, |group| 1 + depth(groups, &group.parent))
}

/// The segment at the top; a group's parent always stands before it, so this ends.
fn root_of<'g>(groups: &'g [Group], id: &'g str) -> &'g str {
    let parent = groups.iter().find(|group| group.id == id);
    parent.map_or(id, |group| root_of(groups, &group.parent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> MinuteOfDay {
        MinuteOfDay::parse(text).unwrap()
    }

    #[test]
    fn the_voice_is_softer_in_the_evening_and_silent_at_night() {
        let plan = VoicePlan {
            volume_from: vec![(at("08:00"), 100), (at("18:00"), 60)],
            quiet: vec![(at("22:00"), at("07:00"))],
            ..VoicePlan::default()
        };
        let volume = |text| plan.volume_at(at(text).minutes());
        assert_eq!(volume("12:00"), 100);
        assert_eq!(volume("18:00"), 60);
        assert_eq!(volume("23:30"), 0, "quiet over midnight");
        assert_eq!(volume("06:59"), 0);
        assert_eq!(volume("07:30"), 60, "as yesterday evening until eight");
    }
}
