//! The program's arguments; everything else is in the library.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, CommandFactory, Parser, Subcommand};
use simulate::policy::Policy;
use simulate::report::Report;
use talon::commands::doctor::DoctorArgs;
use talon::commands::fingerprint::FingerprintArgs;
use talon::commands::pair::PairArgs;
use talon::commands::replay::ReplayArgs;
use talon::commands::screens::ScreensArgs;
use talon::commands::selftest::SelftestArgs;
use talon::commands::setup::SetupArgs;
use talon::commands::ticket::TicketArgs;
use talon::commands::{
    doctor, fingerprint, pair, papers, replay, safety, screens, selftest, setup, ticket,
};
use talon::config::settings::SecretKind;
use talon::config::{self, Overrides, PrinterAddress, in_force, secrets};
use talon::run::demo::{self, Demo};
use talon::run::{self, Plan};
use talon::stage::{self, Ended, WindowMode};
use talon::texts::{Arg, Texts};
use talon::watch::logging;
use talon::{board, clock, kiosk, link, tls};

/// Runs the queue of a customer office: kiosk, tickets, board, voice and the
/// staff's pages, without internet.
#[derive(Debug, Parser)]
#[command(name = "talon", version, propagate_version = true)]
struct Talon {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try it: a made-up office, open at once, on this computer
    Demo(DemoArgs),
    /// Run an office
    Run(RunArgs),
    /// Check an office file and name every mistake
    Check(ConfigArgs),
    /// Play made-up days through the office's own dispatch and compare policies
    Simulate(SimulateArgs),
    /// Run a past day again, with one more desk or other services at one
    Replay(ReplayArgs),
    /// Show the kiosk of an office running elsewhere (token in `TALON_TOKEN`)
    Kiosk(ScreenArgs),
    /// Show the board of an office running elsewhere (token in `TALON_TOKEN`)
    Board(ScreenArgs),
    /// Show kiosk and board of the office file in this display session
    Screens(ScreensArgs),
    /// Get a key for a kiosk or board on this computer by a code the admin confirms
    Pair(PairArgs),
    /// Set the office up, question by question
    Setup(SetupArgs),
    /// Look whether everything is well and say what to do
    Doctor(DoctorArgs),
    /// Look at the ticket that the office file describes
    Ticket(TicketArgs),
    /// Show the fingerprint that the page /trust must show
    Fingerprint(FingerprintArgs),
    /// Write the manual pages and shell completions into a folder
    #[command(hide = true)]
    Papers { dir: PathBuf },
    #[command(flatten)]
    Safety(safety::Safety),
    /// Try on this machine what must hold whatever happens
    Selftest(SelftestArgs),
    /// Read a PIN from the standard input and print its hash for the office file
    Pin,
    /// Read a password from the standard input and print its hash for the office file
    Password,
}

const PRINTER_HELP: &str =
    "Ticket printer: tcp://HOST:9100, /dev/usb/lp0, serial:/dev/ttyUSB0?baud=115200 or preview";

#[derive(Debug, Args)]
struct DemoArgs {
    /// Simulated visitors and managers that live through the office
    #[arg(long, value_name = "N", default_value_t = 0)]
    visitors: u32,
    /// Made-up office days behind it, for reports; in an empty folder only
    #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1500))]
    history: u32,
    #[arg(long, value_name = "URL", value_parser = printer_url, help = PRINTER_HELP)]
    printer: Option<String>,
    /// Address and port of the pages [default: 127.0.0.1:8080, or a free port]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Folder for the data
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// No kiosk and board windows
    #[arg(long)]
    headless: bool,
    /// Print one line of JSON when ready, for scripts
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ConfigArgs {
    /// The office file
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct SimulateArgs {
    /// The office file; without it a made-up office
    #[arg(long, value_name = "FILE", conflicts_with = "desks")]
    office: Option<PathBuf>,
    /// Desks of the made-up office
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=60))]
    desks: u16,
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    days: u32,
    /// The same seed brings the same visitors to every policy
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// fixed, fifo, priority or ours; without it all four, side by side
    #[arg(long, value_name = "POLICY", value_parser = ["fixed", "fifo", "priority", "ours"])]
    policy: Option<String>,
    /// Work offered in percent of what the desks can do
    #[arg(long, value_name = "PERCENT", default_value_t = 75, value_parser = clap::value_parser!(u32).range(5..=150))]
    load: u32,
    /// Hold the promised wait of every so many visitors against the real one
    #[arg(long, value_name = "N", default_value_t = 0)]
    promises: usize,
    /// One line of figures per policy, for a spreadsheet
    #[arg(long)]
    csv: bool,
}

