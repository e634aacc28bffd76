//! Made-up offices with 3, 8 and 20 desks, or any other from its own rules.

use std::collections::{BTreeMap, BTreeSet};

use office::day::MINUTE_MS;
use office::desk::DeskId;
use office::rules::Rules;
use office::service::{Service, ServiceId};

use crate::random::Random;

/// One service as the visitors know it.
#[derive(Debug, Clone)]
pub struct Need {
    pub id: ServiceId,
    /// Its share among visitors.
    pub weight: f64,
    /// What it really takes, minutes; the office file says something near.
    pub mean_min: f64,
}

/// An office and who comes to it.
#[derive(Debug, Clone)]
pub struct Site {
    pub rules: Rules,
    pub needs: Vec<Need>,
    /// For the policy of fixed groups: each desk keeps to these only.
    pub fixed: BTreeMap<DeskId, BTreeSet<ServiceId>>,
}

/// Services of the made-up office, by group: share of visitors, minutes. The
/// catalogue and its figures are the demo office's.
const SERVICES: [(usize, f64, f64); 14] = [
    (0, 18.0, 8.0),
    (0, 9.0, 12.0),
    (1, 9.0, 12.0),
    (2, 7.0, 20.0),
    (3, 14.0, 3.0),
    (1, 9.0, 6.0),
    (3, 4.0, 7.0),
    (1, 4.0, 10.0),
    (2, 3.0, 20.0),
    (4, 4.0, 25.0),
    (5, 6.0, 4.0),
    (5, 6.0, 8.0),
    (4, 4.0, 15.0),
    (5, 3.0, 6.0),
];

const LETTERS: [&str; 11] = ["А", "В", "Е", "К", "М", "Н", "Р", "С", "Т", "У", "Х"];

/// Small offices join groups, so that each has a desk of its own.
fn groups(desks: u16) -> usize {
    match desks {
        0..=3 => 3,
        4..=8 => 4,
        _ => 6,
    }
}

impl Site {
    /// An office with so many desks and medium overlap of skills: a desk serves
    /// its own group of services, and each service is known at every second one
    /// of the desks that are not its own.
    pub fn made_up(desks: u16) -> Self {
        let groups = groups(desks);
        let mut random = Random::new(u64::from(desks), 7);
        let needs: Vec<(usize, Need)> = SERVICES
            .iter()
            .enumerate()
            .map(|(index, (group, weight, expected))| {
                let need = Need {
                    id: ServiceId::from(format!("service-{index:02}")),
                    weight: *weight,
                    // The office file is never quite right.
                    mean_min: expected * random.between(0.8, 1.25),
                };
                (group % groups, need)
            })
            .collect();
        let of_desk = desks_of_groups(desks, &needs, groups);
        let mut fixed = BTreeMap::new();
        let mut skills = BTreeMap::new();
        for (index, group) in of_desk.iter().enumerate() {
            let desk = DeskId(u16::try_from(index + 1).unwrap_or(u16::MAX));
            let serves = |only: bool| {
                let needs = needs.iter().enumerate();
                let of_desk = needs.filter(|(service, (other, _need))| {
                    let elsewhere = of_desk.iter().take(index).filter(|group| *group != other);
                    let also = (service + elsewhere.count()) % 2 == 0;
                    other == group || (!only && also)
                });
                of_desk.map(|(_, (_, need))| need.id.clone()).collect()
            };
            fixed.insert(desk, serves(true));
            skills.insert(desk, serves(false));
        }
        let services = SERVICES.iter().zip(&needs).enumerate();
        let services = services.map(|(index, ((_group, _weight, expected), (_, need)))| {
            let service = Service {
                id: need.id.clone(),
                series: LETTERS.get(index % 11).copied().unwrap_or("А").to_owned(),
                expected_ms: (*expected as i64) * MINUTE_MS,
                available: true,
            };
            (need.id.clone(), service)
        });
        Self {
            rules: Rules {
                services: services.collect(),
                desks: skills,
                ..Rules::default()
            },
            needs: needs.into_iter().map(|(_group, need)| need).collect(),
            fixed,
        }
    }

    /// An office as its file says, visited evenly by work; fixed groups are the
    /// most alike services of each desk: every service goes to the desk with
    /// the least work among those that serve it.
    pub fn of(rules: Rules) -> Self {
        let needs: Vec<Need> = rules
            .services
            .values()
            .map(|service| {
                let mean_min = (service.expected_ms as f64 / MINUTE_MS as f64).max(0.5);
                Need {
                    id: service.id.clone(),
                    weight: 1.0 / mean_min,
                    mean_min,
                }
            })
            .collect();
        let mut fixed: BTreeMap<DeskId, BTreeSet<ServiceId>> = rules
            .desks
            .keys()
            .map(|desk| (*desk, BTreeSet::new()))
            .collect();
        for need in &needs {
            let serving = rules
                .desks
                .iter()
                .filter(|(_desk, set)| set.contains(&need.id));
            let least = serving.min_by_key(|(desk, _set)| fixed.get(*desk).map(BTreeSet::len));
            if let Some(set) = least.and_then(|(desk, _set)| fixed.get_mut(desk)) {
                set.insert(need.id.clone());
            }
        }
        Self {
            rules,
            needs,
            fixed,
        }
    }

    /// Minutes of work an average visitor brings.
    pub fn mean_min(&self) -> f64 {
        let weight: f64 = self.needs.iter().map(|need| need.weight).sum();
        let work: f64 = self
            .needs
            .iter()
            .map(|need| need.weight * need.mean_min)
            .sum();
        work / weight.max(f64::MIN_POSITIVE)
    }
}

/// Each desk's group: as many desks as the group has of the work, one at least.
fn desks_of_groups(desks: u16, needs: &[(usize, Need)], groups: usize) -> Vec<usize> {
    let work = |group: usize| -> f64 {
        let of_group = needs.iter().filter(|(of, _need)| *of == group);
        of_group
            .map(|(_of, need)| need.weight * need.mean_min)
            .sum()
    };
    let mut counts = vec![1_u16; groups];
    for _desk in groups..usize::from(desks) {
        // To the group with the most work per desk.
        let busiest = (0..groups).max_by(|one, other| {
            let load =
                |group: usize| work(group) / f64::from(counts.get(group).copied().unwrap_or(1));
            load(*one).total_cmp(&load(*other))
        });
        if let Some(count) = busiest.and_then(|group| counts.get_mut(group)) {
            *count += 1;
        }
    }
    let of_group = counts.into_iter().enumerate();
    of_group
        .flat_map(|(group, count)| std::iter::repeat_n(group, usize::from(count)))
        .collect()
}
