### Taking back the last act, safe keeping, paper.

problem-nothing-to-undo = There is nothing to take back at desk { $desk }.
problem-undo-too-late = It is too late to take this back. Ticket { $ticket } stays as it is; the usual buttons can bring it back.
problem-undo-moved-on = This can no longer be taken back: desk { $desk } or ticket { $ticket } has moved on since.

safety-running = The office is running and holds its database; only the journal was checked.
safety-walked = { $log ->
    [database] Database
   *[journal] Journal
}: { $entries } entries ({ $first } to { $last }), SHA-256 seal { $seal }
safety-unreadable = The { $log } could not be read: { $text }
safety-broken = Damaged entries in the { $log }: { $places }
safety-gaps = Entries are missing in the { $log } after: { $places }
safety-only-database = In the database and not in the journal: { $places }
safety-only-journal = In the journal and not in the database: { $places }
safety-different = One number, two contents: { $places }
safety-behind = { $behind ->
    [one] One log ends { $behind } entry before the other: it was on its way when the office stopped, and the next start fills it in.
   *[other] One log ends { $behind } entries before the other: they were on their way when the office stopped, and the next start fills them in.
}
safety-fine = All is whole, and both logs are the same.
safety-fine-journal = The journal is whole. The database, and whether both logs are the same, can be checked while the office is stopped.
safety-not-fine = The logs differ. At its next start the office takes what is whole from the other log; if that does not help, use talon restore.
safety-backup = Copy: { $file }, { $entries } entries, SHA-256 seal { $seal }
safety-from-later = The copy is not whole: it begins with entry { $first }. The office runs, so its journal was read, and the oldest parts of that are gone. Whole copies are in backup_dir; or stop the office and try again.
safety-restored = The office was restored from { $file }: { $entries } entries, SHA-256 seal { $seal }
safety-by-journal = Entries added from the journal: { $more }
safety-belongings = Also brought back: { $names }
safety-left-behind = Not brought back, the file on the stick is damaged: { $file }. The office starts without it; a sound one of another copy may be put into the data folder while the office is stopped.
safety-new-series = Tickets given out after the copy are unknown, so numbers go on in a new series with the time in front.
