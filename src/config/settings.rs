//! The checked settings of one office: what every room may rely on.
//!
//! All references resolve, all numbers are in range, all texts exist in every
//! language of the office. Only `checked` makes one. Units stand in the names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::path::PathBuf;

use super::ByLanguage;
use super::address::PrinterAddress;
use super::calendar::Calendar;
use super::directory::Directory;
use super::finding::Finding;
use super::hall::HallSettings;
use super::matters::Matters;

/// Everything the office file says, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Language codes in the order they are offered; never empty, no
    /// repetitions; the first is the default.
    pub languages: Vec<String>,
    /// The office's name on kiosk, board and ticket.
    pub name: ByLanguage,
    /// IANA name: "Europe/Moscow". The zone itself is in `calendar.zone`.
    pub time_zone: String,
    /// Where the phone to the contact centre stands (S21).
    pub direct_line: ByLanguage,
    /// Hours, exceptional days, time zone (S5).
    pub calendar: Calendar,
    /// In the order of the kiosk; at least one.
    pub segments: Vec<Segment>,
    /// In the order of the kiosk; at least one; ids are unique.
    pub services: Vec<Service>,
    /// By number, 1…99; at least one.
    pub desks: BTreeMap<NonZeroU16, Desk>,
    /// In the order of the file; a desk is in one at most. May be empty.
    pub zones: Vec<Zone>,
    /// Accounts in the order of the file; ids are unique.
    pub staff: Vec<Account>,
    /// Kinds of statements, topics and outcomes; may be empty.
    pub matters: Matters,
    /// At least one; the first is the default for tickets.
    pub printers: Vec<Printer>,
    /// Screens of this computer; may be empty.
    pub screens: Vec<Screen>,
    /// `--headless`: screens are not started.
    pub headless: bool,
    pub voice: Voice,
    pub ticket: TicketTexts,
    /// Running lines of the board; may be empty.
    pub ticker: Vec<ByLanguage>,
    /// Kiosks, boards, voice and ticket beyond the queue.
    pub hall: HallSettings,
    pub limits: Limits,
    /// How the live queue is called while the database is away (S1).
    pub live_order: LiveOrder,
    pub storage: Storage,
    pub network: Network,
    /// Proves the passwords of whoever stands there too; `None`: nobody's.
    pub directory: Option<Directory>,
    /// What is right but should be looked at, in the order of the file.
    pub warnings: Vec<Finding>,
}

impl Settings {
    /// The service with this id.
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    /// The segment with this id.
    pub fn segment(&self, id: &str) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.id == id)
    }

    /// The zone that the desk stands in.
    pub fn zone_of(&self, desk: u16) -> Option<&Zone> {
        let number = NonZeroU16::new(desk)?;
        self.zones.iter().find(|zone| zone.desks.contains(&number))
    }

    /// The zone that a service's visitors go to: of all desks that serve it.
    pub fn zone_for(&self, service: &str) -> Option<&Zone> {
        let serves = |desk: &&Desk| desk.services.iter().any(|known| known == service);
        let mut zones = self
            .desks
            .values()
            .filter(serves)
            .map(|desk| self.zone_of(desk.number.get()));
        let first = zones.next().flatten()?;
        zones.all(|zone| zone == Some(first)).then_some(first)
    }

    /// The account with this id.
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.staff.iter().find(|account| account.id == id)
    }

    /// The printer with this id.
    pub fn printer(&self, id: &str) -> Option<&Printer> {
        self.printers.iter().find(|printer| printer.id == id)
    }

    /// The language people get who chose none: the office's first.
    pub fn default_language(&self) -> &str {
        self.languages
            .first()
            .map_or(crate::texts::FIRST, String::as_str)
    }
}

/// A group of services on the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub id: String,
    /// As staff and reports name it: «Физические лица».
    pub title: ByLanguage,
    /// As the kiosk names it: «Для дома».
    pub kiosk_title: ByLanguage,
    pub hint: ByLanguage,
    pub icon: Icon,
}

/// A drawing the kiosk knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Home,
    Business,
    Calendar,
    Document,
    Phone,
}

impl Icon {
    /// As the file and the API write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Business => "business",
            Self::Calendar => "calendar",
            Self::Document => "document",
            Self::Phone => "phone",
        }
    }
}

/// What a visitor may come for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub id: String,
    /// Id of a segment that exists.
    pub segment: String,
    /// The group of that segment it stands in on the kiosk.
    pub group: Option<String>,
    pub series: Series,
    pub title: ByLanguage,
    /// 1…240 minutes.
    pub expected_min: NonZeroU16,
    /// What will come in handy (S14); empty if nothing was written.
    pub bring: ByLanguage,
    /// How it is done without coming (S14); empty if nothing was written.
    pub remote: ByLanguage,
    /// S9: whether appointments are made for it.
    pub booked: bool,
}

