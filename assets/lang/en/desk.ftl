# The desk: put aside, keys, history of the visit, calling by itself, scanner.

action-park = Put aside
action-parked = Put aside
action-undo = Undo
action-keys = Keys…
action-person = Change person
action-auto-on = Call by itself: switch on
action-auto-off = Call by itself: switch off
action-window = Small window above others
did-park = Put { $number } aside
did-unpark = Go on with { $ticket }
did-release = { $ticket } back to the queue
did-person = Change person
did-undo = Undo the last act

### Undo
undo-label = Undo: { $what }
undo-left = { $seconds } s
undo-call = call of { $ticket }
undo-start = start of { $ticket }
undo-finish = finish of { $ticket }
undo-no-show = no-show of { $ticket }
undo-return = return of { $ticket }
undo-transfer = transfer of { $ticket }
undo-park = putting { $ticket } aside

### History of the visit
legs-title = Where the visitor was before
leg-served = served
leg-transferred = transferred
leg-returned = back to the queue
leg-parked = put aside

### Put aside
parked-title = Put aside · { $count }
parked-board = call on the board
parked-release = back to the common queue
call-parked = put aside
confirm-unpark = Go on with { $ticket }
confirm-finish-unpark = Finish and go on with { $ticket }
confirm-call-back = Call { $ticket } on the board
confirm-release = { $ticket } back to the queue
confirm-close-parked = { $count ->
    [one] Close: { $count } put aside goes back to the queue
   *[other] Close: { $count } put aside go back to the queue
}

### Calling by itself
auto-counts = The next one will be called in { $seconds } s.
auto-stop = Not now (Esc)

### Keys
keys-title = Keys of this person
keys-hint = A digit or the arrows choose an action, Enter changes its key. Enter, Esc and digits are always taken.
keys-choose = Choose an action
keys-change = Change the key: { $action }
keys-press = Press the new key (Esc keeps the old one)
keys-waits = new key…
keys-reset = Bring the shipped keys back
keys-taken = The key “{ $key }” is taken by the page or the browser. Please choose another one.

### Scanner
scanned-day = This ticket is of another day.
scanned-unknown = There is no such ticket today, or its visit is over.
scanned-elsewhere = Another desk is serving this visitor now.

### Callback and help
action-callback = Call the visitor back…
action-help = Call for help (quietly)
action-help-end = Help is no longer needed
did-callback = Callback request
did-help = Call for help
did-help-end = Help is no longer needed
help-asked = help was called
help-coming = { $name } is coming
said-callback = The request is taken; they will call by { $due }.
callback-title = Callback
callback-due = they will call by { $due }
callback-phone = Phone
callback-name = Name (optional)
callback-gist = What about (if the service does not say it)
callback-agreed = The visitor agrees:
callback-away = The database is away: no request can be taken. Please offer the direct line.
callback-nobody = Nobody is at the desk
confirm-callback = Take the callback

### What the visit was about; a statement and an appointment out of it (S10, S11)
action-about = Outcome
action-statement = Take a statement…
action-appointment = Book an appointment…
about-title = What the visit was about
about-hint = Two digits: topic and outcome. Enter finishes
about-topic = Topic
about-outcome = Outcome
about-hand-over = Hand over to the back office
about-hand-over-day = Answered by the end of this day
about-note = Note on the visit
about-chosen = Outcome:
about-until = back office by { $due }
confirm-about = Finish with this outcome
confirm-about-next = Finish with this outcome, call next
confirm-about-nobody = An outcome is recorded during the visit
statement-desk-title = Statement from the visit
statement-desk-kind = Kind of statement
statement-desk-none = The office file has no kinds of statements, or the server does not answer.
statement-desk-term = { $days ->
    [one] answer within { $days } working day
   *[other] answer within { $days } working days
}
statement-desk-name = From whom
statement-desk-phone = Phone
statement-desk-contract = Contract number
statement-desk-gist = About what
statement-desk-anonymous = Without name or phone
confirm-statement = Take it and print a receipt
confirm-statement-kind = Choose the kind
did-statement = Statement from the visit
said-statement = Statement No. { $number } is taken; answer by the end of { $due }.
appointment-title = Appointment
appointment-no-service = This ticket has no service: please book on the appointments page.
appointment-away = Free times cannot be shown: the server does not answer.
appointment-phone = Phone
appointment-name = Name
confirm-appointment = Book { $time }
confirm-appointment-slot = Choose a time
did-appointment = Appointment
said-appointment = Booked: { $day }, { $time }, code { $code }.
more-title-visit = The visit and the desk
