//! Everyone in a drill: visitors, managers at desks, the hall manager, the
//! head, the printer. They ask as faces do: with keys, twice where a face
//! would ask twice, and they go on when the office is away.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use backroom::reception::handle::{Ask, Done, Handle, NotDone};
use office::Office;
use office::command::{CallByHand, Command, Destination, Take};
use office::day::{Doors, Moment};
use office::desk::{BreakKind, Desk, DeskId, Doing};
use office::event::Event;
use office::oversight::DayCommand;
use office::park::ParkCommand;
use office::peak::PeakCommand;
use office::service::ServiceId;
use office::signs::SignsCommand;
use office::staff::AccountId;
use office::ticket::{Channel, Class, Closing, SlipOutcome, TicketNumber};
use tokio::time::sleep;

use crate::ledger::Books;
use crate::platter::Platter;
use crate::random::Random;

/// Where everyone asks; empty while the office is away.
#[derive(Debug, Clone, Default)]
pub struct Counter(Arc<Mutex<Option<Handle>>>);

impl Counter {
    pub fn open(&self, handle: Option<Handle>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = handle;
    }

    pub fn handle(&self) -> Option<Handle> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// What everyone needs.
#[derive(Debug, Clone)]
pub struct Hall {
    pub counter: Counter,
    pub books: Books,
    pub platter: Platter,
    pub services: u16,
    pub seed: u64,
    /// Between two visitors on average, ms.
    pub every_ms: u64,
    /// The longest a visit takes, ms.
    pub visit_ms: u64,
}

/// What a manager sees from the desk.
struct Seen {
    desk: Option<Desk>,
    /// The longest put aside here, while nobody is at the desk.
    parked: Option<TicketNumber>,
    /// Somebody who waits, if anybody does.
    next: Option<TicketNumber>,
}

impl Seen {
    fn by(office: &Office, id: DeskId, by_chance: usize) -> Self {
        let desk = office.desk(id).cloned();
        let is_free = desk
            .as_ref()
            .is_some_and(|desk| matches!(desk.doing(), Some(Doing::Free)));
        let parked = is_free.then(|| office.parked_at(id).next()).flatten();
        let one = office.waiting().nth(by_chance);
        let next = one.or_else(|| office.waiting().next());
        Self {
            desk,
            parked: parked.map(|ticket| ticket.number.clone()),
            next: next.map(|ticket| ticket.number.clone()),
        }
    }
}

pub fn service(index: u64) -> ServiceId {
    ServiceId::from(format!("s{index}"))
}

impl Hall {
    /// One question as a face asks it: with its key, and again under the same
    /// key when no answer came.
    async fn ask(&self, ask: Ask, patience: u32) -> Option<Done> {
        for _try in 0..=patience {
            let Some(handle) = self.counter.handle() else {
                sleep(Duration::from_secs(2)).await;
                continue;
            };
            let again = Ask {
                command: ask.command.clone(),
                by: ask.by.clone(),
                key: ask.key.clone(),
                only_if: ask.only_if,
                only_repeat: ask.only_repeat,
            };
            match handle.ask(again).await {
                // After the cut nobody hears anything.
                Ok(_) | Err(_) if self.platter.is_cut() => {}
                Ok(done) => return Some(done),
                Err(NotDone::NoAnswer | NotDone::Overloaded) => {}
                Err(NotDone::KeyReused) => {
                    self.books.open().fail("a key was taken for another's");
                    return None;
                }
                Err(NotDone::Refused(_) | NotDone::Stale { .. } | NotDone::NoRepeat) => {
                    return None;
                }
            }
            sleep(Duration::from_secs(1)).await;
        }
        None
    }

    fn doors(&self) -> Option<Doors> {
        Some(self.counter.handle()?.told().picture.doors)
    }

