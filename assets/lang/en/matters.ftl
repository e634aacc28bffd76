# Callbacks, statements, the contact record, quiet help.

problem-needs-database = The live queue is on: the database is away for now, so this cannot be kept yet. Please write it on paper and try again when the queue is electronic again.
problem-people-unavailable = Personal details cannot be kept or shown right now: their database is away. Please write them on paper and try again in a minute.
problem-unknown-record = There is no record { $id }: it has left the list, or the number is another one.
problem-record-changed = Somebody else has just changed this record. Please refresh it and see whether your change is still needed.
problem-record-closed = Record { $id } is closed already and needs no change.
problem-too-many = There are { $limit } records here already and no room for more. Please close those that are done.
problem-take-ticket-instead = Registration is open: please take a ticket. A manager will answer you today.
problem-wrong-phone = This phone number cannot be dialled. Ten digits are needed, for example 912 345-67-89.
problem-wrong-contract = A contract number has 4 to 20 digits and letters, for example 660400123456.
problem-wrong-name = A name is written in letters.
problem-text-too-long = The text is too long: there is room for { $limit } characters.
problem-consent-needed = The visitor's consent is needed to keep a phone number: please tick it.
problem-wrong-date = The date “{ $date }” will not do: today or a later day is needed, for example 2026-11-23.
problem-unknown-filter = There is no “{ $filter }” here. The description of the API says what there is.
problem-person-erased = The personal details of this record have been erased.
problem-search-too-short = Too few letters: at least { $letters } are needed.
problem-no-help-asked = Nobody is calling from desk { $desk } now: the signal is off already.

callback-consent = By pressing “Done” I agree that { $office } keeps my phone number and what I have written, to answer my question. { $days ->
    [one] The details are erased { $days } day after the answer.
   *[other] The details are erased { $days } days after the answer.
}
callback-consent-aloud = Do you agree that { $office } keeps your phone number and what you have told, to answer your question? { $days ->
    [one] The details are erased { $days } day after the answer.
   *[other] The details are erased { $days } days after the answer.
}
callback-slip-title = Callback No. { $id }
callback-slip-due = We call by the end of
callback-slip-phone = On the phone
callback-slip-about = About:
callback-slip-sooner = If sooner suits you better: direct line — { $line }.
callback-columns = No.; Asked; Call by; Service; Name; Phone; Address; Contract; Question; From; Ticket; Attempts; Outcome; Closed; Closed by
callback-origin-kiosk = kiosk
callback-origin-hall = hall
callback-origin-desk = desk
callback-origin-contact-centre = contact centre
callback-outcome-answered = answered
callback-outcome-booked = appointment made
callback-outcome-unreachable = not reached
callback-outcome-wrong-number = wrong number
callback-outcome-withdrawn = no longer needed

problem-unknown-kind = The office file has no kind of statement “{ $kind }”.
problem-not-anonymous = Without a name and a phone only a complaint can be taken. Please write down who it is from.
problem-unknown-topic = The office file has no topic “{ $topic }”.
problem-unknown-outcome = The office file has no outcome “{ $outcome }”.

help-from = Desk { $desk } asks for help.
help-who-comes = On the way: { $names }.
help-i-come = I am coming
help-over = No longer needed
did-help-answer = Answer desk { $desk }
did-help-over = End the signal of desk { $desk }

page-statements = Statements
matters-away = The server does not answer: this is the list as it was; it refreshes by itself.
matters-overdue = overdue,
matters-today = today,
matters-due = by
matters-no-person = Personal details erased
matters-people-away = Names and phones cannot be shown now: their database is away.
matters-contract = contract { $contract }
matters-note = What the visitor said (added to the question)
matters-printed = Sent to the printer.
matters-print = Print again
matters-show = What to show
matters-export = To Excel
matters-filter-open = Open
matters-filter-today = Due today
matters-filter-overdue = Overdue
matters-filter-closed = Closed
matters-open-count = open: { $count }
matters-overdue-count = overdue: { $count }
callback-number = No. { $id }
callback-new = New callback
callback-promise = We call by the end of: { $day }.
callback-show-phone = Show the phone
callback-noted = The attempt is noted.
callback-closed = The callback is closed.
callback-asked = The callback is noted.
callback-result = How it ended
callback-again = Not this time — try again
callback-other-day = Another day was agreed
callback-seen = Phone seen by:
callback-find = Phone or contract
callback-none = Nothing here: nobody to call.
callback-choose = Choose a callback from the list.
callback-attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}
callback-attempt-no-answer = no answer
callback-attempt-busy = busy
callback-attempt-asked-later = asks for later
callback-attempt-wrong-number = wrong number
callback-ask-phone = Phone
callback-ask-name = Name
callback-ask-contract = Contract number
callback-ask-address = Address
callback-ask-gist = Question
callback-read = Please read to the visitor:
callback-ask-consent = The visitor agrees to the phone being kept
callback-ask-send = Note it down
statement-new = Take a statement
statement-no-kinds = The office file has no kinds of statements: please add [[statement]] sections.
statement-kind = Kind of statement
statement-term = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}
statement-anonymous = Anonymous
statement-name = From
statement-phone = Phone
statement-contract = Contract number
statement-address = Address
statement-gist = About
statement-drop-off = Taken in the hall without a ticket
statement-take = Take it and print a receipt
statement-nameless = anonymous
statement-show = Show phone and address
statement-taken = taken { $time }, { $by }
statement-settle = How it ended
statement-answer-answered = answered
statement-answer-passed-on = passed on
statement-answer-withdrawn = withdrawn
statement-complaints = Complaints by month
statement-months-anonymous = anonymous: { $count }
statement-took = Taken as No. { $number }. We answer by the end of: { $day }.
statement-receipt = The receipt is printed.
statement-no-receipt = The receipt was not printed: please tell the number and the day.
statement-none = Nothing here.
hand-overs = Handed over to the back office
hand-over-done = Done
statement-slip-title = Statement No. { $number }
statement-slip-kind = Kind
statement-slip-due = We answer by the end of
statement-slip-by = Taken by

problem-rating-off = Ratings are switched off in this office.
problem-not-served-yet = A visit can be rated once it is over.
problem-already-rated = This visit has been rated already. Thank you!
problem-wrong-mark = A mark is a number from 1 to { $best }.
contact-columns = Day; Recorded; Ticket; Desk; Manager; Service; Topic; Outcome; Note; Back office by

### The hall page: doors, late visitors, announcements
hall-doors = Other pages
hall-door-booking = Booking
hall-door-callback = Callback
hall-door-statement = Statement
hall-announce = Notices
hall-overdue = overdue: { $count }
hall-due-today = for today: { $count }
hall-late = Registration has ended. Please offer:
hall-late-callback = A callback
hall-late-booking = An appointment
hall-late-line = Direct line:
announce-title = Announcements
announce-guide = They run along the board, and stay until replaced.
announce-none = No announcements.
announce-line = Line { $number }, { $language }
announce-remove = Remove
announce-add = Add a line
announce-save = Show on the board
announce-saved = The announcements are on the board.
announce-cleared = The announcements are gone.
