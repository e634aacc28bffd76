//! What this kiosk offers, as a tree: segments, groups in them, services (pure).
//!
//! Promises: only what this kiosk shows; no branch without a service; any
//! depth. Also finds services by a word, in whatever language it is typed.

use std::collections::BTreeSet;

use crate::stage::text;
use crate::wire::{KioskView, ServiceView, Texts, WaitView};

/// Two taps where the office has few services: as many as fit one page.
const FEW_SERVICES: usize = 6;
/// More services than this are searched by word too.
const SEARCHED_ABOVE: usize = 12;

/// The office as one kiosk offers it.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    office: &'a KioskView,
    /// `None`: every service.
    only: Option<&'a BTreeSet<String>>,
}

/// One card of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch<'a> {
    pub id: &'a str,
    pub title: &'a Texts,
    pub hint: Option<&'a Texts>,
    /// Empty: a group or a service.
    pub icon: &'a str,
    pub available: bool,
    pub waiting: u32,
    pub wait: Option<WaitView>,
}

impl<'a> Tree<'a> {
    pub fn new(office: &'a KioskView, screen: &str) -> Self {
        let shows = office.screens.get(screen).map(|shows| &shows.services);
        Self {
            office,
            only: shows.filter(|services| !services.is_empty()),
        }
    }

    /// The services of this kiosk, in the order of the office file.
    pub fn services(&self) -> impl Iterator<Item = &'a ServiceView> + use<'a> {
        let only = self.only;
        self.office
            .services
            .iter()
            .filter(move |service| only.is_none_or(|only| only.contains(&service.id)))
    }