/// The letter of a ticket's number: Cyrillic, one of А В Е К М Н Р С Т У Х,
/// which look alike in Latin. Never Ж, the live queue's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series(char);

impl Series {
    /// The live queue's letter (S1).
    pub const LIVE: char = 'Ж';

    /// The letters a service may have, as on number plates.
    pub const LETTERS: [char; 11] = ['А', 'В', 'Е', 'К', 'М', 'Н', 'Р', 'С', 'Т', 'У', 'Х'];

    /// The same letters on a Latin keyboard, in the same order.
    const LATIN: [char; 11] = ['A', 'B', 'E', 'K', 'M', 'H', 'P', 'C', 'T', 'Y', 'X'];

    /// Takes the letter in either alphabet: nobody can see the difference.
    pub fn new(letter: char) -> Option<Self> {
        let pairs = Self::LETTERS.into_iter().zip(Self::LATIN);
        pairs
            .into_iter()
            .find(|(cyrillic, latin)| *cyrillic == letter || *latin == letter)
            .map(|(cyrillic, _)| Self(cyrillic))
    }

    /// The letter, always Cyrillic.
    pub fn letter(self) -> char {
        self.0
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A service point, «окно».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    pub number: NonZeroU16,
    /// Ids of services that exist; never empty, in the order of the file.
    pub services: Vec<String>,
    /// A free desk calls the next visitor by itself after so many seconds; 0: never.
    pub auto_call_seconds: u16,
}

/// Desks under one sign, with a name on ticket and board (S8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    pub id: String,
    pub name: ByLanguage,
    /// Desks that exist; never empty.
    pub desks: BTreeSet<NonZeroU16>,
    /// By language the recording that names it in a call, mono Ogg Vorbis at
    /// 16 kHz; empty: calls do not name it.
    pub voice: ByLanguage,
}

/// A person who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub id: String,
    pub name: String,
    pub role: Role,
    /// The desk that the sign-in page offers first; it exists.
    pub desk: Option<NonZeroU16>,
    /// What this person serves (S17); `None`: whatever the desk serves.
    pub services: Option<Vec<String>>,
    /// `None`: nobody can sign in here with this account; the directory may know it.
    pub secret: Option<Secret>,
    /// The person's name in the company's directory, which then proves the
    /// password; a PIN stays the office's own.
    pub directory: Option<String>,
}

/// What a person signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    pub kind: SecretKind,
    /// argon2id in PHC form.
    pub hash: String,
    /// Somebody else set it: it lets in only to be replaced by one's own.
    pub is_first: bool,
    /// The demo's, which its pages tell everybody.
    pub is_demo: bool,
}

impl fmt::Debug for Secret {
    /// Never the hash: settings end up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// A PIN for the keypad at a desk, a password wherever more is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    Pin,
    Password,
}

impl SecretKind {
    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Password => "password",
        }
    }
}

impl fmt::Debug for Account {
    /// Neither the name nor the hash: settings end up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("role", &self.role)
            .field("desk", &self.desk)
            .field("can_sign_in", &self.secret.is_some())
            .field("in_directory", &self.directory.is_some())
            .finish_non_exhaustive()
    }
}

/// What a person does in the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Менеджер по работе с клиентами.
    Desk,
    /// Менеджер клиентского зала (S2).
    Hall,
    /// Начальник офиса.
    Head,
    /// Сотрудник бэк-офиса в помощь (S17).
    Reserve,
    /// Контакт-центр: обратные звонки и запись (S6, S9).
    ContactCentre,
    /// Администратор (ИТ): настройки, не очередь.
    Admin,
}

impl Role {
    /// As the file and the API write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Hall => "hall",
            Self::Head => "head",
            Self::Reserve => "reserve",
            Self::ContactCentre => "contact-centre",
            Self::Admin => "admin",
        }
    }

    /// Whoever sees reports, people's data or settings from any computer has a
    /// password; at the counter a PIN is quicker, and the hall sees who types it.
    pub fn secret_kind(self) -> SecretKind {
        match self {
            Self::Desk | Self::Hall | Self::Reserve => SecretKind::Pin,
            Self::Head | Self::ContactCentre | Self::Admin => SecretKind::Password,
        }
    }
}

/// A ticket printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    pub id: String,
    /// The address as written: `tcp://192.168.1.50:9100`.
    pub url: String,
    /// The same, taken apart.
    pub address: PrinterAddress,
    /// 58 or 80.
    pub width_mm: u16,
    pub mode: PrintMode,
    /// The model's description in the print room: "generic".
    pub profile: String,
    /// CP866's number for `ESC t`; `None`: as the profile says.
    pub code_page: Option<u8>,
    /// Metres on a new roll, 5 to 500; `None`: paper is not counted.
    pub roll_m: Option<u16>,
}