    /// Looks at the office as it is in one's turn.
    async fn look<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Office) -> T + Send + 'static,
    ) -> Option<T> {
        self.counter.handle()?.look(read).await.ok()
    }

    pub async fn visitors(self) {
        let mut random = Random::new(self.seed, 1);
        for visitor in 0_u64.. {
            sleep(Duration::from_millis(random.between(1, self.every_ms * 2))).await;
            if self.doors() != Some(Doors::Open) {
                sleep(Duration::from_secs(20)).await;
                continue;
            }
            let chance = Random::new(random.draw(), 2);
            // Each visitor's wait is their own: the queue at the kiosk is not
            // one that stops when a disk does.
            drop(tokio::spawn(self.clone().visitor(visitor, chance)));
        }
    }

    async fn visitor(self, visitor: u64, mut random: Random) {
        let class = match random.below(20) {
            0 => Class::Privileged,
            1 => Class::OutOfTurn,
            _ => Class::Ordinary,
        };
        let by_hand = class != Class::Ordinary;
        let take = Take {
            service: (!random.percent(4)).then(|| service(random.below(u64::from(self.services)))),
            class,
            channel: if by_hand {
                Channel::Staff
            } else {
                Channel::Kiosk
            },
            language: "ru".to_owned(),
            reason: None,
            paper: random.percent(85),
            help: false,
        };
        let paper = take.paper;
        let key = format!("v{visitor}");
        let ask = |take: &Take| {
            Ask::new(Command::TakeTicket(take.clone()), "kiosk").with_key(Some(key.clone()))
        };
        let twice = random.percent(6);
        // A kiosk that was cut off asks on until it hears something.
        let patience = if random.percent(30) { 40 } else { 3 };
        let hear = async |ask: Ask, patience: u32| {
            let done = self.ask(ask, patience).await?;
            let number = given(&done)?;
            self.books.open().tell(&number, done.at);
            Some(number)
        };
        let first = hear(ask(&take), patience);
        let (first, second) = if twice {
            tokio::join!(first, hear(ask(&take), 0))
        } else {
            (first.await, None)
        };
        let Some(taken) = first else { return };
        if let Some(again) = second.filter(|again| *again != taken) {
            self.books
                .open()
                .fail(format!("one tap gave {taken} and {again}"));
        }
        if random.percent(3) {
            self.ask_late(ask(&take), &taken, &mut random).await;
        }
        if paper {
            self.print(taken, &mut random).await;
        }
    }

    /// A face that was away asks once more, much later.
    async fn ask_late(&self, ask: Ask, taken: &TicketNumber, random: &mut Random) {
        sleep(Duration::from_secs(random.between(5, 120))).await;
        let Some(done) = self.ask(ask, 0).await else {
            return;
        };
        let given = given(&done);
        // A start that could not read any log knows no keys; then it is a new
        // ticket, under a new number.
        if done.is_repeat && given.as_ref() != Some(taken) {
            self.books
                .open()
                .fail(format!("{taken} became {given:?} when asked again"));
        } else if let Some(given) = given {
            self.books.open().tell(&given, done.at);
        }
    }

    /// What the printer says became of the slip, true or not.
    async fn print(&self, ticket: TicketNumber, random: &mut Random) {
        sleep(Duration::from_millis(random.between(300, 3_000))).await;
        let outcome = match random.below(20) {
            0 => SlipOutcome::NotPrinted,
            1 => SlipOutcome::Unknown,
            _ => SlipOutcome::Printed,
        };
        let note = Command::NoteSlip {
            ticket,
            outcome,
            promised: None,
        };
        self.ask(Ask::new(note, "printer"), 0).await;
    }

    pub async fn manager(self, id: u16) {
        let mut random = Random::new(self.seed, 100 + u64::from(id));
        let desk = DeskId(id);
        for act in 0_u64.. {
            let by_chance = usize::try_from(random.below(32)).unwrap_or(0);
            let seen = self.look(move |office| Seen::by(office, desk, by_chance));
            let (Some(doors), Some(seen)) = (self.doors(), seen.await) else {
                sleep(Duration::from_secs(2)).await;
                continue;
            };
            if matches!(doors, Doors::BeforeOpening | Doors::Closed)
                && seen.next.is_none()
                && seen.desk.as_ref().and_then(Desk::ticket).is_none()
            {
                sleep(Duration::from_secs(30)).await;
                continue;
            }
            let Some((command, think_ms)) = self.next_act(&seen, desk, &mut random) else {
                sleep(Duration::from_millis(random.between(500, 4_000))).await;
                continue;
            };
            let key = Some(format!("d{id}-{act}"));
            let revision = seen.desk.map(|desk| desk.revision);
            let only_if = revision
                .filter(|_revision| random.percent(50))
                .map(|revision| (desk, revision));
            let ask = || {
                Ask::new(command.clone(), "desk")
                    .with_key(key.clone())
                    .only_if(only_if)
            };
            if random.percent(5) {
                tokio::join!(self.ask(ask(), 2), self.ask(ask(), 0));
            } else {
                self.ask(ask(), 2).await;
            }
            sleep(Duration::from_millis(think_ms)).await;
        }
    }

    /// What the manager does next, and how long until the one after.
    fn next_act(&self, seen: &Seen, id: DeskId, random: &mut Random) -> Option<(Command, u64)> {
        let desk = seen.desk.as_ref()?;
        let short = random.between(1_600, 4_000);
        let visit = random.between(2_000, self.visit_ms);
        let undo = random.percent(4);
        if undo && desk.is_open() {
            return Some((Command::Undo { desk: id }, short));
        }
        let act = match desk.doing() {
            None => {
                let staff = AccountId(format!("m{}", id.0));
                return Some((Command::OpenDesk { desk: id, staff }, short));
            }
            Some(Doing::OnBreak { .. }) => (Command::EndBreak { desk: id }, short),
            Some(Doing::Free) => free(seen, id, random)?,
            Some(Doing::Calling { .. }) => match random.below(14) {
                0..=1 => (Command::Miss { desk: id }, short),
                2 => (Command::Recall { desk: id }, short),
                3 => (Command::Return { desk: id }, short),
                _ => (Command::Start { desk: id }, visit),
            },
            Some(Doing::Serving { ticket }) => match random.below(16) {
                0 => (
                    Command::Park(ParkCommand::Park {
                        desk: id,
                        note: None,
                    }),
                    short,
                ),
                1..=2 => (self.transfer(id, random), short),
                3 => (Command::Return { desk: id }, short),
                4..=8 => (
                    Command::CallNext {
                        desk: id,
                        finish: Some(ticket.clone()),
                    },
                    short,
                ),
                _ => (Command::Finish { desk: id }, short),
            },
        };
        Some(act)
    }

    fn transfer(&self, desk: DeskId, random: &mut Random) -> Command {
        let to = if random.percent(50) {
            Destination::Service(service(random.below(u64::from(self.services))))
        } else {
            Destination::Desk(DeskId(u16::try_from(random.between(1, 8)).unwrap_or(1)))
        };
        Command::Transfer {
            desk,
            to,
            come_back: random.percent(40),
            note: None,
        }
    }

    /// The hall manager and the head, a few times a minute.
    pub async fn hall(self) {
        let mut random = Random::new(self.seed, 3);
        let by = || AccountId("hall".to_owned());
        for act in 0_u64.. {
            sleep(Duration::from_millis(random.between(2_000, 30_000))).await;
            let Some(handle) = self.counter.handle() else {
                continue;
            };
            let picture = handle.told().picture;
            let command = match random.below(12) {
                0..=2 => {
                    let gone: Vec<_> = picture
                        .recent
                        .iter()
                        .filter(|ticket| ticket.closing() == Some(Closing::NoShow))
                        .collect();
                    let Some(ticket) = random.pick(&gone) else {
                        continue;
                    };
                    Command::Revive {
                        ticket: ticket.number.clone(),
                    }
                }
                3 => Command::Peak(PeakCommand::Acknowledge { by: by() }),
                4 => Command::Peak(PeakCommand::CallReserve {
                    by: by(),
                    accounts: vec![by()],
                }),
                5 => Command::Signs(SignsCommand::Pause {
                    service: service(0),
                    paused: random.percent(40),
                }),
                6 => Command::Signs(SignsCommand::Announce {
                    lines: vec![[("ru".to_owned(), format!("Объявление {act}"))].into()],
                }),
                7 => Command::SignIn {
                    session: format!("session-{act}"),
                    account: by(),
                    until: picture.now.plus_ms(3_600_000),
                    by_directory: act % 2 == 0,
                },
                8 => Command::SetServices {
                    desk: DeskId(u16::try_from(random.between(1, 8)).unwrap_or(1)),
                    services: (0..u64::from(self.services))
                        .filter(|_| random.percent(70))
                        .map(service)
                        .collect(),
                },
                9 => Command::Day(DayCommand::RestoreHours {
                    by: by(),
                    despite_booked: true,
                }),
                10 => Command::Day(DayCommand::OverrideHours {
                    opens_at: picture
                        .day
                        .as_ref()
                        .and_then(|day| day.hours)
                        .map_or(Moment(0), |hours| hours.opens_at),
                    closes_at: picture
                        .now
                        .plus_ms(i64::try_from(random.between(1, 60)).unwrap_or(1) * 60_000),
                    by: by(),
                    despite_booked: true,
                }),
                _ => Command::CallNext {
                    desk: DeskId(u16::try_from(random.between(1, 8)).unwrap_or(1)),
                    finish: None,
                },
            };
            let ask = Ask::new(command, "hall").with_key(Some(format!("h{act}")));
            self.ask(ask, 1).await;
        }
    }
}

