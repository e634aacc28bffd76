//! Reads a stream of server-sent events, byte by byte as they come (pure).
//!
//! Promises: any cut of the bytes gives the same events; an event larger than
//! the bound is an error, never a growing buffer. Never touches the network.

/// A picture of a busy office is about 24 KB; a hundred times that is a fault.
pub const LARGEST_EVENT: usize = 4 * 1024 * 1024;

/// One event as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// `event:`; "message" where the sender named none.
    pub name: String,
    /// All `data:` lines, joined by line feeds.
    pub data: String,
}

/// The sender does not speak server-sent events, or sends too much at once.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("read an event of more than {LARGEST_EVENT} bytes")]
pub struct TooLarge;

/// What was read so far of the event under way.
#[derive(Debug, Default)]
pub struct Reader {
    line: Vec<u8>,
    name: String,
    data: String,
    has_data: bool,
    after_return: bool,
}

impl Reader {
    /// Takes the next bytes and gives every event they completed.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Event>, TooLarge> {
        let mut events = Vec::new();
        for &byte in bytes {
            let line_feed_of_a_pair = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            if line_feed_of_a_pair {
                continue;
            }
            if byte == b'\n' || byte == b'\r' {
                events.extend(self.end_line());
            } else {
                self.line.push(byte);
            }
            if self.line.len() + self.data.len() > LARGEST_EVENT {
                return Err(TooLarge);
            }
        }
        Ok(events)
    }

    fn end_line(&mut self) -> Option<Event> {
        let bytes = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&bytes);
        let line = text.trim_start_matches('\u{feff}');
        if line.is_empty() {
            return self.end_event();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.data.push_str(value);
                self.has_data = true;
            }
            // A comment, `id:`, `retry:` or a field of a later standard.
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<Event> {
        let name = std::mem::take(&mut self.name);
        let data = std::mem::take(&mut self.data);
        let complete = std::mem::take(&mut self.has_data);
        complete.then(|| Event {
            name: if name.is_empty() {
                "message".to_owned()
            } else {
                name
            },
            data,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Event> {
        Reader::default().push(bytes).unwrap()
    }

    #[test]
    fn an_event_has_a_name_and_data() {
        let events = read(b"event: picture\nid: 42\ndata: {\"seq\":42}\n\n");
        let picture = Event {
            name: "picture".into(),
            data: "{\"seq\":42}".into(),
        };
        assert_eq!(events, vec![picture]);
    }

    #[test]
    fn every_cut_of_the_bytes_gives_the_same_events() {
        let bytes = "event: hello\r\ndata: {\"build\":\"Ж\"}\r\n\r\n: beat\r\nevent: beat\rdata:\r\rdata: a\ndata: b\n\n".as_bytes();
        let whole = read(bytes);
        assert_eq!(whole.len(), 3);
        assert_eq!(whole[2].data, "a\nb");
        for cut in 0..bytes.len() {
            let mut reader = Reader::default();
            let mut parts = reader.push(&bytes[..cut]).unwrap();
            parts.extend(reader.push(&bytes[cut..]).unwrap());
            assert_eq!(parts, whole, "cut at {cut}");
        }
    }

    #[test]
    fn an_event_without_data_is_no_event() {
        assert_eq!(read(b"event: picture\n\n: comment\n\n\n"), vec![]);
    }

    #[test]
    fn a_sender_without_end_is_refused() {
        let mut reader = Reader::default();
        let piece = vec![b'x'; 1024 * 1024];
        let refused = (0..5).find_map(|_| reader.push(&piece).err());
        assert_eq!(refused, Some(TooLarge));
    }
}
