//! The conversation with a printer: how are you; is it out; forget it.
//!
//! Promises: each conversation ends at its deadline and remembers a few hundred
//! bytes at most; where one byte is the answer one byte is believed, and two are
//! noise. Never: sends a slip (`worker` does).

use super::port::{Port, PortError, Received};
use super::status::{Obstacle, Paper, Query, Status, is_answer, paper_status};
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

/// Who has said nothing for so long has finished speaking: a byte takes 1 ms at
/// 9600 baud, and USB and networks bring an answer in one piece.
const QUIET_MS: u64 = 50;

/// After noise the questions are asked once more: it may have been the late
/// answer to an earlier one.
const ROUNDS: u32 = 2;

/// How long an answer that an earlier job was owed may take: printers that are
/// done answer within 100 ms, and this is spent only after a failed job.
const CATCH_UP_MS: u64 = 500;

/// The longest answer is seven bytes, and worries bring three at a time. Who
/// says more than this while one job is confirmed only babbles.
const HEARD_LIMIT: usize = 256;

/// XON and XOFF: a serial printer that paces the line says nothing by it.
const PACING: [u8; 2] = [0x11, 0x13];

/// What a printer said when asked how it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// This.
    Says(Status),
    /// It speaks, and makes no sense: a wrong speed, an echo, another device.
    Garbled,
    /// Nothing.
    Nothing,
    /// The line broke.
    HungUp,
}

/// Asks the four questions, one after the other. The first silence ends it.
pub(super) async fn ask(port: &mut Port, patience: Duration) -> Result<Answer, PortError> {
    let deadline = Instant::now() + patience;
    for round in 0..ROUNDS {
        port.forget_stale_input();
        match ask_once(port, deadline).await? {
            Answer::Garbled => Hearing::default().until_quiet(port, deadline).await,
            // Noise and then silence is not the silence of a device that cannot speak.
            Answer::Nothing if round > 0 => break,
            answer @ (Answer::Says(_) | Answer::Nothing | Answer::HungUp) => return Ok(answer),
        }
    }
    Ok(Answer::Garbled)
}

