//! What may happen on a random day, in a random small office.
//!
//! Small numbers stand for desks, services, people and tickets, so that a day
//! that went wrong shrinks to a list one can read. One of each is unknown.

use proptest::prelude::*;

pub(crate) const DESKS: u8 = 4;
pub(crate) const SERVICES: u8 = 3;

/// The office file of a random office.
#[derive(Debug, Clone, Copy)]
pub(crate) struct World {
    pub(crate) keep_services: bool,
    pub(crate) max_waiting: usize,
    pub(crate) live_waiting_per_desk: usize,
    /// Services of desk 1, 2, …: bits.
    pub(crate) skills: [u8; 4],
    pub(crate) last_service_offered: bool,
}

/// Desk 1 serves everything, desk 2 the first service, the others the rest.
pub(crate) const PLAIN: World = World {
    keep_services: false,
    max_waiting: 500,
    live_waiting_per_desk: 1,
    skills: [7, 1, 6, 2],
    last_service_offered: true,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    No,
    /// Whoever is served there.
    Current,
    /// Some other ticket.
    Ticket(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ordinary,
    Privileged,
    OutOfTurn,
    Appointment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    Service(u8),
    Desk(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Do {
    /// Time passes, milliseconds.
    Pass(i64),
    /// So many days after the last one, open for so many minutes more.
    OpenDay(u8, i64),
    CloseDay,
    /// From now on registration is open for so many minutes.
    ChangeHours(i64),
    Live(bool),
    BehindLease,
    NewSeries,
    Take(Option<u8>, Kind),
    TakeByHand(Option<u8>, Kind),
    /// For a service, booked for so many minutes from now.
    CheckIn(u8, i64),
    Next(u8, Finish),
    /// Desk, ticket.
    Call(u8, u8, Finish),
    Recall(u8),
    Miss(u8),
    Start(u8),
    Finish(u8),
    Return(u8),
    Transfer(u8, To, bool),
    Revive(u8),
    Undo(u8),
    /// Desk, person.
    Open(u8, u8),
    Close(u8),
    Break(u8),
    EndBreak(u8),
    /// Desk, services as bits.
    Services(u8, u8),
    Slip(u8),
    SignIn(u8),
    SignOut(u8),
}

pub(crate) fn any_world() -> impl Strategy<Value = World> {
    (
        any::<bool>(),
        prop_oneof![Just(500_usize), Just(3), Just(8)],
        prop_oneof![Just(1_usize), Just(0), Just(2)],
        prop::array::uniform4(0_u8..8),
        prop::bool::weighted(0.9),
    )
        .prop_map(
            |(keep_services, max_waiting, live_waiting_per_desk, mut skills, offered)| {
                // Somebody serves everything, or most days would stand still.
                skills[0] = 7;
                World {
                    keep_services,
                    max_waiting,
                    live_waiting_per_desk,
                    skills,
                    last_service_offered: offered,
                }
            },
        )
}

/// Most days open with two desks at work; every scene takes its time.
pub(crate) fn day_steps() -> impl Strategy<Value = Vec<Do>> {
    let morning = prop_oneof![
        9 => Just(vec![Do::OpenDay(1, 300), Do::Open(1, 1), Do::Open(2, 2)]),
        1 => Just(Vec::new()),
    ];
    let paced = (passing(), any_scene());
    (morning, prop::collection::vec(paced, 1..80)).prop_map(|(mut day, scenes)| {
        for (pass, scene) in scenes {
            day.push(pass);
            day.extend(scene);
        }
        day.retain(|step| *step != Do::Pass(0));
        day
    })
}

fn passing() -> impl Strategy<Value = Do> {
    let ms = prop_oneof![
        2 => Just(0_i64),
        1 => Just(700),
        4 => Just(2_000),
        2 => 1_490_i64..1_510,
        4 => 20_000_i64..240_000,
        2 => Just(180_000),
        1 => Just(600_000),
        1 => 800_000_i64..1_000_000,
    ];
    ms.prop_map(Do::Pass)
}

/// A single step, or several that belong together and would seldom meet.
fn any_scene() -> impl Strategy<Value = Vec<Do>> {
    let one = |step: Do| vec![step];
    prop_oneof![
        40 => visitor_step().prop_map(one),
        40 => desk_step().prop_map(one),
        5 => house_step().prop_map(one),
        25 => visit_scene(),
    ]
}

fn visit_scene() -> impl Strategy<Value = Vec<Do>> {
    let next = |desk| Do::Next(desk, Finish::Current);
    let pause = Do::Pass(180_000);
    let (here, there) = (desk, desk);
    prop_oneof![
        8 => here().prop_map(move |desk| vec![next(desk), Do::Start(desk)]),
        4 => here().prop_map(move |desk| vec![next(desk), Do::Miss(desk), pause]),
        1 => here().prop_map(move |desk| [next(desk), Do::Miss(desk), pause].repeat(3)),
        3 => (here(), to(), any::<bool>())
            .prop_map(move |(desk, to, back)| {
                vec![next(desk), Do::Start(desk), Do::Transfer(desk, to, back)]
            }),
        2 => (here(), there()).prop_map(move |(desk, other)| {
            vec![
                next(desk),
                Do::Transfer(desk, To::Desk(other), true),
                next(other),
                Do::Start(other),
                Do::Finish(other),
                next(desk),
            ]
        }),
        2 => (here(), there()).prop_map(move |(desk, other)| {
            vec![
                next(desk),
                Do::Transfer(desk, To::Desk(other), false),
                Do::Close(other),
                Do::Pass(1_500),
                next(desk),
            ]
        }),
        1 => here().prop_map(|desk| vec![Do::Break(desk), Do::Pass(60_000), Do::EndBreak(desk)]),
        2 => here().prop_map(move |desk| vec![Do::Return(desk), Do::Pass(1_500), next(desk)]),
        3 => here().prop_map(move |desk| vec![next(desk), Do::Pass(2_000), Do::Undo(desk)]),
        2 => here().prop_map(move |desk| {
            vec![next(desk), Do::Start(desk), Do::Pass(2_000), next(desk), Do::Undo(desk)]
        }),
        2 => (here(), to(), passing()).prop_map(move |(desk, to, pass)| {
            vec![next(desk), Do::Transfer(desk, to, true), pass, Do::Undo(desk)]
        }),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        6 => Just(Kind::Ordinary),
        2 => Just(Kind::Privileged),
        1 => Just(Kind::OutOfTurn),
        2 => Just(Kind::Appointment),
    ]
}

/// Mostly known ones; the last is not.
fn service() -> impl Strategy<Value = u8> {
    prop_oneof![30 => 0..SERVICES, 1 => Just(SERVICES)]
}

fn desk() -> impl Strategy<Value = u8> {
    prop_oneof![18 => Just(1_u8), 12 => Just(2), 10 => 3..=DESKS, 1 => Just(DESKS + 1)]
}

fn finish() -> impl Strategy<Value = Finish> {
    prop_oneof![
        4 => Just(Finish::No),
        8 => Just(Finish::Current),
        1 => any::<u8>().prop_map(Finish::Ticket),
    ]
}

fn to() -> impl Strategy<Value = To> {
    prop_oneof![service().prop_map(To::Service), desk().prop_map(To::Desk)]
}

fn visitor_step() -> impl Strategy<Value = Do> {
    let wish = || prop_oneof![8 => service().prop_map(Some), 1 => Just(None)];
    prop_oneof![
        24 => (wish(), kind()).prop_map(|(wish, kind)| Do::Take(wish, kind)),
        2 => (wish(), kind()).prop_map(|(wish, kind)| Do::TakeByHand(wish, kind)),
        4 => (service(), -15_i64..40).prop_map(|(service, early)| Do::CheckIn(service, early)),
        2 => any::<u8>().prop_map(Do::Revive),
        1 => any::<u8>().prop_map(Do::Slip),
    ]
}

fn desk_step() -> impl Strategy<Value = Do> {
    prop_oneof![
        20 => (desk(), finish()).prop_map(|(desk, finish)| Do::Next(desk, finish)),
        3 => (desk(), any::<u8>(), finish())
            .prop_map(|(desk, ticket, finish)| Do::Call(desk, ticket, finish)),
        1 => desk().prop_map(Do::Recall),
        8 => desk().prop_map(Do::Miss),
        14 => desk().prop_map(Do::Start),
        4 => desk().prop_map(Do::Finish),
        3 => desk().prop_map(Do::Return),
        5 => desk().prop_map(Do::Undo),
        6 => (desk(), to(), any::<bool>()).prop_map(|(desk, to, back)| Do::Transfer(desk, to, back)),
        5 => (desk(), 1..=4_u8).prop_map(|(desk, who)| Do::Open(desk, who)),
        2 => desk().prop_map(Do::Close),
        2 => desk().prop_map(Do::Break),
        3 => desk().prop_map(Do::EndBreak),
        2 => (desk(), prop_oneof![20 => 0..8_u8, 1 => Just(8)])
            .prop_map(|(desk, bits)| Do::Services(desk, bits)),
    ]
}

fn house_step() -> impl Strategy<Value = Do> {
    prop_oneof![
        8 => any::<bool>().prop_map(Do::Live),
        5 => Just(Do::ChangeHours(300)),
        2 => Just(Do::BehindLease),
        1 => Just(Do::NewSeries),
        2 => (-5_i64..40).prop_map(Do::ChangeHours),
        1 => (0..3_u8, -2_i64..300).prop_map(|(days, minutes)| Do::OpenDay(days, minutes)),
        1 => Just(Do::CloseDay),
        1 => (0..3_u8).prop_map(Do::SignIn),
        1 => (0..3_u8).prop_map(Do::SignOut),
    ]
}
