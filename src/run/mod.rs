//! Starts the house in order and stops it in reverse.
//!
//! Folder, logs, reception, printer, voice, pages, screens. A room that cannot
//! start leaves the others running; only a taken folder or address stops all.

pub mod demo;
pub mod devices;
pub mod rules;
pub mod screens;

mod crowd;
mod herald;
mod office_file;
mod past;
mod past_plan;
mod people;
mod rooms;
mod sessions;

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use office::Office;
use office::day::{Copies, Moment};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tracing::{info, warn};

use crate::clock::{Clock, wall_ms};
use crate::config::settings::Settings;
use crate::config::shelf::Shelf;
use crate::config::{Finding, Overrides};
use crate::reception::keep::Reader;
use crate::reception::{Reception, Start, handle::Handle};
use crate::run::demo::Demo;
use crate::run::devices::Tokens;
use crate::run::rules::{OfficeCalendar, rules};
use crate::store::folder::{Folder, FolderError};
use crate::store::{self, backup};
use crate::store::{Ground, Keeper, Places};
use crate::texts::{Arg, Texts};
use crate::tls::{self, own_names};
use crate::watch::logging::LogLevel;
use crate::watch::systemd::{self, Systemd};
use crate::watch::upkeep::Upkeep;
use crate::watch::{Pulse, Watch};
use crate::web::{self, Current};

/// A database that was down counts as well after so long without trouble, and
/// a lost one is made anew after as long.
const QUIET: Duration = Duration::from_secs(30);

/// A file has grown past a limit of the process; Linux' number of the signal.
const SIGXFSZ: i32 = 25;

/// What to run and how to tell about it.
#[derive(Debug)]
pub struct Plan {
    pub settings: Settings,
    /// Why these are not the settings of the office file as it stands.
    pub trouble: Vec<Finding>,
    /// Read again when it changes; `None`: the file inside the binary.
    pub config_path: Option<PathBuf>,
    pub overrides: Overrides,
    pub demo: Option<Demo>,
    /// One line of JSON when ready, for scripts.
    pub json: bool,
    /// For what is written in the terminal.
    pub language: String,
    /// How much the log says, changed by signals.
    pub log: LogLevel,
}

impl Plan {
    /// The office file on disk, for the admin page and for who takes it over.
    fn shelf(&self) -> Option<Arc<Shelf>> {
        let path = self.config_path.clone()?;
        Some(Arc::new(Shelf::new(path, self.overrides.clone())))
    }
}

/// Runs the house until it is told to stop.
#[expect(
    clippy::too_many_lines,
    reason = "the order in which the house starts and stops, on one page"
)]
pub async fn run(plan: Plan) -> Result<()> {
    // A limit on files' sizes (`ulimit -f`) is an error of the disk, not the end.
    let _too_large = signal(SignalKind::from_raw(SIGXFSZ))?;
    let texts = Arc::new(Texts::load());
    let shelf = plan.shelf();
    let settings = Arc::new(plan.settings);
    let dir_path = &settings.storage.data_dir;
    let folder = claim(dir_path)?;
    if let Some(demo) = &plan.demo {
        demo.live_the_past(&places(&settings, &folder, None))?;
    }
    let (handle, clock, reception, reader) =
        open_reception(&settings, &folder, plan.config_path.as_deref()).await?;
    let upkeep = Upkeep::default();
    let history = rooms::history(&settings, reader.clone(), &upkeep);
    let tokens = Tokens::load_or_make(dir_path, plan.demo.is_some());
    let (listener, address) = listen(settings.network.listen, plan.demo.as_ref()).await?;
    let url = reachable(address);

    let (current_sender, current) = watch::channel(Current {
        settings: Arc::clone(&settings),
        trouble: office_file::told(&plan.trouble, &texts),
    });
    let systemd = Systemd::new(Arc::clone(&texts), &plan.language);
    let pulse = Pulse::new();
    let seal = rooms::seal(&settings, address);
    let voice = rooms::voice(&settings, &upkeep);
    let mut helpers = JoinSet::new();
    let watch = watch_over(&settings, &handle, &pulse, &systemd);
    let _watch = helpers.spawn(upkeep.keep("watch", move || watch.clone().keep()));
    let renewal = seal.clone();
    let _renewal = helpers.spawn(upkeep.keep("tls", move || tls::keep(renewal.clone())));
    let _log = helpers.spawn(plan.log.obey());
    let herald = herald::Herald::new(handle.watch(), voice.clone(), current.clone());
    let _herald = helpers.spawn(upkeep.keep("voice", move || herald.clone().announce()));
    let people = store::people::start(folder.dir_path.join("people.db"), &upkeep);
    let _settling = helpers.spawn(upkeep.keep("people", {
        let (people, handle) = (people.clone(), handle.clone());
        let (current, clock) = (current.clone(), clock.clone());
        move || people::settle(&people, &handle, &current, &clock)
    }));
    let serving = web::serve(
        listener,
        web::Start {
            handle: handle.clone(),
            printers: rooms::printers(&settings, &upkeep),
            voice,
            people,
            reader,
            texts: Arc::clone(&texts),
            current: current.clone(),
            shelf: shelf.clone(),
            devices: tokens.devices(),
            passes: web::Passes::open(dir_path),
            clock,
            pulse: pulse.clone(),
            upkeep: upkeep.clone(),
            history: Some(history),
            seal: seal.clone(),
            demo_pin: plan.demo.as_ref().map(|demo| demo.pin.clone()),
        },
    );
    let mut pages = tokio::spawn(serving);
    if let Some(shelf) = shelf {
        let (demo, handle) = (plan.demo.clone(), handle.clone());
        let keeper =
            office_file::Keeper::new(&shelf, plan.overrides, demo, handle, Arc::clone(&texts));
        let _file = helpers.spawn(keeper.watch(current_sender));
    }
    if let Some(demo) = &plan.demo {
        demo.begin(&handle, &settings).await;
    }
    tokens.tell_session(&url);
    let shown = screens::start(&settings, &url, &tokens);
    Said {
        texts: &texts,
        language: &plan.language,
        url: &url,
        dir_path,
        tokens: &tokens,
        demo: plan.demo.as_ref(),
        has_screens: shown.is_some(),
        is_encrypted: seal.is_some(),
    }
    .tell(plan.json)
    .context("could not write to the terminal")?;
    systemd.ready(&handle.told().picture);
    wait_for_the_end(reception, &mut pages).await?;

    info!("the office is closing down");
    systemd.stopping();
    drop(shown);
    drop(helpers);
    pages.abort();
    folder.tidy_up(handle.told().picture.copies == Copies::Two);
    Ok(())
}