async fn ask_once(port: &mut Port, deadline: Instant) -> Result<Answer, PortError> {
    let mut status = Status::default();
    for query in Query::ALL {
        if query != Query::Printer && port.forget_stale_input() > 0 {
            return Ok(Answer::Garbled);
        }
        port.send(&query.bytes(), deadline).await?;
        match answer(port, deadline).await {
            Heard::Byte(byte) => status.learn(query, byte),
            Heard::Noise => return Ok(Answer::Garbled),
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
    Noise,
    Nothing,
    HungUp,
}

async fn answer(port: &mut Port, deadline: Instant) -> Heard {
    // A line may be paced for ever, but not past the deadline.
    while Instant::now() < deadline {
        let mut piece = [0; 16];
        let count = match port.receive(&mut piece, deadline).await {
            Received::Bytes(count) => count,
            Received::Silence => return Heard::Nothing,
            Received::HungUp => return Heard::HungUp,
        };
        let mut said = piece
            .iter()
            .take(count)
            .filter(|byte| !PACING.contains(byte));
        match (said.next(), said.next()) {
            (None, _) => {}
            (Some(byte), None) if is_answer(*byte) => return Heard::Byte(*byte),
            (Some(_), _) => return Heard::Noise,
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
    /// It spoke, and made no sense.
    Garbled,
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
    port.forget_stale_input();
    if by_process_id && let Some(confirmation) = ask_for_id(port, id, deadline).await? {
        return Ok(confirmation);
    }
    ask_for_paper(port, id, deadline).await
}

/// `None`: it says nothing to the process id, and may be asked the old way.
async fn ask_for_id(
    port: &mut Port,
    id: [u8; 4],
    deadline: Instant,
) -> Result<Option<Confirmation>, PortError> {
    port.send(&id_question(id), deadline).await?;
    let mut hearing = Hearing::default();
    let mut worries = 0;
    while worries < WORRIES_BEFORE_OLD_WAY {
        match hearing.listen(port, deadline).await? {
            Turn::Over(confirmation) => return Ok(Some(confirmation)),
            Turn::Quiet => worries += 1,
            Turn::Spoke => {}
        }
        if hearing.holds_id(id) {
            return Ok(Some(Confirmation::ProcessId));
        }
    }
    // Whoever said something else would say anything to the next question too.
    Ok((!hearing.said.is_empty()).then_some(Confirmation::Garbled))
}

/// One byte is the answer; before it, or with it, the process id may still come.
async fn ask_for_paper(
    port: &mut Port,
    id: [u8; 4],
    deadline: Instant,
) -> Result<Confirmation, PortError> {
    port.send(&paper_question(), deadline).await?;
    let mut hearing = Hearing::default();
    while hearing.said.is_empty() {
        match hearing.listen(port, deadline).await? {
            Turn::Over(confirmation) => return Ok(confirmation),
            Turn::Quiet | Turn::Spoke => {}
        }
    }
    hearing.until_quiet(port, deadline).await;
    Ok(hearing.reads_as(id))
}

/// An earlier job was never confirmed: its answer may still come, and is not to
/// be taken for the next one's. Answers keep the order of the questions, so that
/// nothing is owed once this one is answered; without an answer two will come
/// together later, which is noise.
pub(super) async fn catch_up(port: &mut Port, deadline: Instant) -> Result<(), PortError> {
    let deadline = deadline.min(Instant::now() + Duration::from_millis(CATCH_UP_MS));
    port.send(&paper_question(), deadline).await?;
    let mut piece = [0; 16];
    if let Received::Bytes(_) = port.receive(&mut piece, deadline).await {
        Hearing::default().until_quiet(port, deadline).await;
    }
    Ok(())
}

/// What was heard since a question.
#[derive(Debug, Default)]
struct Hearing {
    /// All but pacing and answers to `DLE EOT`, which has its own bits.
    said: Vec<u8>,
    /// Bytes in all.
    count: usize,
}

/// What one turn of listening brought.
enum Turn {
    Spoke,
    Quiet,
    Over(Confirmation),
}

impl Hearing {
    /// Listens for a moment; in silence, asks whether something is wrong.
    async fn listen(&mut self, port: &mut Port, deadline: Instant) -> Result<Turn, PortError> {
        let now = Instant::now();
        if now >= deadline {
            return Ok(Turn::Over(Confirmation::Late));
        }
        let patience = deadline.min(now + Duration::from_millis(WORRY_EVERY_MS));
        let mut piece = [0; 64];
        let turn = match port.receive(&mut piece, patience).await {
            Received::Bytes(count) => {
                self.take(piece.get(..count).unwrap_or_default());
                Turn::Spoke
            }
            Received::HungUp => Turn::Over(Confirmation::HungUp),
            Received::Silence => match self.worry(port, deadline).await? {
                Some(obstacle) => Turn::Over(Confirmation::Stopped(obstacle)),
                None => Turn::Quiet,
            },
        };
        if self.is_babble() {
            return Ok(Turn::Over(Confirmation::Garbled));
        }
        Ok(turn)
    }

    /// Asks for paper and cover only.
    async fn worry(
        &mut self,
        port: &mut Port,
        deadline: Instant,
    ) -> Result<Option<Obstacle>, PortError> {
        let deadline = deadline.min(Instant::now() + Duration::from_millis(WORRY_EVERY_MS / 2));
        let mut status = Status::default();
        for query in [Query::OfflineCause, Query::ErrorCause, Query::Roll] {
            port.send(&query.bytes(), deadline).await?;
            let mut byte = [0];
            while !self.is_babble() && port.receive(&mut byte, deadline).await == Received::Bytes(1)
            {
                self.take(&byte);
                if is_answer(byte[0]) {
                    status.learn(query, byte[0]);
                    break;
                }
            }
        }
        Ok(status.obstacle())
    }

    /// Hears it out: what comes next belongs to another question.
    async fn until_quiet(&mut self, port: &mut Port, deadline: Instant) {
        while !self.is_babble() {
            let patience = deadline.min(Instant::now() + Duration::from_millis(QUIET_MS));
            let mut piece = [0; 64];
            match port.receive(&mut piece, patience).await {
                Received::Bytes(count) => self.take(piece.get(..count).unwrap_or_default()),
                Received::Silence | Received::HungUp => return,
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.count += 1;
            if !is_answer(*byte) && !PACING.contains(byte) {
                self.said.push(*byte);
            }
        }
    }

    fn is_babble(&self) -> bool {
        self.count > HEARD_LIMIT
    }

    /// The reply to `GS ( H`: `37 22 id 00`. No other job's reply looks like it.
    fn holds_id(&self, id: [u8; 4]) -> bool {
        let [a, b, c, d] = id;
        let reply = [0x37, 0x22, a, b, c, d, 0x00];
        self.said.windows(reply.len()).any(|window| window == reply)
    }

    fn reads_as(&self, id: [u8; 4]) -> Confirmation {
        if self.is_babble() {
            return Confirmation::Garbled;
        }
        if self.holds_id(id) {
            return Confirmation::ProcessId;
        }
        let paper = match self.said.as_slice() {
            [byte] => paper_status(*byte),
            _ => None,
        };
        match paper {
            Some(Paper::Out) => Confirmation::Stopped(Obstacle::PaperOut),
            Some(Paper::Ok | Paper::Low | Paper::NotKnown) => Confirmation::PaperStatus,
            None => Confirmation::Garbled,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(bytes: &[u8]) -> Hearing {
        let mut hearing = Hearing::default();
        hearing.take(bytes);
        hearing
    }

    #[test]
    fn the_reply_with_our_id_is_found_between_other_answers() {
        let whole = heard(&[0x12, 0x37, 0x22, b'0', b'0', b'4', b'1', 0, 0x12]);
        assert_eq!(whole.reads_as(*b"0041"), Confirmation::ProcessId);
        assert_eq!(whole.reads_as(*b"0043"), Confirmation::Garbled);
        let half = heard(&[0x12, 0x37, 0x22, b'0', b'0', b'4', b'1']);
        assert_eq!(half.reads_as(*b"0041"), Confirmation::Garbled);
    }

    #[test]
    fn one_byte_of_the_right_shape_confirms_and_no_other() {
        let reads = |bytes: &[u8]| heard(bytes).reads_as(*b"0001");
        assert_eq!(reads(&[0x00]), Confirmation::PaperStatus);
        assert_eq!(reads(&[0x03]), Confirmation::PaperStatus, "paper runs low");
        assert_eq!(
            reads(&[0x12, 0x13, 0x00]),
            Confirmation::PaperStatus,
            "a late answer to DLE EOT, and pacing, are something else"
        );
        assert_eq!(reads(&[0x0c]), Confirmation::Stopped(Obstacle::PaperOut));
        assert_eq!(reads(&[0x00, 0x00]), Confirmation::Garbled);
        assert_eq!(reads(&[0x80]), Confirmation::Garbled);
        // Another job's process id ends with a byte of the right shape.
        let late = [0x37, 0x22, b'0', b'0', b'0', b'7', 0];
        assert_eq!(reads(&late), Confirmation::Garbled);
    }

    #[test]
    fn a_flood_is_not_remembered() {
        let mut hearing = heard(&[0x12; HEARD_LIMIT]);
        assert!(!hearing.is_babble());
        hearing.take(&[0x00]);
        assert_eq!(hearing.reads_as(*b"0001"), Confirmation::Garbled);
    }
}
