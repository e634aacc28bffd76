//! The office is watched by systemd, by a monitor and by whoever looks after
//! it; and somebody on the LAN opens thousands of connections and says nothing.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a story stops at the first surprise"
)]
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "stories share one house and use different parts of it"
)]

mod house;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use house::{House, Scratch, talon, wait_for};
use rustix::net::{AddressFamily, SocketType, bind, connect, socket};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};

#[test]
fn systemd_hears_that_the_office_is_ready_how_it_is_and_that_reception_answers() {
    let scratch = Scratch::new("systemd");
    let path = scratch.path.join("notify");
    let systemd = UnixDatagram::bind(&path).unwrap();
    systemd
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let variables = [
        ("NOTIFY_SOCKET", path.to_str().unwrap()),
        ("WATCHDOG_USEC", "20000000"),
    ];
    let house = House::open_with(&scratch, &variables);
    let mut heard = String::new();
    let mut bytes = [0; 4096];
    while !(heard.contains("READY=1")
        && heard.contains("STATUS=Electronic queue; 0 waiting")
        && heard.contains("WATCHDOG=1"))
    {
        let length = systemd.recv(&mut bytes).unwrap();
        heard += &String::from_utf8_lossy(&bytes[..length]);
        heard.push('\n');
    }
    assert_eq!(house.get("/readyz").status, 200);
    house.stop();
    while !heard.contains("STOPPING=1") {
        let length = systemd.recv(&mut bytes).unwrap();
        heard += &String::from_utf8_lossy(&bytes[..length]);
    }
}

#[test]
fn a_monitor_reads_the_queue_the_desks_and_the_disks_and_nothing_about_anybody() {
    let scratch = Scratch::new("metrics");
    let house = House::open(&scratch);
    house.take("consultation");
    house.take("consultation");
    house.call_next(1, None);
    wait_for("the disks were looked at", 20, || {
        house
            .get("/metrics")
            .body
            .contains("talon_disk_free_bytes{folder=\"data\"} ")
    });
    let answer = house.get("/metrics");
    assert!(
        answer.head.contains("text/plain; version=0.0.4"),
        "{}",
        answer.head
    );
    for line in [
        "talon_electronic_queue 1",
        "talon_copies 2",
        "talon_waiting{service=\"consultation\"} 1",
        "talon_desks{doing=\"calling\"} 1",
        "talon_reception_alive 1",
        "talon_printer_usable{printer=\"tickets\",condition=\"ready\"} 1",
        "talon_disk_free_bytes{folder=\"journal\"} ",
        "talon_loop_lag_seconds ",
    ] {
        assert!(answer.body.contains(line), "{line} in\n{}", answer.body);
    }
    let accounts = house.get("/api/v1/accounts").json();
    for account in accounts.as_array().unwrap() {
        let name = account["name"].as_str().unwrap();
        assert!(!answer.body.contains(name), "{name} is nobody's business");
    }
    // What a figure is stands above it.
    for line in answer.body.lines().filter(|line| !line.starts_with('#')) {
        let name: String = line.chars().take_while(|c| !" {".contains(*c)).collect();
        assert!(answer.body.contains(&format!("# TYPE {name} ")), "{line}");
    }
}

#[test]
fn the_log_says_more_while_somebody_looks_for_a_fault() {
    let scratch = Scratch::new("log-level");
    let house = House::open_with(&scratch, &[("TALON_LOG", "warn")]);
    let log = || std::fs::read_to_string(scratch.path.join("log.txt")).unwrap();
    assert!(!log().contains("the log says so much"));
    let id = rustix::process::Pid::from_raw(i32::try_from(house.process_id()).unwrap()).unwrap();
    kill_process(id, Signal::USR1).unwrap();
    wait_for("the log says more", 10, || {
        log().contains("the log says so much")
    });
    kill_process(id, Signal::USR2).unwrap();
    assert_eq!(house.take("consultation").status, 201);
}