#[derive(Debug, Args)]
struct RunArgs {
    #[command(flatten)]
    file: ConfigArgs,
    /// Address and port of the pages, instead of the file's
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Folder for the data, instead of the file's
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// No kiosk and board windows on this computer
    #[arg(long)]
    headless: bool,
    /// Print one line of JSON when ready, for scripts
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ScreenArgs {
    /// The office's address: `https://HOST:PORT`
    #[arg(long, visible_alias = "server", value_name = "URL")]
    url: String,
    /// The office's authority from its page /trust; without it those this computer trusts
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Id of the screen in the office file: what it offers or shows
    #[arg(long, value_name = "ID", default_value = "")]
    screen: String,
    /// Fill the whole output
    #[arg(long)]
    fullscreen: bool,
    /// Name of the output to fill, such as HDMI-1
    #[arg(long, value_name = "NAME", requires = "fullscreen")]
    output: Option<String>,
}

fn main() -> ExitCode {
    let talon = Talon::parse();
    let done = match talon.command {
        Command::Demo(args) => run_demo(args),
        Command::Run(args) => run_office(args),
        Command::Check(args) => check(&args),
        Command::Simulate(args) => made_up_days(&args),
        Command::Replay(args) => match config::load(&args.config, &Overrides::default()) {
            Ok(settings) => replay::run(&args, &settings, &terminal_language()),
            Err(findings) => tell_mistakes(&findings, &Texts::load()).map_err(Into::into),
        },
        Command::Kiosk(args) => show(&args, |place, window| {
            let window = window.unwrap_or(kiosk::DESKTOP);
            let clock = clock::Clock::real(office::day::Moment(0));
            kiosk::run(&kiosk::Screen {
                place,
                window,
                clock,
                id: args.screen.clone(),
            })
        }),
        Command::Board(args) => show(&args, |place, window| {
            let window = window.unwrap_or(board::DESKTOP);
            let clock = clock::Clock::real(office::day::Moment(0));
            board::run(&board::Screen {
                place,
                window,
                clock,
                id: args.screen.clone(),
            })
        }),
        Command::Screens(args) => show_screens(args),
        Command::Pair(args) => pair::run(args, &terminal_language()),
        Command::Setup(args) => setup::run(&args, &terminal_language()),
        Command::Doctor(args) => doctor::run(args, &terminal_language()),
        Command::Ticket(args) => ticket::run(&args, &terminal_language()),
        Command::Fingerprint(args) => fingerprint::run(args),
        Command::Papers { dir } => {
            papers::write(Talon::command(), &dir).map(|()| ExitCode::SUCCESS)
        }
        Command::Safety(command) => safety::run(&command, &terminal_language()),
        Command::Selftest(args) => selftest::run(&args, &terminal_language()),
        Command::Pin => print_hash(SecretKind::Pin),
        Command::Password => print_hash(SecretKind::Password),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            // Nobody is left to tell if even this fails.
            writeln!(std::io::stderr(), "talon: {error:#}").ok();
            ExitCode::FAILURE
        }
    }
}

fn run_demo(args: DemoArgs) -> Result<ExitCode> {
    let log = logging::start(logging::QUIET);
    let overrides = Overrides {
        listen: args.listen.clone(),
        data_dir: Some(args.data.unwrap_or_else(demo::data_dir)),
        printer: args.printer,
        headless: args.headless,
        always_open: true,
        time_zone: std::env::var("TALON_DEMO_ZONE").ok(),
    };
    let texts = Texts::load();
    let settings = match config::parse(config::demo(), "office.toml", &overrides) {
        Ok(settings) => settings,
        Err(findings) => return Ok(tell_mistakes(&findings, &texts)?),
    };
    let mut demo = Demo::new(args.visitors, args.listen.is_some());
    demo.history_days = args.history;
    let config_path = demo::office_file(&settings.storage.data_dir);
    // Its own copy, as the admin page last left it.
    let edited = config_path.as_ref();
    let edited = edited.and_then(|path| config::load(path, &overrides).ok());
    let mut settings = edited.unwrap_or(settings);
    demo.let_everyone_in(&mut settings)?;
    // A real office's stick is no place for made-up people.
    settings.storage.backup_dir = None;
    start(Plan {
        settings,
        trouble: Vec::new(),
        config_path,
        overrides,
        demo: Some(demo),
        json: args.json,
        language: terminal_language(),
        log,
    })
}

fn run_office(args: RunArgs) -> Result<ExitCode> {
    let log = logging::start(logging::USUAL);
    let overrides = Overrides {
        listen: args.listen,
        data_dir: args.data,
        headless: args.headless,
        ..Overrides::default()
    };
    let texts = Texts::load();
    let begun = match in_force::begin(&args.file.config, &overrides) {
        Ok(begun) => begun,
        Err(findings) => return Ok(tell_mistakes(&findings, &texts)?),
    };
    start(Plan {
        settings: begun.settings,
        trouble: begun.trouble,
        config_path: Some(args.file.config),
        overrides,
        demo: None,
        json: args.json,
        language: terminal_language(),
        log,
    })
}

