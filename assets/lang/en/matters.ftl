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
problem-no-help-asked = Nobody is calling from desk { $desk } now: the signal is off already.

callback-consent = By pressing “Done” I agree that { $office } keeps my phone number and what I have written, to answer my question. { $days ->
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