/// How a ticket goes to the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintMode {
    /// As a picture in our own font.
    Raster,
    /// In the printer's letters, by code page.
    Text,
}

/// A screen of this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    pub id: String,
    pub kind: ScreenKind,
    pub mode: ScreenMode,
    /// "HDMI-1"; `None`: wherever there is room.
    pub output: Option<String>,
    pub rotate: Rotate,
    /// Id of the printer of a kiosk, always there; `None` for a board.
    pub printer: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenKind {
    Kiosk,
    Board,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenMode {
    Window,
    Fullscreen,
}

/// Clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotate {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Rotate {
    /// 0, 90, 180 or 270.
    pub fn degrees(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Quarter => 90,
            Self::Half => 180,
            Self::ThreeQuarters => 270,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    pub enabled: bool,
    /// Languages of the office, in the order they are spoken; never empty.
    pub languages: Vec<String>,
    /// ALSA's name of the device.
    pub device: String,
}

/// A part of a ticket, as the office file names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TicketPart {
    Logo,
    Office,
    Number,
    Service,
    Facts,
    Bring,
    Closing,
    Thanks,
    Line,
}

/// The ticket's template: its parts, its sign and its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketTexts {
    /// From top to bottom, each at most once but for lines; the number is
    /// always among them.
    pub order: Vec<TicketPart>,
    /// A PNG beside the office file.
    pub logo: Option<PathBuf>,
    /// Whether the ticket carries a QR code for the scanner at the desk.
    pub qr: bool,
    /// At most four lines below the rule; may be empty.
    pub closing: Vec<ByLanguage>,
    /// The last, bold line (S15); empty if nothing was written.
    pub thanks: ByLanguage,
}

/// The numbers of the rules. Ranges are those of the office file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// S5: the kiosk stops so many minutes before closing; 0…240.
    pub registration_ends_before_closing_min: u32,
    /// S5, live queue: then only while waiting ≤ this × working managers; 0…20.
    pub live_waiting_per_desk: u32,
    /// S4: a wait up to this is within the target; 1…240 minutes.
    pub target_wait_min: u32,
    /// S4: share that must be within it, electronic queue; 1…100.
    pub target_share_percent: u32,
    /// S4: the same in the live queue; 1…100.
    pub live_target_share_percent: u32,
    /// S7: a peak is more than this waiting per working manager; 1…50.
    pub peak_waiting_per_desk: u32,
    /// Head start of an appointment; 0…240 minutes.
    pub appointment_credit_min: u32,
    /// S9: later than this is an ordinary visitor; 0…240 minutes.
    pub appointment_late_min: u32,
    /// S9: earlier than this is too early to check in; 0…240 minutes.
    pub appointment_early_min: u32,
    /// S9: length of a slot; 5…240 minutes.
    pub appointment_slot_min: u32,
    /// S9: share of each desk's time that may be booked; 1…100.
    pub appointment_share_percent: u32,
    /// S9: so many days ahead may be booked; 0…90.
    pub appointment_days_ahead: u32,
    /// Head start of a privileged visitor; 0…240 minutes.
    pub privileged_credit_min: u32,
    /// In a peak a short question passes nobody whose place is more than this
    /// earlier; 0…120 minutes, 0: no short window.
    pub short_window_min: u32,
    /// A no-show is not called again before this; 0…60 minutes.
    pub no_show_pause_min: u32,
    /// This missed call closes the ticket; 1…10.
    pub no_show_limit: u32,
    /// A returned no-show's place is not older than this; 0…120 minutes.
    pub no_show_return_min: u32,
    /// Between two calls of one desk; 1500…60000 milliseconds.
    pub min_between_calls_ms: u32,
    /// A desk's last act can be taken back for so long; 0…60 seconds.
    pub undo_s: u32,
    /// People waiting at once; 10…5000.
    pub max_waiting: u32,
    /// S6, S10: personal data go so long after their purpose ended; 1…1095 days.
    pub keep_people_days: u32,
}

/// How desks call while the database is away (S1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveOrder {
    /// One queue over all services, as the standard says.
    FirstCome,
    /// Desks go on calling their own services only.
    KeepServices,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// The database's folder.
    pub data_dir: PathBuf,
    /// The journal's folder; never the same as `data_dir`.
    pub journal_dir: PathBuf,
    /// Where copies of the database go, hourly and at the day's end; none: nowhere.
    pub backup_dir: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Where the LAN pages and the API are served; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Names and addresses, lower case, without port, by which pages may be
    /// opened besides localhost.
    pub allowed_hosts: Vec<String>,
    /// How the pages are encrypted for other computers.
    pub tls: Tls,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// Encrypted by the office's own authority where other computers can come.
    Auto,
    /// Plain HTTP for everyone.
    Off,
    /// By the office's own authority.
    Own,
    /// By a certificate of the company, PEM.
    Files { certificate: PathBuf, key: PathBuf },
}