/// Every connection is a file descriptor: all that the system allows are taken.
pub fn take_all_descriptors() {
    let allowed = getrlimit(Resource::Nofile);
    if allowed.current == allowed.maximum {
        return;
    }
    let all = Rlimit {
        current: allowed.maximum,
        ..allowed
    };
    if let Err(error) = setrlimit(Resource::Nofile, all) {
        warn!(%error, "fewer connections than usual can be served");
    }
}

/// A folder somebody else works in stops us; one that cannot be written does
/// not: the office then runs its live queue.
fn claim(dir_path: &Path) -> Result<Folder> {
    match Folder::claim(dir_path) {
        Ok(folder) => Ok(folder),
        Err(error @ FolderError::Taken(_)) => bail!("{error}"),
        Err(error @ FolderError::Io { .. }) => {
            warn!(%error, "the office starts without its data folder");
            Ok(Folder::unusable(dir_path))
        }
    }
}

fn places(settings: &Settings, folder: &Folder, config_path: Option<&Path>) -> Places {
    Places {
        db_path: folder.dir_path.join("office.db"),
        journal_dir: settings.storage.journal_dir.clone(),
        spare_dir: folder.spare_dir(),
        backup_dir: settings
            .storage
            .backup_dir
            .as_ref()
            .map(|dir| backup::dir_of(dir, &folder.log_id)),
        belongings: backup::belongings(&folder.dir_path, config_path),
        is_first_start: folder.is_first_start,
        was_orderly: folder.was_orderly,
        quiet: quiet(),
        ground: Ground::default(),
    }
}

async fn open_reception(
    settings: &Settings,
    folder: &Folder,
    config_path: Option<&Path>,
) -> Result<(Handle, Clock, JoinHandle<()>, Reader)> {
    let epoch = u64::try_from(wall_ms()).unwrap_or(0);
    let (keeper, loaded) = Keeper::open(places(settings, folder, config_path), epoch)
        .await
        .context("could not start the threads that keep events")?;
    if !folder.is_named
        && let Err(error) = folder.mark_started()
    {
        warn!(%error, "the data folder could not be marked as started");
    }
    let almanac = OfficeCalendar::new(settings);
    let wall = Moment(wall_ms());
    let clock = Clock::real(loaded.least(&almanac, wall));
    let recovery = loaded.sureness.recovery(&almanac, wall, loaded.last_at());
    let start = Start {
        office: Office::new(rules(settings)),
        entries: loaded.entries,
        recovery,
        clock: clock.clone(),
        almanac: Box::new(almanac),
    };
    let reader = keeper.reader();
    let (reception, handle) = Reception::open(start, keeper).await;
    Ok((handle, clock, tokio::spawn(reception.run()), reader))
}