/// What a manager without a visitor does.
fn free(seen: &Seen, id: DeskId, random: &mut Random) -> Option<(Command, u64)> {
    let short = random.between(1_600, 4_000);
    match (random.below(40), seen.parked.clone()) {
        (0, _) => Some((
            Command::CloseDesk { desk: id },
            random.between(5_000, 60_000),
        )),
        (1, _) => Some((
            Command::TakeBreak {
                desk: id,
                kind: BreakKind::Rest,
            },
            random.between(5_000, 60_000),
        )),
        (2..=3, _) => {
            let call = CallByHand {
                desk: id,
                ticket: seen.next.clone()?,
                finish: None,
                reason: None,
            };
            Some((Command::CallTicket(call), short))
        }
        (4..=20, Some(ticket)) => Some((
            Command::Park(ParkCommand::Resume {
                desk: id,
                ticket,
                finish: None,
            }),
            short,
        )),
        (21, Some(ticket)) => Some((
            Command::Park(ParkCommand::Release { desk: id, ticket }),
            short,
        )),
        _ if seen.next.is_none() => None,
        _ => Some((
            Command::CallNext {
                desk: id,
                finish: None,
            },
            short,
        )),
    }
}

fn given(done: &Done) -> Option<TicketNumber> {
    done.events.iter().find_map(|event| match event {
        Event::TicketTaken(taken) => Some(taken.number.clone()),
        _ => None,
    })
}
