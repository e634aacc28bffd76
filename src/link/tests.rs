//! A small office on a socket: it drops, keeps silent and answers on demand.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use super::*;

type Told = Receiver<Heard<serde_json::Value>>;

/// Longer than silence and the longest pause together.
const PATIENCE: Duration = Duration::from_secs(12);

fn link_to(listener: &TcpListener) -> (Link, Told) {
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    let place = Place::open(url, "secret");
    let link = Link::start(&place, View::Kiosk, move |heard| {
        tell.send(heard).unwrap_or(());
    })
    .unwrap();
    (link, told)
}

fn head(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut byte = [0_u8; 1];
    while !text.ends_with("\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        text.push(char::from(byte[0]));
    }
    text
}

fn start_feed(stream: &mut TcpStream) {
    let start = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    stream.write_all(start.as_bytes()).unwrap();
    stream
        .write_all(b"event: hello\ndata: {\"seq\":1,\"build\":\"b1\"}\n\n")
        .unwrap();
}

fn next_but_lost(told: &Told) -> Heard<serde_json::Value> {
    loop {
        let heard = told.recv_timeout(PATIENCE).unwrap();
        if !matches!(heard, Heard::Lost) {
            return heard;
        }
    }
}

#[test]
fn a_picture_comes_through_and_a_broken_link_comes_back() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (_link, told) = link_to(&listener);
    for seq in 1..3 {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = head(&mut stream);
        assert!(
            asked.starts_with("GET /api/v1/feed?view=kiosk HTTP/1.1"),
            "{asked}"
        );
        assert!(asked.contains("authorization: Bearer secret"), "{asked}");
        start_feed(&mut stream);
        stream
            .write_all(format!("event: picture\nid: {seq}\ndata: {{\"seq\":{seq}}}\n\n").as_bytes())
            .unwrap();
        assert!(matches!(next_but_lost(&told), Heard::Hello { build } if build == "b1"));
        assert!(matches!(next_but_lost(&told), Heard::Picture(picture) if picture["seq"] == seq));
    }
}

#[test]
fn silence_is_a_lost_link() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (_link, told) = link_to(&listener);
    let (mut stream, _) = listener.accept().unwrap();
    head(&mut stream);
    start_feed(&mut stream);
    assert!(matches!(
        told.recv_timeout(PATIENCE),
        Ok(Heard::Hello { .. })
    ));
    // The stream stays open and says nothing.
    assert!(matches!(told.recv_timeout(PATIENCE), Ok(Heard::Lost)));
}

#[test]
fn a_lost_answer_is_asked_for_again_under_the_same_key() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (link, told) = link_to(&listener);
    let (_feed, _) = listener.accept().unwrap();
    let ask = Ask {
        id: 7,
        path: "/tickets".into(),
        body: serde_json::json!({"service": "meter"}),
        key: new_key().unwrap(),
        language: "ru".into(),
        respond_async: true,
    };
    let key = format!("idempotency-key: {}", ask.key);
    link.ask(ask).unwrap();
    let (mut first, _) = listener.accept().unwrap();
    assert!(head(&mut first).contains(&key));
    drop(first);
    let (mut second, _) = listener.accept().unwrap();
    let asked = head(&mut second);
    assert!(
        asked.starts_with("POST /api/v1/tickets HTTP/1.1"),
        "{asked}"
    );
    assert!(
        asked.contains(&key) && asked.contains("prefer: respond-async"),
        "{asked}"
    );
    second
        .write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}")
        .unwrap();
    let answer = loop {
        if let Heard::Answer(answer) = next_but_lost(&told) {
            break answer;
        }
    };
    assert_eq!(
        answer,
        Answer {
            id: 7,
            outcome: Some((201, b"{}".to_vec()))
        }
    );
}

#[test]
fn keys_are_128_random_bits() {
    let (one, two) = (new_key().unwrap(), new_key().unwrap());
    assert_eq!(one.len(), 32);
    assert_ne!(one, two);
}