/// Stories that wait for a database to come back shorten the wait: seconds in
/// `TALON_QUIET_S`.
fn quiet() -> Duration {
    std::env::var("TALON_QUIET_S")
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .map_or(QUIET, Duration::from_secs)
}

fn watch_over(settings: &Settings, handle: &Handle, pulse: &Pulse, systemd: &Systemd) -> Watch {
    Watch {
        handle: handle.clone(),
        pulse: pulse.clone(),
        systemd: systemd.clone(),
        folders: vec![
            ("data", settings.storage.data_dir.clone()),
            ("journal", settings.storage.journal_dir.clone()),
        ],
    }
}

/// On the socket systemd hands over, else on one of our own.
async fn listen(address: SocketAddr, demo: Option<&Demo>) -> Result<(TcpListener, SocketAddr)> {
    let listener = match systemd::inherited_socket() {
        Some(inherited) => inherited
            .set_nonblocking(true)
            .and_then(|()| TcpListener::from_std(inherited))
            .context("could not use the socket that was handed over")?,
        None => bind(address, demo).await?,
    };
    let address = listener
        .local_addr()
        .context("could not read the page address")?;
    Ok((listener, address))
}

async fn bind(address: SocketAddr, demo: Option<&Demo>) -> Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    match (listener, demo) {
        (Err(_taken), Some(demo)) if !demo.fixed_address => {
            TcpListener::bind(SocketAddr::new(address.ip(), 0)).await
        }
        (listener, _) => listener,
    }
    .with_context(|| {
        format!("could not serve pages at {address}: choose another address with --listen")
    })
}

/// The address to click: "any interface" is no address for a browser.
fn reachable(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// Without reception or pages there is no office: whoever started the house
/// starts it again.
async fn wait_for_the_end(reception: JoinHandle<()>, pages: &mut JoinHandle<()>) -> Result<()> {
    tokio::select! {
        told = wait_for_stop() => told,
        _ = reception => bail!("reception ended; the house has to start again"),
        _ = pages => bail!("the pages ended; the house has to start again"),
    }
}

async fn wait_for_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("could not listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("could not listen for SIGINT")?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// What is told when the house is ready.
struct Said<'a> {
    texts: &'a Texts,
    language: &'a str,
    url: &'a str,
    dir_path: &'a Path,
    tokens: &'a Tokens,
    demo: Option<&'a Demo>,
    has_screens: bool,
    /// Other computers open the pages at https.
    is_encrypted: bool,
}

impl Said<'_> {
    fn tell(&self, json: bool) -> std::io::Result<()> {
        if json {
            self.as_json()
        } else {
            self.in_words()
        }
    }

    fn as_json(&self) -> std::io::Result<()> {
        let line = serde_json::json!({
            "url": self.url,
            "data": self.dir_path,
            "tokens": self.tokens.shown(),
        });
        let mut out = std::io::stdout().lock();
        writeln!(out, "{line}")?;
        out.flush()
    }

    /// How other computers open the pages, and where trust begins.
    fn elsewhere(&self) -> [(&'static str, Arg); 2] {
        let port = self.url.rsplit(':').next().unwrap_or_default();
        let names = own_names(&[]);
        let is_outside = |name: &&String| !matches!(name.as_str(), "localhost" | "127.0.0.1");
        let host = names.iter().find(is_outside).map_or("…", String::as_str);
        [
            ("url", Arg::from(format!("https://{host}:{port}"))),
            ("trust", Arg::from(format!("http://{host}:{port}/trust"))),
        ]
    }

    fn in_words(&self) -> std::io::Result<()> {
        let say = |key: &str, args: &[(&str, Arg)]| self.texts.get(self.language, key, args);
        let url = || ("url", Arg::from(self.url));
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", say("run-ready", &[url()]))?;
        if self.is_encrypted {
            writeln!(out, "{}", say("run-tls", &self.elsewhere()))?;
        }
        let dir = self.dir_path.display().to_string();
        writeln!(out, "{}", say("run-data", &[("dir", Arg::from(dir))]))?;
        let screens = if self.has_screens {
            "run-screens"
        } else {
            "run-headless"
        };
        writeln!(out, "{}", say(screens, &[]))?;
        if let Some(demo) = self.demo {
            writeln!(out, "{}", say("demo-pages", &[url()]))?;
            writeln!(
                out,
                "{}",
                say("demo-sign-in", &[("pin", Arg::from(demo.pin.as_str()))])
            )?;
            let token = ("token", Arg::from(self.tokens.kiosk()));
            writeln!(out, "{}", say("demo-take", &[url(), token]))?;
            writeln!(out, "{}", say("demo-stop", &[]))?;
        }
        out.flush()
    }
}