fn show_screens(args: ScreensArgs) -> Result<ExitCode> {
    logging::start(logging::USUAL);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("could not start the tasks")?;
    runtime.block_on(screens::show(args))?;
    Ok(ExitCode::SUCCESS)
}

fn start(plan: Plan) -> Result<ExitCode> {
    run::take_all_descriptors();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("could not start the tasks")?;
    runtime.block_on(run::run(plan))?;
    // A thread stuck in a dead disk must not keep the process.
    runtime.shutdown_background();
    Ok(ExitCode::SUCCESS)
}

fn made_up_days(args: &SimulateArgs) -> Result<ExitCode> {
    let site = match &args.office {
        None => simulate::made_up::Site::made_up(args.desks),
        Some(file) => match config::load(file, &Overrides::default()) {
            Ok(settings) => simulate::made_up::Site::of(run::rules::rules(&settings)),
            Err(findings) => return Ok(tell_mistakes(&findings, &Texts::load())?),
        },
    };
    let plan = simulate::Plan {
        estimate_every: args.promises,
        ..simulate::Plan::new(site, args.days, args.seed, f64::from(args.load) / 100.0)
    };
    let policies = match args.policy.as_deref().and_then(Policy::named) {
        Some(policy) => vec![policy],
        None => Policy::ALL.to_vec(),
    };
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{}",
        if args.csv {
            Report::CSV_HEAD
        } else {
            Report::HEAD
        }
    )?;
    for policy in policies {
        let report = simulate::run(&plan, policy);
        let name = policy.name();
        let line = if args.csv {
            report.csv(name)
        } else {
            report.line(name)
        };
        writeln!(out, "{line}")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn check(args: &ConfigArgs) -> Result<ExitCode> {
    let texts = Texts::load();
    let language = terminal_language();
    let file = args.config.display().to_string();
    match config::load(&args.config, &Overrides::default()) {
        Ok(settings) => {
            let mut out = std::io::stdout().lock();
            let easy = secrets::easy_pins(&settings, &file);
            let unserved = tls::look(&settings.network).err();
            let unserved = unserved.map(|error| config::Finding {
                level: config::Level::Warning,
                file: file.clone(),
                at: config::Place::default(),
                key: "config-certificate-unserved",
                args: vec![("why", Arg::from(error.to_string()))],
            });
            for finding in settings.warnings.iter().chain(&easy).chain(&unserved) {
                writeln!(out, "{}", finding.line(&texts, &language))?;
            }
            if unserved.is_some() {
                return Ok(ExitCode::FAILURE);
            }
            let fine = texts.get(&language, "check-fine", &[("file", Arg::from(file))]);
            writeln!(out, "{fine}")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(findings) => Ok(tell_mistakes(&findings, &texts)?),
    }
}

fn tell_mistakes(findings: &[config::Finding], texts: &Texts) -> std::io::Result<ExitCode> {
    let report = config::report(findings, texts, &terminal_language());
    writeln!(std::io::stderr().lock(), "{report}")?;
    Ok(ExitCode::FAILURE)
}

fn show(
    args: &ScreenArgs,
    run: impl FnOnce(link::Place, Option<WindowMode>) -> Result<Ended, stage::ScreenError>,
) -> Result<ExitCode> {
    logging::start(logging::QUIET);
    let place = link::Place {
        url: args.url.clone(),
        token: std::env::var("TALON_TOKEN").unwrap_or_default(),
        authority: args.authority.clone(),
    };
    let window = args.fullscreen.then(|| WindowMode::Fullscreen {
        monitor: args.output.clone(),
    });
    match run(place, window).context("could not show the screen")? {
        Ended::Closed => Ok(ExitCode::from(stage::EXIT_CLOSED)),
        Ended::NewBuild => Ok(ExitCode::SUCCESS),
    }
}

fn print_hash(kind: SecretKind) -> Result<ExitCode> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .context("could not read it")?;
    let secret = line.trim_end_matches(['\r', '\n']);
    let wanted = match kind {
        SecretKind::Pin => "a PIN is 6 to 12 digits, neither alike nor in a row",
        SecretKind::Password => {
            "a password is 10 to 128 signs, five of them different, not digits alone, no row of keys"
        }
    };
    anyhow::ensure!(secrets::is_fit(kind, secret, ""), wanted);
    writeln!(std::io::stdout(), "{}", demo::hash_secret(secret)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Clap's check of a printer's address, with what would be right.
fn printer_url(url: &str) -> Result<String, String> {
    match PrinterAddress::parse(url) {
        Some(_) => Ok(url.to_owned()),
        None => Err(
            "one of tcp://HOST:9100, /dev/usb/lp0, serial:/dev/ttyUSB0?baud=115200, preview"
                .to_owned(),
        ),
    }
}

/// Russian, unless the terminal is an English one.
fn terminal_language() -> String {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match locale {
        Some(locale) if locale.starts_with("en") => "en".to_owned(),
        Some(_) | None => "ru".to_owned(),
    }
}