    pub fn service(&self, id: &str) -> Option<&'a ServiceView> {
        self.services().find(|service| service.id == id)
    }

    /// Whether the first page offers services at once, without segments.
    pub fn is_small(&self) -> bool {
        let (mut services, mut segments) = (0, BTreeSet::new());
        for service in self.services() {
            services += 1;
            segments.insert(service.segment.as_str());
        }
        services <= FEW_SERVICES || (segments.len() <= 1 && self.office.groups.is_empty())
    }

    pub fn is_searched(&self) -> bool {
        self.services().count() > SEARCHED_ABOVE
    }

    /// Whether cards stand behind this id.
    pub fn is_branch(&self, id: &str) -> bool {
        self.services().any(|service| self.lies_in(service, id))
            && (self.office.segments.iter().any(|known| known.id == id)
                || self.office.groups.iter().any(|known| known.id == id))
    }

    /// Where «назад» leads from a branch; `None`: to the first page.
    pub fn parent(&self, id: &str) -> Option<&'a str> {
        let group = self.office.groups.iter().find(|group| group.id == id)?;
        let parent = group.parent.as_str();
        let only_segment = self.office.segments.len() <= 1;
        let is_segment = self.office.segments.iter().any(|known| known.id == parent);
        (!(only_segment && is_segment)).then_some(parent)
    }

    pub fn title(&self, id: &str) -> Option<&'a Texts> {
        let segment = self.office.segments.iter().find(|known| known.id == id);
        let group = || self.office.groups.iter().find(|known| known.id == id);
        segment
            .map(|segment| &segment.title)
            .or_else(|| group().map(|group| &group.title))
    }

    /// The cards of the first page.
    pub fn first(&self) -> Vec<Branch<'a>> {
        if self.is_small() {
            return self.services().map(leaf).collect();
        }
        if let [only] = self.office.segments.as_slice() {
            return self.below(&only.id);
        }
        let segments = self.office.segments.iter();
        segments
            .filter(|segment| self.is_branch(&segment.id))
            .map(|segment| Branch {
                id: &segment.id,
                title: &segment.title,
                hint: Some(&segment.hint),
                icon: &segment.icon,
                available: true,
                waiting: segment.waiting,
                wait: segment.wait,
            })
            .collect()
    }

    /// The cards of a segment or a group: groups where their first service
    /// would stand, services in the order of the office file.
    pub fn below(&self, id: &str) -> Vec<Branch<'a>> {
        let mut cards: Vec<Branch<'a>> = Vec::new();
        for service in self.services().filter(|service| self.lies_in(service, id)) {
            match self.step_towards(service, id) {
                None => cards.push(leaf(service)),
                Some(group) => match cards.iter_mut().find(|card| card.id == group.id) {
                    Some(card) => card.take_in(service),
                    None => cards.push(Branch {
                        id: &group.id,
                        title: &group.title,
                        hint: Some(&group.hint),
                        icon: "",
                        available: service.available,
                        waiting: service.waiting,
                        wait: service.wait,
                    }),
                },
            }
        }
        cards
    }

    /// A word to look for: the first of the first service's title.
    pub fn example(&self, language: &str) -> String {
        let title = self
            .services()
            .next()
            .map(|service| text(&service.title, language));
        let word = title
            .as_deref()
            .and_then(|title| title.split_whitespace().next());
        word.unwrap_or_default().to_lowercase()
    }

    /// Services that a word or its beginning names, the best first.
    pub fn find(&self, typed: &str) -> Vec<&'a ServiceView> {
        let words: Vec<String> = plain(typed).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(u32, &ServiceView)> = self
            .services()
            .filter_map(|service| Some((self.likeness(service, &words)?, service)))
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, service)| service).collect()
    }

    /// Smaller is nearer; `None`: a word is nowhere.
    fn likeness(&self, service: &ServiceView, words: &[String]) -> Option<u32> {
        let all = |texts: &Texts| plain(&texts.values().cloned().collect::<Vec<_>>().join(" "));
        let title = all(&service.title);
        let mut around = all(&service.bring);
        if let Some(group) = service.group.as_deref().and_then(|id| self.title(id)) {
            around = around + " " + &all(group);
        }
        let begins = |text: &str, word: &str| text.split_whitespace().any(|w| w.starts_with(word));
        // A slip of the finger: one letter in five.
        let near = |text: &str, word: &str| {
            word.chars().count() >= 4
                && text.split_whitespace().any(|known| {
                    let beginning: String = known.chars().take(word.chars().count()).collect();
                    strsim::damerau_levenshtein(&beginning, word) <= word.chars().count() / 5 + 1
                })
        };
        let mut rank = 0;
        for word in words {
            rank += if begins(&title, word) {
                0
            } else if title.contains(word.as_str()) {
                1
            } else if near(&title, word) {
                2
            } else if begins(&around, word) {
                3
            } else {
                return None;
            };
        }
        Some(rank)
    }

    fn lies_in(&self, service: &ServiceView, id: &str) -> bool {
        service.segment == id || self.groups_above(service).any(|group| group.id == id)
    }

    /// The group directly below `id` that leads to the service.
    fn step_towards(
        &self,
        service: &'a ServiceView,
        id: &str,
    ) -> Option<&'a crate::wire_screens::GroupView> {
        self.groups_above(service).find(|group| group.parent == id)
    }

    /// From the service's own group upwards; a group's parent stands before
    /// it in the office file, and the bound holds for whatever else comes.
    fn groups_above(
        &self,
        service: &'a ServiceView,
    ) -> impl Iterator<Item = &'a crate::wire_screens::GroupView> + use<'a> {
        let groups = &self.office.groups;
        let of = move |id: &str| groups.iter().find(|group| group.id == id);
        let own = service.group.as_deref().and_then(of);
        std::iter::successors(own, move |group| of(&group.parent)).take(groups.len())
    }
}

impl Branch<'_> {
    /// A group is as near as its nearest service.
    fn take_in(&mut self, service: &ServiceView) {
        self.available |= service.available;
        self.waiting = self.waiting.max(service.waiting);
        let nearer = |wait: &WaitView| wait.from_min;
        self.wait = [self.wait, service.wait]
            .into_iter()
            .flatten()
            .min_by_key(nearer);
    }
}

fn leaf(service: &ServiceView) -> Branch<'_> {
    Branch {
        id: &service.id,
        title: &service.title,
        hint: None,
        icon: "",
        available: service.available,
        waiting: service.waiting,
        wait: service.wait,
    }
}

/// As people type: small letters, «ё» as «е».
fn plain(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}
