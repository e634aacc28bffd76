//! Schema 1: the log of entries. Frozen.

use super::Step;

pub(super) const STEP: Step = Step { up: UP, oldest: 1 };

const UP: &str = "
CREATE TABLE entry (
    seq       INTEGER PRIMARY KEY,
    epoch     INTEGER NOT NULL,
    chain     INTEGER NOT NULL,
    opens_day INTEGER NOT NULL,
    body      TEXT    NOT NULL
) STRICT;
CREATE TABLE probe (written INTEGER NOT NULL) STRICT;
CREATE INDEX entry_opens_day ON entry (seq) WHERE opens_day = 1;
";
