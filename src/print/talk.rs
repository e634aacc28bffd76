//! The conversation with a printer: how are you; is it out; forget it.
//!
//! Promises: each conversation ends at its deadline; noise is not an answer.
//! Never: sends a slip (`worker` does).

use super::port::{Port, PortError, Received};
use super::status::{Obstacle, Query, Status, is_answer};
use std::time::Duration;
use tokio::time::Instant;

/// `DLE DC4 8`: throw away what is in the buffer, obeyed even by a stopped printer.
const CLEAR_BUFFER: [u8; 10] = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];

/// How long the clearing may take. It is a courtesy to the next visitor, not to this one.
const CLEAR_MS: u64 = 200;

/// While waiting for the confirmation, ask this often whether something is wrong.
/// A ticket takes about a second to print.
const WORRY_EVERY_MS: u64 = 700;

/// After this many worries without an answer to the process id, ask the old way.
const WORRIES_BEFORE_OLD_WAY: u32 = 2;

/// What a printer said when asked how it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// This.
    Says(Status),
    /// Nothing, or noise only.
    Nothing,
    /// The line broke.
    HungUp,
}

/// Asks the four questions, one after the other. The first silence ends it.
pub(super) async fn ask(port: &mut Port, patience: Duration) -> Result<Answer, PortError> {
    let deadline = Instant::now() + patience;
    port.forget_stale_input();
    let mut status = Status::default();
    for query in Query::ALL {
        port.send(&query.bytes(), deadline).await?;
        match answer(port, deadline).await {
            Heard::Byte(byte) => status.learn(query, byte),
            Heard::Nothing if query == Query::Printer => return Ok(Answer::Nothing),
            // It answered before: half an answer is better than none.
            Heard::Nothing => break,
            Heard::HungUp => return Ok(Answer::HungUp),
        }
    }
    Ok(Answer::Says(status))
}

/// What came in reply to one question.
enum Heard {
    Byte(u8),
    Nothing,
    HungUp,
}

async fn answer(port: &mut Port, deadline: Instant) -> Heard {
    // A babbling device may send noise for ever, but not past the deadline.
    while Instant::now() < deadline {
        let mut byte = [0];
        match port.receive(&mut byte, deadline).await {
            Received::Bytes(_) if is_answer(byte[0]) => return Heard::Byte(byte[0]),
            Received::Bytes(_) => {}
            Received::Silence => return Heard::Nothing,
            Received::HungUp => return Heard::HungUp,
        }
    }
    Heard::Nothing
}

/// How the printer confirmed a job, or why it did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Confirmation {
    /// By the process id.
    ProcessId,
    /// By the answer to `GS r 1`.
    PaperStatus,
    /// Something stopped it.
    Stopped(Obstacle),
    /// The line broke.
    HungUp,
    /// The deadline came first.
    Late,
}

/// Waits until the printer has worked through the job. Its answer comes only
/// when everything before the question is done.
pub(super) async fn confirm(
    port: &mut Port,
    id: [u8; 4],
    by_process_id: bool,
    deadline: Instant,
) -> Result<Confirmation, PortError> {
    let mut old_way = !by_process_id;
    let question = if old_way {
        paper_question()
    } else {
        id_question(id)
    };
    port.send(&question, deadline).await?;
    let mut heard = Vec::new();
    let mut worries = 0;
    loop {
        let now = Instant::now();
        if now >= deadline {
            return Ok(Confirmation::Late);
        }
        let patience = deadline.min(now + Duration::from_millis(WORRY_EVERY_MS));
        let mut buffer = [0; 64];
        match port.receive(&mut buffer, patience).await {
            Received::Bytes(count) => heard.extend(buffer.iter().take(count)),
            Received::HungUp => return Ok(Confirmation::HungUp),
            Received::Silence => {
                worries += 1;
                if let Some(obstacle) = worry(port, deadline, &mut heard).await? {
                    return Ok(Confirmation::Stopped(obstacle));
                }
                if !old_way && worries == WORRIES_BEFORE_OLD_WAY {
                    old_way = true;
                    port.send(&paper_question(), deadline).await?;
                }
            }
        }
        if contains_id(&heard, id) {
            return Ok(Confirmation::ProcessId);
        }
        // A `DLE EOT` answer always has bit 4 set, a `GS r` answer never.
        if old_way && heard.iter().any(|byte| byte & 0b1001_0000 == 0) {
            return Ok(Confirmation::PaperStatus);
        }
        // The reply is seven bytes; what is older is noise.
        let stale = heard.len().saturating_sub(64);
        heard.drain(..stale);
    }
}

/// Asks for paper and cover only; other bytes that arrive are kept for the caller.
async fn worry(
    port: &mut Port,
    deadline: Instant,
    heard: &mut Vec<u8>,
) -> Result<Option<Obstacle>, PortError> {
    let deadline = deadline.min(Instant::now() + Duration::from_millis(WORRY_EVERY_MS / 2));
    let mut status = Status::default();
    for query in [Query::OfflineCause, Query::ErrorCause, Query::Roll] {
        port.send(&query.bytes(), deadline).await?;
        let mut byte = [0];
        while port.receive(&mut byte, deadline).await == Received::Bytes(1) {
            if is_answer(byte[0]) {
                status.learn(query, byte[0]);
                break;
            }
            heard.push(byte[0]);
        }
    }
    Ok(status.obstacle())
}

/// Clears the printer's buffer after a failed job, or a ghost ticket comes out
/// with the new paper. `true` if the printer took the command.
pub(super) async fn clear(port: &mut Port) -> bool {
    let deadline = Instant::now() + Duration::from_millis(CLEAR_MS);
    port.send(&CLEAR_BUFFER, deadline).await.is_ok()
}

/// `GS ( H`, function 48: answer with this id when everything before is printed.
fn id_question(id: [u8; 4]) -> Vec<u8> {
    let mut question = vec![0x1d, b'(', b'H', 6, 0, 48, 48];
    question.extend(id);
    question
}

/// `GS r 1`: answered in turn, after what stands before it.
fn paper_question() -> Vec<u8> {
    vec![0x1d, b'r', 1]
}

/// The reply to `GS ( H`: `37 22 id 00`.
fn contains_id(heard: &[u8], id: [u8; 4]) -> bool {
    let [a, b, c, d] = id;
    let reply = [0x37, 0x22, a, b, c, d, 0x00];
    heard.windows(reply.len()).any(|window| window == reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reply_with_our_id_is_found_between_other_bytes() {
        let heard = [0x12, 0x37, 0x22, b'0', b'0', b'4', b'2', 0, 0x12];
        assert!(contains_id(&heard, *b"0042"));
        assert!(!contains_id(&heard, *b"0043"));
        assert!(!contains_id(&heard[..7], *b"0042"));
    }
}