#[test]
fn a_socket_that_was_handed_over_is_served_instead_of_one_of_our_own() {
    // Where systemd is not installed there is nobody to hand a socket over.
    let places = [
        "/usr/bin/systemd-socket-activate",
        "/bin/systemd-socket-activate",
    ];
    let Some(activate) = places.into_iter().find(|path| Path::new(path).exists()) else {
        return;
    };
    let scratch = Scratch::new("socket");
    // A free port: bound for a moment to learn its number.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let program = talon().get_program().to_owned();
    let mut child = std::process::Command::new(activate)
        .arg(format!("--listen=127.0.0.1:{port}"))
        .arg(program)
        .args([
            "demo",
            "--headless",
            "--json",
            "--listen",
            "127.0.0.1:1",
            "--data",
        ])
        .arg(scratch.data())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    wait_for("the socket is there", 20, || {
        TcpStream::connect(address).is_ok()
    });
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    write!(
        stream,
        "GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn thousands_of_connections_that_say_nothing_take_no_place_from_the_office() {
    let scratch = Scratch::new("slow");
    let house = House::open(&scratch);
    let all = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: all.maximum,
            ..all
        },
    )
    .unwrap();
    // Each is let go at once or holds a place until its head is late.
    let mut silent = Vec::new();
    let address: SocketAddrV4 = house.address().parse().unwrap();
    for from in 2..=6 {
        for _ in 0..600 {
            if let Ok(mut stream) = connect_from(from, address) {
                stream.write_all(b"GET / HTTP/1.1\r\nhost: ").ok();
                silent.push(stream);
            }
        }
    }
    assert!(silent.len() > 2_000, "{}", silent.len());
    assert_eq!(house.take("consultation").status, 201);
    assert_eq!(house.call_next(1, None).status, 200);
    let metrics = house.get("/metrics").body;
    let figure = |name: &str| -> f64 {
        let line = metrics.lines().find(|line| line.starts_with(name)).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert!(figure("talon_connections ") <= 2_060.0);
    // How many depends on how fast they came: the first may have been let go late.
    assert!(figure("talon_connections_let_go_total ") > 0.0);
    // Whoever never finishes a request's head loses the connection.
    let first = silent.first_mut().unwrap();
    first
        .set_read_timeout(Some(Duration::from_mins(1)))
        .unwrap();
    let ended = first.read_to_end(&mut Vec::new());
    let still_open = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    assert!(!still_open, "it still held its place");
    drop(silent);
    wait_for("the places are free again", 20, || {
        let body = house.get("/metrics").body;
        body.contains("talon_connections 1\n") || body.contains("talon_connections 2\n")
    });
}

#[test]
fn strangers_who_watch_the_board_keep_no_board_of_the_office_out() {
    let scratch = Scratch::new("watchers");
    let house = House::open(&scratch);
    let address: SocketAddrV4 = house.address().parse().unwrap();
    let watches = |from: u8| -> (TcpStream, bool) {
        let mut stream = connect_from(from, address).unwrap();
        let timeout = Some(Duration::from_secs(20));
        stream.set_read_timeout(timeout).unwrap();
        write!(
            stream,
            "GET /api/v1/feed?view=board HTTP/1.1\r\nhost: {address}\r\n\r\n"
        )
        .unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).unwrap();
        (stream, first.ends_with(b" 200"))
    };
    let greedy: Vec<_> = (0..65).map(|_| watches(2)).collect();
    let let_in = greedy.iter().filter(|(_stream, is_in)| *is_in).count();
    assert_eq!(let_in, 64, "one address has a quarter of the places");
    let others: Vec<_> = (0..192).map(|n| watches(3 + n / 64)).collect();
    assert!(others.iter().all(|(_stream, is_in)| *is_in));
    assert!(!watches(7).1, "all places of strangers are taken");
    assert!(watches(1).1, "the board of this computer has its own");
}

/// A connection from another address of this computer, as from the LAN.
fn connect_from(last: u8, to: SocketAddrV4) -> std::io::Result<TcpStream> {
    let own = socket(AddressFamily::INET, SocketType::STREAM, None)?;
    bind(&own, &SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, last), 0))?;
    connect(&own, &to)?;
    Ok(TcpStream::from(own))
}
